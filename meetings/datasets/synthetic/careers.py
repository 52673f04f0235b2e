"""Offices and those who hold them: chains of terms without gaps, caretakers between some, and people who move from office to office."""

import datetime
from bisect import bisect

from ...choices import Capacity, Level, NameKind, Precision
from ...database.bulk import columns_of
from ...models import When
from . import names

_BEGIN = datetime.date(1993, 1, 1)
_END = datetime.date(2027, 1, 1)

_OF_COUNTRY = {
    "President": Level.HEAD_OF_STATE,
    "Prime Minister": Level.HEAD_OF_GOVERNMENT,
    "Speaker of the Parliament": Level.SPEAKER,
    "Minister of Foreign Affairs": Level.FOREIGN_MINISTER,
    "Minister of Defence": Level.OTHER_MINISTER,
    "Minister of Trade": Level.OTHER_MINISTER,
    "Minister of Energy": Level.OTHER_MINISTER,
    "Minister of Transport": Level.OTHER_MINISTER,
    "Special Envoy": Level.SPECIAL_ENVOY,
    "Deputy Minister of Foreign Affairs": Level.DEPUTY_MINISTER,
    "Deputy Minister of Trade": Level.DEPUTY_MINISTER,
    "Permanent Representative to the United Nations": Level.AMBASSADOR,
    "Director for Political Affairs": Level.OTHER,
}
_OF_ORGANIZATION = {
    "Secretary-General": Level.HEAD_OF_IGO,
    "Deputy Secretary-General": Level.OTHER,
    "Special Envoy of the Secretary-General": Level.SPECIAL_ENVOY,
}
_ELECTED = {Level.HEAD_OF_STATE, Level.SPEAKER, Level.HEAD_OF_IGO}


class Official:
    """Somebody with the terms of a career; on file (with a `pk`) from the first meeting on."""

    def __init__(self, person):
        self.person = person
        self.terms = []
        self.pk = None


class Office:
    """An office of a body with the terms of those who held it, one after the other."""

    def __init__(self, body, title, level):
        self.body = body
        self.title = title
        self.level = level
        self.terms = []
        self.pk = None

    def held_on(self, day):
        """The term that covers the day."""
        return self.terms[bisect(self.terms, day, key=lambda term: term.start) - 1]


class Term:
    """An official's holding of an office from a day to another, which is None for the last one."""

    def __init__(self, official, office, capacity, start, end):
        self.official = official
        self.office = office
        self.capacity = capacity
        self.start = start
        self.end = end
        self.pk = None
        official.terms.append(self)
        office.terms.append(self)


def offices_of(body, random):
    """The offices of a country or an organisation with everybody who ever held them, as a list."""
    titles = _OF_COUNTRY if body.is_country else _OF_ORGANIZATION
    offices = [Office(body, title, level) for title, level in titles.items()]
    manner = random.choice(names.MANNERS)
    free, handovers = [], [(_BEGIN, place) for place in range(len(offices))]
    while handovers:
        # The earliest first, so that whoever left one office can be found for the next.
        handovers.sort()
        start, place = handovers.pop(0)
        office = offices[place]
        left = [office.terms[-1].official] if office.terms else []
        term = _next_term(office, start, free, manner, random)
        free += left
        if term.end:
            handovers.append((term.end, place))
    return offices


def _next_term(office, start, free, manner, random):
    caretaker = bool(office.terms) and office.terms[-1].capacity == Capacity.SUBSTANTIVE and random.random() < 0.08
    capacity = random.choice((Capacity.CARETAKER, Capacity.ACTING)) if caretaker else Capacity.SUBSTANTIVE
    days = random.randint(40, 250) if caretaker else random.randint(400, 2600)
    end = start + datetime.timedelta(days)
    official = _somebody(office, free, manner, random)
    return Term(official, office, capacity, start, end if end < _END else None)


def _somebody(office, free, manner, random):
    """In one of three cases somebody who left another office in these years, else somebody new."""
    if len(free) > 3 and random.random() < 1 / 3:
        official = free.pop(random.randrange(max(0, len(free) - 12), len(free)))
        if all(term.office is not office for term in official.terms):
            return official
    return Official(names.person(random, manner))


def enter(term, tables):
    """Put a term on file with its official and the whole career; returns the id of the term."""
    if term.pk is None:
        official = term.official
        person = official.person
        official.pk = tables.officials.add(name=person.name, sort_name=person.sort_name, native_name=person.native_name)
        if person.alias:
            tables.official_names.add(official_id=official.pk, name=person.alias, kind=NameKind.TRANSLITERATION)
        for held in official.terms:
            held.pk = _enter_term(held, tables)
    return term.pk


def _enter_term(term, tables):
    office = term.office
    if office.pk is None:
        body = office.body
        office.pk = tables.positions.add(
            title=office.title,
            level=office.level,
            country_id=body.country_id,
            organization_id=body.organization_id,
        )
    event = "elected" if office.level in _ELECTED else "appointed"
    if term.capacity != Capacity.SUBSTANTIVE:
        event = ""
    return tables.appointments.add(
        official_id=term.official.pk,
        position_id=office.pk,
        capacity=term.capacity,
        **columns_of(_dated(term.start, term.official), "start_"),
        **columns_of(_dated(term.end, term.official), "end_"),
        start_event=event,
    )


def _dated(day, official):
    """A day of a term as a `When`: of some careers only the months are known, of a few only the years."""
    if day is None:
        return None
    precision = {0: Precision.YEAR, 1: Precision.MONTH, 2: Precision.MONTH}.get(official.pk % 20, Precision.DAY)
    return When.parse(day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision, 10)])
