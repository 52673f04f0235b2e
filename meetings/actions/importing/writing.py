"""Puts readings on file: new records in bulk, table by table, with all that follows from them; changed ones through the history."""

import json

from django.core.exceptions import ValidationError
from django.utils import timezone

from ...choices import ClaimKind, Publication
from ...models import (
    RECORDS,
    Appointment,
    Citation,
    Claim,
    Doubt,
    Meeting,
    Occasion,
    Official,
    OfficialName,
    Organization,
    Participant,
    Party,
    Position,
    Provenance,
    Source,
    SourceSide,
    When,
)
from ...models.fields import fold
from ...models.meeting import key_of_parties
from ...queries.documents import document
from ..accept import accepts, settle
from ..derive import title_of
from ..edit import EditRefused, edit
from ..register import reindex
from ..tables import Table, reset_sequences, write
from .known import positions
from .people import People
from .persons import sort_name

_WHEN = When._fields


class CannotWrite(Exception):
    """A change breaks a rule of the register; `row` is the reading, the message says which."""

    def __init__(self, row, message):
        self.row = row
        super().__init__(message)


class Writer:
    """Takes readings one after the other and writes them together; what they name and is not on file comes with them."""

    def __init__(self, batch, publish):
        self.batch, self.publish = batch, publish
        self.now = timezone.now()
        self.meetings, self.changed = [], []
        origin = f"{batch.name} (import {batch.pk})"[:500]
        self.accepted = accepts(batch.by)
        entered = {"accepted": self.accepted, "entered_by_id": batch.by_id}
        self._offices = None
        self.officials = Table(Official, "name", "sort_name", "native_name", "wikidata_id", origin=origin)
        self.official_names = Table(OfficialName, "official_id", "name", **entered)
        self.positions = Table(Position, "title", "level", "country_id", "organization_id", origin=origin, **entered)
        self.terms = Table(
            Appointment,
            *("official_id", "position_id", "capacity", *(f"start_{part}" for part in _WHEN)),
            *(f"end_{part}" for part in _WHEN),
            *("source_url", "note"),
            origin=origin,
            **entered,
        )
        self.organizations = Table(
            Organization,
            *("slug", "name", "acronym", "kind", "country_id", "parent_id", "wikidata_id"),
            origin=origin,
            **entered,
        )
        self.occasions = Table(
            Occasion,
            *("kind", "visit_kind", "name", "short_name", "ordinal", "organizer_id", "guest_id", "host_id", "place_id"),
            *("places_as_reported", "parent_id", *_WHEN),
            origin=origin,
        )
        self.meeting_rows = Table(
            Meeting,
            *("title", *_WHEN, "date_note", "status", "encounter", "medium", "setting", "occasion_id", "place_id"),
            *(
                "summary",
                "staff_note",
                "publication",
                "party_count",
                "parties_key",
                "level",
                "changed_at",
                "entered_by_id",
            ),
        )
        self.parties = Table(Party, "meeting_id", "country_id", "organization_id", "hosts")
        self.people = Table(
            Participant,
            *(
                "party_id",
                "official_id",
                "name_as_reported",
                "unnamed",
                "title_as_reported",
                "level_as_reported",
                "heads",
                "inferred",
            ),
            *("note", "order"),
        )
        self.people_terms = Table(Participant.appointments.through, "participant_id", "appointment_id")
        self.sources = Table(Source, "title", "publisher", "kind", "url", "url_key", "published_on")
        self.sides = Table(SourceSide, "source_id", "country_id", "organization_id")
        self.claims = Table(Claim, "meeting_id", "kind", "text", "order")
        self.claim_topics = Table(Claim.topics.through, "claim_id", "topic_id")
        self.citations = Table(Citation, "source_id", "meeting_id", "claim_id", "locator", "order")
        self.doubts = Table(Doubt, "one_id", "other_id", "reason")
        self.provenance = Table(
            Provenance, *("batch_id", "entity", "row_id", "key", "row", "checksum", "cells", "created")
        )
        self.tables = [table for table in vars(self).values() if isinstance(table, Table)]

    def flush(self):
        """Write what was taken, in the transaction of the caller, and file the meetings for readers."""
        before = {(row.entity, row.pk): document(RECORDS[row.entity](pk=row.pk)) for row in self.changed}
        entries = bool(self.organizations.rows or self.terms.rows or self.official_names.rows)
        write(self.tables)
        reset_sequences(self.tables)
        if self.accepted:
            settle()
        reindex(self.meetings, always=self.accepted and entries, fresh=True)
        for row in self.changed:
            _change(row, before[row.entity, row.pk], self.batch)

    def take(self, row):
        """Take a reading: a new record, or the changes of one on file."""
        if row.pk:
            self.changed.append(row)
            if row.entity == "official":
                self._term(row)
                self._aliases(row)
            self._provenance(row.entity, row.pk, row, created=False)
        else:
            row.pk, row.made = getattr(self, f"_{row.entity}")(row), True
        for official, other, reason in row.doubts:
            self.doubts.add(self._person(official, row), self._person(other, row), reason[:300])

    def _provenance(self, entity, pk, row, *, created):
        key = row.key if entity == row.entity else ""
        # Tables take columns of JSON as the text that holds it.
        cells = json.dumps(row.digests if key else {})
        self.provenance.add(self.batch.pk, entity, pk, key, row.number, row.checksum, cells, created)

    # -- what rows name

    def _person(self, official, row, **values):
        """The id of an official, put on file if it is not."""
        if official.pk is None:
            values = {"sort_name": "", "native_name": "", "wikidata_id": "", **values}
            sorted_name = values["sort_name"] or sort_name(official.name, values.get("country", ""))
            official.pk = self.officials.add(official.name, sorted_name, values["native_name"], values["wikidata_id"])
            self._provenance("official", official.pk, row, created=True)
        return official.pk

    def _event(self, occasion, row):
        """The id of an occasion, put on file if it is not."""
        if occasion.pk is None:
            occasion.pk = self.occasions.add(
                *(occasion.kind, occasion.visit_kind, occasion.name, occasion.short_name, occasion.ordinal),
                occasion.organizer and occasion.organizer.organization,
                occasion.guest and occasion.guest.country,
                occasion.host and occasion.host.country,
                occasion.place and occasion.place.pk,
                occasion.places,
                occasion.parent and self._event(occasion.parent, row),
                *(occasion.when or (None, None, "")),
            )
            self._provenance("occasion", occasion.pk, row, created=True)
        return occasion.pk

    def _source(self, found, row):
        if found.pk is None:
            found.pk = self.sources.add(
                *(found.title, found.publisher, found.kind, found.url, found.url_key, found.published_on)
            )
            for body in found.sides:
                self.sides.add(found.pk, body.country, body.organization)
            self._provenance("source", found.pk, row, created=True)
        return found.pk

    # -- what rows are

    def _occasion(self, row):
        return self._event(row.occasion, row)

    def _organization(self, row):
        country, parent = row.country, row.parent
        pk = self.organizations.add(
            *(row.slug, row.cells["name"], row.cells.get("acronym", ""), row.kind),
            country and country.country,
            parent and parent.organization,
            row.cells.get("wikidata_id", ""),
        )
        self._provenance("organization", pk, row, created=True)
        return pk

    def _official(self, row):
        values = {name: row.cells.get(name, "") for name in ("sort_name", "native_name", "wikidata_id")}
        pk = self._person(row.official, row, country=row.body.key if row.body else "", **values)
        self._aliases(row)
        self._term(row)
        return pk

    def _aliases(self, row):
        for alias in dict.fromkeys(row.aliases):
            self.official_names.add(row.official.pk, alias)

    def _term(self, row):
        if not row.has_term:
            return
        if self._offices is None:
            self._offices = positions()
        key = ((row.body.country, row.body.organization), fold(row.cells["position"]))
        office = self._offices.get(key)
        if office is None:
            pk = self.positions.add(row.cells["position"], row.level, row.body.country, row.body.organization)
            office = self._offices[key] = Position(
                pk=pk,
                title=row.cells["position"],
                level=row.level,
                country_id=row.body.country,
                organization_id=row.body.organization,
            )
            self._provenance("position", pk, row, created=True)
        term = Appointment(official_id=row.official.pk, position=office, capacity=row.capacity)
        term.start, term.end = row.start, row.end
        nothing = (None, None, "")
        term.pk = self.terms.add(
            *(row.official.pk, office.pk, row.capacity, *(row.start or nothing), *(row.end or nothing)),
            *(row.cells.get("source_url", ""), row.cells.get("note", "")),
        )
        self._provenance("appointment", term.pk, row, created=True)
        People.hold(row.official, term)

    def _meeting(self, row):
        publish = self.publish and not row.lacks
        occasion = self._event(row.occasion, row) if row.occasion else None
        keys = row.keys
        names = [row.bodies[key].name if row.bodies[key].country else row.bodies[key].short_name for key in keys]
        where = row.occasion.label if row.occasion else row.place.name if row.place else ""
        fields = dict(row.fields.values())
        pk = self.meeting_rows.add(
            fields["title"] or title_of(names, row.head_levels, where),
            *(fields[name] for name in _WHEN),
            *(fields[name] for name in ("date_note", "status", "encounter", "medium", "setting")),
            occasion,
            *(fields[name] for name in ("place_id", "summary", "staff_note")),
            Publication.PUBLISHED if publish else Publication.DRAFT,
            len(keys),
            key_of_parties((row.bodies[key].country, row.bodies[key].organization) for key in keys),
            row.level,
            self.now,
            self.batch.by_id,
        )
        self._provenance("meeting", pk, row, created=True)
        for key in keys:
            self._party(pk, key, row)
        sources = [(self._source(found, row), locator) for found, locator in row.cited]
        for order, (source, locator) in enumerate(sources, 1):
            self.citations.add(source, pk, None, locator, order)
        for order, topic in enumerate(row.topics, 1):
            claim = self.claims.add(pk, ClaimKind.DISCUSSED, topic.name, order)
            self.claim_topics.add(claim, topic.pk)
            for place, (source, locator) in enumerate(sources, 1):
                self.citations.add(source, None, claim, locator, place)
        self.meetings.append(pk)
        return pk

    def _party(self, meeting, key, row):
        body = row.bodies[key]
        party = self.parties.add(meeting, body.country, body.organization, key in row.hosts)
        for order, seat in enumerate(row.seats.get(key, []), 1):
            official = self._person(seat.official, row, country=key) if seat.official else None
            person = self.people.add(
                *(party, official, seat.name, not (official or seat.name), seat.title, seat.level, order == 1),
                *(seat.inferred, seat.note, order),
            )
            for term in seat.terms:
                self.people_terms.add(person, term.pk)


_TOLD = {"date_earliest": "date", "date_latest": "date", "date_precision": "date", "occasion_id": "occasion"}


def _change(row, before, batch):
    """Write the changes of a record on file with its history, and tell readers of those of a published meeting."""
    model = RECORDS[row.entity]
    changed = model.objects.get(pk=row.pk)
    fields = row.fields
    for column, *_ in row.changes:
        if column in fields:
            setattr(changed, *fields[column])
    words = dict.fromkeys(
        _TOLD.get(column, column.replace("_", " ")) for column, *_ in row.changes if column != "staff_note"
    )
    told = f"Changed from a file of the register: {', '.join(words)}." if words else ""
    reason = f"Import {batch.pk}: {batch.name}, row {row.number}."
    try:
        changed.full_clean()
        with edit(changed, was={(model, row.pk): before}, by=batch.by, reason=reason, correction=told) as edited:
            changed.save()
            if row.entity != "official":  # to which somebody else may have added what is not seen here
                edited.accept(changed)
    except ValidationError as error:
        raise CannotWrite(row, " ".join(error.messages)) from error
    except EditRefused as error:
        raise CannotWrite(row, str(error)) from error
