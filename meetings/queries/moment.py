"""Reading at one moment and at a bounded cost: what a page counts and lists together is of one state of the register."""

import time
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

SECONDS = 10
"""What one question to the database may take before the page answers in words instead."""

_STEPS = 50_000
_TUNED = """
    SET LOCAL jit = off; SET LOCAL random_page_cost = 0.5; SET LOCAL parallel_tuple_cost = 0.03;
    SET LOCAL statement_timeout = %s
"""
# Left to itself PostgreSQL compiles questions, which takes longer than answering any of ours, takes every look-up for a turn
# of a disk that it does not have, and is slow to share the counting of a million postings between processors.


class TooCostly(Exception):
    """A question took longer than it may; whoever asked is told how to narrow it."""


@contextmanager
def one_moment(seconds=SECONDS):
    """Inside, every query sees the register as it stood at the first one, whatever is saved meanwhile, and nothing is written.

    Raises `TooCostly` when a query (on SQLite: all of them together) takes longer than `seconds`. Inside a transaction
    that is open already, as in tests, it only bounds the cost.
    """
    bounded = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with bounded(seconds, outermost=not connection.in_atomic_block):
        yield


@contextmanager
def _on_postgresql(seconds, outermost):
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if outermost:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute(_TUNED, [round(1000 * seconds)])
            yield
            if not outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == "57014":  # query_canceled
            raise TooCostly from error
        raise


@contextmanager
def _on_sqlite(seconds, outermost):
    connection.ensure_connection()
    deadline = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        if outermost:
            # Not Django's own transaction: that one takes the lock of a writer, and readers must not wait for each other.
            connection.cursor().execute("BEGIN DEFERRED")
        yield
    except OperationalError as error:
        if str(error) == "interrupted":
            raise TooCostly from error
        raise
    finally:
        connection.connection.set_progress_handler(None, _STEPS)
        if outermost:
            connection.cursor().execute("ROLLBACK")
