"""The tables that a synthetic register fills."""

from ...database.bulk import Table
from ...models import (
    Appointment,
    Citation,
    Claim,
    ContestedTerm,
    Correction,
    Meeting,
    Mention,
    Occasion,
    Official,
    OfficialName,
    Participant,
    Party,
    Place,
    Position,
    Source,
    SourceSide,
)


class Tables:
    """Every table, by what its rows are; `origin` is what rows say of where they came from. What may wait is accepted."""

    def __init__(self, origin):
        self.places = Table(Place, origin=origin, accepted=True)
        self.terms = Table(ContestedTerm, origin=origin)
        self.officials = Table(Official, origin=origin)
        self.official_names = Table(OfficialName, accepted=True)
        self.positions = Table(Position, origin=origin, accepted=True)
        self.appointments = Table(Appointment, origin=origin, accepted=True)
        self.occasions = Table(Occasion, origin=origin)
        self.meetings = Table(Meeting)
        self.corrections = Table(Correction)
        self.parties = Table(Party)
        self.people = Table(Participant)
        self.people_offices = Table(Participant.appointments.through)
        self.claims = Table(Claim)
        self.claim_topics = Table(Claim.topics.through)
        self.claim_terms = Table(Claim.terms.through)
        self.claim_parties = Table(Claim.parties.through)
        self.mentions = Table(Mention)
        self.sources = Table(Source)
        self.sides = Table(SourceSide)
        self.derivations = Table(Source.derived_from.through)
        self.citations = Table(Citation)

    def __iter__(self):
        return iter(vars(self).values())
