"""The search page: names by any spelling, words that are filters, near spellings, meetings with their passages; nothing hidden."""

import re

import pytest
from django.http import QueryDict

from meetings.filters import Selection
from meetings.models import CountryName, OfficialName, TopicName
from meetings.queries import search

from . import part
from .build import (
    make_claim,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_topic,
)
from .leaky import HIDDEN
from .naughty import NAUGHTY

pytestmark = pytest.mark.django_db


def make_few():
    """Two meetings that are named in many ways; a dict of what they name."""
    countries = {code: make_country(code, name) for code, name in {"PK": "Pakistan", "TR": "Türkiye"}.items()}
    CountryName.objects.create(country=countries["TR"], name="Turkey", kind="former", language="en")
    jilani, guler = make_official("Jalil Abbas Jilani"), make_official("Yaşar Güler")
    OfficialName.objects.create(official=jilani, name="Galil Gilani", kind="transliteration", accepted=True)
    trade = make_topic("trade", name="trade")
    TopicName.objects.create(topic=trade, name="commerce", language="en")
    oic = make_organization("oic", name="Organisation of Islamic Cooperation", acronym="OIC")
    session = make_occasion("78th session of the General Assembly", short_name="UNGA 78")
    first = make_meeting("PK", "TR", heads=[jilani, guler], title="first", occasion=session, date="2023-09-22")
    make_claim(first, "Free trade through the sea port.", topics=[trade])
    second = make_meeting("PK", oic, heads=[jilani], title="second", date="2022-03")
    return {"first": first, "second": second, "jilani": jilani, "guler": guler, "session": session, **countries}


@pytest.fixture
def few(stand):
    """The same, in the test's database."""
    return stand(make_few)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pakistan", [("country", "Pakistan", 2)]),
        ("PAK", [("country", "Pakistan", 2)]),
        ("turkey", [("country", "Türkiye", 1)]),
        ("Turkiye", [("country", "Türkiye", 1)]),
        ("guler", [("official", "Yaşar Güler", 1)]),
        ("güler yaşar", [("official", "Yaşar Güler", 1)]),
        ("gilani", [("official", "Jalil Abbas Jilani", 2)]),
        ("oic", [("organization", "Organisation of Islamic Cooperation", 1)]),
        ("islamic coop", [("organization", "Organisation of Islamic Cooperation", 1)]),
        ("commerce", [("topic", "Trade", 1)]),
        ("unga 78", [("occasion", "78th session of the General Assembly", 1)]),
        ("kistan", []),
        ("!!", []),
    ],
)
def test_names(few, text, expected):
    found = search.names(text)
    assert [(kind.parameter, one.label, one.number) for kind, ones in found.items() for one in ones] == expected


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("pakistan trade 2023", "country=PK&topic=trade&date_after=2023&date_before=2023"),
        ("meetings with Turkey about commerce", "country=TR&topic=trade"),
        ("pakistan since 2022", "country=PK&date_after=2022"),
        ("march 2022 oic", "date_after=2022-03&date_before=2022-03&organization=oic"),
        ("jilani sea port", "official={jilani}&q=sea+port"),
        ('pakistan "free trade" -turkey', "country=PK&q=%22free+trade%22+-turkey"),
        ("unga 78", "occasion={session}"),
        ("pakistan and türkiye", "country=PK&country=TR"),
        ("nothing known", ""),
    ],
)
def test_words_that_are_filters(few, text, query):
    read = search.read(text)
    expected = QueryDict(query.format(jilani=few["jilani"].pk, session=few["session"].pk))
    assert (
        read.pairs if read.filters else [(name, value) for name in expected for value in expected.getlist(name)] == []
    )


def test_a_family_name_of_two_is_nobodys(few):
    make_meeting("PK", "TR", heads=[make_official("Another Jilani")])
    assert search.read("jilani").filters == []


@pytest.mark.parametrize(
    ("text", "better"),
    [("pakistn", "pakistan"), ("gülr trade", "guler trade"), ("turkay comerce", "turkey commerce"), ("pakistan", "")],
)
def test_near_spellings(few, text, better):
    assert search.respelled(text) == better


def seen(client, text):
    """The words of a search page."""
    page = client.get("/search/", {"q": text})
    assert page.status_code == 200
    body = re.sub(r'(?s)<(head|header class="mast"|footer)\b.*?</(head|header|footer)>', "", page.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_the_page(client, few):
    page = client.get("/search/", {"q": "pakistan trade 2023"}).content.decode()
    assert (
        '<a href="/meetings/?country=PK&amp;topic=trade&amp;date_after=2023&amp;date_before=2023">1 held meeting with Pakistan'
        in page
    )
    assert '<a class="chip" href="/meetings/?country=PK">Pakistan</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    words = seen(client, "sea port")
    assert "Free trade through the sea port ." in words
    assert "1 held meeting matching “sea port”" in words
    assert "Did you mean pakistan ?" in seen(client, "pakistn")
    assert "Try pakistan trade 2023" in seen(client, "")


def test_each_number_is_that_of_its_list(client, few):
    for text in ("pak", "turk", "jil", "trade", "unga", "oic", "gul"):
        page = client.get("/search/", {"q": text}).content.decode()
        links = re.findall(r'class="n" href="/meetings/\?([^"]+)">(\d+) meeting', page)
        assert links
        for query, number in links:
            assert Selection(QueryDict(query.replace("&amp;", "&"))).count == int(number)


def test_the_best_match_stands_first_and_the_list_agrees(client, few):
    make_meeting("PK", "TR", title="The sea port of Gwadar")
    response = client.get("/search/", {"q": "sea port"})
    assert [row.title for row in response.context["rows"]] == ["The sea port of Gwadar", "first"]
    listed = client.get("/meetings/?q=sea+port&sort=relevance")
    assert [row.title for _, months in listed.context["groups"] for _, rows in months for row in rows] == [
        "The sea port of Gwadar",
        "first",
    ]


@pytest.mark.prove
def test_naughty_strings_get_a_page(client, few):
    assert [
        text
        for text in part(NAUGHTY)
        if client.get("/search/", {"q": text.encode("utf-8", "replace")}).status_code != 200
    ] == []
    assert client.get("/search/?q=%ED%A0%80%00&q=b&q=%FF").status_code == 200


def test_hidden_records_are_found_by_nothing(client, leaky):
    states = ("DRAFT", "INREVIEW", "WITHDRAWN")
    parts = (
        "OFFICIAL",
        "OCCASION",
        "O",
        "TITLE",
        "SUMMARY",
        "CLAIM",
        "QUOTE",
        "NOTE",
        "PUBLISHER",
        "SOURCE",
        "TERM",
        "REPORTED",
    )
    words = [f"{HIDDEN}{state}{part}" for state in states for part in parts]
    nothing = seen(client, "zzzzzz")
    for word in [*words, "LEAKSTAFFNOTE", "LEAKFULLTEXT", "LEAKDRAFTOFFICAL"]:
        text = seen(client, word)
        assert text.replace(word, "zzzzzz") == nothing, word
        assert search.names(word) == {}
        assert search.read(word).filters == []
        assert search.respelled(word) == ""
