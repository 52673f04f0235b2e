"""The test ground: ready registers, a browser that reports what went wrong, checkers, and no quiet skips in CI."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from meetings.actions import reference
from meetings.datasets import demo

from . import EXAMPLES
from . import awkward as awkward_records
from . import leaky as leaky_records
from .build import make_full_meeting
from .grounds import Grounds

ROOT = Path(__file__).resolve().parent.parent
NU = Path(os.environ.get("VNU_JAR", ROOT / ".venv/nu/node_modules/vnu-jar/build/dist/vnu.jar"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

hypothesis_settings.register_profile(
    "house",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    # Properties only read, so that all examples of one may share a database.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")


# -- which tests run, and on which database


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what asks for no database as a unit. What PostgreSQL cannot change is left out there: units, what a browser does, and
    what is marked so.

    The leg on SQLite has these; the long ones run wherever `make prove` does.
    """
    for item in items:
        if not _asks_for_a_database(item):
            item.add_marker("unit")
    left_out = []
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        left_out = [one for one in items if not one.get_closest_marker("long") and _is_the_same_everywhere(one)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _is_the_same_everywhere(item):
    marked = item.get_closest_marker("unit") or item.get_closest_marker("same_everywhere")
    return marked or {"nu", "browser"}.intersection(item.fixturenames)


def _asks_for_a_database(item):
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}.intersection(item.fixturenames)
    return fixtures or item.get_closest_marker("django_db") or issubclass(item.cls or object, TransactionTestCase)


@pytest.fixture(scope="session", autouse=True)
def _quick_flush(django_db_modify_db_settings):
    """After a test that commits, PostgreSQL makes new files for each of forty tables that Django truncates: emptied, they stay."""
    if connection.vendor == "postgresql":
        type(connection.ops).sql_flush = _emptied


def _emptied(ops, style, tables, *, reset_sequences=False, allow_cascade=False):
    rows = [f"DELETE FROM {ops.quote_name(table)}" for table in tables]
    return ["SET session_replication_role = replica", *rows, "SET session_replication_role = DEFAULT"]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    """Django keeps what it once read of its own content types: known to all tests, they are counted in none, whoever ran before."""
    if _asks_for_a_database(item):
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture
def postgresql(db):
    """Skip where the database is not PostgreSQL: the other leg of CI runs the test."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a test that was skipped has failed, but for those that belong to the other database."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.endswith(("PostgreSQL only", "SQLite only", "no R")):
            report.outcome, report.longrepr = "failed", f"Nothing may be skipped here. {reason}"
    return report


# -- registers


@pytest.fixture(scope="session")
def _grounds():
    return Grounds()


@pytest.fixture
def stand(_grounds, db):
    """A function: the register that another makes, `stand(make, *arguments)`, built once a process; see tests/grounds.py."""
    return _grounds.stand


@pytest.fixture
def register(stand):
    """Reference data and the demo meetings, as `make demo` loads them."""
    stand(_demonstration)


def _demonstration():
    reference.load()
    demo.load()


@pytest.fixture
def leaky(stand):
    """One published meeting beside hidden ones that name everything they can: see tests/leaky.py."""
    return stand(leaky_records.make)


@pytest.fixture
def awkward(stand):
    """Meetings of every kind beside each other, and hidden ones: see tests/awkward.py."""
    stand(awkward_records.make)


@pytest.fixture
def thirty(stand):
    """Thirty published meetings with every part filled, as a list."""
    return stand(_full_meetings, 30)


def _full_meetings(number):
    return [make_full_meeting(one) for one in range(1, number + 1)]


@pytest.fixture
def one(stand):
    """One published meeting with every part filled."""
    return stand(make_full_meeting)


@pytest.fixture
def staff_client(client, admin_user):
    """A client signed in as somebody who may do everything."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def elsewhere(tmp_path):
    """The addresses of fresh databases to carry a backup through: SQLite, and PostgreSQL where the tests run on it."""
    found = [f"sqlite:///{tmp_path / 'other.sqlite3'}"]
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    if connection.vendor == "postgresql":
        maker = connection.copy()
        with maker.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
        home = connection.settings_dict
        found.append(f"postgres://{home['USER']}:{home['PASSWORD']}@{home['HOST']}:{home['PORT']}/{name}")
    yield found
    if connection.vendor == "postgresql":
        with maker.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        maker.close()


# -- browser


WIDE = {"viewport": {"width": 1360, "height": 900}}
LOOKS = {
    "light": WIDE,
    "dark": {**WIDE, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "rtl": WIDE,
}
REQUESTS = 30
"""What a page for readers may ask for at most, itself and its files; the desk has those of Django's admin besides."""

COLOURS = ["color-contrast", "link-in-text-block"]
ASKED = ["target-size", "label-content-name-mismatch"]
"""Rules that axe-core has and keeps to itself unless it is asked for them."""

RULES = {"light": None, "dark": True}
"""What `axe` is to look at in each look: what is none of these has the colours of the light one."""


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; skipped where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code and which has
    # connections of its own: those made without the loop are closed before it starts, those made with it before it ends.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    connections.close_all()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def problems():
    """What went wrong in the pages of this test, as a list of words; a test that expects some clears them."""
    return []


@pytest.fixture(scope="session")
def _contexts(browser):
    """Browser contexts by their options: each keeps the site's styles and scripts for the tests that come after."""
    found = {}
    yield found
    for context in found.values():
        context.close()


@pytest.fixture
def browse(browser, _contexts, live_server, problems):
    """Open a page with options of a browser context (`color_scheme`, `viewport`): console errors, breaches of the
    Content-Security-Policy, failed requests, requests to other hosts, and more of them than `REQUESTS` fail the test."""
    taken = []

    def opened(**options):
        # Two pages of one test are two people.
        key = (repr(sorted(options.items())), len(taken))
        if key not in _contexts:
            _contexts[key] = browser.new_context(base_url=live_server.url, **options)
            _contexts[key].set_default_timeout(20_000)
        context = _contexts[key]
        taken.append(context)
        page = context.new_page()
        page.on("console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: _failed(request, problems))
        page.on("request", lambda request: _foreign(request, live_server.url, problems))
        _count(page, problems)
        return page

    yield opened
    for context in taken:
        for page in context.pages:
            page.close()
        context.clear_cookies()
    assert problems == []


def _failed(request, problems):
    # A page left before its files came aborts them; that is the reader's doing.
    if request.failure != "net::ERR_ABORTED":
        problems.append(f"{request.url}: {request.failure}")


def _count(page, problems):
    """Count what a page asks for until it is loaded, from a cache or not."""
    asked = []

    def ask(request):
        if request.is_navigation_request() and request.frame == page.main_frame:
            asked.clear()
        asked.append(request.url)

    def loaded():
        if len(asked) > REQUESTS and "/desk/" not in page.url:
            problems.append(f"{page.url} made {len(asked)} requests: {asked}")

    page.on("request", ask)
    page.on("load", loaded)


def _foreign(request, home, problems):
    if not request.url.startswith((home, "data:", "blob:", "about:")):
        problems.append(f"{request.url} is on another host")


@pytest.fixture
def page(browse):
    """A browser page on a wide screen."""
    return browse(**WIDE)


@pytest.fixture(params=["light", *(pytest.param(name, marks=pytest.mark.long) for name in LOOKS if name != "light")])
def look(request, browse, settings):
    """A browser page, once in each look: light, dark, on a phone, from right to left."""
    if request.param == "rtl":
        settings.LANGUAGE_CODE = "ur"
    return browse(**LOOKS[request.param])


@pytest.fixture(scope="session")
def axe():
    """A function: what axe-core finds wrong with a browser page, as a list of words, one for each element.

    By all its rules, or with `colours=True` by those alone that another scheme may break, with False by all others: to look
    at colours takes as long as everything else, and they are the same on every screen.
    """
    from axe_playwright_python.sync_playwright import Axe

    checker = Axe()
    asked = {rule: {"enabled": True} for rule in ASKED}
    others = asked | {rule: {"enabled": False} for rule in COLOURS}
    rules = {None: {"rules": asked}, True: {"runOnly": COLOURS}, False: {"rules": others}}

    def found(page, colours=None):
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        options = {"resultTypes": ["violations"], **rules[colours]}
        violations = checker.run(page, options=options).response["violations"]
        return [
            f"{violation['id']}: {node['html'][:200]} ({violation['help']})"
            for violation in violations
            for node in violation["nodes"]
        ]

    return found


@pytest.fixture(scope="session")
def nu():
    """A function: what the Nu HTML Checker finds wrong with pages, {name: HTML}, as a list of words, in one run of Java."""
    if not shutil.which("java") or not NU.exists():
        pytest.skip("no Java or no vnu.jar: make nu fetches it")

    def found(pages, folder):
        names = list(pages)
        for number, name in enumerate(names):
            (folder / f"{number}.html").write_text(pages[name], encoding="utf-8")
        command = ["java", "-jar", str(NU), "--format", "json", "--exit-zero-always", str(folder)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        return [
            f"{names[int(Path(message['url']).stem)]} line {message.get('lastLine')}: {message['message']}"
            for message in json.loads(run.stderr or run.stdout)["messages"]
        ]

    return found
