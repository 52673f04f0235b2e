"""Writes everything anew that follows from the records: what lists, numbers and search read."""

from django.db.models import Q

from meetings import index
from meetings.management.command import RegisterCommand
from meetings.models import Meeting, MeetingIndex


class Command(RegisterCommand):
    """A batch is a transaction, so that the site and its editors go on meanwhile; stopped midway, it can be run again."""

    fills = True
    help = "Write the entries, postings and cards of all meetings anew; --missing does so only if published ones lack some."

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="do nothing where every published meeting has them")

    def handle(self, *args, missing, **options):
        lacking = Meeting.objects.published().filter(Q(document=None) | Q(document__export__isnull=True))
        if missing and not lacking.exists():
            return
        index.rebuild(self._say)
        self.stdout.write(f"The register is filed anew: {MeetingIndex.objects.count():,} published meetings.")

    def _say(self, done, total):
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} meetings", ending="\n" if done == total else "")
