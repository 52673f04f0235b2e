"""Anyone's spreadsheet: what is read, what is refused and in which words, and that no bytes whatsoever do worse."""

import csv
import datetime
import hashlib
import io
import re
import struct
import tempfile
import time
import tracemalloc
import zipfile
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.formats import Stamp, tabular
from meetings.formats.sheets import LONGEST_CELL, SheetError, open_sheet

FEW = settings(max_examples=60, deadline=None)
RECORD = {
    "id": 7,
    "url": "https://example.org/meetings/7",
    "title": "=SUM(A1) über Größe, “x”",
    "status": "held",
    "date": {"earliest": "2023-09-22", "latest": "2023-09-22", "precision": "day"},
    "date_note": "- as told",
    "format": "bilateral",
    "level": "minister",
    "encounter": "visit",
    "medium": "",
    "setting": "",
    "parties": [
        {"key": "PK", "alpha3": "PAK", "m49": "586", "wikidata": "Q843", "name": "Pakistan", "hosts": True}
        | {"participants": [{"id": 3, "name": "A; B", "wikidata": "", "offices": [], "title_as_reported": "PM"}]}
    ],
    "organizations": [],
    "officials": [{"id": 3}],
    "occasion": None,
    "place": {"slug": "baku", "name": "Bakı", "country": "AZ"},
    "topics": ["trade", "water"],
    "mentions": [],
    "accounts": "one",
    "sources": [{"sides": ["PK"], "publisher": "APP", "url": "https://example.org/1"}],
    "summary": 'Two lines\nand a "quote"\x0b, \ta tab',
    "changed_at": "2026-11-24T12:00:00Z",
}
RECORD["parties"][0]["participants"][0]["inferred"] = True
STAMP = Stamp("1 held meeting", "https://example.org/", 12, datetime.date(2026, 11, 24), "CC0-1.0", "")


@pytest.fixture
def put(tmp_path):
    """Writes bytes or text to a file with a name that says nothing."""

    def written(content):
        path = tmp_path / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def read(path, **options):
    """The columns, and the rows as (number, texts, problems)."""
    with open_sheet(path, **options) as sheet:
        rows = list(sheet.rows())
        assert rows == list(sheet.rows())
        assert all(list(row.cells) == sheet.columns for row in rows)
        return sheet.columns, [(row.number, list(row.cells.values()), row.problems) for row in rows]


def refusal(path, **options):
    """The words with which a file is refused."""
    with pytest.raises(SheetError) as caught:
        read(path, **options)
    return str(caught.value)


@contextmanager
def little_memory():
    """Holds what happens inside to a megabyte."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def book(*sheets, date_1904=False):
    """A workbook's bytes: each sheet a name and a function that fills it; or rows only."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd", "date_1904": date_1904}) as made:
        for name, fill in sheets:
            page = made.add_worksheet(name)
            if callable(fill):
                fill(made, page)
            else:
                for number, row in enumerate(fill):
                    page.write_row(number, 0, row)
    return file.getvalue()


def changed(content, change, name="xl/worksheets/sheet1.xml"):
    """A workbook with the text of one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()) if part == name else text)
    return file.getvalue()


def with_sheet(xml):
    """A workbook whose sheet is this XML."""
    return changed(GOOD, lambda _: xml)


GOOD = book(("Meetings", [["title", "day"], ["a", "b"], ["c", "d"]]), ("About", [["what"], ["x"]]))
GOOD_CSV = 'title,day\r\n"a, ""b""",2020\r\n"two\r\nlines",2021\r\n'.encode("utf-8-sig")
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_programs_write_it(put, encoding, end, delimiter):
    lines = ["title;day;", "", 'Bakı;"x;y"', ' a ;"one"";', 'two";;;', ";;", "z"]
    path = put(end.join(lines).replace(";", delimiter).encode(encoding))
    sheet = open_sheet(path)
    assert (sheet.kind, sheet.checksum) == ("csv", hashlib.sha256(path.read_bytes()).hexdigest())
    assert read(path) == (
        ["title", "day"],
        [
            (3, ["Bakı", f"x{delimiter}y"], {}),
            (4, ["a", f'one"{delimiter}{end}two'], {}),
            (7, ["z", ""], {}),
        ],
    )


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_excels_first_line_tells_the_delimiter(put, first):
    assert read(put(f"{first}\r\na;b,c\r\n1;2\r\n")) == (["a", "b,c"], [(3, ["1", "2"], {})])


def test_delimiters_in_quotation_marks_do_not_count(put):
    assert read(put('"a,b,c,d";e\n1;2\n'))[0] == ["a,b,c,d", "e"]
    assert read(put("a\n1\n")) == (["a"], [(2, ["1"], {})])


def test_the_guard_of_the_export_is_taken_off(put):
    texts = ["=1", "'x", "-", "@a", "＝1", "'", "plain"]
    lines = [["a"], *([tabular.guarded(text)] for text in texts)]
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    assert [cells for _, cells, _ in read(put(file.getvalue()))[1]] == [[text] for text in texts]


def test_a_text_that_is_too_long_is_a_problem_of_its_cell(put):
    path = put(f"a,b\n{'x' * LONGEST_CELL},1\n{'x' * (LONGEST_CELL + 1)},2\n")
    (_, first, no), (_, second, problems) = read(path)[1]
    assert (len(first[0]), no, second) == (LONGEST_CELL, {}, ["", "2"])
    assert problems["a"].startswith("Line 3, column A, holds 32,768 characters")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n,,\n", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n,\n", "no rows"),
        (b"sep=;", "empty"),
        (b"sep=|\na|b\n1|2\n", "“|” parts"),
        (b"a,b\r\n1,2\r\n3,G\xfcl\r\n", r"Line 3 .*no UTF-8.*CSV UTF-8"),
        (b"a\rb\rc\xff\r", "Line 3 .*no UTF-8"),
        (b"a,b\n1,\0\n", "Line 2 .*binary"),
        ("a\nb".encode("utf-16-le"), "Line 1 .*binary"),
        ("a\nb".encode("utf-32"), "binary"),
        ("a\nb\n".encode("utf-16") + b"\x00\xd8\x00", "not all of it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "UTF-8"),
        (b'a,b\n1,2\n3,"x\n4,5\n', "Line 3 opens a quotation mark"),
        (b'a,b\n1,"x"y\n', "Line 2 goes on after a closing quotation mark"),
        (b'a,b\n1,"' + b"x" * 140_000 + b'"\n', "Line 2 .*131,072"),
        (b"a,b\n1,2\n1,2,3\n", "Line 3, column C, is filled.*2 columns"),
        (b"a,,b\n1,2,3\n", "Line 1, column B, is empty"),
        (b"a,b, A \n1,2,3\n", "Columns A and C have the same name"),
        ("a,STRASSE,Straße\n1,2,3\n", "Columns B and C"),
        (b'a,"b\nc"\n1,2\n', "Line 1, column B, holds a line break"),
        (b"a,b\x07\n1,2\n", "Line 1, column B, holds .*control"),
        (",".join(f"c{n}" for n in range(201)) + "\n1\n", "201 columns; 200"),
        (",".join(f"c{n}" for n in range(50_000)) + "\n1\n", "50,000 columns; 200"),
        ("a" + ",b" * 2_000_000 + "\n1\n", "Line 1 .*too many columns"),
        (b'a,b\n"x' + b'\n","x' * 500_000 + b'"\n', "Line .*2,000,000"),
        (b"a" * 2_000_001, "Line 1 "),
    ],
)
def test_csv_that_is_refused(put, content, words):
    assert re.search(words, refusal(put(content)))


def test_200_columns_are_taken_and_empty_ones_at_the_end_dropped(put):
    columns, _ = read(put(",".join(f"c{n}" for n in range(200)) + "," * 500 + "\n1\n"))
    assert (len(columns), columns[-1]) == (200, "c199")


@pytest.mark.parametrize("content", ["a\n1\n\n2\n3\n", book(("x", [["a"], ["1"], [""], ["2"], ["3"]]))])
def test_no_more_rows_than_are_taken(put, content):
    path = put(content)
    assert len(read(path, most_rows=3)[1]) == 3
    assert "more than 2 rows" in refusal(path, most_rows=2)
    assert "import_table" in refusal(path, most_rows=2)
    # What is within is handed on before.
    assert next(open_sheet(path, most_rows=1).rows()).number == 2


def test_csv_is_read_in_flat_memory(tmp_path):
    path = tmp_path / "file"
    with path.open("w") as file:
        file.write("a,b\n")
        file.write("some text,more text\n" * 60_000)
    with little_memory():
        assert sum(1 for _ in open_sheet(path).rows()) == 60_000


# Workbooks


def test_what_cells_become(put):
    def fill(made, page):
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_row(1, 0, [12.0, 1.5, 1e300])
        page.write_row(2, 0, [True, False, 0.3])
        page.write_datetime(3, 0, datetime.datetime(2023, 9, 22))
        clock = made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        page.write_datetime(3, 1, datetime.datetime(2023, 9, 22, 14, 30, 5), clock)
        page.write_datetime(3, 2, datetime.time(9, 5), made.add_format({"num_format": "hh:mm"}))
        page.write_number(4, 0, 1.25, made.add_format({"num_format": "[h]:mm:ss"}))
        page.write_string(4, 1, "  '=1 ")
        page.write_string(4, 2, "'=1")
        page.write_rich_string(5, 0, "one ", made.add_format({"bold": True}), "two")
        page.write_string(5, 1, "_x000D_")
        page.write_url(5, 2, "https://example.org/", string="there")

    columns, rows = read(put(book(("x", fill))))
    assert columns == ["a", "b", "c"]
    assert [cells for _, cells, _ in rows] == [
        ["12", "1.5", "1e+300"],
        ["true", "false", "0.3"],
        ["2023-09-22", "2023-09-22T14:30:05", "09:05:00"],
        ["30:00:00", "'=1", "=1"],
        ["one two", "", "there"],
    ]


def test_days_of_the_1904_system(put):
    def fill(made, page):
        page.write_row(0, 0, ["day", "time"])
        for number, day in enumerate([datetime.datetime(1904, 1, 1), datetime.datetime(2023, 9, 22)], 1):
            page.write_datetime(number, 0, day)
        page.write_datetime(1, 1, datetime.time(9, 5), made.add_format({"num_format": "hh:mm"}))

    rows = read(put(book(("x", fill), date_1904=True)))[1]
    assert [cells for _, cells, _ in rows] == [["1904-01-01", "09:05:00"], ["2023-09-22", ""]]


def test_formulas_errors_and_texts_too_long_are_problems_of_their_cells(put):
    def fill(made, page):
        page.write_row(0, 0, ["a", "b", "c", "d"])
        page.write_formula(6, 1, "=1+1", value=2)
        page.write_array_formula("C7", "{=SUM(1)}")
        page.write_number(6, 3, 1e9, made.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_row(7, 0, ["x", "y"])

    content = changed(
        book(("x", fill)), lambda xml: xml.replace('<c r="B8" t="s"><v>5</v>', '<c r="B8" t="e"><v>#REF!</v>')
    )
    (number, cells, problems), (_, others, errors) = read(put(content))[1]
    assert (number, cells, set(problems)) == (7, [""] * 4, {"b", "c", "d"})
    assert problems["b"] == "Cell B7 holds a formula: paste it as a value."
    assert problems["c"] == "Cell C7 holds a formula: paste it as a value."
    assert "Cell D7 holds the error" in problems["d"]
    assert others == ["x", "", "", ""]
    assert errors["b"].startswith("Cell B8 holds the error #REF!")
    long = f'<worksheet {MAIN}><sheetData><row r="1"><c t="str"><v>a</v></c></row><row r="2"><c t="str"><v>{"x" * 40_000}</v></c></row>'
    ((_, cells, problems),) = read(put(with_sheet(f"{long}</sheetData></worksheet>")))[1]
    assert cells == [""]
    assert problems["a"].startswith("Cell A2 holds 40,000 characters")


def test_the_first_visible_sheet_that_is_not_about_is_read(put):
    table = [["a"], ["1"]]
    sheets = [("About", [["what"]]), ("hidden", lambda made, page: page.hide()), ("Rows", table), ("Other", [["b"]])]
    file = io.BytesIO(book(*sheets))
    assert read(put(file.getvalue())) == (["a"], [(2, ["1"], {})])
    assert "no visible sheet besides “About”" in refusal(put(book(("About", table))))


def test_empty_cells_with_formats_do_not_count(put):
    def fill(made, page):
        red = made.add_format({"bg_color": "red"})
        page.write_row(2, 0, ["a", "b"])
        page.write_row(4, 0, ["1", "2"])
        page.write_string(4, 2, "  ")
        for row, column in [(0, 0), (2, 500), (4, 16_383), (9, 9), (1_048_575, 16_383)]:
            page.write_blank(row, column, None, red)
        page.merge_range("H20:I21", "", red)

    path = put(book(("x", fill)))
    assert read(path) == (["a", "b"], [(5, ["1", "2"], {})])
    assert open_sheet(path).kind == "xlsx"


def test_a_sheet_that_says_that_it_is_huge_is_read_at_once(put):
    content = changed(GOOD, lambda xml: xml.replace('<dimension ref="A1:B3"/>', '<dimension ref="A1:XFD1048576"/>'))
    assert content != GOOD
    before = time.monotonic()
    assert len(read(put(content))[1]) == 2
    assert time.monotonic() - before < 2


def test_what_is_not_needed_can_neither_stop_nor_delay(put):
    def fill(made, page):
        page.write_row(0, 0, ["a"])
        page.write_row(1, 0, ["1"])
        page.print_area("A1:B3")

    content = changed(book(("x", fill)), lambda xml: xml.replace("x!$A$1:$B$3", "'" * 40_000), "xl/workbook.xml")
    content = changed(content, lambda xml: xml.replace("Z</dcterms:created>", " o'clock<"), "docProps/core.xml")
    before = time.monotonic()
    assert read(put(content)) == (["a"], [(2, ["1"], {})])
    assert time.monotonic() - before < 2


@pytest.mark.parametrize("ref", ["A2:A3", "B3:D9", "A1:B1"])
def test_merged_cells_are_named(put, ref):
    def fill(made, page):
        for number, row in enumerate([["a", "b"], ["1", "2"], ["3", "4"]]):
            page.write_row(number, 0, row)
        page.merge_range(ref, "x")

    words = f"{ref} are merged: unmerge them, and write the value in each row."
    assert refusal(put(book(("x", fill)))) == words
    # In a sheet that is not read they do not matter.
    assert read(put(book(("y", [["a"], ["1"]]), ("x", fill))))[0] == ["a"]


def rows_of(*rows):
    """The XML of a sheet of such rows."""
    return f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData></worksheet>"


HEAD = '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password.*xls"),
        (b"PK\x03\x04" + bytes(50), "no workbook, or a damaged one"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (book(("x", [["a", "b"]])), "no rows"),
        (book(("x", [])), "empty"),
        (book(("x", [["a", "", "b"], ["1"]])), "Cell B1 is empty"),
        (book(("x", [["a", "A"], ["1"]])), "Columns A and B"),
        (book(("x", [["a", "=1+1"], ["1"]])), "Cell B1 holds a formula"),
        (book(("x", [["a", "b\nc"], ["1"]])), "Cell B1 holds a line break"),
        (book(("x", [["a"], ["1", "2"]])), "Cell B2 is filled"),
        (book(("x", [[f"c{n}" for n in range(16_384)], ["1"]])), "Cell GS1 is filled, but 200 columns .*GR"),
        (with_sheet(rows_of(HEAD, '<row r="3"/><row r="2"/>')), "damaged"),
        (with_sheet(rows_of(HEAD, '<row r="99999999999"/>')), "damaged"),
        (with_sheet(rows_of(HEAD, '<row r="2"><c r="A2" t="s"><v>99</v></c></row>')), "damaged"),
        (with_sheet(rows_of(HEAD, "<row><c/>" + "<c/>" * 2_000_000 + "</row>")), "holds too much"),
        (with_sheet(rows_of(HEAD)[:-20]), "damaged"),
        (changed(GOOD, lambda xml: xml.replace("worksheetml", "x")[:300]), "damaged"),
    ],
)
def test_workbooks_that_are_refused(put, content, words):
    assert re.search(words, refusal(put(content)))


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """A zip archive of such parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.bin": "x"}), "xlsb"),
        (zipped({"meetings.csv": "a,b\n1,2\n"}), "zip archive, but no workbook"),
        (zipped({}), "zip archive, but no workbook"),
        (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), "no workbook"),
        (zipped({f"{n}.xml": "" for n in range(1_001)}), "1,000 parts"),
        (zipped({"[Content_Types].xml": "x"}, zipfile.ZIP_LZMA), "no workbook, or a damaged one"),
    ],
)
def test_other_archives_are_refused(put, content, words):
    assert re.search(words, refusal(put(content)))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_xml_entities_are_refused(put, name):
    content = changed(GOOD, lambda xml: xml.replace("?>", f"?>{LAUGHS}", 1), name)
    assert "XML entities" in refusal(put(content))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "file"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/x.xml", "w") as part,
    ):
        for _ in range(100):
            part.write(bytes(10_000_000))
    assert path.stat().st_size < 5_000_000
    before = time.monotonic()
    with little_memory():
        assert "100 MB" in refusal(path)
    assert time.monotonic() - before < 1


def test_a_part_that_lies_of_its_size_is_not_unpacked(put):
    # The checksum is that of the bytes which it owns up to, so that zipfile alone notices nothing.
    content = changed(GOOD, lambda xml: xml + " " * 100_000_000, "xl/styles.xml")
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        honest = archive.read("xl/styles.xml")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.getinfo("xl/styles.xml")
    size, crc = struct.pack("<L", true.file_size), struct.pack("<L", true.CRC)
    assert (content.count(size), content.count(crc)) == (2, 2)
    lying = content.replace(size, struct.pack("<L", len(honest)))
    lying = lying.replace(crc, struct.pack("<L", zipfile.crc32(honest)))
    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.testzip() is None
    path = put(lying)
    with little_memory():
        assert "how large its parts are" in refusal(path)


# What the register itself writes


def test_the_export_as_csv_reads_back(put):
    columns, rows = read(put("".join(tabular.csv_lines([RECORD], STAMP))))
    expected = [str(cell).strip() for cell in tabular._row(RECORD, STAMP)]
    assert (columns, rows) == (tabular.HEADER, [(2, expected, {})])


def test_the_export_as_workbook_reads_back(put):
    with tabular.workbook([RECORD], STAMP) as file:
        columns, rows = read(put(file.read()))
    expected = [str(cell).strip() for cell in tabular._row(RECORD, STAMP)]
    assert (columns, rows) == (tabular.HEADER, [(2, expected, {})])


def test_what_openpyxl_writes_reads_back(put):
    made = openpyxl.Workbook()
    made.active.append(["a", "day"])
    made.active.append(["x", datetime.date(2023, 9, 22)])
    file = io.BytesIO()
    made.save(file)
    assert read(put(file.getvalue())) == (["a", "day"], [(2, ["x", "2023-09-22"], {})])


cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@FEW
@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_any_texts_written_as_csv_read_back(rows, delimiter):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["one", "two"])
    writer.writerows([tabular.guarded(cell) for cell in row] for row in rows)
    expected = [[cell.strip() for cell in row] for row in rows]
    found = tried(file.getvalue().encode())
    assert ([row for row in expected if any(row)] or None) == (found and [list(row.cells.values()) for row in found])


def tried(content):
    """The rows in some bytes, or None where they are refused; anything else is raised."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(content)
        try:
            with open_sheet(path) as sheet:
                return list(sheet.rows())
        except SheetError:
            return None


@FEW
@given(st.sampled_from([b"", b"a,b\n", b"\xff\xfe", b"PK\x03\x04", b"\xef\xbb\xbf"]), st.binary(max_size=300))
def test_no_bytes_do_worse_than_to_be_refused(start, content):
    tried(start + content)


@FEW
@given(st.data(), st.sampled_from([GOOD, GOOD_CSV, GOOD_CSV.decode().encode("utf-16")]))
def test_no_damage_does_worse_than_to_be_refused(data, content):
    damaged = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        damaged[place] = data.draw(st.integers(0, 255))
    tried(bytes(damaged[: data.draw(st.integers(0, len(content)))]))
    tried(bytes(damaged))


PARTS = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]


@FEW
@given(st.data(), st.sampled_from([*PARTS, "xl/_rels/workbook.xml.rels", "docProps/core.xml"]))
def test_no_damage_inside_a_workbook_does_worse(data, name):
    def damage(xml):
        texts = re.split(r'(?<=")|(?=")|(?=[<>])|(?<=>)', xml)
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(texts) - 1))
            texts[place] = data.draw(st.sampled_from(["", "x", "0", "-1", "1e999", "A0", "9" * 20, texts[place] * 2]))
        return "".join(texts)

    tried(changed(GOOD, damage, name))
