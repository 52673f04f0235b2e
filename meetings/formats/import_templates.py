"""Empty tables to fill in: the columns of the import format, with an example row, as CSV and as a workbook that says what they mean."""

import csv
import io
import tempfile

import xlsxwriter


def blank_csv(columns):
    """The header and one example, as CSV with the mark that spreadsheets know UTF-8 by; `columns` are {name: its `Column`}."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns)
    writer.writerow(column.example for column in columns.values())
    return "\ufeff" + lines.getvalue()


def blank_workbook(columns):
    """The same as a workbook, with a second sheet that says what the columns mean: a temporary file at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet, about = book.add_worksheet("Rows"), book.add_worksheet("About")
        sheet.freeze_panes(1, 0)
        # As text, lest a spreadsheet makes a date of its own of a month or a year.
        sheet.set_column(0, len(columns) - 1, 18, text)
        about.set_column(0, 0, 26)
        about.set_column(1, 1, 110)
        for place, (name, column) in enumerate(columns.items()):
            sheet.write_string(0, place, name, bold)
            sheet.write_string(1, place, column.example, text)
            about.write_string(place, 0, name, bold)
            about.write_string(place, 1, column.meaning)
    file.seek(0)
    return file
