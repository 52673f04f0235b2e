"""What the filter offers: the countries, topics, places and occasions that published meetings have."""

from django.db.models import Exists, OuterRef

from ..models import Claim, Country, Meeting, Mention, Occasion, Party, Place, Topic


def on_file():
    """For each filter that picks a record: a list of (value, label) of those that a published meeting has, by name."""
    published = Meeting.objects.published()
    parties = Party.objects.filter(meeting__in=published, country=OuterRef("pk"))
    claims = Claim.objects.filter(meeting__in=published, topics=OuterRef("pk"))
    mentions = Mention.objects.filter(claim__meeting__in=published, country=OuterRef("pk"))
    here = OuterRef("pk")
    return {
        "country": _pairs(Country.objects.filter(Exists(parties)), "code", "name"),
        "topic": _pairs(Topic.objects.filter(Exists(claims)), "slug", "name"),
        "mentions": _pairs(Country.objects.filter(Exists(mentions)), "code", "name"),
        "occasion": _pairs(Occasion.objects.filter(Exists(published.filter(occasion=here))), "pk", "name"),
        "place": _pairs(Place.objects.filter(Exists(published.filter(place=here))), "slug", "name"),
    }


def _pairs(queryset, value, label):
    return [(str(found), name) for found, name in queryset.order_by("name_key").values_list(value, label)]
