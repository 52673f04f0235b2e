"""Occasions of a synthetic register: sessions and summits that come round each year, conferences, talks, inaugurations and visits."""

import calendar
import datetime
from random import Random

from ...choices import OccasionKind, VisitKind
from ...database.bulk import columns_of
from .chance import Weighted, spell, zipf

_SERIES = 24
"""Organisations that have a session or a summit every year."""

_VISITS = Weighted(
    {
        VisitKind.STATE: 10,
        VisitKind.OFFICIAL: 35,
        VisitKind.OFFICIAL_WORKING: 10,
        VisitKind.WORKING: 40,
        VisitKind.PRIVATE: 2,
        VisitKind.STOPOVER: 3,
    }
)


class Occasion:
    """What meetings happen at; on file (with a `pk`) from the first meeting on, with what it lies in."""

    def __init__(self, kind, name, when, place, **fields):
        self.kind = kind
        self.name = name
        self.when = when
        self.place = place
        self.short_name = fields.get("short_name", "")
        self.ordinal = fields.get("ordinal")
        self.organizer = fields.get("organizer")
        self.host = fields.get("host")
        self.guest = fields.get("guest")
        self.visit_kind = fields.get("visit_kind", "")
        self.parent = fields.get("parent")
        self.pk = None

    @property
    def label(self):
        """The short name where there is one, else the name."""
        return self.short_name or self.name

    def enter(self, tables):
        """Put the occasion on file; returns its id."""
        if self.pk is None:
            self.pk = tables.occasions.add(
                kind=self.kind,
                visit_kind=self.visit_kind,
                name=self.name,
                short_name=self.short_name,
                ordinal=self.ordinal,
                organizer_id=self.organizer.organization_id if self.organizer else None,
                guest_id=self.guest.country_id if self.guest else None,
                host_id=self.host.country_id if self.host else None,
                place_id=self.place.pk if self.place else None,
                parent_id=self.parent.enter(tables) if self.parent else None,
                **columns_of(self.when),
            )
        return self.pk


class Calendar:
    """The occasions of each year, drawn from the seed when the year is first asked for."""

    def __init__(self, world):
        self.world = world
        self._years = {}

    def at(self, year, random):
        """An occasion of the year, the greater ones often."""
        if year not in self._years:
            self._years[year] = zipf(self._occasions(year, Random(f"{self.world.seed} {year}")), 0.7)
        return self._years[year].pick(random)

    def _occasions(self, year, random):
        found = []
        gathering = [body for body in self.world.organizations.things if body.gathers]
        for organizer in gathering[:_SERIES]:
            found += _gathering(organizer, year, self.world.cities.pick(random), random)
        for topic in random.sample(self.world.topics.things, 8):
            place = self.world.cities.pick(random)
            when = spell(random, _day(year, random), 1, 4)
            if random.random() < 0.5:
                found.append(
                    Occasion(OccasionKind.CONFERENCE, f"Conference on {topic.name}, {place.name} {year}", when, place)
                )
            else:
                name = f"Talks on {topic.name}, {calendar.month_name[when.earliest.month]} {year}"
                found.append(Occasion(OccasionKind.TALKS, name, when, place))
        for host in random.sample(self.world.countries.things, 4):
            name = f"Inauguration of the President of {host.name}, {year}"
            found.append(
                Occasion(OccasionKind.INAUGURATION, name, spell(random, _day(year, random), 1, 2), host.city, host=host)
            )
        return found


def _day(year, random):
    return datetime.date(year, 1, 1) + datetime.timedelta(random.randrange(355))


def _gathering(organizer, year, place, random):
    """The session or summit of an organisation in a year, and the ministers' days within it."""
    summit = sum(map(ord, organizer.sort_key[1])) % 3 == 0
    kind, word = (OccasionKind.SUMMIT, "Summit") if summit else (OccasionKind.SESSION, "Annual session")
    when = spell(random, _day(year, random), 3, 9)
    whole = Occasion(
        kind,
        f"{word} of the {organizer.name}, {year}",
        when,
        place,
        short_name=f"{organizer.short_name} {year}"[:60],
        ordinal=year - 1990,
        organizer=organizer,
    )
    part = Occasion(
        kind,
        f"Ministerial days of the {organizer.short_name}, {year}",
        spell(random, when.earliest, 2, 3),
        place,
        organizer=organizer,
        parent=whole,
    )
    return [whole, part]


def visit(host, guest, day, random):
    """A visit of one country to the capital of another, of one to four days from the day on."""
    kind = _VISITS.pick(random)
    month = f"{calendar.month_name[day.month]} {day.year}"
    name = f"{kind.label} of {guest.name} to {host.name}, {month}"
    return Occasion(
        OccasionKind.VISIT,
        name,
        spell(random, day, 1, 4),
        host.city,
        host=host,
        guest=guest,
        visit_kind=kind,
    )
