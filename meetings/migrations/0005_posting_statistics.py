"""Tells PostgreSQL's planner how many values each dimension has and which are common: by columns alone it guesses wide."""

from django.db import migrations

FORTH = [
    "CREATE STATISTICS meetings_posting_filed (ndistinct, mcv) ON dimension, value FROM meetings_posting",
    "ALTER STATISTICS meetings_posting_filed SET STATISTICS 1000",
]
BACK = ["DROP STATISTICS IF EXISTS meetings_posting_filed"]


def _run(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_card_index")]

    operations = [migrations.RunPython(_run(FORTH), _run(BACK))]
