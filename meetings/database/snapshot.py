"""Reading at one moment: what a page counts and lists together is of one state of the register."""

from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from .budget import QueryTimeout, trouble

_TUNED = "SET LOCAL jit = off; SET LOCAL random_page_cost = 0.5; SET LOCAL parallel_tuple_cost = 0.03"
# Left to itself PostgreSQL compiles questions, which takes longer than answering any of ours, takes every look-up for a turn
# of a disk that it does not have, and is slow to share the counting of a million postings between processors.


@contextmanager
def read_snapshot():
    """Inside, every query sees the register as it stood at the first one, whatever is saved meanwhile, and nothing is written.

    Raises `QueryTimeout` where the budget of the request runs out. Inside a transaction that is open already, as in tests, it
    is of no moment of its own.
    """
    outermost = not connection.in_atomic_block
    try:
        with _on_postgresql(outermost) if connection.vendor == "postgresql" else _on_sqlite(outermost):
            yield
    except OperationalError as error:
        # A statement says so itself; while rows are fetched there is none.
        if trouble(error) == "costly":
            raise QueryTimeout from error
        raise


@contextmanager
def _on_postgresql(outermost):
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(_TUNED)
        yield


@contextmanager
def _on_sqlite(outermost):
    if outermost:
        # Not Django's own transaction: that one takes the lock of a writer, and readers must not wait for each other.
        connection.cursor().execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        if outermost:
            connection.connection.rollback()
