"""Checks that the derived columns are what the records say, and writes them anew when asked to."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from meetings.actions.derive import derive, verify


class Command(BaseCommand):
    """Exit status 0 when all derived columns are right, 1 when some are wrong and were not mended."""

    help = "Check the derived columns of every meeting against its parts; --mend writes the wrong ones anew."

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="write the wrong ones anew")

    def handle(self, *args, mend, **options):
        wrong = verify()
        for meeting, differing in wrong:
            for column, (stored, right) in differing.items():
                self.stdout.write(f"meeting {meeting.pk}: {column} is {stored!r}, should be {right!r}")
        if not wrong:
            self.stdout.write("All derived columns are right.")
        elif mend:
            with transaction.atomic():
                for meeting, _ in wrong:
                    derive(meeting)
            self.stdout.write(f"Mended {len(wrong)}.")
        else:
            raise CommandError(f"{len(wrong)} meetings are wrong; run again with --mend.")
