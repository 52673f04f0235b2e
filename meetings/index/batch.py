"""What entries, postings and documents of some meetings follow from, read in a fixed number of queries however many they are."""

from collections import defaultdict

from ..choices import ClaimKind, NameKind, Stance
from ..models import (
    Appointment,
    Citation,
    Claim,
    Country,
    CountryName,
    Meeting,
    Mention,
    Occasion,
    Official,
    OfficialName,
    Organization,
    Participant,
    Party,
    Place,
    Source,
    SourceSide,
    Topic,
    TopicName,
)


class Batch:
    """The published ones among some meetings, by id, and the rows around them by the ids they hang on.

    `among` are others than the published ones, for what stays at the desk.
    """

    def __init__(self, ids, among=None):
        among = Meeting.objects.published() if among is None else among
        self.meetings = among.in_bulk(sorted(ids))
        mine = list(self.meetings)
        self.parties = _by("meeting_id", Party.objects.filter(meeting__in=mine))
        self.people = _by("party_id", Participant.objects.filter(party__meeting__in=mine))
        self.claims = _by("meeting_id", Claim.objects.filter(meeting__in=mine))
        self.citations = _by("meeting_id", Citation.objects.filter(meeting__in=mine))
        self._read_offices(mine)
        self._read_sources()
        self._read_claims(mine)
        self._read_directory()

    def _read_offices(self, mine):
        held = Participant.appointments.through.objects.filter(participant__party__meeting__in=mine).order_by("id")
        pairs = list(held.values_list("participant_id", "appointment_id"))
        terms = Appointment.objects.select_related("position").in_bulk({term for _, term in pairs})
        self.terms = _pairs((person, terms[term]) for person, term in pairs)

    def _read_sources(self):
        """For each source its publisher, its contested terms, and the bodies whose account it carries as (country, organisation)."""
        cited = {citation.source_id for citations in self.citations.values() for citation in citations}
        self.sources = Source.objects.defer("full_text").in_bulk(cited)
        sides = SourceSide.objects.filter(source__in=cited).order_by("pk")
        self.sides = _pairs((source, tuple(body)) for source, *body in sides.values_list("source", *_BODY))
        terms = Source.terms.through.objects.filter(source__in=cited)
        self.source_terms = _pairs(terms.values_list("source_id", "contestedterm_id"))

    def _read_claims(self, mine):
        raised = Claim.topics.through.objects.filter(claim__meeting__in=mine).order_by("id")
        self.topics = _pairs(raised.values_list("claim_id", "topic_id"))
        terms = Claim.terms.through.objects.filter(claim__meeting__in=mine)
        self.claim_terms = _pairs(terms.values_list("claim_id", "contestedterm_id"))
        mentions = Mention.objects.filter(claim__meeting__in=mine).values_list("claim_id", *_BODY, "place_id")
        self.mentions = _pairs((claim, tuple(named)) for claim, *named in mentions)
        agreed = Citation.objects.filter(claim__meeting__in=mine, claim__kind=ClaimKind.AGREED, stance=Stance.SUPPORTS)
        self.support = _pairs(agreed.values_list("claim_id", "source_id"))

    def _read_directory(self):
        """The rows that the meetings point at: trees as lineages, the rest by id, and the further names of each."""
        meetings = self.meetings.values()
        parties = [party for found in self.parties.values() for party in found]
        named = [body for found in self.mentions.values() for body in found]
        bodies = [
            *((party.country_id, party.organization_id) for party in parties),
            *(body for found in self.sides.values() for body in found),
            *(body[:2] for body in named),
        ]
        people = [person for found in self.people.values() for person in found]
        self.topic_lines = lineages(Topic, {topic for found in self.topics.values() for topic in found})
        self.occasion_lines = lineages(Occasion, {meeting.occasion_id for meeting in meetings} - {None})
        self.place_lines = lineages(Place, {meeting.place_id for meeting in meetings} - {None})
        self.mentioned_places = Place.objects.in_bulk({place for *_, place in named} - {None})
        places = {place.country_id for line in self.place_lines.values() for place in line}
        self.countries = Country.objects.in_bulk(({country for country, _ in bodies} | places) - {None})
        self.organizations = Organization.objects.in_bulk({organization for _, organization in bodies} - {None})
        for party in parties:
            party.country = self.countries.get(party.country_id)
            party.organization = self.organizations.get(party.organization_id)
        self.officials = Official.objects.in_bulk({person.official_id for person in people} - {None})
        # Names in other languages lead to the country itself; here they would triple every document.
        took_part = {party.country_id for party in parties} - {None}
        latin = CountryName.objects.filter(country__in=took_part).exclude(kind=NameKind.TRANSLATION)
        self.country_names = _pairs(latin.values_list("country_id", "name"))
        names = OfficialName.objects.public().filter(official__in=self.officials)
        self.official_names = _pairs(names.values_list("official_id", "name"))
        topics = {topic.pk for line in self.topic_lines.values() for topic in line}
        self.topic_names = _pairs(TopicName.objects.filter(topic__in=topics).values_list("topic_id", "name"))

    def bodies(self, meeting):
        """The bodies that took part, as (country id, organisation id) of which one is None."""
        return {(party.country_id, party.organization_id) for party in self.parties[meeting.pk]}

    def key(self, country, organization=None, place=None):
        """A country, organisation or place, by their ids, as filters and files name it: "PK", "org:oic", "place:baku"."""
        body = self.countries.get(country) or self.organizations.get(organization) or self.mentioned_places[place]
        return body.key

    def supporting(self, meeting):
        """The ids of the sources that the meeting itself rests on."""
        return [one.source_id for one in self.citations[meeting.pk] if one.stance == Stance.SUPPORTS]


_BODY = ("country_id", "organization_id")


def _by(name, rows):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _pairs(pairs):
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def lineages(model, ids):
    """Rows of a tree with what they lie in, {id: [the row, its parent, ...]}: a query a level, and no loop is followed."""
    rows, wanted = {}, set(ids)
    while wanted:
        rows |= model.objects.in_bulk(wanted)
        wanted = {rows[pk].parent_id for pk in wanted if pk in rows} - {None} - rows.keys()
    lines = {}
    for pk in ids:
        line = lines[pk] = []
        while pk and rows[pk] not in line:
            line.append(rows[pk])
            pk = rows[pk].parent_id
    return lines
