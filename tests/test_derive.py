"""Derived columns: number of parties, format, level, title, and the command that verifies them."""

import pytest
from django.core.management import CommandError, call_command

from meetings.actions.derive import derive, derived_values, proposed_title, verify
from meetings.actions.offices import proposed_offices
from meetings.choices import LEVEL_PLURALS, Level, rank
from meetings.models import Meeting, Participant, Party

from .build import (
    make_appointment,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_party,
    make_place,
    make_position,
    when,
)

pytestmark = pytest.mark.django_db


def with_heads(*parties):
    """A meeting of as many parties as given; of each, the levels of the offices that its heads hold, one list a head."""
    meeting = make_meeting(*("AZ", "PK", "TR", "org:oic")[: len(parties)])
    for party, heads in zip(meeting.sides, parties, strict=True):
        party.participants.all().delete()
        for levels in heads:
            official = make_official()
            head = Participant.objects.create(party=party, official=official, heads=True)
            for level in levels:
                office = make_position(party.body, f"Office of {level}", level)
                head.appointments.add(make_appointment(official, office))
    return meeting


@pytest.mark.parametrize(
    ("parties", "level"),
    [
        # The lowest rank among the parties' heads.
        ([[["head-of-state"]], [["foreign-minister"]]], "foreign-minister"),
        ([[["head-of-state"]], [["head-of-state-and-government"]]], "head-of-state"),
        ([[["heir"]], [["speaker"]], [["de-facto-leader"]]], "speaker"),
        ([[["ambassador"]], [["deputy-minister"]], [["special-envoy"]], [["head-of-igo"]]], "ambassador"),
        # Two capacities: the higher counts.
        ([[["heir", "head-of-government"]], [["head-of-government"]]], "head-of-government"),
        ([[["foreign-minister", "other-minister"]], [["other"]]], "other"),
        # Two heads of one party: the higher counts.
        ([[["foreign-minister"], ["head-of-government"]], [["head-of-government"]]], "head-of-government"),
        # Unknown for one, unknown for all.
        ([[["head-of-state"]], [[]]], ""),
        ([[["head-of-state"]], []], ""),
    ],
)
def test_level(parties, level):
    found = derived_values(with_heads(*parties))
    assert (found["party_count"], found["level"]) == (len(parties), level)


def test_level_as_reported_counts_only_where_no_office_is_chosen():
    meeting = make_meeting()
    heads = Participant.objects.filter(party__meeting=meeting, heads=True)
    heads.update(level_as_reported=Level.SPEAKER)
    assert derived_values(meeting)["level"] == Level.SPEAKER
    for head in heads:
        office = make_position(head.party.body, "Deputy Minister", Level.DEPUTY_MINISTER)
        head.appointments.add(make_appointment(head.official, office))
    assert derived_values(meeting)["level"] == Level.DEPUTY_MINISTER


def test_level_is_of_heads_not_of_those_beside_them():
    meeting = make_meeting()
    for party in meeting.parties.all():
        Participant.objects.create(party=party, official=make_official(), level_as_reported=Level.OTHER)
    assert derived_values(meeting)["level"] == Level.FOREIGN_MINISTER


def test_level_of_an_unnamed_head():
    meeting = make_meeting(heads=[None])
    assert meeting.level == ""
    Participant.objects.filter(unnamed=True).update(level_as_reported=Level.HEAD_OF_STATE)
    assert derived_values(meeting)["level"] == Level.FOREIGN_MINISTER


@pytest.mark.parametrize(
    ("number", "format"),
    [(0, ""), (1, ""), (2, "bilateral"), (3, "trilateral"), (4, "multilateral"), (5, "multilateral")],
)
def test_format(number, format):
    meeting = make_meeting()
    meeting.parties.all().delete()
    for code in ("AZ", "IR", "PK", "TR", "UZ")[:number]:
        Party.objects.create(meeting=meeting, country=make_country(code))
    derive(meeting)
    assert (meeting.party_count, meeting.format) == (number, format)
    assert Meeting.objects.get().format == format


def test_the_key_of_the_parties_is_that_of_exactly_these():
    one, same = make_meeting("AZ", "PK"), make_meeting("PK", "AZ", date="2020")
    others = [make_meeting("AZ", "PK", "TR"), make_meeting("AZ", "TR"), make_meeting("AZ", "org:oic")]
    keys = {meeting.parties_key for meeting in (one, *others)}
    assert (same.parties_key, len(keys), 0 in keys) == (one.parties_key, 4, False)
    # Whoever met nobody met nobody the same.
    alone = make_meeting("AZ", "PK")
    alone.parties.filter(country__code="PK").delete()
    derive(alone)
    assert alone.parties_key == 0


def test_every_level_has_a_rank_and_a_plural():
    assert [rank(level) for level in Level.values] == list(range(len(Level)))
    assert set(LEVEL_PLURALS) == set(Level)


# -- the proposed title

TITLES = [
    ({}, "Foreign ministers of Azerbaijan and Pakistan"),
    ({"place": "new-york"}, "Foreign ministers of Azerbaijan and Pakistan, New York"),
    ({"occasion": "UNGA 78", "place": "new-york"}, "Foreign ministers of Azerbaijan and Pakistan, UNGA 78"),
]


@pytest.mark.parametrize(("facts", "title"), TITLES)
def test_title(facts, title):
    make_country("AZ", "Azerbaijan"), make_country("PK", "Pakistan")
    made = {
        name: make_place(value) if name == "place" else make_occasion("78th session", short_name=value)
        for name, value in facts.items()
    }
    assert make_meeting("PK", "AZ", **made).title == title


def test_title_of_three_and_of_different_levels():
    make_country("AZ", "Azerbaijan"), make_country("PK", "Pakistan")
    make_organization("oic", name="Organisation of Islamic Cooperation", acronym="OIC")
    meeting = make_meeting("org:oic", "PK", "AZ")
    assert meeting.title == "Foreign ministers of Azerbaijan, Pakistan and OIC"
    Participant.objects.filter(party__country__code="PK").update(level_as_reported=Level.AMBASSADOR)
    assert proposed_title(Meeting.objects.get()) == "Azerbaijan, Pakistan and OIC"


def test_title_that_staff_wrote_stays():
    meeting = make_meeting(title="The one in the lift")
    make_party(meeting, "TR")
    derive(meeting)
    assert Meeting.objects.get().title == "The one in the lift"


def test_title_of_nothing():
    meeting = Meeting.objects.create()
    derive(meeting)
    assert (meeting.title, str(meeting), meeting.slug) == ("", f"Meeting {meeting.pk}", "meeting")


# -- verifying


def test_verify_and_mend(capsys):
    right, wrong = make_meeting(), make_meeting()
    assert verify() == []
    call_command("verify_register")
    assert capsys.readouterr().out == "Everything derived is right.\n"
    Meeting.objects.filter(pk=wrong.pk).update(party_count=7, level="heir")
    assert verify() == [(wrong, {"party_count": (7, 2), "level": ("heir", "foreign-minister")})]
    with pytest.raises(CommandError, match="3 things are wrong; run again with --mend"):
        call_command("verify_register")
    assert f"meeting {wrong.pk}: party_count is 7, should be 2\n" in capsys.readouterr().out
    call_command("verify_register", mend=True)
    assert verify() == []
    right.refresh_from_db()
    assert right.party_count == 2


# -- offices follow from dates


@pytest.mark.parametrize(
    ("terms", "date", "proposed"),
    [
        ([("2021", "")], "2023-09-22", [0]),
        ([("", "")], "2023-09-22", [0]),
        ([("2024", "")], "2023-09-22", []),
        ([("2017", "2018-08-01"), ("2018-08-01", "")], "2018-08-01", [1, 0]),
        ([("2017", "2018-08-01"), ("2018-08-01", "")], "2018-08-02", [1]),
        ([("2023-10", "")], "2023", [0]),
        ([("2023-10", "")], "2023-09", []),
        ([("2020", ""), ("2022", "")], "2023-09-22", [1, 0]),
        ([("2021", "")], "", []),
    ],
)
def test_proposed_offices(terms, date, proposed):
    official = make_official()
    made = [
        make_appointment(official, make_position("PK", f"Office {number}"), start, end)
        for number, (start, end) in enumerate(terms)
    ]
    make_appointment(make_official(), make_position(), "2000")
    assert proposed_offices(official, when(date)) == [made[index] for index in proposed]
