"""A meeting's document as it follows from its records: what a row of a list shows, and the words that find it."""

from ..models import MeetingDocument
from ..models.words import document
from .data import data, topics_of
from .voices import Voices

SHOWN_NAMES = 2
SHOWN_TOPICS = 4


def document_of(meeting, batch):
    """The unsaved document of a published meeting."""
    return MeetingDocument(
        meeting_id=meeting.pk,
        row=_row(meeting, batch),
        export=data(meeting, batch),
        words=document(_fields(meeting, batch)),
    )


def _row(meeting, batch):
    """What `queries.rows.Row` reads: texts, numbers and the keys of what is linked, as JSON holds them."""
    parties = sorted(batch.parties[meeting.pk], key=lambda party: party.sort_key)
    topics = topics_of(meeting, batch)
    voices = _voices(meeting, parties, batch)
    occasion = batch.occasion_lines[meeting.occasion_id][0] if meeting.occasion_id else None
    place = batch.place_lines[meeting.place_id][0] if meeting.place_id else None
    return {
        "title": meeting.title,
        "slug": meeting.slug,
        "status": meeting.status,
        "when": [meeting.earliest.isoformat(), meeting.latest.isoformat(), meeting.precision] if meeting.when else None,
        "summary": meeting.summary,
        "sides": [_side(party, batch) for party in parties],
        "place": {"slug": place.slug, "name": place.name} if place else None,
        "occasion": {"id": occasion.pk, "slug": occasion.slug, "label": occasion.label} if occasion else None,
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in topics[:SHOWN_TOPICS]],
        "topic_count": len(topics),
        "source_count": len(batch.citations[meeting.pk]),
        "disc": voices.disc,
        "voices": voices.words,
    }


def _side(party, batch):
    people = batch.people[party.pk]
    return {
        "code": party.country.code if party.country_id else "",
        "slug": "" if party.country_id else party.organization.slug,
        "name": party.body.name,
        "short_name": party.body.name if party.country_id else party.body.short_name,
        "people": [_person(person, batch) for person in people[:SHOWN_NAMES]],
        "more": max(0, len(people) - SHOWN_NAMES),
    }


def _person(person, batch):
    inferred = {"inferred": True} if person.inferred else {}
    if not person.official_id:
        return {"name": person.name, **inferred}
    official = batch.officials[person.official_id]
    return {"name": official.short_name, "id": official.pk, "slug": official.slug, **inferred}


def _voices(meeting, parties, batch):
    sides = {body for source in batch.supporting(meeting) for body in batch.sides[source]}
    heard = [party for party in parties if (party.country_id, party.organization_id) in sides]
    return Voices(parties, heard, others=bool(sides and not heard))


def _fields(meeting, batch):
    """The texts of a meeting that readers can read, in the order of their weight: title, names, summary, claims, quotations."""
    claims = batch.claims[meeting.pk]
    return [
        meeting.title,
        ". ".join(_names(meeting, batch)),
        meeting.summary,
        ". ".join(claim.text for claim in claims),
        ". ".join(claim.quote for claim in claims if claim.quote),
    ]


def _names(meeting, batch):
    """Every name that the meeting is found by, each once: of parties, people, place, occasion and topics, with their aliases."""
    found = {}
    for party in batch.parties[meeting.pk]:
        body = party.body
        own = [body.name, body.official_name] if party.country_id else [body.name, body.acronym]
        found |= dict.fromkeys([*own, *batch.country_names[party.country_id]])
        for person in batch.people[party.pk]:
            found[person.name_as_reported] = None
            if official := batch.officials.get(person.official_id):
                found |= dict.fromkeys([official.name, official.native_name, *batch.official_names[official.pk]])
    for place in batch.place_lines.get(meeting.place_id, []):
        found[place.name] = None
    for occasion in batch.occasion_lines.get(meeting.occasion_id, []):
        found |= dict.fromkeys([occasion.name, occasion.short_name])
    for topic in {above.pk: above for one in topics_of(meeting, batch) for above in batch.topic_lines[one.pk]}.values():
        found |= dict.fromkeys([topic.name, *batch.topic_names[topic.pk]])
    return [name for name in found if name]
