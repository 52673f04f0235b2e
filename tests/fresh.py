"""The project on a database that is not the tests' own, in a process of its own."""

import os
import subprocess
import sys

from .conftest import ROOT


def manage(database, *arguments):
    """Run manage.py on another database."""
    return run(database, "manage.py", *arguments)


def run(database, *arguments):
    """Run Python with another database; what it says."""
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-W", "error", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout
