"""What was typed comes back into its form, whatever kept it from being saved, and nothing is written on the way."""

import re

import pytest
from django.contrib import admin
from django.db import OperationalError
from django.test import RequestFactory

from meetings.models import Meeting, Official
from meetings.views.bounds import unavailable

from .build import make_full_meeting, make_meeting, make_official
from .desk_page import Page, address
from .doors import PEOPLE, all_rows, client_of, doors, make_people, try_door

pytestmark = [pytest.mark.django_db, pytest.mark.same_everywhere]

KINDS = [model._meta.model_name for model, one in admin.site._registry.items() if hasattr(one, "keeps_typing")]
FORMS = [f"{kind}_{verb}" for kind in KINDS for verb in ("add", "change") if (kind, verb) != ("claim", "add")]
BUTTONS = dict.fromkeys(("_save", "_continue", "_addanother", "_like"), "1")
WORDS = "This is what you typed on 30 November, 21:50: nothing was saved yet."
TYPED = {"_typed": "30 November, 21:50"}


@pytest.fixture
def keys():
    """The sessions of all the people of the desk."""
    return make_people()


@pytest.fixture
def boss(keys):
    """Somebody who may do everything."""
    return client_of(keys["boss"])


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_is_shown_and_never_saved_whatever_was_pressed(boss, form):
    method, there, typed = doors(f"meetings_{form}", boss)[1]
    before = all_rows()
    assert try_door(boss, method, there, typed, before) == "done"
    for pressed in (BUTTONS, {"_saveasnew": "1", "_popup": "1", "opened": "x"}):
        response = boss.post(there, typed | pressed | TYPED)
        # A new claim is nobody's to make here.
        status = 403 if form == "claim_change" and "_saveasnew" in pressed else 200
        assert (response.status_code, all_rows()) == (status, before), pressed
        assert (WORDS in response.content.decode()) == (status == 200)


def _as_lists(data):
    return {
        name: value if isinstance(value, list) else [value] for name, value in data.items() if value not in ("", [""])
    }


def test_every_row_comes_back_as_it_was_typed(boss):
    meeting = make_full_meeting(1, publication="draft")
    page = Page(boss, address(Meeting, meeting))
    page.add("citations", source="", locator="par. 7", stance="supports")
    page.add("participants", name_as_reported="An envoy", country=str(meeting.parties.first().country_id))
    page.add("claims", kind="discussed", text="trade\r\nand more", cited="9")
    page.set("claims", 0, DELETE="on")
    page.data |= {"title": "<b>Typed</b>", "when": "no date", "reason": "Because.", "correction": ""}
    typed = _as_lists(page.data)
    assert page.send(**TYPED) is False
    assert _as_lists(page.data) == typed


def test_what_others_saved_meanwhile_is_still_not_saved_over(boss):
    official = make_official("Nobody")
    for sends_what_it_opened in (True, False):
        page = Page(boss, address(Official, official))
        Official.objects.filter(pk=official.pk).update(origin=f"Theirs, {sends_what_it_opened}.")
        if not sends_what_it_opened:
            del page.data["opened"]
        assert page.send(name="Mine", **TYPED) is False
        assert page.data["name"] == ["Mine"]
        assert page.send() is False
        assert "somebody else saved this since you opened it" in page.response.content.decode()
        assert Official.objects.get().name == "Nobody"


def test_it_asks_for_the_right_to_save(boss, keys):
    there = address(Meeting, make_meeting())
    typed = Page(boss, there).data | TYPED
    assert {who: client_of(keys[who]).post(there, typed).status_code for who in PEOPLE} == {
        "superuser": 200,
        "administrator": 200,
        "editor": 200,
        "contributor": 403,
        "reader": 403,
        "outsider": 302,
        "anonymous": 302,
    }


BACK = "Back to the form"
AGAIN = "Send it again"


@pytest.mark.parametrize(
    ("there", "sent", "buttons"),
    [
        ("/desk/meetings/meeting/add/", {"when": "2023"}, [AGAIN, BACK]),
        ("/desk/meetings/meeting/7/change/?_popup=1", {"when": "2023"}, [AGAIN, BACK]),
        # It was to be shown: from here it is not saved.
        ("/desk/meetings/meeting/add/", {"when": "2023"} | TYPED, [BACK]),
        ("/desk/meetings/meeting/add/", {"when": "2023", "_typed": ""}, [BACK]),
        # Whatever is sent there is done.
        ("/desk/meetings/meeting/7/delete/", {"post": "yes"}, [AGAIN]),
        ("/desk/meetings/meeting/", {"action": "publish"} | TYPED, [AGAIN]),
        ("/desk/meetings/importbatch/add/", {"entity": "meeting"}, [AGAIN]),
        ("/desk/meetings/importbatch/7/change/", {"commit": "1"} | TYPED, [AGAIN]),
        ("/desk/auth/user/add/", {"username": "somebody"}, [AGAIN]),
        ("/desk/login/", {"username": "somebody"}, [AGAIN]),
        ("/nowhere/", {"username": "somebody"}, [AGAIN]),
    ],
)
def test_a_page_without_an_answer_leads_back_to_a_form_that_only_shows(there, sent, buttons):
    html = unavailable(RequestFactory().post(there, sent), OperationalError("database is locked")).content.decode()
    form = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', html, re.S)
    assert form[1] == there
    assert re.findall(r"<button[^>]*>([^<]*)", form[2]) == buttons
    assert re.findall(r'<button[^>]* name="_typed" value="([^"]*)"', form[2]) == [sent.get("_typed", "")] * (
        BACK in buttons
    )
    assert 'textarea name="_typed"' not in form[2]
