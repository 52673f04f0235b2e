"""Reads a row of the import format as a meeting: its date, parties, people, occasion, topics and sources."""

from functools import cache, partial
from typing import NamedTuple

from ..actions.reference.lists import read
from ..choices import Setting, Status, rank
from ..fields import FIELDS
from ..models import Meeting, Participant, When
from ..models.fields import fold
from .format import DATES, MEETING, PLACE
from .import_row import Question, Reading
from .occasion_row import occasion_of
from .official_matching import acted, held, match
from .parsers import Unreadable, dated, fitting, number, parts, people, today_or_before, when, word
from .sources import sources_of

_BROUGHT = [field for field in FIELDS.values() if field.brought]
_WORDS = {field.name: field.kind for field in _BROUGHT if field.is_word}
_TEXTS = (*(field.name for field in _BROUGHT if field.kind is str), "staff_note")
_UNSAID = {name: Meeting._meta.get_field(name).get_default() for name in (*_WORDS, *_TEXTS)}


class Seat(NamedTuple):
    """Somebody in a delegation: an official (`Found`), a name, or nobody named; offices held, the title to keep, its level."""

    official: object
    name: str
    title: str
    level: str
    terms: list
    inferred: bool
    note: str


class MeetingRow(Reading):
    """A row read as a meeting; `bodies` are its parties in order, `seats` the delegations by their keys."""

    entity = "meeting"
    together = (
        DATES,
        PLACE,
        {name for name in MEETING if name.startswith("occasion")},
    )

    def __init__(self, *row):
        super().__init__(*row)
        self.when = self.place = self.occasion = None
        self.bodies, self.hosts, self.seats, self.topics = {}, set(), {}, []
        self.values, self.named, self.sources, self.cited = {}, [], [], []

    # -- what a row says by itself

    def parse(self, known):
        """Read every cell but the people, whom `match` tells apart once all that rows name was looked up."""
        for name, choices in _WORDS.items():
            self.values[name] = self.take(name, partial(word, choices), default=_UNSAID[name])
        self._dates()
        for name in _TEXTS:
            self.values[name] = self.take(name, partial(fitting, Meeting, name), default=_UNSAID[name])
        self._parties(known)
        self._where(known)
        self.take("inferred_note", partial(fitting, Participant, "note"))
        self.topics = self.take("topics", _each(known.topic), default=[])
        self.sources = sources_of(self, known)

    def _dates(self):
        try:
            self.when = dated(self.cells)
            if self.when and self.values["status"] == Status.HELD:
                today_or_before(self.when.earliest)
        except Unreadable as error:
            self.refuse("date" if self.cells.get("date") else "date_earliest", str(error))

    def _parties(self, known):
        self.named = self.take("participants", people, default=[])
        for column, look_up in (("countries", known.country), ("organizations", known.organization)):
            for body in self.take(column, _each(look_up), default=[]):
                self.bodies[body.key] = body
        for person in self.named:
            body = self._body(person, known)
            if body:
                self.bodies[body.key] = body
        for body in self.take("hosts", _each(known.body), default=[]):
            if body.key not in self.bodies:
                self.refuse("hosts", f"{body.name} is no party: name it among the countries or organisations.")
            self.hosts.add(body.key)

    def _body(self, person, known):
        if not person.body:
            if len(self.bodies) == 1:
                return next(iter(self.bodies.values()))
            self.refuse(
                "participants", f"For whom did {person.name or 'the unnamed head'} take part? Write PK: {person.name}."
            )
            return None
        try:
            return known.body(person.body)
        except Unreadable as error:
            self.refuse("participants", str(error))
            return None

    def _where(self, known):
        country = self.take("place_country", known.country)
        for column in ("place", "place_name"):
            if not self.place:
                self.place = self.take(column, known.place, country and country.country)
        pk = self.take("occasion_id", number)
        if pk:
            self.occasion = known.occasions_by_id.get(pk)
            if not self.occasion:
                self.refuse("occasion_id", f"There is no occasion number {pk}.")
        elif self.cells.get("occasion"):
            self._occasion(known)
        if (
            self.values["setting"] in (Setting.MARGINS, Setting.PROGRAMME)
            and not self.occasion
            and not any(column.startswith("occasion") for column in self.problems)
        ):
            self.refuse("setting", "A meeting on the margins or in the programme needs its occasion: fill “occasion”.")

    def _occasion(self, known):
        dates = self.take("occasion_date", when) or self.when
        self.occasion = self.take("occasion", known.occasion, dates)
        if self.occasion or "occasion" in self.problems:
            return
        before = dict(self.problems)
        name = self.cells["occasion"]
        if not self.cells.get("occasion_kind"):
            words = f"No occasion is called “{name[:60]}”: say of which kind it is, so that it can be made."
            self.refuse("occasion_kind", words)
        occasion = occasion_of(self, known, name, "occasion_", dates)
        if self.problems == before:
            self.occasion = occasion
            known.add_occasion(occasion)

    # -- who took part, once everybody's name was looked up

    def names(self):
        """The names of the people of the row."""
        return [person.name for person in self.named if person.name]

    def match(self, known, answers, policy):
        """Tell of a new meeting who the named are, and which offices they held."""
        if self.pk:
            return
        for person in self.named:
            body = self._body(person, known)
            if not body:
                continue
            official = None
            if person.name:
                official = match(self, known, "participants", person.name, body, self.when, answers, policy)
                if official is None and policy != "names":
                    continue
                if official and any(seat.official is official for seat in self.seats.get(body.key, [])):
                    self.refuse("participants", f"{person.name} is named twice for {body.name}.")
                if official:
                    acted(official, body, self.when)
            self._seat(person, official, body)

    def _seat(self, person, official, body):
        terms, title = held(official, body, self.when, person.title) if official else ([], person.title)
        note = self.cells.get("inferred_note", "") if person.inferred or not person.name else ""
        if person.inferred and not note:
            self.refuse("inferred_note", "Say what it is concluded from that they took part.")
        level = "" if terms else _levels().get(fold(title), "")
        name = "" if official else person.name
        seat = Seat(official, name, title, level, terms, person.inferred, note)
        self.seats.setdefault(body.key, []).append(seat)

    # -- what follows

    def of_record(self):
        """Refuse to put a meeting on file under an occasion that is not."""
        if self.occasion and self.occasion.pk is None:
            self.refuse("occasion", "It is not on file, and the meeting is: put it on file first, and then this.")

    @property
    def fields(self):
        """What the row says of fields of the record that a file may change, {column: (field, value)}."""
        dates = self.when or (None, None, "")
        return {
            **{name: (name, value) for name, value in self.values.items()},
            "place": ("place_id", self.place and self.place.pk),
            "occasion_id": ("occasion_id", self.occasion and self.occasion.pk),
            **{f"date_{name}": (name, value) for name, value in zip(When._fields, dates, strict=True)},
        }

    def cite(self, known):
        """Settle which records the sources are."""
        self.cited = [(known.source(key, **values), locator) for key, values, locator in self.sources]

    @property
    def lacks(self):
        """What publishing needs and the row has not, as `rules.checklist` asks it of a saved meeting: a list of words."""
        missing = []
        if not self.sources:
            missing.append("a source")
        if not self.when:
            missing.append("a date")
        if len(self.bodies) < 2 or any(not self.seats.get(key) for key in self.bodies):
            missing.append("at least two parties, each with its head")
        heads = [seats[0] for seats in self.seats.values()]
        if any((seat.official or seat.name) and not seat.title and not seat.terms for seat in heads):
            missing.append("an office or a title for each head")
        return missing

    @property
    def level(self):
        """The lowest rank among the heads of the parties, "" while one is not known: as `derive.derived_values` has it."""
        levels = self.head_levels
        return max(levels, key=rank) if levels and all(levels) else ""

    @property
    def head_levels(self):
        """The level of each party's head in the order of the parties' keys, "" where it is not known."""
        found = []
        for key in self.keys:
            seats = self.seats.get(key)
            levels = [term.position.level for term in seats[0].terms] if seats and seats[0].terms else []
            levels = levels or [level for level in [seats[0].level if seats else ""] if level]
            found.append(min(levels, key=rank) if levels else "")
        return found

    @property
    def keys(self):
        """The keys of the parties in the order of lists: countries by code, then organisations."""
        return sorted(self.bodies, key=lambda key: (key.startswith("org:"), key))

    def ask_about_twins(self, twins, answers):
        """Ask whether the row is one of the meetings on file that look like it, as [(id, title, date)]."""
        key = f"id|{self.checksum}"
        answer = answers.get(key)
        if answer in {str(pk) for pk, *_ in twins}:
            self.pk = int(answer)
            self.differing = [name for name, text in self.cells.items() if text and name in self.fields] or None
        elif answer != "new":
            choices = [(str(pk), f"No {pk}: {title}, {date}") for pk, title, date in twins]
            words = "The same parties are on file for about this day: is it one of these?"
            self.questions.append(Question("id", key, words, [*choices, ("new", "Another meeting: a new one")]))


def _each(look_up):
    return lambda text: list({id(found): found for found in map(look_up, filter(None, parts(text)))}.values())


@cache
def _levels():
    """The levels of the shipped titles that say one level and no other ("Prime Minister" → head-of-government), folded."""
    return {fold(row["title"]): row["level"] for row in read("titles.csv")}
