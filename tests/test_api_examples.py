"""The examples of docs/api.md, run as they stand there, by the tools that are on the machine."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = dict(re.findall(r"```(sh|python|r)\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.S))


def run(command, site, folder):
    environment = {**os.environ, "SITE": site}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(live_server, one, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("no curl")
    first = run(["sh", "-ec", EXAMPLES["sh"]], live_server.url, tmp_path)
    assert json.loads(first)["count"] == 1
    assert (tmp_path / "meetings.csv").read_text().startswith("id,url,title,")


def test_pandas(live_server, one, tmp_path):
    pytest.importorskip("pandas")
    said = run([sys.executable, "-c", EXAMPLES["python"]], live_server.url, tmp_path)
    assert dict(re.findall(r"^([A-Z]{2})\s+(\d+)$", said, re.M)) == {"AZ": "1", "PK": "1"}


def test_r(live_server, one, tmp_path):
    if not shutil.which("Rscript"):
        pytest.skip("no R")
    said = run(["Rscript", "-e", EXAMPLES["r"]], live_server.url, tmp_path)
    assert said.split() == ["AZ", "PK", "1", "1"]
