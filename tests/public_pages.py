"""The public pages, one address of each kind, named as a newsroom would name them; the tests that walk them share the list."""

from django.urls import reverse

from meetings.models import Country, Meeting, Occasion, Official, Organization, Place, Topic

LISTS = {
    "home": "/",
    "meetings": "/meetings/",
    "meetings, filtered": "/meetings/?country=PK&country=AZ,TR&mentions=IN&topic=trade&date_after=2023&sort=date",
    "meetings, none found": "/meetings/?country=AZ&country=PK&date_before=1900",
    "meetings, much ignored": "/meetings/?country=XX&country=PK,,&date_after=2023-02-31&page=9&status=lost&foo=bar",
    "countries": "/countries/",
    "officials": "/officials/",
    "organisations": "/organizations/",
    "occasions": "/occasions/",
    "places": "/places/",
    "topics": "/topics/",
    "relations": "/relations/",
    "corrections": "/corrections/",
    "the API": "/api/",
    "search": "/search/",
    "search, found": "/search/?q=pakistan+trade+2023",
    "search, nothing found": "/search/?q=pakistn+zzzz",
}


def public_pages():
    """Every kind of public page as {name: address}: the lists, and a record of each kind that has most to show."""
    meeting = Meeting.objects.published().filter(claims__isnull=False).order_by("pk").first()
    party = meeting.sides[0]
    official = party.participants.first().official
    records = {
        "meeting": meeting,
        "country": Country.objects.get(code="PK"),
        "country, never there": Country.objects.get(code="IN"),
        "official": Official.objects.get(pk=official.pk),
        "organisation": Organization.objects.get(slug="un"),
        "occasion": Occasion.objects.get(pk=meeting.occasion_id),
        "place": Place.objects.get(slug="new-york"),
        "topic": Topic.objects.get(slug="trade-and-investment"),
        "topic, below": Topic.objects.get(slug="trade"),
    }
    return {
        **LISTS,
        **{name: record.get_absolute_url() for name, record in records.items()},
        "meeting, in a list": f"{meeting.get_absolute_url()}?country=PK&country=AZ",
        "relation": reverse("relation_detail", args=["AZ-PK"]),
    }
