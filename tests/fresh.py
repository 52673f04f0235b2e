"""The project's commands on a database that is not the tests' own, in a process of their own."""

import os
import subprocess
import sys

from .conftest import ROOT


def manage(database, *arguments):
    """Run manage.py on another database."""
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-W", "error", "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout
