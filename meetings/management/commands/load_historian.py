"""Imports the registers of the Office of the Historian that ship with the project: visits to the United States and travels abroad."""

from contextlib import ExitStack

from django.core.management.base import CommandError

from meetings.datasets import historian
from meetings.management.command import RegisterCommand
from meetings.management.commands.import_table import Rejects, run, told
from meetings.models import Country


class Command(RegisterCommand):
    """A second run reads no table that is on file as it ships; ended midway, the next goes on."""

    fills = True
    help = "Import 3,264 visits to the United States and 4,271 travels of its presidents and secretaries of state (1866-2025)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--rejects", metavar="FILE", help="write the rows that are refused, with the reasons, as CSV"
        )

    def handle(self, *args, rejects, verbosity, **options):
        if not Country.objects.exists():
            raise CommandError("There are no reference data: run “python manage.py load_reference” first.")
        with ExitStack() as stack:
            report = Rejects(stack.enter_context(open(rejects, "w", encoding="utf-8", newline=""))) if rejects else None
            for table, mapping in historian.tables():
                if historian.on_file(table, mapping) and not rejects:
                    continue
                counts = run(table, mapping, table.name, self.stderr, report=report)
                if verbosity:
                    self.stdout.write(f"{table.name}: {told(counts)}")
