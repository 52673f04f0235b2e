"""The desk's short writings: what a claim cites, and by which names it calls people, go out and in again unchanged."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.admin.meeting.citation_shorthand import Cited, parse, write
from meetings.admin.meeting.speaker_names import Names, Row, Speaker
from meetings.choices import Stance
from meetings.models import Country, Organization

# Any text that is one line: white space of all kinds becomes single spaces on the way in.
_texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60).map(
    lambda text: " ".join(text.split())
)
_words = _texts.map(lambda text: " ".join(text.split()[:12]))
_speaking = st.builds(
    Cited, st.integers(1, 9999), st.sampled_from([Stance.SUPPORTS, Stance.CONTRADICTS]), _texts, _words
)
_silent = st.integers(1, 9999).map(lambda number: Cited(number, Stance.SILENT))


@pytest.mark.prove
@given(st.lists(_speaking | _silent, max_size=6, unique_by=lambda cited: cited.number))
def test_citations_go_out_and_in_unchanged(citations):
    """Whatever stands in a locator or a wording."""
    assert parse(write(citations), range(10_000)) == citations


@pytest.mark.prove
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text):
    """Nothing else is raised; what was read goes out and in unchanged."""
    try:
        citations = parse(text, range(10_000))
    except ValueError as error:
        assert str(error)  # noqa: PT017
    else:
        assert parse(write(citations), range(10_000)) == citations


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("", []),
        (" ; ;", []),
        ("1 par. 7; 3; 2 silent", [Cited(1, locator="par. 7"), Cited(3), Cited(2, Stance.SILENT)]),
        (
            '1 par. 13 "so-called regime; it created"',
            [Cited(1, locator="par. 13", wording="so-called regime; it created")],
        ),
        ("2 “their own words”", [Cited(2, wording="their own words")]),
        ("1 Contradicts  p. 4", [Cited(1, Stance.CONTRADICTS, "p. 4")]),
        (r"1 \silent night\; verse 2", [Cited(1, locator="silent night; verse 2")]),
        ("1 silently", [Cited(1, locator="silently")]),
    ],
)
def test_what_citations_may_look_like(text, citations):
    """The forms that staff write."""
    assert parse(text, {1, 2, 3}) == citations


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("par. 7", "Begin with the number of a source, as in “1 par. 7”: par. 7"),
        ("1par. 7", "Begin with the number of a source, as in “1 par. 7”: 1par. 7"),
        ("-1", "Begin with the number of a source, as in “1 par. 7”: -1"),
        ("9" * 40, f"Begin with the number of a source, as in “1 par. 7”: {'9' * 40}"),
        ("4 par. 2", "There is no source 4 in the list of sources."),
        ("0", "There is no source 0 in the list of sources."),
        ("1; 2; 1 par. 3", "Source 1 is cited twice: put both places into one entry."),
        ("1 silent par. 3", "A silent source has no place where it speaks and no words: write “1 silent”."),
        ('1 silent "word"', "A silent source has no place where it speaks and no words: write “1 silent”."),
        (f'1 "{"word " * 13}"', "At most 12 words of source 1: these are 13."),
        (f'1 "{"x" * 201}"', "The wording of source 1 is longer than 200 characters."),
        (f"1 {'x' * 101}", "The place in source 1 is longer than 100 characters."),
        ('1 "open; 2', 'A quotation is not closed: 1 "open; 2'),
        ('1 "a" b', 'Nothing may follow the quotation, but a semicolon and the next source: 1 "a" b'),
        ('1 ""', 'There is nothing between the quotation marks: 1 ""'),
    ],
)
def test_what_citations_may_not_look_like(text, message):
    """Each in words for a person."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse(text, {1, 2, 3})


AZ, PK = Country(code="AZ", name="Azerbaijan"), Country(code="PK", name="Pakistan")
OIC = Organization(slug="oic", name="Organisation of Islamic Cooperation", acronym="OIC")


@pytest.fixture
def names():
    """Two of one family name, one of the name of a country, and two whom nobody named."""
    return Names(
        [
            Row("ilham", AZ, ["Aliyev", "Ilham Aliyev"]),
            Row("heydar", AZ, ["Aliyev", "Heydar Aliyev"]),
            Row("jilani", PK, ["Jilani", "Jalil Abbas Jilani"]),
            Row("pakistan", OIC, ["Pakistan"]),
            Row("first", AZ, ["unnamed"]),
            Row("second", PK, ["unnamed"]),
        ]
    )


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        (Speaker("AZ"), "Azerbaijan"),
        (Speaker("PK"), "PK"),
        (Speaker("org:oic"), "OIC"),
        (Speaker("AZ", "ilham"), "Ilham Aliyev"),
        (Speaker("PK", "jilani"), "Jilani"),
        (Speaker("org:oic", "pakistan"), "Pakistan (org:oic)"),
        (Speaker("PK", "second"), "unnamed (PK)"),
        (Speaker("FR"), ""),
    ],
)
def test_the_shortest_name_that_means_one_is_written(names, speaker, text):
    """And read again as the same."""
    assert names.write(speaker) == text
    if text:
        assert names.find(text) == speaker


def test_names_are_read_whatever_their_case_and_accents(names):
    """As they are found everywhere else."""
    assert names.find("JÎLANI") == Speaker("PK", "jilani")
    assert names.find("org:oic") == Speaker("org:oic")
    assert names.find_parties(" az, OIC, Azerbaijan,, ") == ["AZ", "org:oic"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Lavrov", "“Lavrov” is nobody in the rows of who took part: name a party or a participant."),
        ("!", "“!” is nobody in the rows of who took part: name a party or a participant."),
        ("Aliyev", "“Aliyev” may be two: write “Ilham Aliyev” or “Heydar Aliyev”."),
        ("unnamed", "“unnamed” may be two: write “unnamed (AZ)” or “unnamed (PK)”."),
    ],
)
def test_names_of_nobody_and_of_two_are_refused(names, text, message):
    """In words that say what to write instead."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        names.find(text)
    with pytest.raises(ValueError, match=r"“Jilani” is a participant: name parties\."):
        names.find_parties("AZ, Jilani")
