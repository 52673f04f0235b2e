"""Any earlier state of a record comes back whole, through the desk: its document, its JSON, its place in lists, for every kind."""

import random
import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from meetings.actions.derive import verify
from meetings.actions.edit import EditRefused
from meetings.actions.history import keep
from meetings.actions.restore import restore, to_restore
from meetings.actions.steps import take_step
from meetings.index import differences as out_of_step
from meetings.models import (
    Appointment,
    ContestedTerm,
    Country,
    Meeting,
    Occasion,
    Official,
    Organization,
    Place,
    Position,
    Revision,
    Source,
    Topic,
)
from meetings.queries.snapshots import digest, document, facts

from . import EXAMPLES
from .build import (
    make_appointment,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
)
from .desk_page import Page, address
from .racing import rows_of
from .random_edits import EDITS, Ground

pytestmark = pytest.mark.django_db

STAYS = ("publication", "withdrawn_on", "withdrawal_reason", "corrections")


def _said(client, meeting):
    """A meeting as its document, its page's JSON, the API and the list have it, but for what a restore leaves as it is."""
    found = document(meeting)
    page = client.get(f"/meetings/{meeting.pk}.json").json()
    record = client.get(f"/api/v1/meetings/{meeting.pk}/").json()
    (entry,) = client.get("/meetings.json?status=any").json()["results"]
    moves = ("register_version", "changed_at", "corrections")
    return (
        {name: value for name, value in found.items() if name not in STAYS},
        *({name: value for name, value in one.items() if name not in moves} for one in (page, record, entry)),
    )


def _back(client, revision, **sent):
    """Restore a revision through its page; returns the answer."""
    page = Page(client, reverse(f"admin:meetings_{revision.entity}_restore", args=[revision.pk]))
    return client.post(page.address, {**page.data, "reason": "It was right", "unchanged": "on", **sent})


# -- meetings


@pytest.mark.long
@pytest.mark.parametrize("seed", range(max(EXAMPLES // 20, 1) if EXAMPLES < 400 else 20))
def test_any_earlier_state_of_a_meeting_comes_back_whole(staff_client, client, one, seed):
    chance, ground, states = random.Random(seed), Ground(), {}
    make_country("TR", "Türkiye")
    for turn in range(10):
        page = Page(staff_client, address(Meeting, one))
        for edit in chance.sample(EDITS, chance.choice([1, 2, 2])):
            edit(page, chance, ground)
        if page.send(reason=f"Edit {turn}"):
            states[Revision.objects.of(one).first().pk] = _said(client, one)
            states.setdefault(Revision.objects.of(one).last().pk, None)
        if states and chance.random() < 0.4:
            _comes_back(staff_client, client, one, chance, states)
    assert len(states) >= 3
    for _ in range(3):
        _comes_back(staff_client, client, one, chance, states)
    assert list(out_of_step()) == []
    assert verify() == []


def _comes_back(staff_client, client, meeting, chance, states):
    """Restore one of the states and compare."""
    pk, state = chance.choice([(pk, state) for pk, state in states.items() if state])
    found, now = Revision.objects.get(pk=pk), document(meeting)
    answer = _back(staff_client, found)
    # What the record says already is not written again.
    same = facts(to_restore(found, now)) == facts(now)
    assert answer.status_code == (200 if same else 302), answer.content.decode()
    assert _said(client, meeting) == state
    assert {name: value for name, value in found.document.items() if name not in STAYS} == state[0]


def test_a_deleted_meeting_is_whose_it_was_and_as_it_was(staff_client, client, one):
    """With all its parts, and with the note that only staff read."""
    Meeting.objects.update(publication="draft")
    page = Page(staff_client, address(Meeting, "add"))
    page.data |= {"when": "2023-09-22", "staff_note": "Ask again."}
    page.add("participants", country=str(make_country("AZ").pk), name_as_reported="An envoy")
    assert page.send(), page.errors
    new = Meeting.objects.exclude(pk=one.pk).get()
    for meeting in (one, new):
        before, by = document(meeting), Meeting.objects.get(pk=meeting.pk).entered_by
        staff_client.post(reverse("admin:meetings_meeting_delete", args=[meeting.pk]), {"post": "yes"})
        assert document(meeting) is None
        assert _back(staff_client, Revision.objects.of(meeting).first()).status_code == 302
        assert document(meeting) == before
        assert Meeting.objects.get(pk=meeting.pk).entered_by == by
    assert new.entered_by.username == "admin"
    Meeting.objects.filter(pk=one.pk).update(publication="published")
    assert verify() == []


# -- the other kinds


def _rows():
    """One record of each kind with its parts, which no meeting names, and what its page is given, as {name: (row, edit)}."""
    official = make_official("Jalil Abbas Jilani", native_name="x")
    official.names.create(name="J. A. Jilani", kind="alias")
    make_appointment(official, make_position("PK"), "2020", "2022-05")
    source = make_source("Readout", sides=["PK", "org:oic"], dateline_place=make_place("baku"))
    source.related.set([make_source("Related")])
    source.derived_from.set([make_source("Origin")])
    source.terms.set([make_term("so-called line")])
    country = make_country("PK", "Pakistan", official_name="Islamic Republic of Pakistan")
    country.names.create(name="Pakistán", kind="translation", language="es")
    country.successors.set([make_country("IN")])
    topic = make_topic("trade", parent=make_topic("economy"))
    topic.names.create(name="commerce", kind="alias", language="en")
    place = make_place("lahore", country=country, parent=make_place("punjab"), latitude="31.5", longitude="74.25")
    organization = make_organization("sub-body", parent=make_organization("oic"), acronym="SB")
    visit = make_occasion(
        "A visit", "2023-05", kind="visit", host=country, guest=make_country("AZ"), place=make_place("baku")
    )
    return {
        Official: (official, {"name": "Other", "sort_name": "Other", "native_name": ""}),
        Source: (source, {"title": "Other", "related": [], "derived_from": [], "terms": [], "dateline_place": ""}),
        Occasion: (visit, {"name": "Other", "kind": "summit", "guest": "", "when": "2024", "place": ""}),
        Place: (place, {"name": "Other", "country": "", "parent": "", "latitude": "", "longitude": ""}),
        Organization: (organization, {"name": "Other", "acronym": "", "parent": ""}),
        Country: (country, {"name": "Other", "official_name": "", "successors": []}),
        Topic: (topic, {"name": "other", "parent": ""}),
        Position: (make_position("AZ", title="Envoy"), {"title": "Other", "level": "other"}),
        ContestedTerm: (make_term("a wording"), {"term": "other", "neutral_label": "neutral"}),
    }


@pytest.mark.parametrize(
    "kind", [Official, Source, Occasion, Place, Organization, Country, Topic, Position, ContestedTerm]
)
def test_every_kind_comes_back_with_its_parts(staff_client, kind):
    """After a change in which fields and parts went and others came, and after it was deleted."""
    row, fields = _rows()[kind]
    before = document(row)
    page = Page(staff_client, address(kind, row))
    for name in [name for name in page.data if name.endswith("-INITIAL_FORMS")]:
        for number, _ in rows_of(page, name.removesuffix("-INITIAL_FORMS")):
            page.set(name.removesuffix("-INITIAL_FORMS"), number, DELETE="on")
    new = {
        Official: ("names", {"name": "Another", "kind": "alias"}),
        Source: ("sides", {"country": str(make_country("AZ").pk)}),
        Country: ("names", {"name": "Paquistão", "kind": "translation", "language": "pt"}),
        Topic: ("names", {"name": "exchange", "kind": "alias"}),
    }
    if kind in new:
        page.add(new[kind][0], **new[kind][1])
    assert page.send(**fields), page.errors
    after = document(row)
    assert after != before
    changed, found = Revision.objects.of(row)
    assert (changed.document, found.document) == (after, before)
    assert _back(staff_client, found).status_code == 302
    assert document(row) == before
    assert _back(staff_client, changed).status_code == 302
    assert document(row) == after
    if kind is not Country:
        staff_client.post(reverse(f"admin:meetings_{kind._meta.model_name}_delete", args=[row.pk]), {"post": "yes"})
        assert document(row) is None
        assert _back(staff_client, Revision.objects.of(row).first()).status_code == 302
        assert document(row) == after
        assert _back(staff_client, found).status_code == 302
        assert document(row) == before
    assert list(out_of_step()) == []


def test_rows_that_changed_places_come_back():
    """Two names and two terms of office of one official, of which no two may be the same at any time."""
    official = make_official("Jalil Abbas Jilani")
    names = [official.names.create(name=name, kind="alias") for name in ("One", "Other")]
    offices = [make_position("PK", title=title) for title in ("Envoy", "Minister")]
    terms = [make_appointment(official, office, "2020", "2022") for office in offices]
    before = document(official)
    for row, name, value in ((names[0], "name", "Other"), (terms[0], "position", offices[1])):
        type(row).objects.filter(pk=row.pk + 1).delete()
        type(row).objects.filter(pk=row.pk).update(**{name: value})
    official.names.create(pk=names[1].pk, name="One", kind="alias")
    terms[1].position = offices[0]
    terms[1].save()
    keep(type(official), before, document(official))
    restore(Revision.objects.of(official).last())
    assert document(official) == before


@pytest.mark.parametrize(
    ("name", "kind"),
    [("place", Place), ("occasion", Occasion), ("claims.0.topics.0", Topic), ("citations.0.source", Source)],
)
def test_what_names_something_that_is_gone_is_refused_in_words(staff_client, one, name, kind):
    """And nothing changes, not even what could have come back."""
    page = Page(staff_client, address(Meeting, one))
    assert page.send(title="Other"), page.errors
    found = Revision.objects.of(one).last()
    *path, last = [int(step) if step.isdigit() else step for step in name.split(".")]
    holder = found.document
    for step in path:
        holder = holder[step]
    holder[last] = {"id": 10**9, "label": "What is gone"}
    found.save()
    now, count = document(one), Revision.objects.count()
    with pytest.raises(EditRefused, match="“What is gone”, which it names, is no longer on file"):
        restore(found)
    answer = _back(staff_client, found)
    assert "“What is gone”, which it names, is no longer on file" in answer.content.decode()
    assert (document(one), Revision.objects.count()) == (now, count)


def test_what_a_restore_leaves_alone_is_no_change_of_it(staff_client, one):
    """Withdrawn meanwhile: the revision from before says “published”, which a restore does not bring back, nor promises to."""
    page = Page(staff_client, address(Meeting, one))
    told = {"withdrawn_on": "2026-01-02", "withdrawal_reason": "Not so."}
    assert page.send(publication="withdrawn", **told), page.errors
    found, count = Revision.objects.of(one).last(), Revision.objects.count()
    assert found.document["publication"] == "published"
    back = reverse("admin:meetings_meeting_restore", args=[found.pk])
    shown = staff_client.get(back).content.decode()
    assert "It says all this now; its state is changed on its own page." in shown
    assert ("Published" in shown, 'type="submit"' in shown.partition("content-main")[2]) == (False, False)
    sent = {"opened": digest(document(one)), "reason": "It was right"}
    assert "Nothing would change" in staff_client.post(back, sent).content.decode()
    assert (Meeting.objects.get().publication, Revision.objects.count()) == ("withdrawn", count)
    # Where a fact differs too, the fact comes back and the state stays.
    assert page.send(date_note="Another.", reason="x"), page.errors
    assert _back(staff_client, found).status_code == 302
    assert (Meeting.objects.get().publication, Meeting.objects.get().date_note) == ("withdrawn", one.date_note)


def test_what_was_restored_meanwhile_is_looked_at_again(staff_client, one):
    page = Page(staff_client, address(Meeting, one))
    assert page.send(title="Other"), page.errors
    found = Revision.objects.of(one).last()
    back = Page(staff_client, reverse("admin:meetings_meeting_restore", args=[found.pk]))
    assert page.send(title="A third"), page.errors
    answer = staff_client.post(back.address, {**back.data, "reason": "x", "unchanged": "on"})
    assert "Somebody saved it meanwhile" in answer.content.decode()
    assert Meeting.objects.get().title == "A third"


def test_a_term_of_office_is_in_the_history_of_its_official(staff_client):
    """One that is new there, and one that goes from one official to another: a change of both, not a new official."""
    one, other = make_official("One Name"), make_official("Other Name")
    page = Page(staff_client, address(Appointment, "add"))
    assert page.send(official=one.pk, position=make_position("PK").pk, capacity="substantive"), page.errors
    page = Page(staff_client, address(Appointment, Appointment.objects.get()))
    assert page.send(official=other.pk, reason="It was the other"), page.errors
    history = {row: list(Revision.objects.of(row).values_list("action", "reason")) for row in (one, other)}
    assert history[one] == [("changed", "It was the other"), ("changed", ""), ("found", "")]
    assert history[other] == [("changed", "It was the other"), ("found", "")]


def test_a_meeting_that_nobody_may_publish_stays_as_far_as_it_is(staff_client, client):
    """A restore of a state from before it was published does not hide it, and one from then does not publish it."""
    meeting = make_meeting(publication="draft")
    page = Page(staff_client, address(Meeting, meeting))
    assert page.send(title="First"), page.errors
    assert page.send(publication="published"), page.errors
    draft = Revision.objects.of(meeting)[1]
    assert page.send(title="Second"), page.errors
    assert _back(staff_client, draft).status_code == 302
    assert client.get(f"/meetings/{meeting.pk}.json").json()["title"] == "First"


# -- what readers are told


def test_readers_see_in_words_what_changed_and_when(staff_client, client):
    """After a correction, a restore, a withdrawal, and once the meeting is published again."""
    meeting = make_meeting(title="First", place=make_place("baku"))
    today = f"{timezone.localdate():%-d %b %Y}"

    def told():
        found = client.get(meeting.get_absolute_url(), follow=True)
        page = " ".join(re.sub(r"<[^>]+>", "", found.content.decode()).split())
        return [text for text in TOLD if f"{today}: {text}" in page]

    page = Page(staff_client, address(Meeting, meeting))
    assert not page.send(slip=False, place="")
    assert page.send(slip=False, place="", correction=TOLD[0]), page.errors
    assert told() == TOLD[:1]
    assert _back(staff_client, Revision.objects.of(meeting).last(), unchanged="").status_code == 302
    assert told() == TOLD[:1]
    page = Page(staff_client, address(Meeting, meeting))
    assert page.send(place=""), page.errors
    back = Page(staff_client, reverse("admin:meetings_meeting_restore", args=[Revision.objects.of(meeting).last().pk]))
    sent = {**back.data, "reason": "It was right"}
    assert "Readers have seen this meeting as it was" in staff_client.post(back.address, sent).content.decode()
    assert staff_client.post(back.address, {**sent, "correction": TOLD[1]}).status_code == 302
    assert told() == TOLD[:2]
    editor = User.objects.get()
    take_step(meeting, "withdrawn", by=editor, reason="It did not take place.", withdrawn_on=date(2026, 1, 2))
    gone = client.get(f"/meetings/{meeting.pk}/")
    assert gone.status_code == 410
    assert "It did not take place." in gone.content.decode()
    take_step(meeting, "published", by=editor)
    assert told() == TOLD[:3]
    page = Page(staff_client, address(Meeting, meeting))
    assert page.send(publication="withdrawn", withdrawn_on="2026-01-02", withdrawal_reason="Not so"), page.errors
    assert page.send(publication="published"), page.errors
    assert told() == TOLD


TOLD = [
    "The place is not known.",
    "The place is known after all.",
    "Withdrawn on 2 January 2026 (It did not take place), and published again.",
    "Withdrawn on 2 January 2026 (Not so), and published again.",
]


def test_what_readers_see_is_not_taken_out_behind_their_backs(staff_client, one):
    """A claim of a published meeting goes on the page of its meeting; a term held at any meeting stays."""
    claim = one.claims.first()
    delete = reverse("admin:meetings_claim_delete", args=[claim.pk])
    assert staff_client.post(delete, {"post": "yes"}).status_code == 403
    Meeting.objects.update(publication="draft")
    term = Appointment.objects.filter(participations__isnull=False).first()
    page = Page(staff_client, address(Official, term.official))
    page.set("appointments", 0, DELETE="on")
    assert not page.send()
    assert f"“{term}” was held at “{one}”" in page.response.content.decode()
    assert staff_client.post(delete, {"post": "yes"}).status_code == 302
    assert Revision.objects.of(one).first().action == "changed"
