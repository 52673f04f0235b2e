"""The public fields of a meeting, each said once: files, the API and its schema, imports and empty tables follow from here."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Choices

from .choices import Accounts, Encounter, Format, Level, Medium, Setting, Status


class Field(NamedTuple):
    """One field of a meeting's record, as JSON has it.

    `kind` is the type of its value: a class of choices for a word, which may be empty where it is `blank`; `list` for keys and
    slugs; `dict` for what has a shape of its own in `api.shapes`. `meaning` stands beside its column in tables, "" where
    `formats.tabular` has others for it. `of` says where it is read: from a column of the "meeting", which its document keeps, or of
    its "entry"; "" where `index.data` or `queries.records` makes it. A text or word may be `brought` by an import;
    `example` is what empty tables have in it.
    """

    name: str
    kind: type = dict
    meaning: str = ""
    of: str = ""
    blank: bool = False
    brought: bool = False
    example: str = ""

    @property
    def is_word(self):
        """Whether its value is a word of a closed vocabulary."""
        return issubclass(self.kind, Choices)


_STATUS = "held, announced, postponed, cancelled, unconfirmed or denied"
_MEDIUM = "in-person, phone, video or hybrid; empty: not known"
_SETTING = "standalone, margins or programme of an occasion; empty: not known"
_ACCOUNTS = "whose accounts are on file: both (every side's), one (some sides'), none"

_FIELDS = [
    Field("id", int, "number of the meeting; never given to another one"),
    Field("url", str, "address of its page"),
    Field("title", str, "what it is called", of="meeting", brought=True),
    Field("date"),
    Field("date_note", str, "how the date is known, where that needs words", of="meeting", brought=True),
    Field("status", Status, _STATUS, of="entry", brought=True),
    Field("encounter", Encounter, "kind of meeting", of="entry", brought=True),
    Field("medium", Medium, _MEDIUM, of="entry", blank=True, brought=True, example="in-person"),
    Field("setting", Setting, _SETTING, of="entry", blank=True, brought=True, example="margins"),
    Field("format", Format, "bilateral, trilateral or multilateral, by the number of parties", of="entry", blank=True),
    Field("level", Level, "the lowest rank among the heads of the delegations", of="entry", blank=True),
    Field("countries", list),
    Field("organizations", list, "organisations that took part, by slug"),
    Field("officials"),
    Field("parties"),
    Field("occasion"),
    Field("place"),
    Field("topics", list, "topics raised, by slug"),
    Field("mentions", list, "countries, org:… and place:… that were talked about"),
    Field("accounts", Accounts, _ACCOUNTS, of="entry"),
    Field("summary", str, "neutral summary in the register's own words", of="meeting", brought=True),
    Field("sources"),
    Field("changed_at", datetime, "when the record last changed (ISO 8601, UTC)", of="entry"),
]

FIELDS = {field.name: field for field in _FIELDS}
"""By name, in the order of JSON; tables keep the order of their columns, and have what is new after the others."""
