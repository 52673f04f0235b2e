"""What the page of a meeting asks while it is filled in, another meeting like one, and the preview: answers and who gets them."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Meeting, Participant

from .build import make_claim, make_full_meeting, make_meeting, make_source, make_term
from .desk_page import Page, address

pytestmark = pytest.mark.django_db


def _ask(client, name, **query):
    response = client.get(f"/desk/meetings/meeting/{name}/", query)
    return response.status_code, response.json()


def test_a_source_answers_with_its_paragraphs(staff_client):
    source = make_source("Report", publisher="The Gazette", full_text="First.\n\n  Second, \xa0still. \r\n\r\nThird.\n")
    assert _ask(staff_client, "paragraphs", source=source.pk) == (
        200,
        {
            "title": "The Gazette: Report",
            "address": f"/desk/meetings/source/{source.pk}/change/",
            "paragraphs": ["First.", "Second, \xa0still.", "Third."],
        },
    )
    for wrong in ("", "0", "x", "²", "9" * 30):
        assert _ask(staff_client, "paragraphs", source=wrong) == (
            400,
            {"error": "No source of this number is on file."},
        )


def test_likely_duplicates_are_named_with_their_people(staff_client):
    mine, other = (make_meeting(date=date) for date in ("2023-09-22", "2023-09-24"))
    draft = make_meeting(date="2023-09-21", publication="draft")
    make_meeting("PK", "IN", date="2023-09-22")
    people = {meeting: Participant.objects.filter(party__meeting=meeting) for meeting in (mine, draft)}
    for one, same in zip(people[draft], people[mine], strict=True):
        one.official = same.official
        one.save()
    asked = {
        "country": [party.country_id for party in mine.parties.all()],
        "official": [one.official_id for one in people[mine]],
        "date": "22 September 2023",
        "except": mine.pk,
    }
    shown = [
        {
            "title": str(meeting),
            "date": meeting.when.text,
            "state": meeting.get_publication_display(),
            "people": who,
            "address": reverse("admin:meetings_meeting_change", args=[meeting.pk]),
        }
        for meeting, who in ((draft, "same"), (other, "other"))
    ]
    assert _ask(staff_client, "duplicates", **asked) == (200, {"meetings": shown})
    assert _ask(staff_client, "duplicates", **{**asked, "date": ""}) == (200, {"meetings": []})
    assert _ask(staff_client, "duplicates", **{**asked, "country": ["x", "9" * 30]}) == (200, {"meetings": []})
    status, answer = _ask(staff_client, "duplicates", **{**asked, "date": "some day"})
    assert (status, list(answer)) == (400, ["error"])


def test_duplicates_take_as_many_queries_for_one_as_for_eight(staff_client):
    mine = make_meeting(date="2023-09-22")
    counts = []
    for more in (1, 7):
        for _ in range(more):
            make_meeting(date="2023-09-22")
        with CaptureQueriesContext(connection) as queries:
            _ask(staff_client, "duplicates", country=[one.country_id for one in mine.parties.all()], date="2023-09-22")
        counts.append(len(queries))
    assert counts == [7, 7]


def test_loaded_words_come_with_the_neutral_label(staff_client):
    make_term("provocations"), make_term("IIOJK", neutral_label="Jammu and Kashmir")
    assert _ask(staff_client, "loaded-words") == (
        200,
        {
            "words": [
                {"word": "IIOJK", "neutral": "Jammu and Kashmir"},
                {"word": "provocations", "neutral": ""},
            ]
        },
    )


@pytest.mark.parametrize("name", ["offices", "paragraphs", "duplicates", "loaded-words", "mentions"])
def test_nobody_else_gets_an_answer(client, name):
    assert client.get(f"/desk/meetings/meeting/{name}/").status_code == 302
    client.force_login(User.objects.create_user("reader"))
    assert client.get(f"/desk/meetings/meeting/{name}/").status_code == 302
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(f"/desk/meetings/meeting/{name}/").status_code == 403


# -- another like this


def test_another_begins_with_the_facts_sources_and_people_of_the_last(staff_client):
    one = make_full_meeting(1)
    page = Page(staff_client, address(Meeting, one))
    response = staff_client.post(page.address, {**page.data, "_like": "Save and add another like this"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/desk/meetings/meeting/add/?like={one.pk}"
    page = Page(staff_client, response.headers["Location"])
    assert page.data["when"] == [one.when.entry]
    assert (page.data["occasion"], page.data["place"]) == ([str(one.occasion_id)], [str(one.place_id)])
    assert (page.data["title"], page.data["summary"], page.data["claims-TOTAL_FORMS"]) == ([""], "", ["0"])
    assert page.send(when="2023-09-23"), page.errors
    two = Meeting.objects.latest("pk")
    assert two.pk != one.pk
    assert two.publication == "draft"
    assert [c.source for c in two.citations.all()] == [c.source for c in one.citations.all()]
    assert _people(two) == _people(one)
    assert not two.claims.exists()


def _people(meeting):
    return [
        (
            str(one.party),
            one.party.hosts,
            one.official,
            one.name_as_reported,
            one.heads,
            one.role,
            *one.appointments.all(),
        )
        for one in Participant.objects.filter(party__meeting=meeting).order_by("party__country__code", "order", "pk")
    ]


def test_another_like_nothing_is_an_empty_page(staff_client):
    for like in ("", "0", "x", "9" * 30):
        assert Page(staff_client, f"/desk/meetings/meeting/add/?like={like}").data["citations-TOTAL_FORMS"] == ["0"]


# -- the preview


@pytest.mark.parametrize("publication", ["draft", "in-review", "published", "withdrawn"])
def test_a_preview_is_the_page_that_readers_will_see(staff_client, publication):
    client = Client()
    meeting = make_full_meeting(1)
    public = Client().get(meeting.get_absolute_url()).content.decode()
    Meeting.objects.update(publication=publication, withdrawn_on="2026-01-01", withdrawal_reason="No.")
    preview = f"/desk/meetings/meeting/{meeting.pk}/preview/"
    response = staff_client.get(preview)
    assert response.status_code == 200
    html = response.content.decode()
    said = "Readers see this meeting so." if publication == "published" else "Readers do not see this meeting"
    assert said in html
    assert '<meta name="robots" content="noindex">' in html
    assert _main(html) == _main(public)
    assert client.get(preview).status_code == 302
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(preview).status_code == 403
    assert "max-age=0, no-cache, no-store" in response.headers["Cache-Control"]
    assert staff_client.get("/desk/meetings/meeting/999999/preview/").status_code == 404


def _main(html):
    """From the date of the meeting to the end of its accounts: the notice stands above, the way to cite it below."""
    return html.partition('<dl class="facts">')[2].partition("</section>")[0]


def test_a_preview_needs_as_many_queries_for_thirty_claims_as_for_one(staff_client):
    meeting = make_full_meeting(1, publication="draft")
    counts = []
    for more in (0, 29):
        for _ in range(more):
            make_claim(meeting)
        with CaptureQueriesContext(connection) as queries:
            staff_client.get(f"/desk/meetings/meeting/{meeting.pk}/preview/")
        counts.append(len(queries))
    assert counts == [24, 24]
