"""Every number beside a list is exactly that of the list its link leads to, for random filters on an awkward register."""

import importlib
import random

import pytest
from django.http import QueryDict

from meetings.database.budget import QueryTimeout
from meetings.filters import Selection
from meetings.filters.facets import facet, facets, on_own_pages
from meetings.queries.statistics import periods

from . import SWEEP
from .awkward import options, queries

pytestmark = pytest.mark.django_db


def count(address):
    selection = Selection(QueryDict(address.partition("?")[2]))
    assert selection.ignored == [], address
    return selection.count


@pytest.mark.prove
def test_each_number_is_that_of_its_list_for_random_filters(awkward):
    wrong, checked, chance = [], 0, random.Random(5)
    for query in queries(SWEEP):
        selection = Selection(QueryDict(query))
        others = [facet(selection, name) for name, _ in chance.sample(on_own_pages(selection), 3)]
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
    assert checked > 15 * SWEEP


def test_a_whole_facet_has_the_numbers_of_its_beginning(awkward):
    for query in queries(max(SWEEP // 10, 5), seed=8):
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
        raise QueryTimeout

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
