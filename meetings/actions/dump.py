"""What is public of a register as a Data Package (datapackage.org): CSV files with their schemas and checksums, and one SQLite file."""

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from ..database.snapshot import read_snapshot
from ..formats.tabular import COLUMNS, guarded
from ..models import (
    Citation,
    Claim,
    Country,
    Meeting,
    MeetingIndex,
    Occasion,
    Official,
    Organization,
    Participant,
    Place,
    Register,
    Source,
    Topic,
)
from ..queries.export import records

_CHUNK = 1_000
_NUMBERS = {
    "id",
    "meeting",
    "claim",
    "official",
    "parent_id",
    "source",
    "occasion_id",
    "source_count",
    "ordinal",
    "order",
}


class DumpError(Exception):
    """The dump cannot be written; the message says why and what to do."""


class Table(NamedTuple):
    """One table: its name, what a row is, its columns as (name, meaning, value of a row), and where the rows come from."""

    name: str
    title: str
    columns: list
    rows: Callable


def dump(folder, progress=None):
    """Write what is public, of one moment, into a new or empty folder; returns the package's description.

    Calls `progress(table, rows)` after each table. Raises `DumpError` where the folder holds something.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise DumpError(f"{folder} is not empty: name a new folder.")
    resources = []
    base = sqlite3.connect(folder / "register.sqlite3")
    try:
        with read_snapshot():
            version = Register.objects.current().version
            for table in TABLES:
                resources.append(_written(table, folder, base))
                if progress:
                    progress(table.name, resources[-1]["rows"])
        base.execute("CREATE TABLE about (register_version INTEGER, made_on TEXT, licence TEXT)")
        today = timezone.now().date().isoformat()
        base.execute("INSERT INTO about VALUES (?, ?, ?)", (version, today, settings.DATA_LICENCE))
        base.commit()
    finally:
        base.close()
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "diplotrack",
        "title": "The register of diplomatic meetings",
        "description": "Who met whom, when and where, on which occasion, about what, and according to whom. "
        "Several values in a cell are parted by semicolons; in CSV a text that begins like a formula stands behind an apostrophe. "
        "register.sqlite3 holds the same tables.",
        "version": str(version),
        "created": f"{today}T00:00:00Z",
        "licenses": [{"name": settings.DATA_LICENCE, "path": settings.DATA_LICENCE_URL}],
        "resources": resources,
    }
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return package


def _written(table, folder, base):
    """Write one table as CSV and into the SQLite file; returns how the package describes it."""
    names = [name for name, *_ in table.columns]
    kinds = ["integer" if name in _NUMBERS else "string" for name in names]
    columns = ", ".join(
        f'"{name}" {"INTEGER" if kind == "integer" else "TEXT"}' for name, kind in zip(names, kinds, strict=True)
    )
    base.execute(f'CREATE TABLE "{table.name}" ({columns})')
    insert = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(names))})'
    checksum, size, count = hashlib.sha256(), 0, 0
    with (folder / f"{table.name}.csv").open("wb") as file:

        def write(cells):
            nonlocal size
            text = io.StringIO(newline="")
            csv.writer(text).writerow(cells)
            line = text.getvalue().encode()
            checksum.update(line)
            size += len(line)
            file.write(line)

        write(names)
        for row in table.rows():
            cells = [_cell(value(row)) for *_, value in table.columns]
            write([guarded(cell) for cell in cells])
            base.execute(insert, [None if cell == "" else cell for cell in cells])
            count += 1
    return {
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{checksum.hexdigest()}",
        "rows": count,
        "schema": {
            "fields": [
                {"name": name, "type": kind, "description": meaning}
                for (name, meaning, _), kind in zip(table.columns, kinds, strict=True)
            ],
            "missingValues": [""],
            "primaryKey": [names[0]] if names[0] in ("id", "code", "slug") else [],
        },
    }


def _cell(value):
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int) else str(value)


def _of(path):
    """Reads an attribute of a row, over relations that may be empty: "country.code"."""

    def value(row):
        for name in path.split("."):
            row = getattr(row, name) if row is not None else None
        return row

    return value


def _columns(*described):
    """Columns from (name, meaning) pairs of attributes, or (name, meaning, path or function)."""
    found = []
    for name, meaning, *path in described:
        value = path[0] if path else name
        found.append((name, meaning, value if callable(value) else _of(value)))
    return found


def _keys(name, attribute="slug"):
    return lambda row: ";".join(getattr(one, attribute) for one in getattr(row, name).all())


def _each(queryset):
    return lambda: queryset().order_by("pk").iterator(_CHUNK)


def _public(model):
    return lambda: model.objects.filter(meeting__in=Meeting.objects.published())


TABLES = [
    Table(
        "meetings",
        "A published meeting a row",
        [(column.name, column.meaning, column.value) for column in COLUMNS if column.name != "url"],
        # By number, so that a dump of the same register is the same file.
        lambda: records(MeetingIndex.objects.all(), "id", ""),
    ),
    Table(
        "participants",
        "Somebody who took part in a meeting a row",
        _columns(
            ("meeting", "the meeting, by id", "party.meeting_id"),
            ("party", "for whom: a country's code, or org:slug", "party.key"),
            ("official", "the official, by id; empty for who has no record", "official_id"),
            ("name", "the name"),
            (
                "offices",
                "offices held that day",
                lambda row: ";".join(term.title.replace(";", ",") for term in row.appointments.all()),
            ),
            ("title_as_reported", "the title that the sources give"),
            ("heads", "whether heading the delegation"),
            ("role", "chair, mediator, observer ..."),
            ("inferred", "whether no source names them, and the note says what it is concluded from"),
            ("note", "how it is known who took part"),
        ),
        _each(
            lambda: (
                Participant.objects.filter(party__meeting__in=Meeting.objects.published())
                .select_related("party__country", "party__organization", "official")
                .prefetch_related("appointments__position")
            )
        ),
    ),
    Table(
        "claims",
        "Something discussed, said or agreed at a meeting a row",
        _columns(
            ("id", "number of the claim"),
            ("meeting", "the meeting, by id", "meeting_id"),
            ("kind", "discussed, said or agreed"),
            ("party", "who said it: a country's code, or org:slug; empty: all, or nobody is named", "party.key"),
            ("speaker", "who spoke, by name", "speaker.name"),
            ("act", "what was done by saying it"),
            ("text", "the claim in the register's own words"),
            ("quote", "a verbatim quotation"),
            ("quote_language", "its language (BCP 47)"),
            ("attribution", "certain, inferred or ambiguous"),
            ("note", "the editor's note"),
            ("topics", "topics, by slug", _keys("topics")),
            ("mentions", "what it talks about: codes, org:slug, place:slug", _keys("mentions", "key")),
            ("outcome_kind", "of something agreed: what it is"),
            ("follow_up", "of something agreed: what became of it"),
            ("due", "of something agreed: when it is due"),
        ),
        _each(
            lambda: (
                _public(Claim)()
                .select_related("party__country", "party__organization", "speaker__official")
                .prefetch_related("topics", "mentions__country", "mentions__organization", "mentions__place")
            )
        ),
    ),
    Table(
        "citations",
        "Where a source speaks of a meeting, or of one of its claims, a row",
        _columns(
            ("meeting", "the meeting, by id", lambda row: row.meeting_id or row.claim.meeting_id),
            ("claim", "the claim, by number; empty: of the meeting itself", "claim_id"),
            ("source", "the source, by id", "source_id"),
            ("stance", "supports, contradicts or silent"),
            ("locator", "where in the source"),
            ("wording", "at most twelve words of it"),
        ),
        _each(
            lambda: (
                Citation.objects.filter(meeting__in=Meeting.objects.published())
                | Citation.objects.filter(claim__meeting__in=Meeting.objects.published())
            ).select_related("claim")
        ),
    ),
    Table(
        "sources",
        "A source that a published meeting cites a row",
        _columns(
            ("id", "number of the source"),
            ("title", "its title"),
            ("publisher", "who published it"),
            ("kind", "readout, news, dataset ..."),
            ("author", "who wrote it"),
            ("url", "its address"),
            ("archived_url", "an archived copy"),
            ("language", "its language (BCP 47)"),
            ("published_on", "when it was published (ISO 8601)"),
            ("accessed_on", "when it was read (ISO 8601)"),
            (
                "sides",
                "whose account it carries: codes, org:slug",
                _keys("sides", "key"),
            ),
            ("licence", "its licence"),
        ),
        _each(Source.objects.exported),
    ),
    Table(
        "countries",
        "A state, territory or former state a row",
        _columns(
            ("code", "its code in this register: ISO 3166-1 alpha-2 where there is one"),
            ("name", "its name"),
            ("official_name", "its official name"),
            ("alpha3", "ISO 3166-1 alpha-3"),
            ("m49", "UN M49", "numeric"),
            ("kind", "state, limited recognition, territory or historical"),
            ("region_code", "UN M49 of its region"),
            ("subregion_code", "UN M49 of its sub-region"),
            ("valid_from", "since when"),
            ("valid_until", "until when"),
            ("successors", "states after it, by code", _keys("successors", "code")),
            ("wikidata_id", "Wikidata id"),
        ),
        _each(Country.objects.exported),
    ),
    Table(
        "organizations",
        "An organisation that readers may see a row",
        _columns(
            ("slug", "its key"),
            ("name", "its name"),
            ("acronym", "its acronym"),
            ("kind", "what it is"),
            ("country", "the country that it belongs to, by code", "country.code"),
            ("parent", "what it is part of, by slug", "parent.slug"),
            ("wikidata_id", "Wikidata id"),
        ),
        _each(Organization.objects.exported),
    ),
    Table(
        "officials",
        "A person whom a published meeting names a row",
        _columns(
            ("id", "number of the official"),
            ("name", "the name"),
            ("sort_name", "the name as lists sort it"),
            ("native_name", "the name in its own script"),
            ("wikidata_id", "Wikidata id"),
        ),
        _each(Official.objects.exported),
    ),
    Table(
        "occasions",
        "An occasion of published meetings a row",
        _columns(
            ("id", "number of the occasion"),
            ("name", "its name"),
            ("short_name", "its short name"),
            ("kind", "session, summit, visit ..."),
            ("visit_kind", "of a visit: state, official, working ..."),
            ("ordinal", "which one of its series"),
            ("date_earliest", "its first day (ISO 8601)", "earliest"),
            ("date_latest", "its last day (ISO 8601)", "latest"),
            ("date_precision", "day, month, year, within or span", "precision"),
            ("organizer", "who organises it, by slug", "organizer.slug"),
            ("guest", "of a visit: the guest, by code", "guest.code"),
            ("host", "the host, by code", "host.code"),
            ("place", "where, by slug", "place.slug"),
            ("places_as_reported", "the towns that the source names"),
            ("parent_id", "what it is part of, by id"),
        ),
        _each(Occasion.objects.exported),
    ),
    Table(
        "places",
        "A place that readers may see a row",
        _columns(
            ("slug", "its key"),
            ("name", "its name"),
            ("kind", "venue, city, region or disputed area"),
            ("country", "its country, by code", "country.code"),
            ("parent", "what it lies in, by slug", "parent.slug"),
            ("latitude", "degrees north"),
            ("longitude", "degrees east"),
            ("wikidata_id", "Wikidata id"),
        ),
        _each(Place.objects.exported),
    ),
    Table(
        "topics",
        "A topic a row",
        _columns(
            ("slug", "its key"),
            ("name", "its name"),
            ("description", "what it covers"),
            ("parent", "what it is part of, by slug", "parent.slug"),
        ),
        _each(Topic.objects.exported),
    ),
]
