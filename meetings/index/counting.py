"""How many of some entries have what: the numbers of the facets, exact, one query for all dimensions and one for all columns."""

from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count

from ..models import Posting


class Tally(NamedTuple):
    """The values of one dimension that come up most, as (value, number of meetings), and how many values come up in all."""

    top: list
    total: int


def by_dimension(entries, dimensions, *, top=None, chosen=(), whole=(), statuses=()):
    """For each dimension its `Tally` among the entries: the `top` values, most meetings first, and those `chosen` in any case.

    `chosen` are (dimension, value) pairs, `whole` are dimensions of which all values are wanted; without `top` of every one.
    `statuses` says that the entries are all those of some statuses, which postings tell by themselves.
    Of values with equal numbers the one with the lower id comes first.
    """
    found = {dimension: Tally([], 0) for dimension in dimensions}
    try:
        sql, parameters = _sql(entries, dimensions, top, chosen, whole, statuses)
    except EmptyResultSet:
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for dimension, value, number, total in cursor.fetchall():
            found[dimension].top.append((value, number))
            found[dimension] = found[dimension]._replace(total=total)
    return found


def _sql(entries, dimensions, top, chosen, whole, statuses):
    """One statement that reads the postings of the entries once: the ORM would look the entries up again for every posting."""
    if statuses:
        among, parameters = f"WHERE status IN ({', '.join(['%s'] * len(statuses))})", [str(one) for one in statuses]
    else:
        among, parameters = entries.order_by().values("pk").query.sql_with_params()
        among = f"JOIN ({among}) AS found ON meeting_id = found.pk WHERE TRUE"
    marks = ", ".join(["%s"] * len(dimensions))
    wanted = " OR ".join(["(dimension = %s AND value = %s)"] * len(chosen)) or "FALSE"
    shown = "TRUE"
    limits = []
    if top is not None:
        shown = f"place <= %s OR dimension IN ({', '.join(['%s'] * len(whole)) or 'NULL'})"
        limits = [top + len(chosen), *whole]
    sql = f"""
        SELECT dimension, value, number, total FROM (
            SELECT dimension, value, count(*) AS number, count(*) OVER (PARTITION BY dimension) AS total,
                row_number() OVER (
                    PARTITION BY dimension
                    ORDER BY CASE WHEN {wanted} THEN 0 ELSE 1 END, count(*) DESC, value
                ) AS place
            FROM {Posting._meta.db_table} {among} AND dimension IN ({marks}) AND dimension BETWEEN %s AND %s
            GROUP BY dimension, value
        ) AS counted
        WHERE {shown} ORDER BY dimension, number DESC, value
    """
    picks = [part for pair in chosen for part in pair]
    return sql, [*map(int, picks), *parameters, *map(int, [*dimensions, min(dimensions), max(dimensions), *limits])]


def combinations(entries, columns):
    """How many of the entries have which words together in some columns, as (words, number) pairs: one query."""
    counted = entries.order_by().values_list(*columns).annotate(number=Count("pk"))
    return [(tuple(words), number) for *words, number in counted]
