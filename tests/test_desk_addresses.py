"""Whatever an address or an action at the desk holds, the answer is a page, a redirect or a refusal, never an error."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.urls import reverse

from . import part
from .build import make_meeting

pytestmark = pytest.mark.django_db

ODD = ["\x00", "x" * 3000, "9" * 30, "-1", "'\"", "٣", "9999-12-31", "0001-01-01"]


def lists():
    """The list of each kind, with the parameters that its filters and its search take, as [(address, names)]."""
    found = []
    for model, one in admin.site._registry.items():
        names = [
            name if isinstance(name, str) else name[0] if isinstance(name, tuple) else name.parameter_name
            for name in one.list_filter
        ]
        names += [f"{name}__exact" for name in names] + ["q", "o", "p", "all"]
        names += [f"{one.date_hierarchy}__{part}" for part in ("gte", "year", "day")] if one.date_hierarchy else []
        found.append((reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), names))
    return found


@pytest.mark.parametrize("odd", ["\x00", *(pytest.param(one, marks=pytest.mark.long) for one in ODD[1:])], ids=ascii)
def test_every_list_answers_any_value(staff_client, odd):
    make_meeting()
    answers = {
        f"{there}?{name}": staff_client.get(f"{there}?{name}={quote(odd)}").status_code
        for there, names in lists()
        for name in names
    }
    assert {address: status for address, status in answers.items() if status not in (200, 302)} == {}


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_every_action_takes_any_row(staff_client):
    make_meeting()
    for model, one in admin.site._registry.items():
        there = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in ["delete_selected", *(name for name in one.actions or () if isinstance(name, str))]:
            for odd in part(ODD):
                sent = {"action": action, "_selected_action": [odd], "index": 0, "select_across": 0}
                assert staff_client.post(there, sent).status_code in (200, 302, 403), (there, action, odd)


@pytest.mark.parametrize("date", ["0001-01-01", "0001-01-03", "9999-12-29", "9999-12-31", "0001", "9999"])
def test_days_at_the_ends_of_the_calendar_have_duplicates_too(staff_client, date):
    one = make_meeting(date=date)
    country, other = one.parties.values_list("country", flat=True)
    answer = staff_client.get(reverse("admin:meetings_meeting_duplicates"), {"country": [country, other], "date": date})
    assert answer.status_code == 200
    assert len(answer.json()["meetings"]) == 1
