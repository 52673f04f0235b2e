"""Puts readings on file: new records in bulk, table by table, with all that follows from them; changed ones through the history."""

import json

from django.core.exceptions import ValidationError
from django.utils import timezone

from ..actions.accept import accepts, settle
from ..actions.derive import title_of
from ..actions.edit import EditRefused, edit
from ..choices import ClaimKind, Publication
from ..database.bulk import Table, columns_of, reset_sequences, write
from ..index import reindex
from ..models import (
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
)
from ..models.fields import fold
from ..models.meeting import key_of_parties
from ..queries.snapshots import document
from .lookup import positions
from .occasion_row import fields_of
from .official_index import People
from .official_matching import sort_name


class CannotWrite(Exception):
    """A change breaks a rule of the register; `row` is the reading, the message says which."""

    def __init__(self, row, message):
        self.row = row
        super().__init__(message)


class Writer:
    """Takes readings one after the other and writes them together; what they name and is not on file comes with them."""

    def __init__(self, batch, publish):
        self.batch, self.publish = batch, publish
        self.meetings, self.changed = [], []
        origin = f"{batch.name} (import {batch.pk})"[:500]
        self.accepted = accepts(batch.by)
        entered = {"accepted": self.accepted, "entered_by_id": batch.by_id}
        self._offices, self._named = None, {}
        self.officials = Table(Official, origin=origin)
        self.official_names = Table(OfficialName, **entered)
        self.positions = Table(Position, origin=origin, **entered)
        self.terms = Table(Appointment, origin=origin, **entered)
        self.organizations = Table(Organization, origin=origin, **entered)
        self.occasions = Table(Occasion, origin=origin)
        self.meeting_rows = Table(Meeting, changed_at=timezone.now(), entered_by_id=batch.by_id)
        self.parties = Table(Party)
        self.people = Table(Participant)
        self.people_terms = Table(Participant.appointments.through)
        self.sources = Table(Source)
        self.sides = Table(SourceSide)
        self.claims = Table(Claim, kind=ClaimKind.DISCUSSED)
        self.claim_topics = Table(Claim.topics.through)
        self.citations = Table(Citation)
        self.doubts = Table(Doubt)
        self.provenance = Table(Provenance, batch_id=batch.pk)
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
            row.pk = getattr(self, f"_{row.entity}")(row)
        for official, other, reason in row.doubts:
            one, other = self._person(official, row), self._person(other, row)
            self.doubts.add(one_id=one, other_id=other, reason=reason[:300])

    def _provenance(self, entity, pk, row, *, created):
        key = row.key if entity == row.entity else ""
        self.provenance.add(
            entity=entity,
            row_id=pk,
            key=key,
            row=row.number,
            checksum=row.checksum,
            # Tables take columns of JSON as the text that holds it.
            cells=json.dumps(row.digests if key else {}),
            created=created,
        )

    # -- what rows name

    def _person(self, official, row, country="", **names):
        """The id of an official, put on file if it is not."""
        if official.pk is None:
            names["sort_name"] = names.get("sort_name") or sort_name(official.name, country)
            official.pk = self.officials.add(name=official.name, **names)
            self._named[official.pk] = set()
            self._provenance("official", official.pk, row, created=True)
        return official.pk

    def _event(self, occasion, row):
        """The id of an occasion, put on file if it is not."""
        if occasion.pk is None:
            if occasion.parent:
                self._event(occasion.parent, row)
            occasion.pk = self.occasions.add(**dict(fields_of(occasion).values()))
            self._provenance("occasion", occasion.pk, row, created=True)
        return occasion.pk

    def _source(self, found, row):
        if found.pk is None:
            found.pk = self.sources.add(
                title=found.title,
                publisher=found.publisher,
                kind=found.kind,
                url=found.url,
                url_key=found.url_key,
                published_on=found.published_on,
            )
            for body in found.sides:
                self.sides.add(source_id=found.pk, country_id=body.country, organization_id=body.organization)
            self._provenance("source", found.pk, row, created=True)
        return found.pk

    # -- what rows are

    def _occasion(self, row):
        return self._event(row.occasion, row)

    def _organization(self, row):
        pk = self.organizations.add(slug=row.slug, **dict(row.fields.values()))
        self._provenance("organization", pk, row, created=True)
        return pk

    def _official(self, row):
        names = {name: row.cells.get(name, "") for name in ("sort_name", "native_name", "wikidata_id")}
        pk = self._person(row.official, row, row.body.key if row.body else "", **names)
        self._aliases(row)
        self._term(row)
        return pk

    def _aliases(self, row):
        if not row.aliases:
            return
        pk = row.official.pk
        if pk not in self._named:
            self._named[pk] = set(OfficialName.objects.filter(official=pk).values_list("name", flat=True))
        for alias in dict.fromkeys(row.aliases):
            if alias not in self._named[pk]:
                self._named[pk].add(alias)
                self.official_names.add(official_id=pk, name=alias)

    def _term(self, row):
        if not row.has_term:
            return
        if self._offices is None:
            self._offices = positions()
        key = ((row.body.country, row.body.organization), fold(row.cells["position"]))
        office = self._offices.get(key)
        if office is None:
            (country, organization), title = key[0], row.cells["position"]
            values = {"title": title, "level": row.level, "country_id": country, "organization_id": organization}
            office = self._offices[key] = Position(pk=self.positions.add(**values), **values)
            self._provenance("position", office.pk, row, created=True)
        term = Appointment(official_id=row.official.pk, position=office, capacity=row.capacity)
        term.start, term.end = row.start, row.end
        term.pk = self.terms.add(
            official_id=row.official.pk,
            position_id=office.pk,
            capacity=row.capacity,
            **columns_of(row.start, "start_"),
            **columns_of(row.end, "end_"),
            source_url=row.cells.get("source_url", ""),
            note=row.cells.get("note", ""),
        )
        self._provenance("appointment", term.pk, row, created=True)
        People.hold(row.official, term)

    def _meeting(self, row):
        publish = self.publish and not row.lacks
        if row.occasion:
            self._event(row.occasion, row)
        keys = row.keys
        names = [row.bodies[key].short_name for key in keys]
        where = row.occasion.label if row.occasion else row.place.name if row.place else ""
        fields = dict(row.fields.values())
        fields["title"] = fields["title"] or title_of(names, row.head_levels, where)
        pk = self.meeting_rows.add(
            **fields,
            publication=Publication.PUBLISHED if publish else Publication.DRAFT,
            party_count=len(keys),
            parties_key=key_of_parties((row.bodies[key].country, row.bodies[key].organization) for key in keys),
            level=row.level,
        )
        self._provenance("meeting", pk, row, created=True)
        for key in keys:
            self._party(pk, key, row)
        sources = [(self._source(found, row), locator) for found, locator in row.cited]
        for order, (source, locator) in enumerate(sources, 1):
            self.citations.add(source_id=source, meeting_id=pk, locator=locator, order=order)
        for order, topic in enumerate(row.topics, 1):
            claim = self.claims.add(meeting_id=pk, text=topic.name, order=order)
            self.claim_topics.add(claim_id=claim, topic_id=topic.pk)
            for place, (source, locator) in enumerate(sources, 1):
                self.citations.add(source_id=source, claim_id=claim, locator=locator, order=place)
        self.meetings.append(pk)
        return pk

    def _party(self, meeting, key, row):
        body = row.bodies[key]
        party = self.parties.add(
            meeting_id=meeting, country_id=body.country, organization_id=body.organization, hosts=key in row.hosts
        )
        for order, seat in enumerate(row.seats.get(key, []), 1):
            official = self._person(seat.official, row, country=key) if seat.official else None
            person = self.people.add(
                party_id=party,
                official_id=official,
                name_as_reported=seat.name,
                unnamed=not (official or seat.name),
                title_as_reported=seat.title,
                level_as_reported=seat.level,
                heads=order == 1,
                inferred=seat.inferred,
                note=seat.note,
                order=order,
            )
            for term in seat.terms:
                self.people_terms.add(participant_id=person, appointment_id=term.pk)


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
