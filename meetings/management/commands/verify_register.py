"""Checks that everything that follows from the records is what they say, and writes it anew when asked to."""

from django.core.management.base import CommandError
from django.db import transaction

from meetings import index
from meetings.actions.derive import derive, verify
from meetings.management.command import RegisterCommand

_MOST = 50
"""Lines that are printed; a register that was never filed would print millions."""


class Command(RegisterCommand):
    """Exit status 0 when all is right, 1 when something is wrong and was not mended."""

    help = (
        "Check the derived columns, entries, postings and cards against the records; --mend writes the wrong ones anew."
    )

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="write the wrong ones anew")

    def handle(self, *args, mend, **options):
        wrong = verify()
        lines = [
            f"meeting {meeting.pk}: {column} is {stored!r}, should be {right!r}"
            for meeting, differing in wrong
            for column, (stored, right) in differing.items()
        ]
        filed = {}
        for meeting, difference in index.differences():
            filed[meeting] = None
            lines.append(f"meeting {meeting}: {difference}")
        for line in lines[:_MOST]:
            self.stdout.write(line)
        if len(lines) > _MOST:
            self.stdout.write(f"and {len(lines) - _MOST:,} more")
        if not lines:
            self.stdout.write("Everything derived is right.")
        elif mend:
            with transaction.atomic():
                derive(*(meeting for meeting, _ in wrong))
                index.reindex(filed)
            self.stdout.write(f"Mended {len({meeting.pk for meeting, _ in wrong} | filed.keys())} meetings.")
        else:
            raise CommandError(f"{len(lines):,} things are wrong; run again with --mend.")
