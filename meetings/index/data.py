"""A meeting as files and the API carry it: everything public but its claims, as JSON holds it, without addresses of this site."""

from ..fields import FIELDS

_OWN = [name for name, field in FIELDS.items() if field.of == "meeting"]


def data(meeting, batch):
    """What `queries.records.Record` reads; keys of bodies are those of the filters, days are ISO 8601."""
    occasion = batch.occasion_lines[meeting.occasion_id][0] if meeting.occasion_id else None
    place = batch.place_lines[meeting.place_id][0] if meeting.place_id else None
    mentions = {batch.key(*body): None for claim in batch.claims[meeting.pk] for body in batch.mentions[claim.pk]}
    return {
        **{name: getattr(meeting, name) for name in _OWN},
        "date": {
            "earliest": meeting.earliest.isoformat(),
            "latest": meeting.latest.isoformat(),
            "precision": meeting.precision,
        }
        if meeting.when
        else None,
        "parties": [
            _party(party, batch) for party in sorted(batch.parties[meeting.pk], key=lambda party: party.sort_key)
        ],
        "occasion": {"id": occasion.pk, "name": occasion.name, "kind": occasion.kind} if occasion else None,
        "place": {
            "slug": place.slug,
            "name": place.name,
            "country": batch.key(place.country_id) if place.country_id else "",
        }
        if place
        else None,
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in topics_of(meeting, batch)],
        "mentions": list(mentions),
        "sources": [_source(one, batch) for one in batch.citations[meeting.pk]],
    }


def _party(party, batch):
    body = party.body
    return {
        "key": party.key,
        "name": body.name,
        "alpha3": body.alpha3 if party.country_id else "",
        "m49": body.numeric if party.country_id else "",
        "wikidata": body.wikidata_id,
        "hosts": party.hosts,
        "participants": [_participant(person, batch) for person in batch.people[party.pk]],
    }


def _participant(person, batch):
    official = batch.officials.get(person.official_id)
    return {
        "id": person.official_id,
        "name": official.name if official else person.name,
        "wikidata": official.wikidata_id if official else "",
        "offices": [term.title for term in batch.terms[person.pk]],
        "title_as_reported": person.title_as_reported,
        "heads": person.heads,
        "inferred": person.inferred,
        "note": person.note,
    }


def _source(citation, batch):
    source = batch.sources[citation.source_id]
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "archived_url": source.archived_url,
        "published_on": source.published_on.isoformat() if source.published_on else None,
        "sides": [batch.key(*body) for body in batch.sides[source.pk]],
        "stance": citation.stance,
        "locator": citation.locator,
    }


def topics_of(meeting, batch):
    """The topics themselves, each once, in the order in which the claims raise them."""
    raised = {topic: None for claim in batch.claims[meeting.pk] for topic in batch.topics[claim.pk]}
    return [batch.topic_lines[topic][0] for topic in raised]
