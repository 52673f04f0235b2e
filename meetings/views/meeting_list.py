"""The list of meetings: its rows, facets and years at one moment, and each facet whole on a page of its own."""

from typing import NamedTuple

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from ..database.budget import QueryTimeout
from ..database.snapshot import read_snapshot
from ..filters import SORTS, VIEWS, Selection
from ..filters.facets import facet, facets, on_own_pages
from ..filters.meetings import FACETS
from ..filters.parameters import Switch
from ..filters.values import Groups, Value
from ..formats.jsonld import dataset
from ..index.fulltext import passages
from ..models.fields import fold
from ..queries.rows import by_month, by_year, rows_of
from ..queries.statistics import spans
from .export_formats import CITATIONS, FILES, base_of, cited_list, exports_of_list, query_of
from .paging import SIZE, pager, place
from .redirects import LONGEST, led_on
from .years import years_of

MOST_OPTIONS = 200
"""Values of one facet that its own page shows; the box on it finds the others."""

_OPEN = ("country", "level", "official", "topic")
_CROWDED = 2  # rows a month from which on months are worth a heading


class Removal(NamedTuple):
    """A filter of a list that is empty: in words, the list without it, and how many meetings that one holds."""

    label: str
    url: str
    count: int
    alone: int
    """How many meetings the filter by itself leaves."""


def meeting_list(request):
    """`/meetings/`: the meetings that the address selects, 50 a page, with the filter in words, as chips and as facets."""
    if any(not value.strip() for _, values in request.GET.lists() for value in values):
        clean = request.path + _without_blanks(request.GET)
        if len(clean) <= LONGEST:
            return redirect(clean)
    selection = Selection(request.GET)
    if answer := led_on(request, selection):
        return answer
    try:
        with read_snapshot():
            context = _page(selection)
    except QueryTimeout:
        # Without its numbers by value a list costs a hundredth.
        try:
            with read_snapshot():
                context = _page(selection, broken_down=False)
        except QueryTimeout:
            return render(request, "too_costly.html", {"selection": selection, "section": "meetings"}, status=400)
    return render(
        request,
        "meeting_list.html",
        {"section": "meetings", "selection": selection, **_elsewhere(request, selection), **context},
    )


def _elsewhere(request, selection):
    """The other faces of the list, and how it is cited."""
    files, cited = exports_of_list(selection, FILES), cited_list(request, selection)
    return {
        "files": files,
        "citations": exports_of_list(selection, CITATIONS),
        "cited": cited,
        "image": reverse("meeting_files", args=["png"]) + query_of(selection),
        "dataset": dataset(cited, files, base_of(request), licence=settings.DATA_LICENCE_URL),
    }


def _page(selection, *, broken_down=True):
    """Everything that the template shows of a selection, read at one moment."""
    found = facets(selection) if broken_down else None
    page, pages, first = place(selection)
    ids = selection.ids(first, first + SIZE)
    rows = rows_of(ids)
    return {
        "facets": found,
        "on_own_pages": on_own_pages(selection),
        "open": [one.name for one in found or [] if one.name in _OPEN or one.chosen],
        "years": _years(selection) if broken_down else None,
        "groups": _groups(selection, rows),
        "passages": passages(ids, selection.query) if selection.query and selection.view == "full" else {},
        "size": SIZE,
        "page": page,
        "beyond": selection.page if selection.page > pages else None,
        "pages": pages,
        "first": first + 1,
        "last": first + len(rows),
        "canonical": reverse("meeting_list") + selection.address(page=page, cursor=selection.cursor).removesuffix("?"),
        "query": selection.address(page=page, cursor=selection.cursor),
        "link_query": selection.address() if selection.is_narrowed else "",
        "sorts": [
            (words, selection.address(sort=sort), sort == selection.sort)
            for sort, words in SORTS.items()
            if sort != "relevance" or selection.query
        ],
        "views": [(words, selection.address(view=view), view == selection.view) for view, words in VIEWS.items()],
        "kept": [(name, value) for name, value in selection.pairs if name not in ("date_after", "date_before", "q")],
        "typed": {name: _text(selection, name) for name in ("q", "date_after", "date_before")},
        "removals": [] if selection.count else _removals(selection),
        **pager(selection, page, pages, ids),
    }


def _groups(selection, rows):
    """The rows under their years, and under their months where there are several to one: (year, [(month, rows)]) pairs."""
    if selection.sort not in ("-date", "date"):
        return [("", [(None, rows)])] if rows else []
    months = by_month(rows)
    crowded = len(rows) >= _CROWDED * len(months)
    return [(year, by_month(some) if crowded and year else [(None, some)]) for year, some in by_year(rows)]


def _years(selection):
    """The bars of the list's years, counted without its own dates so that each leads to exactly its number."""
    undated = {"date_after": Groups(), "date_before": Groups()}
    after, before = (selection.values[name].flat for name in undated)
    first = after[0].target.earliest.year if after else 1
    last = before[0].target.latest.year if before else 9999
    return years_of(
        spans(selection.entries(**undated)),
        lambda start, end: selection.address(date_after=_year(start), date_before=_year(end)),
        chosen=(first, last) if after or before else None,
    )


def _year(year):
    return Groups(((Value(f"{year:04}", "", None),),))


def _removals(selection):
    """What each filter of an empty list keeps out, the one that gives back most first."""
    # Switches narrow nothing, but say how the rest is read.
    nothing = {name: Groups() for name, one in selection.parameters.items() if not isinstance(one, Switch)}
    removals = []
    for chip in selection.chips:
        group = selection.values[chip.parameter].groups[chip.position]
        alone = {**nothing, chip.parameter: Groups((group,))}
        removals.append(
            Removal(
                f"{chip.name.lower()} {chip.label}",
                chip.remove,
                selection.entries(**{chip.parameter: selection.without(chip.parameter, chip.position)}).count(),
                selection.entries(**alone).count(),
            )
        )
    return sorted(removals, key=lambda removal: -removal.count)


def _without_blanks(params):
    """The query string without values left blank, as a form sends them."""
    kept = params.copy()
    for name, values in params.lists():
        kept.setlist(name, [value for value in values if value.strip()])
    query = kept.urlencode(safe=",:")
    return f"?{query}" if query else ""


def _text(selection, name):
    return ",".join(value.text for value in selection.values[name].flat)


def facet_page(request, name):
    """`/meetings/by/<facet>/`: all values of one facet of a list, with a box to find one; `find` is what was typed there."""
    if name not in FACETS:
        raise Http404
    params = request.GET.copy()
    find = " ".join(params.pop("find", [""])[-1].split())[:100]
    selection = Selection(params)
    if answer := led_on(request, selection):
        return answer
    try:
        with read_snapshot():
            whole = facet(selection, name)
    except QueryTimeout:
        return render(request, "too_costly.html", {"selection": selection, "section": "meetings"}, status=400)
    options = [option for option in _flat(whole.options) if fold(find) in fold(option.label)]
    return render(
        request,
        "meeting_facet.html",
        {
            "section": "meetings",
            "selection": selection,
            "facet": whole,
            "list": reverse("meeting_list"),
            "options": options[:MOST_OPTIONS],
            "matching": len(options),
            "find": find,
            "kept": selection.pairs,
            "back": reverse("meeting_list") + selection.address(),
        },
    )


def _flat(options):
    """The options of a tree in its order, each by itself."""
    for option in options:
        yield option._replace(children=())
        yield from _flat(option.children)
