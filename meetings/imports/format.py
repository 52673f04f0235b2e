"""The import format: what a row may say of each kind of record, column by column, under the names that exported files use."""

from typing import NamedTuple

from ..fields import FIELDS


class Column(NamedTuple):
    """One column: what it says, an example, and other names under which tables have it."""

    meaning: str
    example: str = ""
    others: tuple = ()


_KEY = Column("name of the row in its own table, so that it is known when it comes again", "", ("row", "number", "uid"))
_DATES = {
    "date": Column(
        "2023, 2023-09, 2023-09-22, 22 September 2023; 2023-09-20..2023-09-24 went on; within A..B was one day of it",
        "2023-09-22",
        ("day", "when", "meeting date", "date of meeting"),
    ),
    "date_earliest": Column("or: first day that it may have been", "", ("start", "start date", "from", "begin")),
    "date_latest": Column("last day that it may have been", "", ("end", "end date", "until", "to")),
    "date_precision": Column("day, month, year, within or span"),
}
DATES = frozenset(_DATES)
"""The columns that together say one date."""

PLACE = frozenset({"place", "place_name", "place_country"})
"""The columns that together say one place of a meeting."""

_OCCASION = {
    "kind": Column("session, summit, conference, talks, funeral, inauguration or visit", "session"),
    "short_name": Column("as newsrooms shorten it", "UNGA 78"),
    "visit_kind": Column("of a visit: state, official, official-working, working, private or stopover"),
    "guest": Column("of a visit: who came, a country by code or name"),
    "host": Column("who hosted, a country by code or name"),
    "places": Column("the towns that the source names, parted by semicolons"),
}


def _public(*names):
    return {name: Column(FIELDS[name].meaning, FIELDS[name].example) for name in names}


MEETING = {
    "key": _KEY,
    "id": Column("number of the meeting, where it is on file already", "", ("meeting id",)),
    "title": Column("what it is called; proposed from the parties when empty", "", ("name", "subject")),
    "status": Column(f"{FIELDS['status'].meaning}; empty: held", "held"),
    **_DATES,
    **_public("date_note"),
    "encounter": Column("meeting, pull-aside, courtesy-call, working-meal, consultations, plenary or signing"),
    **_public("medium", "setting"),
    "countries": Column(
        "countries that took part, by code or name, parted by semicolons", "AZ;PK", ("country", "parties", "states")
    ),
    "organizations": Column("organisations that took part, by slug, acronym or name", "", ("organisations",)),
    "hosts": Column("parties that hosted, by code or name"),
    "participants": Column(
        "who took part, parted by semicolons, heads first: party: name (title); “unnamed” for a head nobody names",
        "PK: Jalil Abbas Jilani (Foreign Minister); AZ: Jeyhun Bayramov (Foreign Minister)",
        ("people", "attendees", "delegates", "officials present"),
    ),
    "officials": Column("of an exported file: the officials, by id"),
    "inferred_note": Column("what it is concluded from that those marked “inferred” took part, for readers"),
    "occasion_id": Column("the occasion, by number, where it is on file"),
    "occasion": Column("the occasion, by name; made where none has the name", "78th session", ("event",)),
    "occasion_kind": _OCCASION["kind"],
    "occasion_date": Column("dates of the occasion, written like date"),
    **{f"occasion_{name}": column for name, column in _OCCASION.items() if name != "kind"},
    "place": Column("the place, by slug or name", "new-york", ("city", "venue", "location", "where")),
    "place_name": Column("the place, by name"),
    "place_country": Column("the country of the place, by code or name"),
    "topics": Column(
        "topics that were discussed, by slug or name, parted by semicolons", "trade;energy", ("topic", "themes")
    ),
    "summary": Column("neutral summary in your own words", "", ("description", "abstract")),
    "source_titles": Column("titles of the sources, parted by semicolons", "", ("source", "source title", "headline")),
    "source_urls": Column("their addresses, in the same order", "https://...", ("url", "link", "source url")),
    "publishers": Column("their publishers, in the same order", "", ("publisher", "outlet", "medium name")),
    "source_kinds": Column(
        "readout, joint-statement, remarks, social-post, wire, news, dataset or document; empty: news"
    ),
    "source_dates": Column("days on which they were published", "", ("published", "publication date")),
    "source_sides": Column("whose accounts they carry, by code, several of one source joined by +", "PK"),
    "source_locators": Column("where in them: par. 4, a page, a row"),
    "staff_note": Column("for the desk alone", "", ("note", "notes", "comment", "remarks")),
}
MEETING |= _public(*(name for name, field in FIELDS.items() if field.brought and name not in MEETING))

OCCASION = {
    "key": _KEY,
    "id": Column("number of the occasion, where it is on file already"),
    "name": Column("its name", "78th session of the UN General Assembly", ("title", "occasion", "event")),
    **_OCCASION,
    **_DATES,
    "ordinal": Column("which one of its series", "78"),
    "organizer": Column("who organises it, by slug, acronym or name", "un", ("organiser",)),
    "place": Column("where, by slug or name", "new-york", ("city", "location")),
    "parent": Column("what it is part of, by number or name"),
}

OFFICIAL = {
    "key": _KEY,
    "id": Column("number of the official, where on file already"),
    "name": Column("name as usually written", "Jalil Abbas Jilani", ("official", "person", "full name")),
    "sort_name": Column("as lists sort it, family name first", "Jilani, Jalil Abbas"),
    "native_name": Column("name in its own script"),
    "aliases": Column("other names and spellings, parted by semicolons", "", ("also known as", "transliterations")),
    "wikidata_id": Column("Wikidata id", "", ("wikidata",)),
    "country": Column("country of the office, by code or name", "PK"),
    "organization": Column("or organisation of the office", "", ("organisation",)),
    "position": Column("the office held", "Minister of Foreign Affairs", ("office", "post", "title", "role")),
    "level": Column("what the office ranks as: head-of-state, foreign-minister ...", "foreign-minister"),
    "capacity": Column("substantive, caretaker, acting or designate; empty: substantive", "caretaker"),
    "start": Column("when it began, written like date", "2023-08-17", ("from", "since", "start date")),
    "end": Column("when it ended", "2024-03-04", ("until", "to", "end date")),
    "note": Column("on the term of office, for readers"),
    "source_url": Column("where the term of office was read", "", ("url", "source")),
}

ORGANIZATION = {
    "key": _KEY,
    "slug": Column("its key in addresses; made from the acronym or name when empty", "oic"),
    "name": Column("its name", "Organisation of Islamic Cooperation", ("organisation", "organization", "title")),
    "acronym": Column("its acronym", "OIC", ("abbreviation", "short name")),
    "kind": Column("igo, forum, organ, ministry, company or media", "igo", ("type",)),
    "country": Column("the country it belongs to, by code or name"),
    "parent": Column("what it is part of, by slug, acronym or name"),
    "wikidata_id": Column("Wikidata id", "", ("wikidata",)),
}

ENTITIES = {"meeting": MEETING, "official": OFFICIAL, "organization": ORGANIZATION, "occasion": OCCASION}
"""Columns by the kind of record that a row is."""
