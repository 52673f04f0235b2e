"""An awkward register, and random filters of it: the ground for every test that compares the faces of one filter."""

import random

from django.http import QueryDict

from meetings.choices import Dimension
from meetings.filters import Selection
from meetings.filters.facets import facet
from meetings.filters.meetings import FACETS
from meetings.index import reindex
from meetings.models import Country, Meeting, Posting

from .build import (
    make_claim,
    make_country,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_place,
    make_source,
    make_topic,
)
from .leaky import make_hidden


def make():
    """Meetings of every kind beside each other, states with successors, regions, and hidden records of the same things."""
    for number in range(1, 8):
        make_full_meeting(number)
    make_hidden(Meeting.objects.order_by("pk").first())
    asia = {"region_code": "142", "region": "Asia", "subregion_code": "034", "subregion": "Southern Asia"}
    Country.objects.filter(code__in=["PK", "IN"]).update(**asia)
    Country.objects.filter(code="AZ").update(**{**asia, "subregion_code": "145", "subregion": "Western Asia"})
    before = make_country("SUHH", "Soviet Union")
    before.successors.add(Country.objects.get(code="AZ"))
    commerce = make_topic("trade-and-investment")
    week = make_occasion("High-level week", "2020-09", parent=make_occasion("Assembly", "2020"), kind="summit")
    visit = make_occasion("Visit", "2021", kind="visit", visit_kind="working")
    venue = make_place("hall", kind="venue", parent=make_place("new-york"))
    two = make_official("Two Hats")
    for number in range(24):
        bodies = [("SUHH", "IN"), ("PK", "AZ", "org:oic"), ("AZ", "TR"), ("SUHH", "AZ"), ("IN", "org:un")][number % 5]
        meeting = make_meeting(
            *bodies,
            date=["1990-05-04", "2020-12-30..2021-01-02", "2021", "within 2019-12-20..2020-02-01", "2021-03"][
                number % 5
            ],
            heads=[two if number % 3 else "", None if number % 4 == 0 else ""],
            status=["held", "held", "held", "announced", "cancelled"][number % 5 if number > 8 else 0],
            medium=["", "phone", "in-person"][number % 3],
            occasion=[None, week, visit, week][number % 4],
            setting=["", "margins"][number % 2],
            place=[None, venue, make_place("baku", country=make_country("AZ"))][number % 3],
            sources=[make_source(sides=bodies[: number % 3], publisher=["The Gazette", "Wire, Daily", ""][number % 3])],
        )
        topics = [[commerce], [make_topic("trade")], [make_topic("energy"), make_topic("trade")], []][number % 4]
        make_claim(
            meeting, f"Trade and ports {number}.", topics=topics, mentions=[make_country("IN"), venue][: number % 3]
        )
        if number % 2:
            make_claim(meeting, kind="agreed", outcome_kind="mou", follow_up=["signed", "lapsed"][number % 4 // 2])
    reindex(Meeting.objects.values_list("pk", flat=True))


def options(found):
    """All options of a facet, those of a tree too."""
    for option in found:
        yield option
        yield from options(option.children)


def values():
    """Values of every parameter that filters can be made of, known and unknown ones."""
    selection = Selection(QueryDict("status=any"))
    found = {name: [option.text for option in options(facet(selection, name).options)] for name in FACETS}
    for name, dimension in {"position": Dimension.POSITION, "term": Dimension.TERM}.items():
        found[name] = sorted(
            map(str, Posting.objects.filter(dimension=dimension).values_list("value", flat=True).distinct())
        )
    found["status"].append("any")
    found |= {"q": ["trade", "ports -energy", '"trade and"'], "subtopics": ["0"], "predecessors": ["1"]}
    found |= {"date_after": ["2020", "2021-01-02", "1990"], "date_before": ["2020-12", "2021", "1999"]}
    return {
        name: [*some, "nowhere"] if name not in ("q", "subtopics", "predecessors") else some
        for name, some in found.items()
    }


def queries(number, seed=4):
    """Random filters of one to four parameters, some repeated, some of several values."""
    chance, known = random.Random(seed), values()
    for _ in range(number):
        parts = QueryDict(mutable=True)
        for name in chance.sample(sorted(known), chance.choice([1, 1, 2, 2, 3, 4])):
            for _ in range(chance.choice([1, 1, 1, 2])):
                some = chance.sample(known[name], min(len(known[name]), chance.choice([1, 1, 2]) if name != "q" else 1))
                parts.appendlist(name, ",".join(some))
        yield parts.urlencode(safe=",:")
