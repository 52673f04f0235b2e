"""The frame: settings that refuse to be unsafe, databases as configured, headers on every page, and bad addresses."""

import json
import os
import runpy
import subprocess
import sys

import pytest

from .conftest import ROOT

SAFE = {"SECRET_KEY": "k" * 49 + "abcdefghijk", "ALLOWED_HOSTS": "diplotrack.example"}


def manage(*arguments, **environment):
    """Run manage.py with this environment and no other; the finished process."""
    base = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error", "DJANGO_SETTINGS_MODULE": "diplotrack.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=base | environment, cwd=ROOT, capture_output=True, text=True, check=False)


def shell(code, **environment):
    run = manage("shell", "--no-imports", "-c", f"import json; {code}", **environment)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_no_secret_key_is_a_clear_refusal():
    run = manage("check")
    assert run.returncode == 1
    assert "SECRET_KEY is not set. Give the site a long random one of its own" in run.stderr


def settings_of(monkeypatch, **environment):
    """The settings as this environment and no other makes them, {name: value}."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "diplotrack/settings.py"))


@pytest.mark.parametrize(
    ("environment", "debug", "tls"),
    [
        *(({**SAFE, "DEBUG": nothing}, False, True) for nothing in ("", "0", "false", "no")),
        ({"DEBUG": "1"}, True, False),
        ({**SAFE, "HTTPS": "0"}, False, False),
    ],
)
def test_debug_is_off_unless_asked_for(monkeypatch, environment, debug, tls):
    found = settings_of(monkeypatch, **environment)
    assert (found["DEBUG"], found["SECURE_SSL_REDIRECT"], found["SESSION_COOKIE_SECURE"]) == (debug, tls, tls)


def test_deployment_check_is_clean():
    run = manage("check", "--deploy", "--fail-level", "WARNING", **SAFE)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "System check identified no issues (0 silenced).\n"


def test_no_migration_is_missing():
    run = manage("makemigrations", "--check", "--dry-run", **SAFE)
    assert (run.returncode, run.stdout) == (0, "No changes detected\n")


def test_sqlite_as_configured(tmp_path):
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    code = (
        "from django.db import connection as c; cursor = c.cursor(); "
        f"print(json.dumps([cursor.execute('PRAGMA ' + name).fetchone()[0] for name in {pragmas}]"
        " + [c.isolation_level if hasattr(c, 'isolation_level') else None, c.transaction_mode]))"
    )
    # 2 is FULL.
    values = shell(code, **SAFE, DATABASE_URL=f"sqlite:///{tmp_path}/register.sqlite3")
    assert [*values[:4], values[5]] == ["wal", 2, 1, 5000, "IMMEDIATE"]


@pytest.mark.parametrize(
    ("environment", "engine"),
    [
        ({}, "django.db.backends.sqlite3"),
        ({"DATABASE_URL": "postgres://reader@db.example:5433/register"}, "django.db.backends.postgresql"),
    ],
)
def test_the_database_is_sqlite_unless_another_is_named(monkeypatch, environment, engine):
    assert settings_of(monkeypatch, **SAFE, **environment)["DATABASES"]["default"]["ENGINE"] == engine


@pytest.mark.long
def test_two_writers_on_sqlite_wait_for_each_other(tmp_path):
    """Two processes write at once: none of the writes fails, and each sees all that were written before it."""
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/register.sqlite3"}
    assert manage("migrate", "--verbosity", "0", **SAFE, **database).returncode == 0
    code = (
        "from django.db import transaction; from meetings.models import Topic\n"
        "import os\n"
        "for number in range(25):\n"
        "    with transaction.atomic():\n"
        "        count = Topic.objects.count()\n"
        "        Topic.objects.create(slug=f'{os.getpid()}-{number}', name=str(count))\n"
    )
    base = {"PATH": os.environ["PATH"], **SAFE, **database}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    writers = [subprocess.Popen(command, env=base, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [writer.communicate()[1] for writer in writers] == ["", ""]
    counts = "from meetings.models import Topic; print(json.dumps(sorted(int(t.name) for t in Topic.objects.all())))"
    assert shell(counts, **SAFE, **database) == list(range(50))


# -- headers

POLICY = {
    "default-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/login/", "/no-such-page/", "/desk/no-such-page/", "/"])
def test_headers(client, path):
    response = client.get(path, follow=True)
    assert {part.strip() for part in response["Content-Security-Policy"].split(";")} == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_plain_http_is_sent_to_https_when_deployed(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/desk/login/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/desk/login/")


def test_hosts_not_named_are_refused(client, settings):
    settings.ALLOWED_HOSTS = ["diplotrack.example"]
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_words():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/desk/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/meetings/%00/",
        "/" + "a" * 8000,
        "/%ff%fe",
        "/meetings/-1/x/",
        "/meetings/" + "9" * 40 + "/x/",
        "/..%2f..%2fetc",
    ],
)
def test_bad_addresses_are_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_the_page_for_our_own_fault_needs_nothing(rf):
    from diplotrack.urls import handler500

    module, _, name = handler500.rpartition(".")
    view = getattr(__import__(module, fromlist=[name]), name)
    response = view(rf.get("/"))
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


# -- the demo's account


@pytest.mark.django_db
def test_demo_account_prints_its_password_once(capsys, django_user_model):
    from django.core.management import call_command

    call_command("demo_account")
    words = capsys.readouterr().out.split()
    password = words[words.index("password") + 1]
    demo = django_user_model.objects.get()
    assert (demo.check_password(password), demo.is_superuser) == (True, True)
    call_command("demo_account")
    assert password not in capsys.readouterr().out
    assert django_user_model.objects.get().password == demo.password
