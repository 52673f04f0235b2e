"""What the directory lists and what its pages say of a record, with the number of meetings beside each name."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, F

from ..models import Appointment, Country, Mention, Occasion, Official, Organization, Participant, Party, Place
from .statistics import on_file, rolled_up


class Listed(NamedTuple):
    """A record of a list with its number of meetings; `countries` are those whose flag stands beside it."""

    record: object
    count: int
    countries: list = []


# -- countries


def countries():
    """(Countries with meetings, most first, as `Listed`; the others by name)."""
    counts = dict(
        Party.objects.filter(meeting__in=on_file(), country__isnull=False)
        .order_by()
        .values_list("country")
        .annotate(Count("pk"))
    )
    everyone = list(Country.objects.all())
    met = [Listed(country, counts[country.pk]) for country in everyone if country.pk in counts]
    met.sort(key=lambda listed: -listed.count)
    return met, [country for country in everyone if country.pk not in counts]


# -- officials


def officials():
    """The officials that the public sees, by sort name."""
    return Official.objects.public().order_by("sort_key", "pk")


def with_meetings(people):
    """Officials as `Listed` with the countries for which they took part in published meetings."""
    ids = [official.pk for official in people]
    counts = dict(
        Participant.objects.filter(official__in=ids, party__meeting__in=on_file())
        .order_by()
        .values_list("official")
        .annotate(Count("party__meeting", distinct=True))
    )
    # By their entry: asked for their state, SQLite would go through all published meetings.
    seats = Participant.objects.filter(
        official__in=ids, party__meeting__index__isnull=False, party__country__isnull=False
    )
    pairs = set(seats.order_by().values_list("official", "party__country"))
    found = Country.objects.in_bulk({country for _, country in pairs})
    represented = {}
    for official, country in sorted(pairs, key=lambda pair: found[pair[1]].code):
        represented.setdefault(official, []).append(found[country])
    return [Listed(one, counts.get(one.pk, 0), represented.get(one.pk, [])) for one in people]


class Term(NamedTuple):
    """One term of office with the number of meetings in which the official took part in it."""

    appointment: Appointment
    count: int


def career(official):
    """Terms of office that the public sees, latest first, those of unknown start last, as a list of `Term`."""
    seats = Participant.objects.filter(official=official, party__meeting__in=on_file())
    counts = dict(seats.order_by().values_list("appointments").annotate(Count("party__meeting", distinct=True)))
    terms = official.appointments.public().order_by(F("start_earliest").desc(nulls_last=True), "pk")
    return [Term(term, counts.get(term.pk, 0)) for term in terms]


def titles_as_reported(official):
    """Titles that sources gave the official at meetings for which no office is on file: list of (title, number of meetings)."""
    seats = Participant.objects.filter(
        official=official, party__meeting__in=on_file(), appointments__isnull=True
    ).exclude(title_as_reported="")
    found = seats.order_by().values_list("title_as_reported").annotate(number=Count("party__meeting", distinct=True))
    return list(found.order_by("-number", "title_as_reported"))


# -- organisations


class Body(NamedTuple):
    """An organisation with its number of meetings as a party, and of meetings that talk about it."""

    record: Organization
    count: int
    mentions: int


def organizations():
    """The organisations that the public sees, by name, as a list of `Body`."""
    meetings = on_file()
    parties = Party.objects.filter(meeting__in=meetings, organization__isnull=False).order_by()
    mentions = Mention.objects.filter(claim__meeting__in=meetings, organization__isnull=False).order_by()
    counts = dict(parties.values_list("organization").annotate(Count("pk")))
    talked = dict(mentions.values_list("organization").annotate(Count("claim__meeting", distinct=True)))
    everyone = Organization.objects.public().select_related("country")
    return [Body(one, counts.get(one.pk, 0), talked.get(one.pk, 0)) for one in everyone]


# -- occasions


def occasions():
    """The occasions that the public sees, newest first, undated ones last."""
    found = Occasion.objects.public().select_related("place__country", "host", "guest", "organizer")
    return found.order_by(F("earliest").desc(nulls_last=True), "-pk")


def at_occasions(found):
    """Occasions as `Listed`; the meetings of their parts count too."""
    here = Counter(
        dict(on_file().filter(occasion__isnull=False).order_by().values_list("occasion").annotate(Count("pk")))
    )
    totals = rolled_up(here, dict(Occasion.objects.order_by().values_list("pk", "parent")))
    return [Listed(occasion, totals[occasion.pk]) for occasion in found]


# -- places


def places():
    """The places that the public sees, by country, then by name, those of no one country last."""
    found = Place.objects.public()
    return found.order_by(F("country__name_key").asc(nulls_last=True), "country__code", "name_key", "pk")


def place_totals():
    """How many meetings were held at each place and at what lies in it: a Counter by id."""
    here = on_file().filter(place__isnull=False).order_by().values_list("place").annotate(Count("pk"))
    return rolled_up(dict(here), dict(Place.objects.order_by().values_list("pk", "parent")))


def place_mentions():
    """How many meetings talk about each place: a Counter by id."""
    found = Mention.objects.filter(claim__meeting__in=on_file(), place__isnull=False).order_by()
    return Counter(dict(found.values_list("place").annotate(Count("claim__meeting", distinct=True))))


# -- parts of trees


def public_above(row):
    """What a record lies in, from the root down, as far as the public sees it."""
    upward = row.ancestors
    seen = set(type(row).objects.public().filter(pk__in=[one.pk for one in upward]).values_list("pk", flat=True))
    return [one for one in upward if one.pk in seen]


def public_parts(occasion):
    """The parts of an occasion that the public sees, in the order of their dates."""
    return Occasion.objects.public().filter(parent=occasion).order_by(F("earliest").asc(nulls_last=True), "pk")
