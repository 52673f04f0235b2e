"""Who meets, when, where and on which occasion: the outline of each generated meeting."""

import datetime
from dataclasses import dataclass

from ...choices import Encounter, Level, Medium, Setting, Status
from ...models import When
from .chance import Weighted, known
from .occasions import Calendar, Occasion, visit
from .world import Body, Spot

FIRST_YEAR, LAST_YEAR = 1995, 2025
LAST_DAY = datetime.date(LAST_YEAR, 12, 31)
"""The day on which the register was generated, as far as its meetings know: those to come are of the year after."""

_YEARS = Weighted({year: 1.055 ** (year - FIRST_YEAR) for year in range(FIRST_YEAR, LAST_YEAR + 1)})
_STATUSES = Weighted(
    {
        Status.HELD: 950,
        Status.ANNOUNCED: 20,
        Status.POSTPONED: 9,
        Status.CANCELLED: 9,
        Status.UNCONFIRMED: 8,
        Status.DENIED: 4,
    }
)
_LEVELS = Weighted(
    {
        Level.FOREIGN_MINISTER: 38,
        Level.HEAD_OF_STATE: 15,
        Level.HEAD_OF_GOVERNMENT: 12,
        Level.OTHER_MINISTER: 14,
        Level.DEPUTY_MINISTER: 10,
        Level.AMBASSADOR: 5,
        Level.SPEAKER: 3,
        Level.SPECIAL_ENVOY: 2,
        Level.OTHER: 1,
    }
)
_SIZES = Weighted({2: 83, 3: 9, 4: 3, 5: 2, 6: 1, 8: 1, 12: 1})
_GREAT_SIZES = Weighted({4: 10, 5: 10, 6: 9, 7: 8, 8: 7, 10: 6, 12: 5, 15: 3, 20: 2, 25: 1})

_STANDALONE = Weighted(
    {
        Encounter.MEETING: 62,
        Encounter.CONSULTATIONS: 14,
        Encounter.COURTESY_CALL: 9,
        Encounter.WORKING_MEAL: 8,
        Encounter.SIGNING: 7,
    }
)
_MARGINS = Weighted(
    {Encounter.MEETING: 62, Encounter.PULL_ASIDE: 25, Encounter.WORKING_MEAL: 9, Encounter.COURTESY_CALL: 4}
)
_PROGRAMME = Weighted({Encounter.PLENARY: 60, Encounter.MEETING: 30, Encounter.SIGNING: 10})
_MEDIA = Weighted({Medium.IN_PERSON: 90, Medium.HYBRID: 2, "": 8})
_CALLS = Weighted({Medium.PHONE: 70, Medium.VIDEO: 30})


@dataclass
class Scene:
    """The outline of a meeting; `day` is the day on which its offices are looked up."""

    day: datetime.date
    bodies: list[Body]
    status: str
    level: str
    encounter: str
    medium: str
    setting: str = ""
    when: When | None = None
    place: Spot | None = None
    occasion: Occasion | None = None
    host: Body | None = None

    @property
    def where(self):
        """The place in words, as a sentence about the meeting carries it."""
        if self.place:
            return f"in {self.place.name}"
        return {Medium.PHONE: "by phone", Medium.VIDEO: "by video"}.get(self.medium, "in private")


class Scenes:
    """Outlines, one after the other."""

    def __init__(self, world, random):
        self.world = world
        self.random = random
        self.calendar = Calendar(world)
        self._visit = None
        self._left = 0

    def next(self):
        """The outline of the next meeting."""
        status = _STATUSES.pick(self.random)
        year = LAST_YEAR + 1 if status == Status.ANNOUNCED else _YEARS.pick(self.random)
        kind = self.random.random()
        if self._left and status == Status.HELD:
            scene = self._on_visit(status)
        elif kind < 0.12:
            self._begin_visit(year, status)
            scene = self._on_visit(status)
        elif kind < 0.42:
            scene = self._at_occasion(year, status)
        elif kind < 0.51:
            scene = self._call(year, status)
        else:
            scene = self._standalone(year, status)
        scene.when = known(self.random, scene.day)
        # Offices follow from the first day that the date may touch, which is certainly not before the careers begin.
        scene.day = scene.when.earliest
        return scene

    def _day(self, year):
        return datetime.date(year, 1, 1) + datetime.timedelta(self.random.randrange(365))

    def _bodies(self, size, organizations):
        """That many bodies in the order of the register; the first draws others from its region, and some organisations join."""
        random, world = self.random, self.world
        first = world.countries.pick(random)
        found = {first: None}
        if random.random() < organizations:
            found[world.organizations.pick(random)] = None
        while len(found) < size:
            near = random.random() < 0.2 and size < 5
            found[(world.neighbours[first.region] if near else world.countries).pick(random)] = None
            if near and len(world.neighbours[first.region].things) < size:
                found[world.countries.pick(random)] = None
        return sorted(list(found)[:size], key=lambda body: body.sort_key)

    def _begin_visit(self, year, status):
        pair = [body for body in self._bodies(2, 0) if body.city]
        self.random.shuffle(pair)
        host, guest = pair if len(pair) == 2 else self.world.countries.things[:2]
        self._visit = visit(host, guest, self._day(year), self.random)
        self._left = self.random.choice((1, 1, 2, 3)) if status == Status.HELD else 1

    def _on_visit(self, status):
        self._left -= 1
        occasion = self._visit
        return Scene(
            day=self._within(occasion),
            bodies=sorted([occasion.host, occasion.guest], key=lambda body: body.sort_key),
            status=status,
            level=_LEVELS.pick(self.random),
            encounter=_STANDALONE.pick(self.random),
            medium=Medium.IN_PERSON,
            setting=Setting.PROGRAMME,
            place=self._venue(occasion.place),
            occasion=occasion,
            host=occasion.host if self.random.random() < 0.7 else None,
        )

    def _within(self, occasion):
        return occasion.when.earliest + datetime.timedelta(self.random.randrange(occasion.when.days))

    def _venue(self, city):
        """The city, or in some cases a venue in it."""
        if city and self.random.random() < 0.15:
            return self.world.venues.get(city.pk, city)
        return city

    def _at_occasion(self, year, status):
        occasion = self.calendar.at(year, self.random)
        great = self.random.random() < 0.25
        return Scene(
            day=self._within(occasion),
            bodies=self._bodies((_GREAT_SIZES if great else _SIZES).pick(self.random), 0.4 if great else 0.06),
            status=status,
            level=_LEVELS.pick(self.random),
            encounter=(_PROGRAMME if great else _MARGINS).pick(self.random),
            medium=_MEDIA.pick(self.random),
            setting=Setting.PROGRAMME if great else Setting.MARGINS,
            place=self._venue(occasion.place),
            occasion=occasion,
        )

    def _call(self, year, status):
        return Scene(
            day=self._day(year),
            bodies=self._bodies(2 if self.random.random() < 0.9 else 3, 0.08),
            status=status,
            level=_LEVELS.pick(self.random),
            encounter=Encounter.MEETING,
            medium=_CALLS.pick(self.random),
            setting=Setting.STANDALONE,
        )

    def _standalone(self, year, status):
        random = self.random
        bodies = self._bodies(_SIZES.pick(random), 0.08)
        scene = Scene(
            day=self._day(year),
            bodies=bodies,
            status=status,
            level=_LEVELS.pick(random),
            encounter=_STANDALONE.pick(random),
            medium=_MEDIA.pick(random),
            setting=Setting.STANDALONE if random.random() < 0.8 else "",
        )
        where = random.random()
        if where < 0.65:
            host = random.choice(bodies)
            scene.place = self._venue(host.city)
            scene.host = host if host.city and random.random() < 0.6 else None
        elif where < 0.9:
            scene.place = self._venue(self.world.cities.pick(random))
        return scene
