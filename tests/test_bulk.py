"""Steps that many meetings take at once: the filter holds, the count is asked about, and each is refused for itself."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.actions.roles import make_roles
from meetings.index import differences as out_of_step
from meetings.models import Meeting, Revision

from .build import make_meeting
from .desk_page import Page

pytestmark = pytest.mark.django_db
LIST = "/desk/meetings/meeting/"


@pytest.fixture
def people(db):
    make_roles()
    found = {}
    for role in ("Contributor", "Editor"):
        user = User.objects.create_user(role.lower(), is_staff=True)
        user.groups.set(Group.objects.filter(name=role))
        found[role] = Client()
        found[role].force_login(user)
    return found


def _ask(client, action, rows, query="", **sent):
    sent = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0, "select_across": 0, **sent}
    return client.post(LIST + query, sent)


def _states():
    return [meeting.publication for meeting in Meeting.objects.order_by("pk")]


def test_those_chosen_are_counted_asked_about_and_published(people):
    rows = [make_meeting(date=f"202{number}-01-01", publication="in-review") for number in range(3)]
    other = make_meeting(date="2029-01-01", publication="in-review")
    response = _ask(people["Editor"], "publish", rows)
    html = response.content.decode()
    assert "<b>Publish: 3 meetings.</b> In review: 3." in html
    assert all(f"{LIST}{row.pk}/change/" in html for row in rows)
    assert f"{LIST}{other.pk}/change/" not in html
    assert set(_states()) == {"in-review"}
    assert _ask(people["Editor"], "publish", rows, confirm="3", reason="Checked").status_code == 302
    assert _states() == ["published"] * 3 + ["in-review"]
    assert {(one.by_name, one.reason) for one in Revision.objects.filter(action="changed")} == {("editor", "Checked")}
    assert list(out_of_step()) == []


def test_all_that_the_filter_holds(people):
    inside = [make_meeting(date="2023-01-01", publication="draft") for _ in range(3)]
    outside = make_meeting(date="2023-01-01", publication="in-review")
    query = "?publication__exact=draft"
    html = _ask(people["Editor"], "review", inside[:1], query, select_across=1).content.decode()
    assert "Send to review: 3 meetings." in html
    assert _ask(people["Editor"], "review", inside[:1], query, select_across=1, confirm="3").status_code == 302
    assert _states() == ["in-review"] * 4
    assert not Revision.objects.of(outside).exists()


def test_a_list_that_changed_is_asked_about_again(people):
    rows = [make_meeting(date="2023-01-01", publication="draft") for _ in range(2)]
    answer = _ask(people["Editor"], "review", rows, "?publication__exact=draft", select_across=1, confirm="1")
    assert "The list has changed meanwhile: it is about 2 now. Look again." in answer.content.decode()
    assert _states() == ["draft"] * 2


def test_one_that_cannot_stays_and_says_why(people):
    good, bad = make_meeting(publication="in-review"), make_meeting(publication="in-review", sources=[])
    page = Page(people["Editor"], LIST)
    answer = _ask(people["Editor"], "publish", [good, bad], confirm="2")
    html = page.client.get(answer.headers["Location"]).content.decode()
    assert "1 of 2 done." in html
    assert f"“{bad}” (record {bad.pk}): Cite at least one source that reports it." in html
    assert _states() == ["published", "in-review"]


def test_what_goes_back_or_away_needs_its_words(people):
    rows = [make_meeting(publication="in-review")]
    assert "Say it" in _ask(people["Editor"], "send_back", rows, confirm="1").content.decode()
    _ask(people["Editor"], "send_back", rows, confirm="1", reason="The date is missing.")
    assert _states() == ["draft"]
    Meeting.objects.update(publication="published")
    _ask(people["Editor"], "withdraw", rows, confirm="1", reason="It did not take place.")
    meeting = Meeting.objects.get()
    assert (meeting.publication, meeting.withdrawal_reason) == ("withdrawn", "It did not take place.")
    assert Client().get(meeting.get_absolute_url()).status_code == 410


def test_a_contributor_sends_own_drafts_to_review_and_no_more(people):
    mine, other = make_meeting(publication="draft"), make_meeting(publication="draft")
    Meeting.objects.filter(pk=mine.pk).update(entered_by=User.objects.get(username="contributor"))
    _ask(people["Contributor"], "review", [mine, other], confirm="2")
    assert _states() == ["in-review", "draft"]
    for action in ("publish", "send_back", "withdraw", "delete_selected"):
        _ask(people["Contributor"], action, [mine, other], confirm="2", reason="x", post="yes")
    assert _states() == ["in-review", "draft"]


def test_more_than_one_answer_can_take_are_refused(people, monkeypatch):
    monkeypatch.setattr("meetings.admin.meeting.bulk.MOST", 1)
    rows = [make_meeting(publication="draft") for _ in range(2)]
    assert b"At most 1 at once" in _ask(people["Editor"], "review", rows, confirm="2").content
    assert _ask(people["Editor"], "delete_selected", rows, post="yes").status_code == 302
    assert "At most 1 at once" in people["Editor"].get(LIST).content.decode()
    assert Meeting.objects.count() == 2
    assert _states() == ["draft"] * 2


def test_asking_needs_as_many_queries_for_thirty_as_for_one(people):
    counts = []
    rows = [make_meeting(publication="draft")]
    for more in (0, 29):
        rows += [make_meeting(publication="draft") for _ in range(more)]
        with CaptureQueriesContext(connection) as queries:
            _ask(people["Editor"], "review", rows)
        counts.append(len(queries))
    assert counts == [10, 10]
