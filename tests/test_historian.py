"""The registers of the Office of the Historian: what follows from the rows, and what of them is on file, twelve rows by hand."""

import csv
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, Max, Min

from meetings import imports, index
from meetings.actions import reference
from meetings.actions.derive import verify
from meetings.choices import Publication
from meetings.datasets import demo, historian
from meetings.datasets.historian import rows
from meetings.datasets.historian.presidents import Presidents
from meetings.models import Citation, Country, Doubt, ImportBatch, Meeting, Occasion, Official, Participant, Provenance


def numbered(*cells):
    """Rows as the reader of files gives them."""
    return list(enumerate(cells, 2))


TERMS = numbered(
    {"office": "president", "name": "Ann First", "start": "2001-01-20", "end": "2005-01-20"},
    {"office": "president", "name": "Bob Second", "start": "2005-01-20", "end": ""},
    {"office": "secretary", "name": "Cy Third", "start": "2001-01-20", "end": ""},
)
TRAVELS = numbered(
    {"role": "president", "person": "Ann First", "start": "2003-06-01", "end": "2003-06-03"},
    {"role": "president", "person": "Ann First", "start": "2003-06-04", "end": "2003-06-06"},
    {"role": "president", "person": "Ann First", "start": "2003-06-09", "end": "2003-06-12"},
    {"role": "secretary", "person": "Cy Third", "start": "2002-01-01", "end": "2002-01-09"},
)


def visit(row="7", start="2002-01-02", end="2002-01-04", country="IL", visitors="Dan Cohen (Prime Minister)", **more):
    """A row of visits.csv."""
    return {
        "row": row,
        "start": start,
        "end": end,
        "country": country,
        "visitors": visitors,
        "kind": "",
        "places": "",
        **more,
    }


@pytest.mark.parametrize(
    ("start", "end", "name", "words"),
    [
        ("2002-01-02", "2002-01-04", "Ann First", "Ann First was in office."),
        ("2005-02-01", "2005-02-01", "Bob Second", "Bob Second was in office."),
        # Two in office, be it on the one day that both have.
        ("2005-01-18", "2005-01-22", "", "Ann First and Bob Second held the office during the visit."),
        ("2005-01-20", "2005-01-20", "", "Ann First and Bob Second held the office during the visit."),
        # Abroad all the time, in one country after the other; a day at home is enough.
        ("2003-06-02", "2003-06-05", "", "The register of travels has Ann First abroad on all days of the visit."),
        ("2003-06-01", "2003-06-01", "", "The register of travels has Ann First abroad on all days of the visit."),
        ("2003-06-05", "2003-06-07", "Ann First", "Ann First was in office."),
        ("2003-06-06", "2003-06-09", "Ann First", "Ann First was in office."),
        ("2003-05-31", "2003-06-02", "Ann First", "Ann First was in office."),
        ("1999-01-01", "1999-01-01", "", "nobody on file held the office during the visit."),
    ],
)
def test_who_the_american_head_was(start, end, name, words):
    head = Presidents(TERMS, TRAVELS).on(*rows._days({"start": start, "end": end}))
    assert head.name == name
    assert head.note.startswith(
        "The register lists visits that included a meeting with the President, or with the Vice President"
    )
    assert head.note.endswith(words)


EVENT = {
    "key": "e",
    "name": "An event",
    "kind": "summit",
    "encounter": "plenary",
    "start": "2002-01-02",
    "end": "2002-01-04",
}


def test_an_event_stands_for_its_rows_and_beside_those_that_also_met():
    visits = numbered(visit("7"), visit("8", country="UG"), visit("9", country="KE"), visit("10", country="NO"))
    named = [{**EVENT, "rows": [7, 8], "also": [9]}]
    presidents = Presidents(TERMS, TRAVELS)
    alone = rows.visit_meetings(visits, named, presidents, {"KE": "Kenya", "NO": "Norway", "US": "United States"})
    assert [(number, cells["row"]) for number, cells in alone] == [(4, "9"), (5, "10")]
    assert [cells["row"] for _, cells in rows.visits_of_events(visits, named)] == ["7", "8"]
    [(number, event)] = rows.events(named, visits, presidents)
    assert (number, event["rows"], event["american"]) == (2, "rows 7–9", "US: Ann First inferred")
    assert event["participants"].split("; ") == [
        "IL: Dan Cohen (Prime Minister)",
        "UG: Dan Cohen (Prime Minister)",
        "KE: Dan Cohen (Prime Minister)",
    ]


def test_an_event_without_rows_of_its_own_is_an_occasion_and_no_meeting():
    named = [{**EVENT, "rows": [], "also": [7]}]
    assert len(rows.events(named)) == 1
    assert rows.events(named, numbered(visit("7")), Presidents(TERMS, TRAVELS)) == []


def test_two_of_one_day_and_one_wording_share_no_meeting():
    """Sharon and Museveni, May 2002."""
    visits = numbered(visit("1546"), visit("1547", country="UG"))
    names = {"IL": "Israel", "UG": "Uganda", "US": "United States"}
    found = rows.visit_meetings(visits, [], Presidents(TERMS, TRAVELS), names)
    assert [cells["title"] for _, cells in found] == [
        "Israel and United States, on the visit of Prime Minister Dan Cohen",
        "Uganda and United States, on the visit of Prime Minister Dan Cohen",
    ]


def test_journeys_with_meetings_and_without():
    travels = numbered(
        {**visit("1", country="GB"), "role": "president", "person": "Ann First", "met": ""},
        {
            **visit("2", country="GB"),
            "role": "secretary",
            "person": "Cy Third",
            "met": "GB: Eve (Queen); FR: Guy (President)",
        },
        {**visit("3", country="GB"), "role": "secretary", "person": "Cy Third", "met": "?"},
        {**visit("4", country="GB"), "role": "secretary", "person": "Cy Third", "met": "FR: Guy (President)"},
    )
    names = {"GB": "United Kingdom"}
    assert [cells["row"] for _, cells in rows.travel_visits(travels, names)] == ["1"]
    found = [(cells["row"], cells["others"], cells["hosts"]) for _, cells in rows.travel_meetings(travels, names)]
    assert found == [
        ("2", "GB: Eve (Queen); FR: Guy (President)", "GB"),
        # Whom they met is not said: the host's head least of all.
        ("3", "", ""),
        ("4", "FR: Guy (President)", ""),
    ]


def test_numbers_of_rows_as_a_citation_has_them():
    assert [rows._ranges(numbers) for numbers in ([4], [9, 3, 4, 5, 5], [1, 3])] == [
        "row 4",
        "rows 3–5, 9",
        "rows 1, 3",
    ]


def test_named_events_are_of_rows_that_are_there_and_of_two_countries_at_least():
    visits = {int(row["row"]): row for _, row in historian._read(historian.FOLDER / "visits.csv")}
    named = historian._events(historian.FOLDER / "events.toml")
    assert len({event["key"] for event in named}) == len({event["name"] for event in named}) == len(named) == 79
    taken = Counter(number for event in named for number in event["rows"])
    assert (max(taken.values()), sum(taken.values())) == (1, 687)
    for event in named:
        there = [visits[number] for number in event["rows"] + event.get("also", [])]
        assert len({row["country"] for row in there}) > 1, event["key"]
        inside = [str(event["start"]) <= row["end"] and str(event["end"]) >= row["start"] for row in there]
        assert all(inside), event["key"]


# -- all of it on file

# Read in the office's own file by eye: the row; the days; the parties; who came with which titles; the American head; how
# the meeting is published; what the citation says.
BY_HAND = {
    # The first of all, from a state that has no code of ISO's.
    2138: ("within 1874-12-12..1874-12-23", "US XHAW", ["Kalakaua (King)"], "Ulysses S. Grant"),
    # A family name alone; of a state that is no more.
    2385: ("within 1959-09-15..1959-09-16", "SUHH US", ["Khrushchev (Premier)"], "Dwight D. Eisenhower"),
    2201: ("within 1942-06-19..1942-06-25", "GB US", ["Churchill (Prime Minister)"], "Franklin D. Roosevelt"),
    # Two visitors in one row, once with a comma and once with “and”.
    379: (
        "within 1979-03-24..1979-03-29",
        "EG US",
        ["Anwar Sadat (President)", "Mustafa Khalil (Prime Minister)"],
        "Jimmy Carter",
    ),
    3150: ("2023-02-02", "JO US", ["Abdullah (King)", "Hussein (Crown Prince)"], "Joseph R. Biden"),
    # A comma that parts no two people.
    3236: ("2024-09-24", "PW US", ["Surangel Whipps, Jr (President)"], "Joseph R. Biden"),
    # The same days and the same words, and two meetings.
    1546: ("within 2002-05-05..2002-05-07", "IL US", ["Ariel Sharon (Prime Minister)"], "George W. Bush"),
    1547: ("within 2002-05-05..2002-05-07", "UG US", ["Yoweri Museveni (President)"], "George W. Bush"),
}


@pytest.fixture
def loaded(stand):
    """Everything that `load_historian` brings; returns what it said."""
    return stand(_load)


def _load():
    said = StringIO()
    reference.load()
    demo.load()
    call_command("load_historian", stdout=said, stderr=StringIO())
    return said.getvalue()


def _people(party):
    return [f"{one.name} ({one.title_as_reported})" for one in party.participants.all()]


def test_all_of_it_on_file(loaded, client):
    assert loaded.splitlines() == [
        "terms.csv: 80 rows: 80 new, 0 changed, 0 the same as on file, 0 uncertain, 0 wrong.",
        "visits.csv: 2,577 rows: 2,577 new, 0 changed, 0 the same as on file, 0 uncertain, 0 wrong.",
        "events.toml: 79 rows: 79 new, 0 changed, 0 the same as on file, 0 uncertain, 0 wrong.",
        "visits.csv, at events: 687 rows: 686 new, 0 changed, 0 the same as on file, 0 uncertain, 1 wrong.",
        "visits.csv, events as meetings: 69 rows: 69 new, 0 changed, 0 the same as on file, 0 uncertain, 0 wrong.",
        "travels.csv: 1,559 rows: 1,558 new, 0 changed, 0 the same as on file, 0 uncertain, 1 wrong.",
        "travels.csv, meetings: 2,712 rows: 2,712 new, 0 changed, 0 the same as on file, 0 uncertain, 0 wrong.",
    ]
    _every_row_is_somewhere()
    _twelve_rows_by_hand()
    _nothing_of_a_journey_is_published(client)
    _officials()
    assert verify() == []
    assert list(index.differences()) == []


@pytest.mark.long
def test_a_second_load_changes_nothing(loaded):
    before = [model.objects.count() for model in (Meeting, Occasion, Official, Provenance, ImportBatch, Doubt)]
    for table, mapping in historian.tables():
        found = Counter(row.verdict for readings in imports.run(table, mapping, table.name) for row in readings)
        assert found.keys() <= {"same", "wrong"}, (table.name, found)
    assert [model.objects.count() for model in (Meeting, Occasion, Official, Provenance, ImportBatch, Doubt)] == before


def _of_row(number, entity="meeting", dataset="historian visits"):
    return Provenance.objects.get(entity=entity, key=f"{dataset} {number}").row_id


def _every_row_is_somewhere():
    """Rows read = placed + drafted + rejected, of both registers."""
    of = Provenance.objects.filter(created=True)
    visits = of.filter(key__startswith="historian visits ")
    meetings = Meeting.objects.filter(pk__in=visits.filter(entity="meeting").values("row_id"))
    at_events = visits.filter(entity="occasion").count()
    assert (meetings.published().count(), meetings.filter(publication="draft").count(), at_events) == (2572, 5, 686)
    assert 2572 + 5 + 686 + 1 == 3264
    events = Meeting.objects.filter(
        pk__in=of.filter(key__startswith="historian events ", entity="meeting").values("row_id")
    )
    assert (events.published().count(), events.filter(publication="draft").count()) == (67, 2)
    journeys = of.filter(key__startswith="historian travels ")
    drafts = Meeting.objects.filter(pk__in=journeys.filter(entity="meeting").values("row_id"))
    assert (drafts.filter(publication="draft").count(), journeys.filter(entity="occasion").count()) == (2712, 1558)
    assert 2712 + 1558 + 1 == 4271


def _twelve_rows_by_hand():
    for number, (days, parties, visitors, head) in BY_HAND.items():
        meeting = Meeting.objects.get(pk=_of_row(number))
        sides = {party.key: party for party in meeting.sides}
        assert (meeting.when.entry, " ".join(sides), meeting.publication) == (days, parties, "published"), number
        guest = next(party for key, party in sides.items() if key != "US")
        assert _people(guest) == visitors, number
        [american] = sides["US"].participants.all()
        assert (american.name, american.inferred, american.heads) == (head, True, True), number
        assert [term.position.title for term in american.appointments.all()] == ["President"]
        [citation] = meeting.citations.all()
        assert citation.locator == f"row {number}, and the rule of inclusion"
        assert (meeting.occasion.kind, meeting.occasion.guest, meeting.occasion.host.code) == (
            "visit",
            guest.country,
            "US",
        )
    # The African leaders of 2022: 45 rows, one meeting; two of the rows by hand, one of the misspelt country.
    summit = Meeting.objects.get(title="US-Africa Leaders Summit 2022")
    assert (summit.party_count, summit.when.entry) == (46, "2022-12-13..2022-12-15")
    assert summit.citations.get().locator == "rows 3062, 3102–3145, and the rule of inclusion"
    people = {party.key: _people(party) for party in summit.sides}
    assert people["DZ"] == ["Aïmene Benabderrahmane (Prime Minister)"]
    assert people["SZ"] == ["Cleopas Sipho Dlamini (Prime Minister)"]
    islands = Meeting.objects.get(title="US-Pacific Island Country Summit 2022")
    assert "Fiame Naomi Mata'afa (Prime Minister)" in {
        person for party in islands.sides for person in _people(party) if party.key == "WS"
    }
    funeral = Meeting.objects.get(occasion__kind="funeral", earliest__year=1963)
    assert {"Macapagal (President)"} == {one for party in funeral.sides for one in _people(party) if party.key == "PH"}
    # A president abroad on all days of a visit.
    north = Meeting.objects.get(title__startswith="North Macedonia and United States", earliest="1998-06-29")
    [head] = next(party for party in north.sides if party.key == "US").participants.all()
    assert (head.unnamed, head.title_as_reported, head.inferred) == (True, "President or Vice President", False)
    assert head.note.endswith("The register of travels has William J. Clinton abroad on all days of the visit.")
    # The one conference whose rows the rule of inclusion does not cover.
    conference = Meeting.objects.get(title="United Nations Conference on International Organization 1945")
    assert Participant.objects.get(party__meeting=conference, party__country__code="US").unnamed is True


def _nothing_of_a_journey_is_published(client):
    drafts = Citation.objects.filter(source__title__startswith="Travels Abroad", meeting__isnull=False)
    assert set(drafts.values_list("meeting__publication", flat=True)) == {Publication.DRAFT}
    draft = drafts.first().meeting
    for there in (draft.get_absolute_url(), draft.occasion.get_absolute_url()):
        assert client.get(there).status_code == 404
    assert client.get("/countries/XHAW/").status_code == 200


def _officials():
    """One official for one name and country at years that allow it; others apart, and pairs in doubt told."""
    assert Doubt.objects.filter(settled=False).count() == 200
    # One king, from 1959 to 1999, and his grandson; under one name for one country are others only where the years forbid it.
    spans = Official.objects.filter(name="Hussein").annotate(
        first=Min("participations__party__meeting__earliest__year"),
        last=Max("participations__party__meeting__earliest__year"),
    )
    assert sorted(spans.values_list("first", "last")) == [(1959, 1999), (2023, 2023)]
    twice = Participant.objects.order_by().values_list("official__name", "party__country__code")
    twice = twice.annotate(count=Count("official", distinct=True)).filter(count__gt=1)
    assert [" ".join(pair) for pair in sorted(twice.values_list("official__name", "party__country__code"))] == [
        "Beatrix NL",
        "Bjarni Benediktsson IS",
        "Charlotte LU",
        "Hussein JO",
        "Ospina CO",
        "Prado PE",
        "Soeharto ID",
        "Somoza NI",
    ]
    assert not Doubt.objects.filter(one__in=Official.objects.filter(appointments=None), other__name="").exists()
    assert Official.objects.get(name="Margaret Thatcher").participations.count() > 5
    assert Country.objects.get(code="SUHH").parties.filter(meeting__publication="published").count() == 6


def test_the_shipped_files_carry_no_sentences_of_the_registers():
    for name in ("visits.csv", "travels.csv"):
        with (historian.FOLDER / name).open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        assert not {"description", "remarks"} & set(columns)
