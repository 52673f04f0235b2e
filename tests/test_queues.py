"""The queues of the desk's first page: what waits, counted and listed by one filter."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.actions.derive import derive
from meetings.models import Claim, Meeting, Participant
from meetings.queries.duplicates import likely_duplicates, with_a_likely_duplicate
from meetings.queries.queues import QUEUES, lengths

from .build import (
    make_appointment,
    make_full_meeting,
    make_meeting,
    make_position,
    make_source,
    when,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(admin_user):
    return admin_user


def _in(key, user):
    return set(QUEUES[key].of(user))


def test_each_queue_holds_what_its_name_says(staff):
    full = make_full_meeting(1)
    draft = make_meeting(date="2023-01-01", publication="draft")
    other = make_meeting(date="2022-01-01", publication="draft")
    review = make_meeting(date="2021-01-01", publication="in-review")
    withdrawn = make_meeting(
        date="2020-01-01", publication="withdrawn", withdrawn_on="2026-01-01", withdrawal_reason="No."
    )
    Meeting.objects.filter(pk=draft.pk).update(entered_by=staff)
    Meeting.objects.filter(pk=other.pk).update(entered_by=User.objects.create_user("other"))
    assert _in("mine", staff) == {draft}
    assert _in("review", staff) == {review}
    assert {full, withdrawn} & (_in("no-topic", staff)) == set()
    assert {draft, other, review} <= _in("no-topic", staff)
    Claim.objects.filter(meeting=full).delete()
    assert full in _in("no-topic", staff)
    assert (full in _in("no-source", staff), withdrawn in _in("no-source", staff)) == (False, False)
    full.citations.all().delete()
    assert full in _in("no-source", staff)


def test_one_account_is_that_of_one_party_alone(staff):
    found = {}
    for name, sides in {
        "none": [[]],
        "one": [["PK"], []],
        "twice the same": [["PK"], ["PK"]],
        "both": [["PK"], ["AZ"]],
        "joint": [["PK", "AZ"]],
        "third": [["IN"]],
    }.items():
        sources = [make_source(sides=bodies) for bodies in sides]
        found[name] = make_meeting(date="2023-01-01", publication="draft", sources=sources)
    queue = _in("one-account", staff)
    assert {name for name, meeting in found.items() if meeting in queue} == {"one", "twice the same"}


def test_an_office_of_another_time_is_found(staff):
    meeting = make_meeting(date="2023-09-22", publication="draft")
    person = Participant.objects.get(party__meeting=meeting, party__country__code="PK")
    position = make_position("PK", title="Ambassador")
    right = make_appointment(person.official, position, "2020", "2024")
    person.appointments.set([right])
    assert _in("office", staff) == set()
    for start, end in (("2023-09-23", None), (None, "2023-09-21")):
        person.appointments.set(
            [make_appointment(person.official, make_position("PK", title=f"At {start}"), start, end)]
        )
        assert _in("office", staff) == {meeting}


def test_likely_duplicates_share_all_parties_within_three_days(staff):
    bodies = ("PK", "AZ")
    one = make_meeting(*bodies, date="2023-09-22", publication="draft")
    same = [
        make_meeting(*bodies, date=date) for date in ("2023-09-19", "2023-09-25", "2023-09", "2023-09-23..2023-09-30")
    ]
    apart = [make_meeting(*bodies, date=date) for date in ("2023-09-18", "2023-09-26", "2023-08", None)]
    wider = make_meeting(*bodies, "IN", date="2023-09-22")
    other = make_meeting("PK", "IN", date="2023-09-22")
    parties = {(party.country_id, party.organization_id) for party in one.parties.all()}
    assert set(likely_duplicates(parties, one.when, one.pk)) == set(same)
    assert not {*apart, wider, other} & set(likely_duplicates(parties, one.when))
    assert set(likely_duplicates(parties, when("2023-09-26"))) == {same[1], same[2], same[3], apart[1]}
    assert set(likely_duplicates(list(parties)[:1], one.when)) == set()
    # The same question of all meetings at once, asked of each by the function above.
    for meeting in Meeting.objects.all():
        bodies = {(party.country_id, party.organization_id) for party in meeting.parties.all()}
        alone = with_a_likely_duplicate(Meeting.objects.filter(pk=meeting.pk)).exists()
        assert alone == likely_duplicates(bodies, meeting.when, meeting.pk).exists(), meeting.when
    assert _in("duplicates", staff) == {one}


def test_the_first_page_counts_what_the_list_shows(staff_client, leaky):
    html = staff_client.get("/desk/").content.decode()
    user = User.objects.get(pk=staff_client.session["_auth_user_id"])
    shown = dict(re.findall(r'\?queue=([\w-]+)"><span class="count">(\d+)', html))
    assert shown == {key: str(count) for key, _, count, _ in lengths(user)}
    assert any(count != "0" for count in shown.values())
    for key, count in shown.items():
        page = staff_client.get("/desk/meetings/meeting/", {"queue": key}).content.decode()
        assert re.search(r"(\d+) meetings?\s*</nav>|(\d+) meetings?\n", page)
        assert page.count('class="action-select"') == int(count)
    assert staff_client.get("/desk/meetings/meeting/", {"queue": "none"}).status_code == 200


def test_a_long_queue_says_that_it_is_longer(staff_client, monkeypatch):
    monkeypatch.setattr("meetings.queries.queues.MOST", 2)
    for number in range(3):
        derive(make_meeting(date=f"202{number}-01-01", publication="in-review"))
    assert (
        '<span class="vh">more than </span>2<span aria-hidden="true">+</span>'
        in staff_client.get("/desk/").content.decode()
    )


def test_the_first_page_of_somebody_without_meetings_shows_no_queue(leaky):
    user = User.objects.create_user("tags", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_topic"))
    client = Client()
    client.force_login(user)
    assert b"queue=" not in client.get("/desk/").content


def test_the_first_page_needs_as_many_queries_for_thirty_meetings_as_for_one(staff_client):
    counts = []
    make_full_meeting(1)
    for more in (0, 29):
        for number in range(more):
            make_full_meeting(number + 2)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            staff_client.get("/desk/")
        counts.append(len(queries))
    assert counts == [14, 14]
