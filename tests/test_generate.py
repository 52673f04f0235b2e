"""The synthetic register: reproducible, by the rules, marked on every page, and never mixed with real records."""

import hashlib

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from meetings.actions import reference, register
from meetings.actions.derive import verify
from meetings.actions.rules import meeting_violations
from meetings.models import Card, Claim, Entry, Meeting, Official, Posting, Register, Source

from .build import make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def generated(db):
    """300 generated meetings."""
    reference.load()
    call_command("generate_register", meetings=300, seed=7)


def checksum():
    """One number for every text and fact that the generator makes."""
    rows = [
        *Meeting.objects.order_by("pk").values_list(
            "pk", "title", "summary", "earliest", "status", "publication", "level"
        ),
        *Claim.objects.order_by("pk").values_list("meeting_id", "kind", "text", "quote", "follow_up"),
        *Source.objects.order_by("pk").values_list("title", "publisher", "url"),
        *Official.objects.order_by("pk").values_list("name", "sort_name", "native_name"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_what_is_published_breaks_no_rule(generated):
    published = Meeting.objects.published()
    assert published.count() > 250
    assert Meeting.objects.count() == 300
    assert [meeting_violations(meeting) for meeting in published if meeting_violations(meeting)] == []


def test_what_follows_is_right(generated):
    assert verify() == []
    assert list(register.differences()) == []
    assert Entry.objects.count() == Card.objects.count() == Meeting.objects.published().count()
    assert Posting.objects.count() > 10 * Entry.objects.count()


def test_every_page_says_that_nothing_of_it_happened(generated, client, admin_user):
    for path in (
        "/",
        "/meetings/",
        "/search/?q=trade",
        Meeting.objects.published().first().get_absolute_url(),
    ):
        assert "Synthetic register" in client.get(path).content.decode(), path
    client.force_login(admin_user)
    assert "Synthetic register" in client.get("/desk/").content.decode()


def test_the_same_seed_makes_the_same_register():
    reference.load()
    sums = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            call_command("generate_register", meetings=40, seed=seed)
            sums.append(checksum())
            transaction.set_rollback(True)
    assert sums[0] == sums[1] != sums[2]


def test_a_real_register_says_nothing_and_takes_nothing_generated(client):
    reference.load()
    make_meeting()
    with pytest.raises(CommandError):
        call_command("generate_register", meetings=10, seed=1)
    assert Meeting.objects.count() == 1
    assert not Register.objects.current().synthetic
    assert "Synthetic register" not in client.get("/").content.decode()


def test_without_reference_data_it_says_what_to_run():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("generate_register", meetings=10, seed=1)
