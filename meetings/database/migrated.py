"""Whether the database has the tables of this release."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def unmigrated():
    """What `migrate` has yet to do, in words without what to run; empty where there is nothing. Raises `DatabaseError`."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return ""
    if not executor.loader.applied_migrations:
        return "The database has no tables yet"
    return "1 migration waits" if waiting == 1 else f"{waiting} migrations wait"
