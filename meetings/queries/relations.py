"""Two countries: how often pairs of them met, and one pair's meetings by people, year, level, host and result."""

import datetime
from collections import Counter
from typing import NamedTuple

from django.db.models import Count, F, Prefetch, Q

from ..choices import Basis, ClaimKind, Level, rank
from ..index.voices import Voices
from ..models import Citation, Claim, Country, Official, Participant, Party, When
from .statistics import Touching, offices, periods, topics_raised


class Pair(NamedTuple):
    """Two countries in the order of their codes, with the meetings of only the two and all that both attended."""

    first: Country
    second: Country
    alone: int
    together: int

    @property
    def code(self):
        """The pair as addresses carry it: "AZ-PK"."""
        return f"{self.first.code}-{self.second.code}"


def pairs(meetings, limit=None):
    """(The pairs of countries that met, most meetings of only the two first, at most `limit`; how many pairs there are)."""
    ids = ("country", "meeting__parties__country")
    joined = Party.objects.filter(meeting__in=meetings, meeting__parties__country__code__gt=F("country__code"))
    found = joined.order_by().values_list(*ids, "country__code", "meeting__parties__country__code")
    counted = found.annotate(together=Count("pk"), alone=Count("pk", filter=Q(meeting__party_count=2)))
    ranked = sorted(counted, key=lambda row: (-row[5], -row[4], row[2], row[3]))
    top = ranked[:limit]
    countries = Country.objects.in_bulk({pk for row in top for pk in row[:2]})
    return [Pair(countries[a], countries[b], alone, both) for a, b, _, _, both, alone in top], len(ranked)


# -- who met whom


class Person(NamedTuple):
    """An official of one side, the offices held at these meetings, and the number of them the official took part in."""

    official: Official
    offices: list
    count: int


class Matrix(NamedTuple):
    """Who met whom: people of the first country as columns, of the second as rows, each row as (person, list of numbers).

    `left_out` counts people beyond those shown.
    """

    columns: list
    rows: list
    left_out: int


def who_met_whom(meetings, first, second, limit):
    """The heads of the two delegations, at most `limit` a side, and at how many of the meetings each two of them both were."""
    seats = list(
        Participant.objects.filter(party__meeting__in=meetings, official__isnull=False).values_list(
            "official", "party__meeting", "party__country", "heads"
        )
    )
    at = {}
    for official, meeting, _, _ in seats:
        at.setdefault(official, set()).add(meeting)
    heads = [
        {official for official, _, of, heads in seats if heads and of == country.pk} for country in (first, second)
    ]
    records = Official.objects.in_bulk(heads[0] | heads[1])
    sides = [sorted(found, key=lambda pk: (-len(at[pk]), records[pk].sort_key, pk))[:limit] for found in heads]
    titles = offices([*sides[0], *sides[1]], meetings, country__in=[first, second])
    columns, people = ([Person(records[pk], titles.get(pk, []), len(at[pk])) for pk in side] for side in sides)
    rows = [(person, [len(at[person.official.pk] & at[other.official.pk]) for other in columns]) for person in people]
    return Matrix(columns, rows, sum(len(found) - len(side) for found, side in zip(heads, sides, strict=True)))


class Square(NamedTuple):
    """Which countries met which: countries in the order of their codes, and a number for each two of them."""

    countries: list
    numbers: dict
    left_out: int


def countries_square(meetings, limit):
    """The countries with most of the meetings, at most `limit`, and for each two ids at how many both were."""
    present = list(Party.objects.filter(meeting__in=meetings, country__isnull=False).values_list("country", "meeting"))
    at = {}
    for country, meeting in present:
        at.setdefault(country, set()).add(meeting)
    countries = Country.objects.in_bulk(at)
    chosen = sorted(at, key=lambda pk: (-len(at[pk]), countries[pk].code))[:limit]
    chosen.sort(key=lambda pk: countries[pk].code)
    numbers = {(a, b): len(at[a] & at[b]) for a in chosen for b in chosen if a != b}
    return Square([countries[pk] for pk in chosen], numbers, len(at) - len(chosen))


# -- when


class Gap(NamedTuple):
    """The time between two meetings with none in between that a source reports: at least this long, exactly if both days are known."""

    after: When
    before: When
    exact: bool

    @property
    def months(self):
        """Whole months of it."""
        start, end = self.after.latest, self.before.earliest
        return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)

    @property
    def days(self):
        """Days from the one meeting to the other."""
        return (self.before.earliest - self.after.latest).days

    @property
    def text(self):
        """Its length in words: "3 years 3 months", "5 months", "12 days"."""
        years, months = divmod(self.months, 12)
        if not self.months:
            return _plural(self.days, "day")
        return " ".join(_plural(number, word) for number, word in ((years, "year"), (months, "month")) if number)


def _plural(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def longest_gap(meetings):
    """The longest time between two dated meetings that followed on each other, or None.

    A date that is not known to the day counts with all the days it may be, so that the gap is never said to be longer than it was.
    """
    dates = meetings.filter(earliest__isnull=False).order_by("earliest", "pk")
    found, last = [], None
    for values in dates.values_list("earliest", "latest", "precision"):
        date = When(*values)
        if last and date.earliest - last.latest > datetime.timedelta(days=1):
            found.append(Gap(last, date, last.days == 1 and date.days == 1))
        if last is None or date.latest > last.latest:
            last = date
    return max(found, key=lambda gap: gap.days, default=None)


class Cross(NamedTuple):
    """A table of numbers: `columns` are what stands over it, `rows` are (what stands beside it, its number, list of numbers)."""

    columns: list
    rows: list


def levels_by_year(meetings, most):
    """Meetings by level and by at most `most` periods of years that had one, newest first; levels by rank, None for unknown."""
    dated = meetings.filter(earliest__isnull=False).order_by()
    spans = {}
    for level, *years, number in dated.values_list("level", "earliest__year", "latest__year").annotate(Count("pk")):
        spans.setdefault(level, {})[tuple(years)] = number
    levels = sorted(spans, key=lambda level: rank(level) if level else len(Level))
    touching = {level: Touching(found) for level, found in spans.items()}
    rows = []
    for first, last in reversed(_periods([years for found in spans.values() for years in found], most)):
        numbers = [touching[level](first, last) for level in levels]
        if any(numbers):
            rows.append(((first, last), sum(numbers), numbers))
    return Cross([Level(level) if level else None for level in levels], rows)


def topics_by_year(meetings, most):
    """The main topics, sub-topics included, most raised first, by at most `most` periods of years that had a meeting."""
    raised, topics = topics_raised(meetings)
    dated = meetings.filter(earliest__isnull=False).order_by()
    years = {pk: tuple(found) for pk, *found in dated.values_list("pk", "earliest__year", "latest__year")}
    every = Counter(years.values())
    touching = Touching(every)
    columns = [period for period in _periods(every, most) if touching(*period)]
    roots = [topics[pk] for pk in raised if topics[pk].parent_id is None]
    roots.sort(key=lambda topic: (-len(raised[topic.pk]), topic.name_key))
    rows = []
    for topic in roots:
        touching = Touching(Counter(years[pk] for pk in raised[topic.pk] if pk in years))
        rows.append((topic, len(raised[topic.pk]), [touching(*period) for period in columns]))
    return Cross(columns, rows)


def _periods(spans, most):
    if not spans:
        return []
    return periods(min(first for first, _ in spans), max(last for _, last in spans), most)


# -- with what result


class Outcome(NamedTuple):
    """Something agreed, with the voices of the sources that report it."""

    claim: Claim
    voices: Voices


def outcomes(meetings, *countries):
    """What the meetings agreed that binds all of these countries, newest meeting first, as a list of `Outcome`."""
    supporting = Citation.objects.filter(stance="supports").select_related("source").prefetch_related("source__sides")
    claims = (
        Claim.objects.filter(meeting__in=meetings, kind=ClaimKind.AGREED)
        .select_related("meeting")
        .prefetch_related(
            Prefetch("citations", queryset=supporting),
            "parties",
            "meeting__parties__country",
            "meeting__parties__organization",
        )
        .order_by(F("meeting__earliest").desc(nulls_last=True), "-meeting_id", "order", "pk")
    )
    return [
        Outcome(claim, Voices.of(claim.meeting.sides, [citation.source for citation in claim.citations.all()]))
        for claim in claims
        if _binds(claim, countries)
    ]


def _binds(claim, countries):
    """Whether an outcome binds these countries: one that names no parties binds all of its meeting."""
    bound = {party.country_id for party in claim.parties.all()}
    return not bound or bound >= {country.pk for country in countries}


def bases(found):
    """How many outcomes rest on what, in the order joint, one side's, third party: a list of (Basis, number) without zeros."""
    counts = Counter(outcome.voices.basis for outcome in found)
    return [(basis, counts[basis]) for basis in Basis if counts[basis]]
