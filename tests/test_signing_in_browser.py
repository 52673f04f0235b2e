"""The second factor in a browser: set up from its picture, asked for, and looked after, in the light and in the dark."""

import re
import time
from base64 import b32decode

import pytest
from django.contrib.auth.models import User
from django_otp.oath import hotp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from .conftest import LOOKS, RULES

PASSWORD = "a-desk-of-ones-own"


def _sign_in(page):
    page.goto("/desk/meetings/topic/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")


def _code(secret, steps=0):
    """What an app shows that was given the secret; a later one by so many steps is accepted early."""
    return f"{hotp(b32decode(secret.replace(' ', '')), int(time.time()) // 30 + steps):06}"


@pytest.mark.long
@pytest.mark.parametrize("name", LOOKS)
def test_a_second_factor_from_its_picture_to_the_next_sign_in(transactional_db, browse, axe, settings, problems, name):
    if name == "rtl":
        settings.LANGUAGE_CODE = "ur"
    settings.SECOND_FACTOR_REQUIRED = True
    User.objects.create_superuser("editor", password=PASSWORD)
    page = browse(**LOOKS[name])

    def sound(what):
        assert problems == []
        assert axe(page, RULES.get(name, False)) == [], what
        # The checker tries styles, which the policy refuses.
        problems.clear()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), what

    page.goto("/desk/meetings/topic/")
    sound("sign-in")
    _sign_in(page)
    expect(page.locator(".qr svg")).to_be_visible()
    sound("set-up")
    secret = page.locator(".secret").inner_text()
    page.fill("#id_code", _code(secret))
    page.fill("#id_password", PASSWORD)
    page.click(".factor form:has(.qr) button")
    expect(page.locator(".codes li")).to_have_count(10)
    sound("codes")
    page.click(".factor a.button")
    expect(page).to_have_url(re.compile("/desk/meetings/topic/$"))
    page.goto("/desk/second-factor/")
    sound("see")
    page.click("#logout-form button")

    _sign_in(page)
    expect(page.locator("#id_code")).to_be_focused()
    sound("give")
    page.fill("#id_code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("That code is not right")
    sound("wrong")
    # A wrong one makes the next wait.
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    page.fill("#id_code", _code(secret, steps=1))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk/meetings/topic/$"))
