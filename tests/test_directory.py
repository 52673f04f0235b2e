"""The directory: lists and pages of countries, officials, organisations, occasions, places and topics, and the first page."""

import datetime
import re

import pytest
from django.utils import timezone

from meetings.models import Country, Meeting, Occasion, Official, OfficialName
from meetings.templatetags.components import flag

from .build import (
    make_appointment,
    make_body,
    make_claim,
    make_country,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_place,
    make_position,
    make_topic,
)

pytestmark = pytest.mark.django_db


def text(response):
    """What the page says, without tags, on one line, from its main part."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r" (?=[,.;:])", "", " ".join(re.sub(r"<[^>]*>", " ", main.partition(">")[2]).split()))


def says(client, path):
    """The text of a page that has to be there."""
    response = client.get(path)
    assert response.status_code == 200
    return text(response)


# -- addresses


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/countries/pk/", "/countries/PK/"),
        ("/countries/Pk/?page=2", "/countries/PK/?page=2"),
        ("/relations/PK-AZ/", "/relations/AZ-PK/"),
        ("/relations/az-pk/", "/relations/AZ-PK/"),
        ("/relations/PK-AZ/?x=1", "/relations/AZ-PK/?x=1"),
    ],
)
def test_other_spellings_lead_on_for_good(client, one, path, right):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, right)


@pytest.mark.parametrize("kind", ["official", "occasion"])
def test_an_old_name_in_the_address_leads_on(client, one, kind):
    record = {"official": Official, "occasion": Occasion}[kind].objects.public().first()
    right = record.get_absolute_url()
    for path in (f"/{kind}s/{record.pk}/", f"/{kind}s/{record.pk}/old-name/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, right)


@pytest.mark.parametrize(
    "path",
    [
        "/countries/XX/",
        "/countries/PAK/",
        "/countries/P%4B%00/",
        "/countries/P%C4%B0/",
        "/relations/PK-PK/",
        "/relations/PK/",
        "/relations/PK-AZ-TR/",
        "/relations/PK-XX/",
        "/relations/-/",
        "/relations/PK%00-AZ/",
        "/officials/999999/",
        "/officials/999999/nobody/",
        f"/officials/{'9' * 40}/nobody/",
        f"/occasions/{'9' * 40}/",
        "/organizations/nobody/",
        "/places/nowhere/",
        "/topics/nothing/",
        "/topics/%00/",
    ],
)
def test_what_is_not_there_is_404(client, one, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "9" * 40, "1.5", "%00", "٢"])
@pytest.mark.parametrize("name", ["officials", "occasions", "places"])
def test_a_page_that_is_not_there_is_the_first_and_says_so(client, one, name, page):
    response = client.get(f"/{name}/?page={page}")
    assert response.status_code == 200
    assert "there is no such page of this list; this is the first of 1." in text(response)


def test_long_lists_have_pages(client, db):
    people = [make_official(f"Ann Name{number:03}") for number in range(201)]
    for number in range(0, 201, 3):
        make_meeting("AZ", "PK", "TR", heads=people[number : number + 3])
    first, second, third = (says(client, f"/officials/?page={page}") for page in (1, 2, 3))
    assert "201 officials are named" in first
    assert ("1–100 of 201" in first, "101–200 of 201" in second, "201–201 of 201" in third) == (True, True, True)
    assert ("Name099, Ann" in first, "Name100, Ann" in second, "Name200, Ann" in third) == (True, True, True)
    assert "Name100, Ann" not in first
    page = client.get("/officials/?page=2").content.decode()
    assert 'rel="prev" href="?"' in page
    assert 'rel="next" href="?page=3"' in page
    assert '<link rel="canonical" href="http://testserver/officials/?page=2">' in page


# -- who is seen


def test_only_a_published_meeting_makes_an_official_or_an_occasion_public(client, leaky):
    for record in (*leaky.officials, *leaky.occasions):
        assert client.get(record.get_absolute_url()).status_code == 404
        assert record.name not in text(client.get("/officials/")) + text(client.get("/occasions/"))


def test_a_cancelled_meeting_makes_its_official_public_but_is_not_counted(client, db):
    official = make_official("Pierre Cancelled")
    occasion = make_occasion("Never held")
    make_meeting("FR", "PK", heads=[official], status="cancelled", occasion=occasion, setting="margins")
    assert "No meeting held is on file for this official." in says(client, official.get_absolute_url())
    assert "No meeting held is on file for this occasion." in says(client, occasion.get_absolute_url())
    assert "Cancelled, Pierre none held" in says(client, "/officials/")
    assert "No meeting held with Country FR at the table is on file." in says(client, "/countries/FR/")
    assert "No country has a meeting on file yet. 2 more" in says(client, "/countries/")


def test_a_part_of_an_occasion_is_listed_only_when_public(client, one):
    hidden = make_occasion("Hidden part", parent=one.occasion)
    assert hidden.name not in says(client, one.occasion.get_absolute_url())
    make_meeting("AZ", "PK", occasion=hidden, setting="margins")
    page = says(client, one.occasion.get_absolute_url())
    assert "Parts of it Hidden part 1 meeting" in page
    assert page.index("2 meetings since") < page.index("Parts of it")


# -- countries


def test_a_country_answers_first(client, db):
    make_meeting("AZ", "PK", date="2017-09")
    make_meeting("PK", "IR", "TR", "org:oic", date="2025-02")
    page = says(client, "/countries/PK/")
    assert "2 meetings with 3 countries since September 2017; the last: February 2025, with" in page
    assert "with Country IR, Country TR and 1 other" in page


def test_a_country_with_one_meeting_says_when_and_with_whom(client, one):
    assert re.search(r"1 meeting with 1 country: \d+ \w+ 2023, with Country AZ\.", says(client, "/countries/PK/"))


def test_present_is_not_the_same_as_talked_about(client, one):
    meeting = make_meeting("AZ", "IN", date="2024")
    make_claim(meeting, mentions=[make_body("IN")])
    page = client.get("/countries/IN/")
    assert '<a href="/meetings/?mentions=IN">2</a>' in page.content.decode()
    assert "at 1 of them without being present" in text(page)
    assert "1 meeting with 1 country" in text(page)


def test_former_states_and_their_successors_point_at_each_other(client, db):
    union = make_country("SUHH", "Soviet Union", kind="historical", valid_until="1991")
    russia = make_country("RU", "Russia")
    union.successors.add(russia)
    russia.names.create(name="Russian Federation of old", kind="former", until="1990")
    assert "its code led to: Russia" in says(client, "/countries/SUHH/")
    assert "State that is no more" in says(client, "/countries/SUHH/")
    assert "former codes that lead here: Soviet Union" in says(client, "/countries/RU/")
    assert "formerly Russian Federation of old (until 1990)" in says(client, "/countries/RU/")


def test_where_the_meetings_of_a_country_were(client, db):
    make_meeting("AZ", "PK", place=make_place("baku", country=make_body("AZ")))
    make_meeting("AZ", "PK", place=make_place("vienna", country=make_body("AT")))
    make_meeting("AZ", "PK")
    page = says(client, "/countries/AZ/")
    assert "Hosted 1 in Country AZ or as the host" in page
    assert "Abroad 1 held elsewhere; of 1 no source says where" in page


def test_countries_with_meetings_come_first(client, one):
    page = says(client, "/countries/")
    assert "2 countries have meetings on file. 2 more" in page
    assert page.index("Country PK") < page.index("Without meetings on file") < page.index("India")


def test_the_offices_of_those_who_took_part_are_those_held_for_the_country(client, db):
    official = make_official("Asif Diplomat")
    minister = make_appointment(official, make_position("PK"), "2016", capacity="acting")
    meeting = make_meeting("AZ", "PK", heads=[None, official])
    participant = meeting.parties.get(country__code="PK").participants.get()
    participant.appointments.add(minister)
    make_meeting("PK", "TR", heads=[official])
    assert "Asif Diplomat Minister of Foreign Affairs (acting); Foreign Minister 2" in says(client, "/countries/PK/")


# -- officials


def test_a_career_says_what_is_not_known(client, db):
    official = make_official("Asif Diplomat", native_name="آصف")
    OfficialName.objects.create(official=official, name="Asef Diplomat", kind="transliteration", accepted=True)
    started = make_appointment(
        official, make_position("PK"), "2016-07-16", "", start_event="sworn in", capacity="caretaker"
    )
    make_appointment(official, make_position("PK", "Envoy", "special-envoy"), "", "2015-02")
    make_appointment(official, make_position("org:un", "Adviser", "other"))
    meeting = make_meeting("AZ", "PK", heads=[None, official])
    meeting.parties.get(country__code="PK").participants.get().appointments.add(started)
    page = says(client, official.get_absolute_url())
    assert "آصف also written Asef Diplomat" in page
    assert (
        "16 July 2016 – end not known Minister of Foreign Affairs (caretaker) Country PK · sworn in · 1 meeting" in page
    )
    assert "start not known – February 2015 Envoy Country PK · no meeting on file" in page
    assert "Dates not known Adviser Un · no meeting on file" in page
    assert page.index("16 July 2016") < page.index("start not known")


def test_titles_as_reported_stand_where_no_office_is_on_file(client, one):
    delegate = Official.objects.get(name__startswith="Delegate Pk")
    assert "Adviser as reported · 1 meeting" in says(client, delegate.get_absolute_url())


def test_people_met_sat_on_another_side(client, one):
    head, other = (party.participants.first().official for party in one.parties.all())
    page = says(client, head.get_absolute_url()).partition("People met")[2]
    assert other.name in page.partition("Topics")[0]
    assert "Delegate Az" not in page.partition("Topics")[0]


def test_an_official_of_two_countries_stands_with_both_flags(client, db):
    official = make_official("Adam Envoy")
    make_meeting("AZ", "PK", heads=[official])
    make_meeting("PK", "TR", heads=[None, official])
    page = client.get("/officials/").content.decode()
    entry = page[: page.index("Envoy, Adam")].rpartition("<li>")[2]
    assert re.findall("<svg.*?</svg>", entry) == [flag(Country.objects.get(code=code)) for code in ("AZ", "TR")]


# -- organisations, occasions, places, topics


def test_an_organisation_as_party_as_organiser_and_talked_about(client, one):
    organ = make_body("org:unga")
    organ.parent = make_body("org:un")
    organ.save()
    make_meeting("PK", "org:un", date="2024-05-01")
    page = says(client, "/organizations/un/")
    assert "1 meeting with it as a party: 1 May 2024, with Country PK." in page
    assert "Its parts on file: Unga." in page
    assert "Occasions it organises Together 1 meeting at it" in page
    assert "Talked about At 1 meeting, whether it was present or not." in page
    assert "part of Un" in says(client, "/organizations/unga/")
    assert "No meeting held is on file with it as a party." in says(client, "/organizations/unga/")


def test_an_occasion_shows_who_met_whom_from_three_meetings_on(client, db):
    occasion = make_occasion("Summit", "2024-05-01..2024-05-03", kind="summit", host=make_body("TR"))
    for number, bodies in enumerate([("AZ", "PK"), ("AZ", "TR"), ("AZ", "PK", "IR")]):
        assert "Who met whom" not in says(client, occasion.get_absolute_url()) if number else True
        make_meeting(*bodies, occasion=occasion, setting="margins", date="2024-05-02")
    page = client.get(occasion.get_absolute_url()).content.decode()
    address = f'href="/meetings/?country=AZ&amp;country=PK&amp;occasion={occasion.pk}"'
    assert f'<td class="c m2"><a {address} aria-label="Country AZ and Country PK: 2 meetings">2</a></td>' in page
    assert f'<td class="c m2"><a {address} aria-label="Country PK and Country AZ: 2 meetings">2</a></td>' in page
    assert "1–3 May 2024" in page.replace("</time>", "").replace('<time datetime="2024-05-03">', "")


def test_a_visit_has_a_guest(client, db):
    visit = make_occasion(
        "Visit", "2024", kind="visit", visit_kind="state", guest=make_body("AZ"), host=make_body("PK")
    )
    make_meeting("AZ", "PK", occasion=visit, setting="programme")
    page = says(client, visit.get_absolute_url())
    assert "State visit Visit" in page
    assert "Guest Country AZ Host Country PK" in page


def test_a_place_counts_what_lies_in_it(client, db):
    city = make_place("baku", country=make_body("AZ"))
    make_meeting("AZ", "PK", place=make_place("palace", kind="venue", parent=city), date="2024-05-01")
    page = says(client, "/places/baku/")
    assert "1 meeting held here: 1 May 2024, of Country AZ and Country PK." in page
    assert "In it: Palace ( 1 meeting )." in page
    assert "Venue, part of Baku" in says(client, "/places/palace/")
    assert "Baku 1 meeting" in says(client, "/places/")


def test_the_register_takes_no_side_on_a_disputed_area(client, one):
    page = says(client, "/places/kashmir/")
    assert "The register takes no side" in page
    assert "Talked about At 1 meeting, wherever they were held." in page


def test_a_topic_includes_what_lies_below_it(client, db):
    trade, parent = make_topic("trade"), make_topic("trade-and-investment")
    trade.parent, trade.name = parent, "trade"
    trade.save()
    parent.names.create(name="commerce")
    for date in ("2023-05-01", "2024-05-01"):
        make_claim(make_meeting("AZ", "PK", date=date), topics=[trade, parent])
    page = says(client, "/topics/trade-and-investment/")
    assert "2 meetings since 1 May 2023; the last: 1 May 2024, of Country AZ and Country PK." in page
    assert "Also found as commerce." in page
    assert "a meeting about two of them counts once. Trade 2 meetings about Trade" in page
    assert "<h1>Trade</h1>" in client.get("/topics/trade/").content.decode()
    assert re.search(r"Trade and investment 2 .*? Trade 2 ", says(client, "/topics/"))


# -- the first page


def test_home_on_an_empty_register(client, db):
    page = says(client, "/")
    assert ["0", "meetings"][0] in page
    assert "Nothing is on file yet." in page
    assert "Nothing announced is on file." in page
    assert "Try" not in page
    assert "Busiest relations" not in page


def test_home_asks_only_what_has_an_answer(client, one):
    questions = client.get("/").context["questions"]
    assert [question.label for question in questions] == [
        "Country AZ and Country PK, at one table",
        "Meetings about trade and investment",
        "Talks that mention India",
    ]
    answers = [client.get(question.url).context["selection"].count for question in questions]
    assert answers == [1, 1, 1]


def test_home_counts_held_meetings_only(client, leaky):
    make_meeting("FR", "DE", status="cancelled")
    page = says(client, "/")
    assert "meeting 1 countries 2" in page
    assert "1 meeting of 2 countries, " in page


def test_upcoming_meetings_are_announced_and_not_past(client, one, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2030, 5, 15))
    for date, title in (("2030-05-14", "Past"), ("2030-05", "This month"), ("2031", "Next year"), (None, "Some day")):
        make_meeting("FR", "DE", status="announced", date=date, title=title)
    make_meeting("FR", "DE", status="cancelled", date="2030-06", title="Called off")
    response = client.get("/")
    assert [row.title for row in response.context["upcoming"]] == ["This month", "Next year"]
    assert response.context["upcoming_url"] == "/meetings/?date_after=2030-05-15&status=announced"
    assert client.get(response.context["upcoming_url"]).context["selection"].count == 2
    assert "All 2 announced" in text(response)


def test_this_week_is_shown_only_with_meetings(client, one, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 11, 23))
    assert "This week in other years" not in says(client, "/")
    make_meeting("AZ", "PK", date="1999-11-29", title="A Monday's meeting")
    assert "This week in other years 23 November to 29 November 29 Nov 1999 A Monday" in says(client, "/")


def test_the_latest_stand_first(client, thirty):
    newest = list(Meeting.objects.order_by("-earliest", "-pk").values_list("pk", flat=True)[:5])
    assert [row.id for row in client.get("/").context["latest"]] == newest


# -- every page


PAGES = [
    "/",
    *(
        f"/{name}/"
        for name in ("countries", "officials", "organizations", "occasions", "places", "topics", "relations")
    ),
    *("/countries/PK/", "/organizations/un/", "/places/new-york/", "/topics/trade/", "/relations/AZ-PK/"),
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_say_what_they_are(client, one, path):
    page = client.get(path).content.decode()
    assert f'<link rel="canonical" href="http://testserver{path}">' in page
    assert re.search(r"<title>[^<]{2,} – diplotrack</title>", page)
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    assert page.count("<h1") == 1
    section = {"": None, "relations": "Relations", "countries": "Countries", "organizations": "Organisations"}
    if (name := path.split("/")[1]) in section and section[name]:
        assert f'aria-current="true">{section[name]}</a>' in page


@pytest.mark.parametrize("path", PAGES)
def test_staff_find_the_desk_from_every_page(staff_client, one, path):
    assert staff_client.get(path).status_code == 200


def test_staff_edit_a_record_from_its_page(staff_client, one):
    country = Country.objects.get(code="PK")
    page = staff_client.get("/countries/PK/").content.decode()
    assert f'href="/desk/meetings/country/{country.pk}/change/">Edit</a>' in page


def test_names_are_written_as_text(client, db):
    wild = "<script>alert(1)</script> & “co”"
    official = make_official(wild, native_name=wild)
    place = make_place("wild", name=wild, country=make_body("AZ"))
    occasion = make_occasion(wild)
    meeting = make_meeting("AZ", "PK", heads=[official], place=place, occasion=occasion, setting="margins", title=wild)
    make_claim(meeting, topics=[make_topic("wild", name=wild, description=wild)], mentions=[place])
    pages = ["/", "/officials/", "/places/", "/topics/", "/topics/wild/", "/places/wild/", "/countries/AZ/"]
    for path in [*pages, official.get_absolute_url(), occasion.get_absolute_url(), "/relations/AZ-PK/"]:
        assert "<script>alert" not in client.get(path).content.decode()


def test_many_years_share_bars(client, db):
    for year in range(1866, 2026, 3):
        make_meeting("AZ", "PK", date=str(year))
    years = client.get("/countries/PK/").context["years"]
    assert [(drawing.css, drawing.step) for drawing in years.drawings] == [("only-wide", 5), ("only-phone", 20)]
    assert [bar.label for bar in years.drawings[0].bars][:2] == ["1865–\N{WORD JOINER}69", "1870–\N{WORD JOINER}74"]
    assert sum(bar.count for bar in years.drawings[0].bars) == sum(bar.count for bar in years.table) == 54


def test_full_meetings_of_every_part_make_every_page(client, thirty):
    make_full_meeting(31)
    for path in PAGES:
        assert client.get(path).status_code == 200
