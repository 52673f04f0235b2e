"""What changed in published meetings: on the meeting's own page and in the list of all."""

import re

import pytest

from meetings.models import Correction, Meeting

from .build import make_full_meeting, make_meeting

pytestmark = pytest.mark.django_db


def _told(client):
    html = client.get("/corrections/").content.decode()
    return re.findall(r"<time datetime=\"([\d-]+)\">|<bdi>(.*?)</bdi>|<p>(.*?)</p></li>", html.partition("<h1>")[2])


def test_corrections_are_listed_by_day_the_newest_first(client):
    Correction.objects.all().delete()
    one, two = make_meeting(title="One"), make_meeting(title="Two")
    for meeting, day, text in (
        (one, "2026-01-02", "First."),
        (two, "2026-01-03", "<b>Second</b>."),
        (one, "2026-01-03", "Third."),
    ):
        Correction.objects.create(meeting=meeting, date=day, text=text)
    found = ["".join(parts) for parts in _told(client)]
    day = str(one.earliest)
    assert [part for part in found if part != day] == [
        *("2026-01-03", "One", "Third.", "Two", "&lt;b&gt;Second&lt;/b&gt;."),
        *("2026-01-02", "One", "First."),
    ]


@pytest.mark.parametrize("state", ["draft", "in-review", "withdrawn"])
def test_what_readers_do_not_see_has_no_corrections(client, state):
    meeting = make_full_meeting(1)
    text = Correction.objects.create(meeting=meeting, text="The date was wrong.").text
    assert text in client.get("/corrections/").content.decode()
    withdrawn = {"withdrawn_on": "2026-01-02", "withdrawal_reason": "It was another."} if state == "withdrawn" else {}
    Meeting.objects.filter(pk=meeting.pk).update(publication=state, **withdrawn)
    html = client.get("/corrections/").content.decode()
    assert text not in html
    assert "No published meeting has been corrected yet." in html


def test_a_long_list_has_pages(client):
    meeting = make_meeting()
    Correction.objects.bulk_create(
        Correction(meeting=meeting, date="2026-01-02", text=f"Change {n}.") for n in range(103)
    )
    first, second = (client.get(f"/corrections/{query}").content.decode() for query in ("", "?page=2"))
    assert (first.count("Change "), second.count("Change ")) == (100, 3)
    assert "there is no such page" in client.get("/corrections/?page=9").content.decode()


def test_the_page_of_a_meeting_leads_to_all(client):
    meeting = make_full_meeting(1)
    Correction.objects.create(meeting=meeting, date="2026-01-02", text="The date was wrong.")
    told = client.get(meeting.get_absolute_url()).content.decode().partition("<h3>What changed</h3>")[2]
    assert "The date was wrong." in told
    assert 'href="/corrections/"' in told.partition("</section>")[0]
