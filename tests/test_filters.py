"""The contract of the list's address: what each parameter selects, what is left out and named, the sentence, the chips."""

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from meetings.choices import Publication, Status
from meetings.filters import MOST_VALUES, Selection
from meetings.models import Meeting, Place, Topic
from meetings.queries.rows import rows_of

from .build import (
    make_claim,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_topic,
)


def select(query):
    """The selection of a query string."""
    return Selection(QueryDict(query))


def titles(query):
    """The titles that a query string selects, in their order."""
    selection = select(query)
    return [row.title for row in rows_of(selection.ids(0, 1000))]


@pytest.fixture(scope="module")
def few(django_db_setup, django_db_blocker):
    """Six published meetings that differ in one thing each, and a draft like the first; a dict by title.

    Made once for all tests of this file, which only read, and rolled back after them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield _make_few()
        transaction.set_rollback(True)


def _make_few():
    for code, name in {"AZ": "Azerbaijan", "PK": "Pakistan", "TR": "Türkiye", "IN": "India"}.items():
        make_country(code, name)
    jilani = make_official("Jalil Abbas Jilani")
    parent = make_occasion("High-level week")
    session = make_occasion("78th session", short_name="UNGA 78", parent=parent)
    usa = make_place("usa", kind="region")
    city = make_place("new-york", parent=usa)
    commerce = make_topic("trade-and-investment", name="trade and investment")
    trade = make_topic("trade", name="trade", parent=commerce)
    made = {
        "first": make_meeting("AZ", "PK", date="2023-09-22", title="first", heads=["", jilani], place=city),
        "turkish": make_meeting("PK", "TR", date="2022-03", title="turkish", heads=[jilani], medium="phone"),
        "three": make_meeting("AZ", "PK", "TR", date="2021-01-13", title="three", occasion=session),
        "year": make_meeting("AZ", "org:oic", date="2024", title="year", encounter="consultations"),
        "span": make_meeting("IN", "TR", date="2019-12-30..2020-01-02", title="span", place=usa),
        "off": make_meeting("AZ", "PK", date="2020-05-05", title="off", status=Status.CANCELLED),
    }
    make_meeting("AZ", "PK", title="draft", heads=["", jilani], place=city, publication=Publication.DRAFT)
    make_claim(made["first"], topics=[trade], mentions=[make_country("IN"), make_organization("oic"), city])
    make_claim(made["three"], topics=[commerce])
    made |= {"jilani": jilani, "session": session, "parent": parent}
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["year", "first", "turkish", "three", "span"]),
        ("country=PK", ["first", "turkish", "three"]),
        ("country=pk", ["first", "turkish", "three"]),
        ("country=PK&country=AZ", ["first", "three"]),
        ("country=PK&country=AZ,TR", ["first", "turkish", "three"]),
        ("country=PK&country=AZ&country=TR", ["three"]),
        ("country=AZ,TR", ["year", "first", "turkish", "three", "span"]),
        ("country=IN", ["span"]),
        ("mentions=IN", ["first"]),
        ("mentions=org:oic", ["first"]),
        ("mentions=place:new-york", ["first"]),
        ("mentions=IN&mentions=org:oic", ["first"]),
        ("mentions=IN,AZ", ["first"]),
        ("organization=oic", ["year"]),
        ("topic=trade", ["first"]),
        ("topic=trade-and-investment", ["first", "three"]),
        ("place=new-york", ["first"]),
        ("place=usa", ["first", "span"]),
        ("encounter=consultations", ["year"]),
        ("medium=phone", ["turkish"]),
        ("format=trilateral", ["three"]),
        ("format=bilateral,trilateral", ["year", "first", "turkish", "three", "span"]),
        ("format=multilateral", []),
        ("level=foreign-minister", ["year", "first", "turkish", "three", "span"]),
        ("level=head-of-state", []),
        ("status=cancelled", ["off"]),
        ("status=any", ["year", "first", "turkish", "three", "off", "span"]),
        ("status=held,cancelled", ["year", "first", "turkish", "three", "off", "span"]),
        ("date_after=2023-09-22", ["year", "first"]),
        ("date_after=2024-06-01", ["year"]),
        ("date_before=2020", ["span"]),
        ("date_before=2019-12-30", ["span"]),
        ("date_before=2019-12-29", []),
        ("date_after=2020-01-02&date_before=2020-01-02", ["span"]),
        ("date_after=2022-03-15&date_before=2022-03-15", ["turkish"]),
        ("sort=date&country=PK", ["three", "turkish", "first"]),
        ("country=ZZ", []),
        ("country=PK&country=ZZ", []),
        ("country=PK,ZZ", ["first", "turkish", "three"]),
        ("country=PK,,", ["first", "turkish", "three"]),
        ("country=,", ["year", "first", "turkish", "three", "span"]),
        ("date_after=2023-02-31", ["year", "first", "turkish", "three", "span"]),
    ],
)
def test_a_query_selects(few, query, expected):
    assert titles(query) == expected
    assert select(query).count == len(expected)


def test_records_are_selected_by_id(few):
    assert titles(f"official={few['jilani'].pk}") == ["first", "turkish"]
    assert titles(f"occasion={few['session'].pk}") == ["three"]
    assert titles(f"occasion={few['parent'].pk}") == ["three"]


def test_hidden_records_are_as_unknown_as_none(db):
    official, occasion = make_official("Hidden Person"), make_occasion("Hidden occasion")
    make_meeting(heads=[official], occasion=occasion, publication=Publication.DRAFT)
    for name, record in {"official": official, "occasion": occasion}.items():
        hidden, absent = select(f"{name}={record.pk}"), select(f"{name}={record.pk + 1000}")
        assert hidden.ignored[0].reason == absent.ignored[0].reason
        assert hidden.text == absent.text
        assert (hidden.count, absent.count) == (0, 0)


@pytest.mark.parametrize(
    ("query", "left_out"),
    [
        ("country=PK", []),
        ("country=ZZ", [("country", "ZZ")]),
        ("country=PK,ZZ,%00,Pakistan", [("country", "ZZ"), ("country", "�"), ("country", "Pakistan")]),
        ("country=PK,,AZ", [("country", "PK,,AZ")]),
        ("date_after=2023-02-31", [("date_after", "2023-02-31")]),
        ("date_after=last+week", [("date_after", "last week")]),
        ("date_after=2022&date_after=2023", [("date_after", "2022")]),
        ("date_before=0000", [("date_before", "0000")]),
        (f"page={10**30}", [("page", str(10**30))]),
        ("page=-1", [("page", "-1")]),
        ("page=201", [("page", "201")]),
        ("page=²", [("page", "²")]),
        ("sort=relevance", [("sort", "relevance")]),
        ("official=-1", [("official", "-1")]),
        (f"official={9**42}", [("official", str(9**42))]),
        (f"official={2**63}", [("official", str(2**63))]),
        ("mentions=org:nobody,place:nowhere", [("mentions", "org:nobody"), ("mentions", "place:nowhere")]),
        ("status=maybe", [("status", "maybe")]),
        ("colour=red&utm_source=mail", [("colour", "red")]),
        (f"country={'A' * 8192}", [("country", "A" * 60 + "…")]),
        ("country=\ud800", [("country", "\ufffd")]),
    ],
)
def test_what_is_not_understood_is_named(few, query, left_out):
    assert [(ignored.name, ignored.value) for ignored in select(query).ignored] == left_out


def test_values_beyond_the_limit_are_named(few):
    query = "country=" + ",".join(f"{first}{second}" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJ")
    selection = select(query)
    assert selection.ignored[0].reason == f"more than {MOST_VALUES} values at once"
    assert len(selection.ignored) == 1 + MOST_VALUES


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "5 held meetings"),
        ("country=PK&country=AZ", "2 held meetings with Pakistan and Azerbaijan"),
        ("country=PK&country=AZ,TR", "3 held meetings with Pakistan, and Azerbaijan or Türkiye"),
        ("country=IN", "1 held meeting with India"),
        ("country=IN&country=PK", "No held meetings with India and Pakistan"),
        ("country=ZZ", "No held meetings with something not on file"),
        ("country=AZ&organization=oic", "1 held meeting with Azerbaijan, and with Oic"),
        ("status=any", "6 meetings of any status"),
        ("status=any&status=cancelled", "1 cancelled meeting"),
        ("date_after=2020&date_before=2019", "No held meetings from 2020 to 2019"),
        ("status=cancelled,denied", "1 cancelled or denied meeting"),
        ("topic=trade&date_after=2019", "1 held meeting about trade, since 2019"),
        ("mentions=IN", "1 held meeting talking about India"),
        ("date_after=2023-09&date_before=2023-09", "1 held meeting in September 2023"),
        ("date_after=2019&date_before=2022-03-01", "3 held meetings from 2019 to 1 March 2022"),
        ("date_before=2020", "1 held meeting until 2020"),
        (
            "format=bilateral,trilateral&level=foreign-minister",
            "5 held bilateral or trilateral meetings at the level of foreign ministers",
        ),
        ("medium=phone&encounter=meeting", "1 held meeting of the kind meeting, by phone"),
        ("place=new-york", "1 held meeting in New York"),
    ],
)
def test_the_sentence(few, query, text):
    assert select(query).text == text


def test_every_value_of_the_sentence_is_a_link(few):
    links = [(part.text, part.url) for part in select("country=PK&level=foreign-minister&date_after=2020").sentence]
    assert [link for link in links if link[1]] == [
        ("Pakistan", "/countries/PK/"),
        ("foreign ministers", "/meetings/?level=foreign-minister"),
        ("2020", "/meetings/?date_after=2020"),
    ]


def test_chips_remove_one_group_each(few):
    chips = select("country=PK&country=az,TR&date_after=2020&sort=date&page=2").chips
    assert [(chip.name, chip.label, chip.remove) for chip in chips] == [
        ("Country", "Pakistan", "?country=AZ,TR&date_after=2020&sort=date"),
        ("Country", "Azerbaijan or Türkiye", "?country=PK&date_after=2020&sort=date"),
        ("From", "2020", "?country=PK&country=AZ,TR&sort=date"),
    ]


def test_a_group_not_on_file_can_be_removed(few):
    assert [(chip.label, chip.remove) for chip in select("country=PK&country=ZZ").chips] == [
        ("Pakistan", "?"),
        ("not on file", "?country=PK"),
    ]


@pytest.mark.prove
class BruteForce(TestCase):
    """Random filters against a plain reading of every published meeting."""

    @classmethod
    def setUpTestData(cls):
        places = [make_place("usa", kind="region")]
        places.append(make_place("new-york", parent=places[0]))
        topics = [make_topic("commerce")]
        topics.append(make_topic("trade", parent=topics[0]))
        codes = ["AZ", "PK", "TR", "IN"]
        for number in range(24):
            bodies = [code for bit, code in enumerate(codes) if (number % 15 + 1) >> bit & 1]
            meeting = make_meeting(
                *bodies if len(bodies) > 1 else ["AZ", "PK"],
                date=["2020", "2021-02", "2021-02-28", "2020-12-31..2021-01-01", "2022-01-01"][number % 5],
                status=Status.values[number % 6] if number % 2 else Status.HELD,
                place=places[number % 2] if number % 3 else None,
                publication=Publication.PUBLISHED if number % 4 else Publication.DRAFT,
            )
            make_claim(meeting, topics=topics[number % 3 : number % 3 + 1], mentions=[make_country(codes[number % 4])])

    code = st.sampled_from(["AZ", "PK", "TR", "IN", "ZZ"])
    group = st.lists(code, min_size=1, max_size=3)
    date = st.sampled_from(["", "2020", "2020-12-31", "2021", "2021-02", "2021-03", "2022-01-01"])

    @given(
        country=st.lists(group, max_size=3),
        mentions=st.lists(group, max_size=2),
        topic=st.sampled_from(["", "commerce", "trade", "trade,commerce"]),
        place=st.sampled_from(["", "usa", "new-york"]),
        status=st.sampled_from(["", "any", "held", "cancelled,denied"]),
        after=date,
        before=date,
    )
    def test_a_selection_equals_brute_force(self, country, mentions, topic, place, status, after, before):
        query = QueryDict(mutable=True)
        query.setlist("country", [",".join(group) for group in country])
        query.setlist("mentions", [",".join(group) for group in mentions])
        for name, value in {
            "topic": topic,
            "place": place,
            "status": status,
            "date_after": after,
            "date_before": before,
        }.items():
            if value:
                query[name] = value
        expected = {
            meeting.pk
            for meeting in Meeting.objects.filter(publication=Publication.PUBLISHED)
            if all({p.country.code for p in meeting.parties.all()} & set(group) for group in country)
            and all(_mentioned(meeting) & set(group) for group in mentions)
            and (not topic or _topics(meeting) & {t for slug in topic.split(",") for t in _below(Topic, slug)})
            and (not place or (meeting.place and meeting.place.slug in _below(Place, place)))
            and (status == "any" or meeting.status in (status or "held").split(","))
            and (not after or meeting.latest >= _day(after, "earliest"))
            and (not before or meeting.earliest <= _day(before, "latest"))
            and (not (after and before) or _day(after, "earliest") <= _day(before, "latest"))
        }
        selection = Selection(query)
        assert set(selection.queryset.values_list("pk", flat=True)) == expected
        assert selection.count == len(expected)
        again = Selection(QueryDict(selection.address()[1:]))
        assert again.pairs == selection.pairs


def _mentioned(meeting):
    return {mention.country.code for claim in meeting.claims.all() for mention in claim.mentions.all()}


def _topics(meeting):
    return {topic.slug for claim in meeting.claims.all() for topic in claim.topics.all()}


def _below(model, slug):
    return {slug, *model.objects.filter(parent__slug=slug).values_list("slug", flat=True)}


def _day(text, end):
    from meetings.models import When

    return getattr(When.parse(text), end)
