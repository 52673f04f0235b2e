"""The synthetic register: reproducible, by the rules, marked on every page, and never mixed with real records."""

import hashlib
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from meetings import index
from meetings.actions import reference
from meetings.actions.derive import proposed_title, verify
from meetings.actions.rules import meeting_violations, office_violations
from meetings.choices import Dimension, Encounter, Format, Precision, Publication, Status
from meetings.datasets.synthetic.tables import Tables
from meetings.models import (
    Meeting,
    MeetingDocument,
    MeetingIndex,
    Occasion,
    Official,
    Organization,
    Place,
    Position,
    Posting,
    Register,
    Source,
    Topic,
)
from meetings.models.fields import normalise_url
from meetings.models.words import tokens

from . import part
from .build import make_meeting
from .public_pages import LISTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def generated(stand):
    """300 generated meetings."""
    stand(_generate)


def _generate():
    reference.load()
    call_command("generate_register", meetings=300, seed=7)


def checksum():
    """One number for every row that the generator writes itself, in every column."""
    found = hashlib.sha256()
    for table in Tables("any"):
        found.update(repr(list(table.model.objects.order_by("pk").values_list())).encode())
    return found.hexdigest()


@pytest.mark.prove
def test_what_is_published_breaks_no_rule(generated):
    published = Meeting.objects.published()
    assert published.count() > 250
    assert Meeting.objects.count() == 300
    assert [broken for meeting in part(published) for broken in meeting_violations(meeting)] == []
    assert [broken for official in part(Official.objects.all()) for broken in office_violations(official)] == []


def test_what_follows_is_right(generated):
    assert verify() == []
    assert list(index.differences()) == []
    assert MeetingIndex.objects.count() == MeetingDocument.objects.count() == Meeting.objects.published().count()
    assert Posting.objects.count() > 10 * MeetingIndex.objects.count()


@pytest.mark.prove
def test_derived_columns_are_as_a_save_would_write_them(generated):
    assert Official.objects.count() > 100
    for source in Source.objects.all():
        assert source.url_key == normalise_url(source.url)
    for row in part([*Official.objects.all(), *Occasion.objects.all(), *Position.objects.all()]):
        before = dict(vars(row))
        for field in row._meta.concrete_fields:
            field.pre_save(row, add=False)
        assert vars(row) == before
    for meeting in part(Meeting.objects.all()):
        assert meeting.title == proposed_title(meeting)


def test_the_shape_is_that_of_a_real_register(generated):
    entries = MeetingIndex.objects.count()

    def shares(dimension):
        counts = Posting.objects.filter(dimension=dimension).values("value").annotate(found=Count("*"))
        return sorted((row["found"] / entries for row in counts), reverse=True)

    countries = shares(Dimension.COUNTRY)
    assert 0.35 < countries[0] < 0.55
    assert 0.015 < countries[15] < 0.045
    assert len(countries) > 100
    assert {dimension for dimension in Dimension if not shares(dimension)} == set()
    for field, choices in (("encounter", Encounter), ("format", Format), ("precision", Precision)):
        rows = Meeting.objects.all() if field == "precision" else MeetingIndex.objects.all()
        assert set(rows.values_list(field, flat=True)) == set(choices), field
    assert set(MeetingIndex.objects.values_list("status", flat=True)) >= {
        Status.HELD,
        Status.ANNOUNCED,
        Status.CANCELLED,
    }
    assert set(Meeting.objects.values_list("publication", flat=True)) == set(Publication)
    texts = [
        set(tokens(" ".join([meeting.summary, *(claim.text for claim in meeting.claims.all())])))
        for meeting in Meeting.objects.published().prefetch_related("claims")
    ]
    found = Counter(word for text in texts for word in text)
    assert any(0.4 < count / len(texts) < 0.6 for count in found.values())
    assert sum(count == 1 for count in found.values()) > 100


def test_what_is_hidden_is_in_no_card(generated):
    hidden = Meeting.objects.filter(summary__contains="Unreleased")
    assert set(hidden) == set(Meeting.objects.exclude(publication=Publication.PUBLISHED))
    assert hidden
    words = {word for card in MeetingDocument.objects.all() for word in card.words.split()}
    assert not words & set(tokens("unreleased pasted"))


def test_every_page_says_that_nothing_of_it_happened(generated, client, admin_user):
    meeting = Meeting.objects.published().filter(occasion__isnull=False).first()
    party = meeting.parties.filter(country__isnull=False).first()
    records = [
        meeting,
        meeting.occasion,
        party.country,
        Official.objects.public().first(),
        Place.objects.first(),
        Organization.objects.first(),
        Topic.objects.first(),
    ]
    for path in [*LISTS.values(), *(record.get_absolute_url() for record in records), "/desk/login/"]:
        assert "Synthetic register" in client.get(path).content.decode(), path
    client.force_login(admin_user)
    for path in ["/desk/", "/desk/meetings/meeting/", f"/desk/meetings/meeting/{meeting.pk}/change/"]:
        assert "Synthetic register" in client.get(path).content.decode(), path


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
