"""Whatever an address says, the public pages answer it in words: good filters kept, bad ones named, never our own fault."""

import html
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.filters.meetings import FACETS, MeetingFilter
from meetings.views.export_formats import CITATIONS, FILES

from .crawl import fetch
from .public_pages import public_pages

pytestmark = pytest.mark.django_db

NAMES = [*MeetingFilter.base_filters, "sort", "page", "view", "after", "before", "utm_source", "nonsense"]
WORDS = [
    *("PK", "AZ", "pk", "XX", "1", "-1", "0", "9" * 40, "un", "org:un", "place:new-york", "org:", ":", "trade", "held"),
    *(
        "any",
        "bilateral",
        "heir",
        "2023",
        "2023-09",
        "2023-02-31",
        "0000",
        "9999-12-31",
        "-date",
        "relevance",
        "10**30",
    ),
    *(
        "",
        ",",
        ",,",
        "\x00",
        "<script>alert(1)</script>",
        '"><b>',
        "%",
        "_",
        "\\",
        "'; --",
        "\u202e",
        "a" * 8000,
        "ß",
        "İ",
    ),
]
text = st.one_of(st.sampled_from(WORDS), st.text(max_size=30))
values = st.lists(text, min_size=1, max_size=4).map(",".join)
queries = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=10)), values), max_size=6)


@pytest.mark.prove
@given(query=queries)
def test_any_filter_is_answered(client, one, query):
    pairs = [("country", "PK"), *((name, value) for name, value in query if name != "country")]
    response = client.get("/meetings/", follow=True, QUERY_STRING=urlencode(pairs))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Pakistan" in page or "PK" in page
    assert "<script>alert" not in page
    assert '"><b>' not in page


@pytest.mark.prove
@given(name=st.sampled_from(sorted(FACETS)), query=queries, find=text)
def test_any_facet_is_answered(client, one, name, query, find):
    response = client.get(f"/meetings/by/{name}/", QUERY_STRING=urlencode([*query, ("find", find)]))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.prove
@given(suffix=st.sampled_from([*FILES, *CITATIONS]), query=queries)
def test_any_file_is_answered(client, one, suffix, query):
    assert fetch(client, f"/meetings.{suffix}", QUERY_STRING=urlencode(query)).status_code == 200


@pytest.mark.prove
@given(name=st.sampled_from(["meetings", "facets", "countries"]), query=queries)
def test_any_question_to_the_api_is_answered(client, one, name, query):
    answer = client.get(f"/api/v1/{name}/", QUERY_STRING=urlencode(query))
    assert answer.status_code in (200, 400)
    assert answer["Content-Type"] == "application/json"


@pytest.mark.prove
@given(words=st.lists(text, max_size=3).map(" ".join), query=queries)
def test_any_search_is_answered(client, one, words, query):
    response = client.get("/search/", QUERY_STRING=urlencode([("q", words), *query]))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.prove
@given(query=queries)
def test_any_meeting_page_steps_through_any_list(client, one, query):
    path = one.get_absolute_url()
    assert client.get(path, QUERY_STRING=urlencode(query)).status_code == 200


@pytest.mark.prove
@given(segment=st.one_of(st.text(min_size=1, max_size=40), st.sampled_from([word for word in WORDS if word])))
def test_any_record_is_there_or_not(client, one, segment):
    for folder in ("meetings", "countries", "relations", "officials", "organizations", "occasions", "places", "topics"):
        for path in (f"/{folder}/{quote(segment, safe='')}/", f"/{folder}/1/{quote(segment, safe='')}/"):
            assert client.get(path).status_code in {200, 301, 302, 404}, path


BAD = [
    # what the address says, what the page repeats of it
    ("country=XX", "XX"),
    ("country=PK,XX", "XX"),
    ("country=PK,,AZ", "PK,,AZ"),
    ("official=-1", "-1"),
    ("official=" + "9" * 40, "9" * 40),
    ("occasion=1.5", "1.5"),
    ("organization=nobody", "nobody"),
    ("topic=nothing", "nothing"),
    ("mentions=org:nobody", "org:nobody"),
    ("place=%00", "�"),
    ("date_after=2023-02-31", "2023-02-31"),
    ("date_before=yesterday", "yesterday"),
    ("page=10**30", "10**30"),
    ("page=0", "0"),
    ("page=" + "9" * 30, "9" * 30),
    ("sort=sideways", "sideways"),
    ("status=lost", "lost"),
    ("level=king", "king"),
    ("foo=bar", "foo"),
    ("country=" + "a" * 8192, "a" * 60),
    ("topic=<script>", "<script>"),
]


@pytest.mark.parametrize(("query", "named"), BAD)
def test_bad_values_are_named_and_good_ones_kept(client, one, query, named):
    good = client.get("/meetings/?country=PK&country=AZ").context["selection"]
    response = client.get(f"/meetings/?country=PK&country=AZ&{query}")
    selection = response.context["selection"]
    assert response.status_code == 200
    assert [ignored for ignored in selection.ignored if named in ignored.name + ignored.value]
    assert html.escape(named) in response.content.decode()
    assert set(good.pairs) <= set(selection.pairs)


HEAVY = {
    "numbers past 64 bits": lambda name: f"{name}={2**64}&{name}={-(2**64)}",
    "a NUL": lambda name: f"{name}=%00&{name}=a%00b",
    "half a character": lambda name: f"{name}=%ED%A0%80&{name}=%FF",
    "a hundred times the same": lambda name: "&".join(f"{name}={number}" for number in range(100)),
    "8 kB": lambda name: f"{name}={'x' * 8192}",
    "500 commas": lambda name: f"{name}={',' * 500}",
    "500 values": lambda name: f"{name}={','.join(map(str, range(500)))}",
}


@pytest.mark.parametrize("kind", HEAVY)
def test_heavy_values_of_every_parameter_are_answered(client, one, kind):
    for name in NAMES:
        response = client.get("/meetings/", QUERY_STRING=f"country=PK&{HEAVY[kind](name)}", follow=True)
        assert response.status_code == 200, name
        assert len(response.content) < 1_000_000, name


@pytest.mark.parametrize("query", ["utm_source=x", "utm_campaign=y&utm_medium=z"])
def test_marks_of_advertisers_are_passed_over(client, one, query):
    assert client.get(f"/meetings/?{query}").context["selection"].ignored == []


@pytest.mark.parametrize("query", ["", "?foo=bar", "?page=2", "?%00=%00", "?country=" + "x" * 8000])
def test_every_page_takes_any_query(client, one, query):
    made = {path: client.get(path.partition("?")[0] + query).status_code for path in public_pages().values()}
    assert {path: status for path, status in made.items() if status != 200} == {}
