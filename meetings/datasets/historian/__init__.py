"""Brings in the registers of the Office of the Historian: visits to the United States, and travels of its presidents and secretaries.

meetings/historian/*.csv, events.toml -> rows (here) -> *.toml mappings -> imports
"""

import csv
import hashlib
import tomllib
from pathlib import Path

from ... import imports
from ...choices import BatchState
from ...formats.mappings import load
from ...formats.sheets import Row
from ...models import Country, ImportBatch
from .presidents import Presidents
from .rows import events, travel_meetings, travel_visits, visit_meetings, visits_of_events

FOLDER = Path(__file__).resolve().parents[2] / "historian"


class Table:
    """Rows that were made here, as `imports.run` reads those of a file: numbered as in the file that they come from."""

    def __init__(self, name, rows):
        self.name, self._rows = name, rows
        self.columns = list(dict.fromkeys(column for _, cells in rows for column in cells))
        self.checksum = hashlib.sha256(repr(rows).encode()).hexdigest()

    def rows(self):
        """The rows, as those of `sheets.Sheet`."""
        for number, cells in self._rows:
            yield Row(number, {**dict.fromkeys(self.columns, ""), **cells}, {})

    def __len__(self):
        return len(self._rows)


def tables(folder=FOLDER):
    """What is imported one after the other, as a list of (`Table`, `Mapping`)."""
    terms, visits, travels = (_read(folder / f"{name}.csv") for name in ("terms", "visits", "travels"))
    named = _events(folder / "events.toml")
    presidents = Presidents(terms, travels)
    names = dict(Country.objects.values_list("code", "name"))
    made = [
        ("terms.csv", "terms", terms),
        ("visits.csv", "visits", visit_meetings(visits, named, presidents, names)),
        ("events.toml", "event_occasions", events(named)),
        ("visits.csv, at events", "event_visits", visits_of_events(visits, named)),
        ("visits.csv, events as meetings", "event_meetings", events(named, visits, presidents)),
        ("travels.csv", "travels", travel_visits(travels, names)),
        ("travels.csv, meetings", "travel_meetings", travel_meetings(travels, names)),
    ]
    return [(Table(name, rows), load(folder / f"{mapping}.toml", imports.ENTITIES)) for name, mapping, rows in made]


def on_file(table, mapping):
    """Whether a table was imported as it is, whole, and not undone since."""
    return ImportBatch.objects.filter(
        checksum=table.checksum, mapping=mapping._asdict(), state=BatchState.DONE
    ).exists()


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file), 2))


def _events(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))["event"]
