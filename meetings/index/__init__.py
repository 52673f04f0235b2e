"""Keeps what readers ask in step with the records: entries, postings, documents, the register version and the log of changes."""

import fcntl
import json
import time
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models import JSONField
from django.utils import timezone

from ..database import budget
from ..database.bulk import portions, put
from ..models import Change, Meeting, MeetingDocument, MeetingIndex, Posting, Publisher, Register
from .affected import meetings_affected_by
from .batch import Batch
from .documents import document_of
from .facts import POSTED, entry, postings, publishers

__all__ = ["differences", "exclusive", "lock_register", "meetings_affected_by", "public_among", "rebuild", "reindex"]

_TURN_SECONDS = 0.005
_DERIVED = (MeetingIndex, Posting, MeetingDocument)


def lock_register():
    """Take the register's lock until the transaction ends: to be called before the first write of an edit.

    Editors queue here, so that what follows from one edit is read with all that committed before it, and none waits
    for a row of another while holding the lock. On SQLite a transaction that writes holds the whole file already.
    """
    return Register.objects.locked()


@contextmanager
def exclusive():
    """A transaction that has the register to itself, from before its first look on: editors take turns.

    Raises `OperationalError` where a request waits for its turn longer than it may.
    """
    with _queue(), transaction.atomic():
        lock_register()
        yield


@contextmanager
def _queue():
    """Wait for all who have their turn, of this process or another, until they are done.

    PostgreSQL keeps a queue for the register's row. SQLite keeps none: it asks ever more seldom the longer it waits, so that
    while many save, whoever came first would end with an error. A lock on a file beside the database is asked for steadily.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block or connection.is_in_memory_db():
        yield
        return
    with open(f"{connection.settings_dict['NAME']}-turn", "w") as file:
        waited = 0
        while not _taken(file):
            if budget.current() and waited > budget.LOCK_SECONDS:
                raise OperationalError("the register is locked")
            time.sleep(_TURN_SECONDS)
            waited += _TURN_SECONDS
        yield


def _taken(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def reindex(meetings, *, was_public=(), always=False, fresh=False):
    """Write anew what readers ask of these meetings (ids) and move the register's version; returns the version.

    To be called inside the transaction of every change, after the records are saved: of a meeting or its parts with its
    id, of what meetings rest on with `meetings_affected_by` it. The version moves, and the log has a line for each meeting,
    where one of them is or was published; `always` moves it for a change of a record that pages show beside meetings.
    `was_public` are `public_among` them before some were deleted: the database takes a meeting's entry with it. `fresh` are
    meetings made in this very transaction, of which nothing can be on file.
    """
    ids, public = sorted(set(meetings)), set(was_public)
    with transaction.atomic():
        register = lock_register()
        for some in portions(ids):
            public |= _write(some, register, fresh)
        if public or always:
            _move(register)
            Change.objects.bulk_create(Change(version=register.version, meeting_id=pk) for pk in sorted(public))
    return register.version


def _move(register):
    register.version += 1
    register.moved_at = timezone.now()
    register.save()


def public_among(meetings):
    """Those of some meetings (ids) that readers see by what is filed, as a set."""
    filed = (
        MeetingIndex.objects.filter(meeting__in=some).values_list("meeting_id", flat=True)
        for some in portions(sorted(meetings))
    )
    return set().union(*filed)


def _write(ids, register, fresh=False):
    """Write the rows of some meetings anew; returns which of them are, or were until now, public."""
    batch = Batch(ids)
    public = set(batch.meetings)
    if not fresh:
        public |= public_among(ids)
        for model in _DERIVED:
            model.objects.filter(meeting__in=public).delete()
    entries, postings, documents = _rows(batch)
    if fresh:
        _put(entries, postings, documents)
    else:
        MeetingIndex.objects.bulk_create(entries, batch_size=1_000)
        MeetingDocument.objects.bulk_create(documents, batch_size=1_000)
        _insert(postings)
    Publisher.objects.bulk_create(publishers(batch), ignore_conflicts=True)
    spans = [meeting.when.days for meeting in batch.meetings.values() if meeting.when]
    register.longest = max([register.longest, *spans])
    return public


def _put(entries, postings, documents):
    """Write very many rows at once."""
    for model, rows in ((MeetingIndex, entries), (MeetingDocument, documents)):
        fields = model._meta.concrete_fields
        texts = [isinstance(field, JSONField) for field in fields]
        put(
            model,
            [field.column for field in fields],
            [
                tuple(
                    json.dumps(getattr(row, field.attname)) if text else getattr(row, field.attname)
                    for field, text in zip(fields, texts, strict=True)
                )
                for row in rows
            ],
        )
    put(Posting, POSTED, postings)


def _insert(postings):
    """Write postings in one statement; twenty or thirty a meeting, they are most of what an edit writes."""
    columns = list(zip(*postings, strict=True))
    if not columns:
        return
    with connection.cursor() as cursor:
        into = f"INSERT INTO {Posting._meta.db_table} ({', '.join(POSTED)})"
        if connection.vendor == "postgresql":
            unnested = "unnest(%s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::date[])"
            cursor.execute(f"{into} SELECT * FROM {unnested}", [list(column) for column in columns])
        else:
            adapted = ((*row, day and day.isoformat()) for *row, day in postings)
            cursor.executemany(f"{into} VALUES (%s, %s, %s, %s, %s)", adapted)


def _rows(batch):
    """The entries, postings and documents of a batch, unsaved: the postings as tuples."""
    meetings = batch.meetings.values()
    return (
        [entry(meeting, batch) for meeting in meetings],
        [posting for meeting in meetings for posting in postings(meeting, batch)],
        [document_of(meeting, batch) for meeting in meetings],
    )


def rebuild(progress=None):
    """Write everything anew, a batch a transaction, so that editors never wait for long; calls `progress(done, all)`."""
    ids = list(Meeting.objects.order_by("pk").values_list("pk", flat=True))
    done = 0
    for some in portions(ids):
        with transaction.atomic():
            register = lock_register()
            _write(some, register)
            register.save()
        done += len(some)
        if progress:
            progress(done, len(ids))
    with transaction.atomic():
        register = lock_register()
        for model in _DERIVED:
            model.objects.exclude(meeting__in=Meeting.objects.all()).delete()
        _move(register)
        Change.objects.create(version=register.version)


def differences():
    """Where the stored rows are not what the records say: yields (meeting id, "posting 1 4 is missing") and the like."""
    ids = set(Meeting.objects.values_list("pk", flat=True))
    for model in _DERIVED:
        ids |= set(model.objects.values_list("meeting_id", flat=True))
    for some in portions(sorted(ids)):
        stored = (list(model.objects.filter(meeting__in=some)) for model in _DERIVED)
        for model, right, found in zip(_DERIVED, _rows(Batch(some)), stored, strict=True):
            right, found = _contents(model, right), _contents(model, found)
            for key in sorted(right.keys() | found.keys(), key=str):
                if right.get(key) != found.get(key):
                    what = "missing" if key not in found else "not to be there" if key not in right else "not right"
                    yield key[0], f"{' '.join(map(str, (model._meta.verbose_name, *key[1:])))} is {what}"


def _contents(model, rows):
    """Rows by what tells them apart, as plain values."""
    if model is Posting:
        plain = (row if isinstance(row, tuple) else tuple(getattr(row, name) for name in POSTED) for row in rows)
        return {row[:3]: row[3:] for row in plain}
    names = [field.attname for field in model._meta.concrete_fields]
    return {(row.meeting_id,): [getattr(row, name) for name in names] for row in rows}
