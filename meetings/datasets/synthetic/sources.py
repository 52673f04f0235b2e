"""The sources of a generated meeting: whose account they carry, who published them, and how the meeting cites them."""

import datetime

from ...choices import SourceKind, Stance, Status
from . import names
from .chance import Weighted, zipf
from .scenes import LAST_DAY

_COUNTS = Weighted({1: 30, 2: 45, 3: 20, 4: 5})
_INDEPENDENT = Weighted({SourceKind.NEWS: 60, SourceKind.WIRE: 30, SourceKind.DOCUMENT: 10})
_OF_A_SIDE = Weighted({SourceKind.READOUT: 65, SourceKind.REMARKS: 15, SourceKind.SOCIAL_POST: 20})
_LANGUAGES = Weighted({"en": 80, "fr": 6, "es": 4, "ar": 4, "ru": 3, "": 3})
_STANCES = Weighted({Stance.SUPPORTS: 94, Stance.CONTRADICTS: 3, Stance.SILENT: 3})


class Sources:
    """Cites sources for one meeting after the other; a few were cited before, as datasets and round-ups are."""

    def __init__(self, seed, tables, random):
        self.address = f"example.org/synthetic/{seed}"
        self.tables = tables
        self.random = random
        self.publishers = zipf(names.publishers())
        self._earlier = []

    def cite(self, meeting, scene):
        """Put the sources of a meeting on file and in its list; returns those that support it, as ids, the first one first."""
        random = self.random
        supporting, cited = [], []
        for order in range(_COUNTS.pick(random)):
            source = self._source(scene)
            if source in cited:
                continue
            stance = _STANCES.pick(random) if supporting else Stance.SUPPORTS
            self.tables.citations.add(source_id=source, meeting_id=meeting, stance=stance, order=order)
            cited.append(source)
            if stance == Stance.SUPPORTS:
                supporting.append(source)
        return supporting

    def _source(self, scene):
        random = self.random
        if self._earlier and random.random() < 0.05:
            return random.choice(self._earlier)
        kind = random.random()
        if kind < 0.47:
            side = random.choice(scene.bodies)
            return self._add(_OF_A_SIDE.pick(random), f"Foreign service of {side.name}", [side], scene)
        if kind < 0.57:
            publisher = f"Foreign service of {random.choice(scene.bodies).name}"
            return self._add(SourceKind.JOINT_STATEMENT, publisher, scene.bodies, scene)
        kind = _INDEPENDENT.pick(random)
        source = self._add(kind, self.publishers.pick(random), [], scene)
        if random.random() < 0.02:
            self._earlier = [*self._earlier[-30:], source]
        return source

    def _add(self, kind, publisher, sides, scene):
        random = self.random
        number = self.tables.sources.last + 1
        address = f"{self.address}/{number}"
        published = scene.when.latest + datetime.timedelta(random.randrange(3))
        if scene.status == Status.ANNOUNCED or published > LAST_DAY:
            published = LAST_DAY - datetime.timedelta(random.randrange(60))
        source = self.tables.sources.add(
            title=f"{kind.label}: {' and '.join(body.short_name for body in scene.bodies[:2])}, {published:%d.%m.%Y}",
            publisher=publisher[:200],
            kind=kind,
            url=f"https://{address}",
            url_key=address,
            language=_LANGUAGES.pick(random),
            dateline_place_id=scene.place.pk if scene.place and random.random() < 0.3 else None,
            published_on=published,
            accessed_on=published + datetime.timedelta(random.randrange(30)) if random.random() < 0.5 else None,
            full_text="Pasted transcript, for the desk only." if random.random() < 0.05 else "",
        )
        for body in sides:
            self.tables.sides.add(source_id=source, country_id=body.country_id, organization_id=body.organization_id)
        if self._earlier and random.random() < 0.02:
            self.tables.derivations.add(from_source_id=source, to_source_id=random.choice(self._earlier))
        return source
