"""Whose account is it: basis, columns, numbered citations and silences of one meeting."""

import pytest

from meetings.choices import Basis
from meetings.index import reindex
from meetings.index.voices import Voices, possessive
from meetings.models import Citation, Meeting
from meetings.queries.accounts import accounts
from meetings.queries.rows import by_year, rows
from meetings.queries.statistics import with_all_accounts

from .build import make_claim, make_country, make_meeting, make_organization, make_place, make_source, make_topic


@pytest.fixture
def countries(db):
    """Three countries with names."""
    names = {"AZ": "Azerbaijan", "PK": "Pakistan", "TR": "Türkiye"}
    return {code: make_country(code, name) for code, name in names.items()}


@pytest.mark.parametrize(
    ("bodies", "sides", "basis", "disc", "words"),
    [
        (["AZ", "PK"], [["AZ"], ["PK"]], Basis.JOINT, "both", "both sides"),
        (["AZ", "PK"], [["AZ", "PK"]], Basis.JOINT, "both", "both sides"),
        (["AZ", "PK"], [["AZ"], []], Basis.ONE_SIDE, "a", "Azerbaijan’s side"),
        (["AZ", "PK"], [["PK"]], Basis.ONE_SIDE, "b", "Pakistan’s side"),
        (["AZ", "PK"], [[], []], Basis.THIRD_PARTY, "third", "no side on file"),
        (["AZ", "PK"], [["TR"]], Basis.THIRD_PARTY, "third", "third party"),
        (["AZ", "PK"], [], Basis.THIRD_PARTY, "third", "no side on file"),
        (["AZ", "PK", "TR"], [["AZ"], ["TR"]], Basis.ONE_SIDE, "", "2 of 3 sides"),
        (["AZ", "PK", "TR"], [["AZ", "PK", "TR"]], Basis.JOINT, "", "3 of 3 sides"),
        (["AZ", "PK", "TR"], [["TR"]], Basis.ONE_SIDE, "", "Türkiye’s side"),
        (["PK", "org:oic"], [["org:oic"]], Basis.ONE_SIDE, "b", "Oic’s side"),
    ],
)
def test_voices(countries, bodies, sides, basis, disc, words):
    sources = [make_source(sides=side) for side in sides]
    meeting = make_meeting(*bodies, sources=sources)
    voices = Voices.of(meeting.sides, sources)
    assert (voices.basis, voices.disc, voices.words) == (basis, disc, words)


@pytest.mark.parametrize(("name", "owner"), [("Pakistan", "Pakistan’s"), ("Honduras", "Honduras’")])
def test_possessive(name, owner):
    class Body:
        pass

    body = Body()
    body.name = name
    assert possessive(body) == owner


def test_accounts_side_by_side(countries):
    third, theirs, ours = make_source("TDI"), make_source("ARY", sides=["PK"]), make_source("Trend", sides=["AZ"])
    meeting = make_meeting(sources=[third, theirs, ours])
    trade, kashmir = make_topic("trade"), make_place("kashmir", kind="disputed-area")
    both = make_claim(meeting, "relations", cites=[(third, "par. 6"), (theirs, ""), (ours, "par. 2")], order=1)
    only = make_claim(meeting, "Kashmir", cites=[(theirs, "par. 4")], topics=[trade], mentions=[kashmir], order=2)
    alone = make_claim(meeting, "energy", cites=[(third, "par. 6")], order=3)
    agreed = make_claim(meeting, "to cooperate", kind="agreed", cites=[(theirs, ""), (third, "par. 10")], order=4)
    for claim in (only, agreed):
        Citation.objects.create(claim=claim, source=ours, stance="silent")
    found = accounts(Meeting.objects.get(pk=meeting.pk))
    assert [(s.number, s.source.title, s.mark, s.account) for s in found.sources] == [
        (1, "TDI", "", "no side on file"),
        (2, "ARY", "b", "Pakistan’s account"),
        (3, "Trend", "a", "Azerbaijan’s account"),
    ]
    assert [statement.claim for statement in found.joint.statements] == [both]
    assert [(column.heading, [s.claim for s in column.statements]) for column in found.sides] == [
        ("Only Azerbaijan’s account", []),
        ("Only Pakistan’s account", [only]),
    ]
    assert [statement.claim for statement in found.third.statements] == [alone]
    assert [(s.numbered.number, [x.name for x in s.subjects]) for s in found.sides[0].silences] == [
        (3, ["trade", "Kashmir"])
    ]
    (outcome,) = found.outcomes
    assert (outcome.claim, outcome.voices.basis, outcome.voices.disc) == (agreed, Basis.ONE_SIDE, "b")
    assert (outcome.basis_words, outcome.unheard_words) == ("Pakistan’s account", "Azerbaijan’s account")
    assert [cite.label for cite in outcome.supporting + outcome.silent] == [
        "Source 1 ¶10, no side on file, par. 10",
        "Source 2, Pakistan’s account",
        "Source 3 silent, Azerbaijan’s account",
    ]
    assert [cite.beside for cite in found.joint.statements[0].supporting] == ["¶6", "", "¶2"]


def test_an_agreement_becomes_joint_when_the_other_account_is_cited(countries):
    theirs, ours = make_source(sides=["PK"]), make_source(sides=["AZ"])
    meeting = make_meeting(sources=[theirs, ours])
    claim = make_claim(meeting, "to cooperate", kind="agreed", cites=[(theirs, "")])
    assert accounts(meeting).outcomes[0].voices.basis == Basis.ONE_SIDE
    Citation.objects.create(claim=claim, source=ours)
    assert accounts(Meeting.objects.get()).outcomes[0].voices.basis == Basis.JOINT


def test_a_contradiction_supports_nothing(countries):
    theirs, ours = make_source(sides=["PK"]), make_source(sides=["AZ"])
    meeting = make_meeting(sources=[theirs, ours])
    claim = make_claim(meeting, "to cooperate", kind="agreed", cites=[(theirs, "")])
    Citation.objects.create(claim=claim, source=ours, stance="contradicts", locator="par. 3")
    (outcome,) = accounts(meeting).outcomes
    assert outcome.voices.basis == Basis.ONE_SIDE
    assert outcome.contradicting[0].label == "Source 2 ¶3, Azerbaijan’s account, contradicts, par. 3"


def test_a_source_is_not_silent_on_what_it_speaks_of_elsewhere(countries):
    theirs, ours = make_source(sides=["PK"]), make_source(sides=["AZ"])
    meeting = make_meeting(sources=[theirs, ours])
    trade, energy = make_topic("trade"), make_topic("energy")
    make_claim(meeting, "trade", cites=[(ours, "")], topics=[trade])
    more = make_claim(meeting, "more trade, and energy", cites=[(theirs, "")], topics=[trade, energy])
    Citation.objects.create(claim=more, source=ours, stance="silent")
    assert [silence.subjects for silence in accounts(meeting).sides[0].silences] == [[energy]]


def test_two_of_three_accounts_have_a_column_of_their_own(countries):
    sources = [make_source(sides=["AZ"]), make_source(sides=["TR"])]
    meeting = make_meeting("AZ", "PK", "TR", sources=sources)
    claim = make_claim(meeting, "transit", cites=[(source, "") for source in sources])
    found = accounts(meeting)
    assert [(c.heading, [s.claim for s in c.statements]) for c in found.sides] == [
        ("Only Azerbaijan’s account", []),
        ("Only Pakistan’s account", []),
        ("Only Türkiye’s account", []),
        ("Only Azerbaijan’s and Türkiye’s accounts", [claim]),
    ]


def test_who_is_talked_about_and_not_present(countries):
    meeting = make_meeting()
    oic = make_organization("oic")
    make_claim(meeting, mentions=[countries["PK"], countries["TR"], oic])
    (statement,) = accounts(meeting).third.statements
    assert statement.absent == [countries["TR"], oic]
    assert statement.mentioned == [countries["PK"], countries["TR"], oic]


def test_rows_count_topics_once_and_shorten_delegations(countries, thirty):
    found = rows(Meeting.objects.published().newest_first())
    assert [row.id for row in found] == [m.pk for m in Meeting.objects.newest_first()]
    assert {len(row.topics) + row.more_topics for row in found} == {1}
    assert {row.source_count for row in found} == {3}
    assert [len(d.people) for d in found[0].delegations] == [2] * Meeting.objects.get(pk=found[0].id).party_count
    years = by_year(found)
    assert [year for year, _ in years] == [2023]
    assert sum(len(group) for _, group in years) == 30


def test_silent_and_contradicting_sources_are_no_account(countries):
    ours, theirs = make_source(sides=["AZ"]), make_source(sides=["PK"])
    meeting = make_meeting(sources=[ours, theirs])
    for stance in ("silent", "contradicts"):
        meeting.citations.filter(source=theirs).update(stance=stance)
        reindex([meeting.pk])
        fresh = Meeting.objects.get(pk=meeting.pk)
        assert accounts(fresh).voices.words == "Azerbaijan’s side"
        assert [row.voices for row in rows(Meeting.objects.all())] == ["Azerbaijan’s side"]
        assert with_all_accounts(Meeting.objects.all()).count() == 0
    meeting.citations.update(stance="supports")
    reindex([meeting.pk])
    assert with_all_accounts(Meeting.objects.all()).count() == 1


def test_the_account_of_somebody_who_is_no_party_is_named(countries):
    meeting = make_meeting(sources=[make_source(sides=["TR"])])
    assert [numbered.account for numbered in accounts(meeting).sources] == ["Türkiye’s account"]
