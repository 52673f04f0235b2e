"""Every door of the desk, by the name of its address: who is at it, what they send, on ground made for it, and what came of it."""

import re

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.oath import totp

from meetings import models
from meetings.actions.history import keep
from meetings.actions.merge import merge
from meetings.actions.roles import ROLES, make_roles
from meetings.models import RECORDS, Meeting, Revision
from meetings.queries.snapshots import document

from .build import (
    make_appointment,
    make_claim,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
)
from .desk_page import Page

PASSWORD = "a-desk-of-ones-own"
PEOPLE = ("superuser", "administrator", "editor", "contributor", "reader", "outsider", "anonymous")
"""Who may do everything, three roles, staff who may only look, somebody with an account who is not staff, and nobody."""

LIST = "/desk/meetings/meeting/"
ANSWERS = {"offices": "official", "paragraphs": "source", "duplicates": "", "words": "", "mentions": ""}


def named_addresses(patterns=None):
    """The names of all addresses of the desk, as the map of addresses has them."""
    found = set() if patterns else {"meeting_preview"}
    for pattern in patterns or admin.site.urls[0]:
        found |= named_addresses(pattern.url_patterns) if hasattr(pattern, "url_patterns") else {pattern.name}
    return found - {None}


# -- who


def make_people():
    """Everybody of `PEOPLE`, signed in: {name: the key of the session, "" for nobody}; "boss", who makes the ground, may do everything."""
    make_roles()
    keys = {"anonymous": ""}
    for name in (*PEOPLE[:-1], "boss", "somebody"):
        user = User.objects.create_user(name, password=PASSWORD, is_staff=name != "outsider")
        user.groups.set(Group.objects.filter(name=name.title()))
        if name == "reader":
            looks = [code for code in ROLES["Contributor"] if code.startswith("view_")]
            user.user_permissions.set(Permission.objects.filter(codename__in=looks))
        User.objects.filter(pk=user.pk).update(is_superuser=name in ("boss", "superuser"))
        client = Client()
        client.force_login(user)
        keys[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys


def client_of(key, **options):
    """A browser with this session."""
    client = Client(**options)
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


# -- what comes of it


def all_rows():
    """Every row of every table but those that no request writes or, as sessions, any request may."""
    with connection.cursor() as cursor:
        found = {}
        for model in apps.get_models(include_auto_created=True):
            if model not in (Session, ContentType, Permission):
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
                found[model._meta.label] = cursor.fetchall()
    return found


_WRITES = re.compile(r"\s*(?!SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET)", re.IGNORECASE)


def try_door(client, method, address, sent, before, rows=all_rows):
    """What somebody gets, in one word, all that it did being undone; `before` is what `rows` says now.

    Rows are compared where a statement wrote any: to read them all is most of what a try costs.

    "done" where something was written, "sign-in", "page", "moved" to another page, or the status of a refusal.
    """
    with transaction.atomic():
        sent = sent(client) if callable(sent) else sent
        with CaptureQueriesContext(connection) as asked:
            response = getattr(client, method.lower())(address, sent)
        wrote = any(_WRITES.match(one["sql"]) for one in asked) and rows() != before
        transaction.set_rollback(True)
    to = response.headers.get("Location", "")
    if wrote:
        return "done" if response.status_code in (200, 302) else f"done-{response.status_code}"
    if to.startswith("/desk/login/"):
        return "sign-in"
    return {200: "page", 302: "moved"}.get(response.status_code, str(response.status_code))


# -- the doors

ROWS = {
    "meeting": lambda: somebodys(make_meeting(publication="draft")),
    "claim": lambda: make_claim(somebodys(make_meeting(publication="draft"))),
    "source": make_source,
    "official": make_official,
    "position": make_position,
    "appointment": lambda: make_appointment(make_official(), make_position(), "2020"),
    "occasion": make_occasion,
    "country": lambda: make_country("TV", "Tuvalu"),
    "organization": lambda: make_organization(f"organization-{models.Organization.objects.count()}"),
    "place": lambda: make_place(f"place-{models.Place.objects.count()}"),
    "topic": lambda: make_topic("trade"),
    "contestedterm": lambda: make_term("provocations"),
    "user": lambda: User.objects.create_user(f"colleague{User.objects.count()}", is_staff=True),
    "auditentry": lambda: models.AuditEntry.objects.create(event="signed-in", name="colleague"),
    "importbatch": lambda: make_batch(),
    "doubt": lambda: models.Doubt.objects.create(one=make_official(), other=make_official(), reason="Alike."),
}
"""A row of each kind that nothing else names, so that it may be changed and deleted."""

NEW = {
    "meeting": lambda: {"when": "2023-09-22"},
    "source": lambda: {"title": "Report", "kind": "news", "url": "https://example.org/report"},
    "official": lambda: {"name": "Jalil Abbas Jilani"},
    "position": lambda: {"title": "Ambassador", "level": "ambassador", "country": make_country("PK").pk},
    "appointment": lambda: {"official": make_official().pk, "position": make_position().pk, "capacity": "substantive"},
    "occasion": lambda: {"name": "A summit", "kind": "summit"},
    "country": lambda: {"code": "TV", "name": "Tuvalu", "kind": "state"},
    "organization": lambda: {"name": "Some Forum", "kind": "igo"},
    "place": lambda: {"name": "Baku", "kind": "city"},
    "topic": lambda: {"name": "Trade"},
    "contestedterm": lambda: {"term": "provocations"},
    "user": lambda: {"username": "new", "password1": PASSWORD, "password2": PASSWORD},
}
"""What is typed on the page of a new row of each kind."""


def make_batch(**fields):
    """A table that is being looked at."""
    mapping = {"entity": "occasion", "columns": {"name": "{name}", "kind": "{kind}"}}
    fields = {"content": b"name,kind\nA summit,summit\n", "mapping": mapping, "rows": 1, "checksum": "0" * 64, **fields}
    return models.ImportBatch.objects.create(entity="occasion", name="table.csv", **fields)


def imported():
    """A batch that brought an occasion."""
    batch, row = make_batch(state="done", content=None), make_occasion()
    batch.records.create(entity="occasion", row_id=row.pk, row=2, checksum="0" * 32, created=True)
    return batch


def somebodys(meeting, publication=None, by="somebody"):
    """The meeting, entered by a user of this name and in this state."""
    Meeting.objects.filter(pk=meeting.pk).update(
        entered_by=User.objects.get(username=by),
        publication=publication or meeting.publication,
        **({"withdrawn_on": "2026-01-01", "withdrawal_reason": "No."} if publication == "withdrawn" else {}),
    )
    return Meeting.objects.get(pk=meeting.pk)


def doors(name, boss):
    """What is sent through the door of this name, on ground made now: [(method, address, fields or a function of the client)]."""
    found = _SPECIAL.get(name)
    if found:
        return found()
    app, kind, verb = name.split("_", 2)
    if verb in _OF_KIND:
        return _OF_KIND[verb](kind, f"/desk/{app}/{kind}/", boss)
    row = ROWS[kind]()
    there = reverse(f"admin:{name}", args=[row.pk])
    return [("GET", there, {}), ("POST", there, _sent(verb, kind, there, boss))]


def _sent(verb, kind, there, boss):
    if verb == "delete":
        return {"post": "yes"}
    if kind == "importbatch":
        return {"forget": "1"}
    if verb == "change" and kind not in ("auditentry", "doubt"):
        field = next(one for one in ("staff_note", "note", "origin", "last_name") if hasattr(ROWS_MODELS[kind], one))
        return {**Page(boss, there).data, field: "Changed.", "unchanged": "on"}
    return {"password1": PASSWORD, "password2": PASSWORD} if verb == "password_change" else {}


ROWS_MODELS = {model._meta.model_name: model for model in admin.site._registry}


def _both(address, sent=None, asked=None):
    return [("GET", address, asked or {}), ("POST", address, sent or {})]


def _add(kind, base, boss):
    return _both(f"{base}add/", {**Page(boss, f"{base}add/").data, **NEW.get(kind, dict)()})


def _restore(kind, base, boss):
    revision = 1
    if kind in RECORDS:
        row = ROWS[kind]()
        revision = changed(row).pk
    there = f"{base}restore/{revision}/"
    return _both(there, {**Page(boss, there).data, "reason": "It was right.", "unchanged": "on"})


def changed(row):
    """Change a record by another road than the desk; the revision from before."""
    before = document(row)
    column = next(one for one in ("staff_note", "note", "origin") if hasattr(row, one))
    type(row).objects.filter(pk=row.pk).update(**{column: "Other."})
    keep(type(row), before, document(row))
    return Revision.objects.of(row).last()


def _restore_deleted(kind, base, boss):
    row = ROWS[kind]()
    boss.post(f"{base}{row.pk}/delete/", {"post": "yes"})
    there = f"{base}restore/{Revision.objects.of(row).first().pk}/"
    return _both(there, {**Page(boss, there).data, "reason": "It was right."})


def _merge(kind, base, boss):
    gone, kept = ROWS[kind](), ROWS[kind]()
    there = f"{base}{gone.pk}/merge/"
    opened = Page(boss, f"{there}?into={kept.pk}").data["opened"]
    return _both(there, {"into": kept.pk, "opened": opened, "reason": "One and the same."}, {"into": kept.pk})


def _part(kind, base, boss):
    found = merge(ROWS[kind](), ROWS[kind]())
    return _both(f"{base}part/{found.pk}/", {"reason": "Two after all."})


def bulk(action, rows, base=LIST):
    """An action with rows of a list: the page that asks, and then the answer."""
    sent = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0, "select_across": 0}
    answer = {"post": "yes", "confirm": str(len(rows)), "reason": "What is missing."}
    return [("POST", base, sent), ("POST", base, sent | answer)]


_OF_KIND = {
    "changelist": lambda kind, base, boss: _both(base),
    "add": _add,
    "deleted": lambda kind, base, boss: _both(f"{base}deleted/"),
    "restore": _restore,
    "restore_deleted": _restore_deleted,
    "merge": _merge,
    "part": _part,
    "delete_selected": lambda kind, base, boss: bulk("delete_selected", [ROWS[kind]()], base),
    "end_their_sessions": lambda kind, base, boss: bulk("end_their_sessions", [ROWS[kind]()], base),
    "take_second_factor": lambda kind, base, boss: bulk("take_second_factor", [ROWS[kind]()], base),
    "unlock_them": lambda kind, base, boss: bulk("unlock_them", [ROWS[kind]()], base),
    "columns": lambda kind, base, boss: _look(boss, {"columns": "1", "column:name": "{name}", "answer:x": "new"}),
    "commit": lambda kind, base, boss: _look(boss, {"commit": "1"}),
    "two": lambda kind, base, boss: bulk("two", [ROWS[kind]()], base),
}


def _answer(name, needed):
    there = reverse(f"admin:meetings_meeting_{name}")
    return _both(there, asked={needed: ROWS[needed]().pk} if needed else {})


def _second_factor():
    def sent(client):
        client.get("/desk/second-factor/")
        key = client.session.get("second_factor_key", "")
        return {"step": "set-up", "password": PASSWORD, "code": f"{totp(bytes.fromhex(key)):06}" if key else ""}

    return _both("/desk/second-factor/", sent)


def _autocomplete(model, field):
    asked = {"app_label": "meetings", "model_name": model, "field_name": field, "term": "a"}
    return _both("/desk/autocomplete/", asked=asked)


def _view_on_site():
    return _both(f"/desk/r/{ContentType.objects.get_for_model(Meeting).pk}/{make_meeting().pk}/")


def _step(action, state):
    return lambda: bulk(action, [somebodys(make_meeting(), state)])


def _look(boss, sent):
    there = f"{_IMPORTS}{make_batch().pk}/change/"
    return _both(there, {"opened": Page(boss, there).data["opened"], **sent})


def _upload(client):
    return {"file": SimpleUploadedFile("table.csv", b"name,kind\nA summit,summit\n"), "entity": "occasion"}


_IMPORTS = "/desk/meetings/importbatch/"
_NEW_PASSWORD = {
    "old_password": PASSWORD,
    "new_password1": "another-of-ones-own",
    "new_password2": "another-of-ones-own",
}
_SPECIAL = {
    "index": lambda: _both("/desk/"),
    "app_list": lambda: _both("/desk/meetings/"),
    "app_list of accounts": lambda: _both("/desk/auth/"),
    "login": lambda: _both("/desk/login/", {"username": "editor", "password": PASSWORD}),
    "logout": lambda: _both("/desk/logout/"),
    "password_change": lambda: _both("/desk/password_change/", _NEW_PASSWORD),
    "password_change_done": lambda: _both("/desk/password_change/done/"),
    "second_factor": _second_factor,
    "jsi18n": lambda: _both("/desk/jsi18n/"),
    "autocomplete": lambda: _autocomplete("party", "country"),
    "autocomplete of accounts": lambda: _autocomplete("revision", "by"),
    "view_on_site": _view_on_site,
    "waiting": lambda: _both("/desk/waiting/", {"row": f"place {make_place('hall', accepted=False).pk}"}),
    "meeting_preview": lambda: _both(f"{LIST}{ROWS['meeting']().pk}/preview/"),
    "meetings_importbatch_add": lambda: _both(f"{_IMPORTS}add/", _upload),
    "meetings_importbatch_template": lambda: _both(f"{_IMPORTS}template/meeting.csv"),
    "meetings_importbatch_undo": lambda: _both(f"{_IMPORTS}{imported().pk}/undo/", {"confirm": "1"}),
    "meetings_meeting_review": _step("review", "draft"),
    "meetings_meeting_publish": _step("publish", "in-review"),
    "meetings_meeting_send_back": _step("send_back", "in-review"),
    "meetings_meeting_withdraw": _step("withdraw", "published"),
    "a list by a password": lambda: _both(f"{LIST}?entered_by__password__startswith=a"),
    "a record without a verb": lambda: _both(f"{LIST}{ROWS['meeting']().pk}/"),
    "an address of no page": lambda: _both("/desk/no-such-page/"),
    **{
        f"meetings_meeting_{name}": lambda name=name, needed=needed: _answer(name, needed)
        for name, needed in ANSWERS.items()
    },
}
