"""Every number beside a list is exactly that of the list its link leads to, for random filters on an awkward register."""

import importlib
import random

import pytest
from django.http import QueryDict

from meetings.actions.register import record
from meetings.choices import Dimension
from meetings.filters import Selection
from meetings.filters.facets import BY_NAME, apart, facet, facets
from meetings.models import Country, Meeting, Posting
from meetings.queries.moment import TooCostly
from meetings.queries.numbers import periods

from .build import (
    make_claim,
    make_country,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_place,
    make_source,
    make_topic,
)
from .leaky import make_hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def awkward(swept):
    """Meetings of every kind beside each other, states with successors, regions, and hidden records of the same things."""
    for number in range(1, 8):
        make_full_meeting(number)
    make_hidden(Meeting.objects.order_by("pk").first())
    asia = {"region_code": "142", "region": "Asia", "subregion_code": "034", "subregion": "Southern Asia"}
    Country.objects.filter(code__in=["PK", "IN"]).update(**asia)
    Country.objects.filter(code="AZ").update(**{**asia, "subregion_code": "145", "subregion": "Western Asia"})
    before = make_country("SUHH", "Soviet Union")
    before.successors.add(Country.objects.get(code="AZ"))
    commerce = make_topic("trade-and-investment")
    week = make_occasion("High-level week", "2020-09", parent=make_occasion("Assembly", "2020"), kind="summit")
    venue = make_place("hall", kind="venue", parent=make_place("new-york"))
    two = make_official("Two Hats")
    for number in range(24):
        bodies = [("SUHH", "IN"), ("PK", "AZ", "org:oic"), ("AZ", "TR"), ("SUHH", "AZ"), ("IN", "org:un")][number % 5]
        meeting = make_meeting(
            *bodies,
            date=["1990-05-04", "2020-12-30..2021-01-02", "2021", "within 2019-12-20..2020-02-01", "2021-03"][
                number % 5
            ],
            heads=[two if number % 3 else "", None if number % 4 == 0 else ""],
            status=["held", "held", "held", "announced", "cancelled"][number % 5 if number > 8 else 0],
            medium=["", "phone", "in-person"][number % 3],
            occasion=[None, week][number % 2],
            setting=["", "margins"][number % 2],
            place=[None, venue, make_place("baku", country=make_country("AZ"))][number % 3],
            sources=[make_source(sides=bodies[: number % 3], publisher=["The Gazette", "Wire, Daily", ""][number % 3])],
        )
        topics = [[commerce], [make_topic("trade")], [make_topic("energy"), make_topic("trade")], []][number % 4]
        make_claim(
            meeting, f"Trade and ports {number}.", topics=topics, mentions=[make_country("IN"), venue][: number % 3]
        )
        if number % 2:
            make_claim(meeting, kind="agreed", outcome_kind="mou", follow_up=["signed", "lapsed"][number % 4 // 2])
    record(Meeting.objects.values_list("pk", flat=True))


def options(found):
    """All options of a facet, those of a tree too."""
    for option in found:
        yield option
        yield from options(option.children)


def values():
    """Values of every parameter that filters can be made of, known and unknown ones."""
    selection = Selection(QueryDict("status=any"))
    found = {name: [option.text for option in options(facet(selection, name).options)] for name in BY_NAME}
    for name, dimension in {"position": Dimension.POSITION, "term": Dimension.TERM}.items():
        found[name] = sorted(
            map(str, Posting.objects.filter(dimension=dimension).values_list("value", flat=True).distinct())
        )
    found["status"].append("any")
    found |= {"q": ["trade", "ports -energy", '"trade and"'], "subtopics": ["0"], "predecessors": ["1"]}
    found |= {"date_after": ["2020", "2021-01-02", "1990"], "date_before": ["2020-12", "2021", "1999"]}
    return {
        name: [*some, "nowhere"] if name not in ("q", "subtopics", "predecessors") else some
        for name, some in found.items()
    }


def queries(number, seed=4):
    """Random filters of one to four parameters, some repeated, some of several values."""
    chance, known = random.Random(seed), values()
    for _ in range(number):
        parts = QueryDict(mutable=True)
        for name in chance.sample(sorted(known), chance.choice([1, 1, 2, 2, 3, 4])):
            for _ in range(chance.choice([1, 1, 1, 2])):
                some = chance.sample(known[name], min(len(known[name]), chance.choice([1, 1, 2]) if name != "q" else 1))
                parts.appendlist(name, ",".join(some))
        yield parts.urlencode(safe=",:")


def count(address):
    selection = Selection(QueryDict(address.partition("?")[2]))
    assert selection.ignored == [], address
    return selection.count


def test_each_number_is_that_of_its_list_for_200_random_filters(awkward):
    wrong, checked, chance = [], 0, random.Random(5)
    for query in queries(200):
        selection = Selection(QueryDict(query))
        others = [facet(selection, name) for name, _ in chance.sample(apart(selection), 3)]
        for found in [*facets(selection), *others]:
            for option in options(found.options):
                # Of a chosen one how many of this list have it: once more, joined by "and".
                again = Selection(QueryDict(f"{query}&{found.name}={option.text}"))
                right = again.count if option.chosen else count(option.url)
                checked += 1
                if option.number != right:
                    wrong.append((query, found.name, option.text, option.number, right))
        if selection.count != selection.entries().count():
            wrong.append((query, "count", selection.count))
    assert wrong[:3] == []
    assert checked > 4500


def test_a_whole_facet_has_the_numbers_of_its_beginning(awkward):
    for query in queries(20, seed=8):
        for found in facets(Selection(QueryDict(query))):
            whole = {option.text: option for option in options(facet(Selection(QueryDict(query)), found.name).options)}
            for option in options(found.options):
                same = whole[option.text]
                assert (same.number, same.url, same.chosen) == (option.number, option.url, option.chosen), (
                    query,
                    found.name,
                )


def test_bars_lead_to_their_numbers(awkward, client):
    for query in (
        "",
        "country=AZ",
        "country=AZ&date_after=2020",
        "topic=trade&date_before=2020-12",
        "status=any&q=trade",
    ):
        years = client.get(f"/meetings/?{query}").context["years"]
        bars = [*years.table, *(bar for drawing in years.drawings for bar in drawing.bars)]
        assert [(bar.label, bar.count) for bar in bars if count(bar.url) != bar.count] == []
        assert bars
    assert periods(1990, 2021, 44)


def test_an_empty_list_says_what_each_removal_gives_back(awkward, client):
    page = client.get("/meetings/?country=TR&country=PK&q=zzz")
    removals = {removal.label: (removal.count, removal.alone) for removal in page.context["removals"]}
    assert removals == {
        "country Country TR": (0, count("?country=TR")),
        "country Country PK": (0, count("?country=PK")),
        "words zzz": (0, 0),
    }
    assert "No held meeting on file has words zzz" in page.content.decode()
    for removal in client.get("/meetings/?country=TR&topic=energy&medium=phone&date_after=2030").context["removals"]:
        assert count(removal.url) == removal.count


def test_a_facet_has_a_page_of_its_own(awkward, client):
    page = client.get("/meetings/by/country/?topic=trade&find=PK").content.decode()
    assert 'href="/meetings/?country=PK&amp;topic=trade"' in page
    assert "Country AZ" not in page
    assert client.get("/meetings/by/nothing/").status_code == 404
    assert "No value has “zzz” in its name" in client.get("/meetings/by/official/?find=zzz").content.decode()


def test_a_list_that_costs_too_much_goes_without_its_numbers_and_then_says_so(awkward, client, monkeypatch):
    def costly(*args):
        raise TooCostly

    # The package has a view of the same name.
    meeting_list = importlib.import_module("meetings.views.meeting_list")
    monkeypatch.setattr(meeting_list, "facets", costly)
    page = client.get("/meetings/?country=PK")
    assert page.status_code == 200
    assert "too long to be broken down by value" in page.content.decode()
    assert page.context["selection"].count == Selection(QueryDict("country=PK")).count
    monkeypatch.setattr(meeting_list, "rows_of", costly)
    monkeypatch.setattr(meeting_list, "facet", costly)
    for address in ("/meetings/?country=PK", "/meetings/by/country/?country=PK"):
        page = client.get(address)
        assert page.status_code == 400
        assert "costs more than one page may" in page.content.decode()
        assert 'href="/meetings/?"' in page.content.decode()
