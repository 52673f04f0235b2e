"""What the database refuses, on both databases, by the name of each constraint; and what the model refuses in words."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from meetings.choices import Level, Publication
from meetings.models import (
    Appointment,
    Citation,
    Claim,
    ContestedTerm,
    Country,
    CountryName,
    Doubt,
    ImportBatch,
    Meeting,
    Mention,
    Occasion,
    Official,
    OfficialName,
    Organization,
    Participant,
    Party,
    Place,
    Position,
    Provenance,
    Register,
    Source,
    SourceSide,
    Topic,
    TopicName,
)
from meetings.models.fields import LineField, WebField, fold, normalise_url
from meetings.models.names import slug_of

from .build import (
    make_appointment,
    make_body,
    make_claim,
    make_country,
    make_meeting,
    make_occasion,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
DAY, LATER = datetime.date(2023, 9, 22), datetime.date(2023, 9, 24)


def whole(**dates):
    return {f"{name}_{part}": value for name, days in dates.items() for part, value in zip(PARTS, days, strict=True)}


PARTS = ("earliest", "latest", "precision")


def party(meeting=None):
    return (meeting or make_meeting()).parties.first()


# name of the constraint: a row that breaks it and nothing else
BROKEN = {
    "register_is_one": lambda: Register(pk=2),
    "country_code_form": lambda: Country(code="P1", name="Nowhere"),
    "meetings_country_code_key": lambda: make_country("PK") and Country(code="PK", name="Again"),
    "country_name_once": lambda: twice(lambda: CountryName(country=make_country("PK"), name="Pak", language="en")),
    "topic_name_once": lambda: twice(lambda: TopicName(topic=make_topic("trade"), name="commerce")),
    "official_name_once": lambda: twice(lambda: OfficialName(official=one_official(), name="J. A. Jilani")),
    "meetings_organization_slug_key": lambda: make_organization("oic") and Organization(slug="oic", name="OIC"),
    "meetings_place_slug_key": lambda: make_place("baku") and Place(slug="baku", name="Baku", kind="city"),
    "meetings_topic_slug_key": lambda: make_topic("trade") and Topic(slug="trade", name="Trade"),
    "place_coordinates": lambda: Place(slug="x", name="X", kind="city", latitude=91, longitude=0),
    "position_country_xor_organization": lambda: Position(title="Minister", level=Level.OTHER_MINISTER),
    "position_once_in_country": lambda: twice(lambda: Position(title="PM", level="heir", country=make_country("PK"))),
    "position_once_in_organization": lambda: twice(
        lambda: Position(title="SG", level=Level.HEAD_OF_IGO, organization=make_organization("oic"))
    ),
    "appointment_start_whole": lambda: Appointment(**office(), start_earliest=DAY, start_latest=DAY),
    "appointment_start_order": lambda: Appointment(**office(), **whole(start=(LATER, DAY, "span"))),
    "appointment_end_whole": lambda: Appointment(**office(), end_precision="day"),
    "appointment_end_order": lambda: Appointment(**office(), **whole(end=(LATER, DAY, "span"))),
    "appointment_end_after_start": lambda: Appointment(
        **office(), **whole(start=(LATER, LATER, "day"), end=(DAY, DAY, "day"))
    ),
    "occasion_whole": lambda: Occasion(kind="session", name="UNGA", precision="year"),
    "occasion_order": lambda: Occasion(kind="session", name="UNGA", earliest=LATER, latest=DAY, precision="span"),
    "occasion_visit_fields": lambda: Occasion(kind="session", name="UNGA", guest=make_country("PK")),
    "meeting_whole": lambda: Meeting(title="When?", earliest=DAY, precision="day"),
    "meeting_order": lambda: Meeting(title="When?", earliest=LATER, latest=DAY, precision="within"),
    "meeting_setting_needs_occasion": lambda: Meeting(title="Where?", setting="margins"),
    "meeting_withdrawal_has_reason": lambda: Meeting(publication=Publication.WITHDRAWN, withdrawn_on=DAY),
    "party_country_xor_organization": lambda: Party(meeting=make_meeting()),
    "party_country_once": lambda: Party(meeting=make_meeting("AZ", "PK"), country=make_country("PK")),
    "party_organization_once": lambda: Party(
        meeting=make_meeting("AZ", "org:oic"), organization=make_organization("oic")
    ),
    "participant_once_in_party": lambda: twice(participant_again),
    "participant_named_or_unnamed": lambda: Participant(party=party()),
    "participant_inferred_from": lambda: Participant(party=party(), unnamed=True, inferred=True),
    "doubt_once": lambda: twice(doubt),
    "doubt_of_two": lambda: Doubt(one=one_official(), other=one_official()),
    "provenance_key_once": lambda: twice(provenance),
    "claim_said_has_party": lambda: Claim(meeting=make_meeting(), kind="said", text="Hello."),
    "claim_outcome_fields": lambda: Claim(meeting=make_meeting(), kind="discussed", text="x", follow_up="signed"),
    "mention_of_one": lambda: Mention(claim=make_claim(make_meeting())),
    "mention_country_once": lambda: twice(lambda: Mention(claim=one_claim(), country=make_country("IN"))),
    "mention_organization_once": lambda: twice(lambda: Mention(claim=one_claim(), organization=make_body("org:un"))),
    "mention_place_once": lambda: twice(lambda: Mention(claim=one_claim(), place=make_place("baku"))),
    "meetings_source_url_key_key": lambda: (
        make_source(url="https://www.example.org/a/?utm_source=x")
        and Source(title="Twin", kind="news", url="http://EXAMPLE.org/a")
    ),
    "side_country_xor_organization": lambda: SourceSide(source=make_source()),
    "side_country_once": lambda: twice(lambda: SourceSide(source=one_source(), country=make_country("PK"))),
    "side_organization_once": lambda: twice(lambda: SourceSide(source=one_source(), organization=make_body("org:un"))),
    "citation_of_meeting_xor_claim": lambda: Citation(source=make_source()),
    "citation_once_in_meeting": lambda: twice(lambda: Citation(source=one_source(), meeting=one_claim().meeting)),
    "citation_once_in_claim": lambda: twice(lambda: Citation(source=one_source(), claim=one_claim())),
    "citation_silence_says_nothing": lambda: Citation(
        source=make_source(), meeting=make_meeting(), stance="silent", locator="par. 4"
    ),
}


def office():
    return {"official": make_official(), "position": make_position()}


def one_official():
    return Official.objects.first() or make_official()


def doubt():
    return Doubt(one=one_official(), other=Official.objects.filter(name="Twice").first() or make_official("Twice"))


def provenance():
    batch = ImportBatch.objects.first() or ImportBatch.objects.create(entity="meeting", name="t.csv", checksum="0" * 64)
    return Provenance(batch=batch, entity="meeting", row_id=1, key="ours 1", row=2, checksum="0" * 32, created=True)


def one_source():
    return Source.objects.filter(title="The one").first() or make_source("The one")


def one_claim():
    return Claim.objects.first() or make_claim(make_meeting())


def participant_again():
    meeting = Meeting.objects.first() or make_meeting()
    return Participant(
        party=party(meeting), official=Official.objects.filter(name="Twice").first() or make_official("Twice")
    )


def twice(row):
    row().save()
    return row()


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses(name):
    row = BROKEN[name]()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert named(name, str(refused.value))


def named(name, message):
    """SQLite names a check, but of a broken uniqueness only the columns."""
    if connection.vendor == "postgresql" or "UNIQUE constraint failed" not in message:
        return name in message
    columns = {part.partition(".")[2].removesuffix("_id") for part in message.partition(": ")[2].split(", ")}
    return columns <= set(UNIQUE[name]) and bool(columns)


UNIQUE = {
    constraint.name: constraint.fields
    for model in (
        *(CountryName, TopicName, OfficialName, Position, Party, Participant, Mention, SourceSide, Citation),
        *(Doubt, Provenance),
    )
    for constraint in model._meta.constraints
    if hasattr(constraint, "fields")
} | {
    "meetings_country_code_key": ("code",),
    "meetings_organization_slug_key": ("slug",),
    "meetings_place_slug_key": ("slug",),
    "meetings_topic_slug_key": ("slug",),
    "meetings_source_url_key_key": ("url_key",),
}


def test_every_constraint_is_broken_once():
    """A new constraint needs its row in the table above."""
    from django.apps import apps

    names = {
        constraint.name
        for model in apps.get_app_config("meetings").get_models()
        for constraint in model._meta.constraints
    }
    assert names <= set(BROKEN)


def test_every_check_has_words_of_its_own():
    from django.apps import apps
    from django.db.models import CheckConstraint

    wordless = [
        constraint.name
        for model in apps.get_app_config("meetings").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert wordless == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("claim_said_has_party", "What was said was said by a party: name it."),
        ("party_country_xor_organization", "Name a country or an organisation, not both and not neither."),
        ("meeting_order", "The last day is before the first one."),
        ("appointment_end_after_start", "The end is before the start."),
        ("meeting_setting_needs_occasion", "A meeting on the margins or in the programme needs its occasion."),
        (
            "citation_silence_says_nothing",
            "A silent source has no place where it speaks and no words: leave locator and wording empty.",
        ),
    ],
)
def test_words_before_the_database_refuses(name, message):
    with pytest.raises(ValidationError) as refused:
        BROKEN[name]().full_clean()
    assert message in refused.value.messages


# -- words of the model itself


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (
            lambda: (
                make_source(url="https://example.org/x")
                and Source(title="T", kind="news", url="http://www.example.org/x/#top")
            ),
            "url",
            "This address is on file already, as “The Gazette: ",
        ),
        (
            lambda: Source(title="T", kind="news", published_on=LATER, accessed_on=DAY),
            "accessed_on",
            "It was accessed before it was published: check the two dates.",
        ),
        (
            lambda: Source(title="T", kind="news", published_on=datetime.date(9999, 1, 1)),
            "published_on",
            "This day is still to come.",
        ),
        (
            lambda: Citation(
                source=make_source(), meeting=make_meeting(), wording="one two three four five six seven " * 2
            ),
            "wording",
            "At most 12 words of the source: these are 14.",
        ),
        (
            lambda: Country(code="XA", name="X", valid_from="1991-13"),
            "valid_from",
            "Write a year, a month or a day of the calendar: 1991, 1991-12 or 1991-12-26.",
        ),
    ],
)
def test_model_refuses_in_words(row, field, message):
    with pytest.raises(ValidationError) as refused:
        row().full_clean()
    assert refused.value.message_dict[field][0].startswith(message)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Türkiye", "turkiye"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Côte d'Ivoire", "cote divoire"),
        ("İlham Əliyev", "ilham aliyev"),
        ("Şuşa", "susa"),
        ("Łódź", "lodz"),
        ("Þórður", "thordur"),
        ("Straße", "strasse"),
        ("Sa‘ūd al-Fayṣal", "saud al faysal"),
        ("São Tomé & Príncipe", "sao tome principe"),
        ("C5+1", "c5 1"),
        ("Jalil  Abbas\tJilani", "jalil abbas jilani"),
        ("جلیل عباس جیلانی", "جلیل عباس جیلانی"),
        ("…", ""),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Yaşar Güler", "yasar-guler"),
        ("习近平", "xijinping"),
        ("x" * 200, "x" * 80),
        ("—", "record"),
        ("UNGA 78", "unga-78"),
    ],
)
def test_slug_of(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.org", "example.org"),
        ("http://www.Example.org/", "example.org"),
        ("https://example.org/a/b/#c", "example.org/a/b"),
        ("https://example.org:443/a/../b", "example.org/b"),
        ("https://example.org/a?utm_source=x&id=2&fbclid=3", "example.org/a?id=2"),
        ("https://example.org/a?utm_source=x", "example.org/a"),
        ("https://example.org/a?b=1&a=2", "example.org/a?b=1&a=2"),
        ("https://example.org/%7Ea", "example.org/~a"),
        ("  https://example.org/a ", "example.org/a"),
    ],
)
def test_normalise_url(url, key):
    assert normalise_url(url) == key


def test_names_sort_the_same_on_both_databases():
    for code, name in [("XA", "Ünal"), ("XB", "Zed"), ("XC", "äther"), ("XD", "Ether"), ("XE", "Ēva")]:
        make_country(code, name)
    assert list(Country.objects.values_list("name", flat=True)) == ["äther", "Ether", "Ēva", "Ünal", "Zed"]


def test_sources_without_address_are_not_the_same():
    assert make_source(url="").url_key is None
    assert make_source(url="").url_key is None


# -- who sees what, at the level of the querysets


def test_public_querysets(leaky):
    public = leaky.public
    assert list(Meeting.objects.published()) == [public]
    assert list(Source.objects.public().order_by("pk")) == [
        row.source for row in public.citations.order_by("source_id")
    ]
    assert list(Occasion.objects.public()) == [public.occasion]
    people = Participant.objects.filter(party__meeting=public).values_list("official", flat=True)
    assert set(Official.objects.public().values_list("pk", flat=True)) == set(people)


def test_occasion_is_public_by_what_happened_two_levels_down():
    week = make_occasion("High-level week", parent=make_occasion("UNGA 78"))
    make_meeting(occasion=make_occasion("A day of it", parent=week))
    assert {occasion.name for occasion in Occasion.objects.public()} == {"High-level week", "UNGA 78", "A day of it"}


@pytest.mark.parametrize(
    ("date", "found"),
    [("2020-06", True), ("2020", True), ("2019-12-31", False), ("2021-01-01", True), ("2021-01-02", False)],
)
def test_appointment_covering(date, found):
    from meetings.models import When

    make_appointment(make_official(), make_position(), "2020-06-01", "2021-01-01")
    assert Appointment.objects.covering(When.parse(date)).exists() is found


@pytest.mark.parametrize(
    ("formats", "counts"),
    [
        (["bilateral"], [2]),
        (["trilateral"], [3]),
        (["multilateral"], [4, 5]),
        (["bilateral", "multilateral"], [2, 4, 5]),
        (["nonsense"], []),
    ],
)
def test_in_format(formats, counts):
    codes = ["AZ", "PK", "TR", "IR", "KZ"]
    for number in (1, 2, 3, 4, 5):
        make_meeting(*codes[:number])
    assert sorted(Meeting.objects.in_format(*formats).values_list("party_count", flat=True)) == counts


def test_newest_and_oldest_first_leave_the_undated_last():
    old, undated, new, same = (make_meeting(date=date) for date in ("2019", "", "2023-09", "2023-09-01"))
    assert list(Meeting.objects.newest_first()) == [same, new, old, undated]
    assert list(Meeting.objects.oldest_first()) == [old, new, same, undated]


def test_parties_stand_in_the_order_of_their_codes():
    meeting = make_meeting("org:un", "PK", "org:oic", "AZ")
    keys = ["AZ", "PK", "org:oic", "org:un"]
    assert [party.key for party in meeting.sides] == keys
    assert [party.key for party in meeting.parties.all()] == keys


# -- what a line holds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two\nlines", "a line break, at character 4"),
        ("two\u2028lines", "a line break"),
        ("bell\x07", r"nobody sees \(U\+0007\), at character 5"),
        ("turned \u202eround", r"nobody sees \(U\+202E\)"),
        ("\u2066isolated", r"nobody sees \(U\+2066\)"),
        ("hid\u200bden", r"nobody sees \(U\+200B\)"),
        ("\ufeffmark", r"nobody sees \(U\+FEFF\)"),
    ],
)
def test_a_line_holds_nothing_that_breaks_or_hides_it(text, words):
    with pytest.raises(ValidationError, match=words):
        LineField(max_length=99).run_validators(text)


@pytest.mark.parametrize(
    "text", ["РИА Новости", "新华社", "وزارة الخارجية", "می\u200cخواهم", "क्\u200dष", "’–“", "Türkiye"]
)
def test_a_line_holds_every_script(text):
    LineField(max_length=99).run_validators(text)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.org/", "//x.org", "https://x.org/a\nb", "x"]
)
def test_an_address_is_one_on_the_web(url):
    with pytest.raises(ValidationError):
        WebField(max_length=99).run_validators(url)
    WebField(max_length=99).run_validators("https://мид.рф/ru/press")


def test_every_text_and_address_that_somebody_types_is_held_to_it():
    """A column of one line is a `LineField`, of an address a `WebField`, unless its words are given or it is written by code."""
    typed = (
        Meeting,
        Participant,
        Official,
        Position,
        Appointment,
        Occasion,
        Source,
        Citation,
        Claim,
        Country,
        Organization,
    )
    for model in (*typed, Place, Topic, ContestedTerm, OfficialName, CountryName, TopicName):
        for field in model._meta.concrete_fields:
            kind = type(field)
            assert kind is not models.URLField, field
            assert kind is not models.CharField or field.choices or not field.editable, field
