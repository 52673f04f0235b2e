"""Takes the facts that the project ships anew out of the registers of the Office of the Historian."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from meetings.actions.reference import lists
from meetings.datasets import historian
from meetings.datasets.historian.extract import extract


class Command(BaseCommand):
    """For whoever brings the shipped files up to date; what is on file follows by `load_historian`."""

    help = "Write meetings/historian/*.csv anew from a folder with hsg_visits.csv, hsg_travels.csv and terms.csv."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        try:
            extract(folder, historian.FOLDER, lists.FOLDER)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
