"""Writes what is public of the register as a Data Package and a SQLite file, for whoever wants all of it."""

from django.core.management.base import CommandError

from meetings.actions.dump import DumpError, dump
from meetings.management.command import RegisterCommand


class Command(RegisterCommand):
    """What is written is of one moment; the site goes on meanwhile."""

    help = (
        "Write everything public into a new folder: CSV files with their schemas and checksums, and register.sqlite3."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, *args, folder, **options):
        try:
            package = dump(folder, lambda table, rows: self.stdout.write(f"{table}: {rows:,} rows"))
        except DumpError as error:
            raise CommandError(error) from None
        self.stdout.write(f"Version {package['version']} of the register is in {folder}.")
