"""How many of some entries have what: the numbers of the facets, exact, a query for all dimensions and one for all columns."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from ..models import Posting


class Tally(NamedTuple):
    """The values of one dimension that come up most, as (value, number of meetings), and how many values come up in all."""

    top: list
    total: int


def by_dimension(entries, dimensions, *, top=None, chosen=(), whole=()):
    """For each dimension its `Tally` among the entries: the `top` values, most meetings first, and those `chosen` in any case.

    `chosen` are (dimension, value) pairs, `whole` are dimensions of which all values are wanted; without `top` of every one.
    Of values with equal numbers the one with the lower id comes first.
    """
    counted = (
        Posting.objects.filter(meeting__in=entries.order_by().values("pk"), dimension__in=dimensions)
        .order_by()
        .values("dimension", "value")
        .annotate(number=Count("meeting_id"))
    )
    wanted = Q()
    for dimension, value in chosen:
        wanted |= Q(dimension=dimension, value=value)
    first = [Case(When(wanted, then=Value(0)), default=Value(1)).asc()] if wanted else []
    order = [*first, F("number").desc(), F("value").asc()]
    place = Window(RowNumber(), partition_by="dimension", order_by=order)
    if whole:
        place = Case(When(dimension__in=whole, then=Value(0)), default=place)
    ranked = counted.annotate(place=place, total=Window(Count("*"), partition_by="dimension"))
    if top is not None:
        ranked = ranked.filter(place__lte=top + len(chosen))
    found = {dimension: Tally([], 0) for dimension in dimensions}
    for dimension, value, number, _, total in ranked.values_list("dimension", "value", "number", "place", "total"):
        found[dimension].top.append((value, number))
        found[dimension] = found[dimension]._replace(total=total)
    for tally in found.values():
        tally.top.sort(key=lambda pair: (-pair[1], pair[0]))
    return found


def by_column(entries, columns):
    """For each column of the entries a Counter of its words, the empty one left out, and under None the number of all entries."""
    found = {column: Counter() for column in columns} | {None: Counter()}
    for *words, number in entries.order_by().values_list(*columns).annotate(number=Count("pk")):
        found[None][None] += number
        for column, word in zip(columns, words, strict=True):
            if word:
                found[column][word] += number
    return found
