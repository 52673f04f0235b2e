"""The queue of what waits beside meetings: editors see who put it on file, and accept it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions.derive import derive
from meetings.actions.rules import shown
from meetings.models import Official, Place, Register, Revision

from .build import make_appointment, make_meeting, make_official, make_organization, make_place, make_position
from .entered import KINDS, by_hand, sign_in

pytestmark = pytest.mark.django_db

QUEUE = "/desk/waiting/"


@pytest.fixture
def people(db):
    """Clients by name, as `sign_in` has them."""
    return sign_in()


def version():
    """The version that the register has reached."""
    return Register.objects.current().version


def test_an_editor_accepts_what_a_contributor_put_on_file(people, client):
    before = version()
    by_hand(people["contributor"])
    hall = Place.objects.get(slug="garden-hall")
    assert (version(), client.get(hall.get_absolute_url()).status_code) == (before, 404)
    html = people["editor"].get(QUEUE).content.decode()
    assert html.count('name="row"') == 5
    assert html.count("entered by contributor") == 5
    assert '<span class="count">5</span> <b>To accept</b>' in people["editor"].get("/desk/").content.decode()
    official = Official.objects.get(name="Jalil Gardener")
    chosen = [f"place {hall.pk}", f"appointment {official.appointments.get().pk}", "place 999", "nonsense"]
    response = people["editor"].post(QUEUE, {"row": chosen}, follow=True)
    assert "2 accepted." in response.content.decode()
    assert version() == before + 1
    assert client.get(hall.get_absolute_url()).status_code == 200
    # The office came along with the term of office, and its holder's other name did not.
    waiting = {model._meta.model_name: model.objects.waiting().count() for model in KINDS}
    assert waiting == {"place": 0, "organization": 1, "position": 0, "appointment": 0, "officialname": 1}
    for row in (hall, official):
        last = Revision.objects.of(row).first()
        assert (last.action, last.by_name) == ("accepted", "editor")
    assert "tick what readers may see" in people["editor"].post(QUEUE, {"row": chosen}, follow=True).content.decode()


def test_only_editors_see_the_queue(people):
    by_hand(people["contributor"])
    found = {name: client.get(QUEUE).status_code for name, client in people.items()}
    assert found == {"contributor": 403, "importer": 403, "editor": 200, "administrator": 200, "superuser": 200}
    hall = Place.objects.get(slug="garden-hall")
    assert people["contributor"].post(QUEUE, {"row": [f"place {hall.pk}"]}).status_code == 403
    assert not shown(hall)
    assert "To accept" not in people["contributor"].get("/desk/").content.decode()


def test_the_queue_holds_what_no_published_meeting_uses(people):
    hall = make_place("hall", kind="venue", parent=make_place("old-town", accepted=False), accepted=False)
    meeting = make_meeting(place=hall, publication="draft")
    names = ("Old Town", "Hall")
    assert [name in people["editor"].get(QUEUE).content.decode() for name in names] == [True, True]
    meeting.publication = "published"
    meeting.save()
    derive(meeting)
    assert "Nothing waits." in people["editor"].get(QUEUE).content.decode()
    people["editor"].post(QUEUE, {"row": [f"place {hall.pk}"]})
    assert not Place.objects.get(pk=hall.pk).accepted


def test_the_queue_takes_as_many_queries_for_many_rows_as_for_one(people):
    counts = []
    for more in range(2):
        for number in range(1 + 24 * more):
            body = make_organization(f"body-{more}-{number}", accepted=False)
            place = make_place(f"place-{more}-{number}", country=make_position("PK").country, accepted=False)
            make_place(f"hall-{more}-{number}", parent=place, accepted=False)
            office = make_position(body, accepted=False)
            official = make_official()
            make_appointment(official, office, accepted=False)
            official.names.create(name="Other name")
        with CaptureQueriesContext(connection) as queries:
            html = people["editor"].get(QUEUE).content.decode()
        # What only says how to ask, such as a time limit, is no question.
        counts.append(sum("SELECT" in one["sql"] for one in queries))
    assert html.count('name="row"') == 100
    assert html.count("The first 20: the others come when these are done.") == 5
    assert counts == [11, 11]
