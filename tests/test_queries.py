"""How many queries each public page makes: written down, and the same with one meeting and with thirty."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from .build import make_meeting
from .public_pages import public_pages

pytestmark = pytest.mark.django_db

QUERIES = {
    "home": 24,
    "meetings": 12,
    "meetings, filtered": 15,
    "meetings, none found": 13,
    "meetings, much ignored": 4,
    "countries": 3,
    "officials": 6,
    "organisations": 4,
    "occasions": 5,
    "places": 7,
    "topics": 3,
    "relations": 3,
    "meeting": 21,
    "meeting, in a list": 28,
    "country": 32,
    "country, never there": 24,
    "official": 24,
    "organisation": 29,
    "occasion": 19,
    "place": 23,
    "topic": 22,
    "topic, below": 23,
    "corrections": 3,
    "the API": 1,
    "search": 1,
    "search, found": 24,
    "search, nothing found": 30,
    "relation": 37,
}


@pytest.mark.parametrize("rows", [pytest.param("one", marks=pytest.mark.quick), "thirty"])
def test_queries(client, request, rows, monkeypatch):
    request.getfixturevalue(rows)
    # The first page has meetings to come, and one of this week some years ago.
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 2, 3))
    make_meeting(date="2026-03", status="announced")
    made = {}
    for name, path in public_pages().items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        # What only says how to ask, such as a time limit, is no question.
        asked = [query for query in queries if "SELECT" in query["sql"]]
        made[name] = len(asked) if response.status_code == 200 else f"status {response.status_code}"
    assert made == QUERIES
