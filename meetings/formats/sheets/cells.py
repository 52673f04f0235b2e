"""What both kinds of tables share: refusals in words, and the cells that cannot be taken."""

from typing import NamedTuple

from ..tabular import unguarded

MOST_COLUMNS = 200
SAVE_XLSX = "Open it in your spreadsheet program and save it as “Excel Workbook (.xlsx)”."
LONGEST_CELL = 32_767
"""Characters in a cell at most: no spreadsheet program takes more."""


class SheetError(Exception):
    """The file cannot be read as a table; the message says what is wrong, where, and what to do."""


class Bad(NamedTuple):
    """A cell that cannot be taken, and why."""

    words: str


def clean(text):
    """The text of a cell, stripped and unguarded, or `Bad` where it is too long."""
    text = unguarded(text).strip()
    if len(text) > LONGEST_CELL:
        return Bad(f"holds {len(text):,} characters, and {LONGEST_CELL:,} are the most: shorten the text")
    return text
