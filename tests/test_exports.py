"""One filter, many faces: the same meetings in every file, each file as its standard asks, and none that says too much."""

import csv
import datetime
import io
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote

import feedparser
import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from meetings.database.budget import QueryTimeout
from meetings.fields import FIELDS
from meetings.filters import Selection
from meetings.formats.citation import Cited
from meetings.formats.tabular import COLUMNS, HEADER, STAMPED, guarded, unguarded
from meetings.imports.format import MEETING
from meetings.index import reindex
from meetings.models import Meeting
from meetings.views import exports

from . import SWEEP
from .awkward import queries
from .build import make_meeting, make_official, make_source
from .conftest import ROOT
from .leaky import HIDDEN, REASON

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SUFFIXES = [*exports.FILES, *exports.CITATIONS]


def body(response):
    """All bytes of an answer, streamed or not."""
    assert response.status_code == 200, response.status_code
    return response.getvalue() if response.streaming else response.content


def get(client, suffix, query=""):
    return body(client.get(f"/meetings.{suffix}?{query}"))


def table(client, query=""):
    """The CSV of a list as dictionaries."""
    return list(csv.DictReader(io.StringIO(get(client, "csv", query).decode(), newline="")))


def sheet(client, query=""):
    """The rows of its workbook, with the names of the columns first."""
    book = load_workbook(io.BytesIO(get(client, "xlsx", query)), read_only=True)
    return list(book["Meetings"].iter_rows(values_only=True))


def uids(client, query=""):
    """The numbers of the meetings of a calendar."""
    events = Calendar.from_ical(get(client, "ics", query)).walk("VEVENT")
    return [int(str(event["uid"]).partition("@")[0].removeprefix("meeting-")) for event in events]


@pytest.mark.prove
def test_every_face_of_random_filters_holds_the_same_meetings(client, awkward):
    wrong = []
    for query in queries(SWEEP):
        selection = Selection(QueryDict(query))
        ids = selection.ids(0, 1000)
        exact = set(Meeting.objects.filter(precision__in=["day", "span"]).values_list("pk", flat=True))
        page = json.loads(get(client, "json", query))
        feed = ET.fromstring(get(client, "atom", query))
        found = {
            "json": [row["id"] for row in page["results"]],
            "jsonl": [json.loads(line)["id"] for line in get(client, "jsonl", query).splitlines()],
            "csv": [int(row["id"]) for row in table(client, query)],
            "xlsx": [row[0] for row in sheet(client, query)[1:]],
            "atom": [int(one.text.rsplit("/", 2)[1]) for one in feed.findall(f"{ATOM}entry/{ATOM}id")],
            "ics": uids(client, query),
        }
        right = dict.fromkeys(found, ids) | {"ics": [pk for pk in ids if pk in exact]}
        wrong += [(query, name) for name, some in found.items() if some != right[name]]
        if (page["count"], page["sentence"]) != (selection.count, selection.text):
            wrong.append((query, "count"))
    assert wrong[:3] == []


@pytest.mark.parametrize("sort", ["-date", "date", "-changed"])
def test_files_stand_in_the_order_of_the_list(client, awkward, sort):
    make_meeting(date="")
    ids = Selection(QueryDict(f"status=any&sort={sort}")).ids(0, 1000)
    assert [int(row["id"]) for row in table(client, f"status=any&sort={sort}")] == ids


def test_the_pages_of_the_json_make_up_the_list(client, monkeypatch):
    for number in range(7):
        make_meeting(date=f"2020-01-0{number + 1}")
    monkeypatch.setattr("meetings.views.paging.SIZE", 2)
    monkeypatch.setattr("meetings.views.exports.SIZE", 2)
    found, url = [], "/meetings.json?country=PK"
    while url:
        page = client.get(url).json()
        found += [row["id"] for row in page["results"]]
        url = page["next"]
    assert found == Selection(QueryDict("country=PK")).ids(0, 100)
    monkeypatch.setattr("meetings.views.paging.LAST_PAGE", 1)
    found, url = [], "/meetings.json?country=PK"
    while url:
        page = client.get(url).json()
        found += [row["id"] for row in page["results"]]
        url = page["next"]
    assert found == Selection(QueryDict("country=PK")).ids(0, 100)


def test_the_json_is_as_the_contract_says(client, one, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))
    page = client.get("/meetings.json?country=PK&country=XX&foo=1").json()
    assert list(page) == [
        *("count", "sentence", "ignored", "version", "date", "licence", "url", "previous", "next", "results")
    ]
    # A country that is none matches nothing, and both are named.
    assert page["count"] == 0
    assert [one["parameter"] for one in page["ignored"]] == ["country", "foo"]
    page = client.get("/meetings.json?country=PK").json()
    (row,) = page["results"]
    meeting = Meeting.objects.get()
    official = meeting.sides[1].participants.first().official
    assert (row["id"], row["title"], row["countries"]) == (meeting.pk, meeting.title, ["AZ", "PK"])
    assert row["url"] == f"http://testserver{meeting.get_absolute_url()}"
    assert row["date"] == {
        "earliest": meeting.earliest.isoformat(),
        "latest": meeting.latest.isoformat(),
        "precision": meeting.precision,
    }
    assert {"id": official.pk, "name": official.name} in row["officials"]
    assert row["occasion"]["id"] == meeting.occasion_id
    assert row["place"]["slug"] == meeting.place.slug
    assert (page["date"], page["licence"], page["next"], page["previous"]) == ("2026-11-24", "CC0-1.0", None, None)


def test_a_files_name_is_its_sentence(client, one, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))
    version = client.get("/meetings.json").json()["version"]
    named = client.get("/meetings.csv?country=AZ&country=PK")
    body(named)
    name = f"1-held-meeting-with-azerbaijan-and-pakistan-v{version}-2026-11-24.csv"
    if "Country AZ" in client.get("/countries/AZ/").content.decode():
        name = name.replace("azerbaijan", "country-az").replace("pakistan", "country-pk")
    assert named["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (named["Register-Version"], named["Access-Control-Allow-Origin"]) == (str(version), "*")
    assert named["Link"] == '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"'
    row = table(client)[0]
    assert (row["register_version"], row["exported_on"], row["licence"]) == (str(version), "2026-11-24", "CC0-1.0")
    line = json.loads(get(client, "jsonl"))
    assert (line["register_version"], line["exported_on"], line["licence"]) == (version, "2026-11-24", "CC0-1.0")


def test_the_columns(client, one):
    """The names that others build on, in their order: a column may be added at the end, and none renamed."""
    assert [
        *("id", "url", "title", "status", "date_earliest", "date_latest", "date_precision", "date_note", "format"),
        *("level", "encounter", "medium", "setting", "countries", "countries_alpha3", "countries_m49"),
        *("countries_wikidata", "country_names", "organizations", "organizations_wikidata", "organization_names"),
        *("hosts", "officials", "officials_wikidata", "official_names", "participants", "occasion_id", "occasion"),
        *("occasion_kind", "place", "place_name", "place_country", "topics", "mentions", "accounts", "sides"),
        *("source_count", "publishers", "source_urls", "summary", "changed_at"),
        *("register_version", "exported_on", "licence"),
    ] == HEADER
    row = table(client)[0]
    meeting = Meeting.objects.get()
    assert list(row) == HEADER
    assert row["countries"] == "AZ;PK"
    assert row["officials"].split(";") == [
        str(person.official_id) for side in meeting.sides for person in side.participants.all() if person.official_id
    ]
    assert row["source_count"] == str(meeting.citations.count())
    about = load_workbook(io.BytesIO(get(client, "xlsx")))["About"]
    said = {name.value: text.value for name, text in about.iter_rows(max_col=2)}
    assert said["what"] == Selection(QueryDict("")).text
    assert [column.meaning for column in COLUMNS] == [said[column.name] for column in COLUMNS]


def test_the_docs_list_the_columns():
    docs = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    said = re.findall(r"^\| `(\w+)` \| (.*) \|$", docs, re.MULTILINE)
    assert said == [*((column.name, column.meaning) for column in COLUMNS), *STAMPED]


def test_a_field_is_said_once(client, one):
    """What `fields.py` says is what JSON, the schema, files and imports have, in its order."""
    (record,) = client.get("/meetings.json").json()["results"]
    schema = client.get("/api/v1/schema/").json()["components"]["schemas"]["Meeting"]["properties"]
    assert list(record) == list(schema) == list(FIELDS)
    assert {name for name, field in FIELDS.items() if field.meaning} <= set(HEADER)
    assert {name for name, field in FIELDS.items() if field.brought} <= set(MEETING)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "''", "'", "＝1", "\n", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", [*FORMULAS, "plain", "", "1-2", "a=b", "’tis"])
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip().startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_stay_text(client, text):
    make_meeting(title=text, summary=text)
    (row,) = table(client)
    assert (row["title"], unguarded(row["title"])) == (guarded(text), text)
    book = load_workbook(io.BytesIO(get(client, "xlsx")))
    cells = [cell for line in book["Meetings"].iter_rows(min_row=2) for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert cells[HEADER.index("summary")].value == text


def test_the_workbook_keeps_what_is_awkward(client):
    make_meeting(title="x" * 250, summary="y" * 40_000 + "\x0b\ud7ff")
    values = dict(zip(*sheet(client), strict=True))
    assert values["summary"] == "y" * 32_766 + "…"
    assert values["title"] == "x" * 250


def test_too_many_for_a_workbook(client, one, monkeypatch):
    monkeypatch.setattr(exports.tabular, "MOST_ROWS", 0)
    response = client.get("/meetings.xlsx?country=PK")
    assert response.status_code == 400
    assert 'href="/meetings.csv?country=PK"' in response.content.decode()


def test_the_calendar(client):
    head = make_official("Ilham, the Long-Named One of a Very Long Name that Folds the Line, and Then Some; \\ indeed")
    day = make_meeting(date="2023-09-22", title="A day; one, \\ only", heads=[head, ""])
    span = make_meeting(date="2023-09-20..2023-09-24", status="cancelled")
    last = make_meeting(date="9999-12-31", status="announced")
    for date in ("2023-09", "2023", "within 2023-09-01..2023-09-04", ""):
        make_meeting(date=date)
    text = get(client, "ics", "status=any")
    # RFC 5545, 3.1: lines end in CRLF and hold 75 octets at most.
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\n" not in text.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(text)
    assert calendar.errors == []
    assert "Left out, as the day is not known: 4 meetings." in calendar["x-wr-caldesc"]
    assert calendar["x-wr-calname"] == Selection(QueryDict("status=any")).text
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert list(events) == [f"meeting-{one.pk}@testserver" for one in (last, day, span)]
    assert [event.errors for event in events.values()] == [[], [], []]
    ends = {
        uid: (str(event["dtstart"].dt), str(event["dtend"].dt) if "dtend" in event else "")
        for uid, event in events.items()
    }
    assert list(ends.values()) == [("9999-12-31", ""), ("2023-09-22", "2023-09-23"), ("2023-09-20", "2023-09-25")]
    assert [str(event["status"]) for event in events.values()] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]
    event = events[f"meeting-{day.pk}@testserver"]
    assert str(event["summary"]) == "A day; one, \\ only"
    assert head.name in event["description"]
    assert event["description"].endswith(f"http://testserver{day.get_absolute_url()}")
    alone = Calendar.from_ical(body(client.get(f"/meetings/{day.pk}.ics"))).walk("VEVENT")
    assert alone == [event]


def test_a_meeting_without_a_day_is_in_no_calendar(client):
    meeting = make_meeting(date="2023")
    response = client.get(f"/meetings/{meeting.pk}.ics")
    assert response.status_code == 404
    assert "not known" in response.content.decode()


def test_the_feed(client):
    for number in range(103):
        make_meeting(date=f"20{number // 12:02}-{number % 12 + 1:02}-01", title=f"No. {number} & <co>")
    text = get(client, "atom", "country=PK&page=2")
    feed = feedparser.parse(io.BytesIO(text))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries[:2]] == ["No. 102 & <co>", "No. 101 & <co>"]
    assert len(feed.entries) == 100
    assert feed.feed.title == Selection(QueryDict("country=PK")).text
    # RFC 4287, 4.1: what a feed and each entry must have, once, and the types of their content.
    root = ET.fromstring(text)
    for must in ("id", "title", "updated", "author", "subtitle", "rights", "generator"):
        assert len(root.findall(ATOM + must)) == 1, must
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/meetings/?country=PK",
        "self": "http://testserver/meetings.atom?country=PK",
    }
    ids = set()
    for entry in root.findall(f"{ATOM}entry"):
        for must in ("id", "title", "updated", "summary"):
            assert len(entry.findall(ATOM + must)) == 1, must
        datetime.datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
        ids.add(entry.find(f"{ATOM}id").text)
    assert len(ids) == 100
    newest = max(entry.find(f"{ATOM}updated").text for entry in root.findall(f"{ATOM}entry"))
    assert root.find(f"{ATOM}updated").text[:19] >= newest[:19]


def test_a_meeting_whole(client, one):
    record = client.get(f"/meetings/{one.pk}.json").json()
    row = client.get("/meetings.json").json()["results"][0]
    assert {name: record[name] for name in row} == row
    claims = list(one.claims.all())
    assert [claim["text"] for claim in record["claims"]] == [claim.text for claim in claims]
    assert [claim["kind"] for claim in record["claims"]] == [claim.kind for claim in claims]
    for said, claim in zip(record["claims"], claims, strict=True):
        assert [cite["locator"] for cite in said["citations"]] == [cite.locator for cite in claim.citations.all()]
        assert {record["sources"][cite["source"] - 1]["title"] for cite in said["citations"]} == {
            cite.source.title for cite in claim.citations.all()
        }
        assert (said["outcome"] is not None) == (claim.kind == "agreed")


CITED = Cited(
    key="diplotrack-7",
    title="50% of {A} & B_c: 3 #1 ~ ^ \\ $\nlong",
    url="https://example.org/meetings/7/",
    changed=datetime.date(2026, 1, 2),
    version=12,
    accessed=datetime.date(2026, 11, 24),
    number="7",
)


def test_citations():
    assert CITED._replace(title="A meets B, 22 September 2023").text == (
        "“A meets B, 22 September 2023”, diplotrack, record 7, version 12 of the register, "
        "https://example.org/meetings/7/ (accessed 24 November 2026)."
    )
    assert CITED.ris == (
        "TY  - ELEC\r\nID  - diplotrack-7\r\nTI  - 50% of {A} & B_c: 3 #1 ~ ^ \\ $ long\r\nAU  - diplotrack\r\n"
        "PB  - diplotrack\r\nPY  - 2026\r\nDA  - 2026/01/02\r\nY2  - 2026/11/24\r\n"
        "UR  - https://example.org/meetings/7/\r\nET  - Version 12\r\nM1  - 7\r\n"
        "N1  - Register of diplomatic meetings\r\nER  - \r\n"
    )
    assert CITED.bibtex.startswith("@misc{diplotrack-7,\n  author = {{diplotrack}},\n")
    assert (
        r"  title = {{50\% of \{A\} \& B\_c: 3 \#1 \textasciitilde{} \textasciicircum{} \textbackslash{} \$ long}},"
        in CITED.bibtex
    )
    assert json.loads(CITED.csl) == [
        {
            "id": "diplotrack-7",
            "type": "webpage",
            "title": CITED.title,
            "author": [{"literal": "diplotrack"}],
            "container-title": "diplotrack",
            "genre": "Register of diplomatic meetings",
            "number": "7",
            "version": "12",
            "URL": "https://example.org/meetings/7/",
            "issued": {"date-parts": [[2026, 1, 2]]},
            "accessed": {"date-parts": [[2026, 11, 24]]},
        }
    ]


@pytest.mark.parametrize("suffix", exports.CITATIONS)
def test_a_citation_outlives_a_change_of_title(client, one, suffix):
    text = body(client.get(f"/meetings/{one.pk}.{suffix}")).decode()
    assert f"http://testserver/meetings/{one.pk}/" in text
    assert f"/{one.slug}/" not in text
    assert "country=PK" in get(client, suffix, "country=PK").decode()


@pytest.mark.parametrize(
    "path", ["/meetings.exe", "/meetings.", "/meetings.csv/", "/meetings.CSV", "/meetings.csv.exe"]
)
def test_an_unknown_suffix_is_no_page(client, one, path):
    assert client.get(path).status_code == 404
    assert client.get(path.replace("meetings", f"meetings/{one.pk}")).status_code == 404


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "atom", "jsonl"])
def test_one_meeting_has_fewer_faces(client, one, suffix):
    assert client.get(f"/meetings/{one.pk}.{suffix}").status_code == 404


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_only_read(client, one, suffix):
    path = f"/meetings.{suffix}?country=PK"
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(path).status_code == 405
    head, whole = client.head(path), client.get(path)
    assert head.status_code == 200
    assert (head.getvalue() if head.streaming else head.content) == b""
    assert head["Content-Disposition"] == whole["Content-Disposition"]
    body(whole)
    for accept in ("application/json", "text/html;q=0", "*/*;q=0", "nonsense", "\x00"):
        answer = client.get(path, headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, whole["Content-Type"])
        body(answer)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_costs_too_much_is_refused_in_words(client, one, suffix, monkeypatch):
    def costly(*args, **options):
        raise QueryTimeout

    monkeypatch.setattr(exports.Selection, "entries", costly)
    answer = client.get(f"/meetings.{suffix}?country=PK")
    assert answer.status_code == 400
    assert "costs more than one page may" in answer.content.decode()


@pytest.mark.parametrize("suffix", ["json", "ics", *exports.CITATIONS])
def test_hidden_meetings_have_no_faces(client, leaky, suffix):
    draft, in_review, withdrawn = leaky.meetings
    for meeting in (draft, in_review):
        page, none = (client.get(f"/meetings/{pk}.{suffix}") for pk in (meeting.pk, 987654321))
        assert (page.status_code, page.content) == (404, none.content)
    gone = client.get(f"/meetings/{withdrawn.pk}.{suffix}")
    assert gone.status_code == 410
    assert REASON in gone.content.decode()
    assert HIDDEN not in gone.content.decode()


def test_a_card_without_its_meeting_published_is_in_no_file(client, one):
    """The door is asked again: even a card that was left behind shows nothing."""
    Meeting.objects.filter(pk=one.pk).update(publication="draft")
    assert table(client) == []
    assert client.get("/meetings.json").json()["results"] == []


def test_sides_and_sources(client):
    make_meeting(sources=[make_source(sides=["PK"], publisher="A; B"), make_source(sides=["AZ", "PK"], publisher="C")])
    (row,) = table(client)
    assert (row["sides"], row["publishers"], row["source_count"]) == ("PK;AZ", "A, B;C", "2")


def test_an_edit_reaches_the_files(client, one):
    one.title = "Another title"
    one.save()
    reindex([one.pk])
    assert [row["title"] for row in table(client)] == ["Another title"]
    assert reverse("meeting_short", args=[one.pk]) in get(client, "atom").decode()


CONTROLS = "a\x00\x01\x0b\x1f\x7f\ufffeb"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_control_characters_break_no_file(client, suffix):
    """Neither those of an address nor those of a record: XML has no way to write them."""
    make_meeting(title=f"Title {CONTROLS.replace(chr(0), '')}", summary="x\x0by")
    for query in ("", f"q={quote(CONTROLS)}", f"q={quote(CONTROLS)}&country=PK"):
        found = get(client, suffix, query)
        if suffix == "atom":
            ET.fromstring(found)
        elif suffix == "ics":
            assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", found)
            Calendar.from_ical(found)
        elif suffix == "xlsx":
            book = load_workbook(io.BytesIO(found))
            assert book["About"]["A1"].value == "what"
            assert book.properties.title
