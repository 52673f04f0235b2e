"""Every parameter of the contract once: what it selects, how the sentence says it, and the chip it leaves."""

from importlib import import_module
from itertools import combinations
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.http import QueryDict

from meetings.choices import Dimension
from meetings.filters import Selection
from meetings.filters.facets import facet, facets
from meetings.filters.meetings import FACETS
from meetings.filters.values import shown
from meetings.index.ordering import Cursor
from meetings.models import Citation, MeetingIndex, Posting
from meetings.queries.rows import rows_of

from .build import (
    apps_at,
    make_appointment,
    make_body,
    make_claim,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
)

pytestmark = pytest.mark.django_db

EUROPE = {"region_code": "150", "region": "Europe", "subregion_code": "151", "subregion": "Eastern Europe"}
ASIA = {"region_code": "142", "region": "Asia", "subregion_code": "034", "subregion": "Southern Asia"}


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Four published meetings, alpha to delta from the newest to one without a date, and a draft like the first."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _make()
        transaction.set_rollback(True)


def _make():
    union = make_country("SUHH", "USSR", kind="historical", **EUROPE)
    russia, pakistan = make_country("RU", "Russia", **EUROPE), make_country("PK", "Pakistan", **ASIA)
    union.successors.add(russia)
    make_country("AZ", "Azerbaijan")
    minister = make_official("Ada Minister")
    office = make_position(pakistan, "Minister of Trade", level="minister")
    term = make_appointment(minister, office, "2020")
    summit = make_occasion("Spring summit", "2023", kind="summit")
    visit = make_occasion("Winter visit", "1985", kind="visit", visit_kind="state")
    parent = make_topic("economy", name="economy")
    trade = make_topic("trade", name="trade", parent=parent)
    lahore = make_place("lahore", country=pakistan)
    joint = make_source("Joint", sides=["PK", "RU"], publisher="The Gazette")
    readout = make_source("Readout", sides=["AZ"], publisher="Foreign Ministry")
    wire = make_source("Wire", publisher="Wire & Sons")
    line = make_term("so-called line")
    for title, state in (("alpha", "published"), ("draft", "draft")):
        alpha = make_meeting(
            *("PK", "RU"),
            date="2023-05-04",
            title=title,
            heads=[minister],
            sources=[joint, wire],
            occasion=summit,
            setting="margins",
            place=lahore,
            summary="The two sides discussed cotton exports.",
            publication=state,
        )
        alpha.parties.get(country=pakistan).participants.get().appointments.add(term)
        agreed = {"kind": "agreed", "outcome_kind": "cooperation", "follow_up": "fulfilled"}
        make_claim(alpha, "A joint commission.", cites=[(joint, "par. 1")], topics=[trade], terms=[line], **agreed)
    beta = make_meeting("AZ", "PK", date="2022-02", title="beta", sources=[readout], setting="standalone")
    beta.parties.filter(country__code="AZ").update(hosts=True)
    outcome = {"kind": "agreed", "outcome_kind": "cooperation", "follow_up": "announced"}
    make_claim(beta, "A visit to the cotton fields.", cites=[(readout, "")], topics=[parent], **outcome)
    make_meeting("AZ", "SUHH", "PK", date="1985-01-01..1985-01-03", title="gamma", sources=[wire], occasion=visit)
    make_meeting("AZ", "org:oic", date=None, title="delta", sources=[wire])
    return SimpleNamespace(office=office, summit=summit, line=line, minister=minister, alpha=alpha)


def select(query, ground):
    """The selection of a query string in which "{line}" and the like stand for ids."""
    ids = {name: row.pk for name, row in vars(ground).items()}
    return Selection(QueryDict(query.format(**ids)))


TABLE = [
    # query, titles in order, the sentence
    ("", "alpha beta gamma delta", "4 held meetings"),
    ("host=PK", "alpha", "1 held meeting hosted by Pakistan"),
    ("host=AZ,PK", "alpha beta", "2 held meetings hosted by Azerbaijan or Pakistan"),
    ("region=150", "alpha gamma", "2 held meetings with a party from Europe"),
    ("region=034,151", "alpha beta gamma", "3 held meetings with a party from Southern Asia or Eastern Europe"),
    ("occasion={summit}", "alpha", "1 held meeting at Spring summit"),
    ("occasion_kind=summit", "alpha", "1 held meeting on the occasion of a summit"),
    ("occasion_kind=visit", "gamma", "1 held meeting on the occasion of a visit"),
    ("visit_kind=state", "gamma", "1 held meeting on a state visit"),
    ("visit_kind=official,state", "gamma", "1 held meeting on an official visit or a state visit"),
    ("visit_kind=stopover&status=any", "", "No meetings of any status on a stopover"),
    ("setting=margins", "alpha", "1 held meeting on the margins of an occasion"),
    ("setting=standalone", "beta", "1 held meeting of no occasion"),
    ("position={office}", "alpha", "1 held meeting with the Minister of Trade, Pakistan"),
    (
        "official={minister}&position={office}",
        "alpha",
        "1 held meeting with Ada Minister, and with the Minister of Trade, Pakistan",
    ),
    ("accounts=both", "alpha", "1 held meeting with every side’s account on file"),
    ("accounts=one", "beta", "1 held meeting with only some sides’ accounts on file"),
    ("accounts=none", "gamma delta", "2 held meetings with no side’s account on file"),
    ("basis=joint", "alpha", "1 held meeting with an outcome reported by every side"),
    (
        "basis=one-side,third-party",
        "beta",
        "1 held meeting with an outcome reported by some sides only or by others only",
    ),
    ("outcome=fulfilled", "alpha", "1 held meeting with an outcome fulfilled"),
    ("outcome=fulfilled,announced", "alpha beta", "2 held meetings with an outcome fulfilled or announced"),
    ("side=RU", "alpha", "1 held meeting with an account from Russia"),
    ("side=AZ,RU", "alpha beta", "2 held meetings with an account from Azerbaijan or Russia"),
    ("publisher=the-gazette", "alpha", "1 held meeting reported by The Gazette"),
    ("publisher=wire-sons", "alpha gamma delta", "3 held meetings reported by Wire & Sons"),
    ("term={line}", "alpha", "1 held meeting using the wording “so-called line”"),
    ("topic=economy", "alpha beta", "2 held meetings about economy"),
    ("topic=economy&subtopics=0", "beta", "1 held meeting about economy (without sub-topics)"),
    ("topic=trade&topic=economy", "alpha", "1 held meeting about trade and economy"),
    ("country=RU", "alpha", "1 held meeting with Russia"),
    ("country=RU&predecessors=1", "alpha gamma", "2 held meetings with Russia (and states before them)"),
    (
        "country=RU&country=AZ&predecessors=1",
        "gamma",
        "1 held meeting with Russia and Azerbaijan (and states before them)",
    ),
    ("country=SUHH&predecessors=1", "gamma", "1 held meeting with USSR (and states before them)"),
    ("organization=oic", "delta", "1 held meeting with Oic"),
    ("q=cotton", "alpha beta", "2 held meetings matching “cotton”"),
    ('q="cotton fields"', "beta", "1 held meeting matching “‘cotton fields’”"),
    ("q=cotton -fields", "alpha", "1 held meeting matching “cotton -fields”"),
    ("q=cotton&sort=relevance", "alpha beta", "2 held meetings matching “cotton”"),
    ("sort=date", "gamma beta alpha delta", "4 held meetings"),
    ("country=PK&q=cotton&date_after=2023", "alpha", "1 held meeting with Pakistan, matching “cotton”, since 2023"),
    ("date_after=1985-01-03&date_before=1985-01-03", "gamma", "1 held meeting in 3 January 1985"),
]


@pytest.mark.parametrize(("query", "titles", "sentence"), TABLE, ids=[query or "all" for query, _, _ in TABLE])
def test_a_parameter(ground, query, titles, sentence):
    selection = select(query, ground)
    assert selection.ignored == []
    assert " ".join(row.title for row in rows_of(selection.ids(0, 50))) == titles
    assert (selection.count, selection.text) == (len(titles.split()), sentence)
    again = select(selection.address()[1:], ground)
    assert (again.pairs, again.text) == (selection.pairs, selection.text)


def test_every_parameter_is_in_the_table(ground):
    asked = {name for query, _, _ in TABLE for name in QueryDict(query)}
    elsewhere = {"mentions", "place", "level", "format", "encounter", "medium", "status"}  # test_filters
    assert {*select("", ground).parameters} - elsewhere <= asked


def test_every_parameter_is_a_facet_and_in_the_docs(ground):
    """But for words, dates and switches, which have no values to count."""
    parameters = select("", ground).parameters
    uncounted = {name for name, one in parameters.items() if not one.comma}
    assert uncounted == {"q", "date_after", "date_before", "predecessors", "subtopics"}
    assert sorted(FACETS) == sorted({*parameters} - uncounted)
    table = [line for line in (settings.BASE_DIR / "docs" / "analysing.md").read_text().splitlines() if line[:1] == "|"]
    assert [name for name in parameters if f"`{name}" not in "".join(table)] == []


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("host=PK", ("Host", "Pakistan", "?")),
        ("position={office}", ("Office", "Minister of Trade, Pakistan", "?")),
        ("accounts=both&sort=date", ("Accounts", "All sides’ accounts", "?sort=date")),
        ("visit_kind=official,state", ("Kind of visit", "Official visit or State visit", "?")),
        ("q=cotton -fields", ("Words", "cotton -fields", "?")),
        ("topic=economy&subtopics=0", ("Topic", "economy", "?subtopics=0")),
    ],
)
def test_a_chip(ground, query, chip):
    first = select(query, ground).chips[0]
    assert (first.name, first.label, first.remove) == chip


def test_the_kinds_of_visits_are_counted(ground, client):
    reason = "is none of state, official, official-working, working, private, stopover"
    assert select("visit_kind=royal", ground).ignored == [("visit_kind", "royal", reason)]
    [state] = facet(select("", ground), "visit_kind").options
    assert (state.text, state.label, state.number, state.url) == ("state", "State visit", 1, "?visit_kind=state")
    beside = [one.title for one in facets(select("", ground))]
    assert beside[beside.index("Kind of occasion") + 1] == "Kind of visit"
    answer = client.get("/api/v1/meetings/?visit_kind=state").json()
    assert (answer["sentence"], [one["title"] for one in answer["results"]]) == (
        "1 held meeting on a state visit",
        ["gamma"],
    )
    assert client.get("/api/v1/meetings/?visit_kind=royal").json()["errors"] == [
        {"parameter": "visit_kind", "value": "royal", "reason": reason}
    ]


def test_the_migration_fills_in_the_kinds_of_visits(ground):
    right = sorted(MeetingIndex.objects.values_list("pk", "visit_kind"))
    assert [kind for _, kind in right if kind] == ["state"]
    MeetingIndex.objects.update(visit_kind="")
    import_module("meetings.migrations.0015_visit_kind").fill(apps_at("0015_visit_kind"), None)
    assert sorted(MeetingIndex.objects.values_list("pk", "visit_kind")) == right


@pytest.mark.parametrize("sort", ["-date", "date", "-changed"])
def test_from_any_place_the_list_goes_on_both_ways(ground, sort):
    whole = select(f"sort={sort}", ground)
    ids = whole.ids(0, 50)
    field = "changed_at" if sort == "-changed" else "earliest"
    keys = dict(whole.entries().values_list("pk", field))
    for number, pk in enumerate(ids):
        after, before = (Cursor(name, sort, keys[pk], pk).text for name in ("after", "before"))
        assert select(f"sort={sort}&after={after}", ground).ids(0, 50) == ids[number + 1 :]
        assert select(f"sort={sort}&before={before}", ground).ids(0, 50) == ids[max(0, number - 50) : number]
        assert select(f"sort={sort}&before={before}", ground).ids(0, 1) == ids[:number][-1:]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("host=ZZ", "host"),
        ("region=999", "region"),
        ("region=1e2", "region"),
        ("occasion_kind=party", "occasion_kind"),
        ("visit_kind=royal", "visit_kind"),
        ("setting=sea", "setting"),
        ("position=0", "position"),
        ("position={minister}0", "position"),
        ("accounts=all", "accounts"),
        ("basis=4", "basis"),
        ("outcome=maybe", "outcome"),
        ("side=org:nobody", "side"),
        ("publisher=nobody", "publisher"),
        ("term=1.0", "term"),
        ("subtopics=1", "subtopics"),
        ("predecessors=0", "predecessors"),
        ("sort=relevance", "sort"),
        ("after=yesterday", "after"),
        ("after=2023-09-22.", "after"),
        ("before=2023-02-31.4", "before"),
        ("after=2023-09-22.99999999999999999999", "after"),
        ("q=cotton&sort=relevance&after=.1", "after"),
        ("view=tiny", "view"),
        ("&".join(f"topic={n}" for n in range(21)), "topic"),
    ],
)
def test_what_is_no_value_is_named(ground, query, named):
    assert {ignored.name for ignored in select(query, ground).ignored} == {named}


def test_a_list_is_narrowed_by_twenty_groups_at_most(ground):
    codes = ("AZ", "PK", "RU", "SUHH")
    groups = [",".join(some) for size in (1, 2, 3) for some in combinations(codes, size)]
    selection = select("&".join(f"{name}={group}" for name in ("country", "mentions") for group in groups), ground)
    assert [len(selection.values[name].groups) for name in ("country", "mentions")] == [14, 6]
    left_out = "&".join(groups[6:])
    assert selection.ignored == [("mentions", shown(left_out), "more than 20 filters at once")]


def test_what_only_hidden_meetings_have_is_unknown(ground):
    secret = make_source("Secret", sides=[make_body("TR")], publisher="Secret Press")
    office = make_position("TR", "Minister of Secrets")
    term = make_term("secret wording")
    hidden = make_meeting("TR", "PK", publication="draft", sources=[secret])
    head = hidden.parties.get(country__code="TR").participants.get()
    head.appointments.add(make_appointment(head.official, office, "2020"))
    make_claim(hidden, terms=[term])
    assert not Citation.objects.exclude(source=secret).filter(source__publisher="Secret Press")
    for query in ("publisher=secret-press", f"position={office.pk}", f"term={term.pk}", f"official={head.official_id}"):
        assert [ignored.value for ignored in select(query, ground).ignored] == [query.partition("=")[2]], query
        assert select(query, ground).text.startswith("No held meetings")
    assert not Posting.objects.filter(dimension=Dimension.POSITION, value=office.pk).exists()
    assert select("side=TR", ground).count == 0
