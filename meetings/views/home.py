"""The first page: what the register is, what is on file, what is new, what is to come, and what it does not cover."""

from django.shortcuts import render
from django.utils import timezone

from ..choices import Precision
from ..filters import list_url
from ..models import Country
from ..queries import statistics
from ..queries.rows import rows
from .lists import Counted, name_of
from .relations import related
from .years import years

_LATEST = 5
_UPCOMING = 3
_THIS_WEEK = 3
_RELATIONS = 8


def home(request):
    """`/`: the front of the register."""
    today = timezone.localdate()
    meetings = statistics.on_file()
    first, last = statistics.first_and_last(meetings)
    countries = statistics.by_country(meetings, limit=0).total
    pairs, pair_total = related(_RELATIONS)
    monday, sunday = statistics.week_of(today)
    to_come = statistics.upcoming(today)
    return render(
        request,
        "home.html",
        {
            "count": meetings.count(),
            "countries": countries,
            "without_meetings": Country.objects.count() - countries,
            "first": first,
            "last": last,
            "questions": _questions(meetings, pairs, first),
            "latest": rows(meetings.newest_first()[:_LATEST]),
            "upcoming": rows(to_come[:_UPCOMING]),
            "upcoming_count": to_come.count(),
            "upcoming_url": list_url(("date_after", today.isoformat()), ("status", "announced")),
            "this_week": rows(statistics.this_week(today)[:_THIS_WEEK]),
            "monday": monday,
            "sunday": sunday,
            "pairs": pairs,
            "pair_total": pair_total,
            "years": years(meetings),
            "dates": _dates(statistics.precisions(meetings)),
            "all_accounts": statistics.with_all_accounts(meetings).count(),
        },
    )


def _questions(meetings, pairs, first):
    """Questions that have an answer on file, as `Counted`: a relation, a topic, and a country talked about in its absence."""
    found = []
    if pairs:
        busiest = pairs[0].together
        found.append(Counted(f"{busiest.label}, at one table", busiest.count, busiest.url))
    for branch in statistics.topic_tree(meetings)[:1]:
        topic = branch.record
        found.append(Counted(f"Meetings about {topic.name}", branch.count, list_url(("topic", topic.slug))))
    if country := statistics.most_absent(meetings):
        found.append(Counted(f"Talks that mention {name_of(country)}", 0, list_url(("mentions", country.code))))
    return found


def _dates(counts):
    """How well the dates are known, in words: a list of "6 to the day"."""
    words = {
        Precision.DAY: "to the day",
        Precision.MONTH: "to the month",
        Precision.YEAR: "to the year",
        Precision.WITHIN: "to a few days",
        Precision.SPAN: "that went on for several days",
        "": "not at all",
    }
    return [(counts[precision], text) for precision, text in words.items() if counts.get(precision)]
