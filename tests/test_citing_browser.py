"""What a person does to cite and to take away: copy buttons, and a file by a click, in a real browser."""

import pytest

from .conftest import WIDE

pytestmark = pytest.mark.django_db
MAY = {"permissions": ["clipboard-read", "clipboard-write"]}


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_copy_the_citation_and_the_permalink(browse, live_server, register):
    page = browse(**WIDE, **MAY)
    page.goto("/meetings/?country=PK&country=AZ")
    page.get_by_role("heading", level=3).first.get_by_role("link").click()
    page.wait_for_url("**/meetings/*/*/*")
    page.get_by_role("button", name="Copy", exact=True).click()
    page.wait_for_selector("text=Copied")
    assert clipboard(page) == page.locator(".citebox").inner_text()
    page.get_by_role("button", name="Copy the permalink").click()
    page.wait_for_function("document.querySelectorAll('.copy[data-done]').length > 0")
    number = page.url.split("/meetings/")[1].split("/")[0]
    page.wait_for_timeout(100)
    assert clipboard(page) == f"{live_server.url}/meetings/{number}/"


@pytest.mark.long
def test_a_narrowed_list_cites_itself(browse, register):
    """The list comes anew with every filter, and its buttons with it."""
    page = browse(**WIDE, **MAY)
    page.goto("/meetings/")
    page.locator("#facet-country a").first.click()
    page.wait_for_url("**country=**")
    button = page.get_by_role("button", name="Copy", exact=True)
    button.click()
    page.wait_for_selector("text=Copied")
    assert "country=" in clipboard(page)
    assert clipboard(page) == page.locator(".citebox").inner_text()


@pytest.mark.long
def test_a_refused_clipboard_marks_the_text(browse, register):
    page = browse(**WIDE)
    page.goto("/meetings/?country=PK")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error(`no`)))")
    page.get_by_role("button", name="Copy", exact=True).click()
    page.wait_for_function("getSelection().toString().length > 0")
    assert page.evaluate("getSelection().toString()").strip() == page.locator(".citebox").inner_text()


@pytest.mark.long
def test_take_the_list_away(browse, register):
    page = browse(**WIDE)
    page.goto("/meetings/?country=PK")
    with page.expect_download() as download:
        page.get_by_role("list", name="This list as a file").get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.startswith("7-held-meetings-with-pakistan-v")
    assert download.value.path().read_text().count("\n") == 8


@pytest.mark.long
def test_without_javascript_there_is_nothing_to_copy_with(browse, register):
    page = browse(java_script_enabled=False)
    page.goto("/meetings/?country=PK")
    assert page.get_by_role("button", name="Copy", exact=True).count() == 0
    assert page.locator(".citebox").is_visible()
