"""How a value narrows the register: each kind of parameter as a condition on its entries."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from ..choices import Dimension
from ..models import Country, Posting

_FEW = 4  # values beyond which SQLite, asked of each meeting, would look up each of them for each


class Posted(NamedTuple):
    """Meetings filed under any of some values of a dimension."""

    dimension: Dimension

    def among(self, values):
        """The condition that an entry's meeting is filed under one of the values at least."""
        here = Posting.objects.filter(dimension=self.dimension, value__in=values)
        if len(values) > _FEW:
            return Q(pk__in=here.values("meeting"))
        return Q(Exists(here.filter(meeting=OuterRef("pk"))))


class Column(NamedTuple):
    """Meetings whose entry has any of some words in a column."""

    name: str

    def among(self, words):
        """The condition that the column has one of the words."""
        return Q(**{f"{self.name}__in": words})


class Several(NamedTuple):
    """Meetings filed under any of some values of several dimensions; a value is (kind, id), `dimensions` is by kind."""

    dimensions: dict

    def among(self, values):
        """The condition that an entry's meeting is filed under one of the values at least."""
        named = Q()
        for kind, pk in values:
            named |= Q(dimension=self.dimensions[kind], value=pk)
        return Q(Exists(Posting.objects.filter(named, meeting=OuterRef("pk"))))


MENTIONS = Several(
    {
        "country": Dimension.MENTIONED_COUNTRY,
        "organization": Dimension.MENTIONED_ORGANIZATION,
        "place": Dimension.MENTIONED_PLACE,
    }
)
SIDES = Several({"country": Dimension.SIDE_COUNTRY, "organization": Dimension.SIDE_ORGANIZATION})


def with_predecessors(ids):
    """Countries together with the states before them, and before those, as a set of ids: a query a step back."""
    found = set(ids)
    latest = found
    while latest:
        latest = set(Country.objects.filter(successors__in=latest).values_list("pk", flat=True)) - found
        found = found | latest
    return found
