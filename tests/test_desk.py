"""The desk: every entity is entered, found and refused as it should be; a meeting goes in and out on one page unchanged."""

import json

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core import serializers
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from meetings import models
from meetings.actions.derive import derive, verify
from meetings.actions.rules import meeting_violations
from meetings.admin.site import ADMINS
from meetings.models import (
    Appointment,
    Citation,
    Claim,
    Country,
    Doubt,
    Meeting,
    Mention,
    Official,
    Organization,
    Participant,
    Party,
    Place,
    Position,
    Revision,
    Source,
    Topic,
)

from . import part
from .build import (
    make_appointment,
    make_claim,
    make_country,
    make_full_meeting,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
    when,
)
from .desk_page import Page, address
from .seed import first_meeting

pytestmark = pytest.mark.django_db
ROWS = ("citations", "participants", "claims", "corrections")


def everything():
    """All rows of the register as comparable text, but for the moment of the last change."""
    rows = []
    for model in (*ADMINS, models.Party, models.Participant, models.Mention, models.Citation, models.Correction):
        rows += serializers.serialize("python", model.objects.order_by("pk"))
    for row in rows:
        row["fields"].pop("changed_at", None)
    return json.dumps(rows, default=str, sort_keys=True)


def counts():
    """How many rows there are of everything."""
    return {
        model.__name__: model.objects.count() for model in (*ADMINS, models.Party, models.Participant, models.Mention)
    }


@pytest.fixture
def cast():
    """Two ministers in office, an adviser in two, three sources, and what the talks are about."""
    jilani, bayramov = make_official("Jalil Abbas Jilani"), make_official("Jeyhun Bayramov")
    make_country("PK", "Pakistan"), make_country("AZ", "Azerbaijan"), make_country("IN", "India")
    return {
        "jilani": jilani,
        "bayramov": bayramov,
        "caretaker": make_appointment(jilani, make_position("PK"), "2023-08-17", "2024-03-04", capacity="caretaker"),
        "minister": make_appointment(bayramov, make_position("AZ"), "2020-07-16"),
        "insight": make_source("Foreign minister meets counterpart", publisher="The Diplomatic Insight"),
        "ary": make_source("Ministers discuss climate", publisher="ARY News", sides=["PK"]),
        "trend": make_source("Pakistan supports measures", publisher="Trend", sides=["AZ"]),
        "occasion": make_occasion("78th session of the UN General Assembly", "2023", short_name="UNGA 78"),
        "place": make_place("new-york"),
        "trade": make_topic("trade"),
        "term": make_term("IIOJK", neutral_label="Jammu and Kashmir"),
        "oic": make_organization("oic"),
        "kashmir": make_place("jammu-and-kashmir", kind="disputed-area"),
    }


def fill(page, cast):
    """The seed's meeting in short."""
    page.data |= {
        "when": "22 September 2023",
        "setting": "margins",
        "occasion": cast["occasion"].pk,
        "place": cast["place"].pk,
        "publication": "published",
    }
    page.add("citations", source=cast["insight"].pk, locator="par. 5", stance="supports")
    page.add("citations", source=cast["ary"].pk, stance="supports")
    page.add("citations", source=cast["trend"].pk, stance="supports")
    page.add("participants", country=Country.objects.get(code="PK").pk, official=cast["jilani"].pk)
    page.add("participants", country=Country.objects.get(code="AZ").pk, official=cast["bayramov"].pk)
    common = {"attribution": "certain"}
    page.add(
        "claims", kind="discussed", text="trade", topics=[cast["trade"].pk], cited="1 par. 6; 2; 3 silent", **common
    )
    page.add(
        "claims",
        kind="said",
        by="Jilani",
        act="thanked",
        text="Azerbaijan for its support",
        quote="We are grateful.",
        quote_language="en",
        terms=[cast["term"].pk],
        mentions=["IN", "org:oic", "place:jammu-and-kashmir"],
        cited='1 par. 8 "so-called regime; it created"; 2 contradicts par. 2',
        **common,
    )
    page.add(
        "claims",
        kind="agreed",
        text="to work together",
        outcome_kind="cooperation",
        due="2024",
        bound="PK, Azerbaijan",
        cited="1 par. 10",
        **common,
    )


# -- every entity


def test_every_page_of_the_desk_opens(staff_client, one):
    """List, new row and row of everything that is registered."""
    for model in [*ADMINS, User]:
        options = model._meta
        base = f"admin:{options.app_label}_{options.model_name}"
        assert staff_client.get(reverse(f"{base}_changelist")).status_code == 200, model
        assert staff_client.get(reverse(f"{base}_add")).status_code == (403 if model in (Claim, Doubt) else 200), model
        row = model.objects.first()
        if row:
            assert staff_client.get(reverse(f"{base}_change", args=[row.pk])).status_code == 200, model
    assert staff_client.get(reverse("admin:index")).status_code == 200


def test_the_desk_comes_with_a_strict_policy_and_nothing_inline(staff_client, one):
    """No style attribute and no inline script but the data blocks of Django's own templates."""
    response = staff_client.get(address(Meeting, one))
    html = response.content.decode()
    assert "default-src 'self'" in response.headers["Content-Security-Policy"].split("; ")
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert "<script>" not in html


def test_rows_of_every_entity_survive_opening_and_saving(staff_client, one):
    """What is shown is what is there: a save without a change writes nothing else."""
    models.Meeting.objects.update(title="A meeting")
    for party in one.parties.all():
        for order, person in enumerate(party.participants.order_by("order", "id")):
            Participant.objects.filter(pk=person.pk).update(order=order)
    for model in ADMINS:
        for row in model.objects.all():
            before = everything()
            page = Page(staff_client, address(model, row))
            assert page.send(), (model, page.errors)
            assert everything() == before, model
    assert verify() == []


@pytest.mark.prove
def test_the_real_meetings_survive_opening_and_saving(register, staff_client):
    """Also the seed's, with all its claims in full depth."""
    before = everything()
    for meeting in {first_meeting(), *part(Meeting.objects.all())}:
        page = Page(staff_client, address(Meeting, meeting))
        assert page.send(), page.errors
        assert everything() == before, meeting


# -- finding


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (Country, "turkiye"),
        (Country, "TR"),
        (Country, "TÜRKEI"),
        (Official, "Ceyhun"),
        (Official, "bayramov jeyhun"),
        (Organization, "oic"),
        (Topic, "commerce"),
        (Place, "baki"),
    ],
)
def test_search_ignores_accents_and_knows_other_names(staff_client, model, words):
    """In lists and in autocompletes."""
    turkey = make_country("TR", "Türkiye")
    models.CountryName.objects.create(country=turkey, name="Türkei", kind="translation", language="de")
    official = make_official("Jeyhun Bayramov")
    models.OfficialName.objects.create(official=official, name="Ceyhun Bayramov")
    make_organization("oic", acronym="OIC")
    topic = make_topic("trade")
    models.TopicName.objects.create(topic=topic, name="Commerce")
    make_place("baku", name="Bakı")
    found = staff_client.get(address(model), {"q": words})
    assert found.context["cl"].result_count == 1


@pytest.mark.prove
def test_search_takes_anything(staff_client):
    """Nothing a person can type is an error."""
    make_country("TR", "Türkiye")
    for words in ("\x00", *part(["!!!", "a " * 4000, "ü" * 8000, "%_\\", "'\""])):
        assert staff_client.get(address(Country), {"q": words}).status_code == 200
        assert staff_client.get(address(Meeting), {"q": words}).status_code == 200
        term = {"app_label": "meetings", "model_name": "party", "field_name": "country", "term": words}
        assert staff_client.get(reverse("admin:autocomplete"), term).status_code == 200
        assert staff_client.get(reverse("admin:meetings_meeting_mentions"), {"term": words}).status_code == 200


def test_an_autocomplete_begins_with_names_that_begin_with_the_words(staff_client):
    """“India” before the British Indian Ocean Territory."""
    make_country("IO", "British Indian Ocean Territory"), make_country("IN", "India")
    term = {"app_label": "meetings", "model_name": "party", "field_name": "country", "term": "ind"}
    results = staff_client.get(reverse("admin:autocomplete"), term).json()["results"]
    assert [result["text"] for result in results] == ["India", "British Indian Ocean Territory"]


def test_a_list_is_filtered_by_one_row_without_printing_all(staff_client):
    """The filter keeps the search and the other filters, and names what was chosen."""
    make_meeting("AZ", "PK"), make_meeting("FR", "DE", date="2023-10")
    make_country("TV", "Tuvalu")
    pakistan = Country.objects.get(code="PK")
    page = staff_client.get(
        address(Meeting), {"parties__country__id__exact": pakistan.pk, "status__exact": "held", "q": "country"}
    )
    html = page.content.decode()
    assert page.context["cl"].result_count == 1
    assert "Tuvalu" not in html
    assert f'<option value="{pakistan.pk}" selected>Country PK</option>' in html
    assert '<input type="hidden" name="status__exact" value="held">' in html
    assert '<input type="hidden" name="q" value="country">' in html
    assert "Any country" in html
    cleared = staff_client.get(address(Meeting), {"parties__country__id__exact": ""})
    assert cleared.context["cl"].result_count == 2
    for bad in ("x", "9" * 40, "-1", "\x00"):
        assert staff_client.get(address(Meeting), {"parties__country__id__exact": bad}).status_code in (200, 302)


# -- a meeting on one page


def test_a_meeting_is_entered_on_one_page(staff_client, cast):
    """Sources, participants with their offices, claims with citations, mentions, a quotation, a term and an outcome."""
    page = Page(staff_client, address(Meeting, "add"))
    fill(page, cast)
    assert page.send(), page.errors
    meeting = Meeting.objects.get()
    assert meeting.title == "Foreign ministers of Azerbaijan and Pakistan, UNGA 78"
    assert (meeting.when, meeting.format, meeting.level) == (when("2023-09-22"), "bilateral", "foreign-minister")
    assert [citation.source for citation in meeting.citations.all()] == [cast["insight"], cast["ary"], cast["trend"]]
    people = {person.official: person for party in meeting.parties.all() for person in party.participants.all()}
    assert {official: [*person.appointments.all()] for official, person in people.items()} == {
        cast["jilani"]: [cast["caretaker"]],
        cast["bayramov"]: [cast["minister"]],
    }
    assert all(person.heads for person in people.values())
    trade, thanks, outcome = meeting.claims.all()
    assert [*trade.topics.all()] == [cast["trade"]]
    assert [(c.source, c.stance, c.locator) for c in trade.citations.all()] == [
        (cast["insight"], "supports", "par. 6"),
        (cast["ary"], "supports", ""),
        (cast["trend"], "silent", ""),
    ]
    assert (thanks.speaker, thanks.party.country.code) == (people[cast["jilani"]], "PK")
    assert [mention.key for mention in thanks.mentions.all()] == ["IN", "org:oic", "place:jammu-and-kashmir"]
    assert [(c.stance, c.locator, c.wording) for c in thanks.citations.all()] == [
        ("supports", "par. 8", "so-called regime; it created"),
        ("contradicts", "par. 2", ""),
    ]
    assert [*thanks.terms.all()] == [cast["term"]]
    assert {party.key for party in outcome.parties.all()} == {"AZ", "PK"}
    assert meeting_violations(meeting) == []
    html = page.response.content.decode()
    assert "Office on 22 September 2023 proposed: Minister of Foreign Affairs (caretaker), Pakistan" in html
    before = everything()
    assert page.send(), page.errors
    assert everything() == before
    # The rows stand in the order of the codes now; the texts are what they were.
    assert page.data["claims-1-by"] == ["Jilani"]
    assert page.data["claims-1-cited"] == ['1 par. 8 "so-called regime; it created"; 2 contradicts par. 2']
    assert page.data["claims-2-bound"] == ["AZ, PK"]


def test_rows_change_places_and_parties_follow(staff_client, cast):
    """Parties come and go with the rows that name them, and claims go with their speakers."""
    page = Page(staff_client, address(Meeting, "add"))
    fill(page, cast)
    assert page.send(), page.errors
    meeting = Meeting.objects.get()
    turkey = make_country("TR", "Türkiye")
    rows = {page.data[f"participants-{number}-official"][0]: number for number in (0, 1)}
    # Jilani now took part for Türkiye: the claims that name him follow, what names Pakistan is refused.
    page.set(
        "participants", rows[str(cast["jilani"].pk)], country=turkey.pk, appointments=[], title_as_reported="Guest"
    )
    assert not page.send()
    assert list(page.errors) == ["claims-2-bound"]
    page.set("claims", 2, bound="")
    assert page.send(), page.errors
    assert {party.key for party in meeting.parties.all()} == {"AZ", "TR"}
    assert meeting.claims.get(kind="said").party.key == "TR"
    assert meeting_violations(Meeting.objects.get()) == []


def test_rows_that_go_take_nothing_along_that_others_name(staff_client, cast):
    """A source or a participant whom a claim names stays, in words beside the claim; without the claim both go, and the party too."""
    page = Page(staff_client, address(Meeting, "add"))
    fill(page, cast)
    assert page.send(publication="draft"), page.errors
    meeting = Meeting.objects.get()
    jilani = next(
        number for number in (0, 1) if page.data[f"participants-{number}-official"] == [str(cast["jilani"].pk)]
    )
    page.set("participants", jilani, DELETE="on")
    page.set("citations", 1, DELETE="on")
    before = everything()
    assert not page.send()
    assert page.errors == {
        "claims-0-cited": ["There is no source 2 in the list of sources."],
        "claims-1-by": ["“Jilani” is nobody in the rows of who took part: name a party or a participant."],
        "claims-1-cited": ["There is no source 2 in the list of sources."],
        "claims-2-bound": ["“PK” is nobody in the rows of who took part: name a party or a participant."],
    }
    assert everything() == before
    page.set("claims", 0, cited="1 par. 6; 3 silent")
    page.set("claims", 1, DELETE="on")
    page.set("claims", 2, bound="")
    assert page.send(), page.errors
    assert [party.key for party in meeting.parties.all()] == ["AZ"]
    assert (meeting.citations.count(), meeting.claims.count()) == (2, 2)
    # The third source is the second one now.
    assert page.data["claims-0-cited"] == ["1 par. 6; 2 silent"]


def test_a_party_hosts_when_one_of_its_rows_says_so(staff_client):
    """The box is the party's, whoever it stands beside."""
    meeting = make_meeting("AZ", "PK")
    page = Page(staff_client, address(Meeting, meeting))
    page.set("participants", 1, hosts="on")
    assert page.send(), page.errors
    assert [party.hosts for party in meeting.parties.all()] == [False, True]
    del page.data["participants-1-hosts"]
    assert page.send(), page.errors
    assert [party.hosts for party in meeting.parties.all()] == [False, False]


def test_two_rows_of_one_party_may_change_places(staff_client):
    """Each official is there once at any moment, so the database never sees one twice."""
    meeting = make_meeting("AZ", "PK")
    party = meeting.parties.first()
    first = party.participants.get()
    second = Participant.objects.create(party=party, official=make_official(), title_as_reported="Adviser", order=5)
    page = Page(staff_client, address(Meeting, meeting))
    numbers = {page.data[f"participants-{number}-id"][0]: number for number in range(3)}
    page.set("participants", numbers[str(first.pk)], official=second.official_id)
    page.set("participants", numbers[str(second.pk)], official=first.official_id)
    assert page.send(), page.errors
    assert Participant.objects.get(pk=first.pk).official == second.official
    assert Participant.objects.get(pk=second.pk).official == first.official


def test_a_mention_that_stays_keeps_its_wording(staff_client):
    """Only what was added or taken away is touched."""
    meeting = make_meeting()
    india, place = make_country("IN"), make_place("karabakh")
    claim = make_claim(meeting, mentions=[india])
    Mention.objects.update(wording="the neighbour")
    page = Page(staff_client, address(Meeting, meeting))
    page.set("claims", 0, mentions=["IN", "place:karabakh"])
    assert page.send(), page.errors
    assert [(mention.body, mention.wording) for mention in claim.mentions.all()] == [
        (india, "the neighbour"),
        (place, ""),
    ]


def test_a_source_in_another_row_changes_what_its_number_cites(staff_client):
    """A claim cites what stands at the number now."""
    meeting = make_meeting()
    claim, other = make_claim(meeting), make_source()
    page = Page(staff_client, address(Meeting, meeting))
    page.set("citations", 0, source=other.pk)
    assert page.send(), page.errors
    assert [(citation.source, citation.locator) for citation in claim.citations.all()] == [(other, "par. 1")]


def test_two_offices_that_day_are_a_choice(staff_client, cast):
    """Asked beside the field, with both to choose from."""
    make_appointment(cast["jilani"], make_position("PK", "Minister of Defence", "other-minister"), "2023", "2024")
    page = Page(staff_client, address(Meeting, "add"))
    fill(page, cast)
    assert not page.send()
    assert list(page.errors) == ["participants-0-appointments"]
    assert Meeting.objects.count() == 0
    html = page.response.content.decode()
    assert f'<option value="{cast["caretaker"].pk}">Minister of Foreign Affairs (caretaker), Pakistan</option>' in html
    page.set("participants", 0, appointments=[cast["caretaker"].pk])
    assert page.send(), page.errors


def test_a_published_meeting_lacks_nothing(staff_client, cast):
    """What is missing is said beside the field; a draft may lack it."""
    page = Page(staff_client, address(Meeting, "add"))
    page.data |= {"publication": "published"}
    page.add("participants", country=Country.objects.get(code="PK").pk, official=cast["jilani"].pk)
    assert not page.send()
    assert page.errors == {
        "publication": [
            "Cite at least one source that reports it.",
            "Give the date, as precisely as it is known.",
            "Name at least two parties.",
            "Choose an office held that day, or write the title as reported, for Jalil Abbas Jilani.",
        ]
    }
    assert Meeting.objects.count() == 0
    assert page.data["participants-0-official"] == [str(cast["jilani"].pk)]
    assert page.send(publication="draft"), page.errors
    assert "Cite at least one source that reports it." in page.response.content.decode()


def test_withdrawing_needs_a_date_and_a_reason(staff_client, one):
    """Said beside the reason."""
    page = Page(staff_client, address(Meeting, one))
    assert not page.send(publication="withdrawn")
    assert page.errors == {"withdrawal_reason": ["A withdrawn meeting needs its date and a reason in public words."]}
    assert page.send(withdrawn_on="2024-01-02", withdrawal_reason="It was another day."), page.errors


def test_a_meeting_is_deleted_with_its_parts_and_a_cited_source_is_not(staff_client, one):
    """What others name stays, and the page says by what."""
    source = one.citations.first().source
    page = staff_client.get(reverse("admin:meetings_source_delete", args=[source.pk]))
    assert "would require deleting the following protected related objects" in page.content.decode()
    staff_client.post(reverse("admin:meetings_source_delete", args=[source.pk]), {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()
    Meeting.objects.update(publication="draft")
    staff_client.post(reverse("admin:meetings_meeting_delete", args=[one.pk]), {"post": "yes"})
    assert (Meeting.objects.count(), Party.objects.count(), Claim.objects.count(), Citation.objects.count()) == (
        0,
        0,
        0,
        0,
    )


def test_a_collision_is_words_not_an_error(staff_client, one, monkeypatch):
    """What another editor saved in the same moment."""

    def collide(*args):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr("meetings.actions.edit.violations", collide)
    page = Page(staff_client, address(Meeting, one))
    before = everything()
    assert not page.send(title="Another title")
    assert page.errors["nonfield"][0].startswith("Somebody else saved something, just now")
    assert page.data["title"] == ["Another title"]
    assert everything() == before


# -- what is refused: a message beside the field, and nothing written


def _country(code):
    return str(Country.objects.get(code=code).pk)


BAD = {
    "no day of the calendar": (
        lambda page, cast: page.send(when="2023-02-31"),
        "when",
        "“2023-02-31” is not in the calendar.",
    ),
    "end before start": (
        lambda page, cast: page.send(when="2023-09-24..2023-09-20"),
        "when",
        "The last day is before the first one.",
    ),
    "no date at all": (lambda page, cast: page.send(when="soon"), "when", "Write a date as 2023"),
    "a country and an organisation": (
        lambda page, cast: page.set("participants", 0, organization=cast["oic"].pk),
        "participants-0-organization",
        "Name a country or an organisation, not both.",
    ),
    "no party": (
        lambda page, cast: page.set("participants", 0, country="", official="", name_as_reported="An envoy"),
        "participants-0-country",
        "Name the country or the organisation they took part for.",
    ),
    "nobody": (
        lambda page, cast: page.set("participants", 0, official=""),
        "participants-0-official",
        "Choose an official, write the name as reported, or tick “unnamed”.",
    ),
    "named and unnamed": (
        lambda page, cast: page.set("participants", 0, unnamed="on"),
        "participants-0-unnamed",
        "Somebody who is named is not unnamed.",
    ),
    "twice in one delegation": (
        lambda page, cast: page.add("participants", country=_country("PK"), official=cast["jilani"].pk),
        "participants-2-official",
        "This official is in the delegation already.",
    ),
    "somebody else's office": (
        lambda page, cast: page.set("participants", 0, appointments=[cast["minister"].pk]),
        "participants-0-appointments",
        "is not an office of Jalil Abbas Jilani.",
    ),
    "an office that no database holds": (
        lambda page, cast: page.set("participants", 0, appointments=["9" * 40]),
        "participants-0-appointments",
        "is not a valid value.",
    ),
    "a source that is not there": (
        lambda page, cast: page.set("claims", 0, cited="7 par. 2"),
        "claims-0-cited",
        "There is no source 7 in the list of sources.",
    ),
    "a source twice": (
        lambda page, cast: page.add("citations", source=cast["ary"].pk, stance="supports"),
        "citations-3-source",
        "This source is in the list already.",
    ),
    "a silent source that speaks": (
        lambda page, cast: page.set("citations", 1, stance="silent", locator="par. 2"),
        "citations-1-locator",
        "A silent source has no place where it speaks and no words: leave locator and wording empty.",
    ),
    "too many words": (
        lambda page, cast: page.set("citations", 1, wording="word " * 13),
        "citations-1-wording",
        "At most 12 words of the source: these are 13.",
    ),
    "a speaker who was not there": (
        lambda page, cast: page.set("claims", 1, by="Lavrov"),
        "claims-1-by",
        "“Lavrov” is nobody in the rows of who took part: name a party or a participant.",
    ),
    "said by nobody": (
        lambda page, cast: page.set("claims", 1, by=""),
        "claims-1-by",
        "What was said was said by a party: name it.",
    ),
    "an outcome of nothing agreed": (
        lambda page, cast: page.set("claims", 0, outcome_kind="mou"),
        "claims-0-outcome_kind",
        "Only something agreed has this.",
    ),
    "a due date of no calendar": (
        lambda page, cast: page.set("claims", 2, due="2024-02-31"),
        "claims-2-due",
        "Write a year, a month or a day of the calendar: 1991, 1991-12 or 1991-12-26.",
    ),
    "a mention of nothing": (
        lambda page, cast: page.set("claims", 0, mentions=["XX", "org:\x00"]),
        "claims-0-mentions",
        "“XX” is no country, organisation or place on file.",
    ),
    "eight thousand letters": (
        lambda page, cast: page.send(title="x" * 8000),
        "title",
        "Ensure this value has at most 300 characters (it has 8000).",
    ),
    "no occasion": (
        lambda page, cast: page.send(occasion=""),
        "occasion",
        "A meeting on the margins or in the programme needs its occasion.",
    ),
    "a cancelled meeting agreed something": (
        lambda page, cast: page.send(status="cancelled"),
        "claims-2-kind",
        "A cancelled meeting agreed nothing.",
    ),
    "an order beyond all numbers": (
        lambda page, cast: page.set("claims", 0, order="9" * 40),
        "claims-0-order",
        "Ensure this value is less than or equal to 30000.",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_message_beside_the_field_and_nothing_is_written(staff_client, cast, name):
    """Each on the page of a new meeting that is right but for this; everything typed is kept."""
    break_it, field, message = BAD[name]
    page = Page(staff_client, address(Meeting, "add"))
    fill(page, cast)
    before = everything(), counts()
    if break_it(page, cast) not in (False, True):
        page.send()
    assert page.response.status_code == 200
    assert message in " ".join(page.errors.get(field, ["nothing"])), page.errors
    assert (everything(), counts()) == before
    assert page.data["citations-0-locator"] == ["par. 5"]
    assert page.data["claims-2-text"] == "to work together"


def test_a_page_that_was_tampered_with_is_refused(staff_client, one):
    """No management of rows, more rows than there are, rows of another meeting or of none: never an error, and nothing is written."""
    other = make_full_meeting(2)
    page = Page(staff_client, address(Meeting, one))
    before = everything()
    foreign = {
        f"{prefix}-0-id": str(row.pk)
        for prefix, row in (
            ("citations", other.citations.first()),
            ("participants", Participant.objects.filter(party__meeting=other).first()),
            ("claims", other.claims.first()),
        )
    }
    uncounted = [
        {},
        {name: value for name, value in page.data.items() if "_FORMS" not in name},
        *(
            {**page.data, "claims-INITIAL_FORMS": initial, "claims-TOTAL_FORMS": total}
            for initial, total in (
                ("9", "9"),
                ("0", "99999999"),
                ("99999999", "99999999"),
                ("-1", "-1"),
                ("1", "0"),
                ("x", "1"),
            )
        ),
        {**page.data, "claims-TOTAL_FORMS": "501"} | {f"claims-{number}-kind": "said" for number in range(501)},
    ]
    tampered = [
        {**page.data, **foreign},
        {**page.data, **dict.fromkeys(foreign, "9" * 40)},
        {**page.data, **dict.fromkeys(foreign, "")},
        {**page.data, "occasion": "9" * 40, "place": "x", "claims-0-topics": ["x", "9" * 40]},
        {**page.data, "participants-0-country": "9" * 40, "participants-0-official": "\x00"},
    ]
    for data in [*uncounted, *tampered]:
        response = staff_client.post(page.address, data)
        assert response.status_code == 200, data
        assert everything() == before
        said = "these rows did not come as the page sends them" in response.content.decode()
        assert said == (data in uncounted)


def test_nul_is_dropped_from_whatever_is_posted(staff_client, one):
    """Nobody types it, and PostgreSQL does not store it: neither in a field, nor beside the fields, nor in a name."""
    page = Page(staff_client, address(Meeting, one))
    sent = {**page.data, "staff_note": "a\0b", "reason": "\0Read again.", "unchanged": "on", "\0title": "A\0 title"}
    del sent["title"]
    assert staff_client.post(page.address, sent).status_code == 302
    one.refresh_from_db()
    assert (one.staff_note, one.title, Revision.objects.of(one).first().reason) == ("ab", "A title", "Read again.")


def test_an_end_before_a_start_and_overlapping_terms_are_refused(staff_client, cast):
    """On the official's page and on the term's own."""
    page = Page(staff_client, address(Official, cast["bayramov"]))
    before = counts()
    row = {"position": cast["minister"].position_id, "capacity": "substantive"}
    number = page.add("appointments", **row, start="2021", end="2020")
    assert not page.send()
    assert page.errors == {f"appointments-{number}-end": ["The end is before the start."]}
    page.set("appointments", number, end="2022")
    assert not page.send()
    assert list(page.errors) == [f"appointments-{number}-position"]
    assert "already held" in page.errors[f"appointments-{number}-position"][0]
    assert page.data[f"appointments-{number}-start"] == ["2021"]
    assert counts() == before
    page = Page(staff_client, address(Appointment, "add"))
    assert not page.send(official=cast["bayramov"].pk, start="2021", **row)
    assert list(page.errors) == ["position"]
    assert counts() == before


def test_loops_and_a_fourth_level_are_refused(staff_client):
    """A topic cannot lie inside itself, and topics have three levels."""
    top = make_topic("one")
    middle = make_topic("two", parent=top)
    low = make_topic("three", parent=middle)
    page = Page(staff_client, address(Topic, top))
    assert not page.send(parent=low.pk)
    assert page.errors == {"parent": ["“One” cannot lie inside itself: choose another parent."]}
    page = Page(staff_client, address(Topic, "add"))
    assert not page.send(name="four", parent=low.pk)
    assert page.errors == {"parent": ["Topics have 3 levels at most: choose a higher parent."]}
    assert Topic.objects.count() == 3
    assert page.send(parent=middle.pk), page.errors
    assert Topic.objects.get(name="four").slug == "four"


def test_one_address_is_one_source_and_a_side_is_one_body(staff_client):
    """Also written otherwise."""
    make_source(url="https://example.org/a")
    page = Page(staff_client, address(Source, "add"))
    assert not page.send(title="Again", kind="news", url="http://www.EXAMPLE.org/a/#top")
    assert "This address is on file already" in page.errors["url"][0]
    page.add("sides", country=make_country("PK").pk, organization=make_organization("oic").pk)
    assert not page.send(url="https://example.org/b")
    assert page.errors == {"sides-0-organization": ["Name a country or an organisation, not both and not neither."]}
    assert Source.objects.count() == 1


def test_a_sort_name_is_proposed(staff_client):
    """Family name first, from the last word; what was typed stays."""
    page = Page(staff_client, address(Official, "add"))
    assert page.send(name="Jalil Abbas Jilani"), page.errors
    assert page.data["sort_name"] == ["Jilani, Jalil Abbas"]
    assert page.send(sort_name="Abbas Jilani, Jalil"), page.errors
    assert Official.objects.get().sort_name == "Abbas Jilani, Jalil"


def test_a_claim_in_full_depth(staff_client, one):
    """Its page changes it, and refuses what the meeting's rules refuse."""
    claim = one.claims.get(act="thanked")
    page = Page(staff_client, address(Claim, claim))
    assert page.send(note="sic"), page.errors
    claim.refresh_from_db()
    assert claim.note == "sic"
    page.add("citations", source=make_source().pk, stance="supports", locator="par. 2")
    assert not page.send()
    assert "is not in the sources of this meeting: add it there first." in str(page.errors)
    assert claim.citations.count() == 1


# -- the small answers in JSON, and who may ask


def test_a_saved_claim_leads_back_to_its_meeting(staff_client, one):
    claim = one.claims.first()
    page = Page(staff_client, address(Claim, claim))
    response = staff_client.post(page.address, {**page.data, "_save": "1", "unchanged": "on"})
    assert response.headers["Location"] == address(Meeting, one)


def test_offices_by_date(staff_client, cast):
    """One is proposed; without a date all are there and none is proposed; nonsense is a 400."""
    ask = reverse("admin:meetings_meeting_offices")
    body = {"field": "country", "id": str(Country.objects.get(code="PK").pk), "text": "Pakistan"}
    text = "Minister of Foreign Affairs (caretaker), Pakistan"
    office = {"id": str(cast["caretaker"].pk), "text": text, "body": body}
    jilani = cast["jilani"].pk
    answers = {
        date: staff_client.get(ask, {"official": jilani, "date": date}).json()
        for date in ("22 September 2023", "2019", "")
    }
    assert answers == {
        "22 September 2023": {"offices": [office], "proposed": office["id"]},
        "2019": {"offices": [], "proposed": None},
        "": {"offices": [office], "proposed": None},
    }
    for bad in ({"official": jilani, "date": "2023-02-31"}, {"official": "9" * 40}, {"official": "\x00"}, {}):
        response = staff_client.get(ask, bad)
        assert response.status_code == 400
        assert list(response.json()) == ["error"]


def test_mentions_of_three_kinds(staff_client):
    """Grouped, by their keys."""
    (
        make_country("IN", "India"),
        make_organization("ioc", name="Indian Ocean Commission"),
        make_place("indore", name="Indore"),
    )
    answer = staff_client.get(reverse("admin:meetings_meeting_mentions"), {"term": "ind"}).json()
    assert answer["results"] == [
        {"text": "Countries", "children": [{"id": "IN", "text": "India"}]},
        {"text": "Organisations", "children": [{"id": "org:ioc", "text": "Indian Ocean Commission"}]},
        {"text": "Places", "children": [{"id": "place:indore", "text": "Indore"}]},
    ]


def test_who_may_ask(client, db):
    """Staff who may see meetings; nobody else."""
    asks = [reverse("admin:meetings_meeting_offices"), reverse("admin:meetings_meeting_mentions")]
    assert [client.get(ask).status_code for ask in asks] == [302, 302]
    client.force_login(User.objects.create_user("reader"))
    assert [client.get(ask).status_code for ask in asks] == [302, 302]
    writer = User.objects.create_user("writer", is_staff=True)
    client.force_login(writer)
    assert [client.get(ask).status_code for ask in asks] == [403, 403]
    writer.user_permissions.set(Permission.objects.filter(codename__in=["change_meeting", "publish_meeting"]))
    client = Client()
    client.force_login(User.objects.get(username="writer"))
    assert [client.get(ask).status_code for ask in asks] == [400, 200]


def test_whoever_may_write_a_meeting_may_write_its_parts(client, one):
    """And whoever may only see it sees them."""
    writer = User.objects.create_user("writer", is_staff=True)
    writer.user_permissions.set(Permission.objects.filter(codename__in=["change_meeting", "publish_meeting"]))
    client.force_login(writer)
    page = Page(client, address(Meeting, one))
    page.set("claims", 0, text="Another text.")
    assert page.send(), page.errors
    assert one.claims.first().text == "Another text."
    writer.user_permissions.set([Permission.objects.get(codename="view_meeting")])
    client.force_login(User.objects.get(pk=writer.pk))
    response = client.get(address(Meeting, one))
    assert response.status_code == 200
    assert "Another text." in response.content.decode()


def test_only_a_published_meeting_leads_to_its_public_page(staff_client, leaky):
    """And only what a published meeting names."""
    site = admin.site._registry[Meeting]
    for meeting in Meeting.objects.all():
        assert (site.get_view_on_site_url(meeting) is not None) == meeting.is_published


@pytest.fixture
def in_office():
    """A published meeting of two foreign ministers who are there by their terms of office alone; (meeting, first term)."""
    meeting = make_meeting(date="2023-09-22")
    terms = []
    for party in meeting.sides:
        person = party.participants.get()
        terms.append(make_appointment(person.official, make_position(party.body), "2020"))
        person.appointments.add(terms[-1])
        person.title_as_reported = person.level_as_reported = ""
        person.save()
    derive(meeting)
    assert (meeting.level, meeting_violations(meeting)) == ("foreign-minister", [])
    return meeting, terms[0]


def test_a_new_level_of_an_office_reaches_its_meetings(staff_client, in_office):
    meeting, term = in_office
    page = Page(staff_client, address(Position, term.position))
    assert page.send(level="deputy-minister")
    meeting.refresh_from_db()
    assert meeting.level == "deputy-minister"
    assert verify() == []


@pytest.mark.parametrize("model", [Appointment, Official])
def test_a_term_cannot_end_before_a_published_meeting_that_rests_on_it(staff_client, in_office, model):
    meeting, term = in_office
    before = counts()
    if model is Appointment:
        page = Page(staff_client, address(Appointment, term))
        page.data |= {"end": "2022"}
    else:
        page = Page(staff_client, address(Official, term.official))
        page.set("appointments", 0, end="2022")
    assert not page.send()
    assert any("would not hold" in message for messages in page.errors.values() for message in messages)
    term.refresh_from_db()
    assert (term.end, counts()) == (None, before)
    assert meeting_violations(meeting) == []


def test_a_term_held_at_a_meeting_is_not_deleted(staff_client, in_office):
    meeting, term = in_office
    page = staff_client.get(f"{address(Appointment, term).removesuffix('change/')}delete/")
    assert f"Meeting: {meeting}" in page.content.decode()
    staff_client.post(f"{address(Appointment, term).removesuffix('change/')}delete/", {"post": "yes"})
    page = Page(staff_client, address(Official, term.official))
    page.set("appointments", 0, DELETE="on")
    assert not page.send()
    assert Appointment.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize(
    "query",
    [
        *("earliest__year=9999", "earliest__year=99999999999999999999", "publication__exact=%00", "status__exact=%00"),
        *("parties__country=9999999999999999999", "id__in=9999999999999999999", "occasion__exact=abc"),
    ],
)
def test_an_address_that_no_column_could_hold_leads_to_the_list(staff_client, query):
    response = staff_client.get(f"{reverse('admin:meetings_meeting_changelist')}?{query}")
    assert response.status_code in (200, 302)


def test_a_reader_of_the_desk_opens_every_official(client, django_user_model):
    user = django_user_model.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    assert client.get(address(Official, make_official())).status_code == 200


def test_a_slug_is_as_addresses_read_it(staff_client):
    page = Page(staff_client, address(Topic, "add"))
    assert not page.send(name="Trade", slug="Trade_Two")
    assert page.errors == {"slug": ["Write small letters and numbers with single hyphens between them."]}


def test_a_title_is_proposed_for_any_number_of_parties(db):
    bodies = [f"{first}{second}" for first in "ABCDE" for second in "ABCDEFG"]
    meeting = make_meeting(*bodies, heads=[None] * len(bodies))
    assert meeting.title == "Country AA, Country AB, Country AC and 32 others"
