"""Brings tables in: every row read, matched and told as new, changed, same, asked or wrong; then written in whole batches.

table -> formats.sheets -> formats.mappings -> reading (known, persons) -> verdicts -> writing -> register
"""

import gc
import hashlib
from collections import Counter
from contextlib import contextmanager
from itertools import islice

from django.db import DataError, IntegrityError
from django.utils import timezone

from ...choices import BatchState
from ...database.bulk import count_rows, portions
from ...formats.mappings import Mapping
from ...index import exclusive
from ...models import ImportBatch, Provenance
from .compare import compare_fields, compare_texts
from .format import ENTITIES
from .known import Known, state
from .meetings import MeetingRow, look_up
from .occasions import OccasionRow
from .others import OfficialRow, OrganizationRow
from .reading import TWICE, Verdict
from .twins import twins_of
from .writing import CannotWrite, Writer

__all__ = ["ENTITIES", "REFUSED", "Importer", "Verdict", "batch_of", "counted", "finish", "other_names", "run"]

BATCH = 2_000
"""Rows that are written together: whole or not at all, and few enough that editors hardly wait."""

_ROWS = {row.entity: row for row in (MeetingRow, OfficialRow, OrganizationRow, OccasionRow)}


class Importer:
    """Reads the rows of one table against the register as it stands, and writes them.

    `mapping` is a `Mapping`, `answers` what somebody answered to questions, by their keys. `seen` are the keys of the rows of
    earlier batches, each with the number of its row, `now` those of the rows that were read last.
    """

    def __init__(self, mapping: Mapping, answers=None):
        self.mapping, self.answers = mapping, answers or {}
        self.known = None
        self.mapped = [name for name in ENTITIES[mapping.entity] if name in mapping.columns]
        self.seen, self.now, self.refused = {}, {}, {}

    def read(self, rows):
        """The readings of some rows (`sheets.Row`), in their order, nothing written: a list."""
        if self.known is None or self.known.state != state():
            self.known = Known()
        self.now = {}
        found = [self._reading(row) for row in rows]
        self._known_again(found)
        named = [row for row in found if row.pk and not row.problems and not row.same]
        if self.mapping.entity == "meeting":
            compare_texts([row for row in named if row.cells.get("id")], self.mapped)
        open_ = [row for row in found if not row.same and not row.problems]
        for row in open_:
            row.parse(self.known)
        if self.mapping.entity == "occasion":
            self._refuse_twins([row for row in open_ if row.pk and row.twin])
        self._match([row for row in open_ if not row.problems or row.pk])
        on_file = [row for row in open_ if row.pk and not row.questions]
        for row in on_file:
            if not row.differing:
                row.differing = self.mapped
            row.settle()
        compare_fields([row for row in on_file if not row.problems])
        return found

    def _reading(self, row):
        cells = self.mapping.row(row.cells)
        digest = hashlib.blake2b(repr(sorted(cells.items())).encode(), digest_size=16).hexdigest()
        own = cells.get("key")
        key = f"{self.mapping.dataset or 'table'} {own}" if own else f"= {digest}"
        reading = _ROWS[self.mapping.entity](row.number, cells, digest, key)
        reading.raw = row.cells
        if own:
            reading.digests = {name: _short(text) for name, text in cells.items()}
        for column, words in row.problems.items():
            if column in self.mapping.used():
                reading.problems[column] = words
        if row.number in self.refused:
            reading.refuse("", self.refused[row.number])
        if not cells and not reading.problems:
            reading.refuse("", "None of the columns that are read has anything in it.")
        if len(key) > 200:
            reading.refuse("key", "It is longer than 200 characters.")
        first = self.seen.get(key) or self.now.setdefault(key, row.number)
        if first != row.number:
            reading.refuse("key" if own else "", f"Row {first} is the same: leave one of them out.")
        if cells.get("id") and "id" not in reading.problems:
            reading.take_id()
        return reading

    def _known_again(self, found):
        """Tell which rows were imported before: the same, or changed in some columns since."""
        before = {}
        for keys in portions([row.key for row in found]):
            rows = Provenance.objects.filter(entity=self.mapping.entity, key__in=keys)
            # The last time that it came counts.
            before |= {row.key: row for row in rows.order_by("pk")}
        for row in found:
            last = before.get(row.key)
            if last is None or row.problems:
                continue
            row.pk, row.same = last.row_id, last.checksum == row.checksum
            if not row.same:
                names = last.cells.keys() | row.digests.keys()
                row.differing = [
                    name for name in self.mapped if last.cells.get(name) != row.digests.get(name) and name in names
                ]

    def _refuse_twins(self, rows):
        """Refuse rows with a key of their own whose occasion came with another row of the same table, now or before."""
        dataset = f"{self.mapping.dataset} "
        mine = Provenance.objects.filter(entity="occasion", created=True, key__startswith=dataset)
        others = dict(mine.filter(row_id__in={row.pk for row in rows}).values_list("row_id", "key")) if rows else {}
        for row in rows:
            if row.cells.get("key") and others.get(row.pk, row.key) != row.key:
                row.refuse("name", TWICE)

    def _match(self, rows):
        entity = self.mapping.entity
        if entity not in ("meeting", "official"):
            return
        look_up(rows, self.known)
        for row in rows:
            if entity == "meeting" and row.pk:
                continue
            row.match(self.known, self.answers, self.mapping.people)
        if entity == "meeting":
            new = [row for row in rows if not row.pk and not row.problems]
            if self.mapping.people == "ask":
                for row, twins in twins_of(new):
                    row.ask_about_twins(twins, self.answers)
            for row in new:
                row.cite(self.known)

    def write(self, readings, batch):
        """Put the new and the changed among some readings on file, in the transaction of the caller."""
        writer = Writer(batch, self.mapping.publish)
        for row in readings:
            if row.verdict in (Verdict.NEW, Verdict.CHANGED):
                writer.take(row)
        writer.flush()
        if writer.changed:
            self.known = None

    @contextmanager
    def whole(self, rows, batch):
        """Read and write some rows as one: gives their readings, read anew where somebody edited meanwhile.

        Reading is done before the register is taken, so that editors wait for no more than the writing.
        """
        rows = list(rows)
        readings = self.read(rows)
        with exclusive():
            if self.known.state != state():
                self.known = None
                readings = self.read(rows)
            yield readings
            if self.known:
                self.known.state = state()


def _short(text):
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def batch_of(sheet, name, mapping, by=None):
    """The batch of a file: the one that was started with the same bytes and mapping and not finished, else a new one."""
    found = ImportBatch.objects.filter(
        checksum=sheet.checksum, entity=mapping.entity, mapping=mapping._asdict(), state=BatchState.STARTED
    ).first()
    return found or ImportBatch.objects.create(
        entity=mapping.entity,
        name=name[:300],
        checksum=sheet.checksum,
        mapping=mapping._asdict(),
        state=BatchState.STARTED,
        by=by,
        by_name=(by.get_full_name() or by.get_username()) if by else "",
    )


def run(sheet, mapping, name, *, dry_run=False, progress=None, size=BATCH):
    """Import a table in whole batches; yields the readings of each batch once it is on file.

    With `dry_run` nothing is written. Run again after an end at any moment, it goes on where it was: rows on file are the same.
    """
    importer = Importer(mapping)
    batch = None if dry_run else batch_of(sheet, name, mapping)
    rows = iter(sheet.rows())
    read, counted_at = 0, size
    while some := list(islice(rows, size)):
        with _undisturbed():
            readings = importer.read(some) if dry_run else _written(importer, some, batch)
        importer.seen |= importer.now
        read += len(some)
        if batch and read >= counted_at:
            count_rows()
            counted_at = read * 2
        yield readings
        if progress:
            progress(read)
    if batch:
        finish(batch, read)


def _written(importer, rows, batch):
    """Write a batch; a row whose change breaks a rule is refused, and the others are written without it."""
    while True:
        try:
            with importer.whole(rows, batch) as readings:
                importer.write(readings, batch)
            return readings
        except CannotWrite as error:
            importer.refused[error.row.number] = str(error)
            importer.known = None


@contextmanager
def _undisturbed():
    """Without the collector of cycles: the objects of a batch live to its end, and looking through them takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def finish(batch, rows):
    """Say that a batch is done; one that brought nothing is forgotten."""
    if not batch.records.exists():
        batch.delete()
        return
    batch.state, batch.rows, batch.finished_at, batch.content = BatchState.DONE, rows, timezone.now(), None
    batch.save()


def other_names(entity):
    """Under which other names tables have the columns of the import format, {column: names}."""
    return {name: column.others for name, column in ENTITIES[entity].items()}


def counted(readings):
    """How many readings have which verdict."""
    return Counter(row.verdict for row in readings)


REFUSED = (CannotWrite, IntegrityError, DataError)
"""What writing may raise where a rule of the register or another edit stands in the way."""
