"""Officials: all that published meetings name, by letter, and the page of one."""

from itertools import groupby

from django.shortcuts import render

from ...models import Official
from ...queries import directory, statistics
from ..lists import TOP, answer, branches, count_links, page_of, panel, select
from ..redirects import merged, moved
from ..years import years


def official_list(request):
    """`/officials/`: officials by the letter of their sort name, 100 a page."""
    page = page_of(request, directory.officials())
    listed = directory.with_meetings(page.items)
    flags = {one.record.pk: one.countries for one in listed}
    found = [
        (one, flags[one.record.pk]) for one in count_links("official", [(one.record, one.count) for one in listed])
    ]
    letters = groupby(found, lambda pair: pair[0].record.sort_key[:1].upper())
    return render(
        request,
        "official_list.html",
        {"section": "officials", "page": page, "letters": [(letter, list(names)) for letter, names in letters]},
    )


def official_detail(request, pk, slug=None):
    """`/officials/<id>/<slug>/`: one official whom a published meeting names; anybody else is 404."""
    official = directory.officials().filter(pk=pk).first()
    if official is None:
        return merged(Official, pk=pk)
    if redirection := moved(request, official.get_absolute_url()):
        return redirection
    here = ("official", str(official.pk))
    selection = select(here)
    meetings = selection.queryset
    people = statistics.by_official(meetings, statistics.met_by(official, meetings), limit=TOP)
    countries = statistics.by_country(meetings, statistics.parties_met_by(official, meetings), limit=TOP)
    return render(
        request,
        "official_detail.html",
        {
            "section": "officials",
            "official": official,
            "names": official.names.public(),
            "answer": answer(selection, here, own=statistics.bodies_of(official, meetings)),
            "career": directory.career(official),
            "reported": directory.titles_as_reported(official),
            "people": count_links("official", people.top, here),
            "people_total": people.total,
            "countries": count_links("country", countries.top, here),
            "countries_total": countries.total,
            "topics": branches("topic", statistics.topic_tree(meetings), here),
            "years": years(meetings, here),
            "meetings": panel(here),
        },
    )
