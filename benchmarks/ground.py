"""What a benchmark stands on: the sizes that it was asked for, and a register that is no one's."""

import argparse
import os
import sys

from django.core.management import call_command
from django.db import connection

from meetings.models import Country, Meeting, Register


def options(text, argv, **sizes):
    """The options of a benchmark that `text` tells of: numbers, each with what it is where nobody says."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, number in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=number, help=f"{number} where it is not given")
    return parser.parse_args(argv)


def stand(meetings):
    """See to it that the database holds a synthetic register of so many meetings; of none, reference data alone.

    An empty database is filled first, which takes its time. Ends the run where none was named, and where it holds another register.
    """
    ready = Country._meta.db_table in connection.introspection.table_names() and Country.objects.exists()
    if not ready or (meetings and not Meeting.objects.exists()):
        if "DATABASE_URL" not in os.environ:
            sys.exit("Name a database that nobody will miss: DATABASE_URL=sqlite:////tmp/benchmark.sqlite3")
        call_command("migrate", verbosity=0)
        call_command("load_reference", stdout=sys.stderr)
        if meetings:
            call_command("generate_register", meetings=meetings, stdout=sys.stderr)
    there = Meeting.objects.count()
    if there != meetings or Register.objects.current().synthetic != (meetings > 0):
        sys.exit(f"The database holds another register, of {there:,} meetings: name an empty one in DATABASE_URL.")
