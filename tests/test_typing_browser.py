"""What is typed at the desk and not saved: kept in the browser, offered back, forgotten once it is saved; leaving asks."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from meetings.models import Official

from .build import make_country, make_position
from .conftest import RULES
from .desk_browser import add, choose, chosen, made_in_place, signed_in
from .test_desk_clean import THEIRS_IN_BROWSER

# What a browser does no database changes.
pytestmark = pytest.mark.same_everywhere

NEW = "/desk/meetings/official/add/"
SHELF = "Object.keys(localStorage).filter((key) => key.startsWith('desk-typed:')).length"


def _opened(page, live_server):
    """The empty page of a new official."""
    make_country("AZ", "Azerbaijan"), make_position("AZ")
    signed_in(page, live_server).goto(NEW)
    page.evaluate("localStorage.clear()")
    return page


@pytest.fixture
def desk(page, live_server, transactional_db):
    """The empty page of a new official; `desk.asked` are the questions that it asked, each answered with yes."""
    page.asked = []
    page.on("dialog", lambda one: (page.asked.append(one.type), one.accept()))
    return _opened(page, live_server)


def _type(page, name, shelf=1):
    """A name, by hand; it is on the shelf when this ends, one of so many."""
    page.click("#id_name")
    page.fill("#id_name", name)
    _comes(page, f"Object.values(localStorage).some((kept) => kept.includes('{name}')) && {SHELF} === {shelf}")


def _comes(page, what):
    """Something comes to be true; Playwright's own waiting is against the policy of the page."""
    wait = "await new Promise((go) => setTimeout(go, 20))"
    assert page.evaluate(f"async () => {{ for (let i = 0; i < 500 && !({what}); i += 1) {wait}; return {what}; }}")


def test_what_was_typed_is_kept_offered_back_and_gone_when_it_is_saved(
    look, live_server, transactional_db, axe, problems, request
):
    page = _opened(look, live_server)
    add(page, "appointments")
    choose(page, "appointments-0-position", "foreign", "Azerbaijan")
    page.fill("#id_appointments-0-start", "2020-07-16")
    _type(page, "Jeyhun Bayramov")
    # Another tab, this one being closed as in a crash.
    look, page = page, page.context.new_page()
    look.close()
    page.goto(NEW)
    notice = page.locator("#desk-typing")
    expect(notice.locator("span")).to_have_text(
        re.compile(r"^You typed here on \d+ \w+, \d\d:\d\d, and did not save it\.$")
    )
    assert notice.locator("button").all_inner_texts() == ["Show it", "Forget it"]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = axe(page, RULES.get(request.node.callspec.params["look"], False))
    assert [one for one in found if not one.startswith(THEIRS_IN_BROWSER)] == []

    page.click("text=Show it")
    expect(page.locator(".errornote + .errorlist")).to_have_text(
        re.compile(r"^This is what you typed on \d+ \w+, \d\d:\d\d: nothing was saved yet\.$")
    )
    expect(notice).to_be_hidden()
    expect(page.locator("#id_name")).to_have_value("Jeyhun Bayramov")
    expect(chosen(page, "appointments-0-position")).to_have_text("Minister of Foreign Affairs, Azerbaijan")
    expect(page.locator("#id_appointments-0-start")).to_have_value("2020-07-16")
    assert (Official.objects.count(), page.evaluate(SHELF)) == (0, 1)

    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_contain_text("Jeyhun Bayramov")
    assert (Official.objects.count(), page.evaluate(SHELF)) == (1, 0)
    page.goto(NEW)
    expect(page.locator("#id_name")).to_have_value("")
    expect(notice).to_be_hidden()


@pytest.mark.long
def test_leaving_asks_where_something_is_not_saved_and_nowhere_else(desk):
    page = desk
    page.click("#id_name")
    page.goto(NEW)
    _type(page, "Typed")
    page.fill("#id_name", "")
    _comes(page, f"{SHELF} === 0")
    page.goto(NEW)
    assert page.asked == []
    _type(page, "Typed")
    page.goto("/desk/meetings/appointment/add/")
    assert page.asked == ["beforeunload"]

    # To send it is not to leave; a form that comes back is not saved.
    page.click("[name=_save]")
    expect(page.locator(".errornote")).to_be_visible()
    assert page.asked == ["beforeunload"]
    page.click("#id_start")
    # A window closes by itself when what was made in it is saved, and leaves nothing on the shelf.
    with made_in_place(page, "official") as window:
        window.on("dialog", lambda one: page.asked.append("window"))
        window.click("#id_name")
        window.fill("#id_name", "Somebody")
    expect(chosen(page, "official")).to_have_text("Somebody")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('_popup')).length") == 0
    page.goto(NEW)
    assert page.asked == ["beforeunload"] * 2


@pytest.mark.long
def test_what_was_typed_outlives_a_session_and_is_its_owners_alone(desk, live_server):
    page = desk
    offers = page.locator("#desk-typing p")
    _type(page, "First")
    # What is typed beside the offer takes nothing from it.
    page.goto(NEW)
    expect(offers).to_have_count(1)
    _type(page, "Second", shelf=2)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("[name=_save]")
    expect(page.locator("#id_username")).to_be_visible()

    signed_in(page, live_server, "other").goto(NEW)
    expect(offers).to_have_count(0)
    signed_in(page, live_server).goto(f"{NEW}?_changelist_filters=q%3Da")
    expect(offers).to_have_count(2)
    assert page.evaluate(SHELF) == 2
    # The newest stands first.
    page.click("text=Forget it >> nth=0")
    expect(offers).to_have_count(1)
    page.click("text=Show it")
    expect(page.locator("#id_name")).to_have_value("First")
    page.click("#id_name")
    page.click("#logout-form button")
    expect(page.locator("text=Log in again")).to_be_visible()
    assert page.evaluate(SHELF) == 0
    assert Official.objects.count() == 0


@pytest.mark.long
def test_the_shelf_holds_twenty_for_a_week_and_may_be_full(desk):
    page = desk
    page.evaluate("localStorage.setItem('desk-typed:0:/#none', 'none')")
    found = []
    for every in (24, 4):
        page.evaluate(
            """(every) => {
              for (let hours = 0; hours < 240; hours += every) {
                const kept = { at: Date.now() - hours * 3600 * 1000 + 60_000, typed: [] };
                localStorage.setItem(`desk-typed:0:/#${hours}`, JSON.stringify(kept));
              }
            }""",
            every,
        )
        page.goto(NEW)
        keys = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk-typed:'))")
        found.append(sorted(int(key.partition("#")[2]) for key in keys))
    assert found == [[day * 24 for day in range(8)], [number * 4 for number in range(20)]]
    _type(page, "Typed", shelf=20)

    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.fill("#id_name", "Typed where nothing can be kept")
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_contain_text("Typed where nothing can be kept")
