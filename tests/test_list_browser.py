"""The list in a browser: live with JavaScript, links without it, by keyboard, on a phone."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(register):
    """The demonstration, committed, so that the server of the test sees it."""


def test_a_facet_changes_the_list_in_place(pages, page):
    page.goto("/meetings/")
    page.evaluate("window.same = true")
    page.click("#facet-region > summary")
    page.click("#facet-official a:has-text('Jilani')")
    page.wait_for_url("**/meetings/?official=*")
    page.locator("h1", has_text="Jilani").wait_for()
    heading = page.inner_text("h1")
    assert page.evaluate("window.same") is True
    assert page.inner_text("#said") == heading == page.title().removesuffix(" – diplotrack")
    assert page.evaluate("document.getElementById('facet-region').open") is True
    assert page.evaluate("document.activeElement.id").startswith("o-official-")
    page.click(".chips .chip")
    page.locator("h1", has_text="7 held meetings").wait_for()
    page.go_back()
    page.locator("h1", has_text="Jilani").wait_for()


@pytest.mark.long
def test_without_javascript_every_facet_is_a_link(pages, browse):
    page = browse(java_script_enabled=False, viewport={"width": 1360, "height": 900})
    page.goto("/meetings/")
    page.click("#facet-official a:has-text('Jilani')")
    assert "official=" in page.url
    assert "Jilani" in page.inner_text("h1")
    page.goto("/meetings/by/topic/")
    page.fill("#find", "clim")
    page.click(".findform button")
    assert page.locator(".options bdi").all_inner_texts() == ["Environment and climate", "Climate change"]


def test_keys(pages, page):
    page.goto("/meetings/")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jk")
    assert page.evaluate("document.activeElement.value") == "jk"


@pytest.mark.long
def test_on_a_phone_the_filter_is_folded_and_the_chips_stay(pages, browse):
    page = browse(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page.goto("/meetings/?country=PK")
    assert page.locator("#facet-country").is_visible() is False
    page.click("#filter > summary")
    assert page.locator("#facet-country").is_visible() is True
    page.evaluate("window.scrollTo(0, 900)")
    assert page.locator(".chips .chip").first.bounding_box()["y"] < 60
