"""The roles of the desk, kept as Django's groups: what a contributor, an editor and an administrator may do."""

from django.contrib.auth.models import Group, Permission

_ENTRIES = ("source", "official", "position", "appointment", "occasion", "place", "organization")
"""What a contributor may add while entering a meeting; once there, it is for editors to change."""

_RECORDS = ("meeting", "claim", *_ENTRIES, "country", "topic", "contestedterm")


def _codes(names, *verbs):
    return {f"{verb}_{name}" for verb in verbs for name in names}


_IMPORTER = {"view_importbatch", "add_importbatch", "undo_importbatch", "view_doubt"}

_CONTRIBUTOR = (
    _codes(_RECORDS, "view")
    | _codes(_ENTRIES, "add")
    | _codes(("meeting",), "add", "change")
    | _codes(("source", "claim"), "change")
)
_EDITOR = _CONTRIBUTOR | _codes(_RECORDS, "add", "change", "delete") | {"publish_meeting"} | _IMPORTER
_ADMINISTRATOR = _EDITOR | _codes(("user",), "view", "add", "change") | {"undo_merge", "view_auditentry"}

ROLES = {"Contributor": _CONTRIBUTOR, "Editor": _EDITOR, "Administrator": _ADMINISTRATOR}
"""The permissions of each role by their codes. Rules narrow some: a contributor changes own drafts, and sources not yet public."""


def make_roles():
    """Give each role the permissions that it is to have, no more and no fewer; its members stay."""
    for name, codes in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label__in=("meetings", "auth"), codename__in=codes)
        )
