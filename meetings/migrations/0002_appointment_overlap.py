"""On PostgreSQL the database itself refuses an official who holds one position twice at once.

An unknown start or end is open; a handover on one day is no overlap. Ranges of ids spare the btree_gist extension.
SQLite has no such constraint: there, as everywhere, `actions.rules` checks inside the write, which is the only one at that time.
"""

from django.db import migrations

ADD = """
ALTER TABLE meetings_appointment ADD CONSTRAINT appointment_no_overlap EXCLUDE USING gist (
    int8range(official_id, official_id, '[]') WITH &&,
    int8range(position_id, position_id, '[]') WITH &&,
    (CASE WHEN start_latest > end_earliest THEN 'empty'::daterange
          ELSE daterange(start_latest, end_earliest, '[)') END) WITH &&
)
"""
DROP = "ALTER TABLE meetings_appointment DROP CONSTRAINT appointment_no_overlap"


def _on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [migrations.RunPython(_on_postgresql(ADD), _on_postgresql(DROP))]
