"""What readers' browsers and shared caches may keep: nothing that is private, and nothing that has changed."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from meetings.index import reindex
from meetings.models import Meeting, Register
from meetings.views import conditional_get
from meetings.views.export_formats import CITATIONS, FILES

from . import part
from .build import make_meeting
from .crawl import fetch
from .public_pages import public_pages

pytestmark = pytest.mark.django_db
PUBLIC = "public, max-age=0, must-revalidate"


@pytest.fixture(autouse=True)
def _long_ago(db, monkeypatch):
    """A register that has not changed for long, in a process that has run for long."""
    monkeypatch.setattr(conditional_get, "_started", lambda: datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    Register.objects.update_or_create(pk=1, defaults={"moved_at": "2020-01-01T00:00:00Z"})


def addresses():
    return [*public_pages().values(), *(f"/meetings.{suffix}" for suffix in [*FILES, *CITATIONS])]


@pytest.mark.prove
def test_an_unchanged_page_costs_one_question_and_a_304(client, one):
    Register.objects.update(moved_at="2020-01-01T00:00:00Z")
    for url in ["/", "/meetings/", "/meetings.csv", *part(addresses())]:
        page = fetch(client, url)
        assert (page.status_code, page["Cache-Control"]) == (200, PUBLIC), url
        assert "Cookie" in page["Vary"]
        for headers in (
            {"if-none-match": page["ETag"]},
            {"if-none-match": f'"other", {page["ETag"]}'},
        ):
            with CaptureQueriesContext(connection) as queries:
                again = fetch(client, url, headers=headers)
            assert (again.status_code, again.content, len(queries)) == (304, b"", 1), url
            assert (again["ETag"], again["Cache-Control"]) == (page["ETag"], PUBLIC)
        assert fetch(client, url, headers={"if-modified-since": page["Last-Modified"]}).status_code == 304
        assert fetch(client, url, headers={"if-none-match": '"other"'}).status_code == 200
        assert client.head(url)["ETag"] == page["ETag"]


def tags(client, **headers):
    return [fetch(client, url, headers=headers)["ETag"] for url in ("/", "/meetings.csv", "/meetings/?country=PK")]


def test_what_moves_the_tag(client, one, monkeypatch):
    before = tags(client)
    assert len(set(before)) == 3
    assert tags(client) == before

    one.staff_note = "Only for staff"
    one.save()
    make_meeting(publication="draft")
    assert tags(client) == before, "a draft is nothing to readers"

    reindex([one.pk])
    edited = tags(client)
    assert not set(edited) & set(before)

    with translation.override("ur"):
        assert not set(tags(client)) & set(edited)
    assert not set(tags(client, host="localhost")) & set(edited)

    monkeypatch.setattr(conditional_get, "release", lambda: "next")
    released = tags(client)
    assert not set(released) & set(edited)

    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert not set(tags(client)) & set(released)


def test_a_change_within_the_second_is_seen(client, one):
    """A date in seconds cannot tell two edits of one second apart, so that a page of this very second has none."""
    reindex([one.pk])
    page = client.get("/")
    assert "Last-Modified" not in page
    since = timezone.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert client.get("/", headers={"if-modified-since": since}).status_code == 200


def test_nothing_private_is_kept(one, admin_user):
    client = Client()
    tag = client.get("/")["ETag"]
    client.force_login(admin_user)
    for url in addresses():
        page = fetch(client, url, headers={"if-none-match": tag})
        assert (page.status_code, page["Cache-Control"]) == (200, "private, no-cache"), url
        assert "ETag" not in page
        assert "Last-Modified" not in page
    desk = client.get("/desk/")
    assert "no-store" in desk["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"if-match": "*"},
        {"if-match": '"x"'},
        {"if-unmodified-since": "Fri, 01 Jan 1999 00:00:00 GMT"},
        {"if-none-match": "nonsense \x01"},
        {"if-modified-since": "32 Foo 2023"},
        {"if-none-match": ", ,W/"},
        {"range": "bytes=0-10"},
        {"if-none-match": '"' + "x" * 8000 + '"'},
    ],
)
def test_any_condition_has_a_correct_answer(client, one, headers):
    right = {"if-none-match": 304, "if-modified-since": 304, "if-match": 412, "if-unmodified-since": 412, "range": 200}
    (name, value) = next(iter(headers.items()))
    met = value in ("*", "Fri, 01 Jan 2100 00:00:00 GMT", '"x"', "Fri, 01 Jan 1999 00:00:00 GMT") and headers != {
        "if-match": "*"
    }
    Register.objects.update(moved_at="2020-01-01T00:00:00Z")
    for url in ("/", "/meetings.csv"):
        assert fetch(client, url, headers=headers).status_code == (right[name] if met else 200), url
    # What is not there has not been left as it was.
    assert client.get("/meetings/987654321/", headers=headers).status_code == 404
    assert client.get("/meetings.exe", headers=headers).status_code == 404


def test_what_is_no_page_is_not_kept(client, one):
    for url, status in (
        (f"/meetings/{one.pk}/", 301),
        ("/meetings/987654321/", 404),
        ("/nowhere/", 404),
    ):
        answer = fetch(client, url)
        assert (answer.status_code, answer["Cache-Control"], "ETag" in answer) == (status, "no-cache", False)


def test_a_withdrawn_meeting_is_gone_for_whoever_kept_it(client, one):
    url = one.get_absolute_url()
    tag = fetch(client, url)["ETag"]
    one.publication, one.withdrawn_on, one.withdrawal_reason = "withdrawn", "2024-01-02", "Another meeting."
    one.save()
    reindex([one.pk])
    assert fetch(client, url, headers={"if-none-match": tag}).status_code == 410
    assert Meeting.objects.published().count() == 0
