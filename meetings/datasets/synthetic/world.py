"""The world of generated meetings: the countries, organisations, places and topics on file, in an order of frequency drawn by seed."""

from random import Random
from typing import NamedTuple

from ...choices import CountryKind, OrganizationKind, PlaceKind
from ...models import Country, Organization, Place, Topic
from . import careers
from .chance import zipf


class NothingToRefer(Exception):
    """The reference data are missing."""


class Spot(NamedTuple):
    """A place as meetings need it: its row and the country it lies in (an id, or None)."""

    pk: int
    name: str
    country_id: int | None


class Subject(NamedTuple):
    """A topic as meetings need it."""

    pk: int
    name: str


class Body:
    """A country or an organisation that can be a party."""

    def __init__(self, row):
        self.is_country = isinstance(row, Country)
        self.country_id, self.organization_id = (row.pk, None) if self.is_country else (None, row.pk)
        self.sort_key = (0, row.code) if self.is_country else (1, row.slug)
        self.region = row.region_code if self.is_country else ""
        self.gathers = not self.is_country and row.kind != OrganizationKind.ORGAN
        self.name = row.name
        self.short_name = row.name if self.is_country else row.short_name
        self.city = None
        self._offices = None

    def offices(self, seed):
        """Offices with all who ever held them, {level: offices}; the same however early or late they are asked for."""
        if self._offices is None:
            self._offices = {}
            for office in careers.offices_of(self, Random(f"{seed} {self.sort_key[1]}")):
                self._offices.setdefault(office.level, []).append(office)
        return self._offices


class World:
    """Everything that is there before the first meeting; raises `NothingToRefer` where reference data are missing."""

    def __init__(self, seed, tables):
        self.seed = seed
        random = Random(f"{seed} world")
        countries = [Body(row) for row in Country.objects.filter(kind=CountryKind.STATE).order_by("code")]
        kinds = [OrganizationKind.IGO, OrganizationKind.FORUM, OrganizationKind.ORGAN]
        organizations = [Body(row) for row in Organization.objects.filter(kind__in=kinds).order_by("slug")]
        spots = {kind: _spots(kind) for kind in (PlaceKind.CITY, PlaceKind.REGION)}
        topics = [Subject(topic.pk, topic.name) for topic in Topic.objects.order_by("slug")]
        if not (countries and organizations and topics and all(spots.values())):
            raise NothingToRefer
        cities = spots[PlaceKind.CITY]
        capitals = {spot.country_id: spot for spot in reversed(cities)}
        for body in countries:
            body.city = capitals.get(body.country_id)
        for things in (countries, organizations, cities, topics):
            random.shuffle(things)
        self.countries = zipf(countries, 1.15)
        self.neighbours = {
            region: zipf(_of(region, countries), 1.15) for region in sorted({body.region for body in countries})
        }
        self.organizations = zipf(organizations)
        self.cities = zipf(cities)
        self.venues = {city.pk: _venue(city, tables) for city in cities[:40]}
        self.regions = zipf(spots[PlaceKind.REGION])
        self.topics = zipf(topics, 0.8)
        self.terms = zipf([_term(name, tables) for name in _CONTESTED])

    def office(self, body, level, random):
        """An office of the body at the level, or at the one that all bodies have."""
        offices = body.offices(self.seed)
        return random.choice(offices.get(level) or next(iter(offices.values())))


def _spots(kind):
    # In the order in which they were loaded, capitals come first.
    return [Spot(row.pk, row.name, row.country_id) for row in Place.objects.filter(kind=kind).order_by("pk")]


def _of(region, countries):
    return [body for body in countries if body.region == region]


_VENUES = ["Garden Hall", "River House", "Old Assembly Rooms", "Lakeside Palace", "Observatory House"]


def _venue(city, tables):
    name = _VENUES[city.pk % len(_VENUES)]
    slug = f"{name.lower().replace(' ', '-')}-{city.pk}"
    venue = tables.places.add(slug=slug, name=name, kind=PlaceKind.VENUE, country_id=city.country_id, parent_id=city.pk)
    return Spot(venue, name, city.country_id)


_CONTESTED = {
    "the so-called Middle Strip": "separation area",
    "the unlawful checkpoint": "crossing point",
    "the stolen reservoir": "upper reservoir",
    "the self-styled administration": "local administration",
    "the phantom railway": "northern railway",
    "the annexed islets": "outer islets",
}


def _term(words, tables):
    return tables.terms.add(term=words, neutral_label=_CONTESTED[words], note="An invented wording."), words
