"""What the models say of their kinds holds: keys, parts, paths from meetings, names, and who sees what."""

import pytest
from django.apps import apps
from django.db import models

from meetings.models import DIRECTORY, RECORDS, Country, Meeting, Mention, Organization, Place
from meetings.models.names import Record, Row

from .build import make_country, make_occasion, make_official, make_organization, make_place, make_topic

KINDS = [kind for kind in apps.get_app_config("meetings").get_models() if issubclass(kind, Row)]


def test_the_kinds_of_record_are_known_by_their_names():
    assert RECORDS.keys() >= {
        "meeting",
        "source",
        "position",
        "contestedterm",
        *(kind._meta.model_name for kind in DIRECTORY),
    }
    assert all(kind._meta.model_name == name and issubclass(kind, Record) for name, kind in RECORDS.items())
    assert {name for name, kind in RECORDS.items() if kind.merges} == {
        *("meeting", "occasion", "official", "organization", "place")
    }


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_says_of_itself_is_there(kind):
    assert list(kind.objects.named()[:1]) == []
    for path in (*kind.shown_by, *kind.filed_by):
        assert list(Meeting.objects.filter(**{f"{path}__in": [1]})) == [], path
    assert hasattr(kind.objects.all(), "within") or not kind.filed_by
    for name, part in kind.part_relations().items():
        assert part.field.remote_field.on_delete is models.CASCADE, name
        assert part.field.related_model is kind
    assert not kind.part_of or issubclass(kind._meta.get_field(kind.part_of).related_model, Record)
    if issubclass(kind, Record):
        assert list(kind.objects.exported()) == []
        assert {*kind.searched} <= {field.name for field in kind._meta.concrete_fields if hasattr(field, "derive")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "own", "key"),
    [
        (lambda: make_country("IN"), "IN", "IN"),
        (lambda: make_organization("oic"), "oic", "org:oic"),
        (lambda: make_place("karabakh"), "karabakh", "place:karabakh"),
        (lambda: make_topic("trade"), "trade", "trade"),
    ],
)
def test_a_record_has_a_key_of_its_kind_and_one_among_all(make, own, key):
    row = make()
    assert (row.own_key, row.key) == (own, key)


@pytest.mark.django_db
def test_what_has_no_key_is_known_by_its_number():
    for row in (make_official("A B"), make_occasion("Session")):
        assert (row.own_key, row.key) == (str(row.pk), str(row.pk))


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("IN", (Country, "IN")),
        ("org:oic", (Organization, "oic")),
        ("place:karabakh", (Place, "karabakh")),
        ("org:a:b", (Organization, "a:b")),
        ("topic:trade", (None, "trade")),
        (":trade", (None, "trade")),
    ],
)
def test_a_mention_is_read_by_its_key(key, found):
    assert Mention.read(key) == found


@pytest.mark.django_db
def test_the_public_meetings_are_the_published_ones(leaky):
    assert list(Meeting.objects.public()) == list(Meeting.objects.published()) == [leaky.public]
