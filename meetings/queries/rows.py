"""Meetings as lists show them: everything a row needs in a fixed number of queries, however many rows."""

from dataclasses import dataclass

from django.db.models import Prefetch

from ..choices import Stance
from ..models import Citation, Claim, Meeting, Participant, Party, Topic
from .accounts import Voices

SHOWN_NAMES = 2
SHOWN_TOPICS = 4


@dataclass(frozen=True)
class Delegation:
    """One party of a row: its body, the people shown by name, and how many more took part for it."""

    party: Party
    people: list
    more: int


@dataclass(frozen=True)
class Row:
    """One meeting as a list shows it; `topics` are the first few of `topic_count`, `voices` says whose accounts exist."""

    meeting: Meeting
    delegations: list
    topics: list
    topic_count: int
    source_count: int
    voices: Voices

    @property
    def more_topics(self):
        """Topics beyond those shown."""
        return self.topic_count - len(self.topics)


def rows(meetings):
    """A list of `Row` from a queryset of meetings, in its order: 6 queries more than the one for the meetings."""
    people = Participant.objects.select_related("official")
    parties = Party.objects.select_related("country", "organization").prefetch_related(
        Prefetch("participants", queryset=people)
    )
    sources = Citation.objects.select_related("source").prefetch_related("source__sides")
    meetings = list(
        meetings.select_related("occasion", "place__country").prefetch_related(
            Prefetch("parties", queryset=parties), Prefetch("citations", queryset=sources)
        )
    )
    topics = _topics_of(meetings)
    return [_row(meeting, topics.get(meeting.pk, [])) for meeting in meetings]


def _topics_of(meetings):
    """Topics by meeting id, each once, in the order in which the claims raise them."""
    raised = Claim.topics.through.objects.filter(claim__meeting__in=[meeting.pk for meeting in meetings])
    pairs = raised.order_by("claim__order", "claim_id", "id").values_list("claim__meeting_id", "topic_id")
    by_meeting = {}
    for meeting_id, topic_id in pairs:
        by_meeting.setdefault(meeting_id, {})[topic_id] = None
    topics = Topic.objects.in_bulk({topic for found in by_meeting.values() for topic in found})
    return {meeting_id: [topics[topic_id] for topic_id in found] for meeting_id, found in by_meeting.items()}


def _row(meeting, topics):
    return Row(
        meeting=meeting,
        delegations=[_delegation(party) for party in meeting.sides],
        topics=topics[:SHOWN_TOPICS],
        topic_count=len(topics),
        source_count=len(meeting.citations.all()),
        voices=Voices.of(
            meeting.sides,
            [citation.source for citation in meeting.citations.all() if citation.stance == Stance.SUPPORTS],
        ),
    )


def _delegation(party):
    people = list(party.participants.all())
    return Delegation(party, people[:SHOWN_NAMES], max(0, len(people) - SHOWN_NAMES))


def by_year(found):
    """Rows grouped under the year in which they began, in their order: a list of (year or None, rows)."""
    groups = []
    for row in found:
        year = row.meeting.earliest.year if row.meeting.earliest else None
        if not groups or groups[-1][0] != year:
            groups.append((year, []))
        groups[-1][1].append(row)
    return groups
