"""Loads the demonstration: seven real meetings of Azerbaijan and Pakistan, read from the files in `meetings/demo/`."""

import csv
import tomllib
from pathlib import Path

from django.db import transaction

from ..actions.accept import settle
from ..actions.derive import derive
from ..actions.offices import proposed_offices
from ..actions.rules import meeting_violations
from ..choices import ClaimKind, Publication, SourceKind
from ..database.bulk import columns_of
from ..fields import FIELDS
from ..models import (
    Appointment,
    Citation,
    Claim,
    ContestedTerm,
    Country,
    Meeting,
    Mention,
    Occasion,
    Official,
    OfficialName,
    Organization,
    Participant,
    Party,
    Place,
    Position,
    Source,
    SourceSide,
    Topic,
    When,
)
from ..models.fields import normalise_url

_FOLDER = Path(__file__).resolve().parent.parent / "demo"


class DemoError(Exception):
    """The demonstration cannot be loaded; the message tells a person why and what to do."""


def load():
    """Create those of the seven meetings that are not on file; returns how many were (created, already there).

    A meeting is on file when a meeting cites its first source, told by the normalised address, so that a date or a title
    corrected at the desk makes no twin. What is on file is left as it is, and nothing else is read for it; a meeting that
    was deleted comes back. Officials, offices, occasions and sources are found by name or address, or created with the first
    meeting that needs them. All in one transaction; raises `DemoError` where reference data are missing.
    """
    files = _Files()
    created = 0
    with transaction.atomic():
        for record in files.meetings:
            first = files.sources[record["citations"][0]["source"]]
            if not Citation.objects.filter(meeting__isnull=False, source__url_key=normalise_url(first["url"])).exists():
                _create_meeting(record, files)
                created += 1
        settle()
    return created, len(files.meetings) - created


class _Files:
    """The data files: meetings by date, sources and occasions by their names, officials with their terms of office."""

    def __init__(self):
        self.meetings = [_toml(path) for path in sorted((_FOLDER / "meetings").glob("*.toml"))]
        self.sources = _toml(_FOLDER / "sources.toml")
        self.occasions = {row["key"]: row for row in _csv(_FOLDER / "occasions.csv")}
        self.officials = {row["name"]: row for row in _csv(_FOLDER / "officials.csv")}
        self.terms = _csv(_FOLDER / "appointments.csv")


def _toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _csv(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _when(text):
    return When.parse(text) if text else None


def _save(row):
    """The row, saved if it passes what the desk's forms would ask of it."""
    row.full_clean()
    row.save()
    return row


def _reference(model, **key):
    """The row of the reference data with this key; `DemoError` where it is missing."""
    try:
        return model.objects.get(**key)
    except model.DoesNotExist:
        name, value = next(iter(key.items()))
        raise DemoError(
            f"There is no {model._meta.verbose_name} with {name} “{value}”: "
            "run “python manage.py load_reference” first, then load_demo again."
        ) from None


def _optional(model, **key):
    return _reference(model, **key) if all(key.values()) else None


def _create_meeting(record, files):
    meeting = _save(
        Meeting(
            **{name: record[name] for name, field in FIELDS.items() if field.brought and name in record},
            occasion=_occasion(files.occasions[record["occasion"]]) if "occasion" in record else None,
            place=_optional(Place, slug=record.get("place")),
            staff_note=record.get("staff_note", ""),
            publication=Publication.PUBLISHED,
            **columns_of(_when(record["date"])),
        )
    )
    people = _create_parties(meeting, record, files)
    for order, citation in enumerate(record["citations"], 1):
        _create_citation(citation, order, files, meeting=meeting)
    for order, claim in enumerate(record.get("claims", []), 1):
        _create_claim(meeting, claim, order, people, files)
    derive(meeting)
    broken = meeting_violations(meeting)
    if broken:
        raise DemoError(f"“{meeting}” breaks a rule: {broken[0].message}")


def _create_parties(meeting, record, files):
    """The parties with their heads of delegation; returns the participants by the names of the officials."""
    people = {}
    for given in record["parties"]:
        country = _reference(Country, code=given["country"])
        party = _save(Party(meeting=meeting, country=country, hosts=given.get("hosts", False)))
        for order, person in enumerate(given["participants"], 1):
            official = _official(files.officials[person["official"]], files.terms)
            participant = _save(
                Participant(
                    party=party,
                    official=official,
                    title_as_reported=person.get("title_as_reported", ""),
                    level_as_reported=person.get("level_as_reported", ""),
                    heads=order == 1,
                    order=order,
                )
            )
            if "level_as_reported" not in person:
                participant.appointments.add(_office(official, meeting.when))
            people[official.name] = participant
    return people


def _office(official, date):
    """The one office that the official held on a date; `DemoError` where none or several are proposed."""
    offices = proposed_offices(official, date)
    if len(offices) != 1:
        raise DemoError(
            f"{official} held {len(offices)} offices in {date.text}, and the demonstration needs to know of one."
        )
    return offices[0]


def _official(row, terms):
    official = Official.objects.filter(name=row["name"]).order_by("pk").first()
    if official is None:
        official = _save(Official(name=row["name"], sort_name=row["sort_name"], origin=row["origin"]))
        for alias in filter(None, row["aliases"].split(";")):
            _save(OfficialName(official=official, name=alias, kind="transliteration", accepted=True))
    for term in terms:
        if term["official"] == official.name:
            _add_term(official, term)
    return official


def _add_term(official, row):
    """A term of office, unless the official has one in that office already."""
    country = _reference(Country, code=row["country"])
    position = Position.objects.filter(country=country, title=row["position"]).first() or _save(
        Position(country=country, title=row["position"], level=row["level"], origin=row["source_url"], accepted=True)
    )
    if not official.appointments.filter(position=position).exists():
        _save(
            Appointment(
                official=official,
                position=position,
                capacity=row["capacity"],
                start_event=row["start_event"],
                source_url=row["source_url"],
                note=row["note"],
                origin=row["source_url"],
                accepted=True,
                **columns_of(_when(row["start"]), "start_"),
                **columns_of(_when(row["end"]), "end_"),
            )
        )


def _occasion(row):
    return Occasion.objects.filter(name=row["name"]).order_by("pk").first() or _save(
        Occasion(
            kind=row["kind"],
            visit_kind=row["visit_kind"],
            name=row["name"],
            short_name=row["short_name"],
            ordinal=row["ordinal"] or None,
            organizer=_optional(Organization, slug=row["organizer"]),
            guest=_optional(Country, code=row["guest"]),
            host=_optional(Country, code=row["host"]),
            place=_optional(Place, slug=row["place"]),
            origin=row["origin"],
            **columns_of(_when(row["when"])),
        )
    )


def _source(name, files):
    row = files.sources[name]
    source = Source.objects.filter(url_key=normalise_url(row["url"])).first()
    if source:
        return source
    source = _save(
        Source(
            title=row["title"],
            publisher=row["publisher"],
            kind=SourceKind.NEWS,
            url=row["url"],
            language="en",
            dateline_place=_optional(Place, slug=row.get("dateline_place")),
            published_on=row.get("published_on"),
            photo_caption=row.get("photo_caption", ""),
            photo_alt=row.get("photo_alt", ""),
            note=row.get("note", ""),
        )
    )
    for code in row.get("sides", []):
        _save(SourceSide(source=source, country=_reference(Country, code=code)))
    source.terms.set([_reference(ContestedTerm, term=term) for term in row.get("terms", [])])
    source.related.set([_source(other, files) for other in row.get("related", [])])
    return source


def _create_citation(row, order, files, **target):
    _save(
        Citation(
            source=_source(row["source"], files),
            locator=row.get("locator", ""),
            stance=row.get("stance", "supports"),
            wording=row.get("wording", ""),
            order=order,
            **target,
        )
    )


def _create_claim(meeting, row, order, people, files):
    speaker = people[row["speaker"]] if "speaker" in row else None
    claim = _save(
        Claim(
            meeting=meeting,
            kind=ClaimKind(row["kind"]),
            party=speaker.party if speaker else None,
            speaker=speaker,
            act=row.get("act", ""),
            text=row["text"],
            quote=row.get("quote", ""),
            quote_language=row.get("quote_language", ""),
            attribution=row.get("attribution", "certain"),
            note=row.get("note", ""),
            outcome_kind=row.get("outcome_kind", ""),
            order=order,
        )
    )
    claim.topics.set([_reference(Topic, slug=slug) for slug in row.get("topics", [])])
    claim.terms.set([_reference(ContestedTerm, term=term) for term in row.get("terms", [])])
    for mention in row.get("mentions", []):
        _save(Mention(claim=claim, wording=mention.get("wording", ""), **_body(mention["of"])))
    for place, citation in enumerate(row["citations"], 1):
        _create_citation(citation, place, files, claim=claim)


def _body(key):
    """What a mention is of, from "IN", "org:oic" or "place:karabakh"."""
    kind, colon, slug = key.partition(":")
    if not colon:
        return {"country": _reference(Country, code=key)}
    if kind == "org":
        return {"organization": _reference(Organization, slug=slug)}
    return {"place": _reference(Place, slug=slug)}
