"""Accounts of the desk: who keeps them, what nobody may give themselves, and what is written down of it."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.actions.accounts import check_second_factor, enrol, new_key
from meetings.actions.roles import ROLES, make_roles
from meetings.models import AuditEntry

from .desk_page import Page
from .test_signing_in import _code

pytestmark = pytest.mark.django_db
USERS, AUDIT = "/desk/auth/user/", "/desk/meetings/auditentry/"
NEW = "a-desk-of-ones-own"


@pytest.fixture
def people(db):
    """Somebody of each role and a superuser, signed in: {name: client}; User.objects has them by the same names."""
    make_roles()
    found = {}
    for name in (*ROLES, "Root"):
        user = User.objects.create_user(name.lower(), password=NEW, is_staff=True, is_superuser=name == "Root")
        user.groups.set(Group.objects.filter(name=name))
        found[name.lower()] = Client()
        found[name.lower()].force_login(user)
    return found


def _user(name):
    return User.objects.get(username=name)


def _page(name):
    return f"{USERS}{_user(name).pk}/change/"


def _role(name):
    return Group.objects.get(name=name).pk


def _events():
    return list(AuditEntry.objects.order_by("pk").values_list("event", "name", "by_name", "note"))


def _act(client, action, *names):
    sent = {"action": action, "_selected_action": [_user(name).pk for name in names], "index": 0, "select_across": 0}
    return client.post(USERS, sent, follow=True).content.decode()


def test_an_administrator_adds_an_account_with_its_role(people):
    page = Page(people["administrator"], f"{USERS}add/")
    fields = {"username": "new", "first_name": "New", "password1": NEW, "password2": NEW, "usable_password": "true"}
    assert page.send(**fields, groups=[_role("Contributor")]), page.errors
    new = _user("new")
    assert (new.is_staff, new.is_superuser, [one.name for one in new.groups.all()]) == (True, False, ["Contributor"])
    assert _events() == [
        ("added", "new", "administrator", ""),
        ("changed", "new", "administrator", "Roles: none → Contributor"),
    ]
    client = Client()
    sent = {"username": "new", "password": NEW, "next": "/desk/"}
    assert client.post("/desk/login/", sent).headers["Location"] == "/desk/"


def test_nobody_gives_what_they_do_not_have(people):
    """Not by a field of their own making either."""
    page = Page(people["administrator"], _page("contributor"))
    assert page.send(
        is_superuser="on", is_staff="on", user_permissions=["1", "2"], groups=[_role("Editor"), _role("Administrator")]
    ), page.errors
    user = _user("contributor")
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)
    other = Group.objects.create(name="Others")
    assert not page.send(groups=[other.pk])
    root = _user("root")
    assert people["administrator"].get(_page("root")).status_code == 200
    assert people["administrator"].post(_page("root"), {"username": "taken"}).status_code == 403
    assert people["administrator"].get(f"{USERS}{root.pk}/password/").status_code == 403
    sent = {"password1": NEW * 2, "password2": NEW * 2, "set-password": "1"}
    assert people["administrator"].post(f"{USERS}{root.pk}/password/", sent).status_code == 403
    enrol(root, key := new_key(), _code(key))
    sessions = Session.objects.count()
    assert "0 of 1 done." in _act(people["administrator"], "take_second_factor", "root")
    assert "0 of 1 done." in _act(people["administrator"], "end_their_sessions", "root")
    assert Session.objects.count() == sessions
    assert _user("root").password == root.password
    assert _user("root").totpdevice_set.count() == 1


def test_no_account_is_deleted_or_shut_by_its_owner(people):
    for client in (people["administrator"], people["root"]):
        assert client.post(f"{USERS}{_user('editor').pk}/delete/", {"post": "yes"}).status_code == 403
        _act(client, "delete_selected", "editor")
    assert User.objects.filter(username="editor").exists()
    page = Page(people["administrator"], _page("administrator"))
    page.data.pop("is_active")
    assert not page.send()
    assert page.errors["is_active"] == ["You cannot deactivate your own account: ask another administrator."]


def test_a_deactivated_account_is_out_at_once_and_stays_out(people):
    assert people["editor"].get("/desk/").status_code == 200
    page = Page(people["administrator"], _page("editor"))
    page.data.pop("is_active")
    assert page.send(), page.errors
    assert people["editor"].get("/desk/").status_code == 302
    mine = [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(_user("editor").pk)]
    assert mine == []
    # What ended does not begin again with the account.
    assert page.send(is_active="on"), page.errors
    assert people["editor"].get("/desk/").status_code == 302
    assert people["contributor"].get("/desk/").status_code == 200
    assert _events() == [
        ("deactivated", "editor", "administrator", "Sessions ended: 1"),
        ("changed", "editor", "administrator", "Changed: is_active"),
        ("changed", "editor", "administrator", "Changed: is_active"),
    ]


def test_a_role_that_is_taken_away_is_gone_with_the_next_page(people):
    add = "/desk/meetings/topic/add/"
    assert people["editor"].get(add).status_code == 200
    page = Page(people["administrator"], _page("editor"))
    assert page.send(groups=[_role("Contributor")]), page.errors
    assert people["editor"].get(add).status_code == 403
    assert _events() == [("changed", "editor", "administrator", "Roles: Editor → Contributor")]


def test_a_password_that_an_administrator_sets_ends_the_sessions_of_the_old_one(people):
    sent = {"password1": NEW * 2, "password2": NEW * 2, "set-password": "1", "usable_password": "true"}
    assert people["administrator"].post(f"{USERS}{_user('editor').pk}/password/", sent).status_code == 302
    assert people["editor"].get("/desk/").status_code == 302
    assert _events() == [("password", "editor", "administrator", "")]


def test_a_lost_phone_ended_sessions_and_a_lock_are_mended_by_an_administrator(people):
    editor = _user("editor")
    enrol(editor, key := new_key(), _code(key))
    assert "1 of 1 done." in _act(people["administrator"], "take_second_factor", "editor")
    assert editor.totpdevice_set.count() == editor.staticdevice_set.count() == 0
    with pytest.raises(Exception, match="no such code"):
        check_second_factor(editor, "000000")
    people["editor"].force_login(editor)
    assert "1 of 1 done." in _act(people["administrator"], "end_their_sessions", "editor")
    assert people["editor"].get("/desk/").status_code == 302
    for _ in range(5):
        Client().post("/desk/login/", {"username": "editor", "password": "wrong"})
    assert Client().post("/desk/login/", {"username": "editor", "password": NEW}).status_code == 429
    assert "1 of 1 done." in _act(people["administrator"], "unlock_them", "editor")
    assert Client().post("/desk/login/", {"username": "editor", "password": NEW}).status_code == 302
    told = [one for one in _events() if one[2]]
    assert told == [
        ("factor-off", "editor", "administrator", ""),
        ("sessions-ended", "editor", "administrator", "Sessions ended: 1"),
        ("unlocked", "editor", "administrator", ""),
    ]


@pytest.mark.parametrize("name", ["contributor", "editor"])
def test_accounts_and_their_list_are_for_administrators(people, name):
    doors = (USERS, f"{USERS}add/", _page("root"), _page(name), f"{USERS}{_user(name).pk}/password/", AUDIT)
    for door in doors:
        for send in (people[name].get, people[name].post):
            assert send(door).status_code == 403, door
        assert Client().get(door).status_code == 302
    assert people["administrator"].get(AUDIT).status_code == 200


def test_the_list_of_what_happened_is_read_and_never_written(people):
    Client(REMOTE_ADDR="192.0.2.7").post("/desk/login/", {"username": "editor", "password": "wrong"})
    entry = AuditEntry.objects.get()
    html = people["administrator"].get(AUDIT, {"q": "editor"}).content.decode()
    row = re.sub(r"\s*<[^>]+>\s*", "|", html.partition('id="result_list"')[2].partition("</table>")[0])
    assert re.search(rf"{entry.at:%Y-%m-%d %H:%M:%S}\|+Sign-in refused\|+editor\|+-?\|*192\.0\.2\.7\|", row)
    for client in (people["administrator"], people["root"]):
        assert client.get(f"{AUDIT}add/").status_code == 403
        assert client.post(f"{AUDIT}{entry.pk}/change/", {"name": "other"}).status_code == 403
        assert client.post(f"{AUDIT}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(AUDIT, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.get().name == "editor"


def test_the_lists_need_as_many_queries_for_thirty_accounts_as_for_one(people):
    counts = []
    for more in (0, 30):
        for number in range(more):
            user = User.objects.create_user(f"user {number}", is_staff=True)
            user.groups.add(_role("Editor"))
            AuditEntry.objects.create(event="added", name=user.username)
        for page in (USERS, AUDIT, _page("editor")):
            with CaptureQueriesContext(connection) as queries:
                assert people["root"].get(page).status_code == 200
            counts.append(len(queries))
    assert counts == [9, 8, 7] * 2


def test_the_first_page_leads_an_administrator_to_the_accounts(people):
    html = people["administrator"].get("/desk/").content.decode()
    assert f'href="{USERS}"' in html
    assert f'href="{AUDIT}"' in html
    assert USERS not in people["editor"].get("/desk/").content.decode()
    for page in ("/desk/auth/", "/desk/meetings/"):
        assert people["administrator"].get(page).status_code == 200
