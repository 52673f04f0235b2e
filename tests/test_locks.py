"""Guessing at a name, from one address and from many: who is looked at, who waits and how long, and that its owner goes on."""

from datetime import timedelta
from itertools import count, groupby

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from meetings.actions import locks
from meetings.models import AuditEntry

from .test_signing_in import PASSWORD, _code, _send, _set_up

pytestmark = pytest.mark.django_db

HOME, PHONE, CAFE, NEWSROOM = "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-26 12:00:00+0000", tick=False) as traveller:
        yield traveller


class Town:
    """Whoever tries to sign in: `device` has signed in as the editor from HOME, nobody else has."""

    def __init__(self):
        User.objects.create_superuser("editor", password=PASSWORD)
        User.objects.create_superuser("other", password=PASSWORD)
        self.device, self.numbers = Client(), count(1)
        assert self.sign_in(self.device, HOME) == 302

    def sign_in(self, client, address, password=PASSWORD, name="editor", **headers):
        sent = {"username": name, "password": password}
        response = self.last = client.post("/desk/login/", sent, REMOTE_ADDR=address, **headers)
        client.cookies.pop("sessionid", None)
        return response.status_code

    def strangers(self, password="wrong"):
        """Somebody from an address that nobody has had before."""
        number = next(self.numbers)
        return self.sign_in(Client(), f"198.51.{number // 250}.{number % 250}", password)


STEPS = {
    "strangers": lambda town: town.strangers(),
    "a stranger who has guessed it": lambda town: town.strangers(PASSWORD),
    "slip, device at home": lambda town: town.sign_in(town.device, HOME, "wrong"),
    "slip, device in the cafe": lambda town: town.sign_in(town.device, CAFE, "wrong"),
    "device at home": lambda town: town.sign_in(town.device, HOME),
    "device in the cafe": lambda town: town.sign_in(town.device, CAFE),
    "new phone": lambda town: town.sign_in(Client(), PHONE),
    "new phone at home": lambda town: town.sign_in(Client(), HOME),
    "new laptop at home": lambda town: town.sign_in(Client(), HOME, HTTP_USER_AGENT="laptop"),
    "slip in the cafe": lambda town: town.sign_in(Client(), CAFE, "wrong"),
    "slip of another browser in the cafe": lambda town: town.sign_in(
        Client(), CAFE, "wrong", HTTP_USER_AGENT=f"browser {next(town.numbers)}"
    ),
    "other name in the cafe": lambda town: town.sign_in(Client(), CAFE, name="other"),
    "other name, device": lambda town: town.sign_in(town.device, HOME, name="other"),
    "editor in the cafe": lambda town: town.sign_in(Client(), CAFE),
    "neighbours of one /64": lambda town: town.sign_in(Client(), f"2001:db8:1:2::{next(town.numbers):x}", "wrong"),
    "the next /64": lambda town: town.sign_in(Client(), "2001:db8:1:3::1"),
    "that /64": lambda town: town.sign_in(Client(), "2001:db8:1:2:ffff::1"),
    "signed in by IPv6": lambda town: town.sign_in(Client(), "2001:db8:5:6::1"),
    "the same by another address of its /64": lambda town: town.sign_in(Client(), "2001:db8:5:6:9::9"),
    "slip by IPv4 in IPv6": lambda town: town.sign_in(Client(), f"::ffff:{CAFE}", "wrong"),
    "slip, addresses claimed": lambda town: town.sign_in(
        Client(),
        CAFE,
        "wrong",
        **{name: f"203.0.113.{next(town.numbers)}" for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")},
    ),
    "home claimed": lambda town: town.sign_in(Client(), PHONE, HTTP_X_FORWARDED_FOR=HOME),
    "cookie of another name": lambda town: town.sign_in(_with(town, "other"), PHONE),
    "cookie that was changed": lambda town: town.sign_in(_with(town, None), PHONE),
    "an administrator unlocks": lambda town: _unlock(),
    "unlocked at the machine": lambda town: call_command("axes_reset_username", "editor"),
    **{f"{minutes} minutes": minutes for minutes in (14, 1, 15, 59, 60)},
}


def _with(town, name):
    """A browser with the cookie of somebody else, or the editor's with one letter changed."""
    client = Client()
    if name:
        town.sign_in(client, NEWSROOM, name=name)
    else:
        value = town.device.cookies["known"].value
        client.cookies["known"] = value.replace(value[0], "f" if value[0] != "f" else "e", 1)
    return client


def _unlock():
    boss = Client()
    boss.force_login(User.objects.get(username="other"))
    key = User.objects.get(username="editor").pk
    return boss.post("/desk/auth/user/", {"action": "unlock_them", "_selected_action": [key]}).status_code


# Each line a step, how often, and the statuses: 302 is in, 200 was looked at and refused, 429 waits. Strangers have ten
# guesses an hour here; WAITS below has how many they have.
SCENES = {
    "one address": """
        slip in the cafe 7 | 200 200 200 200 429 429 429
        editor in the cafe | 429
        other name in the cafe | 302
        new phone | 302
        device at home | 302
        """,
    "another browser counts with the first": """
        slip in the cafe 2 | 200 200
        slip of another browser in the cafe 4 | 200 200 429 429
        """,
    "addresses that a client claims count for nothing": """
        slip, addresses claimed 6 | 200 200 200 200 429 429
        """,
    "one address is one however it is written": """
        slip in the cafe 2 | 200 200
        slip by IPv4 in IPv6 3 | 200 200 429
        """,
    "a lock ends, and going on does not prolong it": """
        slip in the cafe 5 | 200 200 200 200 429
        14 minutes
        slip in the cafe | 429
        1 minutes
        editor in the cafe | 302
        """,
    "a known device has no more tries in one place than others": """
        slip, device in the cafe 6 | 200 200 200 200 429 429
        device at home | 302
        """,
    "a sign-in ends its own lock only": """
        slip in the cafe 4 | 200 200 200 200
        slip, device at home 4 | 200 200 200 200
        device at home | 302
        slip, device at home 4 | 200 200 200 200
        slip in the cafe | 429
        editor in the cafe | 429
        """,
    "many addresses": """
        strangers 12 | 200*10 429 429
        a stranger who has guessed it | 429
        new phone | 429
        other name in the cafe | 302
        device in the cafe | 302
        slip, device in the cafe | 200
        new phone at home | 302
        new laptop at home | 302
        """,
    "the owner coming in gives strangers no more": """
        strangers 9 | 200 200 200 200 200 200 200 200 200
        device at home | 302
        strangers 3 | 200 429 429
        """,
    "an hour later": """
        strangers 11 | 200*10 429
        59 minutes
        strangers | 429
        new phone | 429
        1 minutes
        new phone | 302
        strangers 12 | 200*10 429 429
        new phone | 302
        """,
    "an hour counts from each": """
        strangers 4 | 200 200 200 200
        59 minutes
        strangers 7 | 200 200 200 200 200 200 429
        1 minutes
        strangers 5 | 200 200 200 200 429
        """,
    "a network of IPv6 is one address": """
        neighbours of one /64 7 | 200 200 200 200 429 429 429
        that /64 | 429
        the next /64 | 302
        """,
    "and is known as one": """
        signed in by IPv6 | 302
        strangers 10 | 200*10
        the next /64 | 429
        the same by another address of its /64 | 302
        """,
    "nobody is known by what they say": """
        strangers 10 | 200*10
        home claimed | 429
        cookie of another name | 429
        """,
    "nor by a cookie of their own making": """
        strangers 10 | 200*10
        cookie that was changed | 429
        device in the cafe | 302
        """,
    "a device of two": """
        other name, device | 302
        strangers 10 | 200*10
        device in the cafe | 302
        """,
    "an administrator": """
        slip in the cafe 5 | 200 200 200 200 429
        strangers 6 | 200 200 200 200 200 429
        an administrator unlocks | 302
        new phone | 302
        editor in the cafe | 302
        strangers 11 | 200*10 429
        """,
    "at the machine": """
        slip in the cafe 5 | 200 200 200 200 429
        strangers 6 | 200 200 200 200 200 429
        unlocked at the machine | None
        new phone | 302
        editor in the cafe | 302
        """,
}


def _play(town, clock, line):
    """Take one step as often as it says; the line as it came out."""
    step = line.partition(" |")[0]
    name, _, times = step.rpartition(" ")
    name, times = (name, int(times)) if times.isdecimal() else (step, 1)
    if isinstance(STEPS[name], int):
        clock.shift(STEPS[name] * 60)
        return step
    runs = [(status, len([*run])) for status, run in groupby(STEPS[name](town) for _ in range(times))]
    return f"{step} | " + " ".join(
        f"{status}*{number}" if number > 9 else " ".join([str(status)] * number) for status, number in runs
    )


@pytest.mark.parametrize("scene", SCENES)
def test_who_is_looked_at(clock, monkeypatch, scene):
    monkeypatch.setattr(locks, "GUESSES", ((10, timedelta(hours=1)),))
    town = Town()
    lines = [line.strip() for line in SCENES[scene].strip().splitlines()]
    assert [_play(town, clock, line) for line in lines] == lines


# How many were refused how many minutes ago, the latest first, and how many minutes a stranger and a known device wait.
WAITS = {
    "nothing": ([], 0, 0),
    "one short of an hour's": ([(49, 1)], 0, 0),
    "an hour's": ([(50, 1)], 59, 0),
    "an hour's, at its end": ([(50, 60)], 0, 0),
    "twice an hour's": ([(50, 5), (50, 10)], 55, 50),
    "an hour's and more before": ([(20, 5), (40, 30)], 30, 0),
    "one short of a day's": ([(49, 100), (430, 200)], 0, 0),
    "a day's": ([(49, 100), (431, 200)], 1240, 0),
    "twice a day's": ([(480, 100), (480, 200)], 1340, 1240),
    "a day's, at its end": ([(480, 1440)], 0, 0),
}


@pytest.mark.parametrize("past", WAITS)
def test_how_long_they_wait(clock, past):
    town, (runs, stranger, known) = Town(), WAITS[past]
    clock.shift(2 * 24 * 60 * 60)
    for number, minutes in reversed(runs):
        at = timezone.now() - timedelta(minutes=minutes)
        AuditEntry.objects.bulk_create(AuditEntry(event="refused", name="editor", at=at) for _ in range(number))
    found = []
    for client in (Client(), town.device):
        status = town.sign_in(client, NEWSROOM)
        found.append(int(town.last.headers["Retry-After"]) // 60 if status == 429 else 0)
        AuditEntry.objects.filter(event="signed-in", address=NEWSROOM).delete()
    assert found == [stranger, known]


def test_what_is_said_written_down_and_sent_along(clock):
    town = Town()
    for _ in range(6):
        town.sign_in(Client(), CAFE, "wrong")
    page = town.last.content.decode()
    assert "from here, none is looked at before 12:15:00 UTC on 26 November." in page
    assert town.last.headers["Retry-After"] == "900"
    # Those that come while it is locked would only fill the list.
    found = AuditEntry.objects.order_by("pk").values_list("event", "address")
    assert list(found) == [("signed-in", HOME), *[("refused", CAFE)] * 4, ("locked", CAFE)]


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(clock, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    town = Town()

    def slip(number, client):
        return town.sign_in(Client(), CAFE, "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, {client}")

    assert [slip(number, PHONE) for number in range(6)] == [200, 200, 200, 200, 429, 429]
    assert slip(7, HOME) == 200


def test_a_device_is_known_once_it_has_given_the_second_factor(clock):
    town, client = Town(), Client()
    client.force_login(User.objects.get(username="editor"))
    key, _ = _set_up(client)
    assert "known" in client.cookies
    half = Client()
    assert town.sign_in(half, CAFE) == 302
    assert "known" not in half.cookies
    half.post("/desk/login/", {"username": "editor", "password": PASSWORD})
    clock.shift(30)
    assert _send(half, "give", code=_code(key))[0].status_code == 302
    assert "known" in half.cookies


def test_the_cookie_says_of_no_name_whose_it_is_and_goes_nowhere_else(clock, settings):
    settings.SESSION_COOKIE_SECURE = True
    town = Town()
    town.sign_in(town.device, HOME, name="other")
    cookie = town.device.cookies["known"]
    assert len(cookie.value.split(":")[0].split(".")) == 2
    assert "editor" not in cookie.value
    found = {name: cookie[name] for name in ("path", "httponly", "secure", "samesite", "max-age")}
    assert found == {"path": "/desk/", "httponly": True, "secure": True, "samesite": "Strict", "max-age": 31_536_000}


def test_wrong_passwords_of_somebody_inside_count_once_each(clock):
    town, client = Town(), Client(REMOTE_ADDR=CAFE)
    client.force_login(User.objects.get(username="editor"))
    _set_up(client)
    pages = [_send(client, "codes", password="wrong") for _ in range(8)]
    assert [response.status_code for response, _ in pages] == [200] * 4 + [429] * 4
    assert "none is looked at before 12:15:00 UTC" in pages[-1][1]
    words = "Password, on the way to change"
    found = AuditEntry.objects.filter(note=words).order_by("pk").values_list("event", flat=True)
    assert list(found) == ["refused"] * 4 + ["locked"]
    assert town.sign_in(Client(), HOME) == 302
