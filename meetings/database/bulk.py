"""Rows on their way into the database, by table and in bulk: ids are counted here, so that rows can point at each other unsaved."""

import csv
import io

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max


def portions(ids, size=500):
    """The parts of a list that a query names at once, as lists: each database has its limit, and plans for long ones are slow."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


class _Nothing(int):
    """Written as a number is, without quotes."""

    def __str__(self):
        return "\\N"


_NOTHING = _Nothing()


class Table:
    """The rows of one table that wait to be written.

    `names` are the columns given for each row and `always` those that are the same in all; the others get their default,
    derived columns what follows from the row. Ids go on from the last one on file.
    """

    def __init__(self, model, *names, **always):
        self.model = model
        self.last = model.objects.aggregate(Max("pk"))["pk__max"] or 0
        self.rows = []
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._derived = [
            (field, names.index(field.source))
            for name, field in fields.items()
            if name not in names and hasattr(field, "derive")
        ]
        derived = [field.attname for field, _ in self._derived]
        rest = [field for name, field in fields.items() if name not in {"id", *names, *derived}]
        values = [always.get(field.attname, field.get_default()) for field in rest]
        self._rest = tuple("{}" if value == {} else value for value in values)
        self.columns = [fields[name].column for name in ("id", *names, *derived)] + [field.column for field in rest]

    def add(self, *values):
        """Take a row, its values in the order of the names; returns its id."""
        self.last = pk = self.last + 1
        if self._derived:
            values += tuple(
                field.derive(values[place]) if values[place] else field.get_default() for field, place in self._derived
            )
        self.rows.append((pk, *values, *self._rest))
        return pk


def write(tables):
    """Write the rows that wait, in any order: they may point at each other, and are checked when the transaction ends."""
    for table in tables:
        if table.rows:
            put(table.model, table.columns, table.rows)
            table.rows.clear()


def put(model, columns, rows):
    """Write rows, tuples of plain values in the order of some columns, by the way that the database has for many."""
    names = ", ".join(f'"{name}"' for name in columns)
    into = f'"{model._meta.db_table}" ({names})'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = io.StringIO()
            # All texts in quotes: without them alone it is what stands for nothing.
            writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC)
            writer.writerows([_NOTHING if value is None else value for value in row] for row in rows)
            lines.seek(0)
            cursor.copy_expert(f"COPY {into} FROM STDIN WITH (FORMAT csv, NULL '{_NOTHING}')", lines)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})", rows)


def count_rows():
    """Let PostgreSQL count how many rows the register's tables have, so that it does not plan for the few that there were.

    By itself it counts a minute later, and by then plans made for empty tables read through full ones. Nobody waits for it.
    SQLite is not asked to: with its counts a country's list takes six times the steps.
    """
    if connection.vendor == "postgresql":
        tables = (f'"{model._meta.db_table}"' for model in apps.get_app_config("meetings").get_models(True))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def reset_sequences(tables):
    """Let the database count on from the ids that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
