"""The way into the desk: who is let in, who is locked out, the second factor, and how sessions end."""

import re
import time
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import hotp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from meetings.models import AuditEntry

from . import part

pytestmark = pytest.mark.django_db
PASSWORD = "a-desk-of-ones-own"
FACTOR = "/desk/second-factor/"
ASKED = f"{FACTOR}?next=%2Fdesk%2F"


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", password=PASSWORD)


@pytest.fixture
def clock():
    """A clock that stands until a test moves it on, so that each code of an app is known: `clock.shift(30)`."""
    with time_machine.travel("2026-11-26 12:00:00+0000", tick=False) as traveller:
        yield traveller


def _sign_in(client, password=PASSWORD, name="editor", **headers):
    sent = {"username": name, "password": password, "next": "/desk/"}
    return client.post("/desk/login/?next=/desk/", sent, **headers)


def _in():
    client = Client()
    assert _sign_in(client).status_code == 302
    return client


def _inside(client):
    return client.get("/desk/").status_code == 200


def _events():
    return list(AuditEntry.objects.order_by("pk").values_list("event", "note"))


def _code(key):
    """What an app shows at this moment."""
    return f"{hotp(bytes.fromhex(key), int(time.time()) // 30):06}"


def _send(client, step, **sent):
    response = client.post(ASKED, {"step": step, "next": "/desk/", **sent})
    return response, response.content.decode()


def _set_up(client):
    """Set the second factor up; the secret and the recovery codes."""
    client.get(FACTOR)
    key = client.session["second_factor_key"]
    _, html = _send(client, "set-up", code=_code(key), password=PASSWORD)
    return key, re.findall(r"<li><code>([\w-]+)</code>", html)


# -- name and password


def test_staff_come_in_with_name_and_password_and_it_is_written_down(editor):
    client = Client(REMOTE_ADDR="192.0.2.7")
    assert _sign_in(client, "wrong").status_code == 200
    assert not _inside(client)
    assert _sign_in(client).headers["Location"] == "/desk/"
    assert _inside(client)
    found = AuditEntry.objects.order_by("pk").values_list("event", "name", "by_name", "address")
    assert list(found) == [("refused", "editor", "", "192.0.2.7"), ("signed-in", "editor", "", "192.0.2.7")]


@pytest.mark.parametrize("account", ["no such", "reader", "inactive"])
def test_nobody_else_comes_in_and_all_are_told_the_same(account):
    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_user("inactive", password=PASSWORD, is_staff=True, is_active=False)
    client = Client()
    html = _sign_in(client, name=account).content.decode()
    assert re.search(r'<p class="errornote">\s*(.*?)\s*</p>', html)[1] == (
        "Please enter the correct username and password for a staff account. Note that both fields may be case-sensitive."
    )
    assert not _inside(client)
    assert _events() == [("refused", "")]


def test_an_address_is_what_the_proxy_saw_and_never_what_a_client_claims(editor, settings):
    claimed = "203.0.113.9, 198.51.100.1"
    _sign_in(Client(REMOTE_ADDR="192.0.2.1"), HTTP_X_FORWARDED_FOR=claimed)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    _sign_in(Client(REMOTE_ADDR="192.0.2.1"), HTTP_X_FORWARDED_FOR=claimed)
    _sign_in(Client(REMOTE_ADDR="192.0.2.1"), HTTP_X_FORWARDED_FOR="no address; DROP TABLE")
    _sign_in(Client(REMOTE_ADDR=""))
    found = AuditEntry.objects.order_by("pk").values_list("address", flat=True)
    assert list(found) == ["192.0.2.1", "198.51.100.1", None, None]


@pytest.mark.parametrize("name", ["", "x" * 151, "nul\x00", "é" * 150, "a\nb"])
def test_any_name_is_words_not_an_error(name):
    assert _sign_in(Client(), name=name).status_code == 200


# -- sessions


def test_signing_out_ends_the_session_and_not_only_the_cookie(editor):
    client, copy = _in(), Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert _inside(copy)
    assert client.get("/desk/logout/").status_code == 405
    assert client.post("/desk/logout/").status_code == 200
    assert (_inside(client), _inside(copy)) == (False, False)
    assert not Session.objects.exists()
    assert _events()[-1] == ("signed-out", "")


def test_a_new_password_of_ones_own_ends_ones_other_sessions(editor):
    client, other = _in(), _in()
    new = "another-desk-of-ones-own"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/desk/password_change/", sent).status_code == 302
    assert (_inside(client), _inside(other)) == (True, False)
    assert _events()[-1] == ("password", "")


# -- the second factor


def test_a_second_factor_is_set_up_and_asked_for(editor, clock):
    client, other = _in(), _in()
    client.get(FACTOR)
    key = client.session["second_factor_key"]
    _, html = _send(client, "set-up", code="000000", password=PASSWORD)
    assert "That is not the code the app shows now." in html
    assert client.session["second_factor_key"] == key
    _, html = _send(client, "set-up", code=_code(key), password="wrong")
    assert "That is not your password." in html
    assert not TOTPDevice.objects.exists()
    _, html = _send(client, "set-up", code=_code(key), password=PASSWORD)
    assert len(set(re.findall(r"<li><code>(\w{5}-\w{5})</code>", html))) == 10
    assert (_inside(client), _inside(other)) == (True, False)

    clock.shift(30)
    fresh = _in()
    assert fresh.get("/desk/").headers["Location"] == "/desk/login/?next=/desk/"
    assert fresh.get("/desk/login/?next=/desk/").headers["Location"] == ASKED
    before = fresh.cookies["sessionid"].value
    response, _ = _send(fresh, "give", code=f" {_code(key)[:3]} {_code(key)[3:]} ")
    assert response.headers["Location"] == "/desk/"
    assert _inside(fresh)
    assert fresh.cookies["sessionid"].value != before
    assert _events() == [
        ("signed-in", ""),
        ("signed-in", ""),
        ("refused", "Password, on the way to change"),
        ("factor-on", ""),
        ("password-given", ""),
        ("signed-in", "With the second factor"),
    ]


def test_half_way_in_is_not_in(editor, clock):
    _set_up(_in())
    half = _in()
    for door in (
        "/desk/",
        "/desk/meetings/meeting/add/",
        "/desk/auth/user/",
        "/desk/jsi18n/",
        "/desk/password_change/",
    ):
        for send in (half.get, half.post):
            assert send(door).headers["Location"] == f"/desk/login/?next={door}", door
    for step in ("set-up", "codes", "off"):
        response, html = _send(half, step, password=PASSWORD, code="000000")
        assert response.status_code == 200
        assert 'name="step" value="give"' in html
    assert TOTPDevice.objects.count() == 1
    assert half.get(f"{FACTOR}?replace").content.count(b'value="give"') == 1
    assert half.post("/desk/logout/").status_code == 200
    assert half.get(FACTOR).status_code == 302


def test_a_code_is_taken_once_and_wrong_ones_are_slowed_down(editor, clock):
    key, _ = _set_up(_in())
    half = _in()
    _, html = _send(half, "give", code=_code(key))
    assert "That code is not right, or was used before." in html
    _, html = _send(half, "give", code=_code(key))
    assert "Too many wrong codes: none is looked at before 12:00:01 UTC." in html
    clock.shift(30)
    _send(half, "give", code="000000")
    clock.shift(1)
    _, html = _send(half, "give", code=_code(key))
    assert "Too many wrong codes" in html
    clock.shift(2)
    assert _send(half, "give", code=_code(key))[0].status_code == 302
    used = _code(key)
    assert "used before" in _send(_in(), "give", code=used)[1]


@pytest.mark.parametrize("code", ["", "²²²²²²", "x" * 5000, "\x00", "12345", "-1", "١٢٣٤٥٦"])
def test_any_code_is_words_not_an_error(editor, clock, code):
    _set_up(_in())
    response, html = _send(_in(), "give", code=code)
    assert response.status_code == 200
    assert "That code is not right" in html


def test_a_recovery_code_lets_in_once(editor, clock):
    _, codes = _set_up(_in())
    assert not StaticToken.objects.filter(token__in=[*codes, *(code.replace("-", "") for code in codes)]).exists()
    first = _in()
    assert _send(first, "give", code=codes[0].upper().replace("-", " "))[0].status_code == 302
    assert "That recovery code is used up; 9 are left." in first.get("/desk/").content.decode()
    assert "That code is not right, or was used before." in _send(_in(), "give", code=codes[0])[1]
    assert ("code-used", "9 left") in _events()


def test_new_recovery_codes_replace_the_old(editor, clock):
    client = _in()
    _, old = _set_up(client)
    assert "That is not your password." in _send(client, "codes", password="wrong")[1]
    _, html = _send(client, "codes", password=PASSWORD)
    new = re.findall(r"<li><code>([\w-]+)</code>", html)
    assert (len(new), set(new) & set(old)) == (10, set())
    assert "That code is not right" in _send(_in(), "give", code=old[0])[1]
    clock.shift(2)
    assert _send(_in(), "give", code=new[0])[0].status_code == 302


def test_another_phone_takes_the_place_of_the_first(editor, clock):
    client = _in()
    first, _ = _set_up(client)
    clock.shift(60)
    assert 'name="step" value="set-up"' in client.get(f"{FACTOR}?replace").content.decode()
    second = client.session["second_factor_key"]
    _send(client, "set-up", code=_code(second), password=PASSWORD)
    assert _inside(client)
    clock.shift(60)
    assert "That code is not right" in _send(_in(), "give", code=_code(first))[1]
    clock.shift(60)
    assert _send(_in(), "give", code=_code(second))[0].status_code == 302


def test_a_second_factor_is_turned_off_with_the_password_unless_it_is_required(editor, clock, settings):
    client = _in()
    _set_up(client)
    assert "That is not your password." in _send(client, "off", password="wrong")[1]
    settings.SECOND_FACTOR_REQUIRED = True
    assert "Turn the second factor off" not in _send(client, "off", password=PASSWORD)[1]
    settings.SECOND_FACTOR_REQUIRED = False
    assert _send(client, "off", password=PASSWORD)[0].headers["Location"] == "/desk/"
    assert _inside(_in())
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)


def test_where_it_is_required_nobody_comes_further_than_setting_it_up(editor, clock, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = _in()
    assert client.get("/desk/").headers["Location"] == "/desk/login/?next=/desk/"
    html = client.get(client.get("/desk/login/?next=/desk/").headers["Location"]).content.decode()
    assert "This desk asks for a second factor: set one up to go on." in html
    _, html = _send(client, "give", code="000000")
    assert 'name="step" value="set-up"' in html
    _set_up(client)
    assert _inside(client)


def test_wrong_passwords_on_the_page_of_the_second_factor_lock_as_sign_ins_do(editor, clock):
    client = _in()
    _set_up(client)
    statuses = [_send(client, "codes", password="wrong")[0].status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]
    assert _send(client, "off", password=PASSWORD)[0].status_code == 429
    assert TOTPDevice.objects.exists()


AFTER = {
    # Where somebody wanted to go, and where they are led; None is the same.
    "/desk/meetings/meeting/?publication__exact=draft": None,
    "/desk/meetings/meeting/1/change/": None,
    "/meetings/?country=PK&country=%C3%BC": None,
    "http://testserver/desk/password_change/": None,
    **dict.fromkeys(
        [
            *(
                "https://elsewhere.example/",
                "//elsewhere.example/desk/",
                "///elsewhere.example",
                "/\\elsewhere.example/",
            ),
            *(
                "https:elsewhere.example",
                "http://testserver@elsewhere.example/desk/",
                "http://[",
                "javascript:alert(1)",
            ),
            *("", "desk/", "?x", "#x", ".", "/desk/no-such-page/", "/nowhere/", "/desk/logout/", "/desk/../desk/"),
            *("/desk/\0", "\0/desk/", "\r\nX: y", "/desk/\ud800", "/desk/%00/", "/desk/%ED%A0%80/", "٣" * 30),
            *("/desk/?x=" + "x" * 8000, "/desk/" + "x/" * 4000, "https://" + "a" * 8000),
        ],
        "/desk/",
    ),
}


def test_somebody_who_comes_in_is_led_to_a_page_of_this_site(editor, clock):
    """By the address or by the form, without the second factor and with it."""
    found = {}
    for after in AFTER:
        sent = urlencode({"next": after}, errors="surrogatepass")
        by_form = urlencode({"username": "editor", "password": PASSWORD, "next": after}, errors="surrogatepass")
        form = "application/x-www-form-urlencoded"
        found[after] = {
            Client().post("/desk/login/", by_form, content_type=form).headers["Location"],
            Client().post(f"/desk/login/?{sent}", {"username": "editor", "password": PASSWORD}).headers["Location"],
        }
    assert found == {after: {there or after} for after, there in AFTER.items()}
    key, _ = _set_up(_in())
    for after in part(AFTER):
        clock.shift(30)
        half = _in()
        there = half.get(f"/desk/login/?{urlencode({'next': after}, errors='surrogatepass')}").headers["Location"]
        assert there == f"{FACTOR}?{urlencode({'next': AFTER[after] or after})}"
        asked = f"{FACTOR}?{urlencode({'next': after}, errors='surrogatepass')}"
        response = half.post(asked, {"step": "give", "code": _code(key)})
        assert response.headers["Location"] == (AFTER[after] or after)


@pytest.mark.parametrize("account", [None, "reader"])
def test_the_page_of_the_second_factor_is_for_staff(account):
    client = Client()
    if account:
        client.force_login(User.objects.create_user(account))
    for send in (client.get, client.post):
        assert send(FACTOR).headers["Location"] == f"/desk/login/?next={FACTOR}"


def test_the_pages_with_secrets_are_kept_by_no_cache(editor):
    client = _in()
    for page in (FACTOR, "/desk/login/", "/desk/"):
        assert "no-store" in client.get(page).headers["Cache-Control"]


def test_the_second_factor_costs_a_page_of_the_desk_one_question(editor, clock):
    counts = []
    client = _in()
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/password_change/")
        counts.append(len(queries))
        if len(counts) == 1:
            _set_up(client)
    assert counts == [4, 4]
