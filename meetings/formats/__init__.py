"""The shapes in which records leave the site: tables, calendars, feeds, citations. No HTTP, no database, no writes."""

import datetime
import re
from typing import NamedTuple

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text):
    """A text without the control characters that neither XML 1.0 nor iCalendar can hold; a sign stands for each."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


class Stamp(NamedTuple):
    """What every file says of itself: the filter in words, its address, the register's version, the day, and the data's licence."""

    sentence: str
    url: str
    version: int
    date: datetime.date
    licence: str
    licence_url: str

    @property
    def columns(self):
        """The version, the day and the licence as every record in JSON names them, {name: value}."""
        return {"register_version": self.version, "exported_on": self.date.isoformat(), "licence": self.licence}

    @property
    def line(self):
        """The same on one line: "diplotrack, version 12 of the register, 2026-11-24, CC0-1.0"."""
        return f"diplotrack, version {self.version} of the register, {self.date.isoformat()}, {self.licence}"
