"""The rules across tables: each broken alone, told on the row and beside the field; and the four things publishing needs."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from meetings.actions.rules import (
    TOPIC_LEVELS,
    checklist,
    meeting_violations,
    office_violations,
    tree_violations,
)
from meetings.models import Appointment, Citation, Meeting, Official, Participant

from . import EXAMPLES
from .build import (
    make_appointment,
    make_claim,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


def told(violations):
    return [(violation.row, violation.field, violation.message) for violation in violations]


def test_a_full_meeting_breaks_nothing():
    for number in (1, 2, 3):
        assert meeting_violations(make_full_meeting(number)) == []


# -- each rule alone: what breaks it returns the row, the field and the words


def office_of_another(meeting):
    head = meeting.sides[0].participants.get()
    term = make_appointment(make_official("Somebody Else"), make_position("AZ"), "2021")
    head.appointments.add(term)
    return head, "appointments", f"“{term}” is not an office of {head.official}."


def said_by_another_meetings_party(meeting):
    claim = make_claim(meeting, kind="said", party=make_meeting().sides[0])
    return claim, "party", "It was said by a party of another meeting."


def speaker_was_not_there(meeting):
    stranger = make_meeting().sides[0].participants.get()
    claim = make_claim(meeting, kind="said", party=meeting.sides[0], speaker=stranger)
    return claim, "speaker", "The speaker did not take part in this meeting."


def speaker_of_the_other_party(meeting):
    speaker = meeting.sides[1].participants.get()
    claim = make_claim(meeting, kind="said", party=meeting.sides[0], speaker=speaker)
    return claim, "speaker", f"{speaker} took part for {speaker.party}: name that party."


def outcome_binds_others(meeting):
    claim = make_claim(meeting, kind="agreed", outcome_kind="mou")
    claim.parties.set([make_meeting().sides[0]])
    return claim, "parties", "An outcome binds only parties of this meeting."


def cancelled_but_agreed(meeting):
    meeting.status = "cancelled"
    meeting.save()
    return make_claim(meeting, kind="agreed"), "kind", "A cancelled meeting agreed nothing."


def cites_what_is_not_listed(meeting):
    source = make_source("Elsewhere")
    claim = make_claim(meeting, cites=[(source, "par. 1")])
    return claim, "citations", f"“{source}” is not in the sources of this meeting: add it there first."


@pytest.mark.parametrize(
    "breaking",
    [
        office_of_another,
        said_by_another_meetings_party,
        speaker_was_not_there,
        speaker_of_the_other_party,
        outcome_binds_others,
        cancelled_but_agreed,
        cites_what_is_not_listed,
    ],
)
def test_rule(breaking):
    meeting = make_meeting()
    expected = breaking(meeting)
    assert told(meeting_violations(Meeting.objects.get(pk=meeting.pk))) == [expected]


def test_a_claim_of_both_sides_may_have_a_speaker_only_with_its_party():
    meeting = make_meeting()
    speaker = meeting.sides[0].participants.get()
    claim = make_claim(meeting, speaker=speaker)
    assert told(meeting_violations(meeting)) == [
        (claim, "speaker", f"{speaker} took part for {speaker.party}: name that party.")
    ]


# -- publishing

SOURCE, DATE = "Cite at least one source that reports it.", "Give the date, as precisely as it is known."


def no_source(meeting):
    meeting.citations.all().delete()
    return [SOURCE]


def no_date(meeting):
    meeting.when = None
    meeting.save()
    return [DATE]


def one_party(meeting):
    meeting.parties.last().delete()
    return ["Name at least two parties."]


def nobody_heads(meeting):
    Participant.objects.filter(party__country__code="PK").update(heads=False)
    return ["Name who headed Country PK, or mark the head as unnamed."]


def no_office_no_title(meeting):
    Participant.objects.filter(party__country__code="PK").update(title_as_reported="")
    name = Participant.objects.get(party__country__code="PK").name
    return [f"Choose an office held that day, or write the title as reported, for {name}."]


def nothing_at_all(meeting):
    meeting.parties.all().delete()
    return [*no_source(meeting), *no_date(meeting), "Name at least two parties."]


def test_a_published_meeting_chooses_offices_of_its_day():
    meeting = make_meeting(date="2023-09-22")
    head = Participant.objects.get(party__country__code="PK")
    term = make_appointment(head.official, make_position("PK"), "2024")
    head.appointments.add(term)
    wrong = (head, "appointments", f"“{term}” was not held on 22 September 2023: choose again.")
    assert told(meeting_violations(meeting)) == [wrong]
    head.title_as_reported = ""
    head.save()
    lacking = f"Choose an office held that day, or write the title as reported, for {head.name}."
    assert told(meeting_violations(meeting)) == [wrong, (meeting, "publication", lacking)]
    meeting.publication = "draft"
    assert meeting_violations(meeting) == []


@pytest.mark.parametrize("cites", [[], ["silent"], ["contradicts"]])
def test_a_published_claim_has_a_source_that_reports_it(cites):
    meeting = make_meeting()
    claim = make_claim(meeting, cites=[])
    for stance in cites:
        Citation.objects.create(claim=claim, source=meeting.citations.get().source, stance=stance)
    message = "Cite a source that reports this: nothing is published without."
    assert told(meeting_violations(meeting)) == [(claim, "citations", message)]
    meeting.publication = "draft"
    assert meeting_violations(meeting) == []


@pytest.mark.parametrize(
    "lacking",
    [no_source, no_date, one_party, nobody_heads, no_office_no_title, nothing_at_all],
)
def test_publishing_needs_four_things(lacking):
    meeting = make_meeting()
    messages = lacking(meeting)
    meeting = Meeting.objects.get()
    assert told(meeting_violations(meeting)) == [(meeting, "publication", message) for message in messages]
    assert [check.missing for check in checklist(meeting) if not check.done] == messages
    assert len(checklist(meeting)) == 4
    # A draft needs none of it.
    meeting.publication = "draft"
    assert meeting_violations(meeting) == []


@pytest.mark.parametrize("text", ["2023", "2023-09", "2023-09-22", "within 2023-09-20..2023-09-24"])
def test_publishing_takes_any_precision_and_an_unnamed_head(text):
    assert meeting_violations(make_meeting(date=text, heads=[None, None])) == []


def test_an_office_held_that_day_is_as_good_as_a_title():
    meeting = make_meeting()
    for head in Participant.objects.all():
        head.appointments.add(make_appointment(head.official, make_position(head.party.body), "2021", "2023-09-22"))
    Participant.objects.update(title_as_reported="")
    assert meeting_violations(meeting) == []


# -- one office held twice at once

TERMS = [
    # one term, another of the same position, whether they certainly overlap
    (("2020", "2022"), ("2021-06-01", "2023"), True),
    (("2020-01-01", "2021-01-01"), ("2021-01-01", "2022-01-01"), False),
    (("2020-01-01", "2021-01-02"), ("2021-01-01", "2022-01-01"), True),
    (("2020-01-01", ""), ("2021-01-01", ""), True),
    (("2020-01-01", ""), ("2010-01-01", "2015-01-01"), False),
    (("", ""), ("2010-01-01", "2015-01-01"), True),
    (("", "2010-01-01"), ("2010-01-01", ""), False),
    (("2020", "2021"), ("2021", "2022"), False),
    (("2020", "2020"), ("2020", "2020"), False),
    (("2020-01-01", "2023-01-01"), ("2021-01-01", "2022-01-01"), True),
    (("2020-01-01", "2020-01-01"), ("2019-01-01", "2021-01-01"), False),
]


@pytest.mark.parametrize(("one", "other", "overlap"), TERMS)
@pytest.mark.parametrize("turned", [False, True])
def test_overlap(one, other, overlap, turned):
    official, position = make_official("Jeyhun Bayramov"), make_position()
    first, second = (other, one) if turned else (one, other)
    make_appointment(official, position, *first)
    if overlap and connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="appointment_no_overlap"), transaction.atomic():
            make_appointment(official, position, *second)
        return
    later = make_appointment(official, position, *second)
    broken = [(violation.row, violation.field) for violation in office_violations(official)]
    assert broken == ([(later, "position")] if overlap else [])


def test_overlap_is_told_in_words():
    official, position = make_official("Jeyhun Bayramov"), make_position("AZ")
    make_appointment(official, position, "2020-07-16")
    term = Appointment(official=official, position=position, pk=10**6)
    term.start = None
    if connection.vendor == "sqlite":
        term.save()
        assert [violation.message for violation in office_violations(official)] == [
            f"Jeyhun Bayramov already held {position} in part of this time (16 July 2020 – end not known): mend one of the two."
        ]


@pytest.mark.parametrize("same", ["official", "position"])
def test_two_people_or_two_offices_are_no_overlap(same):
    official, position = make_official(), make_position()
    make_appointment(official, position, "2020")
    other = {"official": (official, make_position("PK", "Senator")), "position": (make_official(), position)}[same]
    make_appointment(*other, "2020")
    assert office_violations(official) == []


def race(write, rounds):
    """Let two connections write at the same moment, round after round; what each round's two ended with, sorted."""
    for _ in range(rounds):
        official, start, results = make_official(), threading.Barrier(2), []

        def run(official=official, start=start, results=results):
            try:
                with transaction.atomic():
                    start.wait(10)
                    results.append(write(official))
            except IntegrityError as refused:
                results.append("refused" if "appointment_no_overlap" in str(refused) else str(refused))
            except OperationalError as refused:
                # Two inserts that wait for each other's end: PostgreSQL lets one of them go.
                results.append("refused" if "deadlock detected" in str(refused) else str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        yield official, sorted(results)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_cannot_give_one_office_twice(postgresql):
    position = make_position()

    def write(official):
        make_appointment(official, position, "2020-01-01")
        return "written"

    for official, results in race(write, max(EXAMPLES // 10, 3)):
        assert results == ["refused", "written"]
        assert official.appointments.count() == 1


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_the_rule_holds_between_writers_who_lock_the_official(postgresql):
    """As the desk does it: the later of the two sees the earlier one's term before writing its own."""
    position = make_position()

    def write(official):
        Official.objects.select_for_update().get(pk=official.pk)
        if official.appointments.exists():
            return "refused"
        make_appointment(official, position, "2020-01-01")
        return "written" if office_violations(official) == [] else "broken"

    for official, results in race(write, max(EXAMPLES // 10, 3)):
        assert results == ["refused", "written"]
        assert official.appointments.count() == 1


# -- trees


@pytest.mark.parametrize(
    "make", [make_topic, make_place, make_organization, lambda slug, **fields: make_occasion(slug, **fields)]
)
def test_no_loops(make):
    top = make("top")
    middle = make("middle", parent=top)
    low = make("low", parent=middle)
    assert [tree_violations(node) for node in (top, middle, low)] == [[], [], []]
    top.parent = low
    message = f"“{top}” cannot lie inside itself: choose another parent."
    assert told(tree_violations(top)) == [(top, "parent", message)]
    top.parent = top
    assert told(tree_violations(top)) == [(top, "parent", message)]


def test_topics_have_three_levels():
    parents = [None]
    for level in range(TOPIC_LEVELS):
        parents.append(make_topic(f"level-{level}", parent=parents[-1]))
    assert tree_violations(parents[-1]) == []
    message = "Topics have 3 levels at most: choose a higher parent."
    fourth = make_topic("fourth", parent=parents[-1])
    assert told(tree_violations(fourth)) == [(fourth, "parent", message)]
    fourth.delete()
    # A branch is as deep as its deepest leaf.
    parents[1].parent = make_topic("above")
    assert told(tree_violations(parents[1])) == [(parents[1], "parent", message)]


def test_places_may_be_deeper():
    place = make_place("world", kind="region")
    for number in range(5):
        place = make_place(f"within-{number}", parent=place)
    assert tree_violations(place) == []
