"""The public fields of a meeting, each said once: files, the API and its schema, imports and empty tables follow from here."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Choices

from .choices import Accounts, Encounter, Format, Level, Medium, Setting, Status


class Field(NamedTuple):
    """One field of a meeting's record, as JSON has it.

    `kind` is the type of its value: a class of choices for a word, `list` for keys or slugs, `dict` for what has a shape of its
    own in `api.shapes`. `meaning` stands beside the column that has its name in tables; "" where `formats.tabular` has columns
    of their own for it. `of` says where it is read: a column of the "meeting", which its card keeps, or of its "entry"; ""
    where `actions.register.data` or `queries.records` makes it. `blank` says that a word may be empty.

    `brought` is what a table that comes in may have in the column: "" nothing, True the same. `example` stands in empty tables,
    and `others` are further names that tables have for it.
    """

    name: str
    kind: type = dict
    meaning: str = ""
    of: str = ""
    blank: bool = False
    brought: str | bool = ""
    example: str = ""
    others: tuple = ()

    @property
    def is_word(self):
        """Whether its value is a word of a closed vocabulary."""
        return issubclass(self.kind, Choices)


_FIELDS = [
    Field(
        "id",
        int,
        "number of the meeting; never given to another one",
        brought="number of the meeting, where it is on file already",
        others=("meeting id",),
    ),
    Field("url", str, "address of its page"),
    Field(
        "title",
        str,
        "what it is called",
        of="meeting",
        brought="what it is called; proposed from the parties when empty",
        others=("name", "subject"),
    ),
    Field("date"),
    Field("date_note", str, "how the date is known, where that needs words", of="meeting", brought=True),
    Field(
        "status",
        Status,
        "held, announced, postponed, cancelled, unconfirmed or denied",
        of="entry",
        brought="held, announced, postponed, cancelled, unconfirmed or denied; empty: held",
        example="held",
    ),
    Field(
        "encounter",
        Encounter,
        "kind of meeting",
        of="entry",
        brought="meeting, pull-aside, courtesy-call, working-meal, consultations, plenary or signing",
    ),
    Field(
        "medium",
        Medium,
        "in-person, phone, video or hybrid; empty: not known",
        of="entry",
        blank=True,
        brought=True,
        example="in-person",
    ),
    Field(
        "setting",
        Setting,
        "standalone, margins or programme of an occasion; empty: not known",
        of="entry",
        blank=True,
        brought=True,
        example="margins",
    ),
    Field("format", Format, "bilateral, trilateral or multilateral, by the number of parties", of="entry", blank=True),
    Field("level", Level, "the lowest rank among the heads of the delegations", of="entry", blank=True),
    Field(
        "countries",
        list,
        brought="countries that took part, by code or name, parted by semicolons",
        example="AZ;PK",
        others=("country", "parties", "states"),
    ),
    Field(
        "organizations",
        list,
        "organisations that took part, by slug",
        brought="organisations that took part, by slug, acronym or name",
        others=("organisations",),
    ),
    Field("officials"),
    Field("parties"),
    Field("occasion"),
    Field("place"),
    Field(
        "topics",
        list,
        "topics raised, by slug",
        brought="topics that were discussed, by slug or name, parted by semicolons",
        example="trade;energy",
        others=("topic", "themes"),
    ),
    Field("mentions", list, "countries, org:… and place:… that were talked about"),
    Field("accounts", Accounts, "whose accounts are on file: both (every side's), one (some sides'), none", of="entry"),
    Field(
        "summary",
        str,
        "neutral summary in the register's own words",
        of="meeting",
        brought="neutral summary in your own words",
        others=("description", "abstract"),
    ),
    Field("sources"),
    Field("changed_at", datetime, "when the record last changed (ISO 8601, UTC)", of="entry"),
]

FIELDS = {field.name: field for field in _FIELDS}
"""By name, in the order of JSON; tables keep the order of their columns, and have what is new after the others."""
