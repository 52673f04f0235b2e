"""Reads rows of the import format as officials, each with at most one term of office."""

import re

from ..actions.rules import overlap
from ..choices import Capacity, Level
from ..models import Appointment, Official, OfficialName, Position
from ..models.fields import fold
from .import_row import Reading
from .official_matching import acted, match
from .parsers import fitting, parts, when, word

_FITTING = {
    **{name: (Official, name) for name in ("name", "sort_name", "native_name", "wikidata_id")},
    **{name: (Appointment, name) for name in ("note", "source_url")},
    "position": (Position, "title"),
}
_TERM = {"country", "organization", "position", "level", "capacity", "start", "end", "note", "source_url"}
"""The columns that tell of a term of office."""


class OfficialRow(Reading):
    """A row read as an official, with at most one term of office: several terms are several rows of one name."""

    entity = "official"
    together = (_TERM,)

    def __init__(self, *row):
        super().__init__(*row)
        self.official = self.body = self.start = self.end = None
        self.level = self.capacity = ""
        self.aliases = []

    def parse(self, known):
        """Read every cell but who it is."""
        self.require("name")
        for column, (model, name) in _FITTING.items():
            self.take(column, lambda text, model=model, name=name: fitting(model, name, text))
        if self.cells.get("wikidata_id") and not re.fullmatch(r"Q[1-9][0-9]*", self.cells["wikidata_id"]):
            self.refuse("wikidata_id", "A Wikidata id is Q and a number: Q42.")
        self.aliases = self.take("aliases", _names, default=[])
        country, organization = self.take("country", known.country), self.take("organization", known.organization)
        if country and organization and self.cells.get("position"):
            self.refuse("organization", "An office is of a country or of an organisation, not of both.")
        self.body = organization or country
        self.start, self.end = self.take("start", when), self.take("end", when)
        if self.start and self.end and self.end.latest < self.start.earliest:
            self.refuse("end", "The end is before the start.")
        self.capacity = self.take("capacity", lambda text: word(Capacity, text), default=Capacity.SUBSTANTIVE)
        self.level = self.take("level", lambda text: word(Level, text), default="")
        if self.cells.get("position"):
            if not self.body and not {"country", "organization"} & self.problems.keys():
                self.refuse("country", "Of which country or organisation is the office? Fill one of the two.")
            self.require("level")

    def names(self):
        """The name of the official."""
        return [self.cells["name"]] if self.cells.get("name") else []

    def match(self, known, answers, policy):
        """Tell who it is."""
        if self.pk:
            self.official = known.people.by_id.get(self.pk)
            if not self.official:
                self.refuse("id" if self.cells.get("id") else "key", f"There is no official number {self.pk}.")
                return
            known.people.learn([self.official])
            self._fit()
        if self.problems or self.pk:
            return
        if self.body:
            self.official = match(
                self,
                known,
                "name",
                self.cells["name"],
                self.body,
                self.start or self.end,
                answers,
                "ask" if policy == "names" else policy,
            )
        else:
            self.official = self._anybody(known)
        if self.official:
            self.pk = self.official.pk
            if self.body:
                acted(self.official, self.body, self.start or self.end)
            self._fit()

    def _fit(self):
        """Refuse a term that overlaps with one of the same office."""
        if not self.has_term:
            return
        mine = Appointment()
        mine.start, mine.end = self.start, self.end
        for term in self.official.terms:
            if self._same_office(term) and overlap(term, mine):
                years = " – ".join(date.text if date else "not known" for date in (term.start, term.end))
                self.refuse(
                    "start", f"{self.official.name} is on file in this office for {years}: mend one of the two."
                )

    def _same_office(self, term):
        body = (term.position.country_id, term.position.organization_id)
        return fold(term.position.title) == fold(self.cells["position"]) and body == (
            self.body.country,
            self.body.organization,
        )

    def _anybody(self, known):
        found = known.people.named(self.cells["name"])
        if len(found) > 1:
            self.refuse("name", f"{len(found)} officials have this name: give the number of one as id, or a country.")
            return None
        return found[0] if found else known.people.add(self.cells["name"], self.aliases)

    @property
    def fields(self):
        """What the row says of fields of the record, {column: (field, value)}."""
        names = ("name", "sort_name", "native_name", "wikidata_id")
        return {name: (name, self.cells[name]) for name in names if self.cells.get(name)}

    @property
    def has_term(self):
        """Whether the row has a term of office that is not on file; one that says nothing new of a term has none."""
        new = not self.differing or _TERM & set(self.differing)
        return bool(new and self.cells.get("position") and self.body) and not any(
            self._same_office(term) and term.start == self.start and term.end == self.end
            for term in self.official.terms
        )


def _names(text):
    return [fitting(OfficialName, "name", name) for name in parts(text) if name]
