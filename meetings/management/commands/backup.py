"""Writes everything of the register, drafts, users and history too, into a folder."""

from django.core.management.base import CommandError

from meetings.actions.backup import BackupError, backup
from meetings.management.command import RegisterCommand


class Command(RegisterCommand):
    """What is written is of one moment; the site goes on meanwhile."""

    help = "Write everything into a new folder, which `restore` reads on this or another machine, on either database."

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, *args, folder, **options):
        try:
            manifest = backup(folder, lambda table, rows: self.stdout.write(f"{table}: {rows:,} rows"))
        except BackupError as error:
            raise CommandError(error) from None
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{rows:,} rows are in {folder}. It holds drafts and users: keep it where only staff can read it."
        )
