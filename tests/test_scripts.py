"""Names in any script: publishers told apart on every face, slugs in Latin letters, and where addresses from before lead."""

import csv
import io
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.html import escape

from meetings.choices import Dimension
from meetings.filters.facets import facet
from meetings.filters.values import shown
from meetings.index import differences
from meetings.models import Meeting, MeetingDocument, Official, Organization, Place, Posting, Publisher, Topic
from meetings.models.names import former_slug_of, key_of, number_of, number_of_bytes, own_slug_of, slug_of

from .build import apps_at, make_meeting, make_occasion, make_official, make_source
from .desk_page import Page, address
from .tables import bring, verdicts
from .test_filters import select

SHIPPED = Path(__file__).resolve().parent.parent / "meetings"

LONG = [f"{'Ministry of Foreign Affairs and ' * 3}{rest}" for rest in ("Trade", "Development")]
NAMES = {
    # A publisher, and what `slug_of` it is.
    "РИА Новости": "ria-novosti",
    "МИД России": "mid-rossii",
    "Правда": "pravda",
    "新华社": "xinhuashe",
    "中国外交部": "zhongguowaijiaobu",
    "وزارة الخارجية": "wzrh-lkhrjyh",
    "وكالة الأنباء": "wklh-lnb",
    "देश": "des",
    "दिशा": "disa",
    "দৈনিক সংবাদ": "dainik-smbad",
    "연합뉴스": "yeonhabnyuseu",
    "パリ新聞": "parixinwen",
    "バリ新聞": "barixinwen",
    "הארץ": "hrts",
    "Καθημερινή": "kathimerini",
    "ข่าวดี": "khawdi",
    "ข่าวดู": "khawdu",
    "საქინფორმი": "sakinpormi",
    "Արմենպրես": "armenpres",
    "አዲስ ዘመን": "adis-zemen",
    "Газета.Ru": "gazeta-ru",
    "—": "record",
    "***": "record",
    **dict.fromkeys(LONG, ("ministry-of-foreign-affairs-and-" * 3)[:80]),
    "Pravda": "pravda",
    "Ru": "ru",
    "Ria Novosti FA5F26CB": "ria-novosti-fa5f26cb",
    "Yeni Şafak": "yeni-safak",
    "Oʻzbekiston": "ozbekiston",
    "Wire & Sons": "wire-sons",
}
SPELT = {
    "РИА Новости": "риа  новости",
    "Pravda": "PRAVDA",
    "Yeni Şafak": "Yeni Safak",
    "Καθημερινή": "ΚΑΘΗΜΕΡΙΝΉ",
    "Oʻzbekiston": "O‘zbekiston",
}
"""Other spellings of some of these names, which make no other publisher."""


def _published():
    """A meeting for each name and for each other spelling, and one that two press agencies report."""
    for name in NAMES:
        make_meeting(title=name, sources=[make_source(publisher=name)])
    for name, other in SPELT.items():
        make_meeting(title=name, sources=[make_source(publisher=other), make_source(publisher="")])
    make_meeting(title="РИА Новости", sources=[make_source(publisher=name) for name in ("РИА Новости", "新华社")])


@pytest.fixture
def published(stand):
    stand(_published)
    return {name: set(_reported_by(name)) for name in NAMES}


def _reported_by(name):
    spelt = [name, SPELT.get(name, name)]
    return Meeting.objects.filter(citations__source__publisher__in=spelt).values_list("pk", flat=True)


def test_every_name_has_a_key_a_number_and_a_slug_of_its_own():
    for told in (key_of, number_of, own_slug_of):
        assert len({told(name) for name in NAMES}) == len(NAMES), told
    assert {name: slug_of(name) for name in NAMES} == NAMES
    for name, words in NAMES.items():
        slug = own_slug_of(name)
        assert slug == words or slug.partition("_")[0] == words[:71].rstrip("-")
        assert len(slug) <= 80
        assert reverse("topic_detail", args=[slug]) == f"/topics/{slug}/"
    for name, other in SPELT.items():
        assert [told(name) for told in (key_of, number_of, own_slug_of)] == [
            told(other) for told in (key_of, number_of, own_slug_of)
        ]
    assert number_of("") == number_of(" \t") == 0


def test_no_shipped_name_has_another_slug_than_before():
    cells = {
        cell for path in SHIPPED.glob("*/*.csv") for row in csv.reader(io.StringIO(path.read_text())) for cell in row
    }
    assert len(cells) > 10_000
    assert {cell: slug_of(cell) for cell in cells} == {cell: former_slug_of(cell) for cell in cells}
    short = {cell for cell in cells if any(map(str.isalnum, cell)) and len(key_of(cell)) <= 80}
    assert {cell: own_slug_of(cell) for cell in short} == {cell: former_slug_of(cell) for cell in short}


def test_publishers_are_told_apart_on_every_face(client, published):
    counts = {name: len(ids) for name, ids in published.items()}
    assert counts == {**dict.fromkeys(NAMES, 1), **dict.fromkeys(SPELT, 2), "РИА Новости": 3, "新华社": 2}
    by_api = client.get("/api/v1/facets/", {"facet": "publisher"}).json()["facets"][0]["options"]
    slugs = {one["label"]: one["value"] for one in by_api}
    assert {one["label"]: one["count"] for one in by_api} == counts
    assert slugs == {name: own_slug_of(name) for name in NAMES}
    page = client.get("/meetings/by/publisher/").content.decode()
    for option in facet(select(""), "publisher").options:
        assert f'href="/meetings/{option.url}"' in page
        name, query = option.label, f"?publisher={slugs[option.label]}"
        assert (option.url, option.number) == (query, counts[name])
        # The page, and back from what it selects to its address.
        context = client.get(f"/meetings/{query}").context
        selection = context["selection"]
        assert (selection.address(), selection.ignored, context["canonical"]) == (query, [], f"/meetings/{query}")
        assert set(selection.ids(0, 50)) == published[name]
        assert selection.text == f"{counts[name]} held meeting{'s'[: counts[name] - 1]} reported by {name}"
        (chosen,) = (one for one in facet(selection, "publisher").options if one.chosen)
        assert (chosen.label, chosen.number) == (name, counts[name])
        # The files, and the API.
        lines = client.get(f"/meetings.csv{query}").getvalue().decode().splitlines()
        rows = csv.DictReader(lines)
        assert {int(row["id"]) for row in rows} == published[name]
        assert {one["id"] for one in client.get(f"/api/v1/meetings/{query}").json()["results"]} == published[name]


def test_a_former_slug_leads_on_where_it_was_of_one_alone(client, published):
    """Whatever else the address says stays; files and programs are answered at once."""
    make_meeting(sources=[make_source(publisher="Тɔгɔ Press")])
    now = own_slug_of("Тɔгɔ Press")
    for path in ("/meetings/", "/meetings/by/topic/"):
        response = client.get(f"{path}?country=AZ&publisher=press%2Cpravda&sort=date&nonsense=1")
        right = f"{path}?country=AZ&publisher={now},pravda&sort=date&nonsense=1"
        assert (response.status_code, response.headers["Location"]) == (302, right)
        assert client.get(right).status_code == 200
    for path in ("/meetings.json", "/api/v1/meetings/"):
        assert client.get(f"{path}?publisher=press").json()["sentence"] == "1 held meeting reported by Тɔгɔ Press"
    # A Latin name keeps its own.
    assert select("publisher=ru").text == "1 held meeting reported by Ru"


def test_a_former_slug_of_several_is_answered_with_the_present_ones(client, published):
    several = defaultdict(list)
    for name in NAMES:
        several[former_slug_of(name)].append((own_slug_of(name), name))
    several = {slug: sorted(found) for slug, found in several.items() if slug not in dict(found)}
    assert {slug: len(found) for slug, found in several.items()} == {"record": 22, slug_of(LONG[0]): 2}
    for slug, found in several.items():
        names = [f"{now} ({name})" for now, name in found[:5]]
        more = [f"{len(found) - 5} more"] if len(found) > 5 else []
        reason = f"stood for {len(found)} publishers: ask for one of them, {', '.join(names + more)}"
        assert select(f"publisher={slug}").ignored == [("publisher", shown(slug), reason)]
        assert select(f"publisher={slug}").count == 0
        assert select(f"publisher={slug},wire-sons").text == "1 held meeting reported by Wire & Sons"
        response = client.get(f"/meetings/?publisher={slug}")
        assert (response.status_code, escape(reason) in response.content.decode()) == (200, True)
        assert client.get(f"/api/v1/meetings/?publisher={slug}").json()["errors"][0]["reason"] == reason


def test_what_hidden_meetings_cite_is_never_told(published):
    make_meeting(publication="draft", sources=[make_source(publisher="Тайна One")])
    assert [one.reason for one in select("publisher=one").ignored] == ["is no publisher of the register"]


def test_pages_of_other_scripts_have_words_in_their_address_and_former_ones_lead_there(client, db):
    official, occasion = make_official("Сергей Лавров"), make_occasion("首脑会议", "2023-09")
    meeting = make_meeting(title="اجتماع الوزراء", heads=[official], occasion=occasion, setting="margins")
    for row, slug in ((official, "sergey-lavrov"), (occasion, "shounaohuiyi"), (meeting, "jtm-lwzr")):
        right = row.get_absolute_url()
        assert right.endswith(f"/{row.pk}/{slug}/")
        response = client.get(right.replace(slug, "record"))
        assert (response.status_code, response.headers["Location"]) == (301, right)
        assert right in client.get("/meetings/").content.decode()


ALIKE = ["Pravda", "Правда", "პრავდა"]
"""Three names of one slug."""


@pytest.mark.parametrize(
    ("model", "more"), [(Organization, {"kind": "ministry"}), (Place, {"kind": "city"}), (Topic, {})]
)
def test_the_desk_proposes_slugs_that_are_free(staff_client, model, more):
    for name in ALIKE:
        page = Page(staff_client, address(model, "add"))
        assert page.send(name=name, **more), page.errors
    slugs = list(model.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs == ["pravda", *map(own_slug_of, ALIKE[1:])]
    for row in model.objects.all():
        response = staff_client.get(row.get_absolute_url())
        assert (response.status_code, row.name in response.content.decode()) == (200, True)


def test_so_do_tables_and_they_come_again(register):
    table = "name,kind\n" + "".join(f"{name},media\n" for name in ALIKE)
    assert verdicts(bring(table, "organization")) == ["new"] * 3
    rows = Organization.objects.filter(name__in=ALIKE).order_by("pk")
    assert [row.slug for row in rows] == ["pravda", *map(own_slug_of, ALIKE[1:])]
    again = "slug,name,kind\n" + "".join(f"{row.slug},{row.name},media\n" for row in rows)
    readings = bring(again, "organization")
    assert [(reading.pk, reading.problems) for reading in readings] == [(row.pk, {}) for row in rows]


def test_rows_on_file_are_mended_by_the_migration(stand):
    """What was filed under one number, and linked by one slug, is as a register that was filed today."""
    stand(_published)
    make_meeting(
        title="首脑会议", heads=["Сергей Лавров", make_official("Ali Aliyev")], occasion=make_occasion("Саммит")
    )
    right = sorted(Publisher.objects.values_list("number", "slug", "former_slug"))
    _as_before()
    assert len(list(differences())) > len(NAMES)
    migration = import_module("meetings.migrations.0014_publisher_slugs")
    for step in (migration.file_publishers, migration.call_anew):
        step(apps_at("0014_publisher_slugs"), None)
    assert list(differences()) == []
    assert sorted(Publisher.objects.values_list("number", "slug", "former_slug")) == right


def _as_before():
    """File all by the former slugs."""
    filed = Posting.objects.filter(dimension=Dimension.PUBLISHER)
    names = {row.number: row.name for row in Publisher.objects.all()}
    numbers = {number: number_of_bytes(former_slug_of(name).encode()) for number, name in names.items()}
    before = {(one.meeting_id, numbers[one.value]): one for one in filed}
    filed.delete()
    for (_, number), posting in before.items():
        posting.value = number
    Posting.objects.bulk_create(before.values())
    Publisher.objects.all().delete()
    Publisher.objects.bulk_create(
        Publisher(number=number, name=name) for number, name in {numbers[one]: names[one] for one in names}.items()
    )
    for card in MeetingDocument.objects.select_related("meeting__occasion"):
        called = [(card.row, card.row["title"] or "meeting")]
        if occasion := card.meeting.occasion:
            called.append((card.row["occasion"], occasion.name))
        people = [one for side in card.row["sides"] for one in side["people"] if "id" in one]
        called += [(one, Official.objects.get(pk=one["id"]).name) for one in people]
        for one, name in called:
            one["slug"] = former_slug_of(name)
        card.save()
