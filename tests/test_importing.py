"""Imports: what becomes of a row, what is put on file, and that it comes back as the same."""

import csv
import io

import pytest

from meetings import imports, index
from meetings.actions.derive import verify
from meetings.actions.history import keep
from meetings.actions.rules import checklist, meeting_violations
from meetings.database.bulk import Table
from meetings.formats.tabular import csv_lines
from meetings.index import exclusive
from meetings.models import (
    Doubt,
    ImportBatch,
    Meeting,
    Occasion,
    Official,
    OfficialName,
    Organization,
    Party,
    Provenance,
    Register,
    Revision,
)
from meetings.queries.export import records_of
from meetings.queries.snapshots import document

from .build import make_full_meeting, make_official
from .tables import Written, bring, look, mapped, verdicts

ONE = """
date,countries,participants,occasion,occasion kind,place,topics,summary,source title,url,publisher,source_kinds,\
source_sides,staff_note
2024-05-06,PK;TR,PK: Ishaq Dar (Foreign Minister); TR: Hakan Fidan (Foreign Minister); TR: Ayşe Yıldız (Adviser),\
Islamic Summit 2024,summit,baku,trade;energy,They met.,Readout,https://news.example/1,The News,readout,PK,Ask.
"""


def _all_right():
    assert verify() == []
    assert list(index.differences()) == []


def test_a_row_becomes_a_whole_meeting(register):
    before = Register.objects.current().version
    assert verdicts(bring(ONE, publish=True)) == ["new"]
    meeting = Meeting.objects.latest("pk")
    assert (meeting.title, meeting.publication, meeting.party_count, meeting.level) == (
        "Foreign ministers of Pakistan and Türkiye, Islamic Summit 2024",
        "published",
        2,
        "foreign-minister",
    )
    found = document(meeting)
    assert [
        (one["official"]["label"], one["title_as_reported"], one["heads"], one["order"])
        for party in found["parties"]
        for one in party["participants"]
    ] == [
        ("Ishaq Dar", "Foreign Minister", True, 1),
        ("Hakan Fidan", "Foreign Minister", True, 1),
        ("Ayşe Yıldız", "Adviser", False, 2),
    ]
    assert [(one["text"], one["kind"], [topic["label"] for topic in one["topics"]]) for one in found["claims"]] == [
        ("trade", "discussed", ["Trade"]),
        ("energy", "discussed", ["Energy"]),
    ]
    assert [[one["source"]["label"] for one in claim["citations"]] for claim in found["claims"]] == [
        ["The News: Readout"],
        ["The News: Readout"],
    ]
    assert (meeting.occasion.name, meeting.occasion.kind, meeting.place.slug, meeting.staff_note) == (
        "Islamic Summit 2024",
        "summit",
        "baku",
        "Ask.",
    )
    assert meeting_violations(meeting) == []
    assert Official.objects.get(name="Hakan Fidan").sort_name == "Fidan, Hakan"
    assert Register.objects.current().version == before + 1
    _all_right()


def test_a_row_that_comes_again_is_the_same_and_writes_nothing(register):
    bring(ONE)
    before = [model.objects.count() for model in (Meeting, Official, Occasion, ImportBatch, Provenance, Revision)]
    assert verdicts(bring(ONE)) == ["same"]
    assert [
        model.objects.count() for model in (Meeting, Official, Occasion, ImportBatch, Provenance, Revision)
    ] == before


def test_without_being_asked_nothing_is_published(register):
    bring(ONE)
    assert Meeting.objects.latest("pk").publication == "draft"
    _all_right()


@pytest.mark.parametrize(
    ("column", "value", "lack"),
    [
        ("url,source title,publisher,source_kinds,source_sides", ",,,,", "a source"),
        ("date", "", "a date"),
        ("participants", "PK: Ishaq Dar (Foreign Minister)", "at least two parties, each with its head"),
        ("participants", "PK: Ishaq Dar; TR: Hakan Fidan (Foreign Minister)", "an office or a title for each head"),
    ],
)
def test_what_lacks_one_of_the_four_things_stays_a_draft(register, column, value, lack):
    [cells] = Written(ONE).rows()
    row = cells.cells | dict(zip(column.split(","), value.split(","), strict=True))
    lines = io.StringIO()
    writer = csv.DictWriter(lines, row)
    writer.writeheader()
    writer.writerow(row)
    [reading] = bring(lines.getvalue(), publish=True)
    assert reading.lacks == [lack]
    meeting = Meeting.objects.get(pk=reading.pk)
    assert meeting.publication == "draft"
    assert sum(not check.done for check in checklist(meeting)) == 1
    _all_right()


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"date": "2024-02-31"}, "date", "“2024-02-31” is not in the calendar."),
        ({"date": "05/06/2024"}, "date", "It can be read in two ways: write 2024-06-05 or 2024-05-06."),
        (
            {"date": "2024-05-06T10:30:00"},
            "date",
            "“2024-05-06T10:30:00” has a time of day: write the day alone, 2024-05-06.",
        ),
        ({"date": "2999-01-01"}, "date", "This day is still to come."),
        (
            {"countries": "PK;Narnia"},
            "countries",
            "There is no country “Narnia” on file: write its code, of ISO 3166-1 where it has one, or put it on file first.",
        ),
        (
            {"participants": "PK: Ishaq Dar and Bilawal Zardari (Foreign Minister)"},
            "participants",
            "“Ishaq Dar and Bilawal Zardari” looks like two people: part them by a semicolon, each with their party.",
        ),
        ({"participants": "PK: Ishaq Dar; PK: Ishaq Dar"}, "participants", "Ishaq Dar is named twice for Pakistan."),
        ({"participants": "Ishaq Dar"}, "participants", "For whom did Ishaq Dar take part? Write PK: Ishaq Dar."),
        (
            {"participants": "PK: Ishaq Dar inferred"},
            "inferred_note",
            "Say what it is concluded from that they took part.",
        ),
        (
            {"topics": "trade;gardening"},
            "topics",
            "There is no topic “gardening” on file: write its key, or put it on file first.",
        ),
        (
            {"place": "Atlantis"},
            "place",
            "There is no place “Atlantis” on file: write its key, or put it on file first.",
        ),
        (
            {"occasion": "A new one", "occasion kind": ""},
            "occasion_kind",
            "No occasion is called “A new one”: say of which kind it is, so that it can be made.",
        ),
        (
            {"url": "javascript:alert(1)"},
            "source_urls",
            "“javascript:alert(1)” is no address: it begins with https://.",
        ),
        (
            {"source_kinds": "rumour"},
            "source_urls",
            "“rumour” is none of readout, joint-statement, remarks, social-post, wire, news, dataset, document.",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(register, cells, column, words):
    [row] = Written(ONE).rows()
    lines = io.StringIO()
    writer = csv.DictWriter(lines, row.cells)
    writer.writeheader()
    writer.writerow(row.cells | cells)
    before = Meeting.objects.count()
    [reading] = bring(lines.getvalue())
    assert reading.problems == {column: words}
    assert Meeting.objects.count() == before


def test_a_month_or_a_year_stays_as_precise_as_it_is(register):
    readings = bring("date,countries\n2024-05,PK;TR\n2023,PK;IR\n6 May 2024..8 May 2024,PK;CN\n13/05/2024,PK;SA\n")
    assert [(row.when.precision, row.when.entry) for row in readings] == [
        ("month", "2024-05"),
        ("year", "2023"),
        ("span", "2024-05-06..2024-05-08"),
        ("day", "2024-05-13"),
    ]


def test_names_are_matched_by_code_alias_and_transliteration(register):
    OfficialName.objects.create(official=Official.objects.get(name="Jeyhun Bayramov"), name="Ceyhun Bayramov")
    [reading] = look("date,participants\n2022-03-01,Azerbaijan: Ceyhun Bayramov (FM); PAK: Yusuf Raza Gilani (Chair)\n")
    assert list(reading.bodies) == ["AZ", "PK"]
    [seat] = reading.seats["AZ"]
    assert (seat.official.name, [term.title for term in seat.terms], seat.title) == (
        "Jeyhun Bayramov",
        ["Minister of Foreign Affairs"],
        "FM",
    )
    assert reading.seats["PK"][0].official.name == "Yousuf Raza Gilani"


def test_a_name_in_another_order_or_without_accents_is_the_same(register):
    make_official("Hakan Fidan")
    bring("date,participants\n2024-05-06,TR: Hakan Fidan (FM); PK: Ishaq Dar (FM)\n")
    [reading] = look("date,participants\n2024-07-06,TR: FİDAN Hakan (FM); IR: X (FM)\n")
    assert reading.seats["TR"][0].official.name == "Hakan Fidan"


@pytest.mark.parametrize(
    ("text", "entity", "column"),
    [
        (
            "name,country,position,level,source_url\nA B,PK,Minister,other-minister,javascript:alert(1)\n",
            "official",
            "source_url",
        ),
        ("name,country\nA \u202eB,PK\n", "official", "name"),
        (
            "date,participants,source_urls\n2022-03-01,AZ: A B (FM); PK: C D (FM),https://x.org/ y\n",
            "meeting",
            "source_urls",
        ),
        ("date,participants,title\n2022-03-01,AZ: A B (FM); PK: C D (FM),hid\u200bden\n", "meeting", "title"),
        ("slug,name,kind\nn9s,Nine \u2066Seas,forum\n", "organization", "name"),
    ],
)
def test_what_the_desk_refuses_in_a_field_no_table_brings(register, text, entity, column):
    [reading] = look(text, entity)
    assert column in reading.problems, reading.problems


def test_somebody_alike_is_a_question_and_the_answer_is_kept(register):
    text = "date,participants\n2021-01-13,AZ: Jeyhun Bayramow (FM); TR: X (FM)\n"
    [reading] = look(text)
    assert (reading.verdict, [question.words for question in reading.questions]) == (
        "asked",
        ["Is “Jeyhun Bayramow” for Azerbaijan one of these, or somebody else?"],
    )
    [question] = reading.questions
    official = Official.objects.get(name="Jeyhun Bayramov")
    assert [value for value, _ in question.choices] == [str(official.pk), "new"]
    [reading] = look(text, answers={question.key: str(official.pk)})
    assert (reading.verdict, reading.seats["AZ"][0].official.pk) == ("new", official.pk)
    [reading] = look(text, answers={question.key: "new"})
    assert (reading.verdict, reading.seats["AZ"][0].official.pk) == ("new", None)


def test_in_a_dataset_somebody_alike_is_kept_apart_and_the_desk_is_told(register):
    bring("date,participants\n2021-01-13,AZ: Jeyhun Bayramow (FM); TR: X (FM)\n", people="apart")
    [doubt] = Doubt.objects.all()
    assert (doubt.one.name, doubt.other.name) == ("Jeyhun Bayramow", "Jeyhun Bayramov")


def test_one_name_decades_apart_is_two_people(register):
    readings = bring(
        "date,participants\n1950-01-13,IR: Reza Khan (FM); TR: X (FM)\n1999-01-13,IR: Reza Khan (FM); TR: Y (FM)\n",
        people="apart",
    )
    first, second = (row.seats["IR"][0].official.pk for row in readings)
    assert first != second
    assert Doubt.objects.filter(one=second, other=first).count() == 1


def test_of_two_by_one_name_whom_the_years_allow_the_nearer_is_meant(register):
    rows = [f"{year}-01-13,JO: Hussein (King); TR: X{year} (FM)" for year in (1991, 1959, 1968, 1977, 1982, 1995, 1988)]
    readings = bring("\n".join(["date,participants", *rows]), people="apart")
    late, early, *others = (row.seats["JO"][0].official.pk for row in readings)
    assert others == [early, early, early, late, late]
    assert Official.objects.filter(name="Hussein").count() == 2
    assert Doubt.objects.filter(one=early, other=late).count() == Doubt.objects.count() == 1


def test_of_two_by_one_name_who_is_known_for_the_country_is_meant(register):
    bring("date,participants\n1991-01-13,JO: Hussein (King); TR: X (FM)\n", people="apart")
    known = Official.objects.get(name="Hussein")
    make_official("Hussein")
    [reading] = bring("date,participants\n1995-01-13,JO: Hussein (King); TR: X (FM)\n", people="apart")
    assert reading.seats["JO"][0].official.pk == known.pk


def test_names_alone_make_no_officials(register):
    before = Official.objects.count()
    [reading] = bring("date,participants\n2021-01-13,AZ: Jeyhun Bayramov (FM); TR: Somebody New (FM)\n", people="names")
    people = [one for party in Meeting.objects.get(pk=reading.pk).sides for one in party.participants.all()]
    assert [(one.name, one.official_id is None) for one in people] == [
        ("Jeyhun Bayramov", False),
        ("Somebody New", True),
    ]
    assert Official.objects.count() == before


def test_a_meeting_like_one_on_file_is_a_question(register):
    text = "date,countries,summary\n2023-09-23,AZ;PK,Another account.\n"
    [reading] = look(text)
    seed = Meeting.objects.get(earliest="2023-09-22")
    [question] = reading.questions
    assert [value for value, _ in question.choices] == [str(seed.pk), "new"]
    [reading] = look(text, answers={question.key: str(seed.pk)})
    assert (reading.verdict, reading.changes[-1][0], reading.changes[-1][2]) == (
        "changed",
        "summary",
        "Another account.",
    )
    assert reading.pk == seed.pk
    assert verdicts(look(text, answers={question.key: "new"})) == ["new"]


class _Stamp:
    version, licence = 7, "CC0"

    class date:
        isoformat = staticmethod(lambda: "2026-11-26")


def exported():
    """The register as the file that it writes."""
    ids = list(Meeting.objects.published().order_by("pk").values_list("pk", flat=True))
    return "".join(csv_lines(records_of(ids, "https://register.example"), _Stamp))


def test_what_the_register_wrote_comes_back_as_the_same_for_every_row(register):
    make_full_meeting(publication="published")
    bring(ONE, publish=True)
    readings = look(exported())
    assert len(readings) == Meeting.objects.published().count()
    assert [(row.number, row.verdict, row.problems, row.changes) for row in readings if row.verdict != "same"] == []


def test_a_cell_changed_in_such_a_file_changes_the_meeting_with_its_history(register):
    rows = list(csv.DictReader(io.StringIO(exported())))
    rows[0] |= {"summary": "Put better.", "medium": "phone"}
    lines = io.StringIO()
    writer = csv.DictWriter(lines, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    pk = int(rows[0]["id"])
    readings = bring(lines.getvalue())
    assert verdicts(readings) == ["changed"] + ["same"] * (len(rows) - 1)
    meeting = Meeting.objects.get(pk=pk)
    assert (meeting.summary, meeting.medium) == ("Put better.", "phone")
    assert meeting.corrections.latest("pk").text == "Changed from a file of the register: medium, summary."
    revision = Revision.objects.of(meeting).first()
    assert (revision.action, revision.reason.split(":")[0]) == ("changed", f"Import {ImportBatch.objects.get().pk}")
    _all_right()


def test_a_change_that_breaks_a_rule_is_refused_and_the_others_are_written(register):
    rows = list(csv.DictReader(io.StringIO(exported())))[:2]
    for row in rows:
        row["summary"] = "Put better."
    lines = io.StringIO()
    writer = csv.DictWriter(lines, ["id", "date_note", "date_earliest", "date_latest", "date_precision", "summary"])
    writer.writeheader()
    for row in rows:
        row = {name: row[name] for name in writer.fieldnames}
        # Without a date a published meeting cannot stay.
        gone = {"date_earliest": "", "date_latest": "", "date_precision": ""} if row["id"] == rows[0]["id"] else {}
        writer.writerow(row | gone)
    first, second = bring(lines.getvalue())
    assert (first.verdict, second.verdict) == ("wrong", "changed")
    assert first.problems == {"": "Give the date, as precisely as it is known."}
    assert [Meeting.objects.get(pk=int(row["id"])).summary == "Put better." for row in rows] == [False, True]
    _all_right()


def test_what_claims_hang_on_cannot_be_changed_by_a_file(register):
    rows = list(csv.DictReader(io.StringIO(exported())))[:1]
    rows[0]["countries"] = "AZ;IR"
    lines = io.StringIO()
    writer = csv.DictWriter(lines, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    [reading] = look(lines.getvalue())
    assert reading.problems == {
        "countries": "A file cannot change this, as claims and accounts hang on it: change it at the desk."
    }


def test_a_row_of_a_dataset_that_changed_is_known_by_its_key(register):
    bring("key,date,countries,summary\n17,2024-05-06,PK;TR,First.\n", dataset="ours")
    [reading] = bring("key,date,countries,summary\n17,2024-05-06,PK;TR,Second.\n", dataset="ours")
    assert (reading.verdict, reading.changes) == ("changed", [("summary", "First.", "Second.")])
    assert Meeting.objects.get(pk=reading.pk).summary == "Second."
    assert verdicts(bring("key,date,countries,summary\n17,2024-05-06,PK;TR,Second.\n", dataset="ours")) == ["same"]
    _all_right()


@pytest.mark.parametrize("size", [1, 2])
def test_a_row_twice_in_one_table_is_refused(register, size):
    readings = bring("key,date,countries\n1,2024-05-06,PK;TR\n1,2024-05-07,PK;TR\n", dataset="ours", size=size)
    assert (verdicts(readings), readings[1].problems) == (
        ["new", "wrong"],
        {"key": "Row 2 is the same: leave one of them out."},
    )


def test_provenance_tells_of_every_record_its_batch_and_row(register):
    [reading] = bring(ONE)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.rows, batch.checksum, batch.name) == ("done", 1, Written(ONE).checksum, "table.csv")
    assert sorted(Provenance.objects.values_list("entity", "row", "checksum", "created")) == sorted(
        (entity, 2, reading.checksum, True)
        for entity in ("meeting", "occasion", "official", "official", "official", "source")
    )


def test_what_an_editor_saves_between_two_batches_is_seen(register):
    """Nobody waits for the end of an import, nor does it go on with what was on file at its beginning."""
    table = Written(
        "date,participants\n2024-05-06,TR: A B (FM); IR: C D (FM)\n2024-06-06,TR: Ali Han (FM); IR: C D (FM)\n"
    )
    batches = imports.run(table, mapped(table), "table.csv", size=1)
    next(batches)
    with exclusive():
        official = make_official("Ali Han")
        keep(type(official), None, document(official))
    [row] = next(batches)
    assert row.seats["TR"][0].official.pk == official.pk
    assert [len(readings) for readings in batches] == []
    assert ImportBatch.objects.get().rows == 2
    _all_right()


# -- officials, organisations and occasions


def test_a_further_name_that_two_rows_of_one_official_give_comes_once(register):
    row = "A B,A. B.,PK,{},other,{}\n"
    table = "name,aliases,country,position,level,start\n" + row.format("Envoy", 2001) + row.format("Minister", 2005)
    assert verdicts(bring(table, "official")) == ["new", "new"]
    official = Official.objects.get(name="A B")
    assert (official.names.count(), official.appointments.count()) == (1, 2)
    again = "name,aliases,country,position,level,start\n" + row.format("Adviser", 2010)
    assert verdicts(bring(again, "official")) == ["changed"]
    assert (official.names.count(), official.appointments.count()) == (1, 3)


def test_officials_with_their_terms(register):
    text = """
name,sort name,country,position,level,start,end,capacity,aliases
Ishaq Dar,"Dar, Ishaq",PK,Minister of Foreign Affairs,foreign-minister,2024-03-11,,substantive,Mohammad Ishaq Dar
Jalil Abbas Jilani,,PK,Minister of Foreign Affairs,foreign-minister,2023-08-17,2024-03-04,caretaker,
Hakan Fidan,,Türkiye,Minister of Foreign Affairs,foreign-minister,2023-06-04,,,
Hakan Fidan,,Türkiye,Head of Intelligence,other,2010-05,2023-06-03,,
"""
    before = Official.objects.count()
    readings = bring(text, "official")
    assert verdicts(readings) == ["new", "wrong", "new", "new"]
    assert readings[1].problems == {
        "start": "Jalil Abbas Jilani is on file in this office for 17 August 2023 – March 2024: mend one of the two."
    }
    assert Official.objects.count() == before + 2
    fidan = Official.objects.get(name="Hakan Fidan")
    assert [str(term) for term in fidan.appointments.all()] == [
        "Hakan Fidan, Minister of Foreign Affairs, 2023–",
        "Hakan Fidan, Head of Intelligence, 2010–2023",
    ]
    dar = Official.objects.get(name="Ishaq Dar")
    assert ([name.name for name in dar.names.all()], dar.sort_name) == (["Mohammad Ishaq Dar"], "Dar, Ishaq")
    assert verdicts(bring(text, "official")) == ["same", "wrong", "same", "same"]


def test_an_office_needs_its_body_and_its_level(register):
    [reading] = look("name,position\nA B,Minister\n", "official")
    assert reading.problems == {
        "country": "Of which country or organisation is the office? Fill one of the two.",
        "level": "It is empty, and the record needs it.",
    }


def test_organisations(register):
    text = "name,acronym,kind,parent\nNine Seas Forum,N9S,igo,\nNine Seas Forum Secretariat,,organ,Nine Seas Forum\n"
    assert verdicts(bring(text, "organization")) == ["new", "wrong"]
    assert verdicts(bring(text, "organization")) == ["same", "new"]
    assert Organization.objects.get(slug="nine-seas-forum-secretariat").parent.slug == "n9s"
    [reading] = look("slug,name,kind\nn9s,Nine Seas Forum,forum\n", "organization")
    assert reading.changes == [("kind", "igo", "forum")]


def test_occasions(register):
    text = """
name,kind,date,host,parent,places
Summit of Ten,summit,2024-05-06..2024-05-08,PK,,Lahore
Its dinner,talks,2024-05-06,PK,Summit of Ten,
"""
    assert verdicts(bring(text, "occasion")) == ["new", "new"]
    dinner = Occasion.objects.get(name="Its dinner")
    assert (dinner.parent.name, dinner.parent.places_as_reported, dinner.parent.when.text) == (
        "Summit of Ten",
        "Lahore",
        "6–8 May 2024",
    )
    assert verdicts(bring(text, "occasion")) == ["same", "same"]


def test_part_of_a_record_on_file_is_a_table_too(register):
    bring("name,kind,date\nSummit of Ten,summit,2024-05-06..2024-05-08\n", "occasion")
    summit = Occasion.objects.get(name="Summit of Ten")
    for text in (f"id,short_name\n{summit.pk},S10\n", "name,date,places\nSummit of Ten,2024-05-07,Lahore\n"):
        [reading] = bring(text, "occasion")
        assert (reading.verdict, reading.pk) == ("changed", summit.pk)
    summit.refresh_from_db()
    assert (summit.name, summit.kind, summit.short_name, summit.places_as_reported) == (
        "Summit of Ten",
        "summit",
        "S10",
        "Lahore",
    )
    [reading] = bring("slug,acronym\noic,O.I.C.\n", "organization")
    assert reading.changes == [("acronym", "OIC", "O.I.C.")]
    jilani = Official.objects.get(name="Jalil Abbas Jilani")
    [reading] = bring(f"id,aliases\n{jilani.pk},J. A. Jilani\n", "official")
    assert reading.changes == [("aliases", "", "J. A. Jilani")]
    assert Official.objects.get(pk=jilani.pk).names.filter(name="J. A. Jilani").exists()
    _all_right()


def test_a_row_that_changed_need_not_be_understood_where_it_did_not(register):
    row = "key,name,country,position,level,start,aliases\na1,A B,{},Envoy,other,{},{}\n"
    assert verdicts(bring(row.format("PK", "2020", ""), "official")) == ["new"]
    # The same table without its columns of the office, then with a country that nobody knows.
    assert verdicts(bring("key,aliases\na1,A. B.\n", "official")) == ["changed"]
    assert verdicts(bring(row.format("Nowhere", "2020", "A. B.;Ab"), "official")) == ["wrong"]
    [reading] = bring(row.format("PK", "2021", "A. B."), "official")
    assert reading.problems == {"start": "A B is on file in this office for 2020 – not known: mend one of the two."}
    official = Official.objects.get(name="A B")
    assert [name.name for name in official.names.all()] == ["A. B."]
    assert official.appointments.count() == 1
    _all_right()


def test_a_record_on_file_takes_nothing_that_is_not(register):
    bring("key,date,countries,occasion,occasion_kind\na1,2024-05-06,PK;TR,Old summit,summit\n")
    [reading] = bring("key,date,countries,occasion,occasion_kind\na1,2024-05-06,PK;TR,New summit,summit\n")
    assert reading.problems == {
        "occasion": "It is not on file, and the meeting is: put it on file first, and then this."
    }
    bring("name,kind\nIts dinner,talks\n", "occasion")
    first, second = bring("name,kind,parent\nSummit of Ten,summit,\nIts dinner,talks,Summit of Ten\n", "occasion")
    assert (first.verdict, second.problems) == (
        "new",
        {"parent": "Another row brings it: put that on file first, and then this."},
    )
    assert Meeting.objects.latest("pk").occasion.name == "Old summit"
    _all_right()


def test_one_record_twice_in_a_table_is_refused(register):
    text = "name,acronym,kind\nNine Seas Forum,N9S,igo\nNine Seas Forum,NSF,igo\n"
    assert [row.problems for row in bring(text, "organization")] == [
        {},
        {"name": "An earlier row has it already: leave one of them out."},
    ]


def test_a_value_that_a_table_has_no_column_for_is_refused(register):
    with pytest.raises(TypeError, match=r"Party has no country\."):
        Table(Party).add(meeting_id=1, country=1)
