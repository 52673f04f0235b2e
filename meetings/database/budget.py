"""The budget of work of a request: past it the database stops, what was written is rolled back, and whoever asked is told.

SQLite's work is counted in steps of its machine, which are the same on every machine and day, PostgreSQL's in seconds of
waiting for it; beside both stands the processor time of the thread. Work that no request asks for, as a command's, has no
bound.
"""

import logging
import threading
import time

from django.conf import settings
from django.core.signals import request_finished
from django.db import InterfaceError, OperationalError
from django.db.backends.signals import connection_created

SECONDS = 10
"""What a page may take of the database on PostgreSQL, and of the processor on both."""

FILE_SECONDS = 600
"""The same for what is written whole: a file of a list, an import."""

LOCK_SECONDS = 5
"""What a request waits for others who write."""

_STEPS_A_SECOND = 20_000_000
_STEPS = 1_000  # between two looks of SQLite; at so many they cost a fiftieth
_LOOKS = 200  # of these between two at the clock
_ABSENT_SECONDS = 2  # after which PostgreSQL ends what it does for a process that is gone

_BOUNDS = "SET statement_timeout = %s; SET lock_timeout = %s; SET client_connection_check_interval = %s"

_ABORTED = 3  # PQTRANS_INERROR: until it is rolled back, nothing can be said

_log = logging.getLogger(__name__)
_here = threading.local()


class QueryTimeout(Exception):
    """A request took more work than it may; whoever asked is told how to narrow it."""


class Budget:
    """What one request may take: `steps` on SQLite, `seconds` of waiting for PostgreSQL, and of the processor.

    Each time that it runs out half as much is left, for another try at less, and for words: in all it is at most twice.
    """

    def __init__(self, steps, seconds, what):
        self.what = what
        self._steps, self._seconds = steps, seconds
        self._fill()

    def _fill(self):
        self._left = self._steps // _STEPS
        self._waited = 0
        self._since = time.thread_time()

    def run_out(self):
        """Say in the log that it did, and go on with half of it; true, which ends a statement of SQLite's."""
        _log.warning("%s took more work than a request may", self.what)
        self._steps, self._seconds = self._steps // 2, self._seconds / 2
        self._fill()
        return True

    @property
    def remaining(self):
        """Seconds left of waiting for PostgreSQL, in whole ones but for the last, so that it is seldom told anew."""
        return max(self._seconds - self._waited // 1, 0.01)

    def step(self):
        """Called by SQLite after every thousand steps; true ends the statement."""
        self._left -= 1
        return (self._left < 0 and self.run_out()) or (self._left % _LOOKS == 0 and self._is_late() and self.run_out())

    def check(self):
        """Raise `QueryTimeout` where the time is over: called before each statement, and between the pieces of a file."""
        if self._waited > self._seconds or self._is_late():
            self.run_out()
            raise QueryTimeout

    def waited(self, seconds):
        """Take what a statement took on PostgreSQL."""
        self._waited += seconds

    def _is_late(self):
        return time.thread_time() - self._since > self._seconds


def begin(what):
    """Give the request that this thread answers the budget of a page; `what` is its name in the log."""
    _here.budget = Budget(settings.STEPS_PER_REQUEST, SECONDS, what)


def current():
    """The budget of the request that this thread answers, or None."""
    return getattr(_here, "budget", None)


def widen():
    """Give a request that writes a file or reads one the larger budget of these."""
    if current():
        _here.budget = Budget(FILE_SECONDS * _STEPS_A_SECOND, FILE_SECONDS, current().what)


def end(**_):
    """The request is over, its last piece sent: what this thread does next has no bound."""
    _here.budget = None


WORDS = {
    "costly": "This takes more work than one request may. Ask for less at once, or do it in smaller parts.",
    "busy": "Others are writing to the register. Try again in a moment.",
    "down": "The database does not answer. Try again in a minute.",
}
"""What `trouble` there is, in words."""


def trouble(error):
    """What keeps a request from its answer: a key of `WORDS`; None for every other error."""
    if isinstance(error, QueryTimeout):
        return "costly"
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    code, words = getattr(error.__cause__, "pgcode", None), str(error)
    if words == "interrupted" or code == "57014":  # query_canceled
        return "costly"
    if "is locked" in words or code in ("55P03", "40P01", "40001"):  # lock_not_available, deadlock, serialization
        return "busy"
    # SQLite tells of a table that is not there in the same class.
    return None if words.startswith("no such") else "down"


# -- the database's side


def _watch(sender, connection, **_):
    connection.bounds = None
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(_step, _STEPS)
    if _watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watched)


def _step():
    budget = current()
    return budget is not None and budget.step()


def _watched(execute, sql, params, many, context):
    budget, connection = current(), context["connection"]
    waits = connection.vendor == "postgresql"
    if budget:
        budget.check()
    if waits:
        _bound(connection, budget.remaining if budget else 0)
    began = time.monotonic()
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if trouble(error) != "costly":
            raise
        if budget and waits:
            budget.run_out()
            began = time.monotonic()
        raise QueryTimeout from error
    finally:
        if budget and waits:
            budget.waited(time.monotonic() - began)


def _bound(connection, seconds):
    """Tell PostgreSQL, where it was told otherwise, how long a statement may take; 0 for no bound."""
    bounds = [f"{seconds * 1000:.0f}", f"{LOCK_SECONDS if seconds else 0}s", f"{_ABSENT_SECONDS if seconds else 0}s"]
    is_aborted = connection.connection.info.transaction_status == _ABORTED
    if connection.bounds != bounds and not is_aborted:
        connection.bounds = bounds
        with connection.connection.cursor() as cursor:
            cursor.execute(_BOUNDS, bounds)


connection_created.connect(_watch)
request_finished.connect(end)
