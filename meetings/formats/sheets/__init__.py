"""Anyone's spreadsheet as rows of text, from CSV or a workbook; what cannot be taken is refused in words for a person."""

import hashlib
import itertools
import unicodedata
from functools import partial
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from .cells import LONGEST_CELL, MOST_COLUMNS, SAVE_XLSX, Bad, SheetError
from .lines import csv_records, text_of
from .workbooks import surveyed, workbook_records

__all__ = ["LONGEST_CELL", "MOST_COLUMNS", "Row", "Sheet", "SheetError", "open_sheet"]

_MOST_PARTS = 1_000
_CHUNK = 65_536


class Row(NamedTuple):
    """One row that holds something.

    `number` is what a person sees beside it: in CSV the line on which it starts. `cells` has a text, stripped and
    unguarded, for every column. `problems` has words for each column whose cell cannot be taken; its text is then "".
    """

    number: int
    cells: dict[str, str]
    problems: dict[str, str]


class Sheet:
    """A table: `columns` are the names in its header, `kind` is "csv" or "xlsx", `checksum` the file's SHA-256 in hex.

    Nothing stays open between two calls of `rows`; `with` is for those who want it.
    """

    def __init__(self, kind, checksum, records, most_rows):
        self.kind, self.checksum = kind, checksum
        self._most_rows = most_rows
        self._records = lambda: ((number, cells) for number, cells in records() if any(cells))
        found = self._records()
        number, header = next(found, (0, []))
        if not header:
            raise SheetError("The table is empty: its first row must name the columns, and rows must follow.")
        self.columns = self._names(number, header)
        if next(found, None) is None:
            raise SheetError("The table has a header but no rows: write at least one row below it.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Nothing to do."""

    def rows(self):
        """Each `Row`, read anew from the file. Raises `SheetError` at a row that cannot be read, or that is one too many."""
        for count, (number, cells) in enumerate(itertools.islice(self._records(), 1, None), 1):
            if self._most_rows is not None and count > self._most_rows:
                raise SheetError(
                    f"The table has more than {self._most_rows:,} rows, which is all that is taken here. "
                    "Divide it, or have it imported with the command “import_table”, which takes larger files."
                )
            yield self._row(number, cells)

    def _row(self, number, cells):
        width = len(self.columns)
        for index in range(width, len(cells)):
            if cells[index]:
                raise SheetError(
                    f"{self._place(number, index)} is filled, but the header names only {width} columns. "
                    "Name that column or empty the cell."
                    + (" A text that holds the separator must stand in quotation marks." if self.kind == "csv" else "")
                )
        texts, problems = dict.fromkeys(self.columns, ""), {}
        for index, (name, cell) in enumerate(zip(self.columns, cells, strict=False)):
            if isinstance(cell, Bad):
                problems[name] = f"{self._place(number, index)} {cell.words}."
            else:
                texts[name] = cell
        return Row(number, texts, problems)

    def _place(self, number, index):
        letters = get_column_letter(index + 1) if index < 18_278 else str(index + 1)
        return f"Cell {letters}{number}" if self.kind == "xlsx" else f"Line {number}, column {letters},"

    def _names(self, number, header):
        """The names in the header without empty cells at its end; raises `SheetError` for those that are none."""
        names = header[: max(index for index, cell in enumerate(header, 1) if cell)]
        if len(names) > MOST_COLUMNS:
            raise SheetError(f"The header has {len(names):,} columns; {MOST_COLUMNS} are the most. Delete some.")
        places = {}
        for index, name in enumerate(names):
            place = self._place(number, index)
            if isinstance(name, Bad):
                raise SheetError(f"{place} {name.words}. It must name its column.")
            if not name:
                raise SheetError(f"{place} is empty: name the column in the header, or delete the column.")
            if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in name):
                raise SheetError(
                    f"{place} holds a line break or another control character: write the column's name on one line."
                )
            first = places.setdefault(name.casefold(), index)
            if first != index:
                letters = " and ".join(get_column_letter(one + 1) for one in (first, index))
                raise SheetError(f"Columns {letters} have the same name, “{name[:60]}”: rename or delete one of them.")
        return names


def open_sheet(path, *, most_rows=None):
    """The `Sheet` in a file; its content decides whether it is CSV or a workbook, not its name.

    Raises `SheetError` for what is wrong with the file as a whole, and `OSError` where there is none. With `most_rows`,
    `Sheet.rows` raises when there are more.
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(8)
    checksum, parts = _digest(path)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SheetError(
            f"The file is protected by a password, or an old workbook (.xls). {SAVE_XLSX} Save it without a password."
        )
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if parts > _MOST_PARTS:
            raise SheetError(f"The file is a zip archive of more than {_MOST_PARTS:,} parts: no table has as many.")
        surveys = surveyed(path)
        return Sheet("xlsx", checksum, partial(workbook_records, path, surveys), most_rows)
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    with text_of(path, encoding) as lines:
        for _ in lines:
            lines.size = 0
    return Sheet("csv", checksum, partial(csv_records, path, encoding), most_rows)


def _digest(path):
    """The checksum of a file, and how many parts it may list if it is a zip archive."""
    # zipfile holds the whole list before it can be asked for its length.
    checksum, parts, end = hashlib.sha256(), 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum.update(chunk)
            parts += (end + chunk).count(b"PK\x01\x02")
            end = chunk[-3:]
    return checksum.hexdigest(), parts
