"""What a cell says: dates, words of a vocabulary, people; whatever cannot be read is refused in words."""

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from django.core.exceptions import ValidationError

from ..choices import Precision
from ..models import Official, Participant, When


class Unreadable(Exception):
    """A cell that cannot be taken as it is; the message tells a person why and what to write."""


class Person(NamedTuple):
    """Somebody in a cell of participants: for whom, the name ("" where unnamed), the title, and whether it was concluded."""

    body: str
    name: str
    title: str
    inferred: bool


_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_PERSON = re.compile(
    r"(?:(?P<body>(?:org:)?[^:()]{1,200}):\s*)?(?P<name>.*?)"
    r"\s*(?:\((?P<title>[^()]*(?:\([^()]*\)[^()]*)*)\))?(?P<inferred> inferred)?"
)
_SEVERAL = re.compile(r"\s(?:and|&|/|with)\s|\n|\s/|/\s", re.IGNORECASE)

_LONGEST_PERSON = 500


def parts(text):
    """What a cell names, parted by semicolons, as a list of texts, the empty ones kept where others follow."""
    found = [part.strip() for part in text.split(";")]
    while found and not found[-1]:
        found.pop()
    return found


def when(text):
    """A date as a `When`. A day written with slashes or points is read only where it can be read in one way."""
    text = " ".join(text.split())
    text = re.sub(r"T00:00:00(?:\.0+)?(?:Z|\+00:00)?", "", text)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", text):
        raise Unreadable(f"“{text[:40]}” has a time of day: write the day alone, {text[:10]}.")
    if match := _SLASHED.fullmatch(text):
        text = _slashed(*match.groups())
    try:
        return When.parse(text)
    except ValueError as error:
        raise Unreadable(str(error)) from None


def _slashed(first, second, year):
    first, second = int(first), int(second)
    ways = [(day, month) for day, month in ((first, second), (second, first)) if 1 <= month <= 12 and 1 <= day <= 31]
    if len(set(ways)) == 2:
        days = " or ".join(f"{year}-{month:02}-{day:02}" for day, month in ways)
        raise Unreadable(f"It can be read in two ways: write {days}.")
    day, month = ways[0] if ways else (second, first)
    return f"{year}-{month:02}-{day:02}"


def dated(cells, prefix="date"):
    """The date of a row, from one column or from three, as a `When`; None where it gives none."""
    if text := cells.get(prefix):
        return when(text)
    if not cells.get("date_earliest"):
        if cells.get("date_latest"):
            raise Unreadable("There is a last day and no first one: fill date_earliest.")
        return None
    first = when(cells["date_earliest"])
    last = when(cells["date_latest"]) if cells.get("date_latest") else first
    precision = cells.get("date_precision") or (Precision.DAY if first == last else Precision.WITHIN)
    if precision not in Precision.values:
        raise Unreadable(f"date_precision is one of {', '.join(Precision.values)}, not “{precision[:40]}”.")
    if last.latest < first.earliest:
        raise Unreadable("The last day is before the first one.")
    if first.earliest == last.latest and precision in (Precision.WITHIN, Precision.SPAN):
        precision = Precision.DAY
    return When(first.earliest, last.latest, precision)


def day(text):
    """One day of the calendar, as a date."""
    found = when(text)
    if found.precision != Precision.DAY:
        raise Unreadable(f"“{text[:40]}” is not one day: write it as 2023-09-22, or leave it empty.")
    return found.earliest


def word(choices, text):
    """A word of a closed vocabulary, by its value or its label in whatever case."""
    found = _words(choices).get(text.casefold().strip())
    if found is None:
        raise Unreadable(f"“{text[:40]}” is none of {', '.join(choices.values)}.")
    return found


@cache
def _words(choices):
    labels = {label.casefold(): value for value, label in choices.choices}
    return labels | {form: value for value in choices.values for form in (value.casefold(), value.replace("-", " "))}


def number(text, most=9_223_372_036_854_775_807):
    """A whole number above 0."""
    if not re.fullmatch(r"[0-9]{1,19}", text) or not 0 < int(text) <= most:
        raise Unreadable(f"“{text[:40]}” is no number of a record.")
    return int(text)


def fitting(model, name, text):
    """A text that its column can hold, by the column's own validators, as the desk asks them."""
    field = model._meta.get_field(name)
    if field.max_length and len(text) > field.max_length:
        raise Unreadable(f"It has {len(text)} characters, and {field.max_length} fit: shorten it.")
    try:
        field.run_validators(text)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from None
    return text


def people(text):
    """Those whom a cell of participants names, as a list of `Person`."""
    found = []
    for part in parts(text):
        if not part:
            continue
        match = _PERSON.fullmatch(part) if len(part) <= _LONGEST_PERSON else None
        if not match or not match["name"].strip():
            raise Unreadable(f"“{part[:60]}” names nobody: write party: name (title), or party: unnamed.")
        name, title = match["name"].strip(), (match["title"] or "").strip()
        fitting(Official, "name", name)
        fitting(Participant, "title_as_reported", title)
        if _SEVERAL.search(name):
            raise Unreadable(f"“{name[:60]}” looks like two people: part them by a semicolon, each with their party.")
        name = "" if name.casefold() == "unnamed" else name
        found.append(Person((match["body"] or "").strip(), name, title, bool(match["inferred"])))
    return found


def today_or_before(found):
    """A date that is not still to come, for what was published or held."""
    if found > date.today():
        raise Unreadable("This day is still to come.")
    return found
