"""Brings tables in: every row read, matched and told as new, changed, same, asked or wrong; then written in whole batches.

table -> formats.sheets -> formats.mappings -> pipeline (lookup, official_matching, diff) -> verdicts -> writing -> index
"""

import gc
from collections import Counter
from contextlib import contextmanager
from itertools import islice

from django.db import DataError, IntegrityError
from django.utils import timezone

from ..choices import BatchState
from ..database.bulk import count_rows
from ..formats.mappings import Mapping
from ..index import exclusive
from ..models import ImportBatch
from .format import ENTITIES
from .import_row import Verdict
from .lookup import Known, state
from .pipeline import STEPS, reading_of
from .writing import CannotWrite, Writer

__all__ = ["ENTITIES", "REFUSED", "Importer", "Verdict", "batch_of", "counted", "finish", "other_names", "run"]

BATCH = 2_000
"""Rows that are written together: whole or not at all, and few enough that editors hardly wait."""


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
        found = going = [reading_of(row, self) for row in rows]
        for step in STEPS[self.mapping.entity]:
            going = step(going, self)
        return found

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
