"""Numbers of the published, held meetings: how many in all, by year, by what they have in common, and which stand first and last."""

import datetime
from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q

from ..choices import Accounts, Precision, Status
from ..models import Claim, Country, Meeting, Mention, Official, Participant, Party, Topic

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000)
"""Years that a period may have; the last one holds the whole calendar."""


class Ranking(NamedTuple):
    """Records with their numbers of meetings, most first; `total` is how many records there are beyond those in `top` too."""

    top: list
    total: int


class Branch(NamedTuple):
    """A record of a tree with the number of meetings that it or anything below it has."""

    record: object
    count: int
    children: list


class Mentioned(NamedTuple):
    """Something talked about: as `mentions` filters by it ("IN", "org:oic", "place:karabakh"), the record, its meetings."""

    key: str
    record: object
    count: int


def on_file():
    """The meetings that every number counts unless told otherwise: published and held."""
    return Meeting.objects.published().held()


# -- when


def first_and_last(meetings):
    """The first and the last dated meeting, the last one with its parties and place; (None, None) when none is dated."""
    dated = meetings.filter(earliest__isnull=False)
    last = dated.select_related("place").prefetch_related("parties__country", "parties__organization").newest_first()
    return dated.oldest_first().first(), last.first()


def spans(meetings):
    """How many meetings lie in which years: a Counter of (first year, last year); undated meetings are in none."""
    dated = meetings.filter(earliest__isnull=False).order_by()
    found = dated.values_list("earliest__year", "latest__year").annotate(number=Count("pk"))
    return Counter({(first, last): number for first, last, number in found})


class Touching:
    """How many of the meetings of `spans` touch some years, as the list filtered by these years has them.

    Called with the first and the last of the years. A meeting touches them unless it began after or ended before.
    """

    def __init__(self, found):
        self._begun, self._ended = (
            _running(sorted((years[end], number) for years, number in found.items())) for end in (0, 1)
        )

    def __call__(self, first, last):
        return _until(self._begun, last) - _until(self._ended, first - 1)


def _running(pairs):
    """Years in order, and how many meetings there are until the end of each."""
    return [year for year, _ in pairs], list(accumulate(number for _, number in pairs))


def _until(running, year):
    years, numbers = running
    place = bisect_right(years, year)
    return numbers[place - 1] if place else 0


def periods(first, last, most):
    """The years from `first` to `last` in at most `most` periods of 1, 2, 5, 10, 20 ... years, as a list of (first, last) year.

    Periods of more than one year begin at a multiple of their length, so that the outer ones may reach beyond the years.
    """
    step = next(step for step in _STEPS if last // step - first // step < most)
    starts = range(first - first % step, last + 1, step)
    # The calendar goes from the year 1 to 9999.
    return [(max(start, 1), min(start + step - 1, 9999)) for start in starts]


def precisions(meetings):
    """How many meetings have a date of which precision: a dict, "" for undated ones."""
    return dict(meetings.order_by().values_list("precision").annotate(Count("pk")))


def upcoming(today):
    """Announced meetings that are not past, soonest first; the same as `status=announced` with `date_after` today."""
    announced = Meeting.objects.published().filter(status=Status.ANNOUNCED, latest__gte=today)
    return announced.oldest_first()


def week_of(today):
    """Monday and Sunday of the week of a day."""
    monday = today - datetime.timedelta(days=today.weekday())
    return monday, monday + datetime.timedelta(days=6)


def this_week(today):
    """Meetings known to the day that fell on the days of this week in earlier years, oldest first."""
    monday, _ = week_of(today)
    days = Q()
    for number in range(7):
        day = monday + datetime.timedelta(days=number)
        days |= Q(earliest__month=day.month, earliest__day=day.day, earliest__lt=datetime.date(day.year, 1, 1))
    return on_file().filter(days, precision=Precision.DAY).oldest_first()


# -- who


def by_country(meetings, parties=None, limit=None):
    """Countries by how many of the meetings they took part in; `parties` narrows which countries are ranked."""
    ranked = Party.objects.filter(meeting__in=meetings, country__isnull=False)
    if parties is not None:
        # As a number, not as a column with an index: SQLite would look up each country for each meeting.
        ranked = ranked.alias(whose=F("country") + 0).filter(whose__in=parties.values("country"))
    found = ranked.values_list("country").annotate(number=Count("pk"))
    found = found.order_by("-number", "country__name_key", "country__code")
    return _ranking(Country, list(found), limit)


def by_official(meetings, participants, limit=None):
    """The officials among `participants` by how many of the meetings they took part in, for whichever party."""
    ranked = Participant.objects.filter(
        party__meeting__in=meetings, official__in=participants.filter(official__isnull=False).values("official")
    )
    found = ranked.values_list("official").annotate(number=Count("party__meeting", distinct=True))
    return _ranking(Official, list(found.order_by("-number", "official__sort_key", "official")), limit)


def _ranking(model, found, limit):
    top = found[:limit]
    records = model.objects.in_bulk([pk for pk, _ in top])
    return Ranking([(records[pk], number) for pk, number in top], len(found))


def met_by(official, meetings):
    """Participants of the meetings who took part for another party than the official did."""
    own = Participant.objects.filter(party=OuterRef("party"), official=official)
    return Participant.objects.filter(~Exists(own), party__meeting__in=meetings)


def parties_met_by(official, meetings):
    """Parties of the meetings for which the official did not take part."""
    own = Participant.objects.filter(party=OuterRef("pk"), official=official)
    return Party.objects.filter(~Exists(own), meeting__in=meetings)


def bodies_of(official, meetings):
    """The countries and organisations for which the official took part, as a list without doubles."""
    parties = Party.objects.filter(meeting__in=meetings, participants__official=official).named()
    return list(dict.fromkeys(party.body for party in parties))


def offices(officials, meetings, **of):
    """The offices in which officials took part: {official id: list of titles}, as appointments say or else as reported.

    `of` narrows the party they took part for, such as `country=...`.
    """
    parties = Party.objects.filter(meeting__in=meetings, **of)
    found = Participant.objects.filter(official__in=officials, party__in=parties).prefetch_related(
        "appointments__position"
    )
    titles = {}
    for participant in found.order_by("party__meeting__earliest", "pk"):
        held = [appointment.title for appointment in participant.appointments.all()]
        for title in held or [participant.title_as_reported]:
            if title:
                titles.setdefault(participant.official_id, {})[title] = None
    return {official: list(found) for official, found in titles.items()}


def hosts(meetings):
    """Which country hosted how many of the meetings: a Counter by country id, None where no source says.

    The host is the one party that is marked as hosting; where none is marked, or several are, the country of the place.
    """
    places = dict(meetings.order_by().values_list("pk", "place__country"))
    marked = {}
    for meeting, country in Party.objects.filter(meeting__in=meetings, hosts=True).values_list("meeting", "country"):
        marked.setdefault(meeting, []).append(country)
    return Counter(
        marked[meeting][0] if len(marked.get(meeting, [])) == 1 and marked[meeting][0] else place
        for meeting, place in places.items()
    )


def with_all_accounts(meetings):
    """Those of some published meetings whose sources carry the account of every party."""
    return meetings.filter(index__accounts=Accounts.BOTH)


# -- about what


def topics_raised(meetings):
    """The meetings that raise each topic or a sub-topic of it: ({topic id: set of meeting ids}, {topic id: Topic})."""
    topics = Topic.objects.in_bulk()
    pairs = Claim.topics.through.objects.filter(claim__meeting__in=meetings)
    raised = {}
    for topic, meeting in pairs.values_list("topic_id", "claim__meeting_id").distinct():
        while topic:
            raised.setdefault(topic, set()).add(meeting)
            topic = topics[topic].parent_id
    return raised, topics


def topic_tree(meetings, *, empty=False):
    """All topics as a list of `Branch`, by name, or, without `empty`, only those that were raised, most raised first."""
    raised, topics = topics_raised(meetings)
    counts = {topic: len(found) for topic, found in raised.items()}
    return grow(topics.values(), counts, empty=empty)


def grow(records, counts, *, empty=False):
    """Records of a tree as `Branch` under `Branch`; `counts` hold what lies below a record too."""
    below = {}
    for record in records:
        below.setdefault(record.parent_id, []).append(record)

    def branches(parent):
        kept = [record for record in below.get(parent, []) if empty or counts.get(record.pk)]
        kept.sort(key=lambda record: (0 if empty else -counts[record.pk], record.name_key, record.pk))
        return [Branch(record, counts.get(record.pk, 0), branches(record.pk)) for record in kept]

    return branches(None)


def rolled_up(counts, parents):
    """Numbers of records of a tree with those of everything below them added; `parents` is {id: id of the parent or None}."""
    totals = Counter()
    for record, number in counts.items():
        while record:
            totals[record] += number
            record = parents[record]
    return totals


def by_mention(meetings, limit=None):
    """Countries, organisations and places by how many of the meetings talk about them, as a Ranking of `Mentioned`."""
    kinds = [kind.parameter for kind in Mention.bodies]
    found = Mention.objects.filter(claim__meeting__in=meetings).order_by().values_list(*kinds)
    counts = [(ids, n) for *ids, n in found.annotate(number=Count("claim__meeting", distinct=True))]
    records = [kind.objects.in_bulk([ids[i] for ids, _ in counts if ids[i]]) for i, kind in enumerate(Mention.bodies)]
    bodies = [(next(records[i][pk] for i, pk in enumerate(ids) if pk), number) for ids, number in counts]
    ranked = sorted(bodies, key=lambda pair: (-pair[1], pair[0].name_key, pair[0].pk))
    return Ranking([Mentioned(body.key, body, number) for body, number in ranked[:limit]], len(ranked))


def most_absent(meetings):
    """The country most talked about at meetings that it did not attend, or None."""
    present = Party.objects.filter(meeting=OuterRef("claim__meeting"), country=OuterRef("country"))
    found = (
        Mention.objects.filter(~Exists(present), claim__meeting__in=meetings, country__isnull=False)
        .order_by()
        .values_list("country")
        .annotate(number=Count("claim__meeting", distinct=True))
        .order_by("-number", "country__name_key")
        .first()
    )
    return Country.objects.get(pk=found[0]) if found else None
