"""Fills an empty register with meetings that a program invented, and says how far it is."""

import time

from django.core.management.base import CommandError

from meetings.datasets import synthetic
from meetings.management.command import RegisterCommand


class Command(RegisterCommand):
    """Progress goes to stderr; the register is marked as synthetic on every page."""

    fills = True
    help = "Generate a synthetic register for tests of scale, into an empty database that has its reference data."

    def add_arguments(self, parser):
        parser.add_argument("--meetings", type=int, required=True, help="how many meetings")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another register (1)")

    def handle(self, *args, meetings, seed, **options):
        if meetings < 1:
            raise CommandError("Ask for one meeting at least: --meetings 1000.")
        start = time.monotonic()

        def progress(done, rows):
            passed = time.monotonic() - start
            rate = done / passed
            left = (meetings - done) / rate
            self.stderr.write(f"{done:,} meetings, {rows:,} rows, {rate:,.0f} meetings a second, {left:,.0f} s left")

        try:
            synthetic.generate(meetings, seed, progress)
        except synthetic.SyntheticError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Generated {meetings:,} meetings from seed {seed}; every page says that they are synthetic.")
