"""Meetings as a table, one a row: the columns, written as CSV and as a workbook."""

import csv
import datetime
import re
import tempfile
from operator import itemgetter
from typing import NamedTuple

import xlsxwriter

from ..fields import FIELDS

MOST_ROWS = 100_000
"""Meetings that one workbook holds at most: it is only whole when the last one is written. CSV has no such bound."""

_LONGEST_CELL = 32_767
_FORMULA = re.compile(r"\s*[=+\-@'＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet may run, or that begins with the apostrophe that keeps it from doing so."""


class Column(NamedTuple):
    """One column: its name, its meaning, and what it holds of a record (a text or a number)."""

    name: str
    meaning: str
    value: object


def _each(values):
    """Several values in one cell, parted by semicolons; one that is not known leaves its place empty."""
    return ";".join(str(value or "").replace(";", ",") for value in values)


def _countries(key):
    return lambda record: _each(party[key] for party in record["parties"] if not party["key"].startswith("org:"))


def _organizations(key):
    return lambda record: _each(party[key] for party in record["parties"] if party["key"].startswith("org:"))


def _people(key):
    def value(record):
        people = {person["id"]: person for party in record["parties"] for person in party["participants"]}
        return _each(people[official["id"]][key] for official in record["officials"])

    return value


def _participants(record):
    return _each(
        f"{party['key']}: {person['name']}"
        + (f" ({', '.join(person['offices']) or person['title_as_reported']})" if _office(person) else "")
        + (" inferred" if person["inferred"] else "")
        for party in record["parties"]
        for person in party["participants"]
    )


def _office(person):
    return person["offices"] or person["title_as_reported"]


def _of(name, key):
    return lambda record: record[name][key] if record[name] else ""


def _listed(name):
    return lambda record: _each(record[name])


def _sources(key):
    return lambda record: _each(source[key] for source in record["sources"])


_FIELDS = {
    name: Column(name, field.meaning, _listed(name) if field.kind is list else itemgetter(name))
    for name, field in FIELDS.items()
    if field.meaning
}


def _fields(*names):
    return [_FIELDS[name] for name in names]


_KEPT = [
    *_fields("id", "url", "title", "status"),
    Column("date_earliest", "first day that it may have been (ISO 8601); empty: not known", _of("date", "earliest")),
    Column("date_latest", "last day that it may have been (ISO 8601)", _of("date", "latest")),
    Column(
        "date_precision",
        "day, month, year, within (one unknown day of the span) or span (it went on from the first day to the last)",
        _of("date", "precision"),
    ),
    *_fields("date_note", "format", "level", "encounter", "medium", "setting"),
    Column("countries", "countries that took part, by code (ISO 3166-1 alpha-2 where there is one)", _countries("key")),
    Column("countries_alpha3", "the same by ISO 3166-1 alpha-3, in the same order", _countries("alpha3")),
    Column("countries_m49", "the same by UN M49, in the same order", _countries("m49")),
    Column("countries_wikidata", "the same by Wikidata id, in the same order", _countries("wikidata")),
    Column("country_names", "the same by name, in the same order", _countries("name")),
    *_fields("organizations"),
    Column("organizations_wikidata", "the same by Wikidata id, in the same order", _organizations("wikidata")),
    Column("organization_names", "the same by name, in the same order", _organizations("name")),
    Column(
        "hosts",
        "parties that hosted, by code, organisations as org:slug",
        lambda record: _each(party["key"] for party in record["parties"] if party["hosts"]),
    ),
    Column("officials", "officials that took part, by id", _people("id")),
    Column("officials_wikidata", "the same by Wikidata id, in the same order", _people("wikidata")),
    Column("official_names", "the same by name, in the same order", _people("name")),
    Column(
        "participants",
        "everybody who took part: party, name and office; “inferred” where no source names them",
        _participants,
    ),
    Column("occasion_id", "the occasion, by id", _of("occasion", "id")),
    Column("occasion", "the occasion, by name", _of("occasion", "name")),
    Column("occasion_kind", "the kind of occasion", _of("occasion", "kind")),
    Column("place", "the place, by slug", _of("place", "slug")),
    Column("place_name", "the place, by name", _of("place", "name")),
    Column("place_country", "the country of the place, by code", _of("place", "country")),
    *_fields("topics", "mentions", "accounts"),
    Column(
        "sides",
        "whose accounts the sources carry, by code, organisations as org:slug",
        lambda record: _each(dict.fromkeys(side for source in record["sources"] for side in source["sides"])),
    ),
    Column("source_count", "number of sources", lambda record: len(record["sources"])),
    Column("publishers", "publishers of the sources, in the order of the sources", _sources("publisher")),
    Column("source_urls", "addresses of the sources, in the same order", _sources("url")),
    *_fields("summary", "changed_at"),
]
COLUMNS = list(({column.name: column for column in _KEPT} | _FIELDS).values())
"""In the order that others build on: a field that is not among those kept comes after them."""

STAMPED = [
    ("register_version", "version of the register that the file was made from"),
    ("exported_on", "day on which it was made (ISO 8601, UTC)"),
    ("licence", "licence of the data"),
]
"""The last three columns, the same in every row: (name, meaning)."""

HEADER = [column.name for column in COLUMNS] + [name for name, _ in STAMPED]


def _row(record, stamp):
    return [*(column.value(record) for column in COLUMNS), stamp.version, stamp.date.isoformat(), stamp.licence]


def guarded(cell):
    """A text that begins like a formula behind an apostrophe, which keeps spreadsheets from running it; others as they are."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unguarded(cell):
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


class _Lines:
    """What a CSV writer writes to: hands each line back."""

    def write(self, line):
        return line


def csv_lines(records, stamp):
    """CSV (RFC 4180, UTF-8) line by line, the names of the columns first."""
    writer = csv.writer(_Lines())
    yield writer.writerow(HEADER)
    for record in records:
        yield writer.writerow([guarded(cell) for cell in _row(record, stamp)])


def workbook(records, stamp):
    """A workbook as a temporary file at its beginning: a sheet of meetings, and one that says what it is and what columns mean."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    # Rows go to the disk as they come, so that memory does not grow with them. Nothing is ever taken for a formula or a link.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # The day and not the hour, so that the same state of the register is the same file.
    made = datetime.datetime.combine(stamp.date, datetime.time())
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": stamp.sentence[:255], "comments": stamp.line, "created": made})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Meetings")
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 2, 40)
        for column, name in enumerate(HEADER):
            sheet.write_string(0, column, name, bold)
        for number, record in enumerate(records, 1):
            for column, cell in enumerate(_row(record, stamp)):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, _fitting(cell))
        _about(book, stamp, bold)
    file.seek(0)
    return file


def _about(book, stamp, bold):
    about = book.add_worksheet("About")
    about.set_column(0, 0, 26)
    about.set_column(1, 1, 110)
    lines = [
        ("what", stamp.sentence),
        ("address", stamp.url),
        ("register version", str(stamp.version)),
        ("made on", stamp.date.isoformat()),
        ("licence of the data", f"{stamp.licence} {stamp.licence_url}".strip()),
        ("several values in a cell", "are parted by semicolons"),
        ("", ""),
        *((column.name, column.meaning) for column in COLUMNS),
        *STAMPED,
    ]
    for number, (name, text) in enumerate(lines):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, _fitting(text))


def _fitting(text):
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
