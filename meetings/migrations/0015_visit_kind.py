"""Lists can be asked for the kind of visit on which meetings were."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Write the kind of visit into the entries of meetings that were on one."""
    entries, meetings = (apps.get_model("meetings", name).objects for name in ("Entry", "Meeting"))
    kind = meetings.filter(pk=OuterRef("pk")).order_by().values("occasion__visit_kind")
    entries.filter(meeting__occasion__kind="visit").update(visit_kind=Subquery(kind))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_publisher_slugs")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="visit_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("state", "State visit"),
                    ("official", "Official visit"),
                    ("official-working", "Official working visit"),
                    ("working", "Working visit"),
                    ("private", "Private visit"),
                    ("stopover", "Stopover"),
                ],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
