"""Whatever stands in the cells of a table, rows are told what becomes of them, and what is put on file is right."""

import csv
import io

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from meetings import imports, index
from meetings.actions.derive import verify
from meetings.formats.sheets import SheetError, open_sheet
from meetings.imports.format import ENTITIES

from .naughty import NAUGHTY
from .tables import Written, mapped

pytestmark = [pytest.mark.django_db, pytest.mark.prove]

PLAUSIBLE = [
    *("2023-09-22", "2023", "2023-09..2024", "within 2023-09-20..2023-09-24", "31/12/2020", "0000-00-00", "9999-12-31"),
    *(
        "PK",
        "AZ;PK",
        "PK;TR;IR",
        "org:un",
        "un;oic",
        "Pakistan",
        "PK;PK",
        ";;",
        "X" * 400,
        "PK: " + "X" * 250,
        "PK: A (" + "X" * 310 + ")",
        "1",
        "99999999999999999999",
    ),
    *(
        "PK: A B (Foreign Minister); AZ: unnamed",
        "PK: A B inferred",
        "A B",
        "PK: (x)",
        "PK: A (b (c)) inferred; TR: C D (K)",
    ),
    *(
        "session",
        "visit",
        "Visit",
        "state",
        "margins",
        "programme",
        "held",
        "announced",
        "phone",
        "igo",
        "meeting",
        "day",
    ),
    *(
        "baku",
        "Baku",
        "new-york",
        "trade;energy",
        "https://a.example/1",
        "https://a.example/1;https://b.example",
        "http://[",
    ),
    *("PK+AZ", "readout;news", "Q42", "foreign-minister", "caretaker", "Jeyhun Bayramov", "un-2"),
]
CELLS = st.one_of(st.sampled_from(PLAUSIBLE), st.sampled_from(NAUGHTY), st.text(max_size=40))


KEYS = st.sampled_from(["a1", "a2", "", "1", "2"])


@st.composite
def tables(draw):
    """A table of one kind of record and another of the same kind, which may tell of the same rows: some rows of some columns each."""
    entity = draw(st.sampled_from(sorted(ENTITIES)))
    options = draw(
        st.fixed_dictionaries({"people": st.sampled_from(["ask", "apart", "names"]), "publish": st.booleans()})
    )
    found = []
    for _ in range(2):
        columns = draw(st.lists(st.sampled_from(list(ENTITIES[entity])), min_size=1, unique=True))
        cells = st.tuples(*(KEYS if name in ("id", "key") else CELLS for name in columns))
        rows = draw(st.lists(cells, min_size=1, max_size=4))
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(columns)
        # No file that is read has half a character or the sign of an end in it.
        writer.writerows([cell.encode("utf-8", "ignore").decode().replace("\0", "") for cell in row] for row in rows)
        found.append(lines.getvalue())
    return entity, found, options


@given(table=tables())
def test_any_cells(register, table):
    entity, texts, options = table
    # Each example meets the register as it was.
    with transaction.atomic():
        for text in texts:
            _import(Written(text), entity, options)
        assert verify() == []
        assert list(index.differences()) == []
        transaction.set_rollback(True)


def _import(found, entity, options):
    importer = imports.Importer(mapped(found, entity, **options))
    batch = imports.batch_of(found, "any.csv", importer.mapping)
    try:
        with transaction.atomic(), importer.whole(found.rows(), batch) as readings:
            for row in readings:
                assert row.verdict in imports.Verdict.ALL
                assert all(isinstance(words, str) and words for words in row.problems.values())
            importer.write(readings, batch)
    except imports.REFUSED:
        pass


@given(text=st.text(max_size=300), entity=st.sampled_from(sorted(ENTITIES)))
def test_any_text_as_a_file(register, tmp_path_factory, text, entity):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        with open_sheet(path) as sheet:
            readings = imports.Importer(mapped(sheet, entity)).read(list(sheet.rows()))
    except SheetError:
        readings = []
    assert all(row.verdict in imports.Verdict.ALL for row in readings)
