"""The desk in a browser as tests use it: signing in, rows, autocompletes, and windows in which something is made in place."""

import re
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import expect


def signed_in(page, live_server, name="editor"):
    """The page, of somebody who may do everything and has signed in before."""
    client = Client()
    client.force_login(User.objects.filter(username=name).first() or User.objects.create_superuser(name))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    return page


def choose(page, field, words, option=None):
    """Type into an autocomplete and take the option that comes."""
    select = page.locator(f"#id_{field}")
    select.locator("xpath=following-sibling::span[contains(@class, 'select2')]").first.click()
    typed = page.locator(".select2-container--open .select2-search__field")
    typed.fill(words) if typed.count() == 1 else page.keyboard.type(words)
    page.locator(".select2-results__option", has_text=re.compile(re.escape(option or words))).last.click()


def chosen(page, field):
    """The words of the options that an autocomplete holds, as a locator."""
    return page.locator(f"#id_{field} option:checked:not([value=''])")


def add(page, prefix):
    """A new row; returns its number."""
    rows = page.locator(f"#{prefix}-group .inline-related:not(.empty-form)")
    number = rows.count()
    page.click(f"#{prefix}-group .add-row a")
    expect(rows).to_have_count(number + 1)
    return number


@contextmanager
def made_in_place(page, field):
    """The window in which what an autocomplete lacks is made; it is saved at the end, and closes."""
    with page.expect_popup() as opened:
        page.click(f"#add_id_{field}")
    window = opened.value
    yield window
    with window.expect_event("close"):
        window.click("[name=_save]")
