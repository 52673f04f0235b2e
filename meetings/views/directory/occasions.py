"""Occasions: all that published meetings took place at, by year, and the page of one."""

from itertools import groupby

from django.shortcuts import render

from ...filters import list_url
from ...models import Occasion
from ...queries import directory, statistics
from ...queries.relations import countries_square
from ..lists import TOP, Counted, answer, branches, count_links, page_of, panel, select
from ..redirects import merged, moved

_SQUARE_FROM = 3
"""Meetings from which on a table of who met whom says more than the rows do."""

_SQUARE_SIDE = 15
"""Countries that the table holds at most."""


def _counted(occasions):
    return [
        Counted(one.record.name, one.count, list_url(("occasion", str(one.record.pk))), one.record)
        for one in directory.at_occasions(occasions)
    ]


def occasion_list(request):
    """`/occasions/`: occasions by year, newest first, 100 a page."""
    page = page_of(request, directory.occasions())
    by_year = groupby(_counted(page.items), lambda one: one.record.earliest.year if one.record.earliest else None)
    return render(
        request,
        "occasion_list.html",
        {"section": "occasions", "page": page, "groups": [(year, list(found)) for year, found in by_year]},
    )


def occasion_detail(request, pk, slug=None):
    """`/occasions/<id>/<slug>/`: one occasion at which a published meeting took place; any other is 404."""
    occasion = directory.occasions().filter(pk=pk).first()
    if occasion is None:
        return merged(Occasion, pk=pk)
    if redirection := moved(request, occasion.get_absolute_url()):
        return redirection
    here = ("occasion", str(occasion.pk))
    selection = select(here)
    meetings = selection.queryset
    countries = statistics.by_country(meetings, limit=TOP)
    return render(
        request,
        "occasion_detail.html",
        {
            "section": "occasions",
            "occasion": occasion,
            "above": directory.public_above(occasion),
            "parts": _counted(directory.public_parts(occasion)),
            "answer": answer(selection, here),
            "countries": count_links("country", countries.top, here),
            "countries_total": countries.total,
            "topics": branches("topic", statistics.topic_tree(meetings), here),
            "square": _square(meetings, here) if selection.count >= _SQUARE_FROM else None,
            "meetings": panel(here),
        },
    )


def _square(meetings, here):
    """Who met whom among the countries, as (countries, rows of (country, cells), how many are left out); a cell is None on the diagonal."""
    square = countries_square(meetings, _SQUARE_SIDE)
    rows = [
        (
            row,
            [
                None
                if row == column
                else Counted(
                    f"{row.name} and {column.name}",
                    square.numbers[row.pk, column.pk],
                    list_url(here, *(("country", code) for code in sorted([row.code, column.code]))),
                )
                for column in square.countries
            ],
        )
        for row in square.countries
    ]
    return {"countries": square.countries, "rows": rows, "left_out": square.left_out}
