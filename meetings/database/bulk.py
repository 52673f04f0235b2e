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
    """The rows of one table that wait to be written, `always` being what is the same in all of them.

    What a row does not say gets its default, and derived columns what follows from the row. Ids go on from the last one on file.
    """

    def __init__(self, model, **always):
        self.model = model
        self.last = model.objects.aggregate(Max("pk"))["pk__max"] or 0
        self.rows = []
        fields = model._meta.concrete_fields
        self.columns = [field.column for field in fields]
        self._derived = [field for field in fields if hasattr(field, "derive")]
        defaults = {field.attname: always.get(field.attname, field.get_default()) for field in fields}
        self._row = {name: "{}" if value == {} else value for name, value in defaults.items()}

    def add(self, **values):
        """Take a row by its attributes (`country_id`); returns its id, or raises `TypeError` for one that the table has not."""
        self.last = pk = self.last + 1
        row = {**self._row, **values, "id": pk}
        for field in self._derived:
            if field.attname not in values and row[field.source]:
                row[field.attname] = field.derive(row[field.source])
        if len(row) != len(self._row):
            raise TypeError(f"{self.model.__name__} has no {', '.join(values.keys() - self._row.keys())}.")
        self.rows.append(tuple(row.values()))
        return pk


def columns_of(when, prefix=""):
    """What rows say of a `When`, {column: value}; nothing where it is None."""
    return {f"{prefix}{name}": value for name, value in when._asdict().items()} if when else {}


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
            with connection.wrap_database_errors:
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
