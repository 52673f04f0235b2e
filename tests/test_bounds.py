"""The bounds of a request: what it may cost, how long it waits for others, and what somebody is told who gets no answer."""

import importlib
import json
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.urls import reverse

from meetings.database import budget
from meetings.database.budget import QueryTimeout, begin, current, end
from meetings.index import exclusive
from meetings.models import Official

from .build import make_official
from .desk_page import Page
from .fresh import run

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def small(monkeypatch, settings):
    """A budget that an endless question uses up at once."""
    settings.STEPS_PER_REQUEST = 2_000_000
    monkeypatch.setattr(budget, "SECONDS", 0.5)


def _endless(*args, **options):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS)


def _count_to(number):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS.replace("FROM n)", "FROM n WHERE i < %s)"), [number])
        return cursor.fetchone()[0]


def _forever(work):
    while True:
        work()


@pytest.mark.django_db
def test_a_question_without_end_ends_and_half_is_left_for_the_next(small):
    begin("a page")
    for _ in range(3):
        with pytest.raises(QueryTimeout), transaction.atomic():
            _endless()
    assert Official.objects.count() == 0
    end()


@pytest.mark.django_db
def test_many_short_questions_run_out_too(small):
    begin("a page")
    with pytest.raises(QueryTimeout), transaction.atomic():
        _forever(lambda: _count_to(20_000))
    end()


@pytest.mark.django_db
def test_so_does_a_thread_that_asks_little_and_works_much(small):
    begin("a page")
    with pytest.raises(QueryTimeout):
        _forever(lambda: (sum(range(100_000)), Official.objects.exists()))
    end()


@pytest.mark.django_db
def test_what_no_request_asks_for_has_no_bound(small):
    assert current() is None
    assert _count_to(1_000_000) == 1_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "view", "where", "words"),
    [
        ("/", "home", "meetings.views.home.related", "costs more than a page may"),
        ("/relations/", "relation_list", "meetings.views.relations.related", "costs more than a page may"),
        ("/sitemap.xml", "sitemap", "meetings.views.discovery.pairs", "costs more than a page may"),
        ("/desk/", "admin:index", "meetings.admin.site.lengths", "costs more than a page may"),
    ],
)
def test_a_page_that_costs_too_much_is_a_503_in_words(
    staff_client, small, monkeypatch, caplog, address, view, where, words
):
    module, _, name = where.rpartition(".")
    monkeypatch.setattr(importlib.import_module(module), name, _endless)
    response = staff_client.get(address)
    assert response.status_code == 503, response.content
    assert words in response.content.decode()
    assert response["Retry-After"] == "3600"
    assert f"{view} took more work than a request may" in caplog.text
    assert current() is None
    assert staff_client.get("/countries/").status_code == 200


@pytest.fixture
def writer(transactional_db, monkeypatch):
    """A function that runs another while somebody else writes to the register and does not come to an end.

    A request waits for them a moment instead of seconds.
    """
    monkeypatch.setattr(budget, "LOCK_SECONDS", 0.3)

    def during(work):
        holds, may_go = threading.Event(), threading.Event()

        def write():
            with exclusive():
                User.objects.select_for_update().first()
                holds.set()
                may_go.wait(30)
            connections.close_all()

        thread = threading.Thread(target=write)
        thread.start()
        assert holds.wait(10)
        try:
            return work()
        finally:
            may_go.set()
            thread.join()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 300")
    yield during
    connection.close()


def test_a_save_that_finds_the_register_locked_keeps_what_was_typed_in_the_form(staff_client, writer):
    official = make_official("Nobody")
    page = Page(staff_client, reverse("admin:meetings_official_change", args=[official.pk]))
    page.data["name"] = "Somebody typed"
    assert writer(page.send) is False
    assert "Nothing was saved yet. Others are writing to the register." in page.response.content.decode()
    assert page.data["name"] == ["Somebody typed"]
    assert Official.objects.get().name == "Nobody"
    assert page.send() is True
    assert Official.objects.get().name == "Somebody typed"


@pytest.mark.django_db(transaction=True)
def test_a_sign_in_that_finds_it_locked_is_kept_but_for_the_password(client, writer):
    User.objects.create_superuser("editor", password="a-desk-of-ones-own")
    sent = {"username": "editor", "password": "a-desk-of-ones-own", "next": "/desk/"}

    response = writer(lambda: client.post("/desk/login/?next=/desk/", sent))
    html = response.content.decode()
    assert response.status_code == 503
    assert "Nothing was saved yet" in html
    assert ">\neditor</textarea>" in html
    assert "a-desk" not in html
    assert client.post("/desk/login/?next=/desk/", sent)["Location"] == "/desk/"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_is_a_503_and_the_next_request_has_another(client):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    client.raise_request_exception = False
    assert client.get("/countries/").status_code == 200
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()
    response = client.get("/countries/")
    assert (response.status_code, "The database does not answer." in response.content.decode()) == (503, True)
    # As Django does between two requests, but for those of the test client.
    connection.close_if_unusable_or_obsolete()
    assert client.get("/countries/").status_code == 200


DOWN = """
import django, json, time
django.setup()
from django.test import Client
began = time.monotonic()
client = Client(headers={"host": "localhost"}, raise_request_exception=False)
sent = {"username": "somebody", "password": "a-secret-of-mine", "next": "/desk/"}
paths = ("/", "/meetings/", "/desk/login/", "/api/v1/meetings/", "/healthz", "/readyz")
answers = [client.get(path) for path in paths]
answers.append(client.post("/desk/login/", sent))
print(json.dumps([[one.status_code, one.content.decode()] for one in answers]))
"""


@pytest.mark.same_everywhere
def test_without_a_database_every_page_says_so():
    said = run("postgres://postgres@127.0.0.1:9/nobody", "-c", DOWN)
    answers = json.loads(said)
    assert [status for status, _ in answers] == [503, 503, 503, 503, 200, 503, 503]
    for _, body in (answers[0], answers[1], answers[3], answers[6]):
        assert "The database does not answer." in body
    assert "somebody</textarea>" in answers[6][1]
    assert "a-secret-of-mine" not in answers[6][1]
