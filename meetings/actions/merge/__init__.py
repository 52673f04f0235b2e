"""Merges two records that were one, says beforehand all that it will do, and undoes a merge."""

from typing import NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.utils.text import capfirst

from ...choices import Edit, Publication
from ...index import exclusive
from ...models import RECORDS, Meeting, Merge, Official, OfficialName, Participant
from ...queries.snapshots import differences, document
from ..edit import EditRefused, edit
from ..restore import put_back
from ..rules import shown
from .move import HELD, NEW_NAME, move, name_of, pointers


class Effects(NamedTuple):
    """What a merge does: `moved` names what goes over with its number, `kept` what differs in the record that stays.

    `lost` is what the record that goes, or a row of it for which another stands, says otherwise, and what will only be in
    its history.
    """

    moved: list
    kept: list
    lost: list


def preview(gone, kept):
    """The `Effects` of merging one record into another, found by doing it and undoing it; raises `EditRefused` like it."""
    with exclusive():
        gone, kept = _ready(gone, kept)
        said, before = document(gone), document(kept)
        joined = _joined(gone, kept)
        changes = differences(type(kept), before, document(kept))
        transaction.set_rollback(True)
    counts = [(_in_words(name), len(ids)) for name, ids in joined.moved.items() if ids and name != NEW_NAME]
    return Effects(counts, changes, _lost(type(gone), said, before, joined.same))


def merge(gone, kept, *, opened=None, by=None, reason=""):
    """Merge one record into another of its kind and return the `Merge`; raises `EditRefused` and leaves both as they are.

    All that names `gone` names `kept` afterwards, its own parts go over, and its old address leads on if readers know it.
    Where `kept` is a published meeting, its readers are told. `opened` is that of `edit`, of the record that stays first.
    """
    with exclusive():
        gone, kept = _ready(gone, kept)
        key, seen = (type(gone), gone.pk), _seen(gone)
        slug = gone.slug if gone.key_name == "slug" else ""
        told = {
            "correction": f"Record {gone.pk}, which told of the same meeting, was merged into this one."
            if seen
            else "",
            "otherwise": "Sources, participants or statements were added.",
        }
        with edit(kept, goes=[gone], opened=opened, by=by, reason=reason, action=Edit.MERGED, **told) as edited:
            moved = _joined(gone, kept).moved
            edited.accept(kept)
        revision = edited.revisions[key]
        return Merge.objects.create(revision=revision, kept_id=kept.pk, gone_slug=slug, public=seen, moved=moved)


def unmerge(merge, *, by=None, reason=""):
    """Undo a merge: the record that went comes back with its parts as they were, and all that named it names it again.

    What was entered since stays with the record that was kept, unless it rests on what goes. Returns the record; raises
    `EditRefused`.
    """
    model = RECORDS[merge.revision.entity]
    row = model(pk=merge.revision.row_id)
    told = {
        "correction": f"Record {row.pk} tells of a meeting of its own, and was parted from this one again."
        if merge.public
        else "",
        "otherwise": "Sources, participants or statements that belong to another meeting were taken out.",
    }
    with exclusive():
        kept = model.objects.filter(pk=merge.kept_id).first()
        if kept is None:
            raise EditRefused("The record that took it in is no longer on file: bring that back first.")
        if not Merge.objects.standing().filter(pk=merge.pk).exists():
            raise EditRefused("The two were parted already.")
        with edit(row, kept, by=by, reason=reason, action=Edit.RESTORED, **told) as edited:
            OfficialName.objects.filter(pk__in=merge.moved.get(NEW_NAME, [])).delete()
            row = put_back(merge.revision, edited.before[model, row.pk])
            edited.accept(row)
            _point_back(merge.moved, kept, row)
            if isinstance(kept, Official):
                _refuse_mixed(kept, row)
        Merge.objects.filter(pk=merge.pk).update(undone=True)
    return row


# -- before


def _ready(gone, kept):
    """The two as they are on file now."""
    if type(gone) is not type(kept) or gone.pk == kept.pk:
        raise EditRefused("Choose another record of the same kind.")
    rows = type(gone).objects.in_bulk([gone.pk, kept.pk])
    if len(rows) < 2:
        raise EditRefused("One of the two is no longer on file.")
    gone, kept = rows[gone.pk], rows[kept.pk]
    if isinstance(gone, Meeting) and _seen(gone) and not kept.is_published:
        raise EditRefused(
            f"Readers know record {gone.pk}, and do not see record {kept.pk}: merge them the other way round, or publish "
            f"record {kept.pk} first."
        )
    return gone, kept


def _seen(row):
    """Whether readers know a record: they see it, or are told that it was withdrawn."""
    return shown(row) or (isinstance(row, Meeting) and row.publication == Publication.WITHDRAWN)


def _joined(gone, kept):
    with transaction.atomic():
        return move(gone, kept, seen=_seen(gone))


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
    for name, part in model.part_relations().items():
        for one in found[name]:
            rows |= _rows(part.related_model, one)
    return rows


def _alone(model, found):
    """A row without its parts."""
    return {name: value for name, value in found.items() if name not in model.parts}


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


def _refuse_mixed(kept, row):
    """Refuse to part two officials of whom one was since entered in an office of the other."""
    held = Participant.appointments.through.objects.filter(participant__official__in=(kept, row))
    held = held.exclude(appointment__official=models.F("participant__official"))
    mixed = [
        f"“{one.participant.party.meeting}” names {one.participant} in an office of the other: mend that first."
        for one in held.select_related("participant__official", "participant__party__meeting")
    ]
    if mixed:
        raise EditRefused(" ".join(mixed))
