"""The whole register as a Data Package: what is public, all of it and nothing else, the same from the same records."""

import csv
import hashlib
import json
import sqlite3

import pytest
from django.core.management import CommandError, call_command

from meetings.actions.backup import backup
from meetings.actions.dump import TABLES
from meetings.formats.tabular import unguarded
from meetings.models import Citation, Claim, Meeting, Official, Organization, Participant, Place, Source

from .leaky import HIDDEN
from .test_backup import files, manage

pytestmark = pytest.mark.django_db


@pytest.fixture
def dumped(leaky, tmp_path):
    call_command("dump_register", tmp_path / "dump")
    return tmp_path / "dump"


def rows(folder, name):
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_only_what_is_public_and_all_of_it(dumped, leaky):
    assert [path.name for path in dumped.iterdir() if HIDDEN.encode() in path.read_bytes()] == []
    public = Meeting.objects.published()
    right = {
        "meetings": public.count(),
        "participants": Participant.objects.filter(party__meeting__in=public).count(),
        "claims": Claim.objects.filter(meeting__in=public).count(),
        "citations": Citation.objects.filter(meeting__in=public).count()
        + Citation.objects.filter(claim__meeting__in=public).count(),
        "sources": Source.objects.public().count(),
        "officials": Official.objects.public().count(),
        "organizations": Organization.objects.public().count(),
        "places": Place.objects.public().count(),
    }
    assert {name: len(rows(dumped, name)) for name in right} == right


def test_the_package_says_what_is_in_it(dumped):
    package = json.loads((dumped / "datapackage.json").read_text())
    assert [one["name"] for one in package["resources"]] == [table.name for table in TABLES]
    assert package["licenses"][0]["name"] == "CC0-1.0"
    for one in package["resources"]:
        content = (dumped / one["path"]).read_bytes()
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert (one["bytes"], one["rows"]) == (len(content), len(rows(dumped, one["name"])))
        header = content.split(b"\r\n", 1)[0].decode().split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == header
        assert all(field["description"] for field in one["schema"]["fields"])


def test_the_sqlite_file_holds_the_same(dumped):
    base = sqlite3.connect(dumped / "register.sqlite3")
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for table in TABLES:
        found = [
            ["" if cell is None else str(cell) for cell in row] for row in base.execute(f"SELECT * FROM {table.name}")
        ]
        right = [[unguarded(cell) for cell in row.values()] for row in rows(dumped, table.name)]
        assert found == right, table.name
    base.close()


def test_what_hangs_together(dumped):
    meetings = {row["id"] for row in rows(dumped, "meetings")}
    claims = {row["id"] for row in rows(dumped, "claims")}
    sources = {row["id"] for row in rows(dumped, "sources")}
    citations = rows(dumped, "citations")
    assert {row["meeting"] for row in citations} <= meetings
    assert {row["claim"] for row in citations} - {""} <= claims
    assert {row["source"] for row in citations} <= sources


@pytest.mark.long
def test_the_same_register_elsewhere_is_the_same_dump(dumped, elsewhere, tmp_path):
    backup(tmp_path / "backup")
    for number, database in enumerate(elsewhere):
        manage(database, "migrate", "--verbosity", "0")
        manage(database, "restore", tmp_path / "backup")
        folder = tmp_path / f"again-{number}"
        manage(database, "dump_register", folder)
        assert files(folder) == files(dumped)


def test_nothing_is_written_over(dumped):
    with pytest.raises(CommandError, match="is not empty"):
        call_command("dump_register", dumped)
