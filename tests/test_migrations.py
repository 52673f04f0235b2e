"""A database of any age comes to the tables of a fresh one: the first that landed goes through every migration since, with its rows."""

import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meetings.models import Meeting, Official

from .fresh import manage

pytestmark = pytest.mark.django_db


def grow():
    """Make the database that landed first, with some rows, bring it to today, and print what it is then."""
    executor = MigrationExecutor(connection)
    # A fresh database is made at once; this one by the first migration alone.
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    apps = executor.migrate([("meetings", "0001_initial")]).apps
    country, meeting, party, official = (
        apps.get_model("meetings", name).objects.create for name in ("Country", "Meeting", "Party", "Official")
    )
    day = {"earliest": "2023-09-22", "latest": "2023-09-22", "precision": "day", "party_count": 1}
    party(
        meeting=meeting(title="First of all", publication="published", **day),
        country=country(code="PK", name="Pakistan", kind="state"),
    )
    official(name="Jalil Abbas Jilani", sort_name="Jilani, Jalil Abbas")
    call_command("migrate", verbosity=0)
    call_command("rebuild_register", "--missing", verbosity=0)
    call_command("verify_register")
    meeting = Meeting.objects.get()
    print(json.dumps({"rows": [meeting.title, meeting.sides[0].key, Official.objects.get().name], **shape()}))


def shape():
    """Every table with its columns and constraints, and what only one of the two databases has."""
    with connection.cursor() as cursor:
        found = {
            table: [
                sorted(map(repr, connection.introspection.get_table_description(cursor, table))),
                sorted(map(repr, _constraints(cursor, table))),
            ]
            for table in sorted(connection.introspection.table_names(cursor))
        }
        for name, query in _OF_ITS_OWN[connection.vendor].items():
            cursor.execute(query)
            found[name] = [list(row) for row in cursor.fetchall()]
    return found


def _constraints(cursor, table):
    for name, found in connection.introspection.get_constraints(cursor, table).items():
        # SQLite gives no name to what stands beside a column, and Django gives that a number.
        yield "" if re.fullmatch(r"__.*__|fk_\d+", name) else name, sorted(found.items(), key=str)


_OF_ITS_OWN = {
    "sqlite": {"triggers": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"},
    "postgresql": {
        "checks": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('c', 'x') ORDER BY 1",
        "statistics": "SELECT stxname, stxkeys::text, stxstattarget FROM pg_statistic_ext ORDER BY 1",
    },
}


def test_the_first_database_that_landed_comes_to_what_a_fresh_one_is(elsewhere):
    said = manage(elsewhere[-1], "shell", "--no-imports", "-c", "from tests.test_migrations import grow; grow()")
    *_, verified, found = said.splitlines()
    assert verified == "Everything derived is right."
    assert json.loads(found) == {"rows": ["First of all", "PK", "Jalil Abbas Jilani"], **shape()}
