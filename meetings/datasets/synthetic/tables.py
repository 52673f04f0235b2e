"""The tables that a synthetic register fills, each with the columns in which its rows differ."""

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
    When,
)

_WHEN = When._fields


class Tables:
    """Every table, by what its rows are; `origin` is what rows say of where they came from. What may wait is accepted."""

    def __init__(self, origin):
        self.places = Table(Place, "slug", "name", "kind", "country_id", "parent_id", origin=origin, accepted=True)
        self.terms = Table(ContestedTerm, "term", "neutral_label", "note", origin=origin)
        self.officials = Table(Official, "name", "sort_name", "native_name", origin=origin)
        self.official_names = Table(OfficialName, "official_id", "name", "kind", accepted=True)
        self.positions = Table(
            Position, "title", "level", "country_id", "organization_id", origin=origin, accepted=True
        )
        self.appointments = Table(
            Appointment,
            *("official_id", "position_id", "capacity"),
            *(f"start_{part}" for part in _WHEN),
            *(f"end_{part}" for part in _WHEN),
            "start_event",
            origin=origin,
            accepted=True,
        )
        self.occasions = Table(
            Occasion,
            *("kind", "visit_kind", "name", "short_name", "ordinal", "organizer_id", "guest_id", "host_id", "place_id"),
            *("parent_id", *_WHEN),
            origin=origin,
        )
        self.meetings = Table(
            Meeting,
            *("title", *_WHEN, "date_note", "status", "encounter", "medium", "setting", "occasion_id", "place_id"),
            *("summary", "staff_note", "publication", "withdrawn_on", "withdrawal_reason"),
            *("party_count", "parties_key", "level", "changed_at"),
        )
        self.corrections = Table(Correction, "meeting_id", "date", "text")
        self.parties = Table(Party, "meeting_id", "country_id", "organization_id", "hosts")
        self.people = Table(
            Participant,
            *("party_id", "official_id", "name_as_reported", "unnamed", "title_as_reported", "level_as_reported"),
            *("heads", "role", "order"),
        )
        self.people_offices = Table(Participant.appointments.through, "participant_id", "appointment_id")
        self.claims = Table(
            Claim,
            *("meeting_id", "kind", "party_id", "speaker_id", "act", "text", "quote", "quote_language", "attribution"),
            *("note", "order", "outcome_kind", "follow_up", "due"),
        )
        self.claim_topics = Table(Claim.topics.through, "claim_id", "topic_id")
        self.claim_terms = Table(Claim.terms.through, "claim_id", "contestedterm_id")
        self.claim_parties = Table(Claim.parties.through, "claim_id", "party_id")
        self.mentions = Table(Mention, "claim_id", "country_id", "organization_id", "place_id")
        self.sources = Table(
            Source,
            *("title", "publisher", "kind", "url", "url_key", "language", "dateline_place_id", "published_on"),
            *("accessed_on", "full_text"),
        )
        self.sides = Table(SourceSide, "source_id", "country_id", "organization_id")
        self.derivations = Table(Source.derived_from.through, "from_source_id", "to_source_id")
        self.citations = Table(Citation, "source_id", "meeting_id", "claim_id", "locator", "stance", "wording", "order")

    def __iter__(self):
        return iter(vars(self).values())
