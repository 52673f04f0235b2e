"""Tables for the tests of imports: written as CSV text, read as the reader of files gives them."""

import csv
import hashlib
import io

from meetings import imports
from meetings.formats.mappings import Mapping, guess
from meetings.formats.sheets import Row


class Written:
    """A table from CSV text, without a file."""

    def __init__(self, text):
        self._lines = text.strip("\n")
        self.columns = next(csv.reader(io.StringIO(self._lines)))
        self.checksum = hashlib.sha256(text.encode()).hexdigest()

    def rows(self):
        """The rows, the first of them number 2."""
        for number, cells in enumerate(csv.DictReader(io.StringIO(self._lines)), 2):
            yield Row(number, {name: (text or "").strip() for name, text in cells.items()}, {})


def mapped(table, entity="meeting", **options) -> Mapping:
    """The mapping that is guessed for a table."""
    return guess(entity, imports.other_names(entity), table.columns)._replace(**options)


def look(text, entity="meeting", answers=None, **options):
    """The readings of a table, nothing written."""
    table = Written(text)
    return imports.Importer(mapped(table, entity, **options), answers).read(list(table.rows()))


def bring(text, entity="meeting", size=imports.BATCH, **options):
    """Import a table; returns the readings."""
    table = Written(text)
    batches = imports.run(table, mapped(table, entity, **options), "table.csv", size=size)
    return [row for readings in batches for row in readings]


def verdicts(readings):
    """What became of the rows, in their order."""
    return [row.verdict for row in readings]
