"""Countries: those with meetings and all the others, and the page of one."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from ...choices import CountryKind, NameKind
from ...filters import list_url
from ...models import Country, Participant, Party
from ...queries import statistics
from ...queries.directory import countries
from ..lists import TOP, answer, branches, count_links, panel, select
from ..redirects import moved
from ..years import years

_LATEST = 5


@dataclass(frozen=True)
class _Travel:
    """How many meetings the country hosted, was abroad for, and of how many no source says where they were."""

    hosted: int
    abroad: int
    unknown: int


def country_list(request):
    """`/countries/`: countries with meetings, most first, then every other country by letter."""
    met, others = countries()
    return render(
        request,
        "country_list.html",
        {
            "section": "countries",
            "met": count_links("country", [(one.record, one.count) for one in met]),
            "letters": [
                (letter, list(found)) for letter, found in groupby(others, lambda country: country.name_key[:1].upper())
            ],
            "others": len(others),
        },
    )


def country_detail(request, code):
    """`/countries/PK/`: one country; a code in small letters leads on to the one in capitals."""
    country = Country.objects.filter(code=code.upper()).first() if code.isascii() and code.isalpha() else None
    if country is None:
        raise Http404
    if redirection := moved(request, country.get_absolute_url()):
        return redirection
    here = ("country", country.code)
    selection = select(here)
    meetings = selection.queryset
    counterparts = statistics.by_country(
        meetings, Party.objects.filter(meeting__in=meetings).exclude(country=country), limit=TOP
    )
    people = statistics.by_official(
        meetings, Participant.objects.filter(party__meeting__in=meetings, party__country=country), limit=TOP
    )
    offices = statistics.offices([one.pk for one, _ in people.top], meetings, country=country)
    talked, present = select(("mentions", country.code)), select(here, ("mentions", country.code))
    names = list(country.names.all())
    return render(
        request,
        "country_detail.html",
        {
            "section": "countries",
            "country": country,
            "kind": "" if country.kind == CountryKind.STATE else country.get_kind_display(),
            "former_names": [name for name in names if name.kind == NameKind.FORMER],
            "other_names": [name for name in names if name.kind == NameKind.ALIAS],
            "predecessors": country.predecessors.all(),
            "successors": country.successors.all(),
            "answer": answer(selection, here, own=[country]),
            "counterparts": [
                (one, relation_of(country, one.record)) for one in count_links("country", counterparts.top, here)
            ],
            "counterpart_total": counterparts.total,
            "people": count_links("official", people.top, here, notes=offices),
            "people_total": people.total,
            "topics": branches("topic", statistics.topic_tree(meetings), here),
            "years": years(meetings, here),
            "travel": _travel(country, meetings, selection.count),
            "talked": talked.count,
            "talked_url": list_url(("mentions", country.code)),
            "talked_absent": talked.count - present.count,
            "latest": panel(here, limit=_LATEST),
        },
    )


def relation_of(country, other):
    """The address of the page of two countries."""
    return reverse("relation_detail", args=["-".join(sorted([country.code, other.code]))])


def _travel(country, meetings, count):
    by_host = statistics.hosts(meetings)
    hosted, unknown = by_host[country.pk], by_host[None]
    return _Travel(hosted, count - hosted - unknown, unknown)
