"""Words: the same tokens for both databases and for Python, and what a question makes of them."""

from itertools import islice

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from meetings.index.fulltext import matching, relevance, snippet
from meetings.models import Claim, Meeting, MeetingDocument, MeetingIndex
from meetings.models.words import BREAK, MOST_TOKENS, Query, document, spans, tokens

from . import SWEEP
from .build import make_claim, make_meeting
from .naughty import NAUGHTY

TEXTS = st.text(max_size=60) | st.from_regex(r"[0-9ex.+:/@_-]{1,20}", fullmatch=True) | st.sampled_from(NAUGHTY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Traded, trades: TRADE!", ["trade", "trade", "trade"]),
        ("Türkiye’s Yaşar Güler", ["turkiy", "yasar", "guler"]),
        ("Al-Sisi O'Brien", ["al", "sisi", "obrien"]),
        ("5e3f 007 2023", ["x5e3f", "007", "2023"]),
        ("北京", ["ue58c97", "ue4baac"]),
        ("پاک", ["ud9bed8a7daa9"]),
        ("un-Women", ["un", "women"]),
        ("!?", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


def test_a_token_is_short_and_plain():
    for text in NAUGHTY:
        for token in tokens(text):
            assert token.isascii()
            assert token.isalnum()
            assert 1 <= len(token) < len(BREAK)
            assert token == token.lower()


@given(TEXTS)
def test_words_stand_where_they_are_found(text):
    for start, end, token in spans(text):
        assert token in tokens(text[start:end])


def test_a_document_is_bounded_and_keeps_its_fields_apart():
    assert document(["One two", "", "three"]) == f"one two {BREAK} {BREAK} three"
    many = document(["word " * 20_000]).split()
    assert len(many) == MOST_TOKENS
    assert (many.count("word"), many.count(BREAK)) == (255, MOST_TOKENS - 255)


@pytest.mark.parametrize(
    ("text", "understood", "required", "excluded", "ignored"),
    [
        ("sea port", "sea port", [("sea",), ("port",)], [], []),
        ('"sea port" trade', '"sea port" trade', [("sea", "port"), ("trade",)], [], []),
        ("“sea port”", '"sea port"', [("sea", "port")], [], []),
        ("trade -india", "trade -india", [("trade",)], [("india",)], []),
        ('-"sea port"', '-"sea port"', [], [("sea", "port")], []),
        ("Al-Sisi", "Al-Sisi", [("al", "sisi")], [], []),
        ("trade TRADES", "trade", [("trade",)], [], []),
        ("AND OR NEAR(a)", "AND OR NEAR(a)", [("and",), ("or",), ("near", "a")], [], []),
        ('"unbalanced', "unbalanced", [("unbalanc",)], [], []),
        ("!!!", "", [], [], ["has no word to look for"]),
        ("", "", [], [], ["has no word to look for"]),
    ],
)
def test_a_question(text, understood, required, excluded, ignored):
    query = Query.parse(text)
    assert (query.text, list(query.required), list(query.excluded)) == (understood, required, excluded)
    assert list(query.ignored) == ignored
    assert bool(query) == bool(required or excluded)


def test_a_long_question_is_cut_and_says_so():
    words = Query.parse(" ".join(f"w{number}" for number in range(13)))
    assert (len(words.required), words.ignored) == (12, ("only the first 12 words are looked for",))
    assert Query.parse("a" * 201).ignored == ("only the first 200 characters are read",)


@given(TEXTS)
def test_what_was_understood_is_understood_again(text):
    query = Query.parse(text)
    again = Query.parse(query.text)
    assert (again.required, again.excluded) == (query.required, query.excluded)


class BothDatabases(TestCase):
    """Each database sees exactly the tokens that Python made, in their order."""

    @given(st.lists(TEXTS, min_size=1, max_size=4))
    def test_the_index_holds_the_tokens(self, texts):
        line = document(texts)
        expected = [(token, place) for place, token in enumerate(line.split(), 1)]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT lexeme, unnest(positions) FROM unnest(to_tsvector('pg_catalog.simple', %s)) ORDER BY 2",
                    [line],
                )
                assert cursor.fetchall() == expected
            else:
                cursor.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(words, tokenize='unicode61')")
                cursor.execute("CREATE VIRTUAL TABLE temp.seen USING fts5vocab(temp, probe, instance)")
                cursor.execute("INSERT INTO temp.probe (words) VALUES (%s)", [line])
                cursor.execute('SELECT term, "offset" + 1 FROM temp.seen ORDER BY 2')
                assert cursor.fetchall() == expected
                cursor.execute("DROP TABLE temp.seen")
                cursor.execute("DROP TABLE temp.probe")


# -- matching


def _found(query):
    return set(MeetingIndex.objects.filter(matching(query)).values_list("pk", flat=True))


def _brute(query, cards):
    """The same by looking for each phrase in each card, word by word."""

    def has(line, phrase):
        words = line.split()
        return any(tuple(words[start : start + len(phrase)]) == phrase for start in range(len(words)))

    return {
        pk
        for pk, line in cards
        if all(has(line, phrase) for phrase in query.required)
        and not any(has(line, phrase) for phrase in query.excluded)
    }


def _phrases():
    """Some thousand phrases of the texts on file: words, pairs, runs in quotation marks, and some left out."""
    texts = [text for row in Meeting.objects.values_list("title", "summary") for text in row]
    texts += [text for row in Claim.objects.order_by("pk").values_list("text", "quote") for text in row]
    words = [text.split() for text in texts if text]
    for number, line in enumerate(words * 20):
        start = (7 * number) % max(1, len(line) - 3)
        run = line[start : start + 2 + number % 3]
        plain = " ".join(run).replace('"', "")
        yield [plain, f'"{plain}"', f'{run[0]} -"{plain}"', f"{run[-1]} -{line[0]}"][number % 4]


@pytest.mark.prove
@pytest.mark.django_db
def test_naughty_strings_and_real_phrases_find_the_same_as_brute_force(register):
    sayable = "".join(char for char in " ".join(NAUGHTY) if char != "\x00" and not "\ud800" <= char <= "\udfff")
    make_claim(make_meeting("FR", "DE", summary=sayable), "Trade and energy; 1e5.")
    cards = list(MeetingDocument.objects.values_list("meeting_id", "words"))
    phrases = list(islice(_phrases(), 5 * SWEEP))
    wrong, hits = [], 0
    for text in [*NAUGHTY, *phrases]:
        query = Query.parse(text)
        if query:
            found = _found(query)
            hits += bool(found)
            if found != _brute(query, cards):
                wrong.append(text)
    assert wrong == []
    assert hits > len(phrases) // 2


@pytest.mark.django_db
def test_no_phrase_runs_across_fields():
    make_meeting(title="Sea", summary="port of call")
    assert _found(Query.parse("sea port")) != set()
    assert _found(Query.parse('"sea port"')) == set()


@pytest.mark.django_db
def test_relevance_weighs_fields_and_repetition():
    in_title = make_meeting(title="Energy talks", summary="None.")
    in_summary = make_meeting(title="Talks", summary="Energy.")
    often = make_meeting(title="Talks", summary="Energy, energy and more energy.")
    older, newer = make_meeting(title="Talks", summary="x"), make_meeting(title="Talks", summary="y")
    for meeting in (older, newer):
        make_claim(meeting, "About energy.")
    ids = [older.pk, newer.pk, often.pk, in_summary.pk, in_title.pk]
    assert relevance(ids, Query.parse("energy")) == [in_title.pk, often.pk, in_summary.pk, newer.pk, older.pk]


@pytest.mark.parametrize(
    ("texts", "query", "expected"),
    [
        (["They traded views."], "trade", [("They ", False), ("traded", True), (" views.", False)]),
        (
            ["No such word.", "The sea port."],
            '"sea port"',
            [("The ", False), ("sea", True), (" ", False), ("port", True), (".", False)],
        ),
        (["Nothing."], "trade", []),
        ([], "trade", []),
        (["Türkiye’s view"], "turkiye", [("Türkiye’s", True), (" view", False)]),
    ],
)
def test_a_passage(texts, query, expected):
    assert snippet(texts, Query.parse(query)) == expected


@given(st.text(alphabet="trade en\u0301ergy’-“”.", max_size=400))
def test_a_passage_is_of_the_text_and_short(text):
    found = snippet([text], Query.parse("trade energy"))
    whole = "".join(piece for piece, _ in found).removeprefix("… ").removesuffix(" …")
    assert whole in text
    assert len(whole) <= 420
