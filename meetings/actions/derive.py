"""The derived columns of a meeting, written by one function and checked by another."""

from django.db.models import prefetch_related_objects
from django.utils import timezone

from ..choices import LEVEL_PLURALS, rank
from ..database.bulk import portions
from ..index import reindex
from ..models import Meeting
from ..models.meeting import key_of_parties

DERIVED = ("party_count", "parties_key", "level")

_MOST_NAMES = 4
"""Parties that a proposed title names; of more it names three and counts the others."""


def derive(*meetings):
    """Write what follows from meetings and their parts, here and in the register: for what is no edit of a person.

    To be called in the transaction that saved the parts.
    """
    write_derived(*meetings)
    reindex(meeting.pk for meeting in meetings)


def write_derived(*meetings):
    """Write what follows from meetings and their saved parts, and propose a title where there is none."""
    parties = _parties_of(meetings) if meetings else {}
    for meeting in meetings:
        for name, value in _derived(parties[meeting.pk]).items():
            setattr(meeting, name, value)
        meeting.changed_at = timezone.now()
        if not meeting.title:
            meeting.title = _title_of(meeting, parties[meeting.pk])
        meeting.save(update_fields=[*DERIVED, "changed_at", "title"])


def _parties_of(meetings):
    """The parties of meetings as they are saved, with their people and the offices of these: {meeting id: list}."""
    # Rows of their own: those of the caller may hold parts as they were before.
    rows = [Meeting(pk=meeting.pk) for meeting in meetings]
    prefetch_related_objects(rows, "parties__participants__appointments__position")
    return {row.pk: list(row.parties.all()) for row in rows}


def derived_values(meeting):
    """The derived columns as they follow from the saved parts; `level` is "" while any party's is unknown."""
    return _derived(_parties_of([meeting])[meeting.pk])


def _derived(parties):
    levels = _head_levels(parties)
    known = bool(levels) and all(levels)
    return {
        "party_count": len(levels),
        "parties_key": key_of_parties((party.country_id, party.organization_id) for party in parties),
        "level": max(levels, key=rank) if known else "",
    }


def _head_levels(parties):
    """The highest level among the heads of each party, in the parties' order; "" where no head's level is known."""
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
    return _title_of(meeting, _parties_of([meeting])[meeting.pk])


def _title_of(meeting, parties):
    names = [party.country.name if party.country_id else party.organization.short_name for party in meeting.sides]
    where = meeting.occasion.label if meeting.occasion_id else meeting.place.name if meeting.place_id else ""
    return title_of(names, _head_levels(parties), where)


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
    for some in portions(list(Meeting.objects.order_by("pk").values_list("pk", flat=True))):
        meetings = list(Meeting.objects.filter(pk__in=some).order_by("pk"))
        parties = _parties_of(meetings)
        for meeting in meetings:
            right = _derived(parties[meeting.pk])
            differing = {
                name: (getattr(meeting, name), value)
                for name, value in right.items()
                if getattr(meeting, name) != value
            }
            if differing:
                wrong.append((meeting, differing))
    return wrong
