"""What stands next to a meeting: in a list, between the same parties, at the same occasion."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from ..index.ordering import Cursor, beside_one
from ..models import Meeting, MeetingIndex


@dataclass(frozen=True)
class Step:
    """A meeting's place in a list: `number` of `count`, counted from the list's beginning, with its neighbours there."""

    number: int
    count: int
    previous: Meeting | None
    next: Meeting | None


def step(meeting, entries, sort):
    """The place of a published meeting in a sorted list of entries, or None when the list does not hold it.

    A list by relevance is stepped through by date, as the best match of a single meeting is no place to go on from.
    """
    if not entries.filter(pk=meeting.pk).exists():
        return None
    numbers = entries.aggregate(before=Count("pk", filter=_before(meeting, sort)), count=Count("pk"))
    here = meeting.changed_at if sort == "-changed" else meeting.earliest
    beside = [beside_one(entries, Cursor(name, sort, here, meeting.pk)) for name in ("before", "after")]
    found = Meeting.objects.in_bulk([pk for pk in beside if pk])
    return Step(numbers["before"] + 1, numbers["count"], *map(found.get, beside))


def _before(meeting, sort):
    """What comes before a meeting in a sort order, as a condition that is never NULL."""
    if sort == "-changed":
        return Q(changed_at__gt=meeting.changed_at) | Q(changed_at=meeting.changed_at, pk__gt=meeting.pk)
    dated, undated = Q(earliest__isnull=False), Q(earliest__isnull=True)
    beyond, further = ("lt", "lt") if sort == "date" else ("gt", "gt")
    if meeting.earliest is None:
        return dated | undated & Q(**{f"pk__{further}": meeting.pk})
    same_day = Q(earliest=meeting.earliest, **{f"pk__{further}": meeting.pk})
    return dated & (Q(**{f"earliest__{beyond}": meeting.earliest}) | same_day)


def between_the_same(meeting):
    """Published held meetings of exactly the same parties before and after this one: a list of at most three, oldest first."""
    if not meeting.parties_key or meeting.earliest is None:
        return [meeting]
    same = _seen_among(meeting, parties_key=meeting.parties_key, earliest__isnull=False)
    earlier = _before(meeting, "date")
    found = [same.filter(earlier).newest_first().first(), meeting, same.filter(~earlier).oldest_first().first()]
    return [one for one in found if one]


def at_the_same_occasion(meeting):
    """Other published held meetings of the meeting's occasion, newest first, as a queryset."""
    if not meeting.occasion_id:
        return Meeting.objects.none()
    others = _seen_among(meeting, occasion=meeting.occasion_id)
    return others.order_by(F("earliest").desc(nulls_last=True), "-id")


def _seen_among(meeting, **shared):
    """The published held meetings but this one among those that share something with it."""
    # Held by the index: by the meeting's own status, SQLite would rather walk through the whole register in its order.
    held = Exists(MeetingIndex.objects.held().filter(pk=OuterRef("pk")))
    return Meeting.objects.published().filter(held, **shared).exclude(pk=meeting.pk)
