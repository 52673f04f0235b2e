"""Reads a backup into an empty database."""

from django.core.management.base import CommandError

from meetings.actions.backup import BackupError, restore
from meetings.management.command import RegisterCommand


class Command(RegisterCommand):
    """All or nothing: a backup that does not arrive as it was leaves the database empty."""

    fills = True
    help = "Read what `backup` wrote into a database that `migrate` has just made."

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, *args, folder, **options):
        try:
            manifest = restore(folder, lambda table, rows: self.stdout.write(f"{table}: {rows:,} rows"))
        except BackupError as error:
            raise CommandError(error) from None
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{rows:,} rows are in the database, each as it was in the backup.")
