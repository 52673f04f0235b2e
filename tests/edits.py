"""Random edits of a register by one of several processes, and the check against brute force: `python -m tests.edits MODE SEED N`.

`make` fills an empty database, `edit` makes N random edits as the desk would, `check` compares lists, counts and facets of N
random filters with what plain Python finds in the records; it prints what is wrong and exits with 1.
"""

import datetime
import os
import random
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

STATUSES = ["held", "held", "held", "announced", "cancelled"]
DATES = ["2020-05-01", "2020-05", "2021", "2021-12-30..2022-01-02", "within 2022-03-01..2022-04-02", "2023-09-22"]
MEDIA = ["", "phone", "in-person"]


def make(chance, number):
    """A register of so many meetings, some of them drafts."""
    from .build import make_claim, make_meeting, make_official, make_place, make_topic

    parents = [make_topic(f"parent-{n}") for n in range(3)]
    topics = parents + [make_topic(f"topic-{n}", parent=chance.choice(parents)) for n in range(5)]
    region = make_place("region", kind="region")
    places = [region] + [make_place(f"city-{n}", parent=region if n % 2 else None) for n in range(3)]
    officials = [make_official(f"Official Number{n}") for n in range(6)]
    for _ in range(number):
        meeting = make_meeting(
            *chance.sample(["AZ", "PK", "TR", "IN", "org:oic"], chance.choice([2, 2, 3])),
            heads=[chance.choice(officials)],
            date=chance.choice(DATES),
            status=chance.choice(STATUSES),
            medium=chance.choice(MEDIA),
            place=chance.choice([None, *places]),
            publication=chance.choice(["published", "published", "draft"]),
        )
        make_claim(meeting, topics=[chance.choice(topics)])


def edit(chance, number):
    """So many edits, each whole: the records first, then what follows from them, in one transaction under the lock."""
    from meetings.actions.derive import derive
    from meetings.actions.edit import edit
    from meetings.index import exclusive, meetings_affected_by, reindex
    from meetings.models import Claim, Country, Meeting, Party, Place, Topic, When

    for _ in range(number):
        with exclusive():
            meeting = chance.choice(list(Meeting.objects.order_by("pk")))
            kind = chance.randrange(10)
            if kind == 0:
                meeting.publication = chance.choice(["published", "published", "draft", "in-review"])
            elif kind == 1:
                meeting.status = chance.choice(STATUSES)
            elif kind == 2:
                meeting.when = When.parse(chance.choice(DATES))
            elif kind == 3:
                meeting.place = chance.choice([None, *Place.objects.order_by("pk")])
                meeting.medium = chance.choice(MEDIA)
            elif kind == 4:
                claim = Claim.objects.create(meeting=meeting, kind="discussed", text=f"Trade {chance.random()}.")
                claim.topics.set(chance.sample(list(Topic.objects.order_by("pk")), 2))
                claim.mentions.create(country=chance.choice(list(Country.objects.order_by("pk"))))
            elif kind == 5:
                meeting.claims.first() and meeting.claims.first().delete()
            elif kind == 6:
                body = {"country": chance.choice(list(Country.objects.order_by("pk")))}
                if not meeting.parties.filter(**body).exists():
                    Party.objects.create(meeting=meeting, **body)
            elif kind == 7 and Meeting.objects.count() > 12:
                with edit(goes=[meeting]):
                    meeting.delete()
                continue
            elif kind == 8:
                topic = chance.choice(list(Topic.objects.filter(parent__isnull=False)))
                topic.parent = chance.choice(list(Topic.objects.filter(parent=None)))
                topic.save()
                reindex(meetings_affected_by(topic), always=True)
                continue
            else:
                place = chance.choice(list(Place.objects.filter(slug__startswith="city")))
                place.parent = chance.choice([None, Place.objects.get(slug="region")])
                place.save()
                reindex(meetings_affected_by(place), always=True)
                continue
            meeting.save()
            derive(meeting)


def _with_ancestors(row):
    while row:
        yield row.slug
        row = row.parent


def facts():
    """Every published meeting as {parameter: set of texts}, with its dates, read from the records alone."""
    from meetings.models import Meeting

    found = {}
    for meeting in Meeting.objects.filter(publication="published"):
        parties = list(meeting.parties.select_related("country", "organization"))
        claims = list(meeting.claims.all())
        found[meeting.pk] = {
            "country": {party.country.code for party in parties if party.country},
            "organization": {party.organization.slug for party in parties if party.organization},
            "official": {str(p.official_id) for party in parties for p in party.participants.all() if p.official_id},
            "topic": {slug for claim in claims for topic in claim.topics.all() for slug in _with_ancestors(topic)},
            "mentions": {mention.key for claim in claims for mention in claim.mentions.all()},
            "place": set(_with_ancestors(meeting.place)),
            "medium": {meeting.medium} - {""},
            "format": {{2: "bilateral", 3: "trilateral"}.get(len(parties), "multilateral")}
            if len(parties) > 1
            else set(),
            "status": {meeting.status},
            "dates": (meeting.earliest, meeting.latest),
        }
    return found


MANY = ("country", "organization", "official", "topic", "mentions")
SINGLE = ("place", "medium", "format", "status")


def matching(found, groups, years):
    """The ids of the meetings that have a value of each group and touch the years, newest first."""
    groups = groups if any(name == "status" for name, _ in groups) else [*groups, ("status", ["held"])]
    first, last = datetime.date(years[0], 1, 1), datetime.date(years[1], 12, 31)
    ids = [
        pk
        for pk, fact in found.items()
        if all(set(values) & fact[name] for name, values in groups)
        and fact["dates"][0] <= last
        and fact["dates"][1] >= first
    ]
    return sorted(ids, key=lambda pk: (found[pk]["dates"][0], pk), reverse=True)


def check(chance, number):
    """What is wrong with lists, counts and facets, as a list of words; empty when all is right."""
    from django.http import QueryDict

    from meetings.filters import Selection
    from meetings.filters.facets import facet
    from meetings.index import differences
    from meetings.models import Change, Register

    wrong, found = [str(one) for one in differences()], facts()
    if (
        Change.objects.count()
        and Change.objects.order_by("-version").first().version > Register.objects.current().version
    ):
        wrong.append("the log is ahead of the version")
    values = {name: sorted({text for fact in found.values() for text in fact[name]}) for name in (*MANY, *SINGLE)}
    for _ in range(number):
        names = [name for name in chance.sample([*MANY, *SINGLE], chance.choice([0, 1, 2, 3])) if values[name]]
        groups = [
            (name, chance.sample(values[name], min(len(values[name]), chance.choice([1, 1, 2])))) for name in names
        ]
        years = chance.choice([(1, 9999), (2021, 2021), (2020, 2022)])
        query = "&".join(f"{name}={','.join(some)}" for name, some in groups)
        query += f"&date_after={years[0]}&date_before={years[1]}" if years[0] > 1 else ""
        selection, right = Selection(QueryDict(query)), matching(found, groups, years)
        if selection.ids(0, 10_000) != right or selection.count != len(right):
            wrong.append(f"{query}: {selection.count}, should be {len(right)}")
        for name in MANY:
            shown = {
                option.text: option.number for option in _flat(facet(selection, name).options) if not option.chosen
            }
            chosen = {text for other, some in groups if other == name for text in some}
            expected = {
                text: len(matching(found, [*groups, (name, [text])], years))
                for text in values[name]
                if text not in chosen
            }
            expected = {text: count for text, count in expected.items() if count}
            if {text: count for text, count in shown.items() if count} != expected:
                wrong.append(f"{query}: {name} {shown}, should be {expected}")
    return wrong


def _flat(options):
    for option in options:
        yield option
        yield from _flat(option.children)


if __name__ == "__main__":
    django.setup()
    mode, seed, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    outcome = {"make": make, "edit": edit, "check": check}[mode](random.Random(seed), times)
    for line in outcome or []:
        print(line)
    sys.exit(1 if outcome else 0)
