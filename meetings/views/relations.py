"""Relations: the pairs of countries that met, and the page of one pair."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from ..choices import Basis, Format
from ..filters import list_url
from ..models import Country
from ..queries import relations as queries
from ..queries import statistics
from .lists import Counted, answer, count_links, in_years, mentioned, panel, select, year_words
from .redirects import moved

MOST_PAIRS = 100
"""Pairs that the list of relations shows."""

_PEOPLE = 12
_COLUMNS = 9
_ROWS = 15
_BODIES = 15

_BASES = {Basis.JOINT: "joint", Basis.ONE_SIDE: "one side’s account", Basis.THIRD_PARTY: "reports of others only"}


class Related(NamedTuple):
    """A pair of countries with the meetings of only the two and all that both attended, each with its list."""

    pair: queries.Pair
    alone: Counted
    together: Counted


def related(limit):
    """(The busiest pairs as `Related`, at most `limit`; how many pairs met at all)."""
    found, total = queries.pairs(statistics.on_file(), limit)
    return [_related(pair) for pair in found], total


def _related(pair):
    both = _both(pair.first, pair.second)
    label = f"{pair.first.name} and {pair.second.name}"
    return Related(
        pair,
        Counted(label, pair.alone, list_url(*both, ("format", Format.BILATERAL))),
        Counted(label, pair.together, list_url(*both)),
    )


def _both(first, second):
    return [("country", first.code), ("country", second.code)]


def relation_list(request):
    """`/relations/`: the pairs of countries that met most."""
    pairs, total = related(MOST_PAIRS)
    return render(request, "relation_list.html", {"section": "relations", "pairs": pairs, "total": total})


def relation_detail(request, pair):
    """`/relations/AZ-PK/`: two countries; any other order or case of the codes leads on to this one."""
    codes = pair.upper().split("-")
    if len(set(codes)) != 2 or len(codes) != 2 or not all(code.isascii() and code.isalpha() for code in codes):
        raise Http404
    countries = sorted(Country.objects.filter(code__in=codes), key=lambda country: country.code)
    if len(countries) != 2:
        raise Http404
    right = reverse("relation_detail", args=["-".join(country.code for country in countries)])
    if redirection := moved(request, right):
        return redirection
    first, second = countries
    both = _both(first, second)
    only = [*both, ("format", Format.BILATERAL)]
    alone, together = select(*only), select(*both)
    # What the page is about: the meetings of the two alone or, where there are none, all that both attended.
    here, selection = (only, alone) if alone.count else (both, together)
    meetings = selection.queryset
    outcomes = queries.outcomes(meetings, first, second)
    bodies = statistics.by_mention(meetings, limit=_BODIES)
    return render(
        request,
        "relation_detail.html",
        {
            "section": "relations",
            "first": first,
            "second": second,
            "path": right,
            "answer": answer(selection, *here),
            "alone": alone.count,
            "alone_url": list_url(*only),
            "together": together.count,
            "together_url": list_url(*both),
            "hosting": _hosting(first, second, meetings, selection.count),
            "gap": queries.longest_gap(meetings),
            "outcomes": outcomes,
            "bases": _bases(queries.bases(outcomes)),
            "all_accounts": statistics.with_all_accounts(meetings).count(),
            "matrix": _matrix(meetings, first, second, here),
            "topics": _topics(meetings, here),
            "levels": _levels(meetings, here, selection.count),
            "bodies": mentioned(bodies.top, *here),
            "bodies_total": bodies.total,
            "meetings": panel(*here),
        },
    )


def _bases(found):
    """What the outcomes rest on in words: "joint", or "2 joint, 1 one side's account" where they differ."""
    if len(found) == 1:
        return _BASES[found[0][0]]
    return ", ".join(f"{number} {_BASES[basis]}" for basis, number in found)


def _hosting(first, second, meetings, count):
    by_host = statistics.hosts(meetings)
    at_first, at_second, unknown = by_host[first.pk], by_host[second.pk], by_host[None]
    return {
        "first": at_first,
        "second": at_second,
        "elsewhere": count - at_first - at_second - unknown,
        "unknown": unknown,
    }


def _matrix(meetings, first, second, here):
    found = queries.who_met_whom(meetings, first, second, _PEOPLE)
    columns = [_person(person, here) for person in found.columns]
    rows = [
        (
            _person(person, here),
            [
                Counted(
                    f"{person.official.name} and {other.official.name}",
                    number,
                    list_url(*here, *(("official", str(pk)) for pk in sorted({person.official.pk, other.official.pk}))),
                )
                for other, number in zip(found.columns, row, strict=True)
            ],
        )
        for person, row in found.rows
    ]
    return {"columns": columns, "rows": rows, "left_out": found.left_out} if columns and rows else None


def _person(person, here):
    (one,) = count_links(
        "official", [(person.official, person.count)], *here, notes={person.official.pk: person.offices}
    )
    return one


def _topics(meetings, here):
    found = queries.topics_by_year(meetings, _COLUMNS)
    rows = []
    for record, total, row in found.rows:
        (topic,) = count_links("topic", [(record, total)], *here)
        cells = [
            Counted("", number, list_url(*here, ("topic", record.slug), *in_years(*period)))
            for period, number in zip(found.columns, row, strict=True)
        ]
        rows.append((topic, cells))
    return {"years": [year_words(*period) for period in found.columns], "rows": rows}


def _levels(meetings, here, count):
    found = queries.levels_by_year(meetings, _ROWS)
    rows = []
    for period, total, row in found.rows:
        years = in_years(*period)
        # A level that is not known is no value to filter by.
        cells = [
            Counted("", number, list_url(*here, ("level", level), *years) if level else "")
            for level, number in zip(found.columns, row, strict=True)
        ]
        rows.append((Counted(year_words(*period), total, list_url(*here, *years)), cells))
    return {
        "columns": [level.label if level else "Level not known" for level in found.columns],
        "rows": rows,
        "overlaps": sum(years.count for years, _ in rows) > count,
    }
