"""Tells what a row changes of the record that it is on file as, column by column."""

from collections import defaultdict

from ...formats.tabular import COLUMNS
from ...models import RECORDS, Meeting, Official
from ...queries.records import record
from ..register.batch import Batch
from ..register.data import data
from ..register.facts import entry
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


def compare_texts(rows, mapped):
    """Find of meetings that rows name by `id` which cells are not those of the file that the register would write.

    Fills in `differing`, a list of columns, and `same` where there is none; refuses an id that no meeting has.
    """
    ids = {row.pk for row in rows}
    present = Meeting.objects.in_bulk(ids)
    batch = Batch(ids, Meeting.objects.all()) if ids else None
    for row in rows:
        meeting = present.get(row.pk)
        if meeting is None:
            row.refuse("id", f"There is no meeting number {row.pk}: leave the id empty for a new one.")
            continue
        exported = record(row.pk, data(meeting, batch), entry(meeting, batch), "")
        row.differing = [
            name for name in mapped if name in _CELLS and _differs(row.cells.get(name, ""), _CELLS[name](exported))
        ]
        row.differing += [name for name in ("date", "staff_note") if row.cells.get(name)]
        row.same = not row.differing


_LONGEST = 32_766


def _differs(cell, exported):
    # As a workbook holds them: cut at its longest cell.
    ours, theirs = (" ".join(str(text).split())[:_LONGEST].strip() for text in (cell, exported))
    return ours != theirs


def compare_fields(rows):
    """Fill in `changes`, or `same`, of readings on file from the columns of which they say something new (`differing`)."""
    by_entity = defaultdict(list)
    for row in rows:
        by_entity[row.entity].append(row)
    for entity, some in by_entity.items():
        present = RECORDS[entity].objects.in_bulk({row.pk for row in some})
        names = _names(some) if entity == "official" else {}
        for row in some:
            if row.pk not in present:
                row.refuse("id" if row.cells.get("id") else "key", f"There is no {entity} number {row.pk} any more.")
                continue
            _compare(row, present[row.pk])
            if entity == "official":
                row.aliases = [name for name in row.aliases if name not in names[row.pk]]
                row.changes += [("aliases", "", name) for name in row.aliases]
                row.changes += [("position", "", row.cells["position"])] if row.has_term else []
            row.same = not row.changes and not row.problems


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
