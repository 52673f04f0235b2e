"""CSV as records of texts, in whatever encoding of Unicode and with whatever separator."""

import csv
import itertools
import re
from contextlib import contextmanager
from functools import partial

from .cells import SheetError, clean

_LONGEST_RECORD = 2_000_000
_SAVE_CSV = "Save it as “CSV UTF-8” in your spreadsheet program."


class _Lines:
    """The lines of a text file with their ends, each looked at before it is handed on.

    `number` counts them, and `size` the characters since it was last set to 0.
    """

    def __init__(self, file):
        self._file, self.number, self.size = file, 0, 0

    def __iter__(self):
        return self

    def __next__(self):
        line = self._file.readline(_LONGEST_RECORD + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        if self.size > _LONGEST_RECORD:
            raise SheetError(
                f"Line {self.number} makes a row of more than {_LONGEST_RECORD:,} characters. Look for a quotation mark "
                "that is never closed, or for far too many columns."
            )
        if "\0" in line:
            raise SheetError(f"Line {self.number} holds bytes that are no text: the file looks binary. {_SAVE_CSV}")
        if not line.isascii() and re.search("[\ud800-\udfff]", line):
            raise SheetError(f"Line {self.number} holds a character that is no UTF-8. {_SAVE_CSV}")
        return line


@contextmanager
def text_of(path, encoding):
    try:
        # Bytes that are no UTF-8 come as surrogates, which tell the line; newline="" leaves ends of lines in cells alone.
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            yield _Lines(file)
    except UnicodeError as error:
        raise SheetError(f"The file begins as UTF-16 text, but not all of it is. {_SAVE_CSV}") from error


def csv_records(path, encoding):
    """The number of each record's first line, and its cells, the header first."""
    with text_of(path, encoding) as lines:
        head = next((line for line in lines if line.strip(" \t\r\n,;")), "")
        if parting := re.fullmatch(r'"?sep=(.)"?[\r\n]*', head, re.IGNORECASE):
            delimiter = parting[1]
            if delimiter not in ",;\t":
                raise SheetError(
                    f"The first line says that “{delimiter}” parts the cells: use a comma, a semicolon or a tab."
                )
            lines.size = 0
            head = next(lines, "")
        else:
            delimiter = max(",;\t", key=partial(_width, head))
        reader = csv.reader(itertools.chain([head], lines), delimiter=delimiter, strict=True)
        start = lines.number
        while True:
            try:
                record = next(reader, None)
            except csv.Error as error:
                raise SheetError(_quoting(str(error), start, lines.number)) from error
            if record is None:
                return
            yield start, [clean(cell) for cell in record]
            start, lines.size = lines.number + 1, 0


def _width(line, delimiter):
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _quoting(error, start, end):
    """What csv's error means."""
    if "expected after" in error:
        return (
            f"Line {end} goes on after a closing quotation mark. Double a quotation mark that belongs to a text, "
            f"and look whether one that opens a text in lines {start} to {end} is missing or too many."
        )
    return (
        f"Line {start} opens a quotation mark that is not closed for the rest of the file, or for "
        f"{csv.field_size_limit():,} characters. Close it, or double it if it belongs to the text."
    )
