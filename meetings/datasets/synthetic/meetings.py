"""Generated meetings with their parties and people, each put on file whole, its derived columns included."""

import datetime
from functools import partial

from ...actions.derive import title_of
from ...choices import Level, Publication, Role
from ...database.bulk import columns_of
from ...models.meeting import key_of_parties
from . import careers, names, words
from .chance import Weighted
from .claims import Claims
from .scenes import LAST_DAY, Scenes
from .sources import Sources

_PUBLICATIONS = Weighted(
    {Publication.PUBLISHED: 965, Publication.DRAFT: 20, Publication.IN_REVIEW: 5, Publication.WITHDRAWN: 10}
)
_DELEGATES = Weighted({0: 55, 1: 30, 2: 15})
_TITLES = ["Adviser", "Chief of Protocol", "Head of Department", "Spokesperson"]
_ROLES = Weighted({"": 90, Role.OBSERVER: 4, Role.INTERPRETER: 4, Role.MEDIATOR: 1, Role.CHAIR: 1})
_REPORTED = {
    Level.FOREIGN_MINISTER: "Foreign Minister",
    Level.HEAD_OF_STATE: "President",
    Level.HEAD_OF_GOVERNMENT: "Prime Minister",
}
_RANKS = {level: rank for rank, level in enumerate(Level)}


class Meetings:
    """Puts one meeting after the other on file."""

    def __init__(self, world, tables, random):
        self.world = world
        self.tables = tables
        self.random = random
        self.scenes = Scenes(world, random)
        self.sources = Sources(world.seed, tables, random)
        self.claims = Claims(world, tables, random)

    def add(self):
        """The next meeting with everything around it."""
        random, tables = self.random, self.tables
        scene = self.scenes.next()
        # Parties and people are counted before their meeting is on file, as its columns follow from them.
        meeting = tables.meetings.last + 1
        parties, heads, levels = zip(*[self._party(meeting, body, scene) for body in scene.bodies], strict=True)
        topics = [self.world.topics.pick(random) for _ in range(random.choice((2, 3, 3, 4)))]
        self._meeting(scene, topics[0].name, levels)
        supporting = self.sources.cite(meeting, scene)
        self.claims.add(meeting, scene, topics, parties, heads, supporting)

    def _meeting(self, scene, topic, levels):
        random, tables = self.random, self.tables
        shared = levels[0] if len(set(levels)) == 1 and levels[0] != Level.OTHER else ""
        where = scene.occasion.label if scene.occasion else scene.place.name if scene.place else ""
        summary = words.summary(random, [body.short_name for body in scene.bodies], shared, scene.where, topic)
        publication = _PUBLICATIONS.pick(random)
        withdrawn = publication == Publication.WITHDRAWN
        hidden = publication != Publication.PUBLISHED
        meeting = tables.meetings.add(
            title=title_of([body.short_name for body in scene.bodies], levels, where),
            **columns_of(scene.when),
            date_note="The reports do not give the day." if scene.when.days > 20 else "",
            status=scene.status,
            encounter=scene.encounter,
            medium=scene.medium,
            setting=scene.setting,
            occasion_id=scene.occasion.enter(tables) if scene.occasion else None,
            place_id=scene.place.pk if scene.place else None,
            # A word that no published meeting has, so that one which shows it has leaked.
            summary=f"{summary} Unreleased." if hidden else summary,
            staff_note="Unreleased: the desk is to compare the two reports." if random.random() < 0.03 else "",
            publication=publication,
            withdrawn_on=LAST_DAY if withdrawn else None,
            withdrawal_reason="Entered twice." if withdrawn else "",
            party_count=len(levels),
            parties_key=key_of_parties((body.country_id, body.organization_id) for body in scene.bodies),
            level=max(levels, key=_RANKS.get) if all(levels) else "",
            changed_at=self._changed(scene),
        )
        if not hidden and random.random() < 0.01:
            tables.corrections.add(meeting_id=meeting, date=LAST_DAY, text="The date was corrected.")

    def _changed(self, scene):
        """A moment after the meeting, on the last day at the latest."""
        day = min(scene.when.latest + datetime.timedelta(self.random.randrange(1, 200)), LAST_DAY)
        moment = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
        return moment + datetime.timedelta(seconds=self.random.randrange(86_400))

    def _party(self, meeting, body, scene):
        """A party with its people; returns its id, that of its head and the level of the head ("" where it is not known)."""
        party = self.tables.parties.add(
            meeting_id=meeting,
            country_id=body.country_id,
            organization_id=body.organization_id,
            hosts=body is scene.host,
        )
        level = scene.level if self.random.random() < 0.9 else Level.DEPUTY_MINISTER
        term = self.world.office(body, level, self.random).held_on(scene.day)
        head, level = self._head(party, term)
        present = {term.official}
        # At great meetings only the heads are reported.
        for order in range(1, 1 + (_DELEGATES.pick(self.random) if len(scene.bodies) < 5 else 0)):
            self._delegate(party, body, scene, order, present)
        return party, head, level

    def _head(self, party, term):
        """Mostly somebody in office; else an official or a name with a title as reported, or nobody named."""
        kind, level = self.random.random(), term.office.level
        add = partial(self.tables.people.add, party_id=party, heads=True)
        if kind < 0.88:
            official_term = careers.enter(term, self.tables)
            head = add(official_id=term.official.pk)
            self.tables.people_offices.add(participant_id=head, appointment_id=official_term)
            return head, level
        if kind < 0.93:
            careers.enter(term, self.tables)
            title = _REPORTED.get(level, term.office.title)
            return add(official_id=term.official.pk, title_as_reported=title, level_as_reported=level), level
        if kind < 0.97:
            name = names.person(self.random, self.random.choice(names.MANNERS)).name
            return add(name_as_reported=name, title_as_reported=term.office.title, level_as_reported=level), level
        return add(unnamed=True), ""

    def _delegate(self, party, body, scene, order, present):
        """Somebody in another office of the body, or an adviser who is only a name."""
        random = self.random
        add = partial(self.tables.people.add, party_id=party, role=_ROLES.pick(random), order=order)
        offices = random.choice(list(body.offices(self.world.seed).values()))
        term = offices[0].held_on(scene.day)
        if random.random() < 0.5 and term.official not in present:
            present.add(term.official)
            careers.enter(term, self.tables)
            person = add(official_id=term.official.pk)
            self.tables.people_offices.add(participant_id=person, appointment_id=term.pk)
        else:
            name = names.person(random, random.choice(names.MANNERS)).name
            add(name_as_reported=name, title_as_reported=random.choice(_TITLES))
