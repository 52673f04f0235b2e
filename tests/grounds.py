"""Ready registers: each is built once a process, and its rows are put back wherever a test asks for it again."""

import io
import pickle

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

_BLOATED = 4_000_000
"""Bytes of the postings on disk from which PostgreSQL reads noticeably through rows that tests rolled back."""


class Grounds:
    """What the tests of one process have built, by the function that builds it and its arguments."""

    def __init__(self):
        self._kept = {}

    def stand(self, make, *arguments):
        """Put the register on file that `make(*arguments)` makes in an empty one; returns what `make` returned.

        What it returns is a copy of what it was when the register was built, so that no test sees what another did to it.
        """
        _sweep()
        key = (make, arguments)
        if key in self._kept and _is_empty():
            rows, made = self._kept[key]
            _restore(rows)
            return pickle.loads(made)
        keep = _is_empty()
        made = make(*arguments)
        if keep:
            self._kept[key] = (_snapshot(), pickle.dumps(made))
        return made


def _sweep():
    """On PostgreSQL drop the rows that earlier tests rolled back, once they are many: every query would still read through them."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('meetings_posting')")
        if cursor.fetchone()[0] < _BLOATED:
            return
        names = [name for name in connection.introspection.table_names(cursor) if name.startswith("meetings_")]
    # A connection of its own, as a transaction cannot sweep.
    sweeper = connection.copy()
    with sweeper.cursor() as cursor:
        cursor.execute(f"VACUUM {', '.join(names)}")
    sweeper.close()


def _models():
    return list(apps.get_app_config("meetings").get_models(include_auto_created=True))


def _is_empty():
    """Whether no table of the project has a row."""
    found = " OR ".join(f'EXISTS (SELECT 1 FROM "{model._meta.db_table}")' for model in _models())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {found}")
        return not cursor.fetchone()[0]


def _snapshot():
    """The rows of the tables that have any, as {model: what `_restore` takes}; what the database adds by itself, it adds again."""
    with connection.cursor() as cursor:
        kept = {model: _read(cursor, model) for model in _models()}
    return {model: rows for model, rows in kept.items() if rows}


def _columns(model, sign=""):
    return ", ".join(f'{sign}"{field.column}"' for field in model._meta.concrete_fields)


def _read(cursor, model):
    table = f'"{model._meta.db_table}"'
    if connection.vendor == "postgresql":
        rows = io.BytesIO()
        cursor.copy_expert(f"COPY {table} ({_columns(model)}) TO STDOUT", rows)
        return rows.getvalue()
    # The sign keeps SQLite's driver from turning what is stored into Python's dates, to be turned back again.
    return cursor.execute(f"SELECT {_columns(model, '+')} FROM {table}").fetchall()


def _restore(kept):
    # Rows may point at rows that come later: what they point at is checked at the end.
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in kept.items():
            into = f'"{model._meta.db_table}" ({_columns(model)})'
            if connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY {into} FROM STDIN", io.BytesIO(rows))
            else:
                cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
        if reset := connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(" ".join(reset))
