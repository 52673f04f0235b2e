"""The pages of the desk, each once: the address, what is sent there if anything, and who must have signed in to get it."""

from typing import NamedTuple

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from meetings.actions.accounts import renew_codes
from meetings.actions.merge import merge
from meetings.models import (
    AuditEntry,
    Claim,
    Country,
    CountryName,
    Doubt,
    ImportBatch,
    Meeting,
    Official,
    OfficialName,
    Revision,
    Source,
    Topic,
    TopicName,
)
from meetings.queries.snapshots import digest

from .build import make_full_meeting, make_meeting, make_official, make_place
from .desk_page import Page, address
from .doors import LIST, bulk, changed, imported

PASSWORD = "a-desk-of-ones-own"


class Shown(NamedTuple):
    """A page of the desk: `sent` are the fields of a form where the page answers one, `who` is a name of `sessions`."""

    address: str
    sent: dict | None = None
    who: str = "boss"


def sessions():
    """Clients of somebody who may do everything, of somebody half way in, of the same once inside, and of nobody."""
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    keeper = User.objects.create_superuser("keeper", password=PASSWORD)
    device = TOTPDevice.objects.create(user=keeper, name="authenticator app", confirmed=True)
    renew_codes(keeper)
    found = {"boss": Client(), "half way": Client(), "inside": Client(), "nobody": Client()}
    for name, user in (("boss", boss), ("half way", keeper), ("inside", keeper)):
        found[name].force_login(user)
    session = found["inside"].session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return found


def desk_pages(client):
    """Every page as {name: Shown}, on ground made now; to read them changes nothing but the last, which signs out."""
    meeting, other = make_full_meeting(1), make_full_meeting(2, publication="in-review")
    draft, like = make_meeting(publication="draft"), make_meeting(publication="draft")
    meeting.corrections.create(date="2026-01-02", text="The date was another.")
    CountryName.objects.create(country=Country.objects.order_by("pk").first(), name="Another name")
    TopicName.objects.create(topic=Topic.objects.order_by("pk").first(), name="Another name")
    OfficialName.objects.create(official=Official.objects.order_by("pk").first(), name="Another name")
    AuditEntry.objects.create(event="refused", name="boss", address="192.0.2.7", note="Second factor")
    Doubt.objects.create(one=make_official(), other=make_official(), reason="Names that are alike.")
    make_place("garden-hall", accepted=False)
    imports = _imports(client)
    return {
        "index": Shown("/desk/"),
        "to accept": Shown("/desk/waiting/"),
        "the register": Shown("/desk/meetings/"),
        "the accounts": Shown("/desk/auth/"),
        **_of_kinds(meeting),
        "list, a queue": Shown(f"{LIST}?queue=duplicates"),
        "list, filtered": Shown(f"{LIST}?publication__exact=draft&parties__country__id__exact=1&q=number"),
        "list, nothing found": Shown(f"{LIST}?q=zzzz"),
        "another like this": Shown(f"{LIST}add/?like={meeting.pk}"),
        "in a window": Shown("/desk/meetings/official/add/?_popup=1&_to_field=id"),
        **_saves(client, meeting),
        **_history(client, meeting, like),
        **{
            f"step, {name}": Shown(LIST, bulk(name, [draft, other])[0][2])
            for name in ("review", "publish", "send_back", "withdraw", "delete_selected")
        },
        "step, no words": Shown(LIST, bulk("send_back", [other])[1][2] | {"reason": ""}),
        **imports,
        "delete": Shown(f"{LIST}{draft.pk}/delete/"),
        "delete, protected": Shown(f"/desk/meetings/source/{Source.objects.first().pk}/delete/"),
        "preview": Shown(f"{LIST}{meeting.pk}/preview/"),
        "preview, draft": Shown(f"{LIST}{draft.pk}/preview/"),
        "another's password": Shown(f"/desk/auth/user/{User.objects.first().pk}/password/"),
        "second factor, set up": Shown("/desk/second-factor/"),
        "second factor, given": Shown("/desk/second-factor/", who="half way"),
        "second factor, wrong": Shown("/desk/second-factor/", {"step": "give", "code": "x"}, "half way"),
        "second factor, there": Shown("/desk/second-factor/", who="inside"),
        "second factor, codes": Shown("/desk/second-factor/", {"step": "codes", "password": PASSWORD}, "inside"),
        "login": Shown("/desk/login/", who="nobody"),
        "login, refused": Shown("/desk/login/", {"username": "boss", "password": "wrong"}, "nobody"),
        "password": Shown("/desk/password_change/"),
        "password, refused": Shown(
            "/desk/password_change/", {"old_password": "x", "new_password1": "a", "new_password2": "b"}
        ),
        "password, changed": Shown("/desk/password_change/done/"),
        "logged out": Shown("/desk/logout/", {}),
    }


def _of_kinds(meeting):
    """The list, the page of a new row and that of a row of each kind; what only the desk's own words begin has no new row."""
    found = {}
    for model in admin.site._registry:
        kind, base = model._meta.model_name, f"/desk/{model._meta.app_label}/{model._meta.model_name}/"
        row = meeting if model is Meeting else model.objects.order_by("pk").first()
        found[f"{kind}, list"] = Shown(base)
        found[f"{kind}, change"] = Shown(f"{base}{row.pk}/change/")
        if model not in (Claim, AuditEntry, Doubt):
            found[f"{kind}, add"] = Shown(f"{base}add/")
    return found


_TABLE = b"""key,date,participants,summary
1,2024-05-06,PK: Number One (FM); TR: X Y (FM),New.
2,2024-02-31,PK: Number One (FM); TR: X Y (FM),Wrong.
3,2024-05-06,AZ: Jalil Abas Jilani (FM); TR: X Y (FM),Asked.
"""


def _imports(client):
    """A table that is looked at in every way, one that was imported, and one that was undone."""
    client.post("/desk/meetings/importbatch/add/", {"file": SimpleUploadedFile("t.csv", _TABLE), "entity": "meeting"})
    there = address(ImportBatch, ImportBatch.objects.latest("pk"))
    done, undone = imported(), imported()
    ImportBatch.objects.filter(pk=undone.pk).update(state="undone")
    edited = imported()
    Revision.objects.create(
        entity="occasion", row_id=edited.records.get().row_id, action="changed", label="Occasion", document={}
    )
    return {
        **{f"import, {show}": Shown(f"{there}?show={show}") for show in ("wrong", "asked", "changed", "new", "same")},
        "import, no table": Shown("/desk/meetings/importbatch/add/", {"entity": "meeting"}),
        "import, done": Shown(address(ImportBatch, done)),
        "import, undone": Shown(address(ImportBatch, undone)),
        "import, undo": Shown(f"/desk/meetings/importbatch/{edited.pk}/undo/"),
        "history, imported": Shown(f"/desk/meetings/occasion/{done.records.get().row_id}/history/"),
    }


def _saves(client, meeting):
    """A save refused with words beside fields, and one of a page that somebody else saved meanwhile."""
    there = address(Meeting, meeting)
    before = changed(meeting)
    typed = Page(client, there).data
    wrong = {"claims-0-cited": "9", "participants-0-official": "", "title": "x" * 400}
    return {
        "errors": Shown(there, typed | wrong),
        "conflict": Shown(there, typed | {"opened": digest(before.document), "title": "Mine"}),
        "conflict, unknown": Shown(there, typed | {"opened": "x", "title": "Mine"}),
        "errors, new": Shown("/desk/meetings/official/add/", Page(client, "/desk/meetings/official/add/").data),
    }


def _history(client, meeting, like):
    """Differences, what was merged, what was deleted, and the ways back."""
    gone = make_place("gone")
    client.post(f"/desk/meetings/place/{gone.pk}/delete/", {"post": "yes"})
    deleted = Revision.objects.of(gone).first()
    one, same = make_official("Jalil Abbas Jilani"), make_official("Jalil Abbas Jeelani")
    merged = merge(same, one, reason="One man")
    twin = make_meeting(publication="draft", date=like.when.entry)
    merging = f"{LIST}{twin.pk}/merge/"
    oldest = Revision.objects.of(meeting).last()
    return {
        "history, none": Shown(f"{LIST}{like.pk}/history/"),
        "history, differences": Shown(f"{LIST}{meeting.pk}/history/"),
        "history, merges": Shown(f"/desk/meetings/official/{one.pk}/history/"),
        "history, account": Shown(f"/desk/auth/user/{User.objects.first().pk}/history/"),
        "deleted": Shown("/desk/meetings/place/deleted/"),
        "deleted, none": Shown("/desk/meetings/topic/deleted/"),
        "restore": Shown(f"{LIST}restore/{oldest.pk}/"),
        "restore, no words": Shown(f"{LIST}restore/{oldest.pk}/", {"reason": ""}),
        "restore, deleted": Shown(f"/desk/meetings/place/restore/{deleted.pk}/"),
        "merge": Shown(merging),
        "merge, chosen": Shown(f"{merging}?into={like.pk}"),
        "merge, no words": Shown(merging, {"into": like.pk, "reason": ""}),
        "merge, impossible": Shown(f"{merging}?into={meeting.pk}"),
        "part": Shown(f"/desk/meetings/official/part/{merged.pk}/"),
        "part, no words": Shown(f"/desk/meetings/official/part/{merged.pk}/", {"reason": ""}),
    }
