"""A member of staff enters a whole meeting by hand in a browser, and a reader finds it."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from meetings.actions.rules import meeting_violations
from meetings.models import Meeting

from .build import (
    make_appointment,
    make_country,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
)
from .desk_browser import add, choose

PASSWORD = "a-desk-of-ones-own"


@pytest.fixture
def desk(page):
    """A browser page of a member of staff who has signed in by hand."""
    User.objects.create_superuser("editor", password=PASSWORD)
    page.goto("/desk/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text("editor")
    return page


@pytest.fixture
def shelf(transactional_db):
    """What is on file before: countries, an official in office, sources, topics and terms."""
    make_country("PK", "Pakistan"), make_country("AZ", "Azerbaijan"), make_country("IN", "India")
    jilani = make_official("Jalil Abbas Jilani")
    make_appointment(jilani, make_position("PK"), "2023-08-17", "2024-03-04", capacity="caretaker")
    make_position("AZ")
    make_source("Ministers meet in New York", publisher="The Diplomatic Insight")
    make_source("Ministers discuss climate", publisher="ARY News", sides=["PK"])
    make_occasion("78th session of the UN General Assembly", "2023", short_name="UNGA 78")
    make_place("new-york", country=make_country("US", "United States"))
    make_organization("oic", name="Organisation of Islamic Cooperation", acronym="OIC")
    make_place("jammu-and-kashmir", name="Jammu and Kashmir", kind="disputed-area")
    make_topic("trade"), make_topic("multilateral-cooperation")
    make_term("IIOJK", neutral_label="Jammu and Kashmir")


def enter_facts(page):
    """When, where and on which occasion."""
    page.fill("#id_when", "22 September 2023")
    page.fill("#id_date_note", "Year taken from the dateline.")
    page.select_option("#id_medium", "in-person")
    page.select_option("#id_setting", "margins")
    choose(page, "occasion", "unga", "78th session")
    choose(page, "place", "new york", "New York")
    page.fill("#id_summary", "The foreign ministers met on the margins of the General Assembly.")


def make_official_in_place(page, number):
    """An official who is not on file, with the office held, without leaving the page."""
    with page.expect_popup() as opened:
        page.click(f"#add_id_participants-{number}-official")
    window = opened.value
    window.fill("#id_name", "Jeyhun Bayramov")
    add(window, "appointments")
    choose(window, "appointments-0-position", "foreign", "Azerbaijan")
    window.fill("#id_appointments-0-start", "2020-07-16")
    with window.expect_event("close"):
        window.click("[name=_save]")


@pytest.mark.long
def test_a_meeting_is_entered_by_hand_and_found_by_a_reader(shelf, desk, problems):
    """The seed's meeting in short: sources, participants in office, claims, a quotation, a term and an outcome."""
    page = desk
    page.goto("/desk/meetings/meeting/add/")
    enter_facts(page)
    for publisher, locator in (("Diplomatic Insight", "par. 5"), ("ARY News", "")):
        number = add(page, "citations")
        choose(page, f"citations-{number}-source", publisher)
        page.fill(f"#id_citations-{number}-locator", locator)

    # The office held that day comes by itself, for one on file and for one who is made in place.
    add(page, "participants")
    choose(page, "participants-0-country", "pak", "Pakistan")
    choose(page, "participants-0-official", "jilani", "Jilani")
    chosen = page.locator("#participants-0 .field-appointments .select2-selection__choice")
    expect(chosen).to_have_text("×Minister of Foreign Affairs (caretaker), Pakistan")
    page.fill("#id_participants-0-title_as_reported", "Foreign Minister of Pakistan")
    add(page, "participants")
    choose(page, "participants-1-country", "aze", "Azerbaijan")
    make_official_in_place(page, 1)
    chosen = page.locator("#participants-1 .field-appointments .select2-selection__choice")
    expect(chosen).to_have_text("×Minister of Foreign Affairs, Azerbaijan")
    names = page.locator("#desk-names option").evaluate_all("all => all.map(one => one.value)")
    assert names == ["Pakistan", "Jalil Abbas Jilani", "Azerbaijan", "Jeyhun Bayramov"]

    add(page, "claims")
    page.select_option("#id_claims-0-kind", "discussed")
    page.fill("#id_claims-0-text", "trade between the two")
    choose(page, "claims-0-topics", "trade", "Trade")
    page.fill("#id_claims-0-cited", "1 par. 6; 2 silent")
    expect(page.locator("#id_claims-0-outcome_kind")).to_be_hidden()

    add(page, "claims")
    page.select_option("#id_claims-1-kind", "said")
    page.fill("#id_claims-1-by", "Jilani")
    page.select_option("#id_claims-1-act", "thanked")
    page.fill("#id_claims-1-text", "Azerbaijan for its support")
    choose(page, "claims-1-mentions", "india", "India")
    choose(page, "claims-1-mentions", "islamic", "OIC")
    choose(page, "claims-1-terms", "iiojk", "IIOJK")
    page.fill("#id_claims-1-quote", "We are grateful for the support.")
    page.fill("#id_claims-1-quote_language", "en")
    page.fill("#id_claims-1-cited", '1 par. 8; 2 par. 3 "steadfast support"')

    add(page, "claims")
    page.select_option("#id_claims-2-kind", "agreed")
    expect(page.locator("#id_claims-2-outcome_kind")).to_be_visible()
    page.fill("#id_claims-2-text", "To cooperate in international forums")
    page.select_option("#id_claims-2-outcome_kind", "cooperation")
    choose(page, "claims-2-topics", "multilateral", "Multilateral")
    page.fill("#id_claims-2-cited", "1 par. 10; 7")

    # A source that is not there: nothing is saved, everything typed is kept, and the words stand beside the field.
    page.select_option("#id_publication", "published")
    page.click("[name=_save]")
    expect(page.locator("#claims-2 .field-cited .errorlist")).to_have_text(
        "There is no source 7 in the list of sources."
    )
    assert Meeting.objects.count() == 0
    expect(page.locator("#id_claims-1-quote")).to_have_value("We are grateful for the support.")
    expect(page.locator("#claims-1 .fieldBox.field-mentions .select2-selection__choice")).to_have_count(2)
    page.fill("#id_claims-2-cited", "1 par. 10; 2")
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("Readers see it on its public page.")
    meeting = Meeting.objects.get()
    assert meeting_violations(meeting) == []
    assert meeting.title == "Foreign ministers of Azerbaijan and Pakistan, UNGA 78"

    # As a reader, signed out.
    page.context.clear_cookies()
    page.goto("/meetings/?country=PK&country=AZ")
    page.click(f"main a:has-text('{meeting.title}')")
    main = page.locator("main")
    for words in (
        "22 September 2023",
        "Minister of Foreign Affairs (caretaker)",
        "We are grateful for the support.",
        "Azerbaijan for its support",
        "To cooperate in international forums",
        "trade between the two",
    ):
        expect(main).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))
    page.goto("/meetings/?mentions=IN")
    expect(page.locator("main")).to_contain_text(meeting.title)
    assert problems == []
