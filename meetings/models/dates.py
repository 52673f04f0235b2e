"""Dates as precise as known: the value, its words, and the three columns that hold it."""

import calendar
import datetime
import re
from typing import NamedTuple

from django.db import models
from django.utils import formats

from ..choices import Precision

_ISO = r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?"
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}


class When(NamedTuple):
    """A date with its precision; `earliest` and `latest` are the first and last day it may touch, both inclusive."""

    earliest: datetime.date
    latest: datetime.date
    precision: str

    @classmethod
    def parse(cls, text):
        """Read "2023", "2023-09", "2023-09-22", "22 September 2023", "Sep 2023", "A..B" (went on) or "within A..B" (one day of it).

        Raises ValueError with words for a person when it is none of these or no day of the calendar.
        """
        text = " ".join(text.split())
        within = text.casefold().startswith("within ")
        first, dots, last = (part.strip() for part in (text[7:] if within else text).partition(".."))
        if not dots:
            if within:
                raise ValueError("Write both days after “within”: within 2023-09-20..2023-09-24.")
            return cls._parse_one(first)
        start, end = cls._parse_one(first).earliest, cls._parse_one(last).latest
        if end < start:
            raise ValueError("The last day is before the first one.")
        return cls(start, end, Precision.WITHIN if within else Precision.SPAN)

    @classmethod
    def _parse_one(cls, text):
        parts = [int(part) for part in text.split("-")] if re.fullmatch(_ISO, text) else cls._parse_words(text)
        try:
            if len(parts) == 3:
                day = datetime.date(*parts)
                return cls(day, day, Precision.DAY)
            if len(parts) == 2:
                last = calendar.monthrange(*parts)[1]
                return cls(datetime.date(*parts, 1), datetime.date(*parts, last), Precision.MONTH)
            return cls(datetime.date(parts[0], 1, 1), datetime.date(parts[0], 12, 31), Precision.YEAR)
        except (ValueError, calendar.IllegalMonthError):
            raise ValueError(f"“{text[:40]}” is not in the calendar.") from None

    @staticmethod
    def _parse_words(text):
        words = re.fullmatch(r"(?:(\d{1,2}) )?([^\W\d]+)\.? (\d{4})", text)
        month = _MONTHS.get(words[2].casefold()) if words else None
        if not month:
            raise ValueError("Write a date as 2023, 2023-09, 2023-09-22, 22 September 2023 or 2023-09-20..2023-09-24.")
        return [int(words[3]), month, int(words[1])] if words[1] else [int(words[3]), month]

    @property
    def entry(self):
        """The text that `parse` reads back as this very value."""
        if self.precision == Precision.DAY:
            return self.earliest.isoformat()
        if self.precision == Precision.MONTH:
            return self.earliest.strftime("%Y-%m") if self.earliest.year > 999 else self.earliest.isoformat()[:7]
        if self.precision == Precision.YEAR:
            return self.earliest.isoformat()[:4]
        prefix = "within " if self.precision == Precision.WITHIN else ""
        return f"{prefix}{self.earliest.isoformat()}..{self.latest.isoformat()}"

    @property
    def iso(self):
        """What `<time datetime>` may carry: the day, month or year; the first day of a span."""
        length = {Precision.MONTH: 7, Precision.YEAR: 4}.get(self.precision, 10)
        return self.earliest.isoformat()[:length]

    @property
    def text(self):
        """The date in words, never more precise than known: "22 September 2023", "September 2023", "2023", "21–23 July 2019"."""
        if self.precision == Precision.DAY:
            return formats.date_format(self.earliest, "j F Y")
        if self.precision == Precision.MONTH:
            return formats.date_format(self.earliest, "F Y")
        if self.precision == Precision.YEAR:
            return str(self.earliest.year)
        if self.precision == Precision.WITHIN:
            return f"one day within {self._span}"
        return self._span

    @property
    def since(self):
        """The date as it stands after “since”: of one unknown day within a span the span alone."""
        return self._span if self.precision == Precision.WITHIN else self.text

    @property
    def _span(self):
        first, last = self.earliest, self.latest
        if first == last:
            return formats.date_format(last, "j F Y")
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{formats.date_format(last, 'j F Y')}"
        pattern = "j F" if first.year == last.year else "j F Y"
        return f"{formats.date_format(first, pattern)} – {formats.date_format(last, 'j F Y')}"

    @property
    def days(self):
        """How many days the date may touch, both ends included."""
        return (self.latest - self.earliest).days + 1

    def covers(self, day):
        """Whether the day lies between the first and the last one."""
        return self.earliest <= day <= self.latest


class _WhenDescriptor:
    """Reads and writes three columns as one `When`; None where the date is unknown."""

    def __init__(self, prefix):
        self.names = tuple(f"{prefix}{part}" for part in When._fields)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        values = [getattr(instance, name) for name in self.names]
        return When(*values) if values[0] and values[1] else None

    def __set__(self, instance, value):
        for name, part in zip(self.names, value or (None, None, ""), strict=True):
            setattr(instance, name, part)


def when(prefix=""):
    """A property that joins the three columns of a date, `earliest`, `latest` and `precision` after the prefix."""
    return _WhenDescriptor(prefix)


def earliest_column():
    """The first day the date may touch; empty when the date is unknown."""
    return models.DateField(null=True, blank=True)


def latest_column():
    """The last day the date may touch; empty when the date is unknown."""
    return models.DateField(null=True, blank=True)


def precision_column():
    """How well the date is known; empty when it is unknown."""
    return models.CharField(max_length=10, choices=Precision.choices, blank=True)


def date_constraints(name, prefix=""):
    """Checks that a date is whole or absent, and that its last day is not before its first."""
    earliest, latest, precision = (f"{prefix}{part}" for part in When._fields)
    absent = models.Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": True, precision: ""})
    whole = models.Q(**{f"{earliest}__isnull": False, f"{latest}__isnull": False}) & ~models.Q(**{precision: ""})
    return [
        models.CheckConstraint(
            condition=absent | whole,
            name=f"{name}_whole",
            violation_error_message="A date needs its first day, its last day and its precision, or none of them.",
        ),
        models.CheckConstraint(
            condition=models.Q(**{f"{latest}__gte": models.F(earliest)}) | models.Q(**{f"{earliest}__isnull": True}),
            name=f"{name}_order",
            violation_error_message="The last day is before the first one.",
        ),
    ]


class Dated(models.Model):
    """A row with one date of law 3 in the columns `earliest`, `latest` and `precision`."""

    earliest = earliest_column()
    latest = latest_column()
    precision = precision_column()

    when = when()

    class Meta:
        abstract = True
