"""Loads the reference data and says what it did."""

from meetings.actions import reference
from meetings.actions.roles import make_roles
from meetings.management.command import RegisterCommand


class Command(RegisterCommand):
    """A thin shell over `actions.reference.load`; a second run in a row changes nothing."""

    fills = True
    help = "Load countries, organisations, places, topics, contested terms and the roles of the desk; what staff edited stays."

    def handle(self, *args, **options):
        make_roles()
        for kind, counts in reference.load().items():
            words = [
                f"{counts['created']} created",
                f"{counts['updated']} updated",
                f"{counts['kept']} kept because staff edited",
                *([f"{counts['removed']} removed"] if counts["removed"] else []),
                f"{counts['same']} same",
            ]
            self.stdout.write(f"{kind}: {', '.join(words)}")
