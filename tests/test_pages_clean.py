"""Every public page, with the demo's meetings, is sound: its HTML, its accessibility in four looks, and nothing that CSP blocks."""

import re
from zlib import crc32

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.index import reindex
from meetings.models import Meeting

from . import EXAMPLES
from .conftest import RULES
from .crawl import crawl, one_filter
from .public_pages import public_pages

pytestmark = pytest.mark.django_db


def withdraw():
    """Withdraw the newest meeting, so that there is a page that says so; its address."""
    meeting = Meeting.objects.order_by("-pk").first()
    meeting.publication, meeting.withdrawn_on, meeting.withdrawal_reason = "withdrawn", "2024-01-02", "Another meeting."
    meeting.save()
    reindex([meeting.pk])
    return meeting.get_absolute_url()


def errors():
    """The pages that say what went wrong, as {address: status}."""
    return {"/no-such-page/": 404, "/meetings/999999/": 404, withdraw(): 410}


def worth_opening(url):
    """Each page once and lists with one filter; of the many pages that differ only in their record, a part."""
    if not one_filter(url) or url.count("&") or re.search(r"[?&](sort|page|view)=", url):
        return False
    return EXAMPLES >= 1000 or re.fullmatch(r"/\w*/?", url) is not None or crc32(url.encode()) % 9 == 0


@pytest.mark.prove
def test_every_link_leads_somewhere(client, register):
    pages = crawl(client, [*public_pages().values()], worth_opening)
    broken = {url: page.status_code for url, page in pages.items() if page.status_code not in (200, 301)}
    assert broken == {}
    assert len(pages) > 100


def test_html(client, register, nu, tmp_path):
    pages = {path: client.get(path) for path in public_pages().values()}
    pages |= {path: client.get(path) for path in errors()}
    assert nu({path: page.content.decode() for path, page in pages.items()}, tmp_path) == []


# What other looks change of the others they change of these: a list, its facets, figures, a drawing, a form, an empty page.
SPOKEN_FOR = {
    "home",
    "meetings, filtered",
    "meetings, none found",
    "meeting",
    "country",
    "relation",
    "search, found",
    "the API",
}


@pytest.mark.prove
def test_accessible(request, look, register, axe, problems):
    name_of_look = request.node.callspec.params["look"]
    found, colours = {}, RULES.get(name_of_look, False)
    all_of_them = name_of_look == "light" or EXAMPLES >= 1000
    for name, path in public_pages().items():
        if not all_of_them and name not in SPOKEN_FOR:
            continue
        look.goto(path)
        if faults := axe(look, colours if name in SPOKEN_FOR or EXAMPLES >= 1000 else False):
            found[name] = faults
        if look.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.setdefault(name, []).append("wider than the screen")
    assert problems == []
    for path, status in errors().items():
        assert look.goto(path).status == status
        if faults := axe(look, colours):
            found[path] = faults
    # Chromium tells the console of each page that is not there.
    problems[:] = [problem for problem in problems if not re.search(r"status of (404|410)", problem)]
    assert found == {}


def test_direction_follows_the_language(page, register, settings):
    settings.LANGUAGE_CODE = "ur"
    for path in ("/", "/meetings/"):
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"


def test_everything_works_without_javascript(browse, register):
    page = browse(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Meetings").first.click()
    page.wait_for_url("**/meetings/")
    page.get_by_role("heading", level=3).first.get_by_role("link").click()
    page.wait_for_url("**/meetings/*/*/")
    assert page.get_by_role("heading", level=1).is_visible()


def test_keyboard_reaches_the_content(page, register):
    page.goto("/meetings/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_only_read(client, register, method):
    """No public page writes, whatever the method."""
    with CaptureQueriesContext(connection) as queries:
        statuses = {getattr(client, method)(path).status_code for path in public_pages().values()}
    assert statuses <= {200, 405}
    assert [query for query in queries if re.match(r"(INSERT|UPDATE|DELETE)", query["sql"])] == []
