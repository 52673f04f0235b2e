"""The steps from rows of a table to what becomes of them: each takes readings, and gives those that go on to the next."""

import hashlib

from ..database.bulk import portions
from ..models import Provenance
from .diff import compare_exported, compare_fields
from .duplicates import twins_of
from .import_row import TWICE
from .meeting_row import MeetingRow
from .occasion_row import OccasionRow
from .official_row import OfficialRow
from .organization_row import OrganizationRow
from .parsers import number

_ROWS = {row.entity: row for row in (MeetingRow, OfficialRow, OrganizationRow, OccasionRow)}


def reading_of(row, importer):
    """The reading of a row (`sheets.Row`), its cells those of the import format; what the file itself has wrong is refused."""
    mapping = importer.mapping
    cells = mapping.row(row.cells)
    own, checksum = cells.get("key"), _digest(repr(sorted(cells.items())), 16)
    key = f"{mapping.dataset or 'table'} {own}" if own else f"= {checksum}"
    digests = {name: _digest(text, 4) for name, text in cells.items()} if own else {}
    reading = _ROWS[mapping.entity](row.number, row.cells, cells, checksum, key, digests)
    for column, words in row.problems.items():
        if column in mapping.used():
            reading.refuse(column, words)
    if row.number in importer.refused:
        reading.refuse("", importer.refused[row.number])
    if not cells and not reading.problems:
        reading.refuse("", "None of the columns that are read has anything in it.")
    if len(key) > 200:
        reading.refuse("key", "It is longer than 200 characters.")
    first = importer.seen.get(key) or importer.now.setdefault(key, row.number)
    if first != row.number:
        reading.refuse("key" if own else "", f"Row {first} is the same: leave one of them out.")
    if cells.get("id") and "id" not in reading.problems:
        reading.pk = reading.take("id", number)
    return reading


def _digest(text, size):
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()


def recognise(rows, importer):
    """Tell which rows were imported before: the same, or changed in some columns since."""
    before = {}
    for keys in portions([row.key for row in rows]):
        found = Provenance.objects.filter(entity=importer.mapping.entity, key__in=keys)
        # The last time that it came counts.
        before |= {one.key: one for one in found.order_by("pk")}
    for row in rows:
        last = before.get(row.key)
        if last and not row.problems:
            row.pk = last.row_id
            changed = [name for name in importer.mapped if last.cells.get(name) != row.digests.get(name)]
            row.differing = [] if last.checksum == row.checksum else changed or None
    return [row for row in rows if row.is_open]


def parse(rows, importer):
    """Read the cells, each by itself."""
    for row in rows:
        row.parse(importer.known)
    return [row for row in rows if row.pk or not row.problems]


def refuse_twins(rows, importer):
    """Refuse rows with a key of their own whose occasion came with another row of the same table, now or before."""
    twins = [row for row in rows if row.pk and row.twin]
    dataset = f"{importer.mapping.dataset} "
    mine = Provenance.objects.filter(entity="occasion", created=True, key__startswith=dataset)
    others = dict(mine.filter(row_id__in={row.pk for row in twins}).values_list("row_id", "key")) if twins else {}
    for row in twins:
        if row.cells.get("key") and others.get(row.pk, row.key) != row.key:
            row.refuse("name", TWICE)
    return rows


def match(rows, importer):
    """Tell who the named are, all looked up in a few queries."""
    importer.known.people.learn_of({name for row in rows for name in row.names()})
    for row in rows:
        row.match(importer.known, importer.answers, importer.mapping.people)
    return rows


def cite(rows, importer):
    """Settle which records the sources of new meetings are, all looked up in two queries."""
    new = _new(rows)
    importer.known.read_sources({key for row in new for key, *_ in row.sources})
    for row in new:
        row.cite(importer.known)
    return rows


def ask_about_twins(rows, importer):
    """Ask of new meetings whether they are ones on file that look like them."""
    for row, twins in twins_of(_new(rows)) if importer.mapping.people == "ask" else ():
        row.ask_about_twins(twins, importer.answers)
    return rows


def _new(rows):
    return [row for row in rows if not row.pk and not row.problems]


def settle(rows, importer):
    """Leave new rows, and let be of the others what is wrong in cells that say nothing new."""
    on_file = [row for row in rows if row.pk and not row.questions]
    for row in on_file:
        row.settle(importer.mapped)
    return [row for row in on_file if not row.problems]


STEPS = {
    "meeting": (recognise, compare_exported, parse, match, cite, ask_about_twins, settle, compare_fields),
    "official": (recognise, parse, match, settle, compare_fields),
    "organization": (recognise, parse, settle, compare_fields),
    "occasion": (recognise, parse, refuse_twins, settle, compare_fields),
}
"""By what rows are. After the last step every row has its verdict."""
