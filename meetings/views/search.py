"""The search page: names first, words that are filters as one list, then meetings by how well they match."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse

from ..database.budget import QueryTimeout
from ..database.snapshot import read_snapshot
from ..filters import Selection, list_url
from ..index.fulltext import passages
from ..models.words import Query
from ..queries import search
from ..queries.rows import rows_of

SHOWN = 20
"""Meetings that a search shows; their list has the rest."""


def search_page(request):
    """`/search/?q=`: what a few words find; without words the box with examples."""
    query = Query.parse(request.GET.get("q", ""))
    found = {}
    if query:
        try:
            with read_snapshot():
                found = _find(query)
        except QueryTimeout:
            found = {"too_costly": True}
    return render(request, "search.html", {"query": query, "asked": query.text, "examples": _examples(), **found})


def _find(query):
    read = search.read(query.text)
    names = [(kind.title, [_named(one) for one in found]) for kind, found in search.names(query.text).items()]
    selection = _selected([("q", query.text), ("sort", "relevance")])
    rows = rows_of(selection.ids(0, SHOWN))
    offer = _selected(read.pairs) if read.filters else None
    offer = offer if offer and offer.count else None
    return {
        "names": names,
        "offer": offer,
        "offer_url": reverse("meeting_list") + offer.address() if offer else "",
        "parts": [(label, list_url(*pairs)) for label, pairs in read.filters] if len(read.filters) > 1 else [],
        "rows": rows,
        "passages": passages([row.id for row in rows], query),
        "selection": selection,
        "all_url": reverse("meeting_list") + selection.address(),
        "better": search.respelled(query.text) if not (names or rows or offer) else "",
    }


def _selected(pairs):
    return Selection(QueryDict(urlencode(pairs)))


def _named(found):
    return (
        found.row.get_absolute_url(),
        found.label,
        found.number,
        list_url((found.kind.parameter, found.kind.value(found.row))),
    )


def _examples():
    """What to ask for, in the words of a reader."""
    return ["pakistan trade 2023", "unga 78", '"climate change"']
