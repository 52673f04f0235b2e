"""Writes the history of the desk: what each edit left of each record."""

from django.db import models

from ..choices import Edit
from ..models import Revision
from ..queries.snapshots import facts


def keep(model, before, after, *, by=None, reason="", action=None):
    """Write the revision of an edit; returns it, or None where nothing changed, unless the edit has an `action` of its own.

    `before` and `after` are documents of a record of this kind (one of `RECORDS`), None for one that is not there. What changed
    since the last revision by another road than this comes first, as a revision of its own by nobody.
    """
    if facts(before) == facts(after) and not action:
        return None
    if before:
        last = Revision.objects.filter(entity=model._meta.model_name, row_id=before["id"]).first()
        if last is None or last.action == Edit.DELETED or facts(last.document) != facts(before):
            _write(model, Edit.FOUND, before)
    usual = Edit.DELETED if after is None else Edit.ADDED if before is None else Edit.CHANGED
    return _write(model, action or usual, after or before, by, reason)


def _write(model, action, found, by=None, reason=""):
    return Revision.objects.create(
        entity=model._meta.model_name,
        row_id=found["id"],
        action=action,
        by=by,
        by_name=(by.get_full_name() or by.get_username()) if by else "",
        reason=reason,
        label=found["label"][:300],
        document=found,
    )


def deleted(entity):
    """The revisions with which records of a kind went and were not brought back, newest first, as a queryset."""
    gone = Revision.objects.filter(entity=entity, action=Edit.DELETED)
    back = Revision.objects.filter(entity=entity, row_id=models.OuterRef("row_id"), pk__gt=models.OuterRef("pk"))
    return gone.filter(~models.Exists(back))
