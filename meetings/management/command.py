"""What the commands of the project have in common: they ask for the tables of this release, and those that fill them say so."""

from django.core.management.base import BaseCommand, CommandError

from meetings.database.bulk import count_rows
from meetings.database.migrated import unmigrated


class RegisterCommand(BaseCommand):
    """A command on the register; where it `fills` tables with very many rows, PostgreSQL counts them at its end."""

    fills = False

    def execute(self, *args, **options):
        """Run the command. Raises `CommandError` where the database waits for `migrate`."""
        if lacking := unmigrated():
            name = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"{lacking}: run `manage.py migrate`, then {name}.")
        said = super().execute(*args, **options)
        if self.fills:
            count_rows()
        return said
