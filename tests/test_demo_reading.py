"""The first meeting of the demonstration, key by key against the reading of its report."""

import re
from pathlib import Path

from django.apps import apps
from django.db import models

from meetings.models import Claim, MeetingDocument, Mention, Source, When

from .seed import ACCOUNTS, READING, REPORT, first_meeting, read_rows, shingles

CLAIM_KINDS = {"discussion": "discussed", "statement": "said", "outcome": "agreed"}
CLAIMS = [number for number, assertion in enumerate(READING) if assertion["kind"] in CLAIM_KINDS]
PARTIES = {"both": (None, None), "PAK": ("PK", "Jalil Abbas Jilani"), "AZE": ("AZ", "Jeyhun Bayramov")}
SOURCES = {"tdi": "thediplomaticinsight.com", "ary": "arynews.tv", "trend": "menafn.com"}
QUOTED = 30

# The reading's names of what is talked about, as the register's keys.
BODIES = {
    "Azerbaijan Airlines": "org:azerbaijan-airlines",
    "India": "IN",
    "OIC Contact Group on Jammu and Kashmir": "org:oic-contact-group-jammu-kashmir",
    "Line of Control": "place:line-of-control",
    "OIC": "org:oic",
    "UN": "org:un",
    "Armenia": "AM",
    "Karabakh": "place:karabakh",
}

# What the reading says in our words, as the claims' texts say it.
TEXTS = {
    6: ["recent developments", "bilateral relations"],
    7: ["trade", "within their bilateral relations"],
    8: ["defence", "within their bilateral relations"],
    9: ["energy", "within their bilateral relations"],
    10: ["information technology", "within their bilateral relations"],
    11: ["direct flights of Azerbaijan Airlines to Pakistan"],
    12: ["significant step", "people-to-people contacts, business and tourism"],
    13: ["Azerbaijan", "persistent support on Jammu and Kashmir in international forums"],
    14: ["unacceptable violations of human rights"],
    15: ["illegal attempts to change the make-up of the population"],
    16: ["more violations of the ceasefire on the Line of Control", "the Indian side"],
    17: ["threaten peace and security"],
    18: ["a shared concern"],
    19: ["a shared concern"],
    20: ["cooperate in international forums, particularly the OIC and the UN"],
    21: ["regional situation in the South Caucasus"],
    22: ["Azerbaijan’s peace initiatives in the South Caucasus"],
    23: ["level of strategic cooperation"],
    24: ["bilateral ties", "potential to grow"],
    25: ["Armenia’s military and political conduct"],
    26: ["Armenia had established in Karabakh"],
    27: ["aimed to disarm forces", "remove the authorities"],
    28: ["neutralise military infrastructure", "legitimate military objectives"],
    30: ["only armed groups", "not civilians or civilian facilities"],
    31: ["territorial integrity", "legal actions on its territory", "had always supported"],
    32: ["other regional and global issues"],
}

# Keys of the reading that readers meet in the editor's note, as the notes say them.
NOTES = {
    (11, "in_our_words"): ["announced before", "not an outcome of this meeting"],
    (13, "presupposes"): ["Pakistan’s claim", "no confirmation of it by Azerbaijan"],
    (20, "basis"): ["of both sides", "account of 23 September does not mention it", "one side’s claim until"],
    (21, "caution"): ["takes up one side’s framing", "Azerbaijan’s initiatives for peace"],
    (22, "caution"): ["takes up one side’s framing", "Azerbaijan’s initiatives for peace"],
    (25, "sic"): ["“recommended”, a mistranslation of “informed”"],
    (26, "sic"): ["the Azerbaijani account speaks of a regime"],
    (28, "attribution"): [
        "“The Foreign Minister” is ambiguous",
        "context and the Azerbaijani account",
        "passive",
        "Bayramov",
    ],
    (32, "attribution"): ["reads as Jilani", "both parties discuss", "General Assembly or the meeting itself"],
}

# Words of a source that the reading holds against another's, as the citations carry them.
WORDINGS = {
    (20, "ary"): "agreed to work together",
    (25, "trend"): "informed the opposite side in detail",
    (26, "trend"): "so-called regime it created",
}


def _mapping():
    path = Path(apps.get_app_config("meetings").path) / "reference" / "topic_mapping.csv"
    return {row["reading"]: row for row in read_rows(path)}


def _claims():
    """The claims of the first meeting by the number of the assertion they come from."""
    return dict(zip(CLAIMS, first_meeting().claims.order_by("order"), strict=True))


def _texts():
    """Every text of the register as (column, text)."""
    for model in apps.get_app_config("meetings").get_models(include_auto_created=True):
        if model is MeetingDocument:
            continue  # The same texts once more, to be found by.
        names = [field.name for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]
        for row in model._default_manager.values_list(*names) if names else []:
            yield from (
                (f"{model._meta.object_name}.{name}", text) for name, text in zip(names, row, strict=True) if text
            )


def test_no_key_of_the_reading_is_overlooked():
    """The keys that the tests below look at are all the keys there are."""
    assert {key for assertion in READING for key in assertion} == {
        *("par", "kind", "side", "act", "topic", "topics", "in_our_words", "precision", "mentions", "contested"),
        *("presupposes", "basis", "caution", "sic", "attribution", "verbatim", "url"),
    }
    told = ("presupposes", "basis", "caution", "sic", "attribution")
    assert {(number, key) for number in CLAIMS for key in told if key in READING[number]} == {
        (number, key) for number, key in NOTES if key != "in_our_words"
    }
    assert list(TEXTS) == CLAIMS


def test_each_assertion_is_one_claim(register):
    """Kind, side with its speaker, act, topics, mentions, contested terms, attribution and quotation are where the reading puts them."""
    mapping = _mapping()
    assert {number: _recorded(claim) for number, claim in _claims().items()} == {
        number: _expected(READING[number], mapping) for number in CLAIMS
    }


def _expected(assertion, mapping):
    readings = [mapping[name] for name in [assertion["topic"], *assertion.get("topics", [])]]
    mentioned = {key for row in readings for key in row["mentions"].split(";") if key}
    kind = CLAIM_KINDS[assertion["kind"]]
    return {
        "kind": kind,
        "side": PARTIES[assertion["side"].rstrip("?")],
        "sure": not assertion["side"].endswith("?"),
        "act": assertion["act"] if kind == "said" else kind,
        "topics": {slug for row in readings for slug in row["topics"].split(";") if slug},
        "mentions": {key.removeprefix("country:") for key in mentioned}
        | {BODIES[name] for name in assertion.get("mentions", [])},
        "terms": set(assertion.get("contested", [])),
        "quoted": assertion.get("verbatim", False),
    }


def _recorded(claim):
    return {
        "kind": claim.kind,
        "side": (claim.party and claim.party.country.code, claim.speaker and claim.speaker.name),
        "sure": claim.attribution == "certain",
        "act": claim.act or claim.kind,
        "topics": {topic.slug for topic in claim.topics.all()},
        "mentions": {mention.key for mention in claim.mentions.all()},
        "terms": {term.term for term in claim.terms.all()},
        "quoted": bool(claim.quote),
    }


def test_mentions_are_named_as_the_reading_names_them(register):
    """By the name, the acronym or the wording kept with the mention."""
    names = {key: name for name, key in BODIES.items()}
    for mention in Mention.objects.filter(claim__meeting=first_meeting()):
        if mention.key in names:
            assert names[mention.key] in {mention.body.name, mention.wording, getattr(mention.body, "acronym", "")}


def test_texts_say_what_the_reading_says(register):
    """Each claim's text has what the reading has in our words, and no claim uses a contested term as its own."""
    claims = _claims()
    missing = {(number, part) for number, parts in TEXTS.items() for part in parts if part not in claims[number].text}
    assert missing == set()
    topic_in_text = {18: "Islamophobia", 19: "climate change"}
    assert all(claims[number].text.startswith(topic) for number, topic in topic_in_text.items())
    assert [claim.text for claim in claims.values() for term in claim.terms.all() if term.term in claim.text] == []


def test_notes_say_what_the_reading_warns_of(register):
    """What is presupposed, cautioned, misprinted or ambiguous stands in the editor's note."""
    claims = _claims()
    missing = {(key, part) for key, parts in NOTES.items() for part in parts if part not in claims[key[0]].note}
    assert missing == set()
    assert {number for number, claim in claims.items() if claim.note} == {number for number, _ in NOTES}
    assert {number: claim.attribution for number, claim in claims.items() if claim.attribution != "certain"} == {
        28: "inferred",
        32: "ambiguous",
    }


def test_citations_are_the_accounts(register):
    """Every supports and silent of the accounts is a citation, "not known" is none; paragraphs are locators."""
    expected = {}
    for number in CLAIMS:
        row = ACCOUNTS[number]
        for name in SOURCES:
            if row[name] != "not known":
                locator = f"par. {READING[number]['par']}" if name == "tdi" else ""
                expected[number, name] = (row[name], locator, WORDINGS.get((number, name), ""))
    recorded = {
        (number, _name_of(citation.source)): (citation.stance, citation.locator, citation.wording)
        for number, claim in _claims().items()
        for citation in claim.citations.all()
    }
    assert recorded == expected


def _name_of(source):
    return next(name for name, site in SOURCES.items() if site in source.url)


def test_the_quotation_is_verbatim(register):
    """One claim quotes, in English, and every run of its words is in the report."""
    claim = _claims()[QUOTED]
    assert claim.quote_language == "en"
    assert shingles(claim.quote)
    assert shingles(claim.quote) <= REPORT


def test_the_outcome(register):
    """Agreed to cooperate, no follow-up, supported by no source of Azerbaijan's side."""
    claim = _claims()[20]
    assert (claim.outcome_kind, claim.follow_up, claim.due) == ("cooperation", "", "")
    sides = {
        side.country.code for cite in claim.citations.filter(stance="supports") for side in cite.source.sides.all()
    }
    assert sides == {"PK"}


def test_what_the_reading_says_of_the_meeting(register):
    """Assertion 5: who, when, where, on which margins, and the list of sources in its order."""
    meeting, row = first_meeting(), ACCOUNTS[5]
    assert READING[5]["precision"] == "day; year inferred"
    assert (meeting.when, meeting.date_note) == (
        When.parse("2023-09-22"),
        "The report gives day and month; the year is that of its dateline.",
    )
    assert (meeting.occasion.label, meeting.setting, meeting.place.slug) == ("UNGA 78", "margins", "new-york")
    assert (meeting.status, meeting.encounter, meeting.medium) == ("held", "meeting", "in-person")
    assert [(_name_of(cite.source), cite.stance, cite.locator) for cite in meeting.citations.all()] == [
        ("tdi", row["tdi"], f"par. {READING[5]['par']}"),
        ("ary", row["ary"], ""),
        ("trend", row["trend"], ""),
    ]
    assert [
        [
            (person.name, person.title_as_reported, str(person.appointments.get().title))
            for person in party.participants.all()
        ]
        for party in meeting.sides
    ] == [
        [("Jeyhun Bayramov", "Foreign Minister", "Minister of Foreign Affairs")],
        [("Jalil Abbas Jilani", "Foreign Minister of Pakistan", "Minister of Foreign Affairs (caretaker)")],
    ]


def test_what_the_reading_says_of_the_source(register):
    """Assertions 0, 2, 3, 4 and 29: headline, alternative text, caption, dateline and the related article."""
    kinds = {number: assertion["kind"] for number, assertion in enumerate(READING) if number not in CLAIMS}
    assert kinds == {0: "title", 1: "noise", 2: "media", 3: "media", 4: "source", 5: "meeting", 29: "related_source"}
    source = Source.objects.get(url__contains=SOURCES["tdi"], title__contains="UNGA")
    assert source.title == "Foreign Minister of Pakistan meets Azerbaijani counterpart at UNGA 78th session"
    assert source.photo_alt == "The foreign ministers of Azerbaijan and Pakistan side by side."
    assert source.photo_caption == "Pakistan’s foreign minister on the right, Azerbaijan’s on the left."
    assert (source.dateline_place.slug, str(source.published_on)) == ("new-york", "2023-09-24")
    assert (source.publisher, source.sides.count()) == ("The Diplomatic Insight", 0)
    assert source.note.startswith("Merges two accounts")
    related = source.related.get()
    assert (related.url, str(related.published_on)) == (READING[29]["url"], "2023-09-11")
    assert [term.term for term in related.terms.all()] == READING[29]["contested"]
    assert related.publisher == source.publisher
    assert f"par. {READING[29]['par']}" in source.note


def test_sides_of_the_sources(register):
    """Pakistan's account, Azerbaijan's account, and no side where the records name none."""
    sides = {source.url: {side.country.code for side in source.sides.all()} for source in Source.objects.all()}
    assert {_name_of(Source(url=url)): codes for url, codes in sides.items() if codes} == {
        "ary": {"PK"},
        "trend": {"AZ"},
    }


def test_the_page_counter_is_nowhere(register):
    """Assertion 1 counts what happened to the page, not at the meeting."""
    columns = (
        "Meeting.",
        "Claim.",
        "Source.title",
        "Source.note",
        "Source.photo",
        "Source.excerpt",
        "Source.full_text",
    )
    found = [(column, text) for column, text in _texts() if column.startswith(columns) and re.search(r"\b18\b", text)]
    assert [text for _, text in found if "18 February 2025" not in text] == []


def test_no_sentence_of_the_report_is_in_the_register(register):
    """No run of eight words, but for its headline as the title of the source and for the one quotation."""
    shared = {column for column, text in _texts() if not REPORT.isdisjoint(shingles(text))}
    assert shared == {"Source.title", "Claim.quote"}
    assert Claim.objects.exclude(quote="").count() == 1
