"""Loads the demonstration, seven real meetings, into a register that has its reference data."""

from django.core.management.base import CommandError

from meetings.datasets import demo
from meetings.management.command import RegisterCommand


class Command(RegisterCommand):
    """A second run creates nothing and leaves alone what was edited since."""

    fills = True
    help = "Load seven real meetings of Azerbaijan and Pakistan to look at; run load_reference before it."

    def handle(self, *args, **options):
        try:
            created, kept = demo.load()
        except demo.DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Meetings created: {created}; on file already: {kept}.")
