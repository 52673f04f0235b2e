"""The API: the same meetings and numbers as the pages, errors as JSON whatever is asked, and nothing that is hidden."""

import json
from itertools import product

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.throttling import SimpleRateThrottle

from diplotrack.wsgi import application
from meetings.api import views
from meetings.filters import Selection
from meetings.filters.facets import facet
from meetings.filters.meetings import FACETS
from meetings.models import Country, Meeting, Occasion, Official, Organization, Place, Source, Topic

from . import EXAMPLES, SWEEP, part
from .awkward import options, queries
from .build import make_meeting
from .leaky import HIDDEN, REASON
from .naughty import NAUGHTY

pytestmark = pytest.mark.django_db
LISTS = ["meetings", "countries", "organizations", "officials", "places", "occasions", "topics", "sources"]


def walk(client, url):
    """Every result from a page on, following `next`."""
    found = []
    while url:
        page = client.get(url).json()
        found += page["results"]
        url = page["next"]
    return found


@pytest.mark.prove
def test_random_filters_give_the_meetings_of_the_list(client, awkward, monkeypatch):
    monkeypatch.setattr(views, "SIZE", 7)
    wrong, refused = [], 0
    for query in queries(SWEEP):
        selection = Selection(QueryDict(query))
        answer = client.get(f"/api/v1/meetings/?{query}")
        if selection.ignored:
            refused += answer.status_code == 400 and len(answer.json()["errors"]) == len(selection.ignored)
            continue
        page = answer.json()
        ids = [row["id"] for row in walk(client, f"/api/v1/meetings/?{query}")]
        if (ids, page["count"], page["sentence"]) != (selection.ids(0, 1000), selection.count, selection.text):
            wrong.append(query)
    assert wrong[:3] == []
    assert refused == sum(bool(Selection(QueryDict(query)).ignored) for query in queries(SWEEP))


@pytest.mark.parametrize("sort", ["-date", "date", "-changed", "relevance"])
def test_there_and_back(client, awkward, monkeypatch, sort):
    make_meeting(date="")
    monkeypatch.setattr(views, "SIZE", 3)
    url = f"/api/v1/meetings/?status=any&sort={sort}" + ("&q=trade" if sort == "relevance" else "")
    there, pages = [], []
    while url:
        pages.append(client.get(url).json())
        there += [row["id"] for row in pages[-1]["results"]]
        url = pages[-1]["next"]
    assert there == Selection(QueryDict(f"status=any&sort={sort}&q=" + ("trade" if sort == "relevance" else ""))).ids(
        0, 1000
    )
    back, url = [row["id"] for row in pages[-1]["results"]], pages[-1]["previous"]
    while url:
        page = client.get(url).json()
        back = [row["id"] for row in page["results"]] + back
        url = page["previous"]
    assert back == there


def test_the_same_as_the_faces(client, one):
    rows = client.get("/api/v1/meetings/").json()["results"]
    assert rows == client.get("/meetings.json").json()["results"]
    whole, face = (client.get(url).json() for url in (f"/api/v1/meetings/{one.pk}/", f"/meetings/{one.pk}.json"))
    assert whole == {name: face[name] for name in whole}


def test_facets_are_those_of_the_list(client, awkward):
    for query in ("", "country=PK", "status=any&topic=trade"):
        selection = Selection(QueryDict(query))
        body = client.get(f"/api/v1/facets/?{query}").json()
        assert (body["count"], [one["name"] for one in body["facets"]]) == (selection.count, list(FACETS))
        for found in body["facets"]:
            right = [(o.text, o.label, o.number, o.chosen) for o in options(facet(selection, found["name"]).options)]
            assert [(o["value"], o["label"], o["count"], o["chosen"]) for o in found["options"]] == right
    (found,) = client.get("/api/v1/facets/?facet=country").json()["facets"]
    assert found["name"] == "country"
    assert client.get("/api/v1/facets/?facet=nothing").json()["errors"][0]["parameter"] == "facet"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        *(
            ("country=XX", "country"),
            ("country=PK,XX", "country"),
            ("foo=1", "foo"),
            ("date_after=2023-02-31", "date_after"),
        ),
        *(
            ("sort=size", "sort"),
            ("page=2", "page"),
            ("page=x", "page"),
            ("after=nonsense", "after"),
            ("view=compact", "view"),
        ),
        *(("format=json", "format"), ("status=lost", "status"), (f"official={10**30}", "official")),
        *(("country=PK&" * 30 + "country=AZ,XX", "country"), ("sort=relevance", "sort"), ("country=%00", "country")),
    ],
)
def test_what_is_not_understood_is_refused_and_named(client, one, query, parameter):
    answer = client.get(f"/api/v1/meetings/?{query}")
    assert answer.status_code == 400
    assert parameter in [error["parameter"] for error in answer.json()["errors"]]


@pytest.mark.prove
def test_naughty_strings(client, one):
    texts = (text.encode("utf-8", "replace").decode() for text in NAUGHTY)
    for text, name in part(product(texts, ("q", "country", "place", "cursor"))):
        path = "/api/v1/meetings/" if name != "cursor" else "/api/v1/countries/"
        answer = client.get(path, {name: text})
        assert answer.status_code in (200, 400, 404), (name, text)
        assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_each_kind_and_each_of_its_records(client, leaky, name):
    answer = client.get(f"/api/v1/{name}/")
    rows = answer.json()["results"]
    assert rows
    assert HIDDEN not in answer.content.decode()
    for row in rows:
        key = row.get("code") or row.get("slug") or row["id"]
        one = client.get(f"/api/v1/{name}/{key}/")
        assert one.status_code == 200
        assert {field: one.json()[field] for field in row} == row
        assert HIDDEN not in one.content.decode()
        if "meetings" in row:
            assert client.get(row["meetings"]).status_code == 200


def test_every_record_that_is_public_and_no_other(client, leaky):
    public = {
        "countries": Country.objects.values_list("code", flat=True),
        "organizations": Organization.objects.public().values_list("slug", flat=True),
        "places": Place.objects.public().values_list("slug", flat=True),
        "topics": Topic.objects.values_list("slug", flat=True),
        "officials": Official.objects.public().values_list("pk", flat=True),
        "occasions": Occasion.objects.public().values_list("pk", flat=True),
        "sources": Source.objects.public().values_list("pk", flat=True),
        "meetings": Meeting.objects.published().values_list("pk", flat=True),
    }
    for name, keys in public.items():
        found = [row.get("code") or row.get("slug") or row["id"] for row in walk(client, f"/api/v1/{name}/?")]
        right = list(keys)
        if name == "meetings":
            right = list(Meeting.objects.published().filter(status="held").values_list("pk", flat=True))
        assert sorted(found) == sorted(right), name


def test_hidden_records_answer_like_none(client, leaky):
    draft, in_review, withdrawn = leaky.meetings
    hidden = [("meetings", draft), ("meetings", in_review)]
    hidden += [("officials", row) for row in leaky.officials] + [("occasions", row) for row in leaky.occasions]
    hidden += [("sources", row) for row in leaky.sources]
    for name, row in hidden:
        page, none = (client.get(f"/api/v1/{name}/{pk}/") for pk in (row.pk, 987654321))
        assert (page.status_code, page.content, dict(page.headers)) == (404, none.content, dict(none.headers))
    gone = client.get(f"/api/v1/meetings/{withdrawn.pk}/")
    assert (gone.status_code, list(gone.json())) == (410, ["detail"])
    assert "2024-01-02" in gone.json()["detail"]
    assert REASON in gone.json()["detail"]
    assert HIDDEN not in client.get("/api/v1/facets/?status=any").content.decode()


BAD = {
    "/api/v1/nothing/": 404,
    "/api/v2/meetings/": 404,
    "/api/v1/": 404,
    "/api/v1/meetings/x/": 404,
    f"/api/v1/meetings/{'9' * 40}/": 404,
    "/api/v1/countries/XX/": 404,
    "/api/v1/countries/a%0Ab/": 404,
    "/api/v1/countries/?cursor=x": 404,
    "/api/v1/meetings/?country=XX": 400,
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("get", path, status) for path, status in BAD.items()),
        ("post", "/api/v1/meetings/", 405),
        ("delete", "/api/v1/countries/PK/", 405),
        ("put", "/api/v1/x", 405),
    ],
)
def test_every_error_is_json(client, one, method, path, status):
    for accept in ("text/html", "application/xml", "nonsense", ""):
        answer = getattr(client, method)(path, headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json"), path
        assert answer.json()["detail"]
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_our_own_fault_is_json_too(client, one, monkeypatch):
    def broken(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "_selection", broken)
    client.raise_request_exception = False
    answer = client.get("/api/v1/meetings/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert client.get("/api/v1/meetings/", headers={"host": "evil.example"}).status_code == 400


def test_a_last_slash_that_is_missing(client, one):
    answer = client.get("/api/v1/meetings?country=PK")
    assert (answer.status_code, answer["Location"]) == (302, "/api/v1/meetings/?country=PK")


def test_the_limit(client, one, monkeypatch):
    cache.clear()
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "2/hour"})
    first = client.get("/api/v1/meetings/")
    assert [first.status_code, client.get("/api/v1/countries/").status_code] == [200, 200]
    answer = client.get("/api/v1/meetings/")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/json")
    assert 3590 < int(answer["Retry-After"]) <= 3600
    assert "Expected available in" in answer.json()["detail"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    # What has not changed costs nothing, and nothing is counted for it.
    assert client.get("/api/v1/meetings/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get("/api/v1/meetings/", REMOTE_ADDR="10.0.0.9").status_code == 200
    cache.clear()


def test_other_sites_may_read(client, one):
    answer = client.options("/api/v1/meetings/", headers={"origin": "https://example.org"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("rows", ["one", "thirty"])
def test_queries(client, request, rows):
    request.getfixturevalue(rows)
    meeting = Meeting.objects.first()
    made = {}
    paths = {name: f"/api/v1/{name}/" for name in LISTS} | {"meeting": f"/api/v1/meetings/{meeting.pk}/"}
    for name, path in paths.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        made[name] = len([one for one in asked if "SELECT" in one["sql"]])
    assert made == {
        "meetings": 6,
        "countries": 4,
        "organizations": 2,
        "officials": 3,
        "places": 2,
        "occasions": 2,
        "topics": 3,
        "sources": 4,
        "meeting": 16,
    }


def test_the_schema(client, db):
    answer = client.get("/api/v1/schema/")
    schema = json.loads(answer.content)
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()
    assert sorted(schema["paths"]) == sorted(
        [
            "/api/v1/facets/",
            *(f"/api/v1/{name}/" for name in LISTS),
            "/api/v1/meetings/{id}/",
            *(
                f"/api/v1/{name}/{{{key}}}/"
                for name, key in zip(LISTS[1:], ["code", "slug", "id", "slug", "id", "slug", "id"], strict=True)
            ),
        ]
    )
    parameters = {one["name"] for one in schema["paths"]["/api/v1/meetings/"]["get"]["parameters"]}
    assert {"q", "country", "date_after", "status", "sort", "after"} <= parameters


def test_its_page(client, db):
    html = client.get("/api/").content.decode()
    assert all(f"/api/v1/{name}/" in html for name in LISTS)
    assert reverse("api:schema") in html


@pytest.fixture
def whole_request(db):
    """Requests through the server's own door see the test's transaction, which they would otherwise close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.prove
def test_whatever_the_schema_allows_and_whatever_not(awkward, whole_request):
    """schemathesis: every answer has a status, a type and a shape that the schema knows, and no request breaks anything."""
    # Here, as every process that collects tests would wait for it.
    import schemathesis
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)

    for operation in schema.get_all_operations():
        found = operation.ok().as_strategy()

        @settings(max_examples=max(10, EXAMPLES // 10), deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=found)
        def asked(case):
            # A code that no record has is refused, and which codes there are no schema can say.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        asked()
