"""What machines read of the pages: schema.org's own terms, a map of every public page and of no other, robots and OpenSearch."""

import datetime
import json
import re
import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

import pytest
from django.db import OperationalError

from meetings.formats.jsonld import event
from meetings.models import Meeting, MeetingIndex, Occasion, Official
from meetings.views import discovery
from meetings.views.export_formats import FILES

from .build import make_meeting, make_official, make_place
from .conftest import ROOT
from .crawl import crawl
from .leaky import HIDDEN
from .public_pages import public_pages

pytestmark = pytest.mark.django_db
TERMS = ROOT / ".venv/nu/node_modules/schema-dts/dist/schema.d.ts"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def data_of(client, url):
    """The JSON-LD objects of a page."""
    html = client.get(url).content.decode()
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]


def objects(data):
    """Every object with a type in some JSON-LD."""
    if isinstance(data, dict):
        if "@type" in data:
            yield data
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from objects(one)


@pytest.fixture(scope="session")
def vocabulary():
    """schema.org's types with the properties of each, {type: set of names}, from its own definitions as schema-dts has them."""
    if not TERMS.exists():
        pytest.skip("no definitions of schema.org: make nu fetches them")
    text = TERMS.read_text()
    bodies = {
        name: (re.findall(r"(\w+?)(?:Base|Leaf)\b", above), set(re.findall(r'^\s+"(\w+)"\??:', body, re.M)))
        for name, above, body in re.findall(r"interface (\w+?)Base extends ([^{]+)\{(.*?)^\}", text, re.S | re.M)
    }

    def properties(name):
        above, own = bodies.get(name, ([], set()))
        return own.union(*map(properties, above))

    leaves = re.findall(r"interface (\w+?)Leaf extends (\w+?)Base", text)
    return {leaf: properties(base) for leaf, base in leaves}


def test_only_terms_of_schema_org(client, register, vocabulary):
    assert {"name", "startDate", "superEvent", "sameAs"} <= vocabulary["Event"]
    seen, wrong = set(), set()
    for url in public_pages().values():
        for found in objects(data_of(client, url)):
            seen.add(found["@type"])
            names = {name for name in found if not name.startswith("@")}
            wrong |= {(found["@type"], name) for name in names - vocabulary.get(found["@type"], set())}
    assert wrong == set()
    assert {"Event", "Person", "Country", "Organization", "Dataset", "DataDownload", "City", "DefinedTerm"} <= seen


def test_a_meeting_is_an_event(client, register):
    meeting = Meeting.objects.get(earliest=datetime.date(2023, 9, 22))
    (data,) = data_of(client, meeting.get_absolute_url())
    assert (data["@context"], data["@type"], data["name"]) == ("https://schema.org", "Event", meeting.title)
    assert data["url"] == f"http://testserver{meeting.get_absolute_url()}"
    assert data["startDate"] == "2023-09-22"
    assert (data["location"]["name"], data["superEvent"]["alternateName"]) == ("New York", "UNGA 78")
    kinds = [one["@type"] for one in data["attendee"]]
    assert kinds == ["Country", "Country", "Person", "Person"]
    assert [one["name"] for one in data["subjectOf"]] == [c.source.title for c in meeting.citations.all()]


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2023-09", {"startDate": "2023-09"}),
        ("2023", {"startDate": "2023"}),
        ("2023-09-20..2023-09-24", {"startDate": "2023-09-20", "endDate": "2023-09-24"}),
        ("within 2023-09-20..2023-09-24", {}),
        ("", {}),
    ],
)
def test_dates_are_no_more_precise_than_known(date, days):
    found = event(make_meeting(date=date), [], "")
    assert {name: found[name] for name in ("startDate", "endDate") if name in found} == days


def test_a_name_cannot_end_the_data(client):
    meeting = make_meeting(
        title='</script><script>alert(1)</script>"\u2028',
        heads=[make_official("<!-- & </script>"), ""],
        place=make_place("x", name="</SCRIPT >"),
    )
    (data,) = data_of(client, meeting.get_absolute_url())
    assert data["name"] == meeting.title
    assert data["location"]["name"] == "</SCRIPT >"


def test_a_list_is_a_dataset(client, one):
    (data,) = data_of(client, "/meetings/?country=PK&page=1")
    assert data["@type"] == "Dataset"
    assert data["url"] == "http://testserver/meetings/?country=PK"
    assert [one["contentUrl"] for one in data["distribution"]] == [
        f"http://testserver/meetings.{suffix}?country=PK" for suffix in FILES
    ]
    assert data["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_each_page_says_what_it_is_called_elsewhere(client, one):
    for name, url in public_pages().items():
        html = client.get(url).content.decode()
        if "og:title" in html:
            canonical = re.search(r'<link rel="canonical" href="([^"]*)">', html)[1]
            assert re.search(r'<meta property="og:url" content="([^"]*)">', html)[1] == canonical, name
    html = client.get(one.get_absolute_url() + "?country=PK").content.decode()
    assert f'<link rel="canonical" href="http://testserver{one.get_absolute_url()}">' in html
    assert f'<meta property="og:title" content="{one.title}">' in html


def mapped(client):
    """Every address of the site's map, without the host."""
    parts = [one.text for one in ET.fromstring(client.get("/sitemap.xml").content).iter(f"{MAP}loc")]
    found = [client.get(part.removeprefix("http://testserver")) for part in parts]
    return [
        one.text.removeprefix("http://testserver")
        for part in found
        for one in ET.fromstring(part.content).iter(f"{MAP}loc")
    ]


def test_the_map_holds_every_public_page_and_no_other(client, leaky):
    found = mapped(client)
    assert len(found) == len(set(found))
    statuses = {url: client.get(url).status_code for url in found}
    assert set(statuses.values()) == {200}
    assert HIDDEN not in str(found)
    for model in (Meeting, Official, Occasion):
        for row in model.objects.all():
            shown = client.get(row.get_absolute_url()).status_code == 200
            assert (row.get_absolute_url() in found) == shown, row
    linked = {
        url
        for url, page in crawl(client, wanted=lambda url: "?" not in url).items()
        if page.status_code == 200
        and not re.match(r"/(search|api/v1|meetings/by|meetings\.|meetings/\d+\.|opensearch)", url)
    }
    assert linked - set(found) == set()


def test_maps_have_parts(client, one, monkeypatch):
    from meetings.views import discovery

    make_meeting()
    monkeypatch.setattr(discovery._Records, "limit", 1)
    parts = [part.text for part in ET.fromstring(client.get("/sitemap.xml").content).iter(f"{MAP}loc")]
    assert "http://testserver/sitemap-meeting.xml?p=2" in parts
    for path, status in (
        ("/sitemap-meeting.xml?p=2", 200),
        ("/sitemap-meeting.xml?p=3", 404),
        ("/sitemap-meeting.xml?p=x", 404),
        ("/sitemap-meeting.xml?p=-1", 404),
        (f"/sitemap-meeting.xml?p={10**30}", 404),
        ("/sitemap-nothing.xml", 404),
    ):
        assert client.get(path).status_code == status, path


def test_robots(client, one):
    text = client.get("/robots.txt").content.decode()
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert [rules.can_fetch("x", url) for url in ("/", one.get_absolute_url(), "/meetings/?country=PK")] == [True] * 3
    assert [rules.can_fetch("x", url) for url in ("/desk/", "/meetings/by/country/")] == [False] * 2
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]


def test_opensearch(client, db):
    page = client.get("/opensearch.xml")
    assert page["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ET.fromstring(page.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    # OpenSearch 1.1: 16 characters at most.
    assert len(root.find(f"{space}ShortName").text) <= 16
    address = root.find(f"{space}Url").get("template").replace("{searchTerms}", "pakistan")
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert 'href="/opensearch.xml"' in client.get("/").content.decode()


def test_health_of_the_process_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content.decode()) == (200, "process: ok\n")
    assert client.get("/healthz", headers={"accept": "application/json"}).json() == {"process": "ok"}


def test_readiness_says_what_stands_in_the_way(client, one, monkeypatch):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content.decode()) == (200, "database: ok\nmigrations: ok\nindex: ok\n")
    assert "no-store" in answer["Cache-Control"]
    MeetingIndex.objects.all().delete()
    found = client.get("/readyz", headers={"accept": "application/json"})
    words = "1 meetings are published and 0 filed: run `manage.py rebuild_register`."
    assert (found.status_code, found.json()) == (503, {"database": "ok", "migrations": "ok", "index": words})

    def down():
        raise OperationalError("no connection")

    monkeypatch.setattr(discovery, "unmigrated", down)
    assert client.get("/readyz").content.decode() == "database: The database does not answer, or has no tables.\n"


def test_the_desk_is_where_people_look_for_it(client, db):
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert '<a href="/desk/" rel="nofollow">Staff</a>' in client.get("/").content.decode()
