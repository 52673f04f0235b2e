"""Merges two records that were one, says beforehand all that it will do, and parts them again."""

from typing import NamedTuple

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst

from ..choices import Edit, NameKind
from ..models import (
    Appointment,
    Citation,
    Meeting,
    Merge,
    Occasion,
    Official,
    OfficialName,
    Organization,
    Participant,
    Place,
)
from ..queries.documents import PARTS, differences, document
from .derive import derive
from .register import hold, record, resting_on
from .revise import RestoreError, restore, revise
from .rules import shown, violations
from .workflow import tell

MERGEABLE = (Official, Organization, Place, Occasion, Meeting)


class MergeError(Exception):
    """Two records cannot be merged, or not be parted; the message says what stands in the way and what to do."""


class Effects(NamedTuple):
    """What a merge does: `moved` names what goes over with its number, `kept` what differs in the record that stays.

    `lost` is what the record that goes says otherwise, and what will only be in its history.
    """

    moved: list
    kept: list
    lost: list


def preview(gone, kept):
    """The `Effects` of merging one record into another, found by doing it and undoing it; raises `MergeError` like it."""
    with transaction.atomic():
        hold()
        before = document(kept)
        said = differences(type(kept), document(gone), before)
        moved = _join(gone, kept)
        changes = differences(type(kept), before, document(kept))
        transaction.set_rollback(True)
    counts = [(_in_words(name), len(ids)) for name, ids in moved.items() if ids and name != _NEW_NAME]
    facts = {field.verbose_name for field in type(gone)._meta.concrete_fields}
    lost = [one for one in said if one.what.lower() in facts and one.before]
    return Effects(counts, changes, lost)


def merge(gone, kept, *, by=None, reason=""):
    """Merge one record into another of its kind and return the `Merge`; raises `MergeError` and leaves both as they are.

    All that names `gone` names `kept` afterwards, its own parts go over, and its old address leads on if readers saw it.
    Where `kept` is a published meeting, its readers are told.
    """
    with transaction.atomic():
        hold()
        public, meetings = shown(gone), resting_on(gone) | resting_on(kept)
        before, was = document(gone), document(kept)
        slug = getattr(gone, "slug", "") if not isinstance(gone, (Meeting, Official, Occasion)) else ""
        moved = _join(gone, kept)
        if isinstance(kept, Meeting) and public:
            tell(kept, f"Record {before['id']}, which told of the same meeting, was merged into this one.")
        revise(kept, was, by=by, reason=reason, action=Edit.MERGED)
        revision = revise(gone, before, by=by, reason=reason, action=Edit.MERGED)
        found = Merge.objects.create(revision=revision, kept_id=kept.pk, gone_slug=slug, public=public, moved=moved)
        _follow(kept, meetings, always=public)
    return found


def part(merge, *, by=None, reason=""):
    """Undo a merge: the record that went comes back with its parts, and all that named it names it again.

    What was entered since stays with the record that was kept. Returns the record; raises `MergeError`.
    """
    model = {one._meta.model_name: one for one in MERGEABLE}[merge.revision.entity]
    with transaction.atomic():
        hold()
        kept = model.objects.filter(pk=merge.kept_id).first()
        if kept is None:
            raise MergeError("The record that took it in is no longer on file: bring that back first.")
        was = document(kept)
        OfficialName.objects.filter(pk__in=merge.moved.get(_NEW_NAME, [])).delete()
        try:
            row = restore(merge.revision, by=by, reason=reason)
        except RestoreError as error:
            raise MergeError(str(error)) from error
        for relation in _pointers(model):
            related, field = relation.related_model, relation.field.name
            named = related._base_manager.filter(pk__in=merge.moved.get(_name(relation), []), **{field: kept.pk})
            named.update(**{field: row.pk})
        for person, old, new in merge.moved.get(_HELD, []):
            held = Participant.appointments.through.objects
            held.filter(participant=person, appointment=new).update(appointment=old)
        merge.undone = True
        merge.save(update_fields=["undone"])
        if isinstance(kept, Meeting) and merge.public:
            tell(kept, f"Record {row.pk} tells of a meeting of its own, and was parted from this one again.")
        kept = model.objects.get(pk=kept.pk)
        _follow(kept, resting_on(row) | resting_on(kept), always=True)
        revise(kept, was, by=by, reason=reason, action=Edit.RESTORED)
    return row


_NEW_NAME = "new name"
_HELD = "participant.appointments"


def _follow(kept, meetings, *, always):
    """Draw the consequences of what moved."""
    if isinstance(kept, Meeting):
        derive(Meeting.objects.get(pk=kept.pk))
    record(meetings, always=always)


def _join(gone, kept):
    """Move all of a record over to another and delete it; returns what was moved elsewhere, as `Merge.moved` has it."""
    if type(gone) is not type(kept) or gone.pk == kept.pk:
        raise MergeError("Choose another record of the same kind.")
    try:
        with transaction.atomic():
            moved = _join_meetings(gone, kept) if isinstance(gone, Meeting) else _join_entries(gone, kept)
            type(gone).objects.get(pk=gone.pk).delete()
            found = violations(kept)
    except models.ProtectedError as error:
        raise MergeError(
            f"“{gone}” is still named elsewhere: {', '.join(map(str, error.protected_objects))}."
        ) from error
    except IntegrityError as error:
        raise MergeError("The two stand beside each other somewhere where only one may: mend that first.") from error
    if found:
        raise MergeError(" ".join(dict.fromkeys(violation.message for violation in found)))
    return moved


# -- people, organisations, places, occasions


def _join_entries(gone, kept):
    moved = _join_names_and_terms(gone, kept) if isinstance(gone, Official) else {}
    for relation in _pointers(type(gone)):
        related, field = relation.related_model, relation.field.name
        rows = related._base_manager.filter(**{field: gone.pk})
        if both := _beside(rows, related, field, kept):
            raise MergeError(f"Both stand in the same place, of which only one can stay: {both}. Mend that first.")
        moved[_name(relation)] = sorted(rows.values_list("pk", flat=True))
        rows.update(**{field: kept.pk})
    return moved


def _pointers(model):
    """The relations from elsewhere to a kind of record, its own parts left out."""
    own = set(PARTS.get(model, {}).values())
    return [one for one in model._meta.related_objects if one.related_model not in own and not one.many_to_many]


def _name(relation):
    return f"{relation.related_model._meta.model_name}.{relation.field.name}"


def _in_words(name):
    """What `Merge.moved` calls "participant.official", as a person reads it: "Participants"."""
    if name == _HELD:
        return "Offices held, of terms on file with both"
    kind = name.partition(".")[0]
    return capfirst(apps.get_model("meetings", kind)._meta.verbose_name_plural)


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
    moved = {_HELD: []}
    terms = {_term(one): one for one in kept.appointments.all()}
    held = Participant.appointments.through.objects
    for term in gone.appointments.all():
        if same := terms.get(_term(term)):
            for person in held.filter(appointment=term).values_list("participant_id", flat=True):
                moved[_HELD].append([person, term.pk, same.pk])
            held.filter(appointment=term).update(appointment=same)
        else:
            Appointment.objects.filter(pk=term.pk).update(official=kept)
    names = {kept.name, *kept.names.values_list("name", flat=True)}
    gone.names.exclude(name__in=names).update(official=kept)
    if gone.name not in names:
        moved[_NEW_NAME] = [OfficialName.objects.create(official=kept, name=gone.name, kind=NameKind.ALIAS).pk]
    return moved


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


def _join_meetings(gone, kept):
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
    cited = set(kept.citations.values_list("source_id", flat=True))
    new = gone.citations.exclude(source__in=cited)
    last = kept.citations.aggregate(last=models.Max("order"))["last"] or 0
    sources = list(new)
    for order, citation in enumerate(sources, last + 1):
        Citation.objects.filter(pk=citation.pk).update(meeting=kept, order=order)
    # What its readers were told goes with what they were told it of.
    corrections = list(gone.corrections.values_list("pk", flat=True))
    gone.corrections.update(meeting=kept)
    return {
        "claim": [claim.pk for claim in claims],
        "citation": [citation.pk for citation in sources],
        "correction": corrections,
    }


def _join_parties(gone, kept):
    """Which party and which participant of the record that goes is which of the one that stays, as two dicts of ids."""
    bodies = {(party.country_id, party.organization_id): party for party in kept.parties.all()}
    parties, people = {}, {}
    for party in gone.parties.all():
        same = bodies.get((party.country_id, party.organization_id))
        if same is None:
            raise MergeError(f"{party} is a party of one of the two only: say in both who met, and merge them then.")
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
