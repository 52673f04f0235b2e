"""The list of meetings and the page of one meeting, as a reader gets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from meetings.choices import Publication
from meetings.models import Correction, Meeting

from .build import make_country, make_meeting


def words(response):
    """The page's text on one line."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(strip_tags(main).split())


def heading(response):
    """The text of the page's h1."""
    return " ".join(strip_tags(re.search(r"<h1.*?</h1>", response.content.decode(), re.S)[0]).split())


@pytest.mark.parametrize(
    "query",
    [
        "country=ZZ",
        "date_after=2023-02-31",
        f"page={10**30}",
        "official=-1",
        f"official={'9' * 40}",
        "country=%00",
        f"topic={'x' * 8192}",
        "country=PK,,,AZ",
        "&".join("country=PK" for _ in range(100)),
        "place=%ED%A0%80",
        "mentions=org:%27%3B--",
        "sort=;drop",
        "page=0",
        "x=1",
    ],
)
def test_bad_input_is_named_and_never_an_error(client, db, query):
    make_meeting()
    response = client.get(f"/meetings/?{query}")
    assert response.status_code == 200
    named = "Left out of this list" in words(response)
    assert named is not query.startswith("country=PK&")


def test_good_filters_survive_bad_ones(client, db):
    make_country("AZ", "Azerbaijan")
    make_country("PK", "Pakistan")
    make_meeting()
    response = client.get("/meetings/?country=PK,ZZ&country=AZ&date_after=2023-02-31&page=7&colour=red")
    assert heading(response) == "1 held meeting with Pakistan and Azerbaijan"
    for left_out in ("country=ZZ", "date_after=2023-02-31", "colour=red", "page=7"):
        assert left_out in words(response)


def test_blank_fields_of_the_form_leave_the_address(client, db):
    response = client.get("/meetings/?country=PK&country=&topic=&date_after=+")
    assert (response.status_code, response["Location"]) == (302, "/meetings/?country=PK")
    assert client.get("/meetings/?country=")["Location"] == "/meetings/"


def test_an_address_too_long_to_lead_on_is_answered_where_it_is(client, one):
    long = "x" * 9000
    assert client.get(f"/meetings/?country=&place={long}").status_code == 200
    response = client.get(f"/meetings/{one.pk}/?place={long}")
    assert (response.status_code, response["Location"]) == (301, one.get_absolute_url())


def test_a_list_has_fifty_rows_and_pages(client, db):
    for day in range(1, 29):
        for month in (1, 2):
            make_meeting(date=f"2023-{month:02}-{day:02}", heads=[None, None], sources=[])
    first, second = client.get("/meetings/"), client.get("/meetings/?page=2")
    assert first.content.count(b'<li class="row">') == 50
    assert second.content.count(b'<li class="row">') == 6
    assert "1–50 of 56" in words(first)
    assert "51–56 of 56" in words(second)
    assert 'href="?page=2"' in first.content.decode()
    assert 'rel="prev" href="?"' in second.content.decode()


def test_the_empty_list_says_what_each_removal_leads_to(client, db):
    make_country("IN", "India")
    make_meeting()
    page = client.get("/meetings/?country=PK&country=IN").content.decode()
    assert "Nothing on file matches all of this" in page
    assert '<a href="?country=PK">1 meeting</a> without country India' in page
    assert "No held meeting on file has country India, whatever the other filters say." in page


def test_a_record_answers_only_under_its_present_address(client, one):
    right = one.get_absolute_url()
    assert client.get(right).status_code == 200
    for wrong in (f"/meetings/{one.pk}/", f"/meetings/{one.pk}/old-title/"):
        response = client.get(f"{wrong}?country=PK")
        assert (response.status_code, response["Location"]) == (301, f"{right}?country=PK")


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 18, "9" * 40, "-1", "1%00", "²"])
def test_no_such_record(client, one, pk):
    assert client.get(f"/meetings/{pk}/").status_code == 404


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.IN_REVIEW])
def test_a_draft_answers_like_an_id_that_never_was(client, db, publication):
    draft = make_meeting(publication=publication)
    for suffix in ("", f"{draft.slug}/", "other/"):
        hidden = client.get(f"/meetings/{draft.pk}/{suffix}")
        absent = client.get(f"/meetings/{draft.pk + 500}/{suffix}")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content


def test_a_withdrawn_meeting_says_when_and_why_and_nothing_else(client, db):
    make_country("AZ", "Azerbaijan")
    meeting = make_meeting(
        title="SECRET TITLE",
        publication=Publication.WITHDRAWN,
        withdrawn_on="2024-05-06",
        withdrawal_reason="The report was retracted.",
    )
    for address in (meeting.get_absolute_url(), f"/meetings/{meeting.pk}/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "6 May 2024" in words(response)
        assert "The report was retracted." in words(response)
        assert "Azerbaijan" not in words(response)
        assert b"SECRET" not in response.content


def test_previous_and_next_step_through_the_list(client, db):
    for year in range(2019, 2024):
        make_meeting("AZ", "PK" if year != 2021 else "TR", date=f"{year}", title=f"in {year}")
    meeting = Meeting.objects.get(title="in 2022")
    page = client.get(f"{meeting.get_absolute_url()}?country=PK").content.decode()
    steps = re.findall(r'<a class="btn" rel="(\w+)" href="([^"]+)"', page)
    newer, older = (Meeting.objects.get(title=title) for title in ("in 2023", "in 2020"))
    assert steps == [
        ("prev", f"{newer.get_absolute_url()}?country=PK"),
        ("next", f"{older.get_absolute_url()}?country=PK"),
    ]
    assert "2 of 4 in" in " ".join(strip_tags(page).split())
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://testserver{meeting.get_absolute_url()}">' in page
    oldest_first = client.get(f"{meeting.get_absolute_url()}?country=PK&sort=date").content.decode()
    assert re.findall(r'rel="(\w+)" href="/meetings/(\d+)', oldest_first) == [
        ("prev", str(older.pk)),
        ("next", str(newer.pk)),
    ]


def test_a_meeting_outside_the_list_has_no_step(client, one):
    page = client.get(f"{one.get_absolute_url()}?country=TR").content.decode()
    assert 'class="step"' not in page


def test_corrections_are_shown(client, one):
    Correction.objects.create(meeting=one, date="2024-01-02", text="The place was mended.")
    assert "2 Jan 2024: The place was mended." in words(client.get(one.get_absolute_url()))


def test_the_seed_is_found_as_the_contract_says(client, register):
    def listed(query):
        return re.findall(r'<h3[^>]*><a href="/meetings/(\d+)/', client.get(f"/meetings/?{query}").content.decode())

    seven = listed("country=PK&country=AZ")
    dates = [Meeting.objects.get(pk=pk).when.entry for pk in seven]
    assert dates == ["2025-02", "2024", "2023-10-11", "2023-09-22", "2023-05-31", "2021-01-13", "2017-09"]
    seed = Meeting.objects.get(earliest="2023-09-22")
    assert listed("country=PK&country=AZ&topic=trade") == [str(seed.pk)]
    assert listed("mentions=IN") == [str(seed.pk)]
    assert listed("country=IN") == []
    make_meeting("PK", "TR", date="2021-01-13")
    assert set(listed("country=PK&country=AZ,TR")) == {*seven, *listed("country=PK&country=TR")}
    assert len(listed("country=PK&country=AZ,TR")) == 8


def test_the_seed_shows_what_its_sources_say_and_no_more(client, register):
    seed = Meeting.objects.get(earliest="2023-09-22")
    response = client.get(seed.get_absolute_url())
    page, text = response.content.decode(), words(response)
    assert "Date of the meeting" in text
    assert "22 September 2023" in text
    assert "24 September 2023 [1]" in text
    assert "Minister of Foreign Affairs (caretaker)" in text
    assert re.search(r"<blockquote[^>]*>“[^<]+”<a class=\"cite", page)
    assert 'aria-label="Source 1 ¶17, no side on file, par. 17"' in page
    assert "neutral: <b>Jammu and Kashmir</b>" in page
    assert re.search(r'<div class="basis">.*?<b>Pakistan’s account</b>', page, re.S)
    assert "It becomes joint when Azerbaijan’s account is cited for it." in text
    for claim in seed.claims.exclude(kind="agreed"):
        party = claim.speaker.short_name if claim.speaker else str(claim.party or "The parties")
        assert party in text


def test_reverse_addresses_are_the_contracts():
    assert reverse("meeting_list") == "/meetings/"
    assert reverse("meeting_detail", args=[17, "a-b"]) == "/meetings/17/a-b/"
    assert reverse("relation_detail", args=["AZ-PK"]) == "/relations/AZ-PK/"
    assert reverse("country_detail", args=["PK"]) == "/countries/PK/"
    assert reverse("organization_detail", args=["oic"]) == "/organizations/oic/"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "post"])
def test_pages_are_only_read(client, one, method):
    for address in ("/", "/meetings/", one.get_absolute_url()):
        assert getattr(client, method)(address).status_code == 405


def test_a_form_sent_from_elsewhere_is_refused_in_words(db):
    response = Client(enforce_csrf_checks=True).post("/desk/login/")
    assert response.status_code == 403
    assert b"diplotrack" in response.content


def test_facts_of_a_meeting_that_was_not_held_lead_to_lists_that_hold_it(client, db):
    meeting = make_meeting(status="cancelled")
    page = client.get(meeting.get_absolute_url()).content.decode()
    lists = re.findall(r'href="(/meetings/\?[^"]+)"', page.partition("<main")[2])
    assert lists != []
    for address in lists:
        assert meeting.get_absolute_url() in client.get(address.replace("&amp;", "&")).content.decode(), address


def test_a_session_that_cannot_be_is_none(client, db):
    client.cookies["sessionid"] = "\x00" + "a" * 20
    assert client.get("/").status_code == 200
    assert client.get("/desk/login/").status_code == 200


def test_edit_is_offered_to_those_who_may(client, one, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert "/change/" not in client.get(one.get_absolute_url()).content.decode()
