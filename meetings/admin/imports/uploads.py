"""The upload of a table at the desk: bounded while it comes in, opened, and read once before it is taken."""

import tempfile
from contextlib import contextmanager

from django import forms
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from ... import imports
from ...formats import mappings
from ...formats.sheets import SheetError, open_sheet

MOST_BYTES = 10 * 2**20
"""Of one file."""

MOST_ROWS = 5_000
"""Rows of a table at the desk; the command import_table takes any number."""

WHAT = {
    "meeting": "meetings",
    "official": "officials, with terms of office",
    "organization": "organisations",
    "occasion": "occasions",
}
"""What a row may be, in words."""


class Bounded(FileUploadHandler):
    """Stands before Django's handlers; a file that grows beyond the bound is dropped, and the request knows of it."""

    def receive_data_chunk(self, raw_data, start):
        """Hand the piece on, until it is too much."""
        if start + len(raw_data) > MOST_BYTES:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """The next handler makes the file."""
        return


def too_large(request):
    """Whether a file of the request was beyond the bound."""
    # Reading the form is what receives the files.
    return request.method == "POST" and (request.POST is not None) and getattr(request, "upload_too_large", False)


@contextmanager
def opened(content):
    """The table in some bytes, as `sheets.Sheet`."""
    with tempfile.NamedTemporaryFile(prefix="diplotrack-") as file:
        file.write(content)
        file.flush()
        with open_sheet(file.name, most_rows=MOST_ROWS) as sheet:
            yield sheet


class UploadForm(forms.Form):
    """A table, what its rows are, and a mapping for those who have one."""

    file = forms.FileField(
        label="Table",
        help_text=f"A CSV file (UTF-8) or a workbook (.xlsx), of at most {MOST_ROWS:,} rows and {MOST_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
    entity = forms.ChoiceField(label="A row is one of", choices=[*WHAT.items()])
    mapping = forms.FileField(
        label="Mapping",
        required=False,
        help_text="A TOML file that says how columns are read, where there is one; else they are guessed, and you correct them.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )

    def clean_file(self):
        """A table that can be read, with its columns."""
        file = self.cleaned_data["file"]
        try:
            with opened(file.read()) as sheet:
                self.columns, self.checksum = sheet.columns, sheet.checksum
                self.rows = sum(1 for _ in sheet.rows())
        except SheetError as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean_mapping(self):
        """A mapping that names columns of the import format."""
        file = self.cleaned_data.get("mapping")
        try:
            return mappings.read(file.read(mappings.MOST_BYTES + 1), imports.ENTITIES) if file else None
        except mappings.MappingError as error:
            raise forms.ValidationError(f"The mapping cannot be used: {error}") from error

    def clean(self):
        """A mapping for what the rows are, guessed where none was given."""
        cleaned = super().clean()
        mapping, entity = cleaned.get("mapping"), cleaned.get("entity")
        if mapping and mapping.entity != entity:
            self.add_error("mapping", f"This mapping reads a row as one of {WHAT[mapping.entity]}.")
        if not self.errors and not mapping:
            cleaned["mapping"] = mappings.guess(entity, imports.other_names(entity), self.columns)
        return cleaned
