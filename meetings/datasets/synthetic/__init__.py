"""A synthetic register: meetings that a program invented in the shape of real ones, for tests and measurements of scale.

Nothing in it happened, and every page of the register says so.
"""

from random import Random

from django.db import transaction

from ...database.bulk import reset_sequences, write
from ...index import lock_register, reindex
from ...models import Meeting, Occasion, Official, Position, Register, Source
from .meetings import Meetings
from .tables import Tables
from .world import NothingToRefer, World

__all__ = ["SyntheticError", "generate"]

_BATCH = 2_000


class SyntheticError(Exception):
    """The register cannot be generated; the message tells a person why and what to do."""


def generate(meetings, seed, progress=None):
    """Fill an empty register with that many meetings; the same number, seed and reference data make the same rows.

    Each batch is whole and a transaction of its own. Calls `progress(meetings, rows)` after each, both so far. Raises
    `SyntheticError` where the reference data are missing or something else is on file.
    """
    if any(model.objects.exists() for model in (Meeting, Official, Position, Occasion, Source)):
        raise SyntheticError(
            "The register holds meetings, or what belongs to them, and generated ones are never mixed with others: "
            "start from an empty database, with migrate and load_reference, and generate into that."
        )
    tables = Tables(f"generate_register, seed {seed}")
    try:
        source = Meetings(World(seed, tables), tables, Random(f"{seed} meetings"))
    except NothingToRefer:
        raise SyntheticError("There are no reference data: run “python manage.py load_reference” first.") from None
    rows = 0
    for start in range(0, meetings, _BATCH):
        first = tables.meetings.last + 1
        for _ in range(start, min(start + _BATCH, meetings)):
            source.add()
        rows += sum(len(table.rows) for table in tables)
        with transaction.atomic():
            lock_register()
            Register.objects.update(synthetic=True)
            write(tables)
            reindex(range(first, tables.meetings.last + 1))
        if progress:
            progress(tables.meetings.last, rows)
    reset_sequences(tables)
