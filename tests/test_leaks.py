"""What the public may never see: with hidden records present, every public page stays as it was, byte by byte."""

import datetime
import re
from itertools import product
from zlib import crc32

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.dump import dump
from meetings.choices import Accounts, Basis, FollowUp
from meetings.filters.meetings import FACETS
from meetings.index import reindex
from meetings.models import Country, Organization, Place, Register, Topic
from meetings.views import conditional_get
from meetings.views.export_formats import CITATIONS, FILES

from . import EXAMPLES
from .crawl import crawl, fetch, one_filter
from .leaky import HIDDEN, REASON, make_hidden, make_public

pytestmark = pytest.mark.django_db

LISTS = [
    f"{name}_list"
    for name in ("meeting", "country", "official", "organization", "occasion", "place", "topic", "relation")
]
NEVER = 987654321


def starts():
    """The pages to set out from: home, each list, each record that is public as such, and lists filtered by each of them."""
    records = [row for model in (Country, Organization, Place, Topic) for row in model.objects.all()]
    codes = list(Country.objects.order_by("code").values_list("code", flat=True))
    values = {
        "country": codes,
        "mentions": [
            *codes,
            *(f"org:{slug}" for slug in Organization.objects.values_list("slug", flat=True)),
            *(f"place:{slug}" for slug in Place.objects.values_list("slug", flat=True)),
        ],
        "organization": Organization.objects.values_list("slug", flat=True),
        "place": Place.objects.values_list("slug", flat=True),
        "topic": Topic.objects.values_list("slug", flat=True),
        "host": codes,
        "side": codes,
        "region": Country.objects.exclude(region_code="").values_list("region_code", flat=True).distinct(),
        "publisher": ["the-gazette"],
        "occasion_kind": ["session"],
        "visit_kind": ["state"],
        "accounts": Accounts.values,
        "basis": Basis.values,
        "outcome": FollowUp.values,
        "format": ["bilateral", "trilateral", "multilateral"],
        "level": ["foreign-minister"],
        "setting": ["margins"],
        "date_after": ["2023"],
        "date_before": ["2024"],
        "publication": ["draft", "withdrawn", "in-review"],
        "q": [HIDDEN],
        "sort": ["date", "-date", "-changed"],
        "status": ["held", "any"],
    }
    filtered = [
        f"{reverse('meeting_list')}?{name}={value}{status}"
        for name, found in values.items()
        for value, status in product(found, ("", "&status=any"))
        # In a sample each value is asked for once: of all states, in which more could leak.
        if status or EXAMPLES >= 1000
    ]
    whole = [
        f"{reverse('meeting_facet', args=[name])}?{query}"
        for name, query in product(FACETS, ("", "country=PK&status=any", f"status=any&find={HIDDEN}"))
    ]
    files = [
        f"/meetings.{suffix}?{query}"
        for suffix, query in product([*FILES, *CITATIONS, "png"], ("", "status=any", "sort=-changed", f"q={HIDDEN}"))
    ]
    searches = [f"{reverse('search')}?q={words}" for words in (HIDDEN, "pakistan", "trade", f"pakistan+{HIDDEN}")]
    pairs = [reverse("relation_detail", args=[f"{a}-{b}"]) for a, b in product(codes, codes) if a < b]
    return [
        *("/", "/corrections/"),
        *map(reverse, LISTS),
        *(row.get_absolute_url() for row in records),
        *pairs,
        *filtered,
        *whole,
        *files,
        *(f"/sitemap-{name}.xml" for name in ("lists", "relation", *(name.removesuffix("_list") for name in LISTS))),
        *(
            f"/api/v1/{name}/"
            for name in (*(name.removesuffix("_list") + "s" for name in LISTS), "countries", "sources")
        ),
        *(
            "/api/v1/meetings/?status=any",
            "/api/v1/facets/",
            "/api/v1/facets/?status=any",
            f"/api/v1/meetings/?q={HIDDEN}",
        ),
        *("/sitemap.xml", "/robots.txt", "/opensearch.xml"),
        *searches,
    ]


def worth_opening(url):
    """Lists of one filter at most; of the files of such a list, which all carry what it holds, each kind of some lists."""
    filtered_file = re.match(r"/meetings\.\w+\?", url)
    return one_filter(url) and (EXAMPLES >= 1000 or not filtered_file or crc32(url.encode()) % 5 == 0)


def seen(response):
    """All that a reader gets of a page."""
    return response.status_code, dict(response.headers), response.content


@pytest.mark.prove
def test_hidden_records_change_no_page(client, monkeypatch, tmp_path):
    public = make_public()
    # What has just changed or started has no date of it yet, and a second later it has.
    monkeypatch.setattr(conditional_get, "_started", lambda: datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    Register.objects.update(moved_at="2020-01-01T00:00:00Z")
    pages = crawl(client, starts(), worth_opening)
    assert public.get_absolute_url() in pages
    before = {url: seen(response) for url, response in pages.items()}
    assert [url for url, page in before.items() if HIDDEN in str(page) and HIDDEN not in url] == []
    tables = dumped(tmp_path / "before")
    make_hidden(public)
    assert [url for url in before if seen(fetch(client, url)) != before[url]] == []
    assert dumped(tmp_path / "after") == tables


def dumped(folder):
    """The tables of a dump, which say what is in its database too."""
    dump(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".sqlite3"}


def hidden_pages(leaky, meetings):
    """Addresses of hidden records, with the id as "{}" ("/officials/{}/"), and the record's id."""
    records = [("meeting", row) for row in meetings]
    records += [("official", row) for row in leaky.officials]
    records += [("occasion", row) for row in leaky.occasions]
    for name, row in records:
        for slug in (None, "x", row.slug):
            yield (
                reverse(f"{name}_short" if slug is None else f"{name}_detail", args=[NEVER, *([slug] if slug else [])]),
                row.pk,
            )


def test_a_hidden_record_answers_like_one_that_never_was(client, leaky):
    draft, in_review, _ = leaky.meetings
    for never, pk in hidden_pages(leaky, [draft, in_review]):
        for query in ("", "?country=PK", "?status=any"):
            page, none = (client.get(never.replace(str(NEVER), str(key)) + query) for key in (pk, NEVER))
            assert page.status_code == 404, never
            assert seen(page) == seen(none)


NEVER_SLUG = "never-there"
BY_SLUG = {
    "place": ("place={}", "mentions=place:{}"),
    "organization": ("organization={}", "mentions=org:{}", "side=org:{}"),
}


@pytest.mark.parametrize("kind", BY_SLUG)
def test_a_hidden_slug_answers_like_one_that_never_was(client, leaky, kind):
    addresses = [reverse(f"{kind}_detail", args=[NEVER_SLUG]), f"/api/v1/{kind}s/{NEVER_SLUG}/"]
    addresses += [
        f"/{address}?{query.format(NEVER_SLUG)}&status=any"
        for address, query in product(("meetings/", "meetings.json", "api/v1/meetings/"), BY_SLUG[kind])
    ]
    for row, never in product(getattr(leaky, f"{kind}s"), addresses):
        hidden, none = (client.get(never.replace(NEVER_SLUG, slug)) for slug in (row.slug, NEVER_SLUG))
        assert hidden.status_code == none.status_code, never
        assert hidden.content.decode().replace(row.slug, NEVER_SLUG) == none.content.decode(), never


@pytest.mark.parametrize("name", ["official", "occasion", "position"])
def test_a_filter_by_a_hidden_record_is_as_one_by_none(client, leaky, name):
    for row in getattr(leaky, f"{name}s"):
        for query in ("{}={}", "{}={}&status=any", "{}={},1", "country=PK&{}={}"):
            hidden, none = (
                client.get(f"{reverse('meeting_list')}?{query.format(name, key)}")
                .content.decode()
                .replace(str(key), "ID")
                for key in (row.pk, NEVER)
            )
            # Any other number that happens to hold the digits of the id is replaced in both or in neither.
            assert hidden == none.replace(str(row.pk), "ID")


def test_a_withdrawn_meeting_answers_with_its_date_and_reason_and_nothing_else(client, leaky):
    withdrawn = leaky.meetings[2]
    pages = [
        client.get(path)
        for path in (
            reverse("meeting_short", args=[withdrawn.pk]),
            reverse("meeting_detail", args=[withdrawn.pk, "x"]),
            withdrawn.get_absolute_url(),
            f"{withdrawn.get_absolute_url()}?country=PK",
        )
    ]
    for page in pages:
        assert page.status_code == 410
        assert seen(page) == seen(pages[0])
    words = pages[0].content.decode()
    assert REASON in words
    assert "2 January 2024" in words
    assert HIDDEN not in words
    # Another one withdrawn on the same day for the same reason has the same page: nothing else of it is there.
    draft = leaky.meetings[0]
    for name in ("publication", "withdrawn_on", "withdrawal_reason"):
        setattr(draft, name, getattr(withdrawn, name))
    draft.save()
    reindex([draft.pk])
    assert seen(client.get(draft.get_absolute_url())) == seen(pages[0])


def test_a_withdrawn_meeting_takes_its_people_and_things_with_it(client, leaky):
    public = leaky.public
    gone = [public.occasion, public.parties.first().participants.first().official]
    assert [client.get(row.get_absolute_url()).status_code for row in gone] == [200, 200]
    public.publication, public.withdrawn_on, public.withdrawal_reason = "withdrawn", "2024-01-02", REASON
    public.save()
    reindex([public.pk])
    assert [client.get(row.get_absolute_url()).status_code for row in gone] == [404, 404]
    assert [
        url for url, page in crawl(client, wanted=one_filter).items() if public.title.encode() in page.content
    ] == []


def test_staff_see_the_public_pages_and_where_to_edit_them(staff_client, leaky):
    public = leaky.public
    page = staff_client.get(public.get_absolute_url())
    assert reverse("admin:meetings_meeting_change", args=[public.pk]) in page.content.decode()
    assert HIDDEN not in page.content.decode()
    change = reverse("admin:meetings_meeting_change", args=[public.pk])
    assert change not in Client().get(public.get_absolute_url()).content.decode()
