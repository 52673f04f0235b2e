"""What waits for an editor: places, organisations, offices, terms of office and other names of officials, accepted or not.

All that is on file was public before and stays so, but for what somebody who is no editor had the last hand in.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = ("appointment", "officialname", "organization", "place", "position")
RECORDS = {"appointment": "official", "officialname": "official"}
"""The records to whose history parts belong."""

BATCH = 500

DIMENSIONS = [
    (1, "Country"),
    (2, "Region"),
    (3, "Organization"),
    (4, "Official"),
    (6, "Topic"),
    (8, "Mentioned Country"),
    (9, "Mentioned Organization"),
    (10, "Mentioned Place"),
    (11, "Occasion"),
    (12, "Place"),
    (20, "Position"),
    (21, "Topic Itself"),
    (22, "Host"),
    (23, "Term"),
    (24, "Side Country"),
    (25, "Side Organization"),
    (26, "Publisher"),
    (27, "Basis"),
    (28, "Outcome"),
    (29, "Used Place"),
    (30, "Used Organization"),
]
EDITS = [
    ("found", "On file before"),
    ("added", "Added"),
    ("changed", "Changed"),
    ("deleted", "Deleted"),
    ("restored", "Restored"),
    ("merged", "Merged"),
    ("accepted", "Accepted"),
]


def fill(apps, schema_editor):
    """Accept what is on file, unless its history says that the last who saved it may not publish, or is no more."""
    last = {name: {} for name in (*KINDS, "official")}
    saves = apps.get_model("meetings", "Revision").objects.filter(entity__in=last).exclude(by_name="")
    for entity, row, by in saves.order_by("pk").values_list("entity", "row_id", "by"):
        last[entity][row] = by
    editors = _editors(apps)
    for kind in KINDS:
        rows = apps.get_model("meetings", kind).objects
        rows.update(accepted=True)
        record = RECORDS.get(kind)
        name = f"{record}_id" if record else "pk"
        theirs = [(row, by) for row, by in last[record or kind].items() if by not in editors]
        for start in range(0, len(theirs), BATCH):
            rows.filter(**{f"{name}__in": [row for row, _ in theirs[start : start + BATCH]]}).update(accepted=False)
        for row, by in theirs:
            rows.filter(**{name: row}).update(entered_by=by)


def _editors(apps):
    users = apps.get_model(settings.AUTH_USER_MODEL).objects
    may = {"codename": "publish_meeting", "content_type__app_label": "meetings"}
    of_group, of_user = (
        {f"{path}__{name}": value for name, value in may.items()} for path in ("groups__permissions", "user_permissions")
    )
    return set(users.filter(Q(is_superuser=True) | Q(**of_group) | Q(**of_user)).values_list("pk", flat=True))


def whose():
    """A new column with the account that entered a row."""
    return models.ForeignKey(
        blank=True,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def accepted():
    """A new column that says whether an editor accepted a row."""
    return models.BooleanField(default=False, editable=False, help_text="By an editor, or as reference data.")


def index(kind):
    """The index of the few rows of a kind that nobody has accepted."""
    return models.Index(condition=Q(accepted=False), fields=["id"], name=f"{kind}_not_accepted")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_parties_key"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        *(migrations.AddField(kind, "accepted", accepted()) for kind in KINDS),
        *(migrations.AddField(kind, "entered_by", whose()) for kind in KINDS),
        *(migrations.AddIndex(kind, index(kind)) for kind in KINDS),
        migrations.AlterField("posting", "dimension", models.PositiveSmallIntegerField(choices=DIMENSIONS)),
        migrations.AlterField("revision", "action", models.CharField(choices=EDITS, max_length=20)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
