"""What the register knows by which names: countries, bodies, places, topics, occasions, sources and people, as an import looks them up."""

from collections import defaultdict

from ..models import (
    Country,
    CountryName,
    Merge,
    Occasion,
    Organization,
    Place,
    Position,
    Provenance,
    Revision,
    Source,
    Topic,
    TopicName,
)
from ..models.fields import fold, normalise_url
from ..models.register import Register
from .official_index import People
from .parsers import Unreadable
from .refs import Body, Found


class _Table:
    """Records of one kind by folded names, each name leading to one or several."""

    def __init__(self):
        self.by_name = defaultdict(dict)

    def add(self, row, *names):
        for name in names:
            if key := fold(name or ""):
                self.by_name[key][id(row)] = row

    def get(self, text):
        return list(self.by_name.get(fold(text), {}).values())


class Known:
    """Everything that rows may name, read in a fixed number of queries; what rows bring is added as they are read."""

    def __init__(self):
        self.state = state()
        self._read_bodies()
        self._read_places()
        self.topics = _Table()
        topics = {pk: Found(pk, name, slug=slug) for pk, slug, name in Topic.objects.values_list("pk", "slug", "name")}
        for row in topics.values():
            self.topics.add(row, row.slug, row.name)
        for topic, name in TopicName.objects.values_list("topic", "name"):
            self.topics.add(topics[topic], name)
        self._read_occasions()
        self.sources = {}
        self.people = People()

    def _read_bodies(self):
        self.bodies = {}
        self._countries, self._organizations = _Table(), _Table()
        countries = {}
        columns = ("pk", "code", "name", "official_name", "alpha3")
        for pk, code, name, *others in Country.objects.values_list(*columns):
            body = countries[pk] = self.bodies[code] = Body(pk, None, code, name, name)
            self._countries.add(body, code, name, *others)
        for pk, name in CountryName.objects.values_list("country", "name"):
            self._countries.add(countries[pk], name)
        organizations = {}
        for pk, slug, name, acronym in Organization.objects.values_list("pk", "slug", "name", "acronym"):
            body = organizations[pk] = Body(None, pk, f"org:{slug}", name, acronym or name)
            self.bodies[body.key] = body
            self._organizations.add(body, slug, name, acronym)
        gone = Merge.objects.standing().filter(revision__entity="organization").exclude(gone_slug="")
        for slug, kept in gone.values_list("gone_slug", "kept_id"):
            if kept in organizations:
                self._organizations.add(organizations[kept], slug)

    def _read_places(self):
        self.places = _Table()
        rows = Place.objects.values_list("pk", "slug", "name", "country", "country__name")
        for pk, slug, name, country, country_name in rows:
            row = Found(pk, name, slug=slug, country=country)
            self.places.add(row, slug, name, f"{name} {country_name}" if country else "")

    def _read_occasions(self):
        self.occasions, self.occasions_by_id = _Table(), {}
        columns = ("pk", "name", "short_name", "earliest", "latest")
        for pk, name, short_name, earliest, latest in Occasion.objects.values_list(*columns):
            row = Found(pk, name, label=short_name or name, days=(earliest, latest) if earliest else None)
            self.occasions_by_id[pk] = row
            self.occasions.add(row, name, short_name)

    # -- one name after the other

    def country(self, text):
        """The `Body` of a country, by code, alpha-3, name or alias."""
        body = self.bodies.get(text.strip().upper())
        if body and body.country:
            return body
        return _one(self._countries.get(text), text, "country", "its code, of ISO 3166-1 where it has one")

    def organization(self, text):
        """The `Body` of an organisation, by slug, acronym or name."""
        slug = text.strip().removeprefix("org:")
        body = self.bodies.get(f"org:{slug}")
        return body or _one(self._organizations.get(slug), text, "organisation", "its key")

    def organizations_named(self, text):
        """The organisations of a name, as a list."""
        return self._organizations.get(text)

    def add_organization(self, slug, name, acronym):
        """Know an organisation that a row brings; its id is not known until it is written."""
        body = self.bodies[f"org:{slug}"] = Body(None, None, f"org:{slug}", name, acronym or name)
        self._organizations.add(body, slug, name, acronym)
        return body

    def body(self, text):
        """A country or an organisation, the country first where both have the name."""
        if text.startswith("org:"):
            return self.organization(text)
        try:
            return self.country(text)
        except Unreadable:
            if self._organizations.get(text):
                return self.organization(text)
            raise

    def topic(self, text):
        """A topic, by slug, name or another word for it."""
        return _one(self.topics.get(text), text, "topic", "its key")

    def place(self, text, country=None):
        """A place, by slug or name; `country` is the id of the one it lies in, where several have the name."""
        found = self.places.get(text)
        if len(found) > 1:
            found = (
                [row for row in found if row.slug == text] or [row for row in found if row.country == country] or found
            )
        return _one(found, text, "place", "its key")

    def occasion(self, name, when):
        """The one occasion of this name whose days touch those of a `When`, None where there is none; several are refused."""
        found = self.occasions.get(name)
        if when:
            found = [
                row for row in found if not row.days or (row.days[0] <= when.latest and row.days[1] >= when.earliest)
            ]
        if len(found) > 1:
            raise Unreadable(f"{len(found)} occasions are called “{name[:60]}”: give the number of one as occasion_id.")
        return found[0] if found else None

    def add_occasion(self, row):
        """Know an occasion that a row brings."""
        self.occasions.add(row, row.name, row.label)

    def source(self, key, **values):
        """The source of a key (`source_key`), on file or made now of these values."""
        row = self.sources.get(key)
        if row is None:
            row = self.sources[key] = Found(None, values["title"], **values)
        return row

    def read_sources(self, keys):
        """Look up which sources of some keys are on file, in at most two queries, and forget those of earlier rows.

        Nearly every row brings one, so that a large file would fill the memory with them.
        """
        self.sources = dict.fromkeys(keys)
        urls = [key[1] for key in keys if key[0] == "url"]
        titles = [key[2] for key in keys if key[0] == "title"]
        if urls:
            for pk, title, url in Source.objects.filter(url_key__in=urls).values_list("pk", "title", "url_key"):
                self.sources["url", url] = Found(pk, title)
        if titles:
            rows = Source.objects.filter(title__in=titles, url_key=None).order_by("-pk")
            for pk, publisher, title in rows.values_list("pk", "publisher", "title"):
                self.sources["title", publisher, title] = Found(pk, title)


def source_key(url, publisher, title):
    """What tells one source from another: the normalised address, else publisher and title."""
    return ("url", normalise_url(url)) if url else ("title", publisher, title)


def state():
    """What moves with every edit of anything an import knows: of equal states, what was read of the register still holds."""
    last = [model.objects.order_by("-pk").values_list("pk", flat=True).first() for model in (Revision, Provenance)]
    return Register.objects.current().version, *last


def _one(found, text, kind, key):
    if not found:
        raise Unreadable(f"There is no {kind} “{text[:60]}” on file: write {key}, or put it on file first.")
    if len(found) > 1:
        names = ", ".join(sorted(getattr(row, "slug", None) or row.key for row in found))
        raise Unreadable(f"“{text[:60]}” may be {names}: write one of these.")
    return found[0]


def positions():
    """Offices by body and folded title: {((country id, organisation id), title): `Position`}."""
    return {((one.country_id, one.organization_id), one.title_key): one for one in Position.objects.all()}
