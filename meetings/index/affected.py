"""Which meetings a record affects: those whose entry, postings or card a change of it may change."""

from django.db.models import Q

from ..database.bulk import portions
from ..models import (
    Appointment,
    Claim,
    Country,
    Meeting,
    Occasion,
    Official,
    Organization,
    Place,
    Position,
    Source,
    Topic,
)


def meetings_affected_by(*rows):
    """The ids of the meetings that show one of the records or are filed under it, as a set; none for what no list shows."""
    ids = {}
    for row in rows:
        if row.pk and type(row) in _AFFECTED:
            ids.setdefault(type(row), []).append(row.pk)
    found = set()
    for model, keys in ids.items():
        for some in portions(keys):
            found |= set(_AFFECTED[model](some).values_list("pk", flat=True))
    return found


def _on(*conditions, **named):
    return Meeting.objects.filter(*conditions, **named).order_by()


def _on_countries(ids):
    places = Place.objects.filter(country__in=ids)
    sourced = Source.objects.filter(sides__country__in=ids)
    # Told apart, each finds its meetings by an index of its own.
    return _on(parties__country__in=ids).union(
        _on(place__in=places), _on(citations__source__in=sourced), _on(claims__mentions__country__in=ids)
    )


def _on_organizations(ids):
    sourced = Source.objects.filter(sides__organization__in=ids)
    return _on(parties__organization__in=ids).union(
        _on(citations__source__in=sourced), _on(claims__mentions__organization__in=ids)
    )


_AFFECTED = {
    Meeting: lambda ids: _on(pk__in=ids),
    Claim: lambda ids: _on(claims__in=ids),
    Country: _on_countries,
    Organization: _on_organizations,
    Place: lambda ids: _on(place__in=Place.objects.within(ids)).union(_on(claims__mentions__place__in=ids)),
    Topic: lambda ids: _on(claims__topics__in=Topic.objects.within(ids)),
    Occasion: lambda ids: _on(occasion__in=Occasion.objects.within(ids)),
    Official: lambda ids: _on(parties__participants__official__in=ids),
    Position: lambda ids: _on(parties__participants__appointments__position__in=ids),
    Appointment: lambda ids: _on(parties__participants__appointments__in=ids),
    Source: lambda ids: _on(Q(citations__source__in=ids) | Q(claims__citations__source__in=ids)),
}
