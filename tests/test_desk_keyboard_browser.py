"""The page of a meeting without a mouse, and on a tablet under a finger."""

import pytest
from django.utils.translation import override
from playwright.sync_api import expect

from meetings.models import Meeting

from .build import make_appointment, make_country, make_full_meeting, make_official, make_position, make_source
from .desk_browser import chosen, signed_in

TEXT = "\n\n".join(f"What paragraph {number} says." for number in range(1, 8))
NEW = "/desk/meetings/meeting/add/"


class Keys:
    """Somebody at a keyboard: where the focus is, and how it gets elsewhere."""

    def __init__(self, page):
        self.page, self.press, self.type = page, page.keyboard.press, page.keyboard.type

    def is_at(self, selector):
        """Say whether the focus is on what a selector finds."""
        return self.page.evaluate("one => document.activeElement.matches(one)", selector)

    def expect_at(self, selector):
        """The focus is on what a selector finds, or comes to it."""
        expect(self.page.locator(selector)).to_be_focused()

    def go(self, selector, key="Tab"):
        """Tab until the focus is there; never does it fall out of the page's content."""
        for _ in range(80):
            self.press(key)
            if self.is_at(selector):
                return
            assert not self.is_at("body"), f"The focus was lost on the way to {selector}."
        raise AssertionError(f"{selector} is not reached within 80 steps.")

    def pick(self, words, option):
        """In an autocomplete, type and take what is marked."""
        self.type(words)
        marked = self.page.locator(".select2-results__option--highlighted[role=option]")
        expect(marked).to_have_text(option)
        self.press("Enter")
        expect(marked).to_have_count(0)


@pytest.fixture
def desk(page, live_server, transactional_db):
    """The empty page of a new meeting, two officials in office and a source with its text on file."""
    make_country("PK", "Pakistan")
    make_appointment(make_official("Jalil Abbas Jilani"), make_position("PK"), "2023")
    make_appointment(make_official("Jeyhun Bayramov"), make_position("AZ"), "2020")
    make_source("Ministers meet", full_text=TEXT)
    signed_in(page, live_server)
    page.goto(NEW, wait_until="networkidle")
    return page


def box(prefix, number, name):
    """What of an autocomplete takes the focus."""
    return f"#{prefix}-{number} .fieldBox.field-{name} .select2-selection"


def test_a_meeting_is_entered_and_saved_without_a_mouse(desk):
    page = desk
    keys = Keys(page)
    keys.expect_at("#id_when")
    keys.type("22 September 2023")
    keys.go("#citations-group .add-row a")
    keys.press("Enter")
    keys.expect_at(box("citations", 0, "source"))
    keys.pick("minis", "The Gazette: Ministers meet")
    keys.expect_at(box("citations", 0, "source"))
    expect(page.locator("#desk-source li")).to_have_count(7)
    keys.go("#id_citations-0-locator")
    keys.press("ArrowDown")
    keys.expect_at("#desk-source li:nth-child(1) button")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    keys.expect_at("#desk-source li:nth-child(2) button")
    keys.press("Escape")
    keys.expect_at("#id_citations-0-locator")
    assert page.input_value("#id_citations-0-locator") == "par. 2"

    for number, (words, name, body) in enumerate(
        (("jil", "Jalil Abbas Jilani", "Pakistan"), ("bay", "Jeyhun Bayramov", "Country AZ"))
    ):
        keys.go("#participants-group .add-row a")
        keys.press("Space")
        keys.expect_at(box("participants", number, "official"))
        keys.pick(words, name)
        keys.expect_at(box("participants", number, "official"))
        expect(chosen(page, f"participants-{number}-country")).to_have_text(body)

    keys.go("#claims-group .add-row a")
    keys.press("Enter")
    keys.expect_at("#id_claims-0-kind")
    keys.type("s")
    assert page.input_value("#id_claims-0-kind") == "said"
    keys.press("Tab")
    keys.type("Jilani")
    keys.go("#id_claims-0-text")
    keys.type("the flights between the two capitals")
    keys.press("Tab")
    keys.expect_at("#id_claims-0-cited")
    keys.press("ArrowDown")
    # Behind the last paragraph that is cited.
    keys.expect_at("#desk-source li:nth-child(3) button")
    keys.press("Space")
    keys.press("Escape")
    keys.expect_at("#id_claims-0-cited")
    keys.go("[name=_save]")
    keys.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")

    meeting = Meeting.objects.get()
    claim = meeting.claims.get()
    assert (
        meeting.when.text,
        [(str(one.source), one.locator) for one in meeting.citations.all()],
        [(party.key, [one.name for one in party.participants.all()]) for party in meeting.parties.all()],
        (claim.kind, str(claim.speaker), claim.text, [one.locator for one in claim.citations.all()]),
    ) == (
        "22 September 2023",
        [("The Gazette: Ministers meet", "par. 2")],
        [("AZ", ["Jeyhun Bayramov"]), ("PK", ["Jalil Abbas Jilani"])],
        ("said", "Jalil Abbas Jilani", "the flights between the two capitals", ["par. 3"]),
    )


@pytest.mark.long
def test_a_row_that_goes_leaves_the_focus_where_it_was(desk):
    keys = Keys(desk)
    keys.go("#claims-group .add-row a")
    for number in range(3):
        keys.press("Enter")
        keys.expect_at(f"#id_claims-{number}-kind")
        keys.go(f"#id_claims-{number}-text")
        keys.type(f"Claim {number}")
        keys.go("#claims-group .add-row a")
    keys.go("#id_claims-1-kind", "Shift+Tab")
    keys.press("Shift+Tab")
    keys.expect_at("#claims-1 .inline-deletelink")
    keys.press("Enter")
    # The third is the second now.
    keys.expect_at("#id_claims-1-kind")
    assert desk.input_value("#id_claims-1-text") == "Claim 2"
    keys.press("Shift+Tab")
    keys.press("Space")
    keys.expect_at("#claims-group .add-row a")
    expect(desk.locator("#claims-group .inline-related:not(.empty-form)")).to_have_count(1)


@pytest.mark.long
def test_an_autocomplete_gives_the_focus_back_whatever_one_does_in_it(desk):
    keys = Keys(desk)
    keys.go("#participants-group .add-row a")
    keys.press("Enter")
    official = box("participants", 0, "official")
    for opening, closing in (("j", "Escape"), ("Enter", "Tab"), ("Space", "Escape"), ("Alt+ArrowDown", "Escape")):
        keys.expect_at(official)
        keys.press(opening)
        keys.expect_at(".select2-search--dropdown input")
        assert desk.input_value(".select2-search--dropdown input") == ("j" if opening == "j" else "")
        keys.press(closing)
    keys.expect_at(official)
    assert desk.locator(".select2-container--open").count() == 0


@pytest.mark.long
def test_who_types_fast_takes_nobody_of_the_list_before(desk):
    """The answer to what was typed is held back: the first of all officials is marked still."""
    keys = Keys(desk)
    keys.go("#participants-group .add-row a")
    keys.press("Enter")
    keys.press("Enter")
    marked = desk.locator(".select2-results__option--highlighted[role=option]")
    expect(marked).to_have_text("Jeyhun Bayramov")
    held = []

    def hold(route):
        held.append(route)

    desk.route("**/autocomplete/**", hold)
    with desk.expect_request("**/autocomplete/**"):
        keys.type("jilani")
        keys.press("Enter")
    keys.press("Enter")
    expect(chosen(desk, "participants-0-official")).to_have_count(0)
    keys.expect_at(".select2-search--dropdown input")
    held[-1].continue_()
    expect(marked).to_have_text("Jalil Abbas Jilani")
    keys.press("Enter")
    expect(chosen(desk, "participants-0-official")).to_have_text("Jalil Abbas Jilani")


# -- a tablet, and other narrow or turned pages

TABLET = {"has_touch": True, "is_mobile": True}
SCREENS = {
    "portrait": {"viewport": {"width": 820, "height": 1180}, **TABLET},
    "landscape": {"viewport": {"width": 1180, "height": 820}, **TABLET},
    "phone": {"viewport": {"width": 390, "height": 844}, **TABLET},
}

SMALL = """() => [...document.querySelectorAll(
  `#meeting_form :is(.add-row a, .inline-deletelink, .related-widget-wrapper-link[href], .delete label, .inlinechangelink),
   #desk-source button, .submit-row input, .object-tools a`
)].filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim() || one.value || one.id, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 24)
  .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)"""
"""Our own targets that are smaller than 24 px in either direction."""


@pytest.fixture(params=["en", "ur"])
def meeting(request, settings, transactional_db):
    """A full meeting whose first source has its text, on a desk in either direction."""
    settings.LANGUAGE_CODE = request.param
    with override("en"):
        meeting = make_full_meeting(1)
    source = meeting.citations.first().source
    source.full_text = TEXT
    source.save()
    return meeting


@pytest.mark.long
@pytest.mark.parametrize("screen", SCREENS)
def test_a_tablet_and_a_phone_show_form_and_source_under_a_finger(meeting, screen, browse, live_server):
    page = signed_in(browse(**SCREENS[screen]), live_server)
    width, height = SCREENS[screen]["viewport"].values()
    for path in (NEW, f"/desk/meetings/meeting/{meeting.pk}/change/"):
        page.goto(path, wait_until="networkidle")
        for prefix in ("citations", "participants", "claims"):
            page.tap(f"#{prefix}-group .add-row a")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(SMALL) == []

    # The last claim and the source are on the screen together, beside or above each other, and a finger cites.
    number = page.locator("#claims-group .inline-related:not(.empty-form)").count() - 1
    field = page.locator(f"#id_claims-{number}-cited")
    field.tap()
    source = page.locator("#desk-source")
    form, text = field.bounding_box(), source.bounding_box()
    beside = text["x"] + text["width"] <= form["x"] or form["x"] + form["width"] <= text["x"]
    above = text["y"] + text["height"] <= form["y"]
    assert beside if screen == "landscape" else above
    assert text["y"] >= 0
    assert text["y"] + text["height"] <= height
    assert 0 <= form["y"] <= height - form["height"]
    page.tap("#desk-source [aria-label='Source 1']")
    page.tap("#desk-source [aria-label='Cite paragraph 6']")
    expect(field).to_have_value("1 par. 6")
