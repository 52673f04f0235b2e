"""Which meetings a record affects: those whose entry, postings or document a change of it may change."""

from ..database.bulk import portions
from ..models import Meeting


def meetings_affected_by(*rows):
    """The ids of the meetings that show one of the records or are filed under it, as a set; none for what no list shows."""
    ids = {}
    for row in rows:
        if row.pk and (row.shown_by or row.filed_by):
            ids.setdefault(type(row), []).append(row.pk)
    found = set()
    for model, keys in ids.items():
        for some in portions(keys):
            found |= set(_affected(model, some).values_list("pk", flat=True))
    return found


def _affected(model, ids):
    """The meetings that rest on some records of a kind: told apart, each path finds them by an index of its own."""
    below = model.objects.within(ids) if model.filed_by else ()
    paths = [*((path, ids) for path in model.shown_by), *((path, below) for path in model.filed_by)]
    first, *others = (Meeting.objects.filter(**{f"{path}__in": some}).order_by() for path, some in paths)
    return first.union(*others)
