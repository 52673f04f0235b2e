"""Two records that were one: what a merge moves, what it says beforehand, where old addresses lead, and how it is undone."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from meetings.actions.derive import derive
from meetings.actions.edit import EditRefused
from meetings.actions.merge import merge, preview, unmerge
from meetings.actions.roles import make_roles
from meetings.index import differences as out_of_step
from meetings.models import Meeting, Merge, Occasion, Official, Organization, Participant, Place, Revision
from meetings.queries.snapshots import document, facts

from .build import (
    make_appointment,
    make_claim,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
)
from .desk_page import Page

pytestmark = pytest.mark.django_db


def _two_officials():
    """One man under two spellings, each at a meeting; the first term of office is on file with both."""
    kept, gone = make_official("Jalil Abbas Jilani"), make_official("Jalil Abbas Jeelani")
    position, other = make_position("PK"), make_position("PK", title="Ambassador")
    terms = [make_appointment(one, position, "2023-08-17", "2024-03-04") for one in (kept, gone)]
    make_appointment(gone, other, "2014", "2017")
    gone.names.create(name="J. A. Jilani", kind="alias")
    meetings = [make_meeting("PK", "AZ", date="2023-09-22", heads=[head]) for head in (kept, gone)]
    for meeting, term in zip(meetings, terms, strict=True):
        Participant.objects.get(party__meeting=meeting, official=term.official).appointments.set([term])
        derive(meeting)
    return gone, kept, meetings


def _everything(*rows):
    return [facts(document(type(row).objects.get(pk=row.pk))) for row in rows]


def test_an_official_takes_over_all_that_named_the_other(client, admin_user):
    gone, kept, meetings = _two_officials()
    old = gone.get_absolute_url()
    before = _everything(gone, kept, *meetings)
    found = merge(gone, kept, by=admin_user, reason="One man, two spellings")
    assert not Official.objects.filter(pk=gone.pk).exists()
    assert {one.name for one in kept.names.all()} == {"Jalil Abbas Jeelani", "J. A. Jilani"}
    assert kept.appointments.count() == 2
    people = Participant.objects.filter(party__country__code="PK")
    assert [one.official for one in people.filter(official__isnull=False)] == [kept, kept]
    assert {term.official for one in people for term in one.appointments.all()} == {kept}
    assert list(out_of_step()) == []
    for address in (old, f"/officials/{gone.pk}/", f"/officials/{gone.pk}/other-words/"):
        assert client.get(address).headers["Location"] == kept.get_absolute_url()
    listed = client.get(f"/meetings/?country=PK&official={gone.pk},{kept.pk}")
    assert listed.headers["Location"] == f"/meetings/?country=PK&official={kept.pk},{kept.pk}"
    assert (found.revision.by_name, found.revision.reason) == ("admin", "One man, two spellings")
    unmerge(found, by=admin_user, reason="Two men after all")
    assert _everything(gone, kept, *meetings) == before
    assert client.get(old).status_code == 200
    assert list(out_of_step()) == []
    assert Merge.objects.standing().count() == 0


def test_what_a_preview_says_is_what_happens():
    gone, kept, _ = _two_officials()
    effects = preview(gone, kept)
    assert Official.objects.filter(pk=gone.pk).exists()
    assert effects.moved == [("Offices held, of terms on file with both", 1), ("Participants", 1)]
    assert [one.before for one in effects.lost if one.what == "Name"] == ["Jalil Abbas Jeelani"]
    was = document(kept)
    merge(gone, kept)
    assert document(kept) != was
    assert {(one.what, one.before, one.after) for one in effects.kept} == {
        ("Official name", "", "J. A. Jilani"),
        ("Official name", "", "Jalil Abbas Jeelani"),
        ("Appointment", "", "Jalil Abbas Jilani, Ambassador, 2014–2017"),
    }


def test_officials_who_sat_beside_each_other_are_two():
    meeting = make_full_meeting(1)
    one = make_official("One"), make_official("Other")
    party = meeting.parties.first()
    for official in one:
        party.participants.create(official=official)
    derive(meeting)
    with pytest.raises(EditRefused, match="Both stand in the same place"):
        merge(*one)
    assert Official.objects.filter(pk__in=[row.pk for row in one]).count() == 2


def test_terms_that_overlap_are_mended_first():
    one, other = make_official("One"), make_official("Other")
    position = make_position("PK")
    make_appointment(one, position, "2020", "2023"), make_appointment(other, position, "2022", "2024")
    with pytest.raises(EditRefused, match="already held"):
        merge(one, other)
    assert one.appointments.count() == 1


def test_a_row_is_not_merged_into_itself_or_its_own_child():
    place = make_place("one")
    child = make_place("two", parent=place)
    with pytest.raises(EditRefused, match="another record"):
        merge(place, place)
    with pytest.raises(EditRefused, match="cannot lie inside itself"):
        merge(place, child)
    merge(child, place)
    assert Place.objects.get() == place


@pytest.mark.parametrize("kind", [Organization, Place, Occasion])
def test_others_hand_over_their_meetings_and_their_addresses(client, kind):
    if kind is Organization:
        gone, kept = make_organization("oic"), make_organization("o-i-c")
        meetings = [make_meeting("PK", body) for body in (gone, kept)]
    elif kind is Place:
        gone, kept = make_place("new-york"), make_place("new-york-city")
        meetings = [make_meeting(place=place) for place in (gone, kept)]
    else:
        gone, kept = make_occasion("UNGA 78", "2023"), make_occasion("78th UNGA", "2023")
        meetings = [make_meeting(occasion=occasion, setting="margins") for occasion in (gone, kept)]
    before, old = _everything(gone, kept, *meetings), gone.get_absolute_url()
    assert client.get(old).status_code == 200
    found = merge(gone, kept)
    assert client.get(old).headers["Location"] == kept.get_absolute_url()
    assert list(out_of_step()) == []
    for meeting in meetings:
        assert (
            kept.get_absolute_url()
            in client.get(Meeting.objects.get(pk=meeting.pk).get_absolute_url()).content.decode()
        )
    unmerge(found)
    assert _everything(gone, kept, *meetings) == before
    assert client.get(old).status_code == 200
    assert list(out_of_step()) == []


def _two_meetings(**fields):
    kept = make_full_meeting(1)
    heads = {party.body: party.participants.filter(heads=True).first() for party in kept.parties.all()}
    gone = make_meeting(
        *heads,
        heads=[one.official for one in heads.values()],
        sources=[kept.citations.first().source, make_source()],
        **fields,
    )
    party = gone.parties.get(country__code="PK")
    speaker = party.participants.first()
    party.participants.create(name_as_reported="An adviser")
    make_claim(
        gone, "Only here.", kind="said", party=party, speaker=speaker, cites=[(gone.citations.last().source, "par. 1")]
    )
    derive(gone)
    return gone, kept


def test_a_meeting_takes_over_claims_sources_and_people(client, admin_user):
    gone, kept = _two_meetings()
    before, json = _everything(gone, kept), client.get(f"/meetings/{gone.pk}.json").json()
    claims, sources = kept.claims.count(), kept.citations.count()
    found = merge(gone, kept, by=admin_user, reason="Reported twice")
    kept = Meeting.objects.get()
    assert (kept.claims.count(), kept.citations.count()) == (claims + 1, sources + 1)
    claim = kept.claims.get(text="Only here.")
    assert (claim.party.meeting, claim.speaker.party) == (kept, claim.party)
    assert Participant.objects.filter(name_as_reported="An adviser").get().party.meeting == kept
    assert (
        kept.corrections.first().text == f"Record {gone.pk}, which told of the same meeting, was merged into this one."
    )
    assert client.get(gone.get_absolute_url()).headers["Location"] == kept.get_absolute_url()
    assert client.get(f"/meetings/{gone.pk}/").headers["Location"] == kept.get_absolute_url()
    assert client.get(kept.get_absolute_url()).status_code == 200
    assert list(out_of_step()) == []

    unmerge(found, by=admin_user, reason="Two meetings")
    kept.refresh_from_db()
    told = kept.corrections.all()[:2]
    assert [one.text[-40:] for one in told] == ["was parted from this one again.", "as merged into this one."] or len(
        told
    ) == 2
    kept.corrections.filter(pk__in=[one.pk for one in told]).delete()
    derive(kept)
    assert _everything(gone, kept) == before
    assert client.get(f"/meetings/{gone.pk}.json").json()["claims"] == json["claims"]
    assert list(out_of_step()) == []


def test_a_draft_leaves_no_trace_in_public(client):
    """Its address stays one that never was, even where what took it in is public."""
    gone, kept = _two_meetings(publication="draft")
    gone.corrections.create(text="Told to nobody.")
    merge(gone, kept)
    assert client.get(f"/meetings/{gone.pk}/").status_code == 404
    assert client.get(f"/meetings/{gone.pk}.json").status_code == 404
    # What it adds to a published meeting readers are told without it.
    assert [one.text for one in kept.corrections.all()] == ["Sources, participants or statements were added."]


def test_an_address_leads_to_nothing_that_readers_do_not_see(client):
    gone, kept = _two_officials()[:2]
    merge(gone, kept)
    Meeting.objects.update(publication="draft")
    derive(*Meeting.objects.all())
    assert client.get(f"/officials/{gone.pk}/").status_code == 404


def test_an_address_leads_on_through_two_merges(client):
    places = [make_place(slug) for slug in ("one", "two", "three")]
    make_meeting(place=places[2])
    merge(places[0], places[1])
    merge(places[1], places[2])
    assert client.get("/places/one/").headers["Location"] == "/places/three/"


def test_meetings_of_other_parties_are_not_merged():
    gone, kept = make_meeting("PK", "AZ"), make_meeting("PK", "IN")
    with pytest.raises(EditRefused, match="a party of one of the two only"):
        merge(gone, kept)
    assert Meeting.objects.count() == 2


# -- at the desk


def test_an_editor_merges_and_an_administrator_parts(staff_client):
    make_roles()
    clients = {}
    for role in ("Contributor", "Editor", "Administrator"):
        user = User.objects.create_user(role.lower(), is_staff=True)
        user.groups.set(Group.objects.filter(name=role))
        clients[role] = Client()
        clients[role].force_login(user)
    gone, kept, _ = _two_officials()
    address = f"/desk/meetings/official/{gone.pk}/merge/"
    assert clients["Contributor"].get(address).status_code == 403
    assert Client().get(address).status_code == 302
    editor = clients["Editor"]
    assert address in editor.get(f"/desk/meetings/official/{gone.pk}/change/").content.decode()
    assert editor.get(address).status_code == 200
    page = Page(editor, f"{address}?into={kept.pk}")
    assert "Participants that go over: 1" in page.response.content.decode()
    assert Official.objects.filter(pk=gone.pk).exists()
    sent = {**page.data, "into": kept.pk}
    assert b"Say why" in editor.post(address, sent).content
    assert b"One of the two was saved meanwhile" in editor.post(address, {**sent, "opened": "x", "reason": "y"}).content
    assert editor.post(address, {**sent, "reason": "One man"}).status_code == 302
    assert not Official.objects.filter(pk=gone.pk).exists()

    found = Merge.objects.get()
    back = f"/desk/meetings/official/part/{found.pk}/"
    history = f"/desk/meetings/official/{kept.pk}/history/"
    assert back not in editor.get(history).content.decode()
    assert editor.post(back, {"reason": "x"}).status_code == 403
    old = Revision.objects.of(gone).first()
    assert b"part the two" in staff_client.post(f"/desk/meetings/official/restore/{old.pk}/", {"reason": "x"}).content
    administrator = clients["Administrator"]
    assert back in administrator.get(history).content.decode()
    assert b"Say why" in administrator.post(back, {}).content
    assert administrator.post(back, {"reason": "Two men"}).status_code == 302
    assert Official.objects.filter(pk=gone.pk).exists()
    assert administrator.get(back).status_code == 404


def test_wrong_numbers_are_words_not_errors(staff_client):
    row = make_place("one")
    address = f"/desk/meetings/place/{row.pk}/merge/"
    for into in ("x", str(row.pk), "²", "9" * 30, "9" * 5000):
        assert b"Choose another record than this one." in staff_client.get(address, {"into": into}).content
    assert staff_client.get(address, {"into": "999999"}).status_code == 404
    assert staff_client.get("/desk/meetings/place/999999/merge/").status_code == 404
    assert staff_client.get(f"/desk/meetings/place/{'9' * 30}/merge/").status_code == 404
    assert staff_client.get("/desk/meetings/place/part/1/").status_code == 404
