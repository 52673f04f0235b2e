"""Meetings that may be one and the same: exactly the same parties, and days at most three apart."""

from datetime import timedelta

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q

from ..models import Meeting, Party

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
    near = timedelta(days=DAYS_APART)
    found = Meeting.objects.filter(
        earliest__lte=when.latest + near, latest__gte=when.earliest - near, party_count=len(bodies)
    ).exclude(pk=exclude)
    for country, organization in bodies:
        body = {"country": country} if country else {"organization": organization}
        found = found.filter(Exists(Party.objects.filter(meeting=OuterRef("pk"), **body)))
    return found


def with_a_likely_duplicate(meetings):
    """Those of a queryset that have a likely duplicate on file, as `likely_duplicates` sees it."""
    same = Q(country=OuterRef("country")) | Q(organization=OuterRef("organization"))
    there = Party.objects.filter(same, meeting=OuterRef(OuterRef("pk")))
    missing = Party.objects.filter(~Exists(there), meeting=OuterRef(OuterRef("pk")))
    like = (
        # Of two sets of one size, one that misses nothing of the other is the same.
        Meeting.objects.filter(~Exists(missing), party_count=OuterRef("party_count"))
        .exclude(pk=OuterRef("pk"))
        .alias(
            after=_DaysBetween(F("earliest"), OuterRef("latest")),
            before=_DaysBetween(OuterRef("earliest"), F("latest")),
        )
        .filter(after__lte=DAYS_APART, before__lte=DAYS_APART)
    )
    return meetings.filter(Exists(like), party_count__gte=2)
