"""Plain builders: each makes one saved thing with everything that a test does not care about already right."""

import itertools

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from meetings.actions.derive import derive
from meetings.choices import ClaimKind, Level, Publication, SourceKind
from meetings.index import reindex
from meetings.models import (
    Appointment,
    Citation,
    Claim,
    ContestedTerm,
    Country,
    Meeting,
    Mention,
    Occasion,
    Official,
    Organization,
    Participant,
    Party,
    Place,
    Position,
    Source,
    SourceSide,
    Topic,
    When,
)

_numbers = itertools.count(1)


def when(text):
    """A `When` from text as the desk takes it; None stays None."""
    return When.parse(text) if text else None


def make_country(code, name="", **fields):
    """The country with this code, made where it is not there yet."""
    return Country.objects.get_or_create(code=code, defaults={"name": name or f"Country {code}", **fields})[0]


def make_organization(slug, **fields):
    """The organisation with this slug, made where it is not there yet, and accepted."""
    fields = {"name": slug.replace("-", " ").title(), "kind": "igo", "accepted": True, **fields}
    return Organization.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_place(slug, **fields):
    """The place with this slug, made where it is not there yet, and accepted."""
    fields = {"name": slug.replace("-", " ").title(), "kind": "city", "accepted": True, **fields}
    return Place.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_topic(slug, **fields):
    """The topic with this slug, made where it is not there yet."""
    return Topic.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " "), **fields})[0]


def make_term(term, **fields):
    """The contested term, made where it is not there yet."""
    return ContestedTerm.objects.get_or_create(term=term, defaults=fields)[0]


def make_official(name="", **fields):
    """A new official; the sort name is the last word first."""
    name = name or f"Official Number{next(_numbers)}"
    first, _, last = name.rpartition(" ")
    return Official.objects.create(name=name, **{"sort_name": f"{last}, {first}" if first else last, **fields})


def make_body(body):
    """A country from "PK", an organisation from "org:oic"; a row stays what it is."""
    if not isinstance(body, str):
        return body
    return make_organization(body[4:]) if body.startswith("org:") else make_country(body)


def _of(body):
    body = make_body(body)
    return {"country" if isinstance(body, Country) else "organization": body}


def make_position(body="PK", title="Minister of Foreign Affairs", level=Level.FOREIGN_MINISTER, accepted=True):
    """The office of this title in a country or organisation, made where it is not there yet, and accepted."""
    fields = {"level": level, "accepted": accepted}
    return Position.objects.get_or_create(**_of(body), title=title, defaults=fields)[0]


def make_appointment(official, position, start="", end="", **fields):
    """A term of office, accepted; `start` and `end` as the desk takes dates, empty for unknown."""
    term = Appointment(official=official, position=position, **{"accepted": True, **fields})
    term.start, term.end = when(start), when(end)
    term.save()
    return term


def make_occasion(name="", date="", **fields):
    """A new occasion, a session unless told otherwise."""
    occasion = Occasion(name=name or f"Session {next(_numbers)}", **{"kind": "session", **fields})
    occasion.when = when(date)
    occasion.save()
    return occasion


def make_source(title="", sides=(), **fields):
    """A new source with an address of its own; `sides` are bodies as `make_body` takes them."""
    number = next(_numbers)
    fields = {"kind": SourceKind.NEWS, "publisher": "The Gazette", "url": f"https://example.org/{number}", **fields}
    source = Source.objects.create(title=title or f"Report {number}", **fields)
    for side in sides:
        SourceSide.objects.create(source=source, **_of(side))
    return source


def make_party(meeting, body, head="", **fields):
    """A party and its head: an official, the name of a new one, or None for an unnamed head."""
    party = Party.objects.create(meeting=meeting, **_of(body), **fields)
    head = make_official(head) if isinstance(head, str) else head
    if head is None:
        Participant.objects.create(party=party, unnamed=True, heads=True)
    else:
        Participant.objects.create(
            party=party,
            official=head,
            heads=True,
            title_as_reported="Foreign Minister",
            level_as_reported=Level.FOREIGN_MINISTER,
        )
    return party


def make_meeting(*bodies, date="2023-09-22", heads=(), sources=None, **fields):
    """A published meeting of Azerbaijan and Pakistan, or of the bodies named, with all that publishing needs.

    `heads` go to the bodies in their order, as `make_party` takes them; bodies without one get an official of their own.
    `sources` is a list of sources to cite, one new source where it is left out.
    """
    meeting = _meeting(bodies, date, heads, sources, fields)
    derive(meeting)
    return meeting


def _meeting(bodies, date, heads, sources, fields):
    meeting = Meeting(**{"publication": Publication.PUBLISHED, **fields})
    meeting.when = when(date)
    meeting.save()
    for body, head in itertools.zip_longest(bodies or ("AZ", "PK"), heads, fillvalue=""):
        make_party(meeting, body, head)
    for order, source in enumerate([make_source()] if sources is None else sources):
        Citation.objects.create(meeting=meeting, source=source, order=order)
    return meeting


def make_claim(meeting, text="Trade between the two.", cites=None, mentions=(), topics=(), terms=(), **fields):
    """A claim; `cites` are (source, locator) pairs, the meeting's first source where it is left out; the rest are rows."""
    claim = _claim(meeting, text, cites, mentions, topics, terms, **fields)
    reindex([meeting.pk])
    return claim


def _claim(meeting, text, cites=None, mentions=(), topics=(), terms=(), **fields):
    claim = Claim.objects.create(meeting=meeting, text=text, **{"kind": ClaimKind.DISCUSSED, **fields})
    claim.topics.set(topics)
    claim.terms.set(terms)
    if cites is None:
        cites = [(citation.source, "par. 1") for citation in meeting.citations.all()[:1]]
    for order, (source, locator) in enumerate(cites):
        Citation.objects.create(claim=claim, source=source, locator=locator, order=order)
    for body in mentions:
        kind = {Country: "country", Organization: "organization", Place: "place"}[type(body)]
        Mention.objects.create(claim=claim, **{kind: body})
    return claim


def make_full_meeting(number=1, **fields):
    """A published meeting with every part filled: an occasion, a place, four people in office, three sources, five claims.

    Meetings with different numbers share countries, the organisation, topics and the city, and nothing else; each third one
    is of three parties.
    """
    word = f"Number{number}"
    made = {
        "title": f"Foreign ministers of Azerbaijan and Pakistan, meeting {number}",
        "occasion": make_occasion(
            f"Session {word}", "2023-09", short_name=f"S {number}", organizer=make_body("org:un")
        ),
        "place": make_place("new-york", country=make_country("US", "United States")),
        "setting": "margins",
        "medium": "in-person",
        "summary": f"The ministers met, time {number}.",
        "date_note": "Date as the readout gives it.",
    }
    bodies = ["AZ", "PK", "org:oic"] if number % 3 == 0 else ["AZ", "PK"]
    joint = make_source(
        f"Joint statement {word}", sides=["AZ", "PK"], kind="joint-statement", published_on="2023-09-23"
    )
    one_side = make_source(f"Readout {word}", sides=["PK"], kind="readout", dateline_place=made["place"])
    other = make_source(f"Report {word}")
    date = fields.pop("date", f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}")
    meeting = _meeting(bodies, date, (), [joint, one_side, other], {**made, **fields})
    for party in meeting.parties.all():
        head = party.participants.get()
        office = make_position(party.body)
        head.appointments.add(make_appointment(head.official, office, "2021", capacity="caretaker"))
        guest = make_official(f"Delegate {party.key.title().replace(':', '')}{word}")
        Participant.objects.create(party=party, official=guest, title_as_reported="Adviser", order=1)
    trade = make_topic("trade", parent=make_topic("trade-and-investment"))
    azerbaijan, pakistan = list(meeting.parties.all())[:2]
    term = make_term("so-called line", neutral_label="line of contact")
    india, kashmir = make_country("IN", "India"), make_place("kashmir", kind="disputed-area")
    _claim(meeting, f"Trade, {word}.", topics=[trade], cites=[(joint, "par. 1"), (one_side, "par. 2")])
    _claim(
        meeting,
        f"support in the talks, {word}.",
        kind="said",
        party=pakistan,
        speaker=pakistan.participants.first(),
        act="thanked",
        mentions=[india, kashmir, make_body("org:un")],
        terms=[term],
        note="The report does not say where.",
        cites=[(one_side, "par. 3")],
        order=1,
    )
    _claim(
        meeting,
        f"a visit, {word}.",
        kind="said",
        party=azerbaijan,
        act="welcomed",
        quote="We shall come.",
        quote_language="en",
        attribution="inferred",
        cites=[(other, "par. 4")],
        order=2,
    )
    agreed = {"kind": "agreed", "outcome_kind": "cooperation"}
    outcome = _claim(meeting, f"To work together, {word}.", cites=[(one_side, "par. 5")], order=3, **agreed)
    outcome.parties.set([azerbaijan, pakistan])
    Citation.objects.create(claim=outcome, source=other, stance="silent", order=1)
    _claim(
        meeting, f"To meet again, {word}.", cites=[(joint, "")], order=4, follow_up="announced", due="2024", **agreed
    )
    derive(meeting)
    return meeting


def apps_at(migration):
    """The models as a migration of the house leaves them, of which its functions ask."""
    return MigrationLoader(connection).project_state(("meetings", migration)).apps
