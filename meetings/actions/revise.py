"""Writes the history of the desk, and puts a whole record back as one of its revisions has it."""

from datetime import date

from django.db import IntegrityError, models, transaction

from ..choices import Edit, Precision
from ..models import Appointment, Meeting, Official, Position, Revision
from ..queries.documents import PARTS, ROOTS, document, facts, fields_of, parent_of
from .accept import accept, accepts
from .derive import derive
from .register import record, resting_on, turn
from .rules import meeting_violations, shown, violations
from .workflow import tell, untold

_STAYS = ("publication", "withdrawn_on", "withdrawal_reason", "corrections")
"""What a restore leaves as it is: how far a meeting is on its way to readers, and what they were told, is no fact about it."""


_NO_TIME = {
    f"{end}_{name}": value
    for end in ("start", "end")
    for name, value in {"earliest": date(1, 1, 1), "latest": date(1, 12, 31), "precision": Precision.YEAR}.items()
}
"""A term of office that certainly lasted for no day at all."""


class RestoreError(Exception):
    """A revision cannot be put back; the message says what stands in the way and what to do."""


def revise(row, before, *, by=None, reason="", action=None, always=False):
    """Write the revision of a save; returns it, or None where nothing changed, unless it is to be on file `always`.

    To be called in the transaction of the save, with the record (one of `ROOTS`) and its document from before it, None for
    a new one. `row` keeps its id where it was deleted. What changed since the last revision by another road than this
    comes first, as a revision of its own by nobody.
    """
    after = document(row)
    if facts(before) == facts(after) and not always:
        return None
    history = Revision.objects.of(row)
    last = history.first()
    if before and (last is None or last.action == Edit.DELETED or facts(last.document) != facts(before)):
        _write_down(row, Edit.FOUND, before)
    if action is None:
        action = Edit.DELETED if after is None else Edit.ADDED if before is None else Edit.CHANGED
    return _write_down(row, action, after or before, by, reason)


def write_down(model, action, found, by=None, reason=""):
    """Write revisions of several records of a kind from their documents, whether they changed or not."""
    Revision.objects.bulk_create(
        [_revision(model._meta.model_name, action, one, by, reason) for one in found], batch_size=500
    )


def _revision(entity, action, found, by, reason):
    return Revision(
        entity=entity,
        row_id=found["id"],
        action=action,
        by=by,
        by_name=(by.get_full_name() or by.get_username()) if by else "",
        reason=reason,
        label=found["label"][:300],
        document=found,
    )


def _write_down(row, action, found, by=None, reason=""):
    revision = _revision(row._meta.model_name, action, found, by, reason)
    revision.save()
    return revision


def to_restore(revision, now):
    """The document that a restore of a revision leaves of a record, whose document now is `now`; None for one that is not there."""
    if now is None or revision.entity != Meeting._meta.model_name:
        return revision.document
    return revision.document | {name: now[name] for name in _STAYS}


def restore(revision, *, by=None, reason="", correction="", unchanged=False):
    """Put a whole record back as the revision has it, with the ids it had; returns the record.

    A meeting stays as far as it is on its way to readers, and keeps the corrections that readers were told; one that was
    deleted comes back as it was. `correction` and `unchanged` are what readers are told where a published one changes by it,
    as in `workflow.untold`. Raises `RestoreError` where nothing would change, something it names is gone, or a rule would be
    broken.
    """
    model = ROOTS[revision.entity]
    with turn():
        row = model(pk=revision.row_id)
        before = document(row)
        found = to_restore(revision, before)
        if facts(found) == facts(before):
            raise RestoreError(
                "Nothing would change: the record says all this now. Its state is changed on its own page."
            )
        was_on = resting_on(row)
        try:
            # In a savepoint: what the database refuses leaves the transaction to whoever asked.
            with transaction.atomic():
                row = _put_back(model, found, None, None)
                if isinstance(row, Meeting):
                    if before is None:
                        _give_back(row)
                    tell(row, correction)
                accepted = accepts(by) and accept(row)
                meetings = was_on | resting_on(row)
                broken = _follow(row, meetings, accepted)
                if isinstance(row, Meeting) and not unchanged:
                    broken += untold(row, before)
                if broken:
                    raise RestoreError(" ".join(dict.fromkeys(violation.message for violation in broken)))
        except (IntegrityError, models.ProtectedError) as error:
            raise RestoreError(
                "Something on file now stands in the way: another record has taken its place, or is held by what would "
                "go. Look at the differences and mend the record by hand."
            ) from error
        row = model.objects.get(pk=row.pk)
        revise(row, before, by=by, reason=reason, action=Edit.RESTORED)
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
    parts = PARTS.get(model, {})
    # First all that goes, last named first, so that nothing that comes back meets what took its place.
    for name, part in reversed(parts.items()):
        _clear(part, parent_of(model, part), row, found.get(name, []))
    for name, part in parts.items():
        for one in found.get(name, []):
            _put_back(part, one, parent_of(model, part), row.pk)
    return row


def _clear(part, parent, row, found):
    rows = part._base_manager.filter(**{parent.name: row.pk})
    if part is Appointment:
        # Participants hang on a term of office: it is changed where it is.
        held = rows.exclude(pk__in=[one["id"] for one in found])
        if term := held.filter(participations__isnull=False).first():
            raise RestoreError(f"“{term}” was held at a meeting, and this revision has no such term: keep it.")
        # Two that change places are not to overlap while they do.
        rows.filter(pk__in=[one["id"] for one in found]).update(**_NO_TIME)
        rows = held
    rows.delete()


def _on_file(model, value):
    """The id of a related row, which must be on file."""
    if not model._base_manager.filter(pk=value["id"]).exists():
        raise RestoreError(f"“{value['label']}”, which it names, is no longer on file: restore that first.")
    return value["id"]


def _follow(row, meetings, accepted):
    """Draw the consequences of a restored record, `accepted` with it or not; returns the rules that it breaks."""
    held = {row.pk} if isinstance(row, Meeting) else meetings if isinstance(row, (Official, Position)) else ()
    resting = list(Meeting.objects.filter(pk__in=held))
    derive(*resting)
    found = [violation for meeting in resting for violation in meeting_violations(meeting)]
    if not isinstance(row, Meeting):
        found += violations(row)
        record(meetings, always=accepted or shown(row))
    return found


def deleted(entity):
    """The revisions with which records of a kind went and were not brought back, newest first, as a queryset."""
    gone = Revision.objects.filter(entity=entity, action=Edit.DELETED)
    back = Revision.objects.filter(entity=entity, row_id=models.OuterRef("row_id"), pk__gt=models.OuterRef("pk"))
    return gone.filter(~models.Exists(back))
