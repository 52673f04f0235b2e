"""Places: those that readers may see by country, and the page of one."""

from itertools import groupby

from django.shortcuts import render

from ...choices import PlaceKind
from ...filters import list_url
from ...models import Place
from ...queries import directory, statistics
from ..lists import TOP, Counted, answer, branches, count_links, page_of, panel, select
from ..redirects import merged
from ..years import years


def place_list(request):
    """`/places/`: where most meetings were held, then all places by country, 100 a page."""
    page = page_of(request, directory.places())
    totals, mentions = directory.place_totals(), directory.place_mentions()
    held = Place.objects.named().in_bulk([pk for pk, _ in totals.most_common(TOP)])
    busiest = sorted(((held[pk], totals[pk]) for pk in held), key=lambda pair: (-pair[1], pair[0].name_key))
    found = [
        (
            Counted(place.name, totals[place.pk], list_url(("place", place.slug)), place),
            Counted("", mentions[place.pk], list_url(("mentions", place.key))),
        )
        for place in page.items
    ]
    countries = [(country, list(places)) for country, places in groupby(found, lambda pair: pair[0].record.country)]
    letters = groupby(countries, lambda group: group[0].name_key[:1].upper() if group[0] else "")
    return render(
        request,
        "place_list.html",
        {
            "section": "places",
            "page": page,
            "busiest": [] if page.number > 1 else [_with_flag(one) for one in count_links("place", busiest)],
            "letters": [(letter, list(groups)) for letter, groups in letters],
        },
    )


def _with_flag(one):
    country = one.record.country
    return Counted(one.label, one.count, one.url, one.record, countries=[country] if country else [])


def place_detail(request, slug):
    """`/places/<slug>/`: one place: meetings held there, in what lies in it too, and meetings that talk about it."""
    place = Place.objects.public().filter(slug=slug).first()
    if place is None:
        return merged(Place, slug=slug)
    here, mention = ("place", slug), ("mentions", place.key)
    selection = select(here)
    meetings = selection.queryset
    countries = statistics.by_country(meetings, limit=TOP)
    totals = directory.place_totals()
    return render(
        request,
        "place_detail.html",
        {
            "section": "places",
            "place": place,
            "disputed": place.kind == PlaceKind.DISPUTED,
            "above": directory.public_above(place),
            "parts": [
                Counted(part.name, totals[part.pk], list_url(("place", part.slug)), part)
                for part in place.children.public()
            ],
            "answer": answer(selection, here),
            "countries": count_links("country", countries.top, here),
            "countries_total": countries.total,
            "topics": branches("topic", statistics.topic_tree(meetings), here),
            "years": years(meetings, here),
            "meetings": panel(here),
            "talked": panel(mention, limit=5),
        },
    )
