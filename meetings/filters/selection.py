"""A selection of meetings: what an address asks for, and the addresses that lead on from it."""

from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from ..choices import Status
from ..index.ordering import SORTED_BY_RELEVANCE, Cursor, found
from ..models import Meeting, MeetingIndex
from .meetings import MeetingFilter
from .parameters import ANY_STATUS
from .sentence import plain, sentence
from .values import Groups, shown

SORTS = {
    "-date": "newest first",
    "date": "oldest first",
    "-changed": "last changed first",
    "relevance": "best match first",
}
VIEWS = {"full": "full", "compact": "compact"}
LAST_PAGE = 200
MOST_GROUPS = 20
"""Groups of values that one address may join by *and*; each costs a look-up for every meeting that passes the others."""


class Ignored(NamedTuple):
    """Something the address said that was left out: the parameter, the value as far as it can be shown, and why."""

    name: str
    value: str
    reason: str


class Chip(NamedTuple):
    """One chosen group of values, with the address of the list without it."""

    name: str
    label: str
    remove: str
    parameter: str
    position: int


class Selection:
    """The state of a list, read from a `QueryDict`; whatever is not understood is left out and named in `ignored`."""

    def __init__(self, params: QueryDict):
        self._params = params
        self._filter = MeetingFilter(params, queryset=MeetingIndex.objects.all())
        self._filter.form.full_clean()
        self.values = self._filter.form.cleaned_data
        self.ignored = [Ignored(name, *left_out) for name, groups in self.values.items() for left_out in groups.ignored]
        self._leave_out_too_many()
        self.parameters = self._filter.filters
        self.sort = self._one("sort", SORTS, "-date", f"is none of {', '.join(SORTS)}")
        if self.sort == "relevance" and not self.query:
            self.ignored.append(Ignored("sort", "relevance", "needs words to look for, as in q=trade"))
            self.sort = "-date"
        self.view = self._one("view", VIEWS, "full", f"is none of {', '.join(VIEWS)}")
        self.page = int(self._one("page", _Pages(), "1", f"is no page from 1 to {LAST_PAGE}"))
        self.cursor = self._read_cursor()
        known = {*self.values, "sort", "view", "page", "after", "before"}
        self.ignored += [
            Ignored(shown(name), shown(params.get(name) or ""), "is no parameter of this list")
            for name in params
            if name not in known and not name.startswith("utm_")
        ]

    def _leave_out_too_many(self):
        room = MOST_GROUPS
        for name, groups in self.values.items():
            kept, rest = groups.groups[:room], groups.groups[room:]
            room -= len(kept)
            if rest:
                self.values[name] = groups._replace(groups=kept)
                texts = "&".join(",".join(value.text for value in group) for group in rest)
                self.ignored.append(Ignored(name, shown(texts), f"more than {MOST_GROUPS} filters at once"))

    def _one(self, name, allowed, default, reason):
        text = (self._params.get(name) or "").strip()
        if text and text not in allowed:
            self.ignored.append(Ignored(name, shown(text), reason))
        return text if text in allowed else default

    def _read_cursor(self):
        """The place in the list that `after` or `before` names, or None."""
        for name in ("after", "before"):
            text = (self._params.get(name) or "").strip()
            if not text:
                continue
            cursor = Cursor.parse(name, text, self.sort)
            if cursor:
                return cursor
            self.ignored.append(Ignored(name, shown(text), "is no place in this list: follow its links"))
        return None

    # -- what it selects

    @property
    def query(self):
        """The words to look for, as a `words.Query`; None without any."""
        values = self.values["q"].flat
        return values[0].target if values else None

    def entries(self, **changed):
        """The entries that it selects, unsorted; `changed` are parameters with other `Groups` than the address gives them."""
        values = {**self.values, **changed}
        queryset = MeetingIndex.objects.all()
        for name, groups in values.items():
            for group in groups.groups:
                queryset = queryset.filter(self.parameters[name].condition(group, values))
        after, before = (values[name].flat for name in ("date_after", "date_before"))
        if after and before and before[0].target.latest < after[0].target.earliest:
            # No day lies in such a span, though a long meeting may touch both of its ends.
            return queryset.none()
        return queryset if values["status"].groups else queryset.held()

    @property
    def statuses(self):
        """The statuses of which it holds all entries; none where anything else narrows it."""
        if any(groups.groups for name, groups in self.values.items() if name != "status"):
            return []
        groups = [{value.target for value in group} for group in self.values["status"].groups]
        wanted = set.intersection(*groups) if groups else {Status.HELD}
        return [] if ANY_STATUS in wanted or not wanted else sorted(wanted)

    @property
    def queryset(self):
        """The published meetings that it selects, unsorted."""
        return Meeting.objects.published().filter(pk__in=self.entries().values("pk"))

    @cached_property
    def count(self):
        """How many meetings it selects: exact."""
        return self.entries().count()

    def ids(self, start, stop):
        """The ids of its meetings from one place to another, sorted as asked; places count from the cursor where there is one."""
        return found(self.entries(), self.count, self.sort, start, stop, cursor=self.cursor, query=self.query)

    @property
    def is_cut(self):
        """Whether more meetings match than are sorted by relevance."""
        return self.sort == "relevance" and self.count > SORTED_BY_RELEVANCE

    # -- what it is called, and where it leads on to

    @cached_property
    def pairs(self):
        """The filter as (parameter, comma list) pairs in the contract's order, only of what was understood."""
        return _pairs(self.values)

    @cached_property
    def is_narrowed(self):
        """Whether any filter was asked for, be its values known or not."""
        return any(groups.groups for groups in self.values.values())

    def address(self, *, sort=None, view=None, page=None, cursor=None, **changed):
        """The query string, with "?", of this list in another order or view, at another page or place, or with other `Groups`.

        A change of filter or order leads back to the first page; the shortest form is given, "?" alone for the whole list.
        """
        pairs = _pairs({**self.values, **changed})
        extra = {
            "sort": sort or self.sort,
            "view": view or self.view,
            "page": page or 1,
            **({cursor.name: cursor.text} if cursor else {}),
        }
        usual = {"sort": "-date", "view": "full", "page": 1}
        if extra["sort"] == "relevance" and not dict(pairs).get("q"):
            extra["sort"] = "-date"
        return "?" + urlencode(
            pairs + [(name, value) for name, value in extra.items() if usual.get(name) != value], safe=",:"
        )

    def cursor_at(self, name, pk):
        """The place right `after` or `before` a meeting of this list; there is none by relevance."""
        entry = MeetingIndex.objects.get(pk=pk)
        return Cursor(name, self.sort, entry.changed_at if self.sort == "-changed" else entry.earliest, pk)

    def without(self, name, position=-1):
        """The groups of a parameter but one, by its position."""
        groups = list(self.values[name].groups)
        del groups[position]
        return Groups(tuple(groups))

    @property
    def chips(self):
        """One chip for each group of values, in words, with the way to remove it."""
        chips = []
        for name, groups in self.values.items():
            for position, group in enumerate(groups.groups):
                label = " or ".join(value.label for value in group) or "not on file"
                remove = self.address(**{name: self.without(name, position)})
                chips.append(Chip(self.parameters[name].chip, label, remove, name, position))
        return chips

    @cached_property
    def sentence(self):
        """The filter in words with the exact count, as a list of `Part`."""
        return sentence(self.count, self.values, self.parameters)

    @property
    def text(self):
        """The sentence as text."""
        return plain(self.sentence)


def _pairs(values):
    return [
        (name, ",".join(value.text for value in group))
        for name, groups in values.items()
        for group in groups.groups
        if group
    ]


class _Pages:
    """The numbers of pages that the list goes to, as texts."""

    def __contains__(self, text):
        return len(text) <= 3 and text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PAGE
