"""The reference data: whole, from a stated origin, loaded as often as one likes, and never over what staff edited."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

import pycountry
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import reference
from meetings.actions.reference import countries, lists
from meetings.choices import CountryKind
from meetings.models import ContestedTerm, Country, CountryName, Organization, Place, Topic, TopicName
from meetings.models.fields import fold
from meetings.templatetags.components import flag

KINDS = [Country, CountryName, Organization, Place, Topic, ContestedTerm]
FOLDER = Path(lists.FOLDER)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(stand):
    """The reference data."""
    return stand(reference.load)


def dump():
    """Every row of reference data with every column."""
    tables = [*KINDS, TopicName, Country.successors.through]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}


def changed_list(monkeypatch, name, change):
    """From now on the list `name` of the house reads as `change(rows)`."""
    rows = change([dict(row) for row in getattr(lists, name)()])
    monkeypatch.setattr(lists, name, lambda: rows)


# -- what is loaded


def test_every_code_of_iso_3166_1_is_there_and_no_other_but_kosovo(loaded):
    two = set(Country.objects.filter(code__regex="^..$").values_list("code", flat=True))
    assert two == {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert len(two) == 250
    codes = {
        code: (alpha3, numeric) for code, alpha3, numeric in Country.objects.values_list("code", "alpha3", "numeric")
    }
    assert all(codes[c.alpha_2] == (c.alpha_3, c.numeric) for c in pycountry.countries)


def test_every_entry_of_iso_3166_3_is_a_former_state_or_a_former_name(loaded):
    shipped = {row["code"]: row for row in lists.read("former_states.csv")}
    assert set(shipped) - {"XHAW"} == {past.alpha_4 for past in pycountry.historic_countries}
    for code, row in shipped.items():
        if row["kind"] == "renamed":
            name = CountryName.objects.get(country__code=row["successors"], name=row["name"])
            assert (name.kind, name.until) == ("former", pycountry.historic_countries.get(alpha_4=code).withdrawal_date)
        else:
            country = Country.objects.get(code=code)
            assert country.kind == row["kind"]
            followed = country.successors.values_list("code", flat=True)
            assert sorted(followed) == [code for code in row["successors"].split(";") if code]


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("TR", "Türkiye", "state"),
        ("CZ", "Czechia", "state"),
        ("CI", "Côte d’Ivoire", "state"),
        ("CD", "Democratic Republic of the Congo", "state"),
        ("CG", "Republic of the Congo", "state"),
        ("PS", "Palestine", "limited-recognition"),
        ("TW", "Taiwan", "limited-recognition"),
        ("XK", "Kosovo", "limited-recognition"),
        ("GL", "Greenland", "territory"),
        ("EH", "Western Sahara", "territory"),
        ("SUHH", "Soviet Union", "historical"),
        ("XHAW", "Hawaii", "historical"),
    ],
)
def test_names_and_kinds_of_the_house(loaded, code, name, kind):
    country = Country.objects.get(code=code)
    assert (country.name, country.kind) == (name, kind)


def test_names_of_countries_are_plain_and_unmistakable(loaded):
    names = list(Country.objects.values_list("name", flat=True))
    assert [name for name in names if set(name) & set("(),&*")] == []
    assert [name for name, times in Counter(map(fold, names)).items() if times > 1] == []
    # Another English name leads to one country only, and never to one while another is shown by it.
    other = Counter(fold(name) for name in CountryName.objects.filter(language="en").values_list("name", flat=True))
    assert [name for name, times in other.items() if times > 1 or name in set(map(fold, names))] == []


def test_every_country_has_its_name_in_ten_languages(loaded):
    for language in countries.LANGUAGES:
        assert CountryName.objects.filter(language=language, kind="translation").count() == 250


def test_every_row_says_where_it_was_read(loaded):
    assert [f"{row!r}" for model in KINDS for row in model.objects.filter(origin="")] == []
    house = "diplotrack house list"
    named = [
        *Country.objects.exclude(wikidata_id=""),
        *Place.objects.exclude(wikidata_id="", latitude=None),
        *Organization.objects.exclude(wikidata_id=""),
    ]
    assert [row for row in named if row.origin == house] == []


def test_every_row_is_one_that_the_desk_would_take(loaded):
    for model in (Country, Organization, Place, Topic, ContestedTerm):
        for row in model.objects.all():
            row.clean_fields()
    for row in CountryName.objects.exclude(kind="translation"):
        row.clean_fields()


def test_former_countries_have_no_flag_and_no_region(loaded):
    former = Country.objects.filter(code__regex="^....$")
    assert {flag(country) for country in former} == {""}
    assert former.filter(kind=CountryKind.STATE).count() == 0
    assert set(Country.objects.exclude(region_code="").values_list("region_code", "region")) == {
        ("002", "Africa"),
        ("009", "Oceania"),
        ("019", "Americas"),
        ("142", "Asia"),
        ("150", "Europe"),
    }


def test_trees_are_three_levels_deep_at_most(loaded):
    for model in (Topic, Place, Organization):
        assert max(len(row.ancestors) for row in model.objects.all()) <= 2


def test_topics_have_sixteen_parents_and_words_that_lead_to_one_of_them(loaded):
    assert Topic.objects.filter(parent=None).count() == 16
    words = Counter(fold(word) for word in Topic.objects.values_list("name", flat=True))
    words.update(fold(word) for word in TopicName.objects.values_list("name", flat=True))
    assert [word for word, times in words.items() if times > 1] == []


def test_a_disputed_area_belongs_to_no_country(loaded):
    assert Place.objects.filter(kind="disputed-area").exclude(country=None).count() == 0
    assert Place.objects.get(slug="jammu-and-kashmir").kind == "disputed-area"
    assert Place.objects.get(slug="line-of-control").parent.slug == "jammu-and-kashmir"


def test_every_capital_of_the_list_is_a_city(loaded):
    for row in lists.read("country-codes.csv"):
        code, capital = row["ISO3166-1-Alpha-2"], row["Capital"].strip()
        if capital and code not in {"IL", "PS", "KZ"}:
            assert Place.objects.filter(kind="city", country__code=code, name_key=fold(capital)).count() == 1, code
    # Where the list's word is disputed or out of date.
    assert Place.objects.get(slug="jerusalem").country is None
    assert Place.objects.get(slug="astana").country.code == "KZ"


def test_the_mapping_names_topics_and_mentions_that_are_there(loaded):
    rooms = {"place": (Place, "slug"), "country": (Country, "code"), "organization": (Organization, "slug")}
    for row in lists.read("topic_mapping.csv"):
        topics = [slug for slug in row["topics"].split(";") if slug]
        mentions = [mention for mention in row["mentions"].split(";") if mention]
        assert topics or mentions
        assert Topic.objects.filter(slug__in=topics).count() == len(topics)
        for mention in mentions:
            kind, _, key = mention.partition(":")
            model, field = rooms[kind]
            assert model.objects.filter(**{field: key}).exists(), mention


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.name)
def test_the_files_are_whole(path):
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert all(len(row) == len(head) for row in rows)
    assert all(cell == cell.strip() for row in rows for cell in row) or path.name == "country-codes.csv"
    if "slug" in head:
        slugs = [row[head.index("slug")] for row in rows]
        assert len(slugs) == len(set(slugs))


# -- loading again


def test_a_second_load_changes_nothing(loaded):
    before = dump()
    with CaptureQueriesContext(connection) as queries:
        report = reference.load()
    assert dump() == before
    assert {kind: set(+counts) for kind, counts in report.items()} == {kind: {"same"} for kind in report}
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert len(queries) <= 14


def test_an_edit_stays_while_another_field_of_the_row_follows_the_list(loaded, monkeypatch):
    Organization.objects.filter(slug="oic").update(name="Islamic Cooperation")
    changed_list(
        monkeypatch,
        "organizations",
        lambda rows: [
            row | {"name": "OIC, renamed", "acronym": "OIC2"} if row["slug"] == "oic" else row for row in rows
        ],
    )
    for _ in range(2):
        report = reference.load()
        oic = Organization.objects.get(slug="oic")
        assert (oic.name, oic.acronym, oic.acronym_key) == ("Islamic Cooperation", "OIC2", "oic2")
        assert report["organisations"]["kept"] == 1


def test_an_edit_that_is_taken_back_follows_the_list_again(loaded, monkeypatch):
    name = ContestedTerm.objects.get(term="IIOJK").neutral_label
    ContestedTerm.objects.filter(term="IIOJK").update(neutral_label="Kashmir")
    changed_list(monkeypatch, "contested_terms", lambda rows: [row | {"neutral_label": "New"} for row in rows])
    reference.load()
    assert ContestedTerm.objects.get(term="IIOJK").neutral_label == "Kashmir"
    ContestedTerm.objects.filter(term="IIOJK").update(neutral_label=name)
    reference.load()
    assert ContestedTerm.objects.get(term="IIOJK").neutral_label == "New"


def test_an_edit_to_empty_is_an_edit(loaded):
    Place.objects.filter(slug="karabakh").update(origin="")
    Place.objects.filter(slug="baku").update(latitude=None, longitude=None)
    reference.load()
    assert Place.objects.get(slug="karabakh").origin == ""
    assert Place.objects.get(slug="baku").latitude is None


def test_a_changed_slug_stays_and_what_hangs_under_it_too(loaded):
    Topic.objects.filter(slug="energy").update(slug="energies")
    report = reference.load()
    assert not Topic.objects.filter(slug="energy").exists()
    assert Topic.objects.get(slug="oil-and-gas").parent.slug == "energies"
    assert (report["topics"]["kept"], report["topics"]["updated"], report["topics"]["created"]) == (1, 0, 0)


def test_a_row_that_staff_made_under_the_same_key_is_taken_up(db):
    Country.objects.create(code="PK", name="Islamic Pakistan")
    reference.load()
    pakistan = Country.objects.get(code="PK")
    assert (pakistan.name, pakistan.alpha3) == ("Islamic Pakistan", "PAK")
    reference.load()
    assert Country.objects.get(code="PK").name == "Islamic Pakistan"


def test_words_that_staff_added_stay_and_words_they_took_out_stay_out(loaded):
    trade = Topic.objects.get(slug="trade")
    trade.names.get(name="commerce").delete()
    TopicName.objects.create(topic=trade, name="barter")
    reference.load()
    assert sorted(word.name for word in trade.names.all()) == ["barter", "bilateral trade", "trade turnover"]


def test_successors_that_staff_added_stay(loaded):
    yugoslavia = Country.objects.get(code="YUCS")
    yugoslavia.successors.add(Country.objects.get(code="HR"))
    reference.load()
    assert sorted(yugoslavia.successors.values_list("code", flat=True)) == ["CSXX", "HR"]


def test_a_name_that_is_shipped_no_more_goes_unless_staff_edited_it(loaded, monkeypatch):
    names = countries.names()
    CountryName.objects.filter(country__code="GB", name="Great Britain").update(kind="former")
    CountryName.objects.create(country=Country.objects.get(code="GB"), name="Blighty", language="en")
    monkeypatch.setattr(countries, "names", lambda: [n for n in names if n["name"] not in {"UK", "Great Britain"}])
    report = reference.load()["names of countries"]
    assert (report["removed"], report["kept"]) == (1, 1)
    left = set(CountryName.objects.filter(country__code="GB", language="en").values_list("name", flat=True))
    assert {"Great Britain", "Blighty"} <= left
    assert "UK" not in left


def test_a_deleted_row_comes_back(loaded):
    Place.objects.get(slug="davos").delete()
    assert reference.load()["places"]["created"] == 1
    assert Place.objects.get(slug="davos").latitude is not None


def test_a_parent_that_is_not_there_is_said(db, monkeypatch):
    changed_list(monkeypatch, "topics", lambda rows: [*rows, rows[0] | {"slug": "stray", "parent": "nowhere"}])
    with pytest.raises(ValueError, match="stray"):
        reference.load()
    assert not Topic.objects.exists()


def test_the_command_says_what_it_did(db):
    said = StringIO()
    call_command("load_reference", stdout=said)
    assert "countries: 273 created, 0 updated, 0 kept because staff edited, 0 same" in said.getvalue()
    Topic.objects.filter(slug="trade").update(name="Commerce")
    said = StringIO()
    call_command("load_reference", stdout=said)
    assert "topics: 0 created, 0 updated, 1 kept because staff edited, 89 same" in said.getvalue()
