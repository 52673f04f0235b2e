"""What may wait for an editor, put on file by whoever can: at the desk, by a table, as reference data."""

from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from meetings import imports
from meetings.actions.reference.sync import merge as load
from meetings.actions.roles import make_roles
from meetings.models import Appointment, Official, OfficialName, Organization, Place, Position

from .build import make_organization, make_position
from .desk_page import Page, address
from .tables import Written, bring, mapped

KINDS = (Place, Organization, Position, Appointment, OfficialName)


def sign_in():
    """Clients of somebody of each role, of a contributor who may import, and of one who may do everything, by name."""
    make_roles()
    found = {}
    for name in ("contributor", "importer", "editor", "administrator", "superuser"):
        user = User.objects.create_user(name, is_staff=True, is_superuser=name == "superuser")
        user.groups.set(Group.objects.filter(name={"importer": "Contributor"}.get(name, name.title())))
        if name == "importer":
            user.user_permissions.add(Permission.objects.get(codename="add_importbatch"))
        found[name] = Client()
        found[name].force_login(user)
    return found


def by_hand(client):
    """One of each kind, entered at the desk."""
    for model, fields in (
        (Place, {"name": "Garden Hall", "kind": "venue"}),
        (Organization, {"name": "Garden Club", "kind": "forum"}),
        (Position, {"title": "Gardener", "level": "other", "organization": make_organization("oic").pk}),
    ):
        page = Page(client, address(model, "add"))
        assert page.send(**fields), page.errors
    page = Page(client, address(Official, "add"))
    page.add("names", name="J. A. Gardener", kind="alias")
    page.add("appointments", position=Position.objects.get(title="Gardener").pk, capacity="substantive", start="2020")
    assert page.send(name="Jalil Gardener"), page.errors


OFFICIALS = """
name,aliases,organization,position,level,start
Jalil Gardener,J. A. Gardener,oic,Gardener,other,2020
"""
ORGANIZATIONS = """
name,kind,slug
Garden Club,forum,garden-club
"""


def by_import(user):
    """The same but for a place, which no table brings; by a command where there is no user."""
    for entity, text in (("organization", ORGANIZATIONS), ("official", OFFICIALS)):
        if user is None:
            bring(text, entity)
            continue
        table = Written(text)
        mapping = mapped(table, entity)
        importer, batch = imports.Importer(mapping), imports.batch_of(table, "t.csv", mapping, by=user)
        with importer.whole(table.rows(), batch) as readings:
            importer.write(readings, batch)


def by_reference():
    """A place and an organisation, as the shipped lists bring them."""
    load(Place, [{"slug": "garden-hall", "name": "Garden Hall", "kind": "venue"}], {})
    load(Organization, [{"slug": "garden-club", "name": "Garden Club", "kind": "forum"}], {})


def make_by(who, people):
    """One of each kind that somebody can make, as somebody makes them: {kind: row}."""
    make_organization("oic"), make_position("PK")
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in KINDS}
    if who == "reference":
        by_reference()
    elif who == "command":
        by_import(None)
    elif who.startswith("import"):
        by_import(User.objects.get(username="editor" if who.endswith("editor") else "importer"))
    else:
        by_hand(people[who])
    found = {model._meta.model_name: model.objects.exclude(pk__in=before[model]).first() for model in KINDS}
    return {kind: row for kind, row in found.items() if row}
