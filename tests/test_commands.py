"""What all commands of the project have in common: a database that waits for `migrate`, and rows that PostgreSQL counts."""

import io
import json
from contextlib import redirect_stderr

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from meetings.management.command import RegisterCommand
from meetings.models import Meeting, Party

from .fresh import manage

pytestmark = pytest.mark.django_db

OURS = sorted(name for name, app in get_commands().items() if app == "meetings")
COMMANDS = [name for name in OURS if name != "extract_historian"]
"""Those that ask the database for anything."""

ARGUMENTS = {
    "backup": ["there"],
    "dump_register": ["there"],
    "generate_register": ["--meetings", "10"],
    "import_table": ["there.csv", "--entity", "meeting"],
    "restore": ["there"],
}


def run_all():
    """Run each command as from a shell on a database without tables; prints how each ended and what it said."""
    ended = {}
    for name in COMMANDS:
        said = io.StringIO()
        with pytest.raises(SystemExit) as left, redirect_stderr(said):
            load_command_class("meetings", name).run_from_argv(["manage.py", name, *ARGUMENTS.get(name, [])])
        ended[name] = [left.value.code, said.getvalue()]
    print(json.dumps(ended))


def test_without_tables_every_command_says_what_to_run(elsewhere):
    said = manage(elsewhere[-1], "shell", "--no-imports", "-c", "from tests.test_commands import run_all; run_all()")
    words = "CommandError: The database has no tables yet: run `manage.py migrate`, then {}.\n"
    assert json.loads(said) == {name: [1, words.format(name)] for name in COMMANDS}


@pytest.mark.parametrize(("count", "words"), [(1, "1 migration waits"), (2, "2 migrations wait")])
def test_so_does_it_before_an_update_is_migrated(count, words):
    migrations = MigrationRecorder(connection).migration_qs.filter(app="meetings").order_by("-name")
    for one in migrations[:count]:
        one.delete()
    with pytest.raises(CommandError, match=f"^{words}: run `manage.py migrate`, then load_demo\\.$"):
        call_command("load_demo")


def test_which_commands_fill_tables():
    commands = {name: load_command_class("meetings", name) for name in COMMANDS}
    assert {name for name, one in commands.items() if not isinstance(one, RegisterCommand)} == set()
    loads = {name for name in COMMANDS if name.startswith("load_")}
    rest = {"generate_register", "import_table", "rebuild_register", "restore"}
    assert {name for name, one in commands.items() if one.fills} == loads | rest


def test_rows_are_counted_once_after_a_load_and_on_postgresql_alone():
    for name, options in (("load_reference", {}), ("generate_register", {"meetings": 100})):
        with CaptureQueriesContext(connection) as asked:
            call_command(name, **options, stdout=io.StringIO(), stderr=io.StringIO())
        counts = [query["sql"] for query in asked if query["sql"].startswith("ANALYZE")]
        assert len(counts) == (1 if connection.vendor == "postgresql" else 0), name
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, reltuples FROM pg_class WHERE relname IN ('meetings_meeting', 'meetings_party')"
            )
            assert dict(cursor.fetchall()) == {
                "meetings_meeting": Meeting.objects.count(),
                "meetings_party": Party.objects.count(),
            }
    else:
        assert "sqlite_stat1" not in connection.introspection.table_names()


def test_a_trial_counts_nothing(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("name,kind\nNine Seas Forum,forum\n")
    with CaptureQueriesContext(connection) as asked:
        call_command("import_table", table, entity="organization", dry_run=True, stdout=io.StringIO())
    assert not [query for query in asked if query["sql"].startswith("ANALYZE")]
