"""Meetings as files and the API carry them: one plain dictionary each, read from the documents, however many there are."""

from collections import namedtuple

from django.db.models import F
from django.urls import reverse

from ..choices import Publication
from ..fields import FIELDS
from ..models import MeetingIndex, Organization
from ..models.names import slug_of

CHUNK = 500
"""Records held in memory at once while a file is written."""

_Words = namedtuple("_Words", [name for name, field in FIELDS.items() if field.of == "entry"])
_ORDERS = {
    "-date": (F("earliest").desc(nulls_last=True), "-pk"),
    "date": (F("earliest").asc(nulls_last=True), "pk"),
    "-changed": ("-changed_at", "-pk"),
    "id": ("pk",),
}


def records(entries, sort, base):
    """The records of some entries in the order of a list (`-date`, `date`, `-changed`, or `id`), read a chunk at a time.

    `base` is the site's address without a last slash. On PostgreSQL to be read to its end inside one transaction.
    """
    for pk, data, *words in _read(entries).order_by(*_ORDERS[sort]).iterator(CHUNK):
        yield record(pk, data, _Words(*words), base)


def records_of(ids, base):
    """The records of the published meetings with these ids, in their order, as a list: one query."""
    rows = {pk: (data, _Words(*words)) for pk, data, *words in _read(MeetingIndex.objects.filter(pk__in=ids))}
    return [record(pk, *rows[pk], base) for pk in ids if pk in rows]


def _read(entries):
    # An entry says that its meeting is public; the door is asked all the same.
    published = entries.filter(meeting__publication=Publication.PUBLISHED)
    return published.values_list("pk", "meeting__document__export", *_Words._fields)


def record(pk, data, entry, base):
    """The record of one meeting from the data of its document and the words of its entry."""
    people = {
        person["id"]: {"id": person["id"], "name": person["name"]}
        for party in data["parties"]
        for person in party["participants"]
        if person["id"]
    }
    keys = [party["key"] for party in data["parties"]]
    values = {
        **data,
        **{name: getattr(entry, name) for name in _Words._fields},
        "id": pk,
        "url": base + reverse("meeting_detail", args=[pk, slug_of(data["title"] or "meeting")]),
        "countries": [key for key in keys if not key.startswith(Organization.prefix)],
        "organizations": [key.removeprefix(Organization.prefix) for key in keys if key.startswith(Organization.prefix)],
        "officials": list(people.values()),
        "topics": [topic["slug"] for topic in data["topics"]],
        "changed_at": entry.changed_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    return {name: values[name] for name in FIELDS}
