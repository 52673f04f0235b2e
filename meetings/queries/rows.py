"""Meetings as lists show them: everything a row needs from one query, however many rows."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse

from ..choices import Status
from ..models import Meeting, MeetingDocument, When


class Link(NamedTuple):
    """A name and the address it leads to, "" for somebody who is only a name; `inferred` where no source names them."""

    name: str
    url: str = ""
    inferred: bool = False


class Delegation(NamedTuple):
    """One party of a row: its code (empty for an organisation), names and address, the people shown, and how many more came."""

    code: str
    name: str
    short_name: str
    url: str
    people: list
    more: int


@dataclass(frozen=True)
class Row:
    """One meeting as a list shows it; `topics` are the first few, `disc` and `voices` say whose accounts exist."""

    id: int
    title: str
    url: str
    when: When | None
    status: str
    summary: str
    delegations: list
    place: Link | None
    occasion: Link | None
    topics: list
    more_topics: int
    source_count: int
    disc: str
    voices: str

    @property
    def status_words(self):
        """The status where it is another than held."""
        return "" if self.status == Status.HELD else Status(self.status).label


def rows(meetings):
    """A list of `Row` from a queryset of published meetings, in its order: two queries."""
    return rows_of(list(meetings.values_list("pk", flat=True)))


def rows_of(ids):
    """A list of `Row` for the ids of published meetings, in their order: one query."""
    published = Meeting.objects.published().filter(pk__in=ids)
    faces = dict(MeetingDocument.objects.filter(meeting__in=published).values_list("meeting_id", "row"))
    return [_row(pk, faces[pk]) for pk in ids if pk in faces]


def _row(pk, face):
    when = face["when"]
    return Row(
        id=pk,
        title=face["title"],
        url=_address("meeting_detail", pk, face["slug"]),
        when=When(*map(datetime.date.fromisoformat, when[:2]), when[2]) if when else None,
        status=face["status"],
        summary=face["summary"],
        delegations=[_delegation(side) for side in face["sides"]],
        place=face["place"] and Link(face["place"]["name"], _address("place_detail", face["place"]["slug"])),
        occasion=face["occasion"]
        and Link(
            face["occasion"]["label"], _address("occasion_detail", face["occasion"]["id"], face["occasion"]["slug"])
        ),
        topics=[Link(topic["name"], _address("topic_detail", topic["slug"])) for topic in face["topics"]],
        more_topics=face["topic_count"] - len(face["topics"]),
        source_count=face["source_count"],
        disc=face["disc"],
        voices=face["voices"],
    )


def _delegation(side):
    people = [
        Link(
            person["name"],
            _address("official_detail", person["id"], person["slug"]) if "id" in person else "",
            "inferred" in person,
        )
        for person in side["people"]
    ]
    code = side["code"]
    url = _address("country_detail", code) if code else _address("organization_detail", side["slug"])
    return Delegation(code, side["name"], side["short_name"], url, people, side["more"])


@lru_cache(maxsize=50_000)
def _address(name, *args):
    # A list of fifty rows has some five hundred links to the same few hundred addresses.
    return reverse(name, args=args)


def by_year(found):
    """Rows grouped under the year in which they began, in their order: a list of (year or None, rows)."""
    return _grouped(found, lambda when: when.earliest.year)


def by_month(found):
    """Rows grouped under the month in which they began, in their order: a list of (first of the month or None, rows)."""
    return _grouped(found, lambda when: when.earliest.replace(day=1))


def _grouped(found, heading):
    groups = []
    for row in found:
        head = heading(row.when) if row.when else None
        if not groups or groups[-1][0] != head:
            groups.append((head, []))
        groups[-1][1].append(row)
    return groups
