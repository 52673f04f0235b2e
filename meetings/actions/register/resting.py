"""Which meetings rest on a record: those whose entry, postings or card a change of it may change."""

from django.db.models import Q

from ...models import (
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


def resting_on(row):
    """The ids of the meetings that show the record or are filed under it, as a set; none for what no list shows."""
    found = _RESTING.get(type(row))
    return set(found(row).values_list("pk", flat=True)) if row.pk and found else set()


def _on(**conditions):
    return Meeting.objects.filter(**conditions).order_by()


def _on_country(country):
    places = Place.objects.filter(country=country)
    sourced = Source.objects.filter(sides__country=country)
    # Told apart, each finds its meetings by an index of its own.
    return _on(parties__country=country).union(
        _on(place__in=places), _on(citations__source__in=sourced), _on(claims__mentions__country=country)
    )


def _on_organization(organization):
    sourced = Source.objects.filter(sides__organization=organization)
    return _on(parties__organization=organization).union(
        _on(citations__source__in=sourced), _on(claims__mentions__organization=organization)
    )


_RESTING = {
    Meeting: lambda meeting: _on(pk=meeting.pk),
    Claim: lambda claim: _on(pk=claim.meeting_id),
    Country: _on_country,
    Organization: _on_organization,
    Place: lambda place: _on(place__in=Place.objects.within([place.pk])).union(_on(claims__mentions__place=place)),
    Topic: lambda topic: _on(claims__topics__in=Topic.objects.within([topic.pk])),
    Occasion: lambda occasion: _on(occasion__in=Occasion.objects.within([occasion.pk])),
    Official: lambda official: _on(parties__participants__official=official),
    Position: lambda position: _on(parties__participants__appointments__position=position),
    Appointment: lambda term: _on(parties__participants__appointments=term),
    Source: lambda source: Meeting.objects.filter(
        Q(citations__source=source) | Q(claims__citations__source=source)
    ).order_by(),
}
