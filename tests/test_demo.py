"""The demonstration: seven meetings against their records, and a second run that changes nothing."""

import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from meetings.actions.derive import verify
from meetings.actions.rules import checklist, meeting_violations
from meetings.datasets import demo
from meetings.models import Citation, Meeting, Official, Source, When
from meetings.models.fields import normalise_url

from .seed import READING, first_meeting, read_rows

SETTINGS = {
    "sidelines": "margins",
    "during an official visit of two days": "programme",
    "standalone": "standalone",
    "sidelines of ECO Council of Ministers 27": "margins",
    "during an official visit": "programme",
    "during the 15th plenary of the Asian Parliamentary Assembly": "margins",
}
OCCASIONS = {
    "2021-01-13": "Bayramov in Pakistan, 2021",
    "2023-05-31": None,
    "2024": "Bayramov in Pakistan, 2024",
}
TITLES = {
    "FM": ("Minister of Foreign Affairs", "foreign-minister"),
    "caretaker FM": ("Minister of Foreign Affairs (caretaker)", "foreign-minister"),
    "Deputy FM": ("Deputy Foreign Minister", "deputy-minister"),
    "Foreign Secretary": ("Foreign Secretary", "deputy-minister"),
    "Acting President AND Chairman of the Senate": ("Acting President and Chairman of the Senate", "head-of-state"),
    "Chairman of the Senate": ("Chairman of the Senate", "speaker"),
}
ON_FILE = {"Elmar Mammadyarov", "Jeyhun Bayramov", "Jalil Abbas Jilani"}
COUNTRIES = {"AZE": "AZ", "PAK": "PK"}


def _records():
    """The rows of the records by meeting date: the row of the meeting itself, then those of further reports."""
    grouped = {}
    for row in read_rows("records.csv"):
        grouped.setdefault(row["meeting_date"], []).append(row)
    return grouped


def _meeting_of(rows):
    key = normalise_url(rows[0]["source_url"])
    return Citation.objects.get(meeting__isnull=False, source__url_key=key).meeting


def test_seven_meetings_as_their_records_say(register):
    """Date with its precision, setting, occasion, place, sources with their dates."""
    records = _records()
    assert Meeting.objects.published().held().count() == len(records) == 7
    for date, rows in records.items():
        meeting, row = _meeting_of(rows), rows[0]
        assert meeting.when == When.parse(date)
        assert meeting.setting == SETTINGS[row["setting"]]
        label = meeting.occasion and meeting.occasion.label
        assert label == OCCASIONS.get(date, row["occasion"])
        assert [cite.source.url for cite in meeting.citations.all()] == [each["source_url"] for each in rows]
        days = [each["reported_on"] if len(each["reported_on"]) == 10 else None for each in rows]
        assert [cite.source.published_on and str(cite.source.published_on) for cite in meeting.citations.all()] == days
        assert (meeting.encounter == "consultations") == ("consultations" in row["kind"])


def test_places_as_the_records_say(register):
    """The town of the meeting in October 2023 is not stated: its occasion has Shusha, the meeting has no place."""
    for rows in _records().values():
        meeting, place = _meeting_of(rows), rows[0]["place"]
        if place.startswith("Azerbaijan"):
            assert meeting.place is None
            assert (meeting.occasion.place.name, meeting.occasion.host.code) == ("Shusha", "AZ")
        else:
            assert meeting.place.name == place


def test_participants_as_the_records_say(register):
    """Each by name or alias, with the office held that day where a term is on file, else with the title as reported."""
    for rows in _records().values():
        meeting = _meeting_of(rows)
        people = {person.party.country.code: person for party in meeting.sides for person in party.participants.all()}
        given = re.findall(r"(\w+):([^;(]+?)(?: \(([^)]*)\))?(?:;|$)", rows[0]["participants"])
        assert len(given) == len(people) == 2
        for code, name, title in given:
            person = people[COUNTRIES[code]]
            assert person.heads
            assert name in {person.official.name, *(alias.name for alias in person.official.names.all())}
            if not title:
                assert person.appointments.get().position.level == "foreign-minister"
                continue
            office, level = TITLES[title]
            if person.official.name in ON_FILE:
                held = person.appointments.get()
                assert (held.title, held.position.level) == (office, level)
            else:
                reported = (person.title_as_reported, person.level_as_reported)
                assert reported == ("Foreign Minister" if title == "FM" else office, level)


def test_one_person_under_two_spellings(register):
    """Yousuf and Yusuf Raza Gilani are one official at two meetings."""
    official = Official.objects.get(name="Yousuf Raza Gilani")
    assert [alias.name for alias in official.names.all()] == ["Yusuf Raza Gilani"]
    assert official.participations.count() == 2


def test_derived_columns(register):
    """All bilateral, each at the lowest level of its heads, and what is stored is what follows from the parts."""
    meetings = Meeting.objects.oldest_first()
    assert {meeting.format for meeting in meetings} == {"bilateral"}
    levels = ["deputy-minister" if meeting.encounter == "consultations" else "foreign-minister" for meeting in meetings]
    assert [meeting.level for meeting in meetings] == levels
    assert verify() == []
    assert [violation for meeting in meetings for violation in meeting_violations(meeting)] == []
    assert all(check.done for meeting in meetings for check in checklist(meeting))


def test_every_row_of_people_and_occasions_has_an_origin(register):
    """Nothing is from memory."""
    for name in ("Official", "Position", "Appointment", "Occasion"):
        assert not apps.get_model("meetings", name).objects.filter(origin="").exists()


def _dump():
    """Every row of every table of the register."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_app_config("meetings").get_models(include_auto_created=True)
    }


def test_a_second_run_changes_nothing(register):
    """Every row of every table is the same afterwards."""
    before = _dump()
    assert demo.load() == (0, 7)
    assert _dump() == before


def test_what_staff_edited_stays(register):
    """A date, a title and a name corrected at the desk survive, and no twin appears."""
    meeting = Meeting.objects.get(precision="year")
    meeting.when = When.parse("2024-05-30")
    meeting.title = "As the desk has it"
    meeting.save()
    official = Official.objects.get(name="Yousuf Raza Gilani")
    official.name = "Syed Yousuf Raza Gilani"
    official.save()
    before = _dump()
    assert demo.load() == (0, 7)
    assert _dump() == before


def test_a_deleted_meeting_comes_back(register):
    """With the officials, sources and occasion that are on file."""
    meeting = first_meeting()
    officials, sources = Official.objects.count(), Source.objects.count()
    meeting.claims.all().delete()
    meeting.delete()
    assert demo.load() == (1, 6)
    assert (Official.objects.count(), Source.objects.count()) == (officials, sources)
    assert first_meeting().claims.count() == sum(
        assertion["kind"] in {"discussion", "statement", "outcome"} for assertion in READING
    )


@pytest.mark.django_db
def test_without_reference_data_it_says_what_to_run():
    """And nothing is left half done."""
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo")
    assert not any(rows for rows in _dump().values())


def test_the_command_tells_what_it_did(register, capsys):
    """One line with two numbers."""
    call_command("load_demo")
    assert capsys.readouterr().out == "Meetings created: 0; on file already: 7.\n"
