"""The base of every page, and error pages that stand when everything behind them has fallen."""

import datetime
import re

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db

ERRORS = ["400.html", "403.html", "404.html", "410.html", "500.html"]
SECTIONS = ["meetings", "countries", "officials", "organizations", "occasions", "topics", "places", "relations"]


class Untouchable:
    """A request, or a user, that fails as soon as it is asked anything."""

    def __getattr__(self, name):
        raise AssertionError(f"asked for {name}")


@pytest.mark.parametrize("template", ERRORS)
def test_error_pages_need_no_context(template):
    html = render_to_string(template, {})
    assert html.count("<h1>") == 1
    assert '<html lang="en-gb" dir="ltr">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert re.findall(r'<nav class="onward".*?</nav>', html, re.S)[0].count("<li>") == len(SECTIONS)


@pytest.mark.parametrize("template", ERRORS)
def test_error_pages_ask_neither_request_nor_messages(template):
    context = {"request": Untouchable(), "messages": Untouchable(), "user": Untouchable()}
    assert render_to_string(template, context) == render_to_string(template, {})


def test_withdrawn_record_says_its_date_and_reason_and_nothing_else():
    context = {"withdrawn_on": datetime.date(2026, 11, 2), "reason": "Two records of one meeting <b>"}
    html = render_to_string("410.html", context | {"meeting": "Secret title", "title": "Secret title"})
    assert '<time datetime="2026-11-02">2 November 2026</time>' in html
    assert "Two records of one meeting &lt;b&gt;" in html
    assert "Secret" not in html


@pytest.mark.parametrize("section", SECTIONS)
def test_the_section_of_a_page_is_marked_wherever_sections_stand(section):
    html = render_to_string("base.html", {"section": section})
    assert re.findall(r'<a href="/(\w+)/" aria-current="true">', html) == [section] * 3


def test_the_page_turns_round_with_its_language():
    html = render_to_string("base.html", {"LANGUAGE_CODE": "ur", "LANGUAGE_BIDI": True})
    assert '<html lang="ur" dir="rtl">' in html


def test_the_staff_strip_is_for_staff():
    for is_staff, count in ((True, 1), (False, 0)):
        user = type("User", (), {"is_staff": is_staff})
        request = type("Request", (), {"user": user})
        assert render_to_string("base.html", {"request": request}).count('class="staff"') == count
