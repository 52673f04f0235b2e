"""Tells what a row changes of the record that it is on file as, column by column."""

from collections import defaultdict

from ..formats.tabular import COLUMNS
from ..index.batch import Batch
from ..index.data import data
from ..index.facts import entry
from ..models import RECORDS, Meeting, Official
from ..queries.export import record
from .format import DATES, PLACE

_CELLS = {column.name: column.value for column in COLUMNS}
_FIXED = {"countries", "organizations", "participants", "topics", "source_urls", "publishers", "officials", "hosts"}
"""Columns of a meeting that a file cannot change: what hangs on them, claims and accounts, a file does not know."""

_SAME_AS = {
    **dict.fromkeys(DATES, ("date_earliest", "date_latest", "date_precision")),
    **dict.fromkeys(PLACE, ("place",)),
    **dict.fromkeys(("occasion", "occasion_id", "occasion_kind"), ("occasion_id",)),
}
"""The fields, by column, that columns which say the same in other words are compared by."""


def compare_exported(rows, importer):
    """Find of meetings that rows name by `id` which cells are not those of the file that the register would write.

    Refuses an id that no meeting has.
    """
    named = [row for row in rows if row.pk and row.cells.get("id")]
    ids = {row.pk for row in named}
    present = Meeting.objects.in_bulk(ids)
    batch = Batch(ids, Meeting.objects.all()) if ids else None
    for row in named:
        meeting = present.get(row.pk)
        if meeting is None:
            row.refuse("id", f"There is no meeting number {row.pk}: leave the id empty for a new one.")
            continue
        exported = record(row.pk, data(meeting, batch), entry(meeting, batch), "")
        row.differing = [
            name
            for name in importer.mapped
            if name in _CELLS and _differs(row.cells.get(name, ""), _CELLS[name](exported))
        ]
        row.differing += [name for name in ("date", "staff_note") if row.cells.get(name)]
    return [row for row in rows if row.is_open]


_LONGEST = 32_766


def _differs(cell, exported):
    # As a workbook holds them: cut at its longest cell.
    ours, theirs = (" ".join(str(text).split())[:_LONGEST].strip() for text in (cell, exported))
    return ours != theirs


def compare_fields(rows, importer):
    """Tell the changes of readings on file, from the columns of which they may say something new."""
    entity = importer.mapping.entity
    present = RECORDS[entity].objects.in_bulk({row.pk for row in rows})
    names = _names(rows) if entity == "official" else {}
    for row in rows:
        if row.pk not in present:
            row.refuse("id" if row.cells.get("id") else "key", f"There is no {entity} number {row.pk} any more.")
            continue
        _compare(row, present[row.pk])
        if entity == "official":
            row.aliases = [name for name in row.aliases if name not in names[row.pk]]
            row.changes += [("aliases", "", name) for name in row.aliases]
            row.changes += [("position", "", row.cells["position"])] if row.has_term else []
        row.differing = [column for column, *_ in row.changes]
    return [row for row in rows if row.is_open]


def _compare(row, present):
    fields = row.fields
    for column in dict.fromkeys(field for name in row.differing for field in _SAME_AS.get(name, (name,))):
        if column in _FIXED and row.entity == "meeting":
            row.refuse(column, "A file cannot change this, as claims and accounts hang on it: change it at the desk.")
        elif column in fields:
            name, value = fields[column]
            if getattr(present, name) != value:
                row.changes.append((column, _text(getattr(present, name)), _text(value)))


def _names(rows):
    names = defaultdict(set)
    for pk, name, other in Official.objects.filter(pk__in={row.pk for row in rows}).values_list(
        "pk", "name", "names__name"
    ):
        names[pk] |= {name, other}
    return names


def _text(value):
    return "" if value is None else str(value)
