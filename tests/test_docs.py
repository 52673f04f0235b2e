"""What the docs name is there: every path, every command of the Makefile and of manage.py, every link to another page."""

import re

import pytest
from django.core.management import get_commands

from .conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WHERE = (ROOT, ROOT / "docs", *(ROOT / "meetings" / room for room in ("", "models", "index", "static/meetings")))
# What whoever reads makes or brings, and suffixes and addresses that look like paths.
THEIRS = re.compile(r"https?:|^/|[<>{}*$…]|^(var|staticfiles|register|backup|dump|my|package)\b|^\.|^~")

pytestmark = pytest.mark.unit


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def text(request):
    """The text of one page."""
    return request.param.read_text()


def test_paths(text):
    quoted = {word for words in re.findall(r"`([^`\n]+)`", text) for word in words.split()}
    named = {word.strip(",;") for word in quoted if re.search(r"^[\w./-]+(\.(py|html|css|js|toml)|/)$", word)}
    assert {
        path for path in named if not THEIRS.search(path) and not any((at / path).exists() for at in WHERE)
    } == set()


def test_links(text):
    found = {link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)}
    links = {link for link in found if link and not re.match(r"[a-z]+:", link)}
    assert {link for link in links if not any((at / link).exists() for at in WHERE)} == set()


def test_commands(text):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    asked = set(re.findall(r"(?:`|^    (?:\S+=\S+ )*)make ([a-z]+)", text, re.M))
    assert asked - targets == set()
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - get_commands().keys() == set()
