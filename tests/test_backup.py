"""A backup is everything, goes to the other database and back, and a damaged one changes nothing."""

import datetime
import io
import json

import pytest
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from meetings.actions import backup as backups
from meetings.actions.merge import merge
from meetings.index import reindex
from meetings.models import (
    AuditEntry,
    ContestedTerm,
    CountryName,
    Doubt,
    ImportBatch,
    Meeting,
    OfficialName,
    Provenance,
    TopicName,
)

from .build import make_country, make_official
from .fresh import manage
from .leaky import make

pytestmark = pytest.mark.django_db


LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def everything(stand, admin_user):
    """Published and hidden meetings, users with rights, and at least one row in every other table."""
    meeting = stand(make).public
    group = Group.objects.create(name="Editors")
    group.permissions.add(*Permission.objects.filter(codename__startswith="change_"))
    admin_user.groups.add(group)
    admin_user.user_permissions.add(Permission.objects.first())
    batch = ImportBatch.objects.create(
        entity="meeting", name="t.csv", checksum="0" * 64, content=b"\x00\xff,\n", by=admin_user
    )
    Provenance.objects.create(batch=batch, entity="meeting", row_id=meeting.pk, row=2, checksum="0" * 32, created=True)
    one, same = make_official("Jalil Abbas Jilani"), make_official("Jalil Abbas Jeelani")
    Doubt.objects.create(one=one, other=meeting.parties.first().participants.first().official, reason="Names alike.")
    merge(same, one, reason="One man")
    for model, what in ((CountryName, "country"), (TopicName, "topic"), (OfficialName, "official")):
        model.objects.create(name="Another name", **{what: model._meta.get_field(what).related_model.objects.first()})
    make_country("SUHH", "Soviet Union", kind="historical").successors.add(make_country("AZ"))
    report, readout = meeting.citations.all()[:2]
    report.source.related.add(readout.source)
    report.source.derived_from.add(readout.source)
    report.source.terms.add(ContestedTerm.objects.first())
    AuditEntry.objects.create(event="refused", name="boss", address="192.0.2.7", note="Second factor")
    seen = {"user_agent": "x", "ip_address": "192.0.2.7", "username": "boss", "http_accept": "*/*", "path_info": "/"}
    attempt = AccessAttempt.objects.create(**seen, failures_since_start=1)
    AccessAttemptExpiration.objects.create(access_attempt=attempt, expires_at=LONG_AGO)
    AccessFailureLog.objects.create(**seen)
    AccessLog.objects.create(**seen, logout_time=None)
    TOTPDevice.objects.create(user=admin_user, name="authenticator app", confirmed=True)
    StaticDevice.objects.create(user=admin_user, name="codes").token_set.create(token="a-code")
    reindex(Meeting.objects.values_list("pk", flat=True))
    # What is set by itself when a row is made, and differs from the time of a restore.
    for model in apps.get_models():
        for field in model._meta.fields:
            if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
                model.objects.update(**{field.name: LONG_AGO})
    LogEntry.objects.create(
        user=admin_user,
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id=str(meeting.pk),
        object_repr="\u2028 “a title”",
        action_flag=CHANGE,
        change_message="[]",
    )
    return meeting


def test_the_ground_has_a_row_in_every_table(everything):
    """A table that is new gets a row there, lest its backup is never tried."""
    tables = [model for model in backups._models() if model._meta.label_lower not in backups._MADE_BY_MIGRATE]
    assert [model._meta.label for model in tables if not model._base_manager.exists()] == []


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_to_the_other_database_and_back(everything, elsewhere, tmp_path, capsys):
    first = tmp_path / "first"
    call_command("backup", first)
    assert "meetings.meeting: 10 rows" in capsys.readouterr().out
    before = files(first)
    rows = {name: text.count(b"\n") for name, text in before.items() if name.endswith(".jsonl")}
    assert rows["auth.user.jsonl"] == rows["admin.logentry.jsonl"] == rows["auth.group.jsonl"] == 1
    assert before["axes.accessattempt.jsonl"].count(b"2020-01-01") == 1
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


def test_a_database_without_tables_is_told_what_it_lacks(everything, elsewhere, tmp_path):
    call_command("backup", tmp_path / "b", stdout=io.StringIO())
    with pytest.raises(AssertionError, match=r"has no tables yet: run .manage.py migrate., then restore"):
        manage(elsewhere[0], "restore", tmp_path / "b")


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
