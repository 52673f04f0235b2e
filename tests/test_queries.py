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
    "home": 23,
    "meetings": 8,
    "meetings, filtered": 11,
    "meetings, none found": 8,
    "meetings, much ignored": 6,
    "countries": 2,
    "officials": 5,
    "organisations": 3,
    "occasions": 4,
    "places": 6,
    "topics": 2,
    "relations": 2,
    "meeting": 21,
    "meeting, in a list": 28,
    "country": 31,
    "country, never there": 23,
    "official": 23,
    "organisation": 28,
    "occasion": 18,
    "place": 22,
    "topic": 21,
    "topic, below": 22,
    "relation": 36,
}


@pytest.mark.parametrize("rows", ["one", "thirty"])
def test_queries(client, request, rows, monkeypatch):
    request.getfixturevalue(rows)
    # The first page has meetings to come, and one of this week some years ago.
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 2, 3))
    make_meeting(date="2026-03", status="announced")
    made = {}
    for name, path in public_pages().items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        made[name] = len(queries) if response.status_code == 200 else f"status {response.status_code}"
    assert made == QUERIES
