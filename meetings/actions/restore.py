"""Puts a whole record back as one of its revisions has it."""

from datetime import date

from ..choices import Edit, Precision
from ..models import RECORDS, Appointment, Meeting, Revision
from ..queries.snapshots import facts, fields_of
from .edit import EditRefused, edit

_STAYS = ("publication", "withdrawn_on", "withdrawal_reason", "corrections")
"""What a restore leaves as it is: how far a meeting is on its way to readers, and what they were told, is no fact about it."""

_NO_TIME = {
    f"{end}_{name}": value
    for end in ("start", "end")
    for name, value in {"earliest": date(1, 1, 1), "latest": date(1, 12, 31), "precision": Precision.YEAR}.items()
}
"""A term of office that certainly lasted for no day at all."""


def to_restore(revision, now):
    """The document that a restore of a revision leaves of a record, whose document now is `now`; None for one that is not there."""
    if now is None or revision.entity != Meeting._meta.model_name:
        return revision.document
    return revision.document | {name: now[name] for name in _STAYS}


def restore(revision, *, opened=None, by=None, reason="", correction="", unchanged=False):
    """Put a whole record back as the revision has it, with the ids it had; returns the record.

    A meeting stays as far as it is on its way to readers, and keeps the corrections that readers were told; one that was
    deleted comes back as it was. The keywords are those of `edit`; `unchanged` says that readers need not be told anything.
    Raises `EditRefused` as well where nothing would change, or something it names is gone.
    """
    model = RECORDS[revision.entity]
    told = {"correction": correction, "otherwise": "" if unchanged else None}
    row = model(pk=revision.row_id)
    with edit(row, opened=opened, by=by, reason=reason, action=Edit.RESTORED, **told) as edited:
        edited.accept(put_back(revision, edited.before[model, row.pk]))
    return model.objects.get(pk=revision.row_id)


def put_back(revision, now):
    """Write a record as a revision has it, inside an edit; `now` is its document. Returns the record."""
    model, found = RECORDS[revision.entity], to_restore(revision, now)
    if facts(found) == facts(now):
        raise EditRefused("Nothing would change: the record says all this now. Its state is changed on its own page.")
    row = _put_back(model, found, None, None)
    if now is None and model is Meeting:
        _give_back(row)
    return row


def _give_back(meeting):
    """Let a meeting that was deleted be again whose it was, as a contributor's own."""
    added = Revision.objects.of(meeting).filter(action=Edit.ADDED).last()
    if added:
        meeting.entered_by = added.by
        meeting.save(update_fields=["entered_by"])


def _put_back(model, found, parent, up):
    """Write a row and its parts as a document has them."""
    row = model._base_manager.filter(pk=found["id"]).first() or model(pk=found["id"])
    if parent:
        setattr(row, parent.attname, up)
    fields = [field for field in fields_of(model, parent) if field.name in found]
    for field in fields:
        value = found[field.name]
        if field.many_to_many:
            continue
        if field.is_relation:
            setattr(row, field.attname, _on_file(field.related_model, value) if value else None)
        else:
            setattr(row, field.attname, field.to_python(value))
    row.save()
    for field in fields:
        if field.many_to_many:
            getattr(row, field.name).set([_on_file(field.related_model, value) for value in found[field.name]])
    parts = model.part_relations()
    # First all that goes, last named first, so that nothing that comes back meets what took its place.
    for name, part in reversed(parts.items()):
        _clear(part.related_model, part.field, row, found.get(name, []))
    for name, part in parts.items():
        for one in found.get(name, []):
            _put_back(part.related_model, one, part.field, row.pk)
    return row


def _clear(part, parent, row, found):
    rows = part._base_manager.filter(**{parent.name: row.pk})
    if part is Appointment:
        # Participants hang on a term of office: it is changed where it is.
        held = rows.exclude(pk__in=[one["id"] for one in found])
        if term := held.filter(participations__isnull=False).first():
            raise EditRefused(f"“{term}” was held at a meeting, and this revision has no such term: keep it.")
        # Two that change places are not to overlap while they do.
        rows.filter(pk__in=[one["id"] for one in found]).update(**_NO_TIME)
        rows = held
    rows.delete()


def _on_file(model, value):
    """The id of a related row, which must be on file."""
    if not model._base_manager.filter(pk=value["id"]).exists():
        raise EditRefused(f"“{value['label']}”, which it names, is no longer on file: restore that first.")
    return value["id"]
