"""The reading of the first meeting's report, in our words, and what tests of the demonstration ask of it."""

import csv
import hashlib
import json
import re
from pathlib import Path

from meetings.models import Citation

FOLDER = Path(__file__).parent
READING = json.loads((FOLDER / "reading.json").read_text(encoding="utf-8"))["assertions"]
REPORT = frozenset((FOLDER / "shingles.txt").read_text(encoding="utf-8").split())
"""Hashes of all runs of eight words of the report, which is not ours to ship."""


def read_rows(path):
    """The rows of a CSV file of this folder, or at a path, as a list of dicts."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ACCOUNTS = {int(row["assertion"]): row for row in read_rows("accounts.csv")}


def shingles(text):
    """Hashes of all runs of eight words: SHA-256 of the case-folded words joined by spaces, its first sixteen digits."""
    words = re.findall(r"[\w’'-]+", text.casefold())
    runs = (" ".join(words[start : start + 8]) for start in range(len(words) - 7))
    return {hashlib.sha256(run.encode()).hexdigest()[:16] for run in runs}


def first_meeting():
    """The meeting of 22 September 2023 as it is on file."""
    return Citation.objects.get(source__url__contains="thediplomaticinsight.com", meeting__isnull=False).meeting
