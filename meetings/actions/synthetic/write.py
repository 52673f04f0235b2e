"""Rows on their way into the database, by table and in bulk: ids are counted here, so that rows can point at each other unsaved."""

import csv
import io

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

_NULL = "\\N"


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
    put = _copy if connection.vendor == "postgresql" else _insert
    with connection.cursor() as cursor:
        for table in tables:
            if table.rows:
                put(cursor, f'"{table.model._meta.db_table}"', ", ".join(f'"{name}"' for name in table.columns), table)
                table.rows.clear()


def _copy(cursor, name, columns, table):
    lines = io.StringIO()
    csv.writer(lines).writerows([_NULL if value is None else value for value in row] for row in table.rows)
    lines.seek(0)
    cursor.copy_expert(f"COPY {name} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '{_NULL}')", lines)


def _insert(cursor, name, columns, table):
    marks = ", ".join(["%s"] * len(table.columns))
    cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", table.rows)


def reset_sequences(tables):
    """Let the database count on from the ids that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
