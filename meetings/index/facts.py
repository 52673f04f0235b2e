"""A meeting's entry and postings as they follow from its records."""

from ..choices import Accounts, Basis, ClaimKind, Dimension, FollowUp, ordinal
from ..models import MeetingIndex, Organization, Place, Publisher
from ..models.names import number_of

POSTED = ("meeting_id", "dimension", "value", "status", "earliest")


def entry(meeting, batch):
    """The unsaved entry of a published meeting."""
    occasion = batch.occasion_lines[meeting.occasion_id][0] if meeting.occasion_id else None
    basis = _basis(meeting, batch.supporting(meeting), batch)
    return MeetingIndex.of(meeting, _ACCOUNTS[basis], occasion)


_ACCOUNTS = {Basis.JOINT: Accounts.BOTH, Basis.ONE_SIDE: Accounts.ONE, Basis.THIRD_PARTY: Accounts.NONE}


def _basis(meeting, sources, batch):
    """Joint when the sources carry every party's account, one side's when some party's, else a third party's."""
    parties = batch.bodies(meeting)
    heard = parties & {body for source in sources for body in batch.sides[source]}
    if not heard:
        return Basis.THIRD_PARTY
    return Basis.JOINT if heard == parties else Basis.ONE_SIDE


def postings(meeting, batch):
    """The postings of a published meeting, as tuples in the order of `POSTED`: there are too many of them for objects."""
    return [
        (meeting.pk, int(dimension), value, meeting.status, meeting.earliest)
        for dimension, value in sorted(_filed(meeting, batch))
    ]


def publishers(batch):
    """The unsaved names of the publishers under whose numbers the meetings of a batch are filed."""
    names = {source.publisher for source in batch.sources.values()}
    return [Publisher.of(name) for name in sorted(names) if number_of(name)]


def _filed(meeting, batch):
    """Everything that a meeting is filed under, as a set of (dimension, value)."""
    found = {
        *_who(meeting, batch),
        *_where(meeting, batch),
        *_about(meeting, batch),
        *_according_to(meeting, batch),
    }
    # Only what readers would not see by any other of its postings.
    return found | {
        (used, pk)
        for used, pk in _used(meeting, batch)
        if pk and found.isdisjoint((dimension, pk) for dimension in _SHOWING[used])
    }


_SHOWING = {model.used_under[-1]: model.used_under[:-1] for model in (Organization, Place)}
"""The other dimensions that let readers see a place or an organisation, by the one that does nothing else."""


def _who(meeting, batch):
    for party in batch.parties[meeting.pk]:
        if party.country_id:
            country = batch.countries[party.country_id]
            yield Dimension.COUNTRY, country.pk
            for code in (country.region_code, country.subregion_code):
                if code:
                    yield Dimension.REGION, int(code)
        else:
            yield Dimension.ORGANIZATION, party.organization_id
        for person in batch.people[party.pk]:
            if person.official_id:
                yield Dimension.OFFICIAL, person.official_id
            for term in batch.terms[person.pk]:
                yield Dimension.POSITION, term.position_id


def _where(meeting, batch):
    for occasion in batch.occasion_lines.get(meeting.occasion_id, []):
        yield Dimension.OCCASION, occasion.pk
    line = batch.place_lines.get(meeting.place_id, [])
    for place in line:
        yield Dimension.PLACE, place.pk
    # The one party that is marked as hosting; where none is, or several are, the country of the place.
    hosts = [party for party in batch.parties[meeting.pk] if party.hosts]
    marked = hosts[0].country_id if len(hosts) == 1 else None
    host = marked or (line[0].country_id if line else None)
    if host:
        yield Dimension.HOST, host


def _about(meeting, batch):
    mentioned = (Dimension.MENTIONED_COUNTRY, Dimension.MENTIONED_ORGANIZATION, Dimension.MENTIONED_PLACE)
    for claim in batch.claims[meeting.pk]:
        for topic in batch.topics[claim.pk]:
            yield Dimension.TOPIC_ITSELF, topic
            for above in batch.topic_lines[topic]:
                yield Dimension.TOPIC, above.pk
        for named in batch.mentions[claim.pk]:
            yield from ((dimension, pk) for dimension, pk in zip(mentioned, named, strict=True) if pk)
        for term in batch.claim_terms[claim.pk]:
            yield Dimension.TERM, term
        if claim.kind == ClaimKind.AGREED:
            cited = [one.source_id for one in batch.citations[meeting.pk]]
            support = [source for source in batch.support[claim.pk] if source in cited]
            yield Dimension.BASIS, ordinal(Basis, _basis(meeting, support, batch))
            if claim.follow_up:
                yield Dimension.OUTCOME, ordinal(FollowUp, claim.follow_up)


def _according_to(meeting, batch):
    for citation in batch.citations[meeting.pk]:
        if number := number_of(batch.sources[citation.source_id].publisher):
            yield Dimension.PUBLISHER, number
        for term in batch.source_terms[citation.source_id]:
            yield Dimension.TERM, term
    for source in batch.supporting(meeting):
        for country, organization in batch.sides[source]:
            yield (Dimension.SIDE_COUNTRY, country) if country else (Dimension.SIDE_ORGANIZATION, organization)


def _used(meeting, batch):
    """What readers come to from a meeting, whatever it is filed under: where its occasions are and its reports were written,
    who organises them, whose account the reports carry, and whose the offices are."""
    for occasion in batch.occasion_lines.get(meeting.occasion_id, []):
        yield Dimension.USED_PLACE, occasion.place_id
        yield Dimension.USED_ORGANIZATION, occasion.organizer_id
    for citation in batch.citations[meeting.pk]:
        yield Dimension.USED_PLACE, batch.sources[citation.source_id].dateline_place_id
        for _, organization in batch.sides[citation.source_id]:
            yield Dimension.USED_ORGANIZATION, organization
    for party in batch.parties[meeting.pk]:
        for person in batch.people[party.pk]:
            for term in batch.terms[person.pk]:
                yield Dimension.USED_ORGANIZATION, term.position.organization_id
