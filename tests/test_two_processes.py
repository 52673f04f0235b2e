"""Two processes edit one register at once, and every list, count and facet stays what brute force finds in the records."""

import os
import random
import subprocess
import sys

import pytest
from django.db import connection

from . import EXAMPLES
from .conftest import ROOT


@pytest.fixture
def address(db, tmp_path):
    """The DATABASE_URL of an empty database of its own, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'edited.sqlite3'}"
        return
    name = f"edited_{os.getpid()}"
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
    with other.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    settings = connection.settings_dict
    yield f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{name}"
    with other.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    other.close()


def started(address, *command):
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(process):
    said = process.communicate(timeout=600)[0]
    assert process.returncode == 0, said[-3000:]


@pytest.mark.long
def test_two_processes_edit_at_once(address):
    seed = random.randrange(10**6) if "EXAMPLES" in os.environ else 11
    print(f"seed {seed}")
    done(started(address, "manage.py", "migrate", "-v0"))
    done(started(address, "-m", "tests.edits", "make", str(seed), "40"))
    for turn in range(1 if EXAMPLES < 1000 else 10):
        edits = [
            started(address, "-m", "tests.edits", "edit", str(seed + 100 * turn + one), str(min(EXAMPLES, 200)))
            for one in (1, 2)
        ]
        for process in edits:
            done(process)
        done(started(address, "-m", "tests.edits", "check", str(seed + turn), "60"))
