"""Relations: the pairs that met most, and what the page of one pair says."""

import pytest

from meetings.models import Meeting
from meetings.queries import relations

from .build import make_body, make_claim, make_meeting, make_official, make_place, make_source, make_topic
from .test_directory import says

pytestmark = pytest.mark.django_db


def test_pairs_are_ranked_by_meetings_of_only_the_two(client, db):
    for bodies in (("AZ", "PK"), ("PK", "AZ"), ("AZ", "TR"), ("AZ", "PK", "TR"), ("PK", "org:oic"), ("IR", "org:oic")):
        make_meeting(*bodies)
    make_meeting("AZ", "PK", status="announced")
    make_meeting("AZ", "PK", publication="draft")
    found, total = relations.pairs(Meeting.objects.published().held())
    assert [(pair.code, pair.alone, pair.together) for pair in found] == [
        ("AZ-PK", 2, 3),
        ("AZ-TR", 1, 2),
        ("PK-TR", 0, 1),
    ]
    assert total == 3
    page = says(client, "/relations/")
    assert "3 pairs of countries met" in page
    assert "Country AZ and Country PK 2 3 Country AZ and Country TR 1 2 Country PK and Country TR none 1" in page


def test_the_list_is_honest_about_its_end(client, db):
    for number in range(15):
        make_meeting("AZ", f"X{chr(65 + number)}", "PK")
    make_meeting(*(f"X{chr(65 + number)}" for number in range(15)))
    found = says(client, "/relations/")
    assert "136 pairs of countries met" in found
    assert "These are the first 100" in found


def test_a_relation_answers_first(client, db):
    make_meeting("AZ", "PK", date="2017-09")
    make_meeting("PK", "AZ", date="2025-02", place=make_place("baku", country=make_body("AZ")))
    make_meeting("AZ", "PK", "TR", date="2026-01-01")
    page = says(client, "/relations/AZ-PK/")
    assert (
        "Country AZ and Country PK 2 meetings with one another since September 2017. The last: February 2025, Baku."
        in page
    )
    assert "Only the two of them · 2 All that both attended · 3" in page
    assert "Hosted 1 / 0 / 0 Country AZ, Country PK, elsewhere; of 1 no source says where" in page
    assert "Longest gap 7 years 4 months at least; none recorded between September 2017 and February 2025" in page


def test_a_pair_that_only_met_with_others_shows_these_meetings(client, db):
    make_meeting("AZ", "PK", "TR", date="2026-01-01")
    page = says(client, "/relations/PK-TR/")
    assert "No meeting of only the two is on file. 1 meeting that both attended: 1 January 2026." in page
    assert "Only the two of them" not in page


def test_a_pair_that_never_met_says_so_and_asks_not_to_be_indexed(client, one):
    page = client.get("/relations/IN-PK/").content.decode()
    assert "No meeting held that both attended is on file." in page
    assert '<meta name="robots" content="noindex">' in page


def test_who_met_whom(client, db):
    bayramov, jilani, qureshi = (make_official(name) for name in ("J Bayramov", "J Jilani", "S Qureshi"))
    for heads in ((bayramov, jilani), (bayramov, jilani), (bayramov, qureshi), (bayramov, None)):
        make_meeting("AZ", "PK", heads=heads)
    page = client.get("/relations/AZ-PK/").content.decode()
    both = (
        f"/meetings/?country=AZ&amp;country=PK&amp;official={bayramov.pk}&amp;official={jilani.pk}&amp;format=bilateral"
    )
    assert f'<td class="c m2"><a href="{both}" aria-label="J Jilani and J Bayramov: 2 meetings">2</a></td>' in page
    found = relations.who_met_whom(Meeting.objects.all(), make_body("AZ"), make_body("PK"), 12)
    assert [(person.official, person.count) for person in found.columns] == [(bayramov, 4)]
    assert [(person.official, person.count, cells) for person, cells in found.rows] == [
        (jilani, 2, [2]),
        (qureshi, 1, [1]),
    ]
    fewer = relations.who_met_whom(Meeting.objects.all(), make_body("AZ"), make_body("PK"), 1)
    assert fewer.left_out == 1


def test_topics_and_levels_by_year(client, db):
    trade = make_topic("trade", parent=make_topic("trade-and-investment"))
    for date in ("2023-05-01", "2023-06-01", "2024-12-30..2025-01-02"):
        make_claim(make_meeting("AZ", "PK", date=date), topics=[trade])
    found = relations.topics_by_year(Meeting.objects.all(), 12)
    assert (found.columns, [(topic.slug, *rest) for topic, *rest in found.rows]) == (
        [(2023, 2023), (2024, 2024), (2025, 2025)],
        [("trade-and-investment", 3, [2, 1, 1])],
    )
    fewer = relations.topics_by_year(Meeting.objects.all(), 2)
    assert (fewer.columns, fewer.rows[0][2]) == ([(2022, 2023), (2024, 2025)], [2, 1])
    Meeting.objects.filter(earliest__year=2024).update(level="")
    levels = relations.levels_by_year(Meeting.objects.all(), 15)
    assert (levels.columns, levels.rows) == (
        ["foreign-minister", None],
        [((2025, 2025), 1, [0, 1]), ((2024, 2024), 1, [0, 1]), ((2023, 2023), 2, [2, 0])],
    )
    page = says(client, "/relations/AZ-PK/")
    assert "A meeting whose date may lie in several years stands in each." in page
    assert "Year Foreign minister Level not known All 2025 1 1 2024 1 1 2023 2 2" in page


def test_outcomes_stand_with_their_basis(client, db):
    joint, own, other = make_source(sides=["AZ", "PK"]), make_source(sides=["PK"]), make_source()
    meeting = make_meeting("AZ", "PK", sources=[joint, own, other])
    for text, source in (("to build a road", joint), ("to build a bridge", own), ("to build a tunnel", other)):
        make_claim(meeting, text, kind="agreed", outcome_kind="cooperation", cites=[(source, "par. 1")])
    page = says(client, "/relations/AZ-PK/")
    assert "Outcomes 3 1 joint, 1 one side’s account, 1 reports of others only" in page
    assert "Accounts from both sides 1 of 1" in page
    assert page.index("To build a road") < page.index("Both sides") < page.index("To build a bridge")
    assert "Country PK’s side" in page


def test_one_kind_of_basis_is_said_without_a_number(client, db):
    meeting = make_meeting("AZ", "PK", sources=[make_source(sides=["PK"])])
    make_claim(meeting, "to build a road", kind="agreed", outcome_kind="cooperation")
    assert "Outcomes 1 one side’s account" in says(client, "/relations/AZ-PK/")


def test_only_the_two_and_both_attended_are_lists(client, db):
    make_meeting("AZ", "PK")
    make_meeting("AZ", "PK", "TR")
    page = client.get("/relations/AZ-PK/").content.decode()
    assert '<a href="/meetings/?country=AZ&amp;country=PK&amp;format=bilateral">Only the two of them · 1</a>' in page
    assert '<a href="/meetings/?country=AZ&amp;country=PK">All that both attended · 2</a>' in page


def test_a_relation_never_shows_what_is_hidden(client, leaky):
    assert "LEAK" not in client.get("/relations/AZ-PK/").content.decode()
    assert "No meeting held that both attended is on file." in says(client, "/relations/PK-TR/")
