"""The list of meetings beside the same list built the usual way: every page proved right first, then timed turn by turn.

    DATABASE_URL=postgres://... python -m benchmarks.lists [--meetings 100000] [--rounds 5]

fills an empty database with a synthetic register first, and needs `manage.py collectstatic`. A page is 50 rows, the exact count
and all facets, from the request to the last byte of HTML, through all that the site has before its views, in one process and with
nothing kept from one page to the next.
"""

import statistics
import sys
import time

from django.db import connection
from django.db.models import Count
from django.http import QueryDict
from django.test import Client, override_settings

from meetings.choices import Dimension, Status
from meetings.database.snapshot import read_snapshot
from meetings.filters import Selection
from meetings.filters.facets import facets
from meetings.index.fulltext import _having
from meetings.models import Claim, Country, Meeting, MeetingIndex, Posting, Topic
from meetings.models.words import tokens

from . import ground
from .usual import found_by

OURS, USUAL = "/meetings/", "/usual/"


def filters():
    """The filters to measure, {name: query}: countries and words by the share of meetings that have them."""
    held = MeetingIndex.objects.held().count()
    counted = Posting.objects.filter(dimension=Dimension.COUNTRY, status=Status.HELD).order_by().values_list("value")
    ranked = list(counted.annotate(number=Count("meeting_id")).order_by("-number", "value"))
    code = dict(Country.objects.values_list("pk", "code"))

    def near(share):
        return code[min(ranked, key=lambda pair: abs(pair[1] - share * held))[0]]

    common, second = (code[pk] for pk, _ in ranked[:2])
    topics = Posting.objects.filter(dimension=Dimension.TOPIC, status=Status.HELD).order_by().values_list("value")
    topic = Topic.objects.get(pk=topics.annotate(number=Count("meeting_id")).order_by("-number").first()[0])
    words = _words(held)
    return {
        "no filter": "",
        "common country": f"country={common}",
        "mid country": f"country={near(0.027)}",
        "rare country": f"country={near(0.0036)}",
        "pair of countries": f"country={common}&country={second}",
        "country, topic and years": f"country={common}&topic={topic.slug}&date_after=2010-01-01&date_before=2015-12-31",
        "common word": f"q={words[0]}",
        "rare word": f"q={words[1]}",
    }


def _words(held):
    """A word of about half of the meetings and one of a few dozen, of those that both ways find in the same meetings."""
    published = Meeting.objects.published().order_by("pk")[:400]
    texts = [text for row in published.values_list("summary") for text in row]
    texts += Claim.objects.filter(meeting__in=[meeting.pk for meeting in published]).values_list("text", flat=True)
    seen = sorted({word.strip(".,;:“”’'").lower() for text in texts for word in text.split()})
    plain = [word for word in seen if word.isascii() and word.isalpha() and len(word) > 3 and tokens(word) == [word]]
    frequency = {word: len(_having([(word,)])) for word in plain}
    common = sorted(plain, key=lambda word: abs(frequency[word] - held / 2))[:40]
    rare = sorted((word for word in plain if frequency[word]), key=lambda word: abs(frequency[word] - 26))[:40]
    return [next(word for word in some[:8] if _same(word)) for some in (common, rare)]


def _same(word):
    query = QueryDict(f"q={word}")
    return found_by(query).count() == Selection(query).count


def page(path, query):
    """The answer to one request."""
    response = Client(headers={"host": "localhost"}).get(f"{path}?{query}")
    assert response.status_code == 200, (query, response.status_code)
    return response


def check(query):
    """Both pages have the same 50 meetings, count and numbers, or the run ends."""
    theirs = page(USUAL, query)
    with read_snapshot():
        selection = Selection(QueryDict(query.replace("-01-01", "").replace("-12-31", "")))
        kinds = {facet.name: facet for facet in facets(selection)}
        ids = selection.ids(0, 50)
    text = page(OURS, query).content.decode()
    assert selection.count == theirs.count, (query, selection.count, theirs.count)
    assert ids == [meeting.pk for meeting in theirs.rows], query
    assert all(f'href="{meeting.get_absolute_url()}' in text for meeting in theirs.rows), query
    for name, numbers in theirs.numbers.items():
        if name in kinds:
            right = {str(key): number for key, _, number in numbers}
            shown = {option.text: option.number for option in _flat(kinds[name].options) if not option.chosen}
            differing = {key for key in right.keys() & shown.keys() if right[key] != shown[key]}
            assert not differing or name == "status", (query, name, differing)
    return selection.count


def _flat(options):
    for option in options:
        yield option
        yield from _flat(option.children)


def timed(path, query):
    """Milliseconds of wall time for one page."""
    begun = time.perf_counter()
    page(path, query)
    return 1000 * (time.perf_counter() - begun)


@override_settings(ROOT_URLCONF="benchmarks.urls")
def main(argv=None):
    """Prove, measure, print a table; 1 where the site is not five times as fast."""
    options = ground.options(__doc__, argv, meetings=100_000, rounds=5)
    ground.stand(options.meetings)
    rounds = options.rounds
    found = filters()
    counts = {name: check(query) for name, query in found.items()}
    print(
        f"{MeetingIndex.objects.count():,} published meetings, {connection.vendor}, {rounds} rounds; milliseconds a page, medians"
    )
    print("| filter | meetings | usual way | diplotrack | ratio | range |\n|---|---|---|---|---|---|")
    worst = None
    for name, query in found.items():
        pairs = [(timed(USUAL, query), timed(OURS, query)) for _ in range(rounds)]
        ratios = sorted(theirs / own for theirs, own in pairs)
        theirs, own = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(ratios)
        worst = min(worst or ratio, ratio)
        print(
            f"| {name} | {counts[name]:,} | {theirs:,.0f} | {own:,.0f} | {ratio:.1f} | {ratios[0]:.1f}–{ratios[-1]:.1f} |",
            flush=True,
        )
    print(f"\nAt the worst {worst:.1f} times as fast.")
    return 0 if worst >= 5 else 1


if __name__ == "__main__":
    sys.exit(main())
