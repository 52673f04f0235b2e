"""Merges two records that were one, says beforehand all that it will do, and parts them again."""

from typing import NamedTuple

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst

from ..choices import Edit, Publication
from ..models import Meeting, Merge, Occasion, Official, OfficialName, Organization, Participant, Place
from ..models.names import Accepted
from ..queries.documents import PARTS, differences, document
from .accept import accept, accepts
from .derive import derive
from .join import HELD, NEW_NAME, MergeError, join, name_of, pointers
from .register import record, removing, resting_on, turn
from .revise import RestoreError, restore, revise
from .rules import shown, violations
from .workflow import tell, untold

__all__ = ["MERGEABLE", "Effects", "MergeError", "merge", "part", "preview"]

MERGEABLE = (Official, Organization, Place, Occasion, Meeting)


class Effects(NamedTuple):
    """What a merge does: `moved` names what goes over with its number, `kept` what differs in the record that stays.

    `lost` is what the record that goes, or a row of it for which another stands, says otherwise, and what will only be in
    its history.
    """

    moved: list
    kept: list
    lost: list


def preview(gone, kept):
    """The `Effects` of merging one record into another, found by doing it and undoing it; raises `MergeError` like it."""
    with turn():
        gone, kept = _ready(gone, kept)
        said, before = document(gone), document(kept)
        joined = _joined(gone, kept)
        changes = differences(type(kept), before, document(kept))
        transaction.set_rollback(True)
    counts = [(_in_words(name), len(ids)) for name, ids in joined.moved.items() if ids and name != NEW_NAME]
    return Effects(counts, changes, _lost(type(gone), said, before, joined.same))


def merge(gone, kept, *, by=None, reason=""):
    """Merge one record into another of its kind and return the `Merge`; raises `MergeError` and leaves both as they are.

    All that names `gone` names `kept` afterwards, its own parts go over, and its old address leads on if readers know it.
    Where `kept` is a published meeting, its readers are told.
    """
    with turn():
        gone, kept = _ready(gone, kept)
        seen, before, was = _seen(gone), document(gone), document(kept)
        slug = getattr(gone, "slug", "") if isinstance(gone, (Organization, Place)) else ""
        with removing([gone, kept], always=seen or isinstance(kept, (Accepted, Official))):
            moved = _joined(gone, kept).moved
            if accepts(by):
                accept(kept)
            if isinstance(kept, Meeting):
                if seen:
                    tell(kept, f"Record {before['id']}, which told of the same meeting, was merged into this one.")
                elif untold(kept, was):
                    tell(kept, "Sources, participants or statements were added.")
                derive(kept)
        revise(kept, was, by=by, reason=reason, action=Edit.MERGED, always=True)
        revision = revise(gone, before, by=by, reason=reason, action=Edit.MERGED)
        return Merge.objects.create(revision=revision, kept_id=kept.pk, gone_slug=slug, public=seen, moved=moved)


def part(merge, *, by=None, reason=""):
    """Undo a merge: the record that went comes back with its parts as they were, and all that named it names it again.

    What was entered since stays with the record that was kept, unless it rests on what goes. Returns the record; raises
    `MergeError`.
    """
    model = {one._meta.model_name: one for one in MERGEABLE}[merge.revision.entity]
    with turn():
        kept = model.objects.filter(pk=merge.kept_id).first()
        if kept is None:
            raise MergeError("The record that took it in is no longer on file: bring that back first.")
        if not Merge.objects.standing().filter(pk=merge.pk).exists():
            raise MergeError("The two were parted already.")
        was = document(kept)
        OfficialName.objects.filter(pk__in=merge.moved.get(NEW_NAME, [])).delete()
        try:
            row = restore(merge.revision, by=by, reason=reason)
            with transaction.atomic():
                _point_back(merge.moved, kept, row)
        except RestoreError as error:
            raise MergeError(str(error)) from error
        except IntegrityError as error:
            raise MergeError("Something on file now stands in the way: mend the two records by hand.") from error
        merge.undone = True
        merge.save(update_fields=["undone"])
        if isinstance(kept, Meeting):
            if merge.public:
                tell(kept, f"Record {row.pk} tells of a meeting of its own, and was parted from this one again.")
            elif untold(kept, was):
                tell(kept, "Sources, participants or statements that belong to another meeting were taken out.")
            kept = model.objects.get(pk=kept.pk)
            derive(kept)
        if broken := _broken(kept, row):
            raise MergeError(" ".join(dict.fromkeys(broken)))
        record(resting_on(row) | resting_on(kept), always=True)
        revise(kept, was, by=by, reason=reason, action=Edit.RESTORED, always=True)
    return row


# -- before


def _ready(gone, kept):
    """The two as they are on file now."""
    if type(gone) is not type(kept) or gone.pk == kept.pk:
        raise MergeError("Choose another record of the same kind.")
    rows = type(gone).objects.in_bulk([gone.pk, kept.pk])
    if len(rows) < 2:
        raise MergeError("One of the two is no longer on file.")
    gone, kept = rows[gone.pk], rows[kept.pk]
    if isinstance(gone, Meeting) and _seen(gone) and not kept.is_published:
        raise MergeError(
            f"Readers know record {gone.pk}, and do not see record {kept.pk}: merge them the other way round, or publish "
            f"record {kept.pk} first."
        )
    return gone, kept


def _seen(row):
    """Whether readers know a record: they see it, or are told that it was withdrawn."""
    return shown(row) or (isinstance(row, Meeting) and row.publication == Publication.WITHDRAWN)


def _joined(gone, kept):
    with transaction.atomic():
        return join(gone, kept, seen=_seen(gone))


# -- what it does, in words


def _in_words(name):
    """What `Merge.moved` calls "participant.official", as a person reads it: "Participants"."""
    if name == HELD:
        return "Offices held, of terms on file with both"
    kind = name.partition(".")[0]
    return capfirst(apps.get_model("meetings", kind)._meta.verbose_name_plural)


def _lost(model, gone, kept, same):
    """What a record says otherwise than the one that stays, and its rows than those that stand for them."""
    rows = {**_rows(model, gone), **_rows(model, kept)}
    found = differences(model, _alone(model, gone), _alone(model, kept))
    for part_model, old, new in same:
        old, new = rows[part_model, old], rows[part_model, new]
        where = f"{capfirst(part_model._meta.verbose_name)} “{old['label'][:60]}”, "
        found += differences(part_model, _alone(part_model, old), _alone(part_model, new), where)
    return [one for one in found if one.before and not one.what.endswith(", Order")]


def _rows(model, found):
    """The rows of a document by kind and id."""
    rows = {(model, found["id"]): found}
    for name, part_model in PARTS.get(model, {}).items():
        for one in found[name]:
            rows |= _rows(part_model, one)
    return rows


def _alone(model, found):
    """A row without its parts."""
    return {name: value for name, value in found.items() if name not in PARTS.get(model, {})}


# -- back


def _point_back(moved, kept, row):
    """Let what named a record before the merge name it again, where it still names the other."""
    for relation in pointers(type(row)):
        related, field = relation.related_model, relation.field.name
        named = related._base_manager.filter(pk__in=moved.get(name_of(relation), []), **{field: kept.pk})
        named.update(**{field: row.pk})
    held = Participant.appointments.through.objects
    for person, old, new in moved.get(HELD, []):
        held.filter(participant=person, appointment=new).update(appointment=old)


def _broken(kept, row):
    """What would not hold once two records are parted, in words."""
    found = [violation.message for one in (kept, row) for violation in violations(one)]
    if isinstance(kept, Official):
        # Entered since: one of them in an office of the other.
        held = Participant.appointments.through.objects.filter(participant__official__in=(kept, row))
        held = held.exclude(appointment__official=models.F("participant__official"))
        found += [
            f"“{one.participant.party.meeting}” names {one.participant} in an office of the other: mend that first."
            for one in held.select_related("participant__official", "participant__party__meeting")
        ]
    return found
