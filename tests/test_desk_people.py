"""Who took part, as rows of the page of a meeting: what follows from the office and the date, and the places in a delegation."""

import pytest

from meetings.models import Meeting, Participant, Party

from .build import make_appointment, make_country, make_meeting, make_official, make_organization, make_position
from .desk_page import Page, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """An official who was a minister of Pakistan, and from 2023 at an organisation too."""
    official = make_official("Jalil Abbas Jilani")
    minister = make_appointment(official, make_position("PK"), "2020", "2024")
    envoy = make_appointment(official, make_position("org:oic", "Special Envoy", "other"), "2023", "2024")
    return official, minister, envoy


def _row(client, date, **fields):
    page = Page(client, address(Meeting, "add"))
    page.data["when"] = date
    page.add("participants", **fields)
    return page


def test_the_country_follows_from_the_only_office_held_that_day(staff_client, held):
    page = _row(staff_client, "22 September 2021", official=held[0].pk)
    assert page.send(), page.errors
    (party,) = Party.objects.all()
    assert (party.country, [*party.participants.get().appointments.all()]) == (make_country("PK"), [held[1]])


def test_the_organisation_follows_from_the_office_that_was_chosen(staff_client, held):
    page = _row(staff_client, "22 September 2023", official=held[0].pk, appointments=[held[2].pk])
    assert page.send(), page.errors
    (party,) = Party.objects.all()
    assert (party.organization, [*party.participants.get().appointments.all()]) == (make_organization("oic"), [held[2]])


@pytest.mark.parametrize("date", ["22 September 2023", "22 September 2019", ""])
def test_where_no_office_or_two_tell_it_the_party_is_asked_for(staff_client, held, date):
    page = _row(staff_client, date, official=held[0].pk)
    assert not page.send()
    assert page.errors["participants-0-country"] == ["Name the country or the organisation they took part for."]


def test_an_empty_place_is_the_next_one_within_the_party(staff_client):
    """As the record counts them: the first of every party is its first."""
    meeting = make_meeting("AZ", "PK")
    page = Page(staff_client, address(Meeting, meeting))
    for body in ("PK", "AZ", "PK"):
        page.add(
            "participants", country=make_country(body).pk, official=make_official().pk, title_as_reported="Adviser"
        )
    page.set("participants", 0, order="7")
    assert page.send(), page.errors
    rows = Participant.objects.filter(party__meeting=meeting).order_by("party__country__code", "order")
    assert [(one.party.country.code, one.order) for one in rows] == [
        ("AZ", 7),
        ("AZ", 8),
        ("PK", 0),
        ("PK", 1),
        ("PK", 2),
    ]
