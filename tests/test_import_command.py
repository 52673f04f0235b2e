"""The commands that import: what they say, what they refuse, and the second table that the docs map."""

import csv
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from meetings.management.progress import Progress
from meetings.models import ImportBatch, Meeting

from .conftest import ROOT

pytestmark = pytest.mark.django_db

TEXT = """key,date,countries,summary
1,2024-05-06,PK;TR,Fine.
2,2024-02-31,PK;TR,=wrong
3,2024-06-06,PK;Narnia,
"""


@pytest.fixture
def run(tmp_path):
    """Run the command on a text; returns what it said."""

    def run(text=TEXT, *options, name="t.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        said = io.StringIO()
        call_command("import_table", str(path), *options, stdout=said, stderr=io.StringIO())
        return said.getvalue()

    return run


def test_what_it_says_and_what_it_rejects(register, run, tmp_path):
    rejected = tmp_path / "rejected.csv"
    said = run(TEXT, "--entity", "meeting", "--rejects", str(rejected))
    assert said.splitlines() == [
        "3 rows: 1 new, 0 changed, 0 the same as on file, 0 uncertain, 2 wrong.",
        f"2 were refused: {rejected} says why. Mended, they can be imported as a file of their own.",
    ]
    rows = list(csv.DictReader(io.StringIO(rejected.read_text(encoding="utf-8"))))
    assert [(row["rejected_row"], row["rejected_column"], row["key"], row["summary"]) for row in rows] == [
        ("3", "date", "2", "'=wrong"),
        ("4", "countries", "3", ""),
    ]
    assert rows[0]["rejected_because"] == "“2024-02-31” is not in the calendar."
    # Mended, the file of rejects is a table as any other.
    mended = rejected.read_text(encoding="utf-8").replace("2024-02-31", "2024-02-28").replace("Narnia", "IR")
    assert run(mended, "--entity", "meeting", name="again.csv").startswith("2 rows: 2 new")


def test_a_dry_run_writes_nothing(register, run):
    before = (Meeting.objects.count(), ImportBatch.objects.count())
    said = run(TEXT, "--entity", "meeting", "--dry-run")
    assert said.startswith("Nothing was written. 3 rows: 1 new")
    assert (Meeting.objects.count(), ImportBatch.objects.count()) == before


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (None, "Say what a row is, with --entity, or how columns are read, with --mapping."),
        (
            'entity = "meeting"\n[columns]\ndate = "{day}"',
            "The mapping reads a column “day”, which the table has not: key, date",
        ),
        ('entity = "party"', "Say what a row is: entity = one of meeting, official, organization, occasion."),
        ('entity = "meeting"\n[columns]\nwhen = "{date}"', "The import format of a meeting has no column “when”."),
        ('entity = "meeting"\npublsh = true', "A mapping has no “publsh”"),
        ('entity = "meeting"\npeople = "maybe"', "people is one of ask, apart, names, not “maybe”."),
        ('entity = "meeting"\npublish = "yes"', "publish is true or false."),
        ('entity = ["meeting"]', "entity is a text."),
        ('entity = "meeting"\ndataset = "a\\u0000"', "dataset is a text."),
        (
            'entity = "meeting"\n[columns]\ndate = 1',
            'columns is a table of texts with {columns} of the table in them: date = "{day}".',
        ),
        ('entity = "meeting"\n[words]\nmedium = "call"', "words is a table for each column, of what is written"),
        (
            'entity = "meeting"\n[words.medium]\ncall = 2024-01-01',
            "words is a table for each column, of what is written",
        ),
        (
            'entity = "meeting"\nwords.medium' + ".a" * 400 + ' = "b"',
            "words is a table for each column, of what is written",
        ),
        ("words = " + "[" * 900, "It is nested too deeply: a mapping has tables of texts and no more."),
        ("a" + ".a" * 1000 + " = 1", "It has a line of more than 1,000 characters: break it."),
        ("#" * 999 + ("\n" + "#" * 999) * 200, "It is larger than 200 kB."),
        ("entity = ", "It is no TOML: "),
    ],
)
def test_what_is_missing_is_said(register, run, tmp_path, mapping, words):
    options = []
    if mapping is not None:
        path = tmp_path / "m.toml"
        path.write_text(mapping, encoding="utf-8")
        options = ["--mapping", str(path)]
    with pytest.raises(CommandError, match=re.escape(words)):
        run(TEXT, *options)


def test_no_file_and_no_table(register, run):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_table", "/no/such/file.csv", "--entity", "meeting")
    with pytest.raises(CommandError, match="No column of the table is known: it has a, b"):
        run("a,b\n1,2\n", "--entity", "meeting")


class Terminal(io.StringIO):
    """A stream that says that somebody looks at it."""

    def isatty(self):
        return True

    def write(self, text, ending="\n"):
        super().write(text + ending)


def test_how_far_it_is():
    stream = Terminal()
    progress = Progress(stream, "t.csv", 4_000)
    progress.show(2_000)
    progress.end()
    shown = re.sub(r"[\d,]+ a second, \S+ s", "N a second, N s", stream.getvalue())
    assert shown == "\r\x1b[K[##########          ] t.csv: 2,000 of 4,000 rows, N a second, N s left\n"


# -- the second table: labels of texts, as docs/importing.md has it

# Facts of three of the texts.
_WANG, _KERRY = ("Wang Yi", "Foreign Minister", "CN"), ("John Kerry", "Secretary of State", "US")
_BAYRAMOV, _AMREYEV = ("Jeyhun Bayramov", "Foreign Minister", "AZ"), ("Baghdad Amreyev", "Secretary-General", "OTS")
LABELS = {
    "124": [("bilateral", "2016-01-27", "Beijing", ["CHINA", "TRADE"], [_WANG, _KERRY])],
    "112": [("phone", None, None, ["KARABAKH"], [_BAYRAMOV, _AMREYEV])],
    "068": [("phone", None, None, ["FINANCE"], [("Børge Brende", "President", "WEF")])],
}


def test_the_labels_of_the_docs_come_in_as_drafts(register, run, tmp_path):
    import json

    labels = {
        key: {
            "meetings": [
                {
                    "kind": kind,
                    "date": date,
                    "place": place,
                    "occasion": None,
                    "topics": topics,
                    "participants": [
                        {"name": name, "title": title, "country": country} for name, title, country in people
                    ],
                }
                for kind, date, place, topics, people in meetings
            ]
        }
        for key, meetings in LABELS.items()
    }
    path = tmp_path / "labels_dev.json"
    path.write_text(json.dumps({"labels": labels}), encoding="utf-8")
    docs = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    script = re.search(r"<<'END'\n(.*?)\n    END\n", docs, re.DOTALL)[1].replace("\n    ", "\n").removeprefix("    ")
    made = subprocess.run([sys.executable, "-", str(path)], input=script, capture_output=True, text=True, check=True)
    said = run(made.stdout, "--mapping", str(Path(ROOT) / "docs" / "mappings" / "labels.toml"))
    assert said.startswith("3 rows: 2 new, 0 changed, 0 the same as on file, 0 uncertain, 1 wrong.")
    first, second = Meeting.objects.order_by("-pk")[:2][::-1]
    assert (first.when.entry, first.medium, first.place.slug, first.publication) == (
        "2016-01-27",
        "in-person",
        "beijing",
        "draft",
    )
    assert [claim.text for claim in first.claims.all()] == ["trade"]
    assert (second.medium, second.when, [party.key for party in second.sides]) == (
        "phone",
        None,
        ["AZ", "org:organization-of-turkic-states"],
    )


def test_the_commands_of_the_docs_run_as_they_stand(register, tmp_path, monkeypatch):
    docs = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    blocks = [
        block.replace("\n    ", "\n") for block in re.findall(r"(?<=\n\n    )\S.*?(?=\n\n(?! ))", docs, re.DOTALL)
    ]
    monkeypatch.chdir(tmp_path)
    Path("docs").symlink_to(ROOT / "docs")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    for block in blocks:
        if "<<'" in block:
            subprocess.run(["bash", "-ec", block], check=True)
    (commands,) = [block for block in blocks if block.startswith("python manage.py import_table")]
    for command in commands.splitlines():
        call_command(*shlex.split(command)[2:], stdout=io.StringIO(), stderr=io.StringIO())
    assert ImportBatch.objects.get().rows == 3
    assert Meeting.objects.filter(publication="draft").count() == 2
    (row,) = csv.DictReader(io.StringIO(Path("rejected.csv").read_text(encoding="utf-8")))
    assert (row["key"], row["rejected_column"]) == ("068-1", "participants")
    assert "no country “WEF” on file" in row["rejected_because"]
