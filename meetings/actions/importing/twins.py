"""Meetings on file that rows may be: the same parties, on about the same days."""

from collections import defaultdict
from datetime import timedelta

from ...models import Meeting, Party
from ...queries.duplicates import DAYS_APART
from ..tables import portions

_NEAR = timedelta(days=DAYS_APART)


def twins_of(rows):
    """The readings of new meetings that have twins on file, as a list of (reading, [(id, title, date in words)]): two queries."""
    rows = [row for row in rows if row.when and len(row.bodies) > 1]
    if not rows:
        return []
    first, last = min(row.when.earliest for row in rows) - _NEAR, max(row.when.latest for row in rows) + _NEAR
    near = Meeting.objects.filter(
        earliest__lte=last, latest__gte=first, party_count__in={len(row.bodies) for row in rows}
    ).order_by()
    parties = defaultdict(set)
    sides = Party.objects.filter(meeting__in=near).order_by()
    for meeting, *body in sides.values_list("meeting", "country", "organization"):
        parties[meeting].add(tuple(body))
    wanted = {frozenset((body.country, body.organization) for body in row.bodies.values()) for row in rows}
    alike = defaultdict(list)
    ids = [pk for pk, bodies in parties.items() if frozenset(bodies) in wanted]
    for some in portions(ids):
        for meeting in Meeting.objects.filter(pk__in=some).order_by("pk"):
            alike[frozenset(parties[meeting.pk])].append(meeting)
    found = []
    for row in rows:
        twins = [
            (meeting.pk, meeting.title, meeting.when.text)
            for meeting in alike[frozenset((body.country, body.organization) for body in row.bodies.values())]
            if meeting.earliest <= row.when.latest + _NEAR and meeting.latest >= row.when.earliest - _NEAR
        ]
        if twins:
            found.append((row, twins))
    return found
