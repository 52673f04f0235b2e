"""The tour: every kind of page of the site, and of the desk as each role, on registers of which one is ten times the other.

No page may fail or break its budget, and what a page costs may grow no faster than the register; where nothing is counted,
hardly at all. `make tour` walks it and prints its table.
"""

import os
import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from meetings.actions import reference
from meetings.database.budget import Budget
from meetings.datasets import synthetic
from meetings.models import Meeting, Occasion, Official, Organization, Place, Source, Topic

from .crawl import fetch, links
from .doors import client_of, doors, make_people, named_addresses

pytestmark = [pytest.mark.tour, pytest.mark.django_db]

SIZES = [int(size) for size in (os.environ.get("TOUR") or "500,5000").split(",")]
MOST = 11
"""How many times the steps a page may take of a register of ten times the size: numbers are counted anew for each page."""

MOST_OF_ONE = 3
"""The same where nothing is counted."""

TRIES = 2
"""Pages of a kind that are opened: the first that links lead to, which are those of which most is on file."""

_SMALL = 100  # thousands of steps; below these a page reads hardly anything, and a few rows more are many times as much

COUNTS_NOTHING = {
    "meeting_detail",
    "meeting_file",
    "meeting_files atom",
    "api:meeting",
    "meetings_meeting_change",
    "meetings_meeting_history",
    "meeting_preview",
    "meetings_official_change",
    "meetings_meeting_add",
}
"""Pages of one record, and the feed."""

NO_PAGES = {"api:nothing", "meeting_preview"}
"""One is always an error, one is of the desk."""


@pytest.fixture
def steps(monkeypatch):
    """A list with the steps of SQLite's machine that requests took, in thousands; PostgreSQL tells of none."""
    taken, step = [0], Budget.step

    def counted(budget):
        taken[0] += 1
        return step(budget)

    monkeypatch.setattr(Budget, "step", counted)
    return taken


def kind_of(url):
    """What kind of page an address is, in words that do not depend on which record it is of."""
    address = urlsplit(url)
    found = resolve(address.path)
    words = [found.view_name]
    words += [
        str(value) for name, value in sorted(found.kwargs.items()) if name in ("suffix", "section", "name", "kind")
    ]
    if found.view_name not in ("meeting_files", "meeting_file", "meeting_facet"):
        words += sorted({name for name, _ in parse_qsl(address.query)})
    if found.view_name == "admin:autocomplete":
        words = [found.view_name, *(value for _, value in parse_qsl(address.query))]
    return " ".join(words)


def walk(client, starts, inside, steps):
    """Open the pages of each kind that links lead to, as {kind: (thousands of steps of the most expensive, its address)}."""
    found, tried, seen, waiting = {}, Counter(), set(starts), deque(starts)
    while waiting:
        url = waiting.popleft()
        kind = kind_of(url)
        tried[kind] += 1
        if tried[kind] > TRIES:
            continue
        steps[0] = 0
        response = fetch(client, url)
        html = response.content.decode() if response.get("Content-Type", "").startswith("text/html") else ""
        assert response.status_code < 500, (url, html)
        assert "costs more than one page may" not in html, url
        assert "too long to be broken down" not in html, url
        found[kind] = max(found.get(kind, (0, "")), (steps[0], url))
        found_here = [response["Location"]] if "Location" in response else links(html, url, beside=("/static/",))
        for link in [*found_here, *_asked_by_boxes(html)]:
            if link not in seen and inside(link):
                seen.add(link)
                waiting.append(link)
    return found


def _asked_by_boxes(html):
    """What the autocompletes of a page ask when somebody types."""
    boxes = re.findall(r'data-app-label="(\w+)" data-model-name="(\w+)" data-field-name="(\w+)"', html)
    return [
        f"/desk/autocomplete/?app_label={app}&model_name={model}&field_name={field}&term=a"
        for app, model, field in boxes
    ]


def _plain(names):
    """The addresses of the names that need nothing else."""
    for name in sorted(names):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def _public_names():
    names = {pattern.name for pattern in get_resolver("meetings.urls").url_patterns if getattr(pattern, "name", None)}
    return {*names, *(f"api:{pattern.name}" for pattern in get_resolver("meetings.api.urls").url_patterns)}


def reader(steps):
    """What readers and programs open: from every address that needs no record, and one of each record of the API."""
    meeting = Meeting.objects.published().order_by("-pk").first()
    records = {
        "meetings": (meeting.pk,),
        "countries": ("US",),
        "organizations": (Organization.objects.first().slug,),
        "officials": (Official.objects.public().first().pk,),
        "places": (Place.objects.first().slug,),
        "occasions": (Occasion.objects.public().first().pk,),
        "topics": (Topic.objects.first().slug,),
        "sources": (Source.objects.public().first().pk,),
    }
    starts = [
        *_plain(_public_names() - {"meeting_preview"}),
        "/search/?q=trade",
        "/search/?q=a",
        "/api/v1/facets/?facet=topic",
    ]
    starts += [
        reverse(f"api:{name}-one" if name != "meetings" else "api:meeting", args=args) for name, args in records.items()
    ]
    starts += [reverse(f"{kind[:-1]}_short", args=records[kind]) for kind in ("meetings", "officials", "occasions")]
    starts += [f"/sitemap-{section}.xml" for section in ("lists", "meeting", "official", "occasion", "relation")]
    starts += [f"/meetings/{meeting.pk}.{suffix}" for suffix in ("json", "ics", "bib", "ris", "csl", "png")]
    return walk(Client(), starts, lambda url: not url.startswith(("/desk/", "/admin/")) and url.count("=") < 2, steps)


def member(key, steps):
    """What one of the staff opens from the desk's first page, and all that the autocompletes there ask."""
    return walk(client_of(key), ["/desk/"], lambda url: url.startswith("/desk/") and "logout" not in url, steps)


def everything(key, steps):
    """Every address of the desk by its name, looked at and sent, as somebody who may do everything; each is undone."""
    found = {}
    for name in sorted(named_addresses()):
        # Some lead out of the desk.
        boss = client_of(key)
        with transaction.atomic():
            for method, address, sent in doors(name, boss):
                sent = sent(boss) if callable(sent) else sent
                steps[0] = 0
                response = getattr(boss, method.lower())(address, sent)
                assert response.status_code < 500, (method, address, response.content)
                found[f"{method} {name}"] = (steps[0], address)
            transaction.set_rollback(True)
    return found


def tour(meetings, steps):
    """Generate a register of so many meetings, open all of it, and undo it: {who: {kind: (cost, address)}}."""
    with transaction.atomic():
        reference.load()
        synthetic.generate(meetings, seed=1)
        keys = make_people()
        found = {"reader": reader(steps)}
        # Who sees all there is: what the others see of it costs the same, and they walk the demonstration.
        found["administrator"] = member(keys["administrator"], steps)
        found["boss"] = everything(keys["boss"], steps)
        transaction.set_rollback(True)
    return found


def test_no_page_fails_and_none_grows_faster_than_the_register(steps):
    large = tour(SIZES[1], steps)
    missing = _public_names() - {kind.split()[0] for kind in large["reader"]}
    assert missing == NO_PAGES
    if connection.vendor == "postgresql":
        # It has answered, and tells of no steps.
        return
    small, table, wrong = tour(SIZES[0], steps), [], []
    for who, pages in large.items():
        for kind, (cost, address) in pages.items():
            before = small[who].get(kind, (cost, ""))[0]
            times = cost / max(before, _SMALL)
            name = re.sub(r"^(GET |POST )?(admin:)?", "", kind)
            most = MOST_OF_ONE if name in COUNTS_NOTHING else MOST
            table.append(f"{who:14}{kind:60}{before:>8}{cost:>8}{times:>7.1f}  {address}")
            if times > most:
                wrong.append(table[-1])
    print(f"\nThousands of steps with {SIZES[0]:,} and {SIZES[1]:,} meetings", *table, sep="\n")
    assert wrong == []


def test_the_demonstration_answers_everywhere(register, steps):
    call_command("load_historian", verbosity=0)
    keys = make_people()
    reader(steps)
    for name in ("contributor", "editor", "administrator"):
        member(keys[name], steps)
    everything(keys["boss"], steps)
