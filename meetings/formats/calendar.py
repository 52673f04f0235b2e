"""Meetings as iCalendar (RFC 5545): an all-day event for each that is known to the day."""

import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from ..choices import Precision, Status
from . import writable

EXACT = (Precision.DAY, Precision.SPAN)
"""Precisions of a date of which the calendar can say the days."""

_STATUSES = {Status.HELD: "CONFIRMED", Status.CANCELLED: "CANCELLED"}
_END = b"END:VCALENDAR\r\n"


def calendar(records, stamp, left_out):
    """An iCalendar file in pieces; `left_out` is how many meetings are not in it, as their day is not known."""
    described = f"{stamp.sentence}. {stamp.line}. {stamp.url}"
    if left_out:
        described += f" Left out, as the day is not known: {left_out:,} meeting{'s' if left_out > 1 else ''}."
    head = Calendar()
    head.add("prodid", "-//diplotrack//Register of diplomatic meetings//EN")
    head.add("version", "2.0")
    head.add("method", "PUBLISH")
    head.add("name", stamp.sentence)
    head.add("x-wr-calname", stamp.sentence)
    head.add("description", described)
    head.add("x-wr-caldesc", described)
    yield head.to_ical().removesuffix(_END)
    for record in records:
        yield _event(record).to_ical()
    yield _END


def _event(record):
    event = Event()
    # The host keeps numbers of two registers apart; the slug, which may change, is left out.
    event.add("uid", f"meeting-{record['id']}@{urlsplit(record['url']).hostname}")
    changed = datetime.datetime.fromisoformat(record["changed_at"])
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("summary", writable(record["title"]))
    first, last = (datetime.date.fromisoformat(record["date"][end]) for end in ("earliest", "latest"))
    event.add("dtstart", first)
    if last < datetime.date.max:
        event.add("dtend", last + datetime.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", _STATUSES.get(record["status"], "TENTATIVE"))
    event.add("url", record["url"])
    if record["place"]:
        event.add("location", writable(record["place"]["name"]))
    event.add("description", writable(_description(record)))
    return event


def _description(record):
    lines = [] if record["status"] == Status.HELD else [f"Status: {Status(record['status']).label}"]
    for party in record["parties"]:
        names = [person["name"] for person in party["participants"]]
        lines.append(f"{party['name']}: {', '.join(names)}" if names else party["name"])
    return "\n".join([*lines, *filter(None, [record["summary"]]), record["url"]])
