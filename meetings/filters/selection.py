"""A selection of meetings: what an address asks for, and the addresses that lead on from it."""

from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from ..models import Meeting
from .meetings import MeetingFilter
from .sentence import plain, sentence
from .values import shown

SORTS = {"-date": "newest first", "date": "oldest first", "-changed": "last changed first"}
LAST_PAGE = 200


class Ignored(NamedTuple):
    """Something the address said that was left out: the parameter, the value as far as it can be shown, and why."""

    name: str
    value: str
    reason: str


class Chip(NamedTuple):
    """One chosen value, with the address of the list without it."""

    name: str
    label: str
    remove: str


class Selection:
    """The state of a list, read from a `QueryDict`; whatever is not understood is left out and named in `ignored`."""

    def __init__(self, params: QueryDict):
        self._params = params
        self._filter = MeetingFilter(params, queryset=Meeting.objects.published())
        self._filter.form.full_clean()
        self.picked = self._filter.form.cleaned_data
        self.ignored = [Ignored(name, *left_out) for name, groups in self.picked.items() for left_out in groups.ignored]
        self.sort = self._one("sort", SORTS, "-date", f"is none of {', '.join(SORTS)}")
        self.page = int(self._one("page", _Pages(), "1", f"is no page from 1 to {LAST_PAGE}"))
        known = {*self.picked, "sort", "page"}
        self.ignored += [
            Ignored(shown(name), shown(params.get(name) or ""), "is no parameter of this list")
            for name in params
            if name not in known and not name.startswith("utm_")
        ]

    def _one(self, name, allowed, default, reason):
        text = (self._params.get(name) or "").strip()
        if text and text not in allowed:
            self.ignored.append(Ignored(name, shown(text), reason))
        return text if text in allowed else default

    @property
    def queryset(self):
        """The published meetings that it selects, unsorted."""
        return self._filter.qs

    @property
    def ordered(self):
        """The same, sorted as asked."""
        if self.sort == "date":
            return self.queryset.oldest_first()
        if self.sort == "-changed":
            return self.queryset.order_by("-changed_at", "-id")
        return self.queryset.newest_first()

    @cached_property
    def count(self):
        """How many meetings it selects: exact."""
        return self.queryset.count()

    @cached_property
    def pairs(self):
        """The filter as (parameter, comma list) pairs in the contract's order, only of what was understood."""
        return [
            (name, ",".join(value.text for value in group))
            for name, groups in self.picked.items()
            for group in groups.groups
            if group
        ]

    @cached_property
    def is_narrowed(self):
        """Whether any filter was asked for, be its values known or not."""
        return any(groups.groups for groups in self.picked.values())

    def address(self, *, without=None, plus=None, sort=None, page=None):
        """The query string, with "?", of this list without one pair, with one more, in another order, or at another page.

        A change of filter or order leads back to the first page; the shortest form is given, "?" alone for the whole list.
        """
        pairs = list(self.pairs)
        if without:
            pairs.remove(without)
        if plus and plus not in pairs:
            pairs.append(plus)
        order = sort or self.sort
        extra = [("sort", order)] if order != "-date" else []
        extra += [("page", page)] if page and page > 1 else []
        return "?" + urlencode(pairs + extra, safe=",:")

    @property
    def chips(self):
        """One chip for each group of values, in words, with the way to remove it."""
        chips = []
        for name, groups in self.picked.items():
            for group in groups.groups:
                pair = (name, ",".join(value.text for value in group)) if group else None
                label = " or ".join(value.label for value in group) or "not on file"
                chips.append(Chip(self._filter.filters[name].chip, label, self.address(without=pair)))
        return chips

    @cached_property
    def sentence(self):
        """The filter in words with the exact count, as a list of `Part`."""
        return sentence(self.count, self.picked, alone)

    @property
    def text(self):
        """The sentence as text."""
        return plain(self.sentence)


def alone(name, value):
    """The address of the list of meetings that have this one value."""
    return f"{reverse('meeting_list')}?{urlencode([(name, value.text)], safe=',:')}"


class _Pages:
    """The numbers of pages that the list goes to, as texts."""

    def __contains__(self, text):
        return len(text) <= 3 and text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PAGE
