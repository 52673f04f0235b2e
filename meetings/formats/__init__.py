"""The shapes in which records leave the site: tables, calendars, feeds, citations. No HTTP, no database, no writes."""

import datetime
from typing import NamedTuple


class Stamp(NamedTuple):
    """What every file says of itself: the filter in words, its address, the register's version, the day, and the data's licence."""

    sentence: str
    url: str
    version: int
    date: datetime.date
    licence: str
    licence_url: str

    @property
    def line(self):
        """The same on one line: "diplotrack, version 12 of the register, 2026-11-24, CC0-1.0"."""
        return f"diplotrack, version {self.version} of the register, {self.date.isoformat()}, {self.licence}"
