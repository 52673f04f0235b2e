"""What lists read follows every edit: the register's version, its log, and the rows that rest on a record."""

import pytest

from meetings.actions.derive import derive
from meetings.actions.edit import edit
from meetings.choices import Dimension
from meetings.index import differences, meetings_affected_by, rebuild, reindex
from meetings.models import (
    Appointment,
    Change,
    Claim,
    ContestedTerm,
    Country,
    MeetingDocument,
    MeetingIndex,
    Occasion,
    Official,
    Organization,
    Place,
    Position,
    Posting,
    Register,
    Source,
    Topic,
)

from .build import make_claim, make_full_meeting, make_meeting, make_official, make_topic

pytestmark = pytest.mark.django_db


def log():
    """The log of changes as (version, meeting id) pairs."""
    return list(Change.objects.values_list("version", "meeting_id"))


def version():
    """The version that the register has reached."""
    return Register.objects.current().version


def test_a_register_begins_at_version_0():
    assert (version(), log()) == (0, [])


def test_only_what_is_public_moves_the_version():
    draft = make_meeting(publication="draft")
    assert (version(), log(), MeetingIndex.objects.count()) == (0, [], 0)
    draft.publication = "published"
    draft.save()
    derive(draft)
    assert (version(), log()) == (1, [(1, draft.pk)])
    draft.publication = "draft"
    draft.save()
    derive(draft)
    assert (
        version(),
        log(),
        MeetingIndex.objects.count(),
        Posting.objects.count(),
        MeetingDocument.objects.count(),
    ) == (
        2,
        [(1, draft.pk), (2, draft.pk)],
        0,
        0,
        0,
    )
    derive(draft)
    assert version() == 2


def test_one_edit_is_one_version():
    one, two = make_meeting(), make_meeting()
    before = version()
    assert reindex([two.pk, one.pk]) == before + 1
    assert log()[-2:] == [(before + 1, one.pk), (before + 1, two.pk)]
    assert reindex([]) == before + 1
    assert reindex([], always=True) == before + 2
    assert log()[-1] == (before + 1, two.pk)


def test_a_removed_meeting_is_in_the_log():
    meeting, draft = make_meeting(), make_meeting(publication="draft")
    key, before = meeting.pk, version()
    with edit(goes=[meeting]):
        meeting.delete()
    assert log()[-1] == (before + 1, key)
    with edit(goes=[draft]):
        draft.delete()
    assert version() == before + 1
    assert (MeetingIndex.objects.count(), Posting.objects.count(), MeetingDocument.objects.count()) == (0, 0, 0)


def test_a_removed_part_leaves_nothing_behind():
    meeting = make_meeting()
    claim = make_claim(meeting, topics=[make_topic("fish")])
    assert Posting.objects.filter(dimension=Dimension.TOPIC).count() == 1
    with edit(goes=[claim], otherwise=""):
        claim.delete()
    assert Posting.objects.filter(dimension=Dimension.TOPIC).count() == 0
    assert list(differences()) == []


def test_a_failed_removal_changes_nothing():
    meeting = make_meeting()
    before = version(), log()
    with pytest.raises(ZeroDivisionError):
        _fail_to_remove(meeting)
    assert (version(), log(), MeetingIndex.objects.count()) == (*before, 1)


def _fail_to_remove(meeting):
    with edit(goes=[meeting]):
        meeting.delete()
        raise ZeroDivisionError


CHANGES = [
    # kind, what is written in its row or rows, how many of three meetings rest on the row
    (Country, {"name": "Elsewhere"}, 3),
    (Country, {"region_code": "150", "region": "Europe"}, 3),
    (Organization, {"name": "Other Body", "acronym": "OB"}, 3),
    (Place, {"name": "Elsewhere"}, 3),
    (Topic, {"name": "fishery"}, 3),
    (Occasion, {"short_name": "Elsewhen", "kind": "summit"}, 1),
    (Official, {"name": "Somebody Else"}, 1),
    (Position, {"title": "Minister of Everything"}, 3),
    (Appointment, {"note": "Of another kind."}, 1),
    (Source, {"publisher": "Another Gazette"}, 1),
    (Claim, {"text": "Something else."}, 1),
    (ContestedTerm, {"neutral_label": "another line"}, 0),
]


@pytest.mark.parametrize(("kind", "changed", "number"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_change_of_a_record_reaches_every_meeting_that_rests_on_it(kind, changed, number):
    meetings = [make_full_meeting(n) for n in (1, 2, 3)]
    assert {pk for row in kind.objects.all() for pk in meetings_affected_by(row)} <= {
        meeting.pk for meeting in meetings
    }
    assert max(len(meetings_affected_by(row)) for row in kind.objects.all()) == number
    for row in kind.objects.all():
        resting = meetings_affected_by(row)
        names = [getattr(row, name) for name in changed]
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        # Nobody else's rows are touched by the change: with these written anew, all is right.
        reindex(resting)
        assert list(differences()) == [], (row, names)
        assert MeetingDocument.objects.count() == 3


def test_a_parent_reaches_the_meetings_below_it():
    meeting = make_meeting()
    topic = make_topic("fish", parent=make_topic("food"))
    make_claim(meeting, topics=[topic])
    assert meetings_affected_by(topic.parent) == {meeting.pk}
    topic.parent = None
    topic.save()
    reindex([meeting.pk])
    assert meetings_affected_by(make_topic("food")) == set()
    assert list(differences()) == []


def test_nothing_rests_on_a_row_that_is_not_saved():
    assert meetings_affected_by(Official(name="Nobody")) == set()
    assert meetings_affected_by(make_official("Lonely Official")) == set()


def test_what_is_wrong_is_said_and_rebuilt():
    one, two, three = (make_full_meeting(n) for n in (1, 2, 3))
    MeetingIndex.objects.filter(meeting=one).update(medium="phone")
    Posting.objects.filter(meeting=one, dimension=Dimension.HOST).delete()
    Posting.objects.create(meeting=two, dimension=Dimension.HOST, value=99, status="held", earliest=two.earliest)
    MeetingDocument.objects.filter(meeting=three).delete()
    three.publication = "draft"
    three.save()
    host = Posting.objects.get(meeting=three, dimension=Dimension.HOST).value
    wrong = list(differences())
    assert (one.pk, "entry is not right") in wrong
    assert (one.pk, f"posting {Dimension.HOST} {host} is missing") in wrong
    assert (two.pk, f"posting {Dimension.HOST} 99 is not to be there") in wrong
    assert (three.pk, "entry is not to be there") in wrong
    assert (three.pk, f"posting {Dimension.HOST} {host} is not to be there") in wrong
    assert {pk for pk, _ in wrong} == {one.pk, two.pk, three.pk}
    before, seen = version(), []
    rebuild(lambda done, total: seen.append((done, total)))
    assert seen == [(3, 3)]
    assert list(differences()) == []
    assert log()[-1] == (before + 1, None)
    assert version() == before + 1
