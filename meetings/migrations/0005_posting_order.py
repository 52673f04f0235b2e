"""Numbers the dimensions that lists count without those that they do not, and tells PostgreSQL's planner what they hold.

By columns alone it guesses the number of values in a dimension, and how many postings each has, wide of the mark.
"""

from django.db import migrations, models

MOVED = {5: 20, 7: 21, 13: 22, 14: 23, 15: 24, 16: 25, 17: 26, 18: 27, 19: 28}
FORTH = [
    "CREATE STATISTICS meetings_posting_filed (ndistinct, mcv) ON dimension, value FROM meetings_posting",
    "ALTER STATISTICS meetings_posting_filed SET STATISTICS 1000",
]
BACK = ["DROP STATISTICS IF EXISTS meetings_posting_filed"]


def _move(pairs):
    def run(apps, schema_editor):
        for old, new in pairs:
            apps.get_model("meetings", "Posting").objects.filter(dimension=old).update(dimension=new)

    return run


def _on_postgresql(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_card_index")]

    operations = [
        migrations.RunPython(_move(MOVED.items()), _move([(new, old) for old, new in MOVED.items()])),
        migrations.AlterField(
            model_name="posting",
            name="dimension",
            field=models.PositiveSmallIntegerField(
                choices=[
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
                ]
            ),
        ),
        migrations.RunPython(_on_postgresql(FORTH), _on_postgresql(BACK)),
    ]
