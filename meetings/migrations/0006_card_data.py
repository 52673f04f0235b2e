"""Keeps what files carry of each meeting beside what lists show, and when the register's version last moved.

The data of meetings on file before is empty until `rebuild_register --missing` has run.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_posting_order")]

    operations = [
        # For a column that may not be empty SQLite makes the table anew, and loses the triggers that index its words.
        migrations.AddField("card", "data", models.JSONField(null=True)),
        migrations.AddField(
            "register",
            "moved_at",
            models.DateTimeField(default=django.utils.timezone.now, help_text="When the version last moved."),
        ),
    ]
