"""An import is killed at random moments: never half a batch is on file, and the next run ends as one that nobody disturbed."""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from . import EXAMPLES
from .conftest import ROOT
from .import_process import BATCH

ROWS = 600
_CODES = ["AZ", "PK", "TR", "IR", "CN", "SA", "US", "GB", "FR", "DE"]


def process(address, *command):
    """A process with the database of this address."""
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.import_process", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(address, *command):
    """What a process says that ends well."""
    said, error = (one := process(address, *command)).communicate(timeout=300)
    assert one.returncode == 0, error[-3000:]
    return said


class Grounds:
    """Databases with the reference data alone, each new one a copy of the first."""

    def __init__(self, folder):
        self.folder, self.number = folder, 0
        self.settings = connection.settings_dict
        self.first = self._address(0)
        if connection.vendor == "postgresql":
            self.other = connection.copy()
            self.other.settings_dict = {**self.settings, "NAME": "postgres"}
            self._execute(f"CREATE DATABASE {self._name(0)}")
        done(self.first, "make")

    def _name(self, number):
        return f"killed_{os.getpid()}_{number}"

    def _execute(self, statement):
        with self.other.cursor() as cursor:
            cursor.execute(statement)

    def _address(self, number):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.folder / self._name(number)}"
        settings = self.settings
        server = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
        return f"postgres://{server}/{self._name(number)}"

    def new(self):
        """The address of a copy; the one before it is gone."""
        self.drop(self.number)
        self.number += 1
        if connection.vendor == "sqlite":
            shutil.copy(self.folder / self._name(0), self.folder / self._name(self.number))
        else:
            self._execute(f"CREATE DATABASE {self._name(self.number)} TEMPLATE {self._name(0)}")
        return self._address(self.number)

    def drop(self, number, *, all_of_them=False):
        """Remove a copy, the first one only with `all_of_them`."""
        if connection.vendor == "postgresql" and (number or all_of_them):
            self._execute(f"DROP DATABASE IF EXISTS {self._name(number)} WITH (FORCE)")


@pytest.fixture
def grounds(db, tmp_path):
    found = Grounds(tmp_path)
    yield found
    found.drop(found.number)
    found.drop(0, all_of_them=True)


def write(path):
    """A table of which each row brings something of its own: people, an occasion, a source, topics."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            [
                "key",
                "date",
                "participants",
                "occasion",
                "occasion_kind",
                "topics",
                "source_titles",
                "source_urls",
                "publishers",
            ]
        )
        for number in range(ROWS):
            one, other = _CODES[number % 10], _CODES[(number + 3) % 10]
            who = f"{one}: Anna{number % 37} Berg{number % 11} (Foreign Minister); {other}: Carl{number % 29} Dorn (President)"
            url = f"https://news.example/{number}"
            day = f"20{number % 20:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            table.writerow(
                [number, day, who, f"Round {number // 7}", "talks", "trade;energy", f"Report {number}", url, "Agency"]
            )


@pytest.mark.long
def test_killed_at_any_moment_it_ends_as_if_it_had_not_been(grounds, tmp_path):
    kills = 50 if EXAMPLES >= 1000 else 2
    path = tmp_path / "killed.csv"
    write(path)
    whole = grounds.new()
    begun = process(whole, "import", str(path))
    begun.stdout.readline()
    start = time.monotonic()
    error = begun.communicate()[1]
    seconds = time.monotonic() - start
    assert begun.returncode == 0, error[-3000:]
    right = json.loads(done(whole, "tell"))
    assert (right["meetings"], right["rows"], right["wrong"]) == (ROWS, ROWS, 0)
    halfway = 0
    for _ in range(kills):
        address = grounds.new()
        killed = process(address, "import", str(path))
        killed.stdout.readline()
        time.sleep(random.uniform(0, seconds))
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        found = json.loads(done(address, "tell"))
        assert found["meetings"] == found["rows"]
        assert (found["meetings"] % BATCH, found["wrong"]) == (0, 0)
        halfway += 0 < found["meetings"] < ROWS
        done(address, "import", str(path))
        assert json.loads(done(address, "tell")) == right
    print(f"{kills} kills, {halfway} of them between the first batch and the last")
    assert halfway or kills < 10
