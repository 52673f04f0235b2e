"""What the page of a meeting does while it is filled in: locators by a click, offices by the date, hints, and things made in place."""

import pytest
from playwright.sync_api import expect

from meetings.models import Meeting, Participant

from .build import (
    make_appointment,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_place,
    make_position,
    make_source,
    make_term,
)
from .desk_browser import add, choose, chosen, made_in_place, signed_in

TEXT = "\n\n".join(f"What paragraph {number} says." for number in range(1, 8))
NEW = "/desk/meetings/meeting/add/"


@pytest.fixture
def desk(page, live_server, transactional_db):
    """The empty page of a new meeting."""
    make_country("PK", "Pakistan"), make_country("AZ", "Azerbaijan")
    return signed_in(page, live_server)


# -- the pasted source


def test_a_click_on_a_paragraph_cites_it_and_a_second_takes_it_away(desk):
    page = desk
    make_source("Ministers meet", full_text=TEXT), make_source("Envoys meet", full_text=TEXT.replace("What", "Which"))
    page.goto(NEW)
    for number, title in enumerate(("Ministers", "Envoys")):
        add(page, "citations")
        choose(page, f"citations-{number}-source", title)
    add(page, "claims")
    paragraph = page.locator("#desk-source li")
    page.click("#id_citations-0-locator")
    expect(paragraph.nth(4).locator("p")).to_have_text("What paragraph 5 says.")
    found = []
    for number in (5, 3, 5, 3):
        page.click(f"#desk-source [aria-label='Cite paragraph {number}']")
        found.append(page.input_value("#id_citations-0-locator"))
    assert found == ["par. 5", "par. 3, 5", "par. 3", ""]

    # In the row of a claim with the number of the source, which another tab changes.
    page.click("#id_claims-0-cited")
    found = []
    for what in ("paragraph 7", "paragraph 2", "2", "paragraph 1", "paragraph 1", "1", "paragraph 7", "paragraph 2"):
        page.click(f"#desk-source [aria-label='{'Cite ' if 'par' in what else 'Source '}{what}']")
        expect(page.locator("#desk-source [aria-pressed=true]")).to_have_count(1)
        if "par" in what:
            found.append(page.input_value("#id_claims-0-cited"))
        else:
            expect(paragraph.first.locator("p")).to_contain_text({"1": "What", "2": "Which"}[what])
    assert found == ["1 par. 7", "1 par. 2, 7", "1 par. 2, 7; 2 par. 1", "1 par. 2, 7", "1 par. 2", ""]


@pytest.mark.long
def test_a_paragraph_says_who_cites_it(desk):
    page = desk
    make_source("Ministers meet", full_text=TEXT)
    page.goto(NEW)
    add(page, "citations")
    choose(page, "citations-0-source", "Ministers")
    for number, cited in enumerate(("1 par. 2", "1 par. 2-3; 2 par. 5")):
        add(page, "claims")
        page.fill(f"#id_claims-{number}-cited", cited)
    said = page.locator("#desk-source li small")
    expect(said).to_have_text(["not cited yet", "claim 1, claim 2", "claim 2", *["not cited yet"] * 4])
    assert page.locator("#desk-source li").evaluate_all("all => all.map(one => one.className)") == [
        *["", "here", "here"],
        *[""] * 4,
    ]
    expect(page.locator("#desk-source .progress")).to_contain_text("2 of 7 paragraphs cited.")


@pytest.mark.long
def test_a_text_that_is_pasted_later_is_shown_at_once(desk):
    page = desk
    make_source("Ministers meet")
    page.goto(NEW)
    add(page, "citations")
    choose(page, "citations-0-source", "Ministers")
    expect(page.locator("#desk-source .progress")).to_contain_text("No text of it is on file")
    with page.expect_popup() as opened:
        page.click("#change_id_citations-0-source")
    window = opened.value
    window.click("fieldset:has(#id_full_text) summary")
    window.fill("#id_full_text", TEXT)
    with window.expect_event("close"):
        window.click("[name=_save]")
    expect(page.locator("#desk-source li")).to_have_count(7)


# -- who took part


@pytest.fixture
def people(desk):
    """One of no office, one of one, and one of two offices for two bodies."""
    make_official("Asad Khan")
    make_appointment(make_official("Jeyhun Bayramov"), make_position("AZ"), "2020")
    envoy = make_official("Jalil Abbas Jilani")
    make_appointment(envoy, make_position("PK"), "2023", "2024")
    make_appointment(envoy, make_position("org:oic", "Special Envoy", "other"), "2023-02", "2023-10")
    desk.goto(NEW)
    desk.fill("#id_when", "22 September 2023")
    add(desk, "participants")
    return desk


def test_office_and_country_follow_from_the_date_and_from_another_official_anew(people):
    page = people
    choose(page, "participants-0-official", "Bayramov")
    expect(chosen(page, "participants-0-appointments")).to_have_text("Minister of Foreign Affairs, Azerbaijan")
    expect(chosen(page, "participants-0-country")).to_have_text("Azerbaijan")
    # What was filled in for one goes with him, where the next has no office that day.
    choose(page, "participants-0-official", "Khan")
    hint = page.locator("#participants-0 .office-hint")
    expect(hint).to_have_text("No office on file for that day: add one, or write the title as reported.")
    expect(hint).to_be_visible()
    expect(chosen(page, "participants-0-appointments")).to_have_count(0)
    expect(chosen(page, "participants-0-country")).to_have_count(0)
    # What somebody chose stays.
    choose(page, "participants-0-country", "Pakistan")
    choose(page, "participants-0-official", "Bayramov")
    expect(chosen(page, "participants-0-appointments")).to_have_text("Minister of Foreign Affairs, Azerbaijan")
    expect(chosen(page, "participants-0-country")).to_have_text("Pakistan")
    expect(hint).to_have_count(0)


@pytest.mark.long
def test_two_offices_that_day_are_a_choice(people):
    page = people
    choose(page, "participants-0-official", "Jilani")
    hint = page.locator("#participants-0 .office-hint")
    expect(hint).to_have_text("2 offices that day: choose what they spoke as.")
    expect(chosen(page, "participants-0-appointments")).to_have_count(0)
    page.click("#participants-0 .fieldBox.field-appointments .select2-selection")
    options = page.locator(".select2-results__option")
    expect(options).to_have_text(["Special Envoy, Oic", "Minister of Foreign Affairs, Pakistan"])
    options.first.click()
    expect(hint).to_have_count(0)
    expect(chosen(page, "participants-0-organization")).to_have_text("Oic")
    # A date of only one of them decides.
    page.click("#participants-0 .fieldBox.field-appointments .select2-selection__choice__remove")
    page.fill("#id_when", "22 September 2024")
    page.locator("#id_when").blur()
    expect(chosen(page, "participants-0-appointments")).to_have_text("Minister of Foreign Affairs, Pakistan")
    expect(chosen(page, "participants-0-country")).to_have_text("Pakistan")
    expect(chosen(page, "participants-0-organization")).to_have_count(0)


@pytest.mark.long
def test_opening_a_meeting_changes_nothing_that_was_chosen(people):
    """The admin calls every list of a page changed when it opens; what is on file is not what is proposed today."""
    page = people
    meeting = make_meeting("AZ", "PK", date="2023-09-22")
    person = Participant.objects.get(party__meeting=meeting, party__country__code="PK")
    person.appointments.set([make_appointment(person.official, make_position("PK", "Speaker", "speaker"), "2023")])
    make_appointment(person.official, make_position("PK"), "2023")
    page.goto(f"/desk/meetings/meeting/{meeting.pk}/change/", wait_until="networkidle")
    expect(chosen(page, "participants-1-appointments")).to_have_text("Speaker, Pakistan")
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert [term.title for term in person.appointments.all()] == ["Speaker"]


# -- hints


@pytest.mark.long
def test_a_likely_duplicate_is_told_and_linked_and_never_refused(desk, people):
    page = people
    other = make_meeting("AZ", "PK", date="2023-09-24")
    box = page.locator("#desk-duplicates")
    choose(page, "participants-0-country", "Azerbaijan")
    expect(box).to_be_hidden()
    add(page, "participants")
    choose(page, "participants-1-country", "Pakistan")
    expect(box).to_contain_text("The same parties within three days.")
    link = box.get_by_role("link", name=str(other))
    assert link.get_attribute("href") == f"/desk/meetings/meeting/{other.pk}/change/"
    page.fill("#id_when", "22 September 2022")
    page.locator("#id_when").blur()
    expect(box).to_be_hidden()
    page.fill("#id_when", "22 September 2023")
    page.locator("#id_when").blur()
    expect(box).to_be_visible()
    for number in range(2):
        page.fill(f"#id_participants-{number}-name_as_reported", "An envoy")
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    assert Meeting.objects.count() == 2


@pytest.mark.long
def test_a_loaded_word_is_hinted_at_in_our_own_words_and_not_in_a_quotation(desk):
    page = desk
    make_term("provocations"), make_term("IIOJK", neutral_label="Jammu and Kashmir")
    page.goto(NEW, wait_until="networkidle")
    add(page, "claims")
    hints = page.locator(".loaded")
    found = []
    for field, text in (
        ("claims-0-quote", "The provocations in IIOJK"),
        ("summary", "They spoke of Provocations."),
        ("claims-0-text", "the situation in IIOJK"),
        ("summary", "They spoke of provocationsof."),
        ("claims-0-text", "the situation in Jammu and Kashmir"),
    ):
        page.fill(f"#id_{field}", text)
        found.append(hints.all_inner_texts())
    say = "“provocations” takes a side: quote it, or say what happened."
    label = "“IIOJK” takes a side: quote it, or write “Jammu and Kashmir”."
    assert found == [[], [say], [say, label], [label], []]
    # It does not move what somebody is about to click.
    page.fill("#id_summary", "They spoke of provocations.")
    add(page, "participants")


def test_the_checks_follow_what_is_filled_in(people):
    page = people
    make_source("Ministers meet")
    page.fill("#id_when", "")

    def done():
        return page.locator("ul.checks li").evaluate_all("all => all.map(one => one.className === 'done')")

    def expect_done(*wanted):
        expect(page.locator("ul.checks li")).to_have_class(["done" if one else "missing" for one in wanted])
        assert done() == list(wanted)

    expect_done(False, False, False, True)
    page.fill("#id_when", "22 September 2023")
    expect_done(False, True, False, True)
    choose(page, "participants-0-official", "Bayramov")
    expect(chosen(page, "participants-0-country")).to_have_text("Azerbaijan")
    add(page, "participants")
    choose(page, "participants-1-official", "Khan")
    choose(page, "participants-1-country", "Pakistan")
    expect_done(False, True, True, False)
    page.fill("#id_participants-1-title_as_reported", "Envoy")
    expect_done(False, True, True, True)
    add(page, "citations")
    choose(page, "citations-0-source", "Ministers")
    expect_done(True, True, True, True)
    page.click("#participants-1 .inline-deletelink")
    expect_done(True, True, False, True)


# -- going on, and things made in place


@pytest.mark.long
def test_another_like_this_begins_with_what_was_just_saved(people):
    page = people
    make_source("Ministers meet", full_text=TEXT)
    add(page, "citations")
    choose(page, "citations-0-source", "Ministers")
    choose(page, "participants-0-official", "Bayramov")
    expect(chosen(page, "participants-0-country")).to_have_text("Azerbaijan")
    page.click("text=Save and add another like this")
    expect(page.locator(".messagelist")).to_contain_text("The next one begins with its facts, sources and people.")
    page.fill("#id_when", "23 September 2023")
    expect(chosen(page, "citations-0-source")).to_have_text("The Gazette: Ministers meet")
    expect(page.locator("#desk-source li")).to_have_count(7)
    expect(chosen(page, "participants-0-official")).to_have_text("Jeyhun Bayramov")
    expect(chosen(page, "participants-0-appointments")).to_have_text("Minister of Foreign Affairs, Azerbaijan")
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    assert sorted(meeting.when.text for meeting in Meeting.objects.all()) == ["22 September 2023", "23 September 2023"]


@pytest.mark.long
def test_occasion_place_and_official_are_made_in_place(desk):
    page = desk
    make_occasion("78th session"), make_place("new-york"), make_position("AZ")
    page.goto(NEW)
    page.fill("#id_when", "22 September 2023")
    with made_in_place(page, "occasion") as window:
        window.fill("#id_name", "Informal summit of the Organization of Turkic States")
        window.select_option("#id_kind", "summit")
    expect(chosen(page, "occasion")).to_have_text("Informal summit of the Organization of Turkic States")
    with made_in_place(page, "place") as window:
        window.fill("#id_name", "Shusha")
        window.select_option("#id_kind", "city")
        choose(window, "country", "aze", "Azerbaijan")
    expect(chosen(page, "place")).to_have_text("Shusha, Azerbaijan")
    add(page, "participants")
    with made_in_place(page, "participants-0-official") as window:
        window.fill("#id_name", "Jeyhun Bayramov")
        add(window, "appointments")
        choose(window, "appointments-0-position", "foreign", "Azerbaijan")
        window.fill("#id_appointments-0-start", "2020-07-16")
    expect(chosen(page, "participants-0-official")).to_have_text("Jeyhun Bayramov")
    expect(chosen(page, "participants-0-appointments")).to_have_text("Minister of Foreign Affairs, Azerbaijan")
    expect(chosen(page, "participants-0-country")).to_have_text("Azerbaijan")
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    meeting = Meeting.objects.get()
    assert (str(meeting.place), meeting.occasion.name, [party.key for party in meeting.parties.all()]) == (
        "Shusha, Azerbaijan",
        "Informal summit of the Organization of Turkic States",
        ["AZ"],
    )
