"""The index of words beside the cards, which each database keeps in step by itself: a generated tsvector, or FTS5 by triggers.

Whoever changes the table of cards on SQLite makes the triggers anew: Django copies the table and they stay behind.
"""

from django.db import migrations

POSTGRESQL = [
    # Rows of which only the key stays in the table: a search reads thousands of keys, and the rest of fifty.
    "ALTER TABLE meetings_card SET (toast_tuple_target = 128)",
    """
    ALTER TABLE meetings_card ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple', words)) STORED
    """,
    "CREATE INDEX meetings_card_vector ON meetings_card USING gin (vector) WITH (fastupdate = off)",
]
SQLITE = [
    """
    CREATE VIRTUAL TABLE meetings_card_index USING fts5(
        words, content='meetings_card', content_rowid='meeting_id', tokenize='unicode61'
    )
    """,
    """
    CREATE TRIGGER meetings_card_added AFTER INSERT ON meetings_card BEGIN
        INSERT INTO meetings_card_index (rowid, words) VALUES (new.meeting_id, new.words);
    END
    """,
    """
    CREATE TRIGGER meetings_card_removed AFTER DELETE ON meetings_card BEGIN
        INSERT INTO meetings_card_index (meetings_card_index, rowid, words) VALUES ('delete', old.meeting_id, old.words);
    END
    """,
    """
    CREATE TRIGGER meetings_card_changed AFTER UPDATE OF words ON meetings_card BEGIN
        INSERT INTO meetings_card_index (meetings_card_index, rowid, words) VALUES ('delete', old.meeting_id, old.words);
        INSERT INTO meetings_card_index (rowid, words) VALUES (new.meeting_id, new.words);
    END
    """,
]
BACK = {
    "postgresql": [
        "ALTER TABLE meetings_card DROP COLUMN vector",
        "ALTER TABLE meetings_card RESET (toast_tuple_target)",
    ],
    "sqlite": [
        "DROP TRIGGER meetings_card_added",
        "DROP TRIGGER meetings_card_removed",
        "DROP TRIGGER meetings_card_changed",
        "DROP TABLE meetings_card_index",
    ],
}


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_register")]

    operations = [migrations.RunPython(_run({"postgresql": POSTGRESQL, "sqlite": SQLITE}), _run(BACK))]
