"""Records that could leak: a draft, a meeting in review and a withdrawn one, each naming things of its own, and what nobody names."""

from types import SimpleNamespace

from meetings.models import Country, Mention, OfficialName, Organization, Participant, Place, Topic

from .build import (
    make_appointment,
    make_body,
    make_claim,
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
)

REASON = "The two readouts turned out to be of another meeting."
HIDDEN = "LEAK"
"""In every word that the public may never read, and in none that it may."""


def make_public():
    """The public half: one published meeting, every part filled, with staff's own words on it, and what is public anyway."""
    meeting = make_full_meeting(1, staff_note="LEAKSTAFFNOTE")
    source = meeting.citations.first().source
    source.full_text = "LEAKFULLTEXT"
    source.save()
    for public in (Country, Organization, Place, Topic):
        public.objects.update(loaded={"name": "LEAKLOADED"})
    make_topic("energy")
    make_place("baku", country=make_body("AZ"))
    make_body("org:eco")
    make_body("TR")
    return meeting


def make_hidden(public):
    """The hidden half: for each hidden state a meeting of the same parties, and of others, on the same day and things."""
    hidden = SimpleNamespace(
        meetings=[], officials=[], occasions=[], sources=[], terms=[], places=[], organizations=[], positions=[]
    )
    make_waiting("LEAKUNUSED", public, hidden)
    for state in ("draft", "in-review", "withdrawn"):
        word = f"LEAK{state.upper().replace('-', '')}"
        venue, club, office = make_waiting(word, public, hidden)
        official = make_official(f"Sir {word}OFFICIAL")
        occasion = make_occasion(
            f"{word}OCCASION",
            "2023-09",
            short_name=f"{word}O",
            parent=public.occasion,
            organizer=club,
            place=venue.parent,
        )
        source = make_source(
            f"{word}SOURCE",
            sides=["PK", club],
            publisher=f"{word}PUBLISHER",
            full_text=f"{word}FULLTEXT",
            dateline_place=venue,
        )
        term = make_term(f"{word}TERM", neutral_label=f"{word}LABEL")
        fields = {"withdrawn_on": "2024-01-02", "withdrawal_reason": REASON} if state == "withdrawn" else {}
        meeting = make_meeting(
            "AZ",
            "PK",
            "TR",
            "org:eco",
            club,
            heads=[official, public.parties.first().participants.first().official],
            sources=[source, *[citation.source for citation in public.citations.all()]],
            publication=state,
            title=f"{word}TITLE",
            summary=f"{word}SUMMARY",
            date_note=f"{word}DATENOTE",
            staff_note=f"{word}STAFFNOTE",
            setting="margins",
            occasion=occasion,
            place=venue,
            **fields,
        )
        head = meeting.parties.get(country__code="AZ").participants.get()
        head.appointments.add(make_appointment(official, office, "2020", note=f"{word}NOTE", accepted=False))
        OfficialName.objects.create(official=official, name=f"{word}OTHERNAME")
        for party in meeting.parties.all():
            Participant.objects.create(
                party=party, name_as_reported=f"{word}REPORTED", title_as_reported=f"{word}ADVISER"
            )
        claim = make_claim(
            meeting,
            f"{word}CLAIM",
            kind="said",
            party=meeting.parties.first(),
            note=f"{word}CLAIMNOTE",
            quote=f"{word}QUOTE",
            topics=[make_topic("energy"), *Topic.objects.filter(slug="trade")],
            terms=[term],
        )
        for kind, body in (
            ("country", make_body("IN")),
            ("place", make_place("baku")),
            ("organization", make_body("org:un")),
            ("place", venue),
            ("organization", club),
        ):
            Mention.objects.create(claim=claim, wording=f"{word}WORDING", **{kind: body})
        meeting.corrections.create(text=f"{word}CORRECTION")
        # What stands next to the public one wherever lists put it: same parties, people, sources, occasion and place.
        make_meeting(
            heads=[party.participants.first().official for party in public.sides],
            sources=[citation.source for citation in public.citations.all()],
            publication=state,
            title=f"{word}TWIN",
            setting="margins",
            occasion=public.occasion,
            place=public.place,
            **fields,
        )
        make_meeting(date="2999", status="announced", publication=state, title=f"{word}ANNOUNCED", **fields)
        hidden.meetings.append(meeting)
        hidden.officials.append(official)
        hidden.occasions.append(occasion)
        hidden.sources.append(source)
        hidden.terms.append(term)
    return hidden


def make_waiting(word, public, hidden):
    """What waits for an editor: a venue in a city, both on a word; an organisation below a public one; offices of it and of a
    country; and what a public official is said to be called and to have been. Returns the venue, the organisation, an office."""
    slug = word.lower()
    city = make_place(f"{slug}-city", name=f"{word}CITY", country=make_body("AZ"), accepted=False)
    venue = make_place(f"{slug}-venue", name=f"{word}VENUE", kind="venue", parent=city, accepted=False)
    hall = make_place(f"{slug}-hall", name=f"{word}HALL", kind="venue", parent=public.place, accepted=False)
    body = make_organization(
        f"{slug}-body", name=f"{word}BODY", acronym=f"{word}B", parent=make_body("org:un"), accepted=False
    )
    organ = make_organization(f"{slug}-organ", name=f"{word}ORGAN", kind="organ", parent=body, accepted=False)
    offices = [make_position(whose, f"{word}POSITION", accepted=False) for whose in ("TR", body)]
    official = public.parties.first().participants.first().official
    year = str(1950 + len(hidden.positions))
    for office in (*offices, make_position("PK")):
        make_appointment(official, office, year, year, note=f"{word}NOTE", accepted=False)
    OfficialName.objects.create(official=official, name=f"{word}ALIAS")
    hidden.places += [city, venue, hall]
    hidden.organizations += [body, organ]
    hidden.positions += offices
    return venue, body, offices[0]


def make():
    """Both halves: `public` is the published meeting; `meetings`, `officials`, `occasions`, `sources`, `terms`, `places`,
    `organizations` and `positions` are hidden."""
    public = make_public()
    hidden = make_hidden(public)
    hidden.public = public
    return hidden
