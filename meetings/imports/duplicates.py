"""Meetings on file that rows may be: the same parties, on about the same days."""

from collections import defaultdict

from ..database.bulk import portions
from ..models import Meeting
from ..models.meeting import key_of_parties
from ..queries.duplicates import around


def twins_of(rows):
    """The readings of new meetings that have twins on file, as a list of (reading, [(id, title, date in words)])."""
    rows = [(row, _key(row)) for row in rows if row.when and len(row.bodies) > 1]
    if not rows:
        return []
    alike = defaultdict(list)
    first, last = around(min(row.when.earliest for row, _ in rows), max(row.when.latest for row, _ in rows))
    near = Meeting.objects.filter(earliest__lte=last, latest__gte=first).order_by("pk")
    for keys in portions(sorted({key for _, key in rows})):
        for meeting in near.filter(parties_key__in=keys):
            alike[meeting.parties_key].append(meeting)
    found = []
    for row, key in rows:
        first, last = around(row.when.earliest, row.when.latest)
        twins = [
            (meeting.pk, meeting.title, meeting.when.text)
            for meeting in alike[key]
            if meeting.earliest <= last and meeting.latest >= first
        ]
        if twins:
            found.append((row, twins))
    return found


def _key(row):
    return key_of_parties((body.country, body.organization) for body in row.bodies.values())
