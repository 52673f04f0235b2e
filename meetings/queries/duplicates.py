"""Meetings that may be one and the same: exactly the same parties, and days at most three apart."""

from datetime import date, timedelta

from django.db.models import Exists, F, Func, IntegerField, OuterRef

from ..models import Meeting
from ..models.meeting import key_of_parties

DAYS_APART = 3


class _DaysBetween(Func):
    """Whole days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="(julianday(%(expressions)s))", arg_joiner=") - julianday(", **context
        )


def likely_duplicates(bodies, when, exclude=None):
    """The meetings on file of exactly these parties on about these days, whatever their publication, newest first.

    `bodies` are (country id, organisation id) of which one is None, `when` a `When`, `exclude` an id. Fewer than two
    parties, or no date, are like nothing.
    """
    if len(bodies) < 2 or when is None:
        return Meeting.objects.none()
    first, last = around(when.earliest, when.latest)
    return Meeting.objects.filter(parties_key=key_of_parties(bodies), earliest__lte=last, latest__gte=first).exclude(
        pk=exclude
    )


def around(first, last):
    """Some days with those near them, as the calendar has them: it has ends."""
    near = timedelta(days=DAYS_APART)
    return max(first, date.min + near) - near, min(last, date.max - near) + near


def with_a_likely_duplicate(meetings):
    """Those of a queryset that have a likely duplicate on file, as `likely_duplicates` sees it."""
    like = (
        Meeting.objects.filter(parties_key=OuterRef("parties_key"))
        .exclude(pk=OuterRef("pk"))
        .alias(
            after=_DaysBetween(F("earliest"), OuterRef("latest")),
            before=_DaysBetween(OuterRef("earliest"), F("latest")),
        )
        .filter(after__lte=DAYS_APART, before__lte=DAYS_APART)
    )
    return meetings.exclude(parties_key=0).filter(Exists(like))
