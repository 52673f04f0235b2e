"""What is put on file beside meetings: who made it and who uses it say whether readers see it."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from meetings.actions.accept import accept
from meetings.actions.derive import derive
from meetings.actions.merge import merge
from meetings.actions.rules import shown
from meetings.index import differences
from meetings.models import (
    Meeting,
    Official,
    Organization,
    Place,
    Register,
    Revision,
)

from .build import (
    make_appointment,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
)
from .desk_page import Page, address
from .entered import KINDS, by_hand, by_reference, make_by, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    """Clients by name, as `sign_in` has them."""
    return sign_in()


def version():
    """The version that the register has reached."""
    return Register.objects.current().version


# -- who made it, and who uses it


ALL = {"place", "organization", "position", "appointment", "officialname"}
TABLE = {
    # Who made it: what they made, and what of it readers see whatever uses it, and only where a published meeting does.
    "reference": ({"place", "organization"}, set()),
    "command": (ALL - {"place"}, set()),
    "import by an editor": (ALL - {"place"}, set()),
    "import by a contributor": (set(), ALL - {"place", "officialname"}),
    "editor": (ALL, set()),
    "superuser": (ALL, set()),
    "contributor": (set(), ALL - {"officialname"}),
}


@pytest.mark.parametrize("who", TABLE)
def test_who_made_it_and_who_uses_it_say_whether_readers_see_it(people, who):
    always, published = TABLE[who]
    rows = make_by(who, people)
    used_by = {"nobody": {name for name, row in rows.items() if shown(row)}}
    meeting = _using(rows)
    told = {"withdrawn_on": "2024-01-02", "withdrawal_reason": "No."}
    for state in ("draft", "in-review", "published", "withdrawn", "published"):
        for name, value in {"publication": state, **(told if state == "withdrawn" else {})}.items():
            setattr(meeting, name, value)
        meeting.save()
        derive(meeting)
        used_by[state] = {name for name, row in rows.items() if shown(row)}
    assert used_by == {
        **dict.fromkeys(("nobody", "draft", "in-review", "withdrawn"), always),
        "published": always | published,
    }
    assert list(differences()) == []


def _using(rows):
    """A draft that uses each of these."""
    official = rows["appointment"].official if "appointment" in rows else make_official()
    meeting = make_meeting(
        "PK",
        rows["organization"],
        heads=[official],
        place=rows.get("place"),
        publication="draft",
    )
    if "appointment" in rows:
        meeting.parties.get(country__code="PK").participants.get().appointments.add(rows["appointment"])
    return meeting


# -- what else a published meeting uses


def _city(**fields):
    return make_place("old-town", accepted=False, **fields)


def _body():
    return make_organization("old-club", accepted=False)


def _of_occasion():
    make_meeting(occasion=make_occasion(place=_city(), organizer=_body(), parent=make_occasion()))


def _of_occasion_above():
    make_meeting(occasion=make_occasion(parent=make_occasion(place=_city(), organizer=_body())))


def _of_source():
    make_meeting(sources=[make_source(), make_source(dateline_place=_city(), sides=[_body()])])


def _of_source_that_is_silent():
    meeting = make_meeting(sources=[make_source(dateline_place=_city(), sides=[_body()])])
    meeting.citations.update(stance="silent")
    derive(meeting)


def _of_office():
    meeting = make_meeting(place=make_place("hall", kind="venue", parent=_city(), accepted=False))
    person = meeting.parties.first().participants.get()
    office = make_position(_body(), accepted=False)
    person.appointments.add(make_appointment(person.official, office, "2020", accepted=False))
    derive(meeting)


@pytest.mark.parametrize(
    "make",
    [_of_occasion, _of_occasion_above, _of_source, _of_source_that_is_silent, _of_office],
    ids=lambda one: one.__name__,
)
def test_what_readers_come_to_from_a_published_meeting_is_public(client, make):
    make()
    rows = [Place.objects.get(slug="old-town"), Organization.objects.get(slug="old-club")]
    assert [client.get(row.get_absolute_url()).status_code for row in rows] == [200, 200]
    assert list(differences()) == []
    Meeting.objects.update(publication="draft")
    derive(Meeting.objects.get())
    assert [client.get(row.get_absolute_url()).status_code for row in rows] == [404, 404]


def test_a_public_record_names_nothing_that_waits(client):
    """An organisation below one that waits, and a place in one: an editor accepted neither parent, as no desk allows."""
    Place.objects.filter(pk=make_place("hall", parent=_city()).pk).update(accepted=True)
    make_organization("organ", parent=_body())
    for kind, slug in (("place", "hall"), ("organization", "organ")):
        page = client.get(f"/{kind}s/{slug}/").content.decode()
        assert ("Old Town" in page, "Old Club" in page) == (False, False)
        assert client.get(f"/api/v1/{kind}s/{slug}/").json()["parent"] is None


# -- accepting


def test_an_editors_save_accepts_all_that_the_page_shows(people):
    by_hand(people["contributor"])
    before = version()
    official = Official.objects.get(name="Jalil Gardener")
    page = Page(people["editor"], address(Official, official))
    assert "saving it accepts it, with all that stands here" in page.response.content.decode()
    assert page.send(), page.errors
    assert (official.names.waiting().count(), official.appointments.waiting().count(), version()) == (0, 0, before + 1)
    assert "saving it accepts it" not in page.response.content.decode()
    hall = Place.objects.get(slug="garden-hall")
    seen = Page(people["contributor"], address(Place, hall)).response.content.decode()
    assert "it waits for an editor, or for a meeting that uses it to be published" in seen


def test_what_is_accepted_takes_along_what_it_names():
    hall = make_place("hall", parent=make_place("quarter", parent=_city(), accepted=False), accepted=False)
    organ = make_organization("organ", parent=_body(), accepted=False)
    term = make_appointment(make_official(), make_position(organ, accepted=False), accepted=False)
    make_place("other", accepted=False)
    assert accept(hall, term)
    assert not accept(hall, term)
    assert [str(row) for model in KINDS for row in model.objects.waiting()] == ["Other"]


# -- merged, deleted and brought back


@pytest.mark.parametrize(("gone", "kept", "leads"), [(True, False, True), (False, True, False), (False, False, False)])
def test_the_address_of_a_merged_record_leads_on_where_readers_knew_it(client, gone, kept, leads):
    one, other = make_place("one", accepted=gone), make_place("other", accepted=kept)
    inside = make_place("inside", parent=one, accepted=gone)
    merge(one, other)
    assert client.get(other.get_absolute_url()).status_code == 200
    assert client.get(one.get_absolute_url()).status_code == (301 if leads else 404)
    api = client.get(f"/api/v1/places/{one.slug}/")
    assert api.status_code == (301 if leads else 404)
    assert client.get(inside.get_absolute_url()).status_code == (200 if gone else 404)


def test_what_an_editor_brings_back_is_accepted(people):
    by_hand(people["contributor"])
    hall = Place.objects.get(slug="garden-hall")
    there = f"{address(Place, hall)[:-7]}delete/"
    assert people["editor"].post(there, {"post": "yes"}).status_code == 302
    back = f"/desk/meetings/place/restore/{Revision.objects.of(hall).first().pk}/"
    before = version()
    people["editor"].post(back, {**Page(people["editor"], back).data, "reason": "It was right."})
    assert shown(Place.objects.get(pk=hall.pk))
    assert version() == before + 1


def test_the_reference_data_take_up_what_waits():
    make_place("garden-hall", kind="venue", parent=_city(), accepted=False)
    by_reference()
    assert shown(Place.objects.get(slug="garden-hall"))


# -- what was on file before


def test_what_was_on_file_stays_public_but_for_what_others_than_editors_had_the_last_hand_in(people):
    rows = {name: make_place(name, accepted=False) for name in ("alone", "theirs", "mended", "edited", "gone")}
    saves = [("theirs", "contributor"), ("mended", "contributor"), ("mended", "editor"), ("edited", "superuser")]
    for name, who in [*saves, ("gone", None)]:
        by = who and User.objects.get(username=who)
        Revision.objects.create(
            entity="place", row_id=rows[name].pk, action="added", by=by, by_name=who or "left", label=name, document={}
        )
    official, other = make_official(), make_official()
    for one in (official, other):
        make_appointment(one, make_position("PK", accepted=False), accepted=False), one.names.create(name="Other name")
    by = User.objects.get(username="contributor")
    Revision.objects.create(
        entity="official", row_id=official.pk, action="changed", by=by, by_name="x", label="x", document={}
    )
    importlib.import_module("meetings.migrations.0013_accepted").fill(apps, None)
    assert set(Place.objects.filter(accepted=True).values_list("slug", flat=True)) == {"alone", "mended", "edited"}
    assert Place.objects.get(slug="theirs").entered_by == by
    assert [(one.appointments.get().accepted, one.names.get().accepted) for one in (official, other)] == [
        (False, False),
        (True, True),
    ]
