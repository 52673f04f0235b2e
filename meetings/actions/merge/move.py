"""Moves all of one record over to another of its kind: its parts, and whatever names it."""

from typing import NamedTuple

from django.db import IntegrityError, models

from ...choices import NameKind
from ...models import Appointment, Citation, Meeting, Official, OfficialName, Participant, Party
from ...queries.documents import PARTS
from ..edit import EditRefused
from ..rules import violations

NEW_NAME = "new name"
HELD = "participant.appointments"
"""What `Joined.moved` calls the name that the other is known by from now on, and the terms of office that both had on file."""


class Joined(NamedTuple):
    """What was done: `moved` as `Merge.moved` has it, and the rows for which one of the other stands, as (model, id, id)."""

    moved: dict
    same: list


def move(gone, kept, *, seen):
    """Move all of a record over to another and delete it; `seen` says whether readers know it. Raises `EditRefused`."""
    try:
        joined = _join_meetings(gone, kept, seen) if isinstance(gone, Meeting) else _join_entries(gone, kept)
        type(gone).objects.get(pk=gone.pk).delete()
    except models.ProtectedError as error:
        raise EditRefused(
            f"“{gone}” is still named elsewhere: {', '.join(map(str, error.protected_objects))}."
        ) from error
    except IntegrityError as error:
        words = "The two stand beside each other somewhere where only one may: mend that first."
        if "appointment_no_overlap" in str(error):
            # PostgreSQL refuses by itself what the rules below find on SQLite.
            words = f"{kept} already held an office of {gone} in part of the same time: mend one of the two terms."
        raise EditRefused(words) from error
    if found := violations(kept):
        raise EditRefused(" ".join(dict.fromkeys(violation.message for violation in found)))
    return joined


def pointers(model):
    """The relations from elsewhere to a kind of record, its own parts left out; none of them is one of several."""
    own = set(PARTS.get(model, {}).values())
    return [one for one in model._meta.related_objects if one.related_model not in own and not one.many_to_many]


def name_of(relation):
    """What `Joined.moved` calls a pointer: "participant.official"."""
    return f"{relation.related_model._meta.model_name}.{relation.field.name}"


# -- people, organisations, places, occasions


def _join_entries(gone, kept):
    moved, same = _join_names_and_terms(gone, kept) if isinstance(gone, Official) else ({}, [])
    for relation in pointers(type(gone)):
        related, field = relation.related_model, relation.field.name
        rows = related._base_manager.filter(**{field: gone.pk})
        if both := _beside(rows, related, field, kept):
            raise EditRefused(f"Both stand in the same place, of which only one can stay: {both}. Mend that first.")
        moved[name_of(relation)] = sorted(rows.values_list("pk", flat=True))
        rows.update(**{field: kept.pk})
    return Joined(moved, same)


def _beside(rows, related, field, kept):
    """A row that would stand twice once its pointer leads to `kept`, as text, "" for none."""
    for constraint in related._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or field not in constraint.fields:
            continue
        others = [name for name in constraint.fields if name != field]
        taken = set(related._base_manager.filter(**{field: kept.pk}).values_list(*others))
        twice = [
            row
            for row in rows
            if tuple(getattr(row, related._meta.get_field(name).attname) for name in others) in taken
        ]
        if twice:
            parent = getattr(twice[0], others[0])
            return str(getattr(parent, "meeting", parent))
    return ""


def _join_names_and_terms(gone, kept):
    """Terms of office that are the same become one, all else goes over; the name becomes an alias."""
    moved, same = {HELD: []}, []
    terms = {_term(one): one for one in kept.appointments.all()}
    held = Participant.appointments.through.objects
    for term in gone.appointments.all():
        if twin := terms.get(_term(term)):
            same.append((Appointment, term.pk, twin.pk))
            for person in held.filter(appointment=term).values_list("participant_id", flat=True):
                moved[HELD].append([person, term.pk, twin.pk])
            held.filter(appointment=term).update(appointment=twin)
        else:
            Appointment.objects.filter(pk=term.pk).update(official=kept)
    names = {one.name: one for one in kept.names.all()}
    for name in gone.names.all():
        if twin := names.get(name.name):
            same.append((OfficialName, name.pk, twin.pk))
        elif name.name != kept.name:
            OfficialName.objects.filter(pk=name.pk).update(official=kept)
    if gone.name != kept.name and not kept.names.filter(name=gone.name).exists():
        moved[NEW_NAME] = [OfficialName.objects.create(official=kept, name=gone.name, kind=NameKind.ALIAS).pk]
    return moved, same


def _term(one):
    return (
        one.position_id,
        one.capacity,
        one.start_earliest,
        one.start_latest,
        one.end_earliest,
        one.end_latest,
    )


# -- meetings


def _join_meetings(gone, kept, seen):
    """Its claims, sources and people go over; what the other has already is dropped with the record."""
    parties, people = _join_parties(gone, kept)
    claims = list(gone.claims.prefetch_related("parties"))
    last = kept.claims.aggregate(last=models.Max("order"))["last"] or 0
    for order, claim in enumerate(claims, last + 1):
        bound = [parties.get(party.pk, party.pk) for party in claim.parties.all()]
        claim.meeting, claim.order = kept, order
        claim.party_id = parties.get(claim.party_id, claim.party_id)
        claim.speaker_id = people.get(claim.speaker_id, claim.speaker_id)
        claim.save()
        claim.parties.set(bound)
    cited = {one.source_id: one.pk for one in kept.citations.all()}
    last = kept.citations.aggregate(last=models.Max("order"))["last"] or 0
    citations = list(gone.citations.all())
    sources = [one for one in citations if one.source_id not in cited]
    for order, citation in enumerate(sources, last + 1):
        Citation.objects.filter(pk=citation.pk).update(meeting=kept, order=order)
    # What its readers were told goes with what they were told it of; what nobody was told stays untold.
    corrections = list(gone.corrections.values_list("pk", flat=True)) if seen else []
    gone.corrections.filter(pk__in=corrections).update(meeting=kept)
    moved = {
        "claim": [claim.pk for claim in claims],
        "citation": [citation.pk for citation in sources],
        "correction": corrections,
    }
    same = [(Citation, one.pk, cited[one.source_id]) for one in citations if one.source_id in cited]
    same += [(Party, *pair) for pair in parties.items()] + [(Participant, *pair) for pair in people.items()]
    return Joined(moved, same)


def _join_parties(gone, kept):
    """Which party and which participant of the record that goes is which of the one that stays, as two dicts of ids."""
    bodies = {(party.country_id, party.organization_id): party for party in kept.parties.all()}
    parties, people = {}, {}
    for party in gone.parties.all():
        same = bodies.get((party.country_id, party.organization_id))
        if same is None:
            raise EditRefused(f"{party} is a party of one of the two only: say in both who met, and merge them then.")
        parties[party.pk] = same.pk
        there = {_person(one): one.pk for one in same.participants.all()}
        for one in party.participants.all():
            if _person(one) in there or (one.unnamed and there):
                people[one.pk] = there.get(_person(one)) or next(iter(there.values()))
            else:
                Participant.objects.filter(pk=one.pk).update(party=same, order=one.order + len(there))
    return parties, people


def _person(one):
    return one.official_id or one.name_as_reported
