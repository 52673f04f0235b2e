"""Reads the shipped lists of organisations, places, topics and contested terms into rows of texts."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "reference"


def read(name):
    """The rows of a file of `meetings/reference/`, as a list of dicts of texts."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def organizations():
    """Organisations as shipped."""
    return read("organizations.csv")


def places():
    """Places as shipped; coordinates have five decimals, as the columns have."""
    return read("places.csv")


def topics():
    """Topics as shipped, without the other words for them."""
    return [{name: value for name, value in row.items() if name != "aliases"} for row in read("topics.csv")]


def topic_words():
    """The other words for each topic: {slug: names}."""
    return {row["slug"]: [word for word in row["aliases"].split(";") if word] for row in read("topics.csv")}


def contested_terms():
    """Contested terms as shipped."""
    return read("contested_terms.csv")
