"""The derived columns of a meeting, written by one function and checked by another."""

from django.utils import timezone

from ..choices import LEVEL_PLURALS, rank
from ..models import Meeting
from .register import record

DERIVED = ("party_count", "level")

_MOST_NAMES = 4
"""Parties that a proposed title names; of more it names three and counts the others."""


def derive(*meetings):
    """Write what follows from meetings and their parts, here and in the register, and propose a title where there is none.

    To be called in the transaction of every change of a meeting or its parts, after the parts are saved.
    """
    for meeting in meetings:
        for name, value in derived_values(meeting).items():
            setattr(meeting, name, value)
        meeting.changed_at = timezone.now()
        if not meeting.title:
            meeting.title = proposed_title(meeting)
        meeting.save(update_fields=[*DERIVED, "changed_at", "title"])
    record(meeting.pk for meeting in meetings)


def derived_values(meeting):
    """The derived columns as they follow from the saved parts: `party_count`, and `level` ("" while any party's is unknown)."""
    levels = _head_levels(meeting)
    known = bool(levels) and all(levels)
    return {"party_count": len(levels), "level": max(levels, key=rank) if known else ""}


def _head_levels(meeting):
    """The highest level among the heads of each party, in the parties' order; "" where no head's level is known."""
    parties = meeting.parties.prefetch_related("participants__appointments__position")
    return [
        min(
            (level for person in party.participants.all() if person.heads for level in _levels(person)),
            key=rank,
            default="",
        )
        for party in parties
    ]


def _levels(person):
    """Levels of the offices held that day; where none is chosen, what the reported title amounts to."""
    held = [appointment.position.level for appointment in person.appointments.all()]
    return held or [level for level in [person.level_as_reported] if level]


def proposed_title(meeting):
    """A neutral title from the parties in their order: "Foreign ministers of Azerbaijan and Pakistan, UNGA 78"."""
    names = [party.country.name if party.country_id else party.organization.short_name for party in meeting.sides]
    where = meeting.occasion.label if meeting.occasion_id else meeting.place.name if meeting.place_id else ""
    return title_of(names, _head_levels(meeting), where)


def title_of(names, levels, where):
    """The title of a meeting of parties of these names, headed at these levels ("" for unknown), at an occasion or place."""
    if not names:
        return ""
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} others"]
    bodies = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    shared = levels[0] if len(set(levels)) == 1 else ""
    who = f"{LEVEL_PLURALS[shared].capitalize()} of {bodies}" if shared and shared != "other" else bodies
    title = f"{who}, {where}" if where else who
    return title[: Meeting._meta.get_field("title").max_length]


def verify():
    """Meetings whose derived columns are not what their parts say: a list of (meeting, {column: (stored, right)})."""
    wrong = []
    for meeting in Meeting.objects.order_by("pk").iterator(chunk_size=500):
        right = derived_values(meeting)
        differing = {
            name: (getattr(meeting, name), value) for name, value in right.items() if getattr(meeting, name) != value
        }
        if differing:
            wrong.append((meeting, differing))
    return wrong
