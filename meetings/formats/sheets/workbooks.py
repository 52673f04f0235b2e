"""Workbooks as records of texts, taken apart without ever unpacking more than is bounded."""

import datetime
import math
import re
import warnings
import zipfile
from contextlib import contextmanager
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_datetime
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.xml.constants import SHEET_MAIN_NS

from .cells import MOST_COLUMNS, SAVE_XLSX, Bad, SheetError, clean

_MOST_UNPACKED = 100_000_000
_MOST_ELEMENTS = 2_000_000
_LAST_ROW = 1_048_576
_CHUNK = 65_536
_ESCAPED = re.compile("_x(00(?!00)[01][0-9A-F]|005F)_", re.IGNORECASE)
"""How a workbook writes a control character, and the underscore where a text itself looks like that."""


@contextmanager
def _in_words():
    """Any error of the libraries below is about the bytes that they were given."""
    try:
        yield
    except SheetError:
        raise
    except Exception as error:
        raise SheetError(f"The file is no workbook, or a damaged one. {SAVE_XLSX}") from error


def surveyed(path):
    """Unpack every part of a workbook once, in a stream: {name: `_Survey`}. Raises `SheetError` for what must not be opened."""
    if path.stat().st_size > _MOST_UNPACKED:
        raise SheetError(f"The workbook is larger than {_MOST_UNPACKED // 1_000_000} MB. Save it as “CSV UTF-8”.")
    with _in_words(), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise SheetError(
                f"The workbook unpacks to more than {_MOST_UNPACKED // 1_000_000} MB. Delete sheets and pictures that "
                "are not needed, or save the sheet as “CSV UTF-8”."
            )
        if any(part.flag_bits & 1 for part in parts):
            raise SheetError("The file is protected by a password: save it without one.")
        surveys = {part.filename: _survey(archive, part) for part in parts}
        names = set(surveys)
        if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
            raise SheetError(f"The file is an OpenDocument one (.ods). {SAVE_XLSX}")
        if "xl/workbook.bin" in names:
            raise SheetError(f"The file is a binary workbook (.xlsb). {SAVE_XLSX}")
        if "[Content_Types].xml" not in names:
            raise SheetError(
                f"The file is a zip archive, but no workbook. Unpack it, or choose the workbook. {SAVE_XLSX}"
            )
    return surveys


def _survey(archive, part):
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("Only these two are unpacked piece by piece.")
    # zipfile cuts a part off at the size that it declares, but unpacks it whole first where it is read in one go, as
    # openpyxl does. Without that size its true end is found.
    declared, part.file_size = part.file_size, _MOST_UNPACKED + 1
    survey, size = _Survey(), 0
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > declared:
                break
            survey.feed(chunk)
        survey.feed(b"", last=True)
    if size != declared:
        raise SheetError(f"The workbook says wrongly how large its parts are: it is damaged or a trap. {SAVE_XLSX}")
    part.file_size = declared
    return survey


class _Survey:
    """What a sheet's XML holds, found in a stream: the last row and column that are filled, and what is merged or too far right.

    Other parts are looked at for what would make openpyxl take memory or time without end.
    """

    def __init__(self):
        self.last_row = self.last_column = 0
        self.merged = self.stray = ""
        self.broken = False
        self._row = self._column = self._elements = 0
        self._in_sheet = self._in_cell = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def feed(self, chunk, last=False):
        """Look at the next bytes; nothing is looked at any more once they are no XML."""
        if not self.broken:
            try:
                self._parser.Parse(chunk, last)
            except expat.ExpatError:
                self.broken = True

    def _entity(self, *_):
        raise SheetError(f"The workbook declares XML entities, which no spreadsheet program writes. {SAVE_XLSX}")

    def _start(self, name, attributes):
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise SheetError("The workbook holds too much. Copy the rows that are meant into a new workbook.")
        if len(attributes.get("formatCode", "")) > 255:
            raise ValueError("Excel takes no longer format, and openpyxl searches it in the square of its length.")
        space, _, name = name.rpartition(" ")
        self._in_sheet |= name == "worksheet"
        if space != SHEET_MAIN_NS or not self._in_sheet:
            return
        if name == "row":
            row = int(float(attributes.get("r", self._row + 1)))
            # openpyxl leaves out a row that is not below the one before it, and says nothing.
            if not self._row < row <= _LAST_ROW:
                raise ValueError(f"Row {row} comes after row {self._row}.")
            self._row, self._column, self._elements = row, 0, 0
        elif name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self._column = column_index_from_string(letters) if letters else self._column + 1
            self._in_cell = True
        elif name == "mergeCell" and not self.merged:
            column, row, *_ = range_boundaries(attributes["ref"])
            if (row or 1) <= self.last_row and (column or 1) <= self.last_column:
                self.merged = attributes["ref"]

    def _end(self, name):
        if name == f"{SHEET_MAIN_NS} c":
            self._in_cell = False

    def _characters(self, text):
        if self._in_cell and not text.isspace():
            self.last_row, self.last_column = self._row, max(self.last_column, self._column)
            if self._column > MOST_COLUMNS:
                self.stray = self.stray or f"{get_column_letter(self._column)}{self._row}"


def workbook_records(path, surveys):
    """The number of each row and its cells, of the first visible sheet that is not "About"."""
    with _in_words(), path.open("rb") as file:
        with _quiet():
            book = _book(file)
        visible = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet = next((sheet for sheet in visible if sheet.title != "About"), None)
        if sheet is None:
            raise SheetError(
                "The workbook has no visible sheet besides “About”: unhide the one with the rows. "
                "If there is one, save the workbook as “Excel Workbook (.xlsx)”, not as “Strict Open XML”."
            )
        survey = surveys[sheet._worksheet_path]
        if survey.broken:
            raise ValueError("The rows after the break would be missing.")
        if survey.stray:
            last = get_column_letter(MOST_COLUMNS)
            raise SheetError(
                f"Cell {survey.stray} is filled, but {MOST_COLUMNS} columns (up to {last}) are the most. Delete those beyond."
            )
        if survey.merged:
            raise SheetError(f"{survey.merged} are merged: unmerge them, and write the value in each row.")
        if not survey.last_row:
            return
        # A sheet may declare any size, and have formats far beyond what is filled.
        rows = sheet.iter_rows(1, survey.last_row, 1, survey.last_column)
        for number in range(1, survey.last_row + 1):
            with _quiet():
                cells = next(rows)
                record = [_value(cell, book.epoch) for cell in cells]
            yield number, record


def _book(file):
    """What openpyxl's load_workbook gives, without properties, theme and names.

    Programs write the first wrongly, and print areas are searched in the square of their length: 60 kB took minutes.
    """
    reader = ExcelReader(file, read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    reader.read_worksheets()
    return reader.wb


@contextmanager
def _quiet():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        yield


def _value(cell, epoch):
    """The text of a workbook's cell, or why it cannot be taken."""
    value = cell.value
    if cell.data_type == "f":
        return Bad("holds a formula: paste it as a value")
    if cell.data_type == "e" or (isinstance(value, float) and not math.isfinite(value)):
        return Bad(f"holds the error {str(value)[:20]}: write a value, or empty the cell")
    if (
        isinstance(value, datetime.time)
        and epoch == MAC_EPOCH
        and is_datetime(cell.number_format) in ("date", "datetime")
    ):
        # Day 0, which is a date in this system only.
        value = datetime.datetime.combine(epoch, value)
    if isinstance(value, datetime.datetime):
        value = value.replace(microsecond=0)
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        value = int(value)
    if isinstance(value, str):
        return clean(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), value))
    return "" if value is None else str(value)
