"""One number for the parties of each meeting, by an index of which likely duplicates and neighbours are found."""

from collections import defaultdict

from django.db import migrations, models

from meetings.models.meeting import key_of_parties

BATCH = 5_000


def fill(apps, schema_editor):
    """Write the number of every meeting on file, some thousand at a time."""
    meetings, parties = (apps.get_model("meetings", name).objects for name in ("Meeting", "Party"))
    ids = list(meetings.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        bodies = defaultdict(list)
        some = ids[start : start + BATCH]
        for meeting, *body in parties.filter(meeting__in=some).values_list("meeting", "country", "organization"):
            bodies[meeting].append(body)
        rows = meetings.model
        meetings.bulk_update([rows(pk=pk, parties_key=key_of_parties(bodies[pk])) for pk in some], ["parties_key"], 500)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_squashed_0011_imports")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="parties_key",
            field=models.BigIntegerField(
                default=0, editable=False, help_text="One number for exactly these parties: `key_of_parties` of them."
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["parties_key", "earliest", "id"], name="meeting_of_parties"),
        ),
    ]
