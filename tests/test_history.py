"""The history of the desk: a revision a save, differences in words, whole restores, and two editors who lose nothing of each other."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.edit import EditRefused
from meetings.actions.history import keep
from meetings.actions.restore import restore
from meetings.index import differences as out_of_step
from meetings.models import RECORDS, Appointment, Country, Meeting, Official, Revision
from meetings.queries.snapshots import differences, document, facts

from .build import make_appointment, make_full_meeting, make_official, make_place, make_position
from .desk_page import Page, address


def _history(row):
    return list(Revision.objects.of(row).values_list("action", "by_name", "reason"))


def _json(client, meeting):
    found = client.get(f"/meetings/{meeting.pk}.json").json()
    return {
        name: value
        for name, value in found.items()
        if name not in ("register_version", "version", "changed_at", "changed")
    }


# -- revisions


def test_one_revision_for_a_save_of_a_whole_meeting(staff_client, one):
    page = Page(staff_client, address(Meeting, one))
    page.set("claims", 0, text="what was said otherwise")
    page.set("citations", 0, locator="par. 99")
    assert page.send(reason="Read again"), page.errors
    assert _history(one) == [("changed", "admin", "Read again"), ("found", "", "")]
    new, old = Revision.objects.of(one)
    words = {(one.what.partition(" “")[0], one.after) for one in differences(Meeting, old.document, new.document)}
    assert {("Claim", "what was said otherwise"), ("Citation", "par. 99")} <= words
    assert new.document == document(Meeting.objects.get(pk=one.pk))
    assert page.send(reason="Nothing"), page.errors
    assert Revision.objects.of(one).count() == 2


def test_the_history_page_says_it_in_words(staff_client, one):
    page = Page(staff_client, address(Meeting, one))
    assert page.send(when="2 March 2021", reason="Dateline read again"), page.errors
    shown = staff_client.get(reverse("admin:meetings_meeting_history", args=[one.pk])).content.decode()
    assert "Dateline read again" in shown
    assert f'<b>Date</b>: <del dir="auto">{one.when.text}</del> → <ins dir="auto">2 March 2021</ins>' in shown


def test_names_stay_readable_when_what_they_named_is_gone(staff_client, one):
    page = Page(staff_client, address(Meeting, one))
    place = make_place("gone")
    assert page.send(place=place.pk), page.errors
    assert page.send(place=""), page.errors
    place.delete()
    User.objects.get(username="admin").revisions.update(by=None)
    shown = staff_client.get(reverse("admin:meetings_meeting_history", args=[one.pk])).content.decode()
    assert f'<b>Place</b>: removed <del dir="auto">{place.name}' in shown
    assert ", admin</h2>" in shown


@pytest.mark.parametrize("count", [1, 30])
def test_a_document_takes_as_many_queries_for_thirty_as_for_one(db, count):
    meeting = make_full_meeting(1)
    party = meeting.parties.first()
    for _ in range(count):
        person = party.participants.create(official=make_official())
        person.appointments.add(make_appointment(person.official, make_position("AZ"), "2020"))
    with CaptureQueriesContext(connection) as captured:
        document(meeting)
    assert len(captured) == 23


# -- back


def test_a_restore_gives_back_a_meeting_with_its_parts(staff_client, client, one):
    before, shown = document(one), _json(client, one)
    page = Page(staff_client, address(Meeting, one))
    page.set("claims", 0, DELETE="on")
    page.set("claims", 1, text="something else")
    page.set("participants", 0, title_as_reported="somebody else")
    assert page.send(when="2023", date_note="Other", title="Other"), page.errors
    assert _json(client, one) != shown
    found = Revision.objects.of(one).last()
    back = reverse("admin:meetings_meeting_restore", args=[found.pk])
    page = Page(staff_client, back)
    assert staff_client.post(back, page.data).status_code == 200  # No reason yet.
    assert staff_client.post(back, {**page.data, "reason": "It was right", "unchanged": "on"}).status_code == 302
    assert document(one) == before
    assert _json(client, one) == shown
    assert _history(one)[0] == ("restored", "admin", "It was right")
    assert list(out_of_step()) == []


def test_a_deleted_meeting_comes_back_under_its_address(staff_client, one):
    Meeting.objects.update(publication="draft")
    before = document(Meeting.objects.get(pk=one.pk))
    staff_client.post(reverse("admin:meetings_meeting_delete", args=[one.pk]), {"post": "yes"})
    assert not Meeting.objects.exists()
    listed = staff_client.get(reverse("admin:meetings_meeting_deleted")).content.decode()
    (found,) = Revision.objects.filter(entity="meeting", row_id=one.pk, action="deleted")
    back = reverse("admin:meetings_meeting_restore", args=[found.pk])
    assert back in listed
    assert one.title in listed
    page = Page(staff_client, back)
    assert staff_client.post(back, {**page.data, "reason": "Deleted by mistake"}).status_code == 302
    assert document(Meeting.objects.get(pk=one.pk)) == before
    assert list(out_of_step()) == []
    assert back not in staff_client.get(reverse("admin:meetings_meeting_deleted")).content.decode()


def test_every_kind_of_record_comes_back(one):
    for model in RECORDS.values():
        row = model.objects.order_by("pk").first()
        if row is None:
            continue
        before = document(row)
        column = next(name for name in ("staff_note", "note", "origin") if hasattr(row, name))
        model.objects.filter(pk=row.pk).update(**{column: "other"})
        keep(type(row), before, document(row))
        assert facts(document(row)) != facts(before)
        restore(Revision.objects.of(row).last())
        assert document(row) == before, model


def test_a_restore_that_would_break_a_rule_is_refused_in_words(staff_client, one):
    before = document(one)
    page = Page(staff_client, address(Meeting, one))
    page.set("claims", 0, topics=[])
    assert page.send(), page.errors
    found = Revision.objects.of(one).last()
    gone = next(claim["topics"][0] for claim in before["claims"] if claim["topics"])
    found.document["claims"][0]["topics"] = [{"id": 10**9, "label": gone["label"]}]
    with pytest.raises(EditRefused, match=f"“{gone['label']}”, which it names, is no longer on file"):
        restore(found)
    now = document(one)
    found.document["citations"] = []
    found.document["claims"] = []
    with pytest.raises(EditRefused, match="Cite at least one source"):
        restore(found)
    assert document(one) == now


def test_a_term_that_was_held_at_a_meeting_is_not_restored_away(one):
    term = Appointment.objects.filter(participations__isnull=False).first()
    official = Official.objects.get(pk=term.official_id)
    before = document(official)
    official.name = "Other Name"
    official.save()
    found = keep(type(official), before, document(official))
    found.document["appointments"] = []
    with pytest.raises(EditRefused, match="was held at a meeting"):
        restore(found)


def test_who_may_see_and_restore(client, one):
    found = keep(type(one), {**document(one), "title": "Before"}, document(one))
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_meeting"))
    pages = {
        "history": reverse("admin:meetings_meeting_history", args=[one.pk]),
        "deleted": reverse("admin:meetings_meeting_deleted"),
        "restore": reverse("admin:meetings_meeting_restore", args=[found.pk]),
    }
    anonymous = {name: client.get(page).status_code for name, page in pages.items()}
    client.force_login(reader)
    may_read = {name: client.get(page).status_code for name, page in pages.items()}
    client.force_login(User.objects.create_user("nobody", password="x", is_staff=True))
    may_not = {name: client.get(page).status_code for name, page in pages.items()}
    assert anonymous == {"history": 302, "deleted": 302, "restore": 302}
    assert may_read == {"history": 200, "deleted": 200, "restore": 403}
    assert may_not == {"history": 403, "deleted": 403, "restore": 403}


# -- two editors


def test_whoever_saves_second_sees_what_changed_and_chooses(staff_client, one):
    mine, theirs = (Page(staff_client, address(Meeting, one)) for _ in range(2))
    theirs.set("claims", 0, text="their words")
    assert theirs.send(date_note="Theirs"), theirs.errors
    assert not mine.send(summary="My summary")
    shown = mine.response.content.decode()
    assert "Saved by somebody else since you opened it" in shown
    assert "<b>Date note</b>" in shown
    assert "their words" in shown
    assert Meeting.objects.get(pk=one.pk).summary != "My summary"
    assert mine.data["summary"] == "My summary"
    assert not mine.send()  # Seen, but not chosen.
    over = re.search(r'type="checkbox" name="opened" value="(\w+)"', mine.response.content.decode())[1]
    assert mine.send(opened=[*mine.data["opened"], over]), mine.errors
    assert Meeting.objects.get(pk=one.pk).summary == "My summary"
    assert [action for action, _, _ in _history(one)] == ["changed", "changed", "found"]


def test_what_was_chosen_over_is_what_was_seen(staff_client, one):
    mine, theirs = (Page(staff_client, address(Meeting, one)) for _ in range(2))
    assert theirs.send(date_note="Theirs"), theirs.errors
    assert not mine.send(summary="Mine")
    over = re.search(r'type="checkbox" name="opened" value="(\w+)"', mine.response.content.decode())[1]
    assert theirs.send(date_note="Theirs again"), theirs.errors
    assert not mine.send(opened=[*mine.data["opened"], over])
    assert "Theirs again" in mine.response.content.decode()


def test_a_page_without_its_state_is_not_saved(staff_client, one):
    page = Page(staff_client, address(Meeting, one))
    del page.data["opened"]
    assert not page.send(title="Other")
    assert Meeting.objects.get(pk=one.pk).title == one.title


def test_every_kind_of_record_is_guarded(staff_client, one):
    for model in (Country, Official):
        row = model.objects.first()
        mine, theirs = (Page(staff_client, address(model, row)) for _ in range(2))
        assert theirs.send(origin="theirs"), theirs.errors
        assert not mine.send(origin="mine")
        assert model.objects.get(pk=row.pk).origin == "theirs"


def test_what_was_chosen_over_stays_chosen_where_a_rule_stands_in_the_way(staff_client, one):
    """Whoever has seen what changed is not asked again for having forgotten something else."""
    mine, theirs = (Page(staff_client, address(Meeting, one)) for _ in range(2))
    assert theirs.send(date_note="Theirs"), theirs.errors
    assert not mine.send(summary="Mine")
    over = re.search(r'type="checkbox" name="opened" value="(\w+)"', mine.response.content.decode())[1]
    assert not mine.send(opened=[*mine.data["opened"], over], when="")
    assert "Saved by somebody else since you opened it" not in mine.response.content.decode()
    assert mine.send(when="2023"), mine.errors
    assert Meeting.objects.get(pk=one.pk).summary == "Mine"


def test_a_row_that_somebody_else_deleted_can_be_agreed_to_or_entered_again(staff_client, one):
    mine, theirs = (Page(staff_client, address(Meeting, one)) for _ in range(2))
    theirs.set("claims", 2, DELETE="on")
    assert theirs.send(), theirs.errors
    mine.set("claims", 2, text="My words")
    mine.set("claims", 4, text="My last words")
    assert not mine.send()
    assert "a visit, Number1." in mine.response.content.decode()  # What the other deleted.
    over = re.search(r'type="checkbox" name="opened" value="(\w+)"', mine.response.content.decode())[1]
    assert not mine.send(opened=[*mine.data["opened"], over])
    assert "Somebody deleted this row meanwhile" in mine.response.content.decode()
    mine.set("claims", 2, DELETE="on")
    mine.add("claims", kind="said", by="AZ", text="My words", cited="3 par. 4", attribution="certain")
    assert mine.send(), mine.errors
    assert [claim.text for claim in one.claims.all()][-2:] == ["My last words", "My words"]


def test_two_tries_of_one_save_leave_one_history(staff_client, one):
    """What was refused after it was written is in no history; what then goes through is there once."""
    page = Page(staff_client, address(Meeting, one))
    page.set("claims", 0, cited="")
    assert not page.send()
    assert Revision.objects.count() == 0
    page.set("claims", 0, cited="1 par. 1", text="Trade again.")
    assert page.send(), page.errors
    assert [action for action, _, _ in _history(one)] == ["changed", "found"]
