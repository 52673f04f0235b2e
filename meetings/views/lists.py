"""Numbers that lead to the lists they count, and what the pages of records share: rows, panels, the answer in one line, pages."""

from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from ..filters import Selection, list_url
from ..models import Country, Organization
from ..queries.rows import by_year, rows_of
from ..queries.statistics import first_and_last

ROWS = 20
"""Meetings that a record's page shows at most; its list has the rest."""

TOP = 20
"""Names that a ranking shows at most."""


def select(*pairs):
    """The selection of meetings that the same pairs make: what `list_url` leads to."""
    return Selection(QueryDict(urlencode(pairs)))


def in_years(first, last=None):
    """The pairs for meetings that touch the years from `first` to `last`, or the one year."""
    return [("date_after", f"{first:04}"), ("date_before", f"{last or first:04}")]


def year_words(first, last):
    """A year or a period of years in words that stay on one line: "2023", "2020–24", "1995–2004"."""
    if first == last:
        return str(first)
    end = f"{last % 100:02}" if first // 100 == last // 100 else last
    return f"{first}–\N{WORD JOINER}{end}"


@dataclass(frozen=True)
class Counted:
    """A name, its number of meetings, and the address of the list of just these; `note` says more in a few words.

    `countries` are those whose flags stand before the name; `parts` are of the same kind, below it.
    """

    label: str
    count: int
    url: str
    record: object = None
    note: str = ""
    countries: list = field(default_factory=list)
    parts: list = field(default_factory=list)


def count_links(name, found, *pairs, notes=None):
    """(Record, number) pairs as `Counted`, each linked to the list of `pairs` with the record added under a parameter."""
    return [
        Counted(
            record.heading,
            number,
            list_url(*pairs, (name, record.own_key)),
            record,
            "; ".join((notes or {}).get(record.pk, [])),
            [record] if isinstance(record, Country) else [],
        )
        for record, number in found
    ]


def branches(name, tree, *pairs):
    """A tree of `Branch` as `Counted` with parts, each linked to its list."""
    return [
        Counted(
            branch.record.heading,
            branch.count,
            list_url(*pairs, (name, branch.record.slug)),
            branch.record,
            parts=branches(name, branch.children, *pairs),
        )
        for branch in tree
    ]


def mentioned(found, *pairs):
    """`Mentioned` bodies as `Counted`, each linked to the meetings that talk about it."""
    return [
        Counted(
            one.record.short_name if isinstance(one.record, Organization) else one.record.name,
            one.count,
            list_url(*pairs, ("mentions", one.key)),
            one.record,
            countries=[one.record] if isinstance(one.record, Country) else [],
        )
        for one in found
    ]


class Panel(NamedTuple):
    """Part of a list of meetings on a page: their number in all, the address of the list, rows by year, and how many are shown."""

    count: int
    url: str
    groups: list
    shown: int


def panel(*pairs, limit=ROWS):
    """The newest meetings that the pairs select, as a `Panel`."""
    selection = select(*pairs)
    found = rows_of(selection.ids(0, limit))
    return Panel(selection.count, list_url(*pairs), by_year(found), len(found))


class Answer(NamedTuple):
    """What a page says first: how many meetings, since when, and the last one "with" or "of" whom; `first` and `last` may be None."""

    count: int
    url: str
    first: object
    last: object
    others: list
    word: str

    @property
    def others_text(self):
        """The other parties of the last meeting: "Pakistan", "Iran and Türkiye", "Iran, Türkiye and 3 others"."""
        names = [getattr(body, "short_name", None) or body.name for body in self.others]
        if len(names) < 3:
            return " and ".join(names)
        rest = len(names) - 2
        return f"{names[0]}, {names[1]} and {rest} other{'s' if rest > 1 else ''}"


def answer(selection, *pairs, own=()):
    """The `Answer` for a selection; `own` are the bodies whose page it is, which the last meeting's others leave out."""
    first, last = first_and_last(selection.queryset)
    others = [party.body for party in last.sides if party.body not in own] if last else []
    return Answer(selection.count, list_url(*pairs), first, last, others, "with" if own else "of")


class Page(NamedTuple):
    """One page of a long list: its items, its number, how many pages there are, and whether another one was asked for in vain."""

    items: list
    number: int
    pages: int
    first: int
    last: int
    count: int
    bad: bool

    @property
    def newer(self):
        """The address of the page before, empty on the first one."""
        return f"?page={self.number - 1}" if self.number > 2 else "?" if self.number == 2 else ""

    @property
    def older(self):
        """The address of the page after, empty on the last one."""
        return f"?page={self.number + 1}" if self.number < self.pages else ""

    @property
    def query(self):
        """What the canonical address of this page ends with."""
        return f"?page={self.number}" if self.number > 1 else ""


def page_of(request, queryset, size=100):
    """The page of a list that `?page=` asks for; the first one where there is no such page."""
    count = queryset.count()
    pages = max(1, -(-count // size))
    text = request.GET.get("page", "").strip() or "1"
    known = text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= pages
    number = int(text) if known else 1
    items = list(queryset[(number - 1) * size : number * size])
    first = (number - 1) * size
    return Page(items, number, pages, first + 1 if items else 0, first + len(items), count, not known)
