"""The way of a meeting to its readers: its steps, who may take them, and no silent change of what readers saw."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from meetings.actions.roles import ROLES, make_roles
from meetings.actions.workflow import steps
from meetings.models import Claim, Correction, Meeting, Revision, Source

from .build import make_country, make_full_meeting, make_source
from .desk_page import Page, address

pytestmark = pytest.mark.django_db

REASON = "The date is missing."


@pytest.fixture
def staff(db):
    """Somebody of each role, signed in: {role: client}, and "staff" without any role."""
    make_roles()
    clients = {}
    for role in [*ROLES, "staff"]:
        user = User.objects.create_user(role.lower(), is_staff=True)
        if role in ROLES:
            user.groups.add(Group.objects.get(name=role))
        clients[role] = Client()
        clients[role].force_login(user)
    return clients


def _choices(page):
    html = page.response.content.decode()
    return html.partition('name="publication"')[2].partition("</select>")[0].count("<option")


def _draft(client):
    page = Page(client, address(Meeting, "add"))
    assert page.send(when="2023-09-22", title="Of the contributor"), page.errors
    return Meeting.objects.get(title="Of the contributor")


def test_roles_are_written_once_and_kept_exact(staff):
    before = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert before == ROLES
    Group.objects.get(name="Contributor").permissions.set(Group.objects.get(name="Editor").permissions.all())
    make_roles()
    assert (
        set(Group.objects.get(name="Contributor").permissions.values_list("codename", flat=True))
        == before["Contributor"]
    )
    assert User.objects.get(username="contributor").groups.count() == 1


@pytest.mark.parametrize(
    ("publication", "contributor", "editor"),
    [
        ("draft", ["draft", "in-review"], ["draft", "in-review", "published"]),
        ("in-review", ["in-review"], ["in-review", "draft", "published"]),
        ("published", ["published"], ["published", "withdrawn"]),
        ("withdrawn", ["withdrawn"], ["withdrawn", "published"]),
    ],
)
def test_each_role_has_its_steps(staff, publication, contributor, editor):
    users = {name: User.objects.get(username=name) for name in ("contributor", "editor", "administrator")}
    assert {name: [str(step) for step in steps(user, publication)] for name, user in users.items()} == {
        "contributor": contributor,
        "editor": editor,
        "administrator": editor,
    }


def test_a_draft_goes_to_review_and_back_and_out(staff):
    meeting = make_full_meeting(1)
    Meeting.objects.update(publication="draft", entered_by=User.objects.get(username="contributor"))
    page = Page(staff["Contributor"], address(Meeting, meeting))
    assert _choices(page) == 2
    assert page.client.post(page.address, {**page.data, "publication": "in-review", "_save": "1"}).status_code == 302
    # Whoever entered it sees it, and waits.
    assert 'name="publication"' not in staff["Contributor"].get(page.address).content.decode()

    page = Page(staff["Editor"], address(Meeting, meeting))
    assert not page.send(publication="draft")
    assert page.errors["publication"] == [
        "Say what is missing, under “Reason for this change” below: it goes back with that note."
    ]
    assert page.send(publication="draft", reason=REASON), page.errors
    page = Page(staff["Contributor"], address(Meeting, meeting))
    assert REASON in page.response.content.decode()
    assert page.client.post(page.address, {**page.data, "publication": "in-review", "_save": "1"}).status_code == 302
    page = Page(staff["Editor"], address(Meeting, meeting))
    assert page.send(publication="published"), page.errors
    assert [(one.by_name, one.reason) for one in Revision.objects.of(meeting).exclude(action="found")] == [
        ("editor", ""),
        ("contributor", ""),
        ("editor", REASON),
        ("contributor", ""),
    ]


def test_a_step_that_is_not_ones_own_is_refused(staff):
    meeting = _draft(staff["Contributor"])
    page = Page(staff["Contributor"], address(Meeting, meeting))
    assert not page.send(publication="published")
    assert page.errors["publication"] == ["Select a valid choice. published is not one of the available choices."]
    assert meeting.entered_by.username == "contributor"
    make_full_meeting(2)
    page = Page(staff["Editor"], address(Meeting, Meeting.objects.published().get()))
    assert not page.send(publication="draft")
    assert page.errors["publication"] == ["Select a valid choice. draft is not one of the available choices."]


def test_publishing_needs_the_four_and_a_draft_none(staff):
    meeting = _draft(staff["Contributor"])
    page = Page(staff["Editor"], address(Meeting, meeting))
    assert not page.send(publication="published")
    assert page.errors["publication"] == [
        "Cite at least one source that reports it.",
        "Name at least two parties.",
    ]


def test_a_contributor_changes_only_own_drafts(staff):
    meeting = make_full_meeting(1)
    Meeting.objects.update(publication="draft")
    mine = _draft(staff["Contributor"])
    source = Source.objects.first()
    unseen = make_source("Not yet cited")
    claim = Claim.objects.first()
    Meeting.objects.filter(pk=meeting.pk).update(publication="published")
    status = {
        row: staff["Contributor"].post(address(type(row), row), {}).status_code
        for row in (meeting, mine, source, unseen, claim, make_country("PK", "Pakistan"))
    }
    assert status == {
        meeting: 403,
        mine: 200,
        source: 403,
        unseen: 200,
        claim: 403,
        make_country("PK", "Pakistan"): 403,
    }
    assert staff["Contributor"].post(f"{address(Meeting, mine)[:-7]}delete/", {"post": "yes"}).status_code == 403


def test_what_readers_saw_is_not_deleted(staff, staff_client):
    meeting = make_full_meeting(1)
    for client in (staff["Editor"], staff["Administrator"], staff_client):
        assert client.post(f"{address(Meeting, meeting)[:-7]}delete/", {"post": "yes"}).status_code == 403
        client.post(address(Meeting), {"action": "delete_selected", "_selected_action": [meeting.pk], "post": "yes"})
    assert Meeting.objects.published().count() == 1


def test_a_published_fact_does_not_change_silently(staff):
    meeting = make_full_meeting(1)
    page = Page(staff["Editor"], address(Meeting, meeting))
    assert not page.send(slip=False, date_note="Corrected")
    assert page.errors["nonfield"] == [
        "Readers have seen this meeting as it was: write below, under “For readers”, what changed, or tick that nothing "
        "they were told is different."
    ]
    assert page.send(slip=False, correction="The note on the date was wrong."), page.errors
    assert Correction.objects.first().text == "The note on the date was wrong."
    assert "The note on the date was wrong." in Client().get(meeting.get_absolute_url(), follow=True).content.decode()
    told = Correction.objects.count()
    page = Page(staff["Editor"], address(Meeting, meeting))
    assert page.send(slip=True, date_note="Corected"), page.errors
    assert page.send(slip=False, staff_note="For us"), page.errors
    assert Correction.objects.count() == told


def test_a_claim_of_a_published_meeting_does_not_change_silently(staff):
    meeting = make_full_meeting(1)
    claim = meeting.claims.first()
    page = Page(staff["Editor"], address(Claim, claim))
    assert not page.send(slip=False, text="Something else.")
    assert page.send(slip=False, correction="They said something else."), page.errors
    assert meeting.corrections.first().text == "They said something else."


def test_a_withdrawal_needs_its_day_and_reason(staff):
    meeting = make_full_meeting(1)
    page = Page(staff["Editor"], address(Meeting, meeting))
    assert not page.send(slip=False, publication="withdrawn")
    assert page.errors["withdrawal_reason"] == ["A withdrawn meeting needs its date and a reason in public words."]
    assert page.send(slip=False, withdrawn_on="2026-01-02", withdrawal_reason="It did not take place."), page.errors
    assert Client().get(meeting.get_absolute_url()).status_code == 410
