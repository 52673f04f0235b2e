"""Officials as an import knows them: by all their names, with those for whom and when they acted."""

from collections import defaultdict

from django.db.models import Max, Min
from rapidfuzz import fuzz

from ..models import Appointment, Official, OfficialName, Participant
from ..models.fields import fold
from .refs import Found

ALIKE = 86
"""From which likeness on, of 100 by rapidfuzz's token_sort_ratio, two names may be one person's."""

LONG_AGO = 40
"""Years between two meetings of somebody whose whole name is known, beyond which it may be another person."""

LONG_AGO_ONE_NAME = 12
"""The same where one name alone is known, which a house or a family hands on."""


class People:
    """Officials by the names they go by, with the bodies they are known to have acted for and the years that is known of."""

    def __init__(self):
        self.by_id, self.by_name, self.by_token = {}, defaultdict(dict), defaultdict(dict)
        self.made = {}
        for pk, name, key in Official.objects.order_by("pk").values_list("pk", "name", "name_key"):
            self.by_id[pk] = Found(pk, name, bodies=None, first=None, last=None, terms=[], keys={key})
            self._index(self.by_id[pk], key)
        for pk, key in OfficialName.objects.values_list("official", "name_key"):
            self.by_id[pk].keys.add(key)
            self._index(self.by_id[pk], key)

    def _index(self, official, key):
        self.by_name[key][id(official)] = official
        self.by_name[" ".join(sorted(key.split()))][id(official)] = official
        for token in key.split():
            if len(token) > 2:
                self.by_token[token][id(official)] = official

    def add(self, name, keys=()):
        """An official whom a row brings: not on file, acted for nobody yet."""
        official = Found(None, name, bodies=set(), first=None, last=None, terms=[], keys={fold(name), *map(fold, keys)})
        for key in official.keys:
            self._index(official, key)
        return official

    def named(self, name):
        """Those who go by a name, whatever its accents and the order of its words, as a list."""
        key = fold(name)
        found = self.by_name.get(key) or self.by_name.get(" ".join(sorted(key.split()))) or {}
        return _ordered(found)

    def like(self, name):
        """Those whose name shares a word with a name and is like it, or has all its words or is had by it, as a list."""
        key = fold(name)
        words = set(key.split())
        near = {}
        for token in words:
            # A word that a thousand share says nothing, and would compare everybody with everybody.
            if len(sharing := self.by_token.get(token, {})) < 400:
                near |= sharing
        return [official for official in _ordered(near) if any(_alike(key, words, other) for other in official.keys)]

    def learn_of(self, names):
        """Read what `learn` does of all whom some names may mean."""
        self.learn({id(one): one for name in names for one in (*self.named(name), *self.like(name))}.values())

    def learn(self, officials):
        """Read for whom, when and in which offices some of those on file acted: three queries."""
        wanted = {official.pk: official for official in officials if official.bodies is None}
        if not wanted:
            return
        for official in wanted.values():
            official.bodies = set()
        seats = Participant.objects.filter(official__in=list(wanted)).order_by()
        years = seats.values_list("official", "party__country", "party__organization").annotate(
            first=Min("party__meeting__earliest"), last=Max("party__meeting__latest")
        )
        for pk, country, organization, first, last in years:
            seen(wanted[pk], (country, organization), first, last)
        terms = Appointment.objects.filter(official__in=list(wanted)).select_related("position").order_by("pk")
        for term in terms:
            self.hold(wanted[term.official_id], term)

    @staticmethod
    def hold(official, term):
        """Know of a term of office."""
        official.terms.append(term)
        first = term.start.earliest if term.start else None
        last = term.end.latest if term.end else None
        seen(official, (term.position.country_id, term.position.organization_id), first, last)


def _ordered(found):
    """Officials in one order whichever way they came to be known, so that an import that went on ends like one that did not stop."""
    return sorted(found.values(), key=lambda one: (one.name, one.pk or float("inf")))


def seen(official, body, first, last):
    """Know that somebody acted for a body, (country id, organisation id), between two days, each of which may be unknown."""
    official.bodies.add(body)
    for day in (first, last):
        if day:
            official.first = min(official.first or day, day)
            official.last = max(official.last or day, day)


def years_allow(official, name, when):
    """Whether somebody known from some years may be who met on a `When`."""
    return years_between(official, when) <= (LONG_AGO if len(fold(name).split()) > 1 else LONG_AGO_ONE_NAME)


def years_between(official, when):
    """How many years lie between those that somebody is known from and a `When`, 0 where they touch or are not known."""
    if not when or not official.first:
        return 0
    return max((when.earliest - official.last).days, (official.first - when.latest).days, 0) / 365.25


def _alike(key, words, other):
    if key == other:
        return True
    theirs = set(other.split())
    if (words < theirs or theirs < words) and min(len(words), len(theirs)) >= 1:
        return True
    return fuzz.token_sort_ratio(key, other, score_cutoff=ALIKE) > 0
