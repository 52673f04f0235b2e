"""The rows of the index are called what they are; in the database nothing changes."""

from django.db import migrations, models

_OPTIONS = {"on_delete": models.CASCADE, "primary_key": True, "serialize": False, "db_constraint": False}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_visit_kind")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Entry", "MeetingIndex"),
                migrations.AlterModelTable("MeetingIndex", "meetings_entry"),
                migrations.AlterModelOptions(
                    "MeetingIndex", {"verbose_name": "entry", "verbose_name_plural": "entries"}
                ),
                migrations.AlterField(
                    "MeetingIndex",
                    "meeting",
                    models.OneToOneField(to="meetings.meeting", related_name="index", **_OPTIONS),
                ),
                migrations.RenameModel("Card", "MeetingDocument"),
                migrations.AlterModelTable("MeetingDocument", "meetings_card"),
                migrations.AlterModelOptions("MeetingDocument", {"verbose_name": "card"}),
                migrations.AlterField(
                    "MeetingDocument",
                    "meeting",
                    models.OneToOneField(to="meetings.meeting", related_name="document", **_OPTIONS),
                ),
                migrations.RenameField("MeetingDocument", "face", "row"),
                migrations.AlterField("MeetingDocument", "row", models.JSONField(db_column="face")),
                migrations.RenameField("MeetingDocument", "data", "export"),
                migrations.AlterField("MeetingDocument", "export", models.JSONField(null=True, db_column="data")),
            ]
        )
    ]
