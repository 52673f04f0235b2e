"""Which meetings stand where in a list: the ids of a page, by the plan that the number of meetings found asks for."""

import datetime
import re
from typing import NamedTuple

from django.db.models import Q

from .fulltext import relevance

SORTED_BY_RELEVANCE = 1_000
"""Meetings that a list by relevance sorts: the newest ones where more are found."""

_FEW = 5_000
"""Up to so many meetings are all read and sorted here; of more, the database walks its index by date until the page is full."""

_KEYS = {"-date": ("earliest", "pk"), "date": ("earliest", "pk"), "-changed": ("changed_at", "pk")}
_LARGEST_ID = 2**63 - 1


class Cursor(NamedTuple):
    """A place in a sorted list: right `after` or `before` the meeting with this key, whose first part is None if undated."""

    name: str
    sort: str
    first: object
    pk: int

    @classmethod
    def parse(cls, name, text, sort):
        """Read "2023-09-22.17" (".17" undated), or "2023-09-22T10:11:12.131415Z.17" by change; None for anything else."""
        first, _, pk = text.rpartition(".")
        if sort == "relevance" or not re.fullmatch(r"[0-9]{1,19}", pk) or int(pk) > _LARGEST_ID:
            return None
        try:
            if sort == "-changed":
                key = datetime.datetime.strptime(first, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.UTC)
            else:
                key = datetime.date.fromisoformat(first) if first else None
        except ValueError:
            return None
        return cls(name, sort, key, int(pk))

    @property
    def text(self):
        """What `parse` reads back."""
        if self.sort == "-changed":
            return f"{self.first.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%fZ}.{self.pk}"
        return f"{self.first.isoformat() if self.first else ''}.{self.pk}"


def found(entries, count, sort, start, stop, *, cursor=None, query=None):
    """The ids of the meetings from `start` to `stop` of a list of `count` entries, sorted; places count from the cursor.

    By date, undated meetings come last either way. `relevance` sorts the newest 1,000 and needs the query.
    """
    if sort == "relevance":
        newest = found(entries, count, "-date", 0, SORTED_BY_RELEVANCE)
        return relevance(newest, query)[start:stop]
    if cursor:
        return _beside(entries, sort, cursor, start, stop)
    if count <= _FEW:
        keys = list(entries.values_list(*_KEYS[sort]))
        return [pk for _, pk in _sorted(keys, sort)[start:stop]]
    if sort == "-changed":
        return list(entries.order_by("-changed_at", "-pk").values_list("pk", flat=True)[start:stop])
    dated, undated = _by_date(entries, sort)
    ids = list(dated.values_list("pk", flat=True)[start:stop])
    if len(ids) < stop - start:
        before = dated.count()
        ids += undated.values_list("pk", flat=True)[max(0, start - before) : max(0, stop - before)]
    return ids


def beside_one(entries, cursor):
    """The id of the meeting right before or after a place of a sorted list; None at its end."""
    return next(iter(_beside(entries, cursor.sort, cursor, 0, 1)), None)


def _by_date(entries, sort):
    sign = "" if sort == "date" else "-"
    dated = entries.filter(earliest__isnull=False).order_by(f"{sign}earliest", f"{sign}pk")
    return dated, entries.filter(earliest__isnull=True).order_by(f"{sign}pk")


def _sorted(keys, sort):
    dated = sorted((key for key in keys if key[0] is not None), reverse=sort != "date")
    return dated + sorted((key for key in keys if key[0] is None), key=lambda key: key[1], reverse=sort != "date")


def _beside(entries, sort, cursor, start, stop):
    """The ids right after, or right before, a place."""
    backwards = cursor.name == "before"
    down = (sort != "date") != backwards
    beyond = "lt" if down else "gt"
    sign = "-" if down else ""
    if sort == "-changed":
        parts = [entries.filter(_past("changed_at", cursor, beyond)).order_by(f"{sign}changed_at", f"{sign}pk")]
    else:
        dated = entries.filter(earliest__isnull=False).order_by(f"{sign}earliest", f"{sign}pk")
        undated = entries.filter(earliest__isnull=True).order_by(f"{sign}pk")
        if cursor.first is None:
            here = undated.filter(**{f"pk__{beyond}": cursor.pk})
            parts = [here, dated] if backwards else [here]
        else:
            here = dated.filter(_past("earliest", cursor, beyond))
            parts = [here] if backwards else [here, undated]
    ids = []
    for part in parts:
        if len(ids) < stop:
            ids += part.values_list("pk", flat=True)[: stop - len(ids)]
    return list(reversed(ids[start:stop])) if backwards else ids[start:stop]


def _past(name, cursor, beyond):
    return Q(**{f"{name}__{beyond}": cursor.first}) | Q(**{name: cursor.first, f"pk__{beyond}": cursor.pk})
