"""Editors at the same records at once: no update is lost unseen, each accepted save has its revision, and nothing answers with a 500."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, connections, transaction
from django.urls import reverse

from meetings.actions.derive import verify
from meetings.admin.core import base, history
from meetings.index import differences as out_of_step
from meetings.index import exclusive
from meetings.models import Meeting, Official, Register, Revision
from meetings.queries.snapshots import document

from . import EXAMPLES
from .build import make_appointment, make_claim, make_meeting, make_official, make_position, make_source
from .desk_page import Page, address
from .racing import Saved, race, signed_in, typed, unseen
from .racing_ways import (
    change_a_claim,
    change_a_term,
    change_an_official,
    change_the_page,
    merge_another,
    put_back,
    take_a_step,
)

pytestmark = pytest.mark.django_db(transaction=True)

SAVES = 200 if EXAMPLES >= 200 else 16


@pytest.fixture
def boss():
    """Who may do everything."""
    return User.objects.create_superuser("admin", password="x")


# -- the windows, one by one


def _elsewhere(work):
    """Do work on a connection of its own, as another process would, and return what it returns."""
    answers = []

    def run():
        try:
            answers.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers[0]


def test_what_is_saved_while_a_page_opens_is_not_taken_for_seen(boss, monkeypatch):
    """The page shows the state that it says it had opened, whatever is saved between its first look and its last."""
    meeting, client = make_meeting(), signed_in(boss)
    looks = []

    def look(row):
        if not looks:
            looks.append(row)
            looks.append(_elsewhere(lambda: Page(signed_in(boss), address(Meeting, meeting)).send(date_note="Theirs")))
        return document(row)

    monkeypatch.setattr(history, "document", look)
    page = Page(client, address(Meeting, meeting))
    assert looks[1:] == [True]
    assert page.data["date_note"] == [""]
    assert not page.send(summary="Mine")
    assert "Theirs" in page.response.content.decode()
    assert Meeting.objects.get().date_note == "Theirs"


def _is_held():
    """Whether another editor would have to wait."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 0")
    try:
        with transaction.atomic():
            Register.objects.select_for_update(nowait=True).get()
    except OperationalError:
        return True
    return False


def test_who_writes_has_the_register_from_the_first_look_to_the_last(boss, monkeypatch):
    """A save, a refused save, a deletion, a restore, a merge and its undoing read nothing before they hold it."""
    one, other = make_meeting(publication="draft"), make_meeting(publication="draft")
    gone, kept = make_official("One Name"), make_official("Other Name")
    client = signed_in(boss)
    page = Page(client, address(Meeting, one))
    assert page.send(date_note="Other"), page.errors
    held = []

    def look(admin, request):
        if request.method == "POST":
            held.append(_elsewhere(_is_held))
        return admin.model._default_manager.get_queryset()

    def done(*posts):
        held.clear()
        codes = [client.post(where, sent).status_code for where, sent in posts]
        return codes, set(held)

    monkeypatch.setattr(base.DeskAdmin, "get_queryset", look)
    save, state = {**page.data, "_continue": "1"}, {"opened": page.data["opened"], "reason": "x"}
    assert done((page.address, {**save, "date_note": "Again"})) == ([302], {True})
    assert done((page.address, save)) == ([200], {True})
    assert done((address(Meeting, "add"), {**save, "opened": ""})) == ([200], set())
    delete = reverse("admin:meetings_meeting_delete", args=[other.pk])
    assert done((delete, {"post": "yes"})) == ([302], {True})
    merging = f"{reverse('admin:meetings_official_merge', args=[gone.pk])}?into={kept.pk}"
    shown = Page(client, merging)
    assert done((merging, {**shown.data, "reason": "One man"})) == ([302], {True})
    monkeypatch.undo()

    def compare(row):
        held.append(_elsewhere(_is_held))
        return document(row)

    back = reverse("admin:meetings_meeting_restore", args=[Revision.objects.of(one).last().pk])
    shown = Page(client, back)
    monkeypatch.setattr(history, "document", compare)
    assert done((back, {**state, **shown.data, "reason": "It was right"})) == ([302], {True})


def test_whoever_waits_for_a_turn_is_not_turned_away(boss):
    """However long the one before takes: SQLite by itself would end the wait with an error, here at once."""
    make_meeting()
    done = []

    def save():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 0")
        try:
            with exclusive():
                done.append("saved")
        except OperationalError as error:
            done.append(str(error))
        finally:
            connections.close_all()

    other = threading.Thread(target=save)
    with exclusive():
        other.start()
        other.join(0.5)
        assert done == []
    other.join()
    assert done == ["saved"]


# -- races


def _right(root, saved, least):
    """What must hold after a race over a record."""
    assert unseen(root, saved) == []
    assert len(saved) >= least
    assert Revision.objects.of(root).filter(action="found").count() == 1
    assert list(out_of_step()) == []
    assert verify() == []


@pytest.mark.long
def test_racing_saves_of_a_meeting_lose_nothing_unseen(boss):
    """200 accepted saves: each wrote its mark behind all marks that were there when its page was opened."""
    meeting = make_meeting()
    accepted = []

    def note(editor, mark):
        saved = False
        while len(accepted) < SAVES and not saved:
            page = Page(editor.client, address(Meeting, meeting))
            typed(page, "staff_note", mark)
            saved = editor.send(page, mark, {("field", "staff_note")}, over=0)
        if saved:
            accepted.append(mark)

    saved = race(boss, SAVES, *[note] * 3)
    _right(meeting, saved, SAVES)
    assert sorted(Meeting.objects.get().staff_note) == sorted("".join(accepted))


@pytest.mark.long
def test_racing_changes_of_all_parts_of_a_meeting_lose_nothing_unseen(boss):
    """Rows come, change and go on two pages of one meeting, while it is withdrawn, published and restored."""
    sources = [make_source() for _ in range(3)]
    meeting = make_meeting(sources=[make_source() for _ in range(2)])
    for number in range(3):
        make_claim(meeting, f"Trade, {number}.")
    assert Page(signed_in(boss), address(Meeting, meeting)).send(staff_note="Begun", reason="begun")
    saved = race(
        boss,
        max(SAVES // 3, 6),
        change_the_page(meeting, sources),
        change_the_page(meeting, sources),
        change_a_claim(meeting),
        take_a_step(meeting),
        put_back(meeting),
    )
    _right(meeting, [*saved, Saved("begun", None, None)], 8)


@pytest.mark.long
def test_racing_changes_of_an_official_lose_nothing_unseen(boss):
    """Names and terms of office change on two pages, while others turn out to be the same person and old states come back."""
    official = make_official("Jalil Abbas Jilani")
    make_appointment(official, make_position("PK"), "2020")
    assert Page(signed_in(boss), address(Official, official)).send(native_name="x", reason="begun")
    saved = race(
        boss,
        max(SAVES // 3, 5),
        change_an_official(official),
        change_an_official(official),
        change_a_term(official),
        merge_another(official),
        put_back(official),
    )
    _right(official, [*saved, Saved("begun", None, None)], 5)
