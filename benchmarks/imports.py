"""Imports beside what they are measured by: rows by the bulk command, saved one by one, and the same tables by raw COPY.

    DATABASE_URL=postgres://... python -m benchmarks.imports [--rows 100000] [--few 200] [--sheet 5000]

needs an empty database of PostgreSQL, whose reference data it loads, and `manage.py collectstatic`. First it is proved that both
ways put the same on file, and afterwards that everything derived is right.
"""

import csv
import datetime
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from meetings import imports
from meetings.actions.derive import derive
from meetings.actions.history import keep
from meetings.actions.rules import meeting_violations
from meetings.choices import ClaimKind
from meetings.datasets.synthetic import names
from meetings.formats.mappings import guess
from meetings.formats.sheets import open_sheet
from meetings.index import differences, exclusive
from meetings.models import (
    Citation,
    Claim,
    Country,
    Meeting,
    Official,
    Participant,
    Party,
    Place,
    Source,
    SourceSide,
    Topic,
    When,
)
from meetings.queries.export import records_of
from meetings.queries.snapshots import document

from . import ground

HEADER = [
    "key",
    "date",
    "participants",
    "medium",
    "place",
    "topics",
    "summary",
    "source_titles",
    "source_urls",
    "publishers",
    "source_sides",
]


def table(path, rows, seed=1):
    """Write a table of generated meetings of two foreign ministers each, with a source and two topics."""
    random, people = Random(seed), {}
    codes = sorted(Country.objects.filter(kind="state").values_list("code", flat=True))
    topics = sorted(Topic.objects.values_list("slug", flat=True))
    places = sorted(Place.objects.filter(kind="city").values_list("slug", flat=True))

    def minister(code, day):
        line = people.setdefault(code, [names.person(random, random.choice(names.MANNERS)).name for _ in range(10)])
        return line[(day.year - 1990) // 4 % 10]

    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            sides = sorted(random.sample(codes, 2))
            day = datetime.date(1990, 1, 1) + datetime.timedelta(random.randrange(12_000))
            who = "; ".join(f"{code}: {minister(code, day)} (Foreign Minister)" for code in sides)
            chosen = ";".join(random.sample(topics, 2))
            words = f"The two ministers spoke about relations, {number % 997} and what is to come."
            source = (f"Readout {number}", f"https://news.example/{seed}/{number}", f"Agency {number % 50}", sides[0])
            writer.writerow([f"{seed}-{number}", day, who, "in-person", random.choice(places), chosen, words, *source])


def bulk(path, rows, publish=True):
    """Import a table as the command does; returns the readings' verdicts, the seconds, and the memory after each third."""
    with open_sheet(path) as sheet:
        mapping = guess("meeting", imports.other_names("meeting"), sheet.columns)
        mapping = mapping._replace(dataset="benchmark", people="apart", publish=publish)
        begun, done, memory = time.perf_counter(), 0, []
        for readings in imports.run(sheet, mapping, os.path.basename(path)):
            bad = [(row.number, row.problems, row.questions) for row in readings if row.verdict != "new"]
            assert not bad, bad[:3]
            done += len(readings)
            if done * 3 >= rows * (len(memory) + 1):
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return time.perf_counter() - begun, memory


def one_by_one(path):
    """Save the rows of a table each for itself, as the desk does: checked, derived, filed and with its history; the seconds."""
    with open_sheet(path) as sheet:
        rows = [row.cells for row in sheet.rows()]
    begun = time.perf_counter()
    for cells in rows:
        with exclusive():
            _save(cells)
    return time.perf_counter() - begun


def _saved(row):
    row.full_clean()
    row.save()
    return row


def _save(cells):
    day = When.parse(cells["date"])
    place = Place.objects.get(slug=cells["place"])
    meeting = _saved(
        Meeting(medium=cells["medium"], place=place, summary=cells["summary"], publication="published", **day._asdict())
    )
    for seat in cells["participants"].split("; "):
        code, _, name = seat.removesuffix(" (Foreign Minister)").partition(": ")
        country = Country.objects.get(code=code)
        official = Official.objects.filter(name=name).first() or _saved(Official(name=name, sort_name=name))
        party = _saved(Party(meeting=meeting, country=country))
        title = {"title_as_reported": "Foreign Minister", "level_as_reported": "foreign-minister"}
        _saved(Participant(party=party, official=official, heads=True, order=1, **title))
    source = _saved(
        Source(title=cells["source_titles"], publisher=cells["publishers"], kind="news", url=cells["source_urls"])
    )
    _saved(SourceSide(source=source, country=Country.objects.get(code=cells["source_sides"])))
    _saved(Citation(source=source, meeting=meeting, order=1))
    for order, slug in enumerate(cells["topics"].split(";"), 1):
        topic = Topic.objects.get(slug=slug)
        claim = _saved(Claim(meeting=meeting, kind=ClaimKind.DISCUSSED, text=topic.name, order=order))
        claim.topics.set([topic])
        _saved(Citation(source=source, claim=claim, order=1))
    derive(meeting)
    assert not meeting_violations(meeting)
    keep(type(meeting), None, document(meeting))


def check(folder, rows):
    """Both ways put the same on file for some rows, but for ids and moments, or the run ends."""
    found = []
    for way, seed in ((one_by_one, 7), (lambda path: bulk(path, rows), 7)):
        path = os.path.join(folder, "check.csv")
        table(path, rows, seed)
        with transaction.atomic():
            before = Meeting.objects.count()
            way(path)
            ids = list(Meeting.objects.order_by("pk").values_list("pk", flat=True))[before:]
            found.append([_plain(record) for record in records_of(ids, "")])
            transaction.set_rollback(True)
    assert len(found[0]) == rows
    assert found[0] == found[1], next((a, b) for a, b in zip(*found, strict=True) if a != b)


def _plain(record):
    people = [
        {**party, "participants": [{**person, "id": 0} for person in party["participants"]]}
        for party in record["parties"]
    ]
    names_ = [official["name"] for official in record["officials"]]
    return {**record, "id": 0, "url": "", "changed_at": "", "officials": names_, "parties": people}


def copies(folder):
    """Seconds in which COPY writes the same rows into tables made like ours, indexes and all."""
    with connection.cursor() as cursor:
        listed = connection.introspection.table_names(cursor)
        written = [name for name in listed if name.startswith("meetings_")]
        cursor.execute("DROP SCHEMA IF EXISTS copied CASCADE")
        cursor.execute("CREATE SCHEMA copied")
        seconds = 0.0
        for name in written:
            cursor.execute(
                "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
                "WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'",
                [name],
            )
            columns = cursor.fetchone()[0]
            path = os.path.join(folder, name)
            with open(path, "w+b") as file:
                cursor.copy_expert(f'COPY "{name}" ({columns}) TO STDOUT', file)
                file.seek(0)
                cursor.execute(f'CREATE TABLE copied."{name}" (LIKE public."{name}" INCLUDING ALL)')
                begun = time.perf_counter()
                cursor.copy_expert(f'COPY copied."{name}" ({columns}) FROM STDIN', file)
                seconds += time.perf_counter() - begun
        cursor.execute("DROP SCHEMA copied CASCADE")
    return seconds


def preview(folder, rows):
    """Seconds from the upload of a table at the desk to the page with the verdict of every row, the median of three."""
    path = Path(folder, "sheet.csv")
    table(path, rows, seed=9)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("benchmark"))
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        sent = {"file": SimpleUploadedFile("sheet.csv", path.read_bytes()), "entity": "meeting"}
        page = client.post(reverse("admin:meetings_importbatch_add"), sent, follow=True)
        times.append(time.perf_counter() - begun)
        assert page.status_code == 200, page.status_code
        assert sum(count for *_, count in page.context_data["tabs"]) == rows, page.context_data["tabs"]
    return statistics.median(times)


def main(argv=None):
    """Prove, measure, print; 1 where the import is slower than it has to be, or takes more memory the longer it runs."""
    options = ground.options(__doc__, argv, rows=100_000, few=200, sheet=5_000)
    assert connection.vendor == "postgresql", "It copies by PostgreSQL’s COPY."
    ground.stand(0)
    with tempfile.TemporaryDirectory() as folder:
        check(folder, min(50, options.few))
        path, few = os.path.join(folder, "table.csv"), os.path.join(folder, "few.csv")
        table(path, options.rows)
        table(few, options.few, seed=2)
        single = options.few / one_by_one(few)
        seconds, memory = bulk(path, options.rows)
        wrong = list(differences())
        assert not wrong, wrong[:3]
        assert Meeting.objects.count() == options.rows + options.few
        copied = copies(folder)
        shown = preview(folder, options.sheet)
    rate = options.rows / seconds
    print(f"one by one: {single:,.0f} meetings a second")
    print(f"in bulk: {rate:,.0f} a second, {rate / single:.0f} times that; memory after each third: {memory} MB")
    print(f"raw COPY of all tables: {copied:.1f} s; the import: {seconds:.1f} s, {seconds / copied:.1f} times that")
    print(f"a sheet of {options.sheet:,} rows looked at: {shown:.1f} s")
    return 0 if rate / single >= 50 and seconds / copied <= 6 and memory[-1] < memory[0] * 1.25 else 1


if __name__ == "__main__":
    sys.exit(main())
