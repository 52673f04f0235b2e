"""Every page of the desk is sound: its HTML, its accessibility in the light and in the dark, and nothing that the policy blocks."""

import re

import pytest
from django.conf import settings
from django.db import transaction

from . import EXAMPLES
from .conftest import RULES, WIDE
from .desk_pages import desk_pages, sessions

pytestmark = [pytest.mark.django_db, pytest.mark.same_everywhere]

# What the checkers find wanting in the markup of Django's own templates and widgets, and of select2.
THEIRS_IN_HTML = {
    # Autocompletes and filters begin with an empty option; one that must be filled in has none.
    "Element “option” without attribute “label” must not be empty.",
    "A “select” element with a “required” attribute, and without a “multiple” attribute, and without a “size” attribute "
    "whose value is greater than “1”, must have a descendant “option” element.",
    "The first “option” element in a “select” element with a “required” attribute, and without a “multiple” attribute, and "
    "without a “size” attribute whose value is greater than “1”, must have either an empty “value” attribute, or must have "
    "no text content. Consider either adding a placeholder option label, or adding a “size” attribute with a value equal "
    "to the number of “option” elements.",
    # The page of an account, where the password is shown by its beginning, and that of its new password.
    "Attribute “disabled” not allowed on element “div” at this point.",
    "No “p” element in scope but a “p” end tag seen.",
}
THEIRS_IN_BROWSER = 'list: <ul class="select2-selection__rendered">'

# Told apart from a script by its kind: a browser does not run it, and the policy has nothing against it.
_INLINE = r"<[^>]*\s(?:style|on[a-z]+)\s*=|<style|<script(?![^>]*(?:\ssrc=|\stype=\"application/(?:ld\+)?json\"))[^>]*>"


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """The answer of each page, {name: response}, drawn once for all tests of this file."""
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        clients = sessions()
        for name, one in desk_pages(clients["boss"]).items():
            client = clients[one.who]
            found[name] = client.get(one.address) if one.sent is None else client.post(one.address, one.sent)
        transaction.set_rollback(True)
    return found


@pytest.mark.quick
def test_every_page_opens_comes_with_the_policy_and_has_nothing_inline(answers):
    assert {name: page.status_code for name, page in answers.items() if page.status_code != 200} == {}
    policies = {page.headers["Content-Security-Policy"] for page in answers.values()}
    strict = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    assert {frozenset(policy.split("; ")) for policy in policies} == {frozenset(strict.split("; "))}
    assert {
        name: found for name, page in answers.items() if (found := re.findall(_INLINE, page.content.decode()))
    } == {}


def test_the_check_for_what_is_inline_sees_it():
    for bad in (
        '<p style="">',
        "<p\nonclick=x>",
        "<style>",
        "<script>",
        '<script type="module">',
        '<a href="" onfocus=x>',
    ):
        assert re.search(_INLINE, bad), bad
    for good in ('<script src="x.js">', '<script id="x" src="y">', '<script type="application/json">', "<p>once = 1"):
        assert not re.search(_INLINE, good), good


def test_html(answers, nu, tmp_path):
    found = nu({name: page.content.decode() for name, page in answers.items()}, tmp_path)
    said = [(one, re.sub(r"^.*? line \d+: ", "", one)) for one in found]
    assert [one for one, words in said if words not in THEIRS_IN_HTML] == []
    assert {words for _, words in said} == THEIRS_IN_HTML


_SEND = """([address, fields]) => {
  const form = document.createElement("form");
  fields.push(["csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value]);
  for (const [name, value] of fields) {
    const field = document.createElement("textarea");
    Object.assign(field, {name, value});
    form.append(field);
  }
  Object.assign(form, {method: "post", action: address, hidden: true});
  document.body.append(form);
  form.submit();
}"""


def _open(page, shown):
    """Open a page, by the form that it answers where it answers one."""
    if shown.sent is None:
        page.goto(shown.address)
    else:
        page.goto("/desk/")
        values = {name: value if isinstance(value, list) else [value] for name, value in shown.sent.items()}
        fields = [[name, str(one)] for name, several in values.items() for one in several]
        with page.expect_navigation():
            page.evaluate(_SEND, [shown.address, fields])
    # The page of a meeting goes on to ask for the text of its sources, and what is like it.
    page.wait_for_load_state("networkidle" if page.locator("#meeting_form").count() else "load")


# One page of each template, and the forms with most in them: the others differ from these in their words and fields alone.
_KINDS = {
    *(
        "index",
        "meeting, list",
        "meeting, change",
        "import, asked",
        "history, differences",
        "merge, chosen",
        "step, publish",
    ),
    *("preview", "second factor, codes", "login, refused"),
}


@pytest.mark.long
def test_accessible(live_server, browse, axe, problems):
    clients, pages, found = sessions(), {}, {}
    for who, client in clients.items():
        pages[who] = browse(**WIDE)
        if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
            pages[who].context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    shown = desk_pages(clients["boss"])
    assert shown.keys() >= _KINDS
    for name in shown if EXAMPLES >= 1000 else [name for name in shown if name in _KINDS]:
        page = pages[shown[name].who]
        _open(page, shown[name])
        assert problems == [], name
        for scheme, colours in RULES.items():
            page.emulate_media(color_scheme=scheme)
            if faults := [one for one in axe(page, colours) if not one.startswith(THEIRS_IN_BROWSER)]:
                found[name, scheme] = faults
        page.emulate_media(color_scheme="light")
        # The checker tries styles on what select2 made; the policy refuses them, and says so.
        problems.clear()
    assert found == {}
