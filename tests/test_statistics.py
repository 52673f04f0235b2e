"""Every number on the pages of the directory is a link to the list of its equals, and equals it."""

import datetime
import re
from html.parser import HTMLParser
from zlib import crc32

import pytest
from django.http import QueryDict
from django.utils import timezone

from meetings.actions.derive import derive
from meetings.filters import Selection
from meetings.models import Meeting
from meetings.queries import statistics
from meetings.queries.relations import longest_gap

from . import EXAMPLES
from .build import (
    make_body,
    make_claim,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_party,
    make_place,
    make_topic,
)
from .crawl import crawl
from .leaky import make_hidden

pytestmark = pytest.mark.django_db

SECTIONS = [
    f"/{name}/" for name in ("countries", "officials", "organizations", "occasions", "places", "topics", "relations")
]


class _Anchors(HTMLParser):
    """Links of a page as (address, text); what is hidden from the eye counts as text too."""

    def __init__(self):
        super().__init__()
        self.found, self._open = [], None

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self._open = [dict(attributes).get("href", ""), ""]

    def handle_data(self, data):
        if self._open:
            self._open[1] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._open:
            self.found.append(tuple(self._open))
            self._open = None


def counts(page):
    """Links to lists of meetings that carry a number, as (query, number)."""
    parser = _Anchors()
    parser.feed(page)
    for address, text in parser.found:
        path, _, query = address.partition("?")
        number = re.search(r"(?<![\w–])\d[\d,]*(?!\w)", text)
        if path == "/meetings/" and number:
            yield query, int(number[0].replace(",", ""))


def make_crowded():
    """Meetings of every awkward kind beside plain ones, and hidden records beside them all."""
    for number in range(1, 10):
        make_full_meeting(number)
    public = Meeting.objects.order_by("pk").first()
    make_hidden(public)
    assembly, week = make_occasion("Assembly", "2023-09-05..2023-12-20", organizer=make_body("org:un")), None
    week = make_occasion("High-level week", "2023-09-19..2023-09-26", parent=assembly)
    city, venue = make_place("new-york"), make_place("headquarters", kind="venue", parent=make_place("new-york"))
    both_sides, envoy = make_official("Adam Envoy"), make_official("Eve Minister")
    spans = make_meeting("AZ", "IN", "TR", date="2019-12-30..2020-01-02", occasion=week, setting="margins", place=venue)
    make_claim(
        spans, topics=[make_topic("trade"), make_topic("trade-and-investment")], mentions=[make_body("IN"), city]
    )
    make_meeting("AZ", "IN", date="2021", heads=[envoy, both_sides], occasion=assembly, setting="margins")
    make_meeting("IN", "AZ", date="2021-06", heads=[both_sides, envoy])
    # One who speaks for another country the next time, and one in two delegations of the same meeting.
    switched = make_meeting("AZ", "PK", date="2022-05-01", heads=[both_sides, envoy])
    make_party(switched, "TR", both_sides)
    derive(switched)
    make_meeting("FR", "org:un", date=None, heads=[None, both_sides])
    make_meeting(
        "FR",
        "PK",
        status="cancelled",
        heads=["Pierre Cancelled"],
        occasion=make_occasion("Never held"),
        setting="margins",
    )
    make_meeting("FR", "DE", status="announced", date=(timezone.localdate() + datetime.timedelta(days=9)).isoformat())
    make_meeting("DE", "IN", "FR", "PK", "TR", "AZ", date="1999-01-01", level="")


@pytest.fixture
def crowded(stand):
    """The same, in the test's database."""
    stand(make_crowded)


def worth_opening(ground):
    """Whether to open a page of the directory. Of the hundreds in reference data, most of which never met, a part stands for all."""

    def wanted(url):
        if url.startswith(("/meetings/", "/search/")):
            return False
        many = ground == "register" and re.match(r"/(countries|places|topics|organizations)/\w", url)
        return EXAMPLES >= 1000 or not many or crc32(url.encode()) % 12 == 0

    return wanted


@pytest.mark.prove
@pytest.mark.parametrize("ground", [pytest.param("crowded", marks=pytest.mark.long), "register"])
def test_every_number_is_that_of_its_list_and_its_link_in_its_shortest_form(client, request, ground):
    request.getfixturevalue(ground)
    pages = crawl(client, ["/", *SECTIONS, "/countries/PK/"], worth_opening(ground))
    lists, wrong, checked = {}, [], 0
    for url, response in pages.items():
        for query, number in counts(response.content.decode()) if response.status_code == 200 else ():
            if query not in lists:
                selection = Selection(QueryDict(query))
                lists[query] = selection.count if not selection.ignored else selection.ignored
                if selection.address() != f"?{query}":
                    wrong.append((url, query, selection.address()))
            checked += 1
            if lists[query] != number:
                wrong.append((url, query, number, lists[query]))
    assert wrong == []
    assert checked > 200


def test_a_number_is_where_the_eye_finds_it(client, one):
    page = client.get("/countries/PK/").content.decode()
    assert '<a href="/meetings/?country=PK">1 meeting</a>' in page
    assert '<a href="/meetings/?country=PK&amp;country=AZ">1</a>' in page
    assert '<a href="/meetings/?country=PK&amp;topic=trade-and-investment">1</a>' in page


@pytest.mark.parametrize(
    ("dates", "text", "exact"),
    [
        (["2017-09", "2021-01-13"], "3 years 3 months", False),
        (["2023-05-31", "2023-09-22", "2023-10-11"], "3 months", True),
        (["2020-01-01", "2021-01-01"], "1 year", True),
        (["2023-09-01", "2023-09-13"], "12 days", True),
        # The year may have been any of its days, so that only what lies outside of it is a gap.
        (["2023-10-11", "2024", "2025-03"], "2 months", False),
        # A long stay covers what lies in it.
        (["2020-01-01..2020-12-31", "2020-02-01", "2021-02-01"], "1 month", False),
        (["2023-09-22"], None, None),
        (["2023", "2023-04"], None, None),
        (["2023-09-22", "2023-09-23"], None, None),
        (["2023-09-22", None], None, None),
    ],
)
def test_longest_gap(dates, text, exact):
    for date in dates:
        make_meeting(date=date)
    gap = longest_gap(Meeting.objects.all())
    assert (gap.text, gap.exact) == (text, exact) if text else gap is None


def test_a_meeting_counts_in_each_year_that_it_touches():
    for date in ("2019-12-30..2020-01-02", "2020-05-01", "2020", None):
        make_meeting(date=date)
    touching = statistics.Touching(statistics.spans(Meeting.objects.all()))
    assert [touching(year, year) for year in (2018, 2019, 2020, 2021)] == [0, 1, 3, 0]
    assert touching(2019, 2020) == 3


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-11-23", ["2001-11-23", "2001-11-26", "2019-11-29"]),
        ("2024-02-29", ["2020-02-29"]),
        ("2025-01-01", ["2016-12-31"]),
        ("2019-11-29", ["2001-11-26"]),
    ],
)
def test_this_week_in_other_years(today, days):
    for date in (
        *("2001-11-23", "2001-11-26", "2019-11-29", "2019-11", "2020-02-29", "2016-12-31", "2024-12-30", "2024-12-31"),
        "2025-01-01..2025-01-02",
    ):
        make_meeting(date=date)
    found = statistics.this_week(datetime.date.fromisoformat(today))
    assert [meeting.earliest.isoformat() for meeting in found] == days


def test_the_host_is_who_is_marked_or_else_where_the_place_is():
    baku, karabakh = make_place("baku", country=make_body("AZ")), make_place("karabakh", kind="disputed-area")
    make_meeting("AZ", "PK", place=baku)
    make_meeting("AZ", "PK", place=karabakh)
    make_meeting("AZ", "PK")
    marked = make_meeting("AZ", "PK", place=baku)
    marked.parties.filter(country__code="PK").update(hosts=True)
    both = make_meeting("AZ", "PK", place=baku)
    both.parties.update(hosts=True)
    found = statistics.hosts(Meeting.objects.all())
    assert found == {make_body("AZ").pk: 2, make_body("PK").pk: 1, None: 2}


def test_accounts_of_all_parties(thirty):
    counted = statistics.with_all_accounts(Meeting.objects.all()).count()
    assert counted == sum(meeting.party_count == 2 for meeting in Meeting.objects.all())


@pytest.mark.parametrize(
    ("first", "last", "most", "found"),
    [
        (2017, 2025, 9, [(year, year) for year in range(2017, 2026)]),
        (2017, 2025, 8, [(2016, 2017), (2018, 2019), (2020, 2021), (2022, 2023), (2024, 2025)]),
        (1866, 2025, 2, [(1800, 1999), (2000, 2199)]),
        (2023, 2023, 1, [(2023, 2023)]),
        (1, 9999, 1, [(1, 9999)]),
    ],
)
def test_periods(first, last, most, found):
    assert statistics.periods(first, last, most) == found
