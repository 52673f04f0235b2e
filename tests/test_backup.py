"""A backup is everything, goes to the other database and back, and a damaged one changes nothing."""

import io
import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from meetings.actions import backup as backups
from meetings.models import ImportBatch, Meeting

from .fresh import manage
from .leaky import make_hidden, make_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(db, admin_user):
    """Published and hidden meetings, users with rights, and a line of history."""
    meeting = make_public()
    make_hidden(meeting)
    group = Group.objects.create(name="Editors")
    group.permissions.add(*Permission.objects.filter(codename__startswith="change_"))
    admin_user.groups.add(group)
    ImportBatch.objects.create(entity="meeting", name="t.csv", checksum="0" * 64, content=b"\x00\xff,\n", by=admin_user)
    LogEntry.objects.create(
        user=admin_user,
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id=str(meeting.pk),
        object_repr="\u2028 “a title”",
        action_flag=CHANGE,
        change_message="[]",
    )
    return meeting


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_to_the_other_database_and_back(everything, elsewhere, tmp_path, capsys):
    first = tmp_path / "first"
    call_command("backup", first)
    assert "meetings.meeting: 10 rows" in capsys.readouterr().out
    before = files(first)
    rows = {name: text.count(b"\n") for name, text in before.items() if name.endswith(".jsonl")}
    assert rows["auth.user.jsonl"] == rows["admin.logentry.jsonl"] == rows["auth.group.jsonl"] == 1
    assert rows["auth.group_permissions.jsonl"] > 20
    assert b"LEAKDRAFTTITLE" in before["meetings.meeting.jsonl"]
    assert "sessions.session.jsonl" not in rows
    folder = first
    for number, database in enumerate(elsewhere):
        manage(database, "migrate", "--verbosity", "0")
        assert "each as it was in the backup" in manage(database, "restore", folder)
        assert manage(database, "verify_register") == "Everything derived is right.\n"
        folder = tmp_path / f"again-{number}"
        manage(database, "backup", folder)
        assert files(folder) == before
    # The numbers of new rows go on where those of the old ones end.
    manage(
        elsewhere[-1], "shell", "-c", "from meetings.models import Topic; Topic.objects.create(slug='new', name='new')"
    )


@pytest.fixture
def emptied(everything, tmp_path):
    """A backup, and a database without any of its rows."""
    call_command("backup", tmp_path / "b", stdout=io.StringIO())
    for model in reversed(backups._models()):
        if model._meta.label_lower not in backups._MADE_BY_MIGRATE:
            with connection.cursor() as cursor:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
    return tmp_path / "b"


def test_into_the_place_it_came_from(emptied, everything, tmp_path, capsys):
    call_command("restore", emptied)
    call_command("backup", tmp_path / "again")
    assert files(tmp_path / "again") == files(emptied)
    assert Meeting.objects.get(pk=everything.pk).title == everything.title


def damaged(folder, change):
    path = folder / "meetings.meeting.jsonl"
    if change == "a byte":
        path.write_bytes(path.read_bytes().replace(b"LEAKDRAFTTITLE", b"LEAKDRAFTTITLF"))
    elif change == "a file":
        path.unlink()
    elif change == "no manifest":
        (folder / "manifest.json").unlink()
    elif change == "half a manifest":
        (folder / "manifest.json").write_text('{"format"')
    else:
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["migrations"].append(["meetings", "9999_next"])
        (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("a byte", "meetings.meeting.jsonl is damaged"),
        ("a file", "meetings.meeting.jsonl is missing"),
        ("no manifest", "no whole backup"),
        ("half a manifest", "manifest.json is damaged"),
        ("migrations", "of another release"),
    ],
)
def test_a_damaged_backup_changes_nothing(emptied, change, words):
    damaged(emptied, change)
    with pytest.raises(CommandError, match=words):
        call_command("restore", emptied)
    assert Meeting.objects.count() == 0


def test_what_does_not_arrive_as_it_was_is_refused(emptied, monkeypatch):
    monkeypatch.setattr(backups, "_read", lambda model, lines: None)
    with pytest.raises(CommandError, match="not in the database as it was"):
        call_command("restore", emptied)


def test_nothing_is_written_over(everything, tmp_path):
    call_command("backup", tmp_path / "b", stdout=io.StringIO())
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", tmp_path / "b")
    with pytest.raises(CommandError, match=r"holds .* already"):
        call_command("restore", tmp_path / "b")
    assert Meeting.objects.filter(pk=everything.pk).exists()
