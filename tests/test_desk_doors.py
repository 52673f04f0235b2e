"""Every address of the desk and all that is sent there, tried by each role, by others with an account, and by nobody."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from meetings.models import Claim, Meeting

from .build import make_claim, make_full_meeting, make_meeting, make_source
from .desk_page import Page, address
from .doors import (
    LIST,
    PASSWORD,
    PEOPLE,
    all_rows,
    bulk,
    changed,
    client_of,
    doors,
    make_people,
    named_addresses,
    somebodys,
    try_door,
)

# Who may do what is decided in Python, of rows that other tests write on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.same_everywhere]

ALL = "meeting claim source official position appointment occasion country organization place topic contestedterm"

# What each gets at each door, request by request: the page and then what is sent, for an action the question and then the
# answer. "done" wrote something; everything else wrote nothing. Whoever is not staff is asked to sign in, where OPEN says
# nothing else.
TABLE = f"""
door                            | superuser     | administrator | editor        | contributor   | reader
index                           | page page     | page page     | page page     | page page     | page page
app_list                        | page page     | page page     | page page     | page page     | page page
app_list of accounts            | page page     | page page     | 404 404       | 404 404       | 404 404
login                           | moved done    | moved done    | moved done    | moved done    | moved done
logout                          | 405 done      | 405 done      | 405 done      | 405 done      | 405 done
password_change                 | page done     | page done     | page done     | page done     | page done
password_change_done            | page 405      | page 405      | page 405      | page 405      | page 405
second_factor                   | page done     | page done     | page done     | page done     | page done
jsi18n                          | page 405      | page 405      | page 405      | page 405      | page 405
autocomplete                    | page 405      | page 405      | page 405      | page 405      | page 405
autocomplete of accounts        | page 405      | page 405      | 403 405       | 403 405       | 403 405
view_on_site                    | moved moved   | moved moved   | moved moved   | moved moved   | moved moved
waiting                         | page done     | page done     | page done     | 403 403       | 403 403
meeting_preview                 | page 405      | page 405      | page 405      | page 405      | page 405
a list by a password            | 400 400       | 400 400       | 400 400       | 400 400       | 400 400
a record without a verb         | moved moved   | moved moved   | moved moved   | moved moved   | moved moved
an address of no page           | 404 404       | 404 404       | 404 404       | 404 404       | 404 404
offices: meeting                | page 400      | page 400      | page 400      | page 400      | page 400
paragraphs: meeting             | page 400      | page 400      | page 400      | page 400      | page 400
duplicates: meeting             | page page     | page page     | page page     | page page     | page page
words: meeting                  | page page     | page page     | page page     | page page     | page page
mentions: meeting               | page page     | page page     | page page     | page page     | page page
changelist: {ALL}               | page page     | page page     | page page     | page page     | page page
history: {ALL}                  | page page     | page page     | page page     | page page     | page page
deleted: {ALL}                  | page page     | page page     | page page     | page page     | page page
add: source official position appointment occasion organization place \
                                | page done     | page done     | page done     | page done     | 403 403
add: meeting                    | page done     | page done     | page done     | page done     | 403 403
add: country topic contestedterm | page done    | page done    | page done     | 403 403       | 403 403
add: claim                      | 403 403       | 403 403       | 403 403       | 403 403       | 403 403
change: {ALL.replace("source ", "")} | page done | page done | page done    | page 403      | page 403
change: source                  | page done     | page done     | page done     | page done     | page 403
delete: {ALL}                   | page done     | page done     | page done     | 403 403       | 403 403
restore: {ALL.replace("source ", "").replace("claim ", "").replace("appointment ", "")} \
                                | page done     | page done     | page done     | 403 403       | 403 403
restore: source                 | page done     | page done     | page done     | page done     | 403 403
restore_deleted: {ALL.replace("claim ", "").replace("appointment ", "")} \
                                | page done     | page done     | page done     | 403 403       | 403 403
restore: claim appointment      | 404 404       | 404 404       | 404 404       | 404 404       | 404 404
merge: meeting official occasion organization place | page done | page done | page done | 403 403 | 403 403
part: meeting official occasion organization place  | page done | page done | 403 403   | 403 403 | 403 403
review: meeting                 | page done     | page done     | page done     | page moved    | page page
publish: meeting                | page done     | page done     | page done     | moved moved   | page page
send_back: meeting              | page done     | page done     | page done     | moved moved   | page page
withdraw: meeting               | page done     | page done     | page done     | moved moved   | page page
delete_selected: meeting        | page done     | page done     | page done     | moved moved   | page page
delete_selected: {ALL.replace("meeting ", "")} | page done | page done | page done | page page | page page
changelist: user                | page page     | page page     | 403 403       | 403 403       | 403 403
history: user                   | page page     | page page     | 403 403       | 403 403       | 403 403
add: user                       | page done     | page done     | 403 403       | 403 403       | 403 403
change: user                    | page done     | page done     | 403 403       | 403 403       | 403 403
password_change: user           | page done     | page done     | 403 403       | 403 403       | 403 403
delete: user                    | 403 403       | 403 403       | 403 403       | 403 403       | 403 403
delete_selected: user           | moved moved   | moved moved   | 403 403       | 403 403       | 403 403
end_their_sessions: user        | done done     | done done     | 403 403       | 403 403       | 403 403
take_second_factor: user        | done done     | done done     | 403 403       | 403 403       | 403 403
unlock_them: user               | done done     | done done     | 403 403       | 403 403       | 403 403
changelist: auditentry          | page page     | page page     | 403 403       | 403 403       | 403 403
history: auditentry             | page page     | page page     | 403 403       | 403 403       | 403 403
change: auditentry              | page 403      | page 403      | 403 403       | 403 403       | 403 403
changelist: importbatch doubt   | page page     | page page     | page page     | 403 403       | 403 403
history: importbatch doubt      | page page     | page page     | page page     | 403 403       | 403 403
add: importbatch                | page done     | page done     | page done     | 403 403       | 403 403
change: importbatch             | page done     | page done     | page done     | 403 403       | 403 403
columns: importbatch            | page done     | page done     | page done     | 403 403       | 403 403
commit: importbatch             | page done     | page done     | page done     | 403 403       | 403 403
template: importbatch           | page page     | page page     | page page     | 403 403       | 403 403
undo: importbatch               | page done     | page done     | page done     | 403 403       | 403 403
two: doubt                      | done done     | done done     | done done     | 403 403       | 403 403
change: doubt                   | page 403      | page 403      | page 403      | 403 403       | 403 403
add: doubt                      | 403 403       | 403 403       | 403 403       | 403 403       | 403 403
delete: importbatch doubt       | 403 403       | 403 403       | 403 403       | 403 403       | 403 403
add: auditentry                 | 403 403       | 403 403       | 403 403       | 403 403       | 403 403
delete: auditentry              | 403 403       | 403 403       | 403 403       | 403 403       | 403 403
"""
OPEN = {
    "login": ("page done", "page done"),
    "logout": ("405 done", "405 page"),
    "meeting_preview": ("sign-in 405", "sign-in 405"),
}


def _lines(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def _names(cell):
    """The doors of a line: one, or the same verb with several kinds."""
    verb, _, kinds = cell.partition(": ")
    return [f"{'auth' if kind == 'user' else 'meetings'}_{kind}_{verb}" for kind in kinds.split()] or [cell]


def test_every_address_of_the_desk_has_a_line():
    lacking = named_addresses() - {name for cell, *_ in _lines(TABLE) for name in _names(cell)}
    assert lacking == set(), (
        "Say in TABLE above what each role gets at these addresses. Where opening them or sending {} there is not all that "
        "an editor does, tests/doors.py says under _OF_KIND or _SPECIAL what is sent."
    )


@pytest.fixture
def keys():
    return make_people()


@pytest.mark.parametrize("line", _lines(TABLE), ids=lambda line: line[0][:40])
def test_each_gets_what_is_theirs_and_nothing_is_written_by_who_is_refused(keys, line):
    cell, *expected = line
    boss = client_of(keys["boss"])
    for name in _names(cell):
        requests = doors(name, boss)
        before = all_rows()
        found = {who: " ".join(try_door(client_of(keys[who]), *one, before) for one in requests) for who in PEOPLE}
        others = OPEN.get(name, [" ".join(["sign-in"] * len(requests))] * 2)
        assert found == dict(zip(PEOPLE, (*expected, *others), strict=True)), name
        # Nor by a form on another site that an editor is lured to.
        lured = client_of(keys["editor"], enforce_csrf_checks=True)
        sent = [try_door(lured, *one, before) for one in requests if one[0] == "POST"]
        assert set(sent) == ({"405"} if name == "meeting_preview" else {"403"}), name


# -- accounts: who may do what to whom

# "done" where anything about the account, its sessions, its second factor or its locks is other than before; "page" is the
# form with its errors, and "moved" the answer to what was saved without what it asked for, or was done to none.
WHOM = ("contributor", "administrator", "superuser")
ACCOUNTS = """
what, to whom                                 | superuser | administrator | editor | contributor | reader
open: contributor administrator superuser     | page      | page          | 403    | 403         | 403
open: oneself                                 | page      | page          | 403    | 403         | 403
names: contributor administrator oneself      | done      | done          | 403    | 403         | 403
names: superuser                              | done      | 403           | 403    | 403         | 403
another's name: contributor administrator oneself | page  | page          | 403    | 403         | 403
roles given: contributor                      | done      | done          | 403    | 403         | 403
roles given: superuser                        | done      | 403           | 403    | 403         | 403
roles taken: contributor administrator        | done      | done          | 403    | 403         | 403
no role of ours: contributor administrator oneself | page | page          | 403    | 403         | 403
everything: contributor administrator         | moved     | moved         | 403    | 403         | 403
everything: oneself                           | moved     | moved         | 403    | 403         | 403
permissions: contributor administrator        | moved     | moved         | 403    | 403         | 403
no staff: contributor administrator           | moved     | moved         | 403    | 403         | 403
shut: contributor administrator               | done      | done          | 403    | 403         | 403
shut: superuser                               | done      | 403           | 403    | 403         | 403
shut: oneself                                 | page      | page          | 403    | 403         | 403
password: contributor administrator oneself   | done      | done          | 403    | 403         | 403
password: superuser                           | done      | 403           | 403    | 403         | 403
a weak password: contributor administrator    | page      | page          | 403    | 403         | 403
no password: contributor administrator        | done      | done          | 403    | 403         | 403
no password: superuser                        | done      | 403           | 403    | 403         | 403
end_their_sessions: contributor administrator | done      | done          | 403    | 403         | 403
end_their_sessions: superuser                 | done      | moved         | 403    | 403         | 403
take_second_factor: contributor administrator oneself | done | done       | 403    | 403         | 403
take_second_factor: superuser                 | done      | moved         | 403    | 403         | 403
unlock_them: contributor administrator oneself | done     | done          | 403    | 403         | 403
unlock_them: superuser                        | done      | moved         | 403    | 403         | 403
delete_selected: contributor administrator superuser oneself | moved | moved | 403 | 403         | 403
delete: contributor administrator superuser oneself | 403 | 403           | 403    | 403         | 403
add: nobody                                   | done      | done          | 403    | 403         | 403
add, who may do everything: nobody            | done      | done          | 403    | 403         | 403
"""


def _accounts():
    """All that the desk knows of accounts, but for what it tells of itself in the audit list and in Django's log of changes."""
    users = User.objects.order_by("pk").prefetch_related("groups", "user_permissions")
    return (
        [
            (
                user.username,
                user.first_name,
                user.password,
                user.is_active,
                user.is_staff,
                user.is_superuser,
                [*user.groups.all()],
                [*user.user_permissions.all()],
            )
            for user in users
        ],
        *(sorted(model.objects.values_list("pk", flat=True)) for model in (Session, TOTPDevice, AccessAttempt)),
    )


def _done_to(what, user, boss):
    """What is sent to do something to an account, as (method, address, fields)."""
    base, new = "/desk/auth/user/", "a-desk-of-another-kind"
    if what.startswith("add"):
        more = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"]} if "everything" in what else {}
        return "POST", f"{base}add/", {"username": "new", "password1": new, "password2": new, **more}
    there = f"{base}{user.pk}/change/"
    if what in ("end_their_sessions", "take_second_factor", "unlock_them", "delete_selected"):
        return bulk(what, [user], base)[1]
    if what == "delete":
        return "POST", f"{base}{user.pk}/delete/", {"post": "yes"}
    if what == "open":
        return "GET", there, {}
    if "password" in what:
        typed = "12345" if "weak" in what else new
        sent = (
            {"usable_password": "false", "unset-password": "1"}
            if what == "no password"
            else {"password1": typed, "password2": typed}
        )
        return "POST", f"{base}{user.pk}/password/", {"usable_password": "true", **sent}
    page = Page(boss, there).data
    sent = {
        "names": {"first_name": "Another"},
        "another's name": {"username": "boss"},
        "roles given": {"groups": [*Group.objects.values_list("pk", flat=True)[:3]]},
        "roles taken": {"groups": []},
        "no role of ours": {"groups": [99999]},
        "everything": {"is_superuser": "on"},
        "permissions": {"user_permissions": [1, 2]},
        "no staff": {"is_staff": ""},
        "shut": {"is_active": None},
    }[what]
    return "POST", there, {name: value for name, value in {**page, **sent}.items() if value is not None}


def test_what_each_may_do_to_whose_account(keys):
    """An account that is made has no more than what its form shows."""
    boss, found = client_of(keys["boss"]), {}
    colleagues = {role: User.objects.create_user(f"other-{role}", password=PASSWORD, is_staff=True) for role in WHOM}
    User.objects.filter(username="other-superuser").update(is_superuser=True)
    for role, user in colleagues.items():
        user.groups.set(Group.objects.filter(name=role.title()))
    for user in User.objects.filter(is_staff=True).exclude(username="boss"):
        TOTPDevice.objects.create(user=user, confirmed=False)
        Client().force_login(user)
        AccessAttempt.objects.create(username=user.username, failures_since_start=1)
    before = _accounts()
    for line, *_ in _lines(ACCOUNTS):
        what, _, whom = line.partition(": ")
        got, sent = {name: set() for name in PEOPLE}, {}
        for who in PEOPLE:
            for role in whom.split():
                user = colleagues.get(role) or User.objects.filter(username=who).first() or colleagues["contributor"]
                if user not in sent:
                    sent[user] = _done_to(what, user, boss)
                one = sent[user]
                got[who].add(try_door(client_of(keys[who]), *one, before, _accounts))
        found[line] = [" ".join(sorted(got[who])) for who in PEOPLE]
    assert found == {line: [*cells, "sign-in", "sign-in"] for line, *cells in _lines(ACCOUNTS)}


def test_an_account_that_is_made_may_do_no_more_than_its_form_shows(keys):
    boss = client_of(keys["administrator"])
    boss.post(*_done_to("add, who may do everything", None, boss)[1:])
    new = User.objects.get(username="new")
    assert (new.is_staff, new.is_superuser, new.groups.count(), new.user_permissions.count()) == (True, False, 0, 0)


# -- the way of one meeting, from state to state

STATES = {"own draft": "draft", "draft of another": "draft", "in review": "in-review", "published": "published"}
STATES |= {"withdrawn": "withdrawn"}

# All but the second are the contributor's own.
BY_STATE = {
    "contributor": """
    what                        | own draft | draft of another | in review | published | withdrawn
    open                        | page      | page             | page      | page      | page
    preview                     | page      | page             | page      | page      | page
    history                     | page      | page             | page      | page      | page
    save                        | done      | 403              | 403       | 403       | 403
    save and send to review     | done      | 403              | 403       | 403       | 403
    save and publish            | page      | 403              | 403       | 403       | 403
    save and withdraw           | page      | 403              | 403       | 403       | 403
    save and send back          | done      | 403              | 403       | 403       | 403
    save and add one like it    | done      | 403              | 403       | 403       | 403
    restore                     | done      | 403              | 403       | 403       | 403
    delete                      | 403       | 403              | 403       | 403       | 403
    merge                       | 403       | 403              | 403       | 403       | 403
    change a claim              | done      | 403              | 403       | 403       | 403
    delete a claim              | 403       | 403              | 403       | 403       | 403
    change its source           | done      | done             | done      | 403       | done
    review                      | done      | moved            | moved     | moved     | moved
    publish                     | moved     | moved            | moved     | moved     | moved
    send_back                   | moved     | moved            | moved     | moved     | moved
    withdraw                    | moved     | moved            | moved     | moved     | moved
    delete_selected             | moved     | moved            | moved     | moved     | moved
    """,
    "editor": """
    what                        | own draft | draft of another | in review | published | withdrawn
    open                        | page      | page             | page      | page      | page
    preview                     | page      | page             | page      | page      | page
    history                     | page      | page             | page      | page      | page
    save                        | done      | done             | done      | done      | done
    save and send to review     | done      | done             | done      | page      | page
    save and publish            | done      | done             | done      | done      | done
    save and withdraw           | page      | page             | page      | done      | done
    save and send back          | done      | done             | done      | page      | page
    save and add one like it    | done      | done             | done      | done      | done
    restore                     | done      | done             | done      | done      | done
    delete                      | done      | done             | done      | 403       | 403
    merge                       | done      | done             | done      | done      | page
    change a claim              | done      | done             | done      | done      | done
    delete a claim              | done      | done             | done      | 403       | done
    change its source           | done      | done             | done      | done      | done
    review                      | done      | done             | moved     | moved     | moved
    publish                     | done      | done             | done      | moved     | done
    send_back                   | moved     | moved            | done      | moved     | moved
    withdraw                    | moved     | moved            | moved     | done      | moved
    delete_selected             | done      | done             | done      | 403       | 403
    """,
}


def _tries(meeting, boss):
    """Everything that is tried with one meeting: {what: (method, address, fields)}."""
    there, base = address(Meeting, meeting), f"{LIST}{meeting.pk}/"
    typed = {**Page(boss, there).data, "staff_note": "Changed.", "unchanged": "on", "reason": "Read again."}
    told = {"withdrawn_on": "2026-01-01", "withdrawal_reason": "It did not take place."}
    claim, source = meeting.claims.first(), meeting.citations.first().source
    of_claim, of_source = address(Claim, claim), address(type(source), source)
    back = f"{LIST}restore/{changed(Meeting.objects.get(pk=meeting.pk)).pk}/"
    # The page is read anew, since the change went by another road.
    typed["opened"] = Page(boss, there).data["opened"]
    kept = somebodys(make_meeting(), meeting.publication)
    merging = f"{base}merge/"
    opened = Page(boss, f"{merging}?into={kept.pk}").data.get("opened", "")
    states = {"send to review": "in-review", "publish": "published", "withdraw": "withdrawn", "send back": "draft"}
    return {
        "open": ("GET", there, {}),
        "preview": ("GET", f"{base}preview/", {}),
        "history": ("GET", f"{base}history/", {}),
        "save": ("POST", there, typed),
        **{
            f"save and {words}": ("POST", there, typed | told | {"publication": state})
            for words, state in states.items()
        },
        "save and add one like it": ("POST", there, typed | {"_like": "1"}),
        "restore": ("POST", back, {**Page(boss, back).data, "reason": "It was right.", "unchanged": "on"}),
        "delete": ("POST", f"{base}delete/", {"post": "yes"}),
        "merge": ("POST", merging, {"into": kept.pk, "opened": opened, "reason": "One and the same."}),
        "change a claim": ("POST", of_claim, {**Page(boss, of_claim).data, "note": "Changed.", "unchanged": "on"}),
        "delete a claim": ("POST", of_claim.replace("/change/", "/delete/"), {"post": "yes"}),
        "change its source": ("POST", of_source, {**Page(boss, of_source).data, "note": "Changed."}),
        **{
            action: bulk(action, [meeting])[1]
            for action in ("review", "publish", "send_back", "withdraw", "delete_selected")
        },
    }


@pytest.mark.parametrize("who", BY_STATE)
def test_what_each_may_do_with_a_meeting_depends_on_its_state(keys, who):
    boss, found = client_of(keys["boss"]), {}
    for name, state in STATES.items():
        meeting = make_meeting()
        make_claim(meeting)
        meeting = somebodys(meeting, state, "somebody" if name == "draft of another" else who)
        tries = _tries(meeting, boss)
        before = all_rows()
        for what, one in tries.items():
            found.setdefault(what, []).append(try_door(client_of(keys[who]), *one, before))
    assert found == {what: cells for what, *cells in _lines(BY_STATE[who])}


# -- no other door leads to readers


def _published():
    return set(Meeting.objects.published().values_list("pk", flat=True))


def test_a_contributor_publishes_through_no_door(keys):
    client, boss = client_of(keys["contributor"]), client_of(keys["boss"])
    page = Page(client, f"{LIST}add/")
    full = {**Page(boss, address(Meeting, make_full_meeting(1))).data}
    new = {name: value for name, value in full.items() if not name.endswith("-id")} | {
        f"{prefix}-INITIAL_FORMS": "0" for prefix in ("citations", "participants", "claims", "corrections")
    }
    before = _published()
    for state in ("published", "withdrawn", "nonsense"):
        assert client.post(page.address, new | {"publication": state}).status_code == 200
    mine = somebodys(make_meeting(), "draft", "contributor")
    page = Page(client, address(Meeting, mine))
    assert not page.send(publication="published")
    # Back to a revision that says that it was published.
    found = changed(mine)
    type(found).objects.filter(pk=found.pk).update(document={**found.document, "publication": "published"})
    back = f"{LIST}restore/{found.pk}/"
    client.post(back, {**Page(client, back).data, "reason": "It was right."})
    assert Meeting.objects.get(pk=mine.pk).staff_note == ""
    for one in bulk("publish", [mine]):
        client.post(*one[1:])
    assert (_published(), Meeting.objects.get(pk=mine.pk).publication) == (before, "draft")


def test_a_contributor_changes_nothing_of_another_by_a_page_of_their_own(keys):
    """Rows of a published meeting are sent along with one's own draft."""
    client = client_of(keys["contributor"])
    theirs, mine = make_full_meeting(1), somebodys(make_meeting(), "draft", "contributor")
    make_claim(mine)
    page = Page(client, address(Meeting, mine))
    foreign = {
        "citations-0-id": theirs.citations.first().pk,
        "participants-0-id": theirs.parties.first().participants.first().pk,
        "claims-0-id": theirs.claims.first().pk,
    }
    before = all_rows()
    assert client.post(page.address, page.data | foreign | {"claims-0-text": "Stolen."}).status_code == 200
    assert all_rows() == before


def test_a_source_that_readers_see_is_for_editors(keys):
    client, unseen, seen = client_of(keys["contributor"]), make_source(), make_meeting().citations.first().source
    assert Page(client, address(type(unseen), unseen)).send(note="Changed.")
    sent = {**Page(client_of(keys["boss"]), address(type(seen), seen)).data, "note": "Changed."}
    assert client.post(address(type(seen), seen), sent).status_code == 403
