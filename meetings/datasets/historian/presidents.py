"""Concludes which president was in office and at home on the days of a visit, from the terms of office and the travels."""

from datetime import date, timedelta
from typing import NamedTuple

from ...models import When

_BASIS = (
    "The register lists visits that included a meeting with the President, or with the Vice President where the President "
    "was ill or abroad."
)


class Head(NamedTuple):
    """The American head at a meeting: the name, "" where it stays open, and for readers what that rests on."""

    name: str
    note: str


class Presidents:
    """Terms of office and travels, as the rows of terms.csv and travels.csv have them."""

    def __init__(self, terms, travels):
        self.terms = [
            (row["name"], _day(row["start"]), _day(row["end"]) or date.max)
            for _, row in terms
            if row["office"] == "president"
        ]
        self.trips = {}
        for _, row in travels:
            if row["role"] == "president":
                self.trips.setdefault(row["person"], []).append((_day(row["start"]), _day(row["end"])))
        self.trips = {name: _joined(trips) for name, trips in self.trips.items()}

    def on(self, start, end):
        """The `Head` at a meeting on a day within a visit.

        Open where two held the office during the visit, or where the president was abroad on all its days: a trip counts
        from its first day to its last, and countries visited one after the other are one trip.
        """
        held = [name for name, first, last in self.terms if first <= end and last >= start]
        if len(set(held)) != 1:
            names = " and ".join(dict.fromkeys(held)) or "nobody on file"
            return Head("", f"{_BASIS} {names} held the office during the visit.")
        name = held[0]
        if any(first <= start and end <= last for first, last in self.trips.get(name, [])):
            return Head("", f"{_BASIS} The register of travels has {name} abroad on all days of the visit.")
        return Head(name, f"{_BASIS} {name} was in office.")


def _joined(trips):
    """Stays that follow each other without a day between, as one trip each."""
    found = []
    for first, last in sorted(trips):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _day(text):
    return When.parse(text).earliest if text else None
