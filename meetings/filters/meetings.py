"""The list of meetings by the contract's parameters: each is declared here once, for list, facets, sentence and chips alike."""

import django_filters
from django.db.models import Q

from ..choices import (
    Accounts,
    Basis,
    Dimension,
    Encounter,
    FollowUp,
    Format,
    Level,
    Medium,
    OccasionKind,
    Setting,
    Status,
)
from ..models import Entry
from ..queries.matching import matching
from . import values
from .conditions import MENTIONS, SIDES, Column, Posted, with_predecessors

ANY_STATUS = "any"


class Parameter(django_filters.Filter):
    """A parameter of the contract.

    `by` says how a group of values narrows the entries, `resolver` what a value is, `unknown` what to say of one that is
    none, `chip` what the parameter is called. `many`: a list is narrowed by adding the parameter once more, else its
    one comma list grows.
    """

    field_class = values.ValuesField

    def __init__(self, by=None, *, resolver, unknown, chip, many=False):
        self.by = by
        self.chip = chip
        self.many = many
        super().__init__(resolver=resolver, unknown=unknown)

    def condition(self, group, picked):
        """The condition that a group of `Value`s sets, none of them known: no meeting; `picked` are all parameters' groups."""
        targets = [value.target for value in group]
        return self.by.among(targets) if targets else Q(pk__in=())


class _Country(Parameter):
    """A country that took part, or, with `predecessors=1`, a state before it."""

    def condition(self, group, picked):
        if not group or not picked["predecessors"].groups:
            return super().condition(group, picked)
        return self.by.among(with_predecessors(value.target for value in group))


class _Topic(Parameter):
    """A topic, or, without `subtopics=0`, one below it."""

    def condition(self, group, picked):
        by = Posted(Dimension.TOPIC_ITSELF) if picked["subtopics"].groups else self.by
        return by.among([value.target for value in group]) if group else Q(pk__in=())


class _Status(Parameter):
    """What is known of whether it took place; `any` asks for no status."""

    def condition(self, group, picked):
        return Q() if any(value.target == ANY_STATUS for value in group) else super().condition(group, picked)


class _Day(Parameter):
    """One end of the span of dates, by overlap: what may have been on a day inside the span is in."""

    field_class = values.DayField

    def __init__(self, *, chip):
        django_filters.Filter.__init__(self)
        self.chip, self.by, self.many = chip, None, False


class _After(_Day):
    def condition(self, group, picked):
        return Q(latest__gte=group[0].target.earliest)


class _Before(_Day):
    def condition(self, group, picked):
        return Q(earliest__lte=group[0].target.latest)


class _Words(Parameter):
    """Words to look for."""

    field_class = values.WordsField

    def __init__(self, *, chip):
        django_filters.Filter.__init__(self)
        self.chip, self.by, self.many = chip, None, False
        self._found = {}

    def condition(self, group, picked):
        # One page asks for the same words several times, and the register may change between two pages only.
        query = group[0].target
        if query not in self._found:
            self._found[query] = matching(query)
        return self._found[query]


class _Switch(Parameter):
    """A parameter that changes how another one is read and narrows nothing by itself."""

    def __init__(self, word, label, *, chip):
        resolver = {word: values.Value(word, label, word)}
        super().__init__(resolver=lambda texts: resolver, unknown=f"is not {word}", chip=chip)

    def condition(self, group, picked):
        return Q()


def _statuses(texts):
    found = values.words_of(Status)(texts)
    return found | ({ANY_STATUS: values.Value(ANY_STATUS, "Any status", ANY_STATUS)} if ANY_STATUS in texts else {})


def _column(name, choices):
    unknown = f"is none of {', '.join(choices.values)}"
    return {"by": Column(name), "resolver": values.words_of(choices), "unknown": unknown}


def _ordinals(dimension, choices):
    unknown = f"is none of {', '.join(choices.values)}"
    return {"by": Posted(dimension), "resolver": values.ordinals_of(choices), "unknown": unknown}


class MeetingFilter(django_filters.FilterSet):
    """Every parameter that narrows the list; without `status` it holds the meetings that were held."""

    q = _Words(chip="Words")
    country = _Country(
        Posted(Dimension.COUNTRY),
        resolver=values.countries,
        unknown="is no country code of the register",
        chip="Country",
        many=True,
    )
    predecessors = _Switch("1", "with states before them", chip="Countries")
    organization = Parameter(
        Posted(Dimension.ORGANIZATION),
        resolver=values.organizations,
        unknown="is no organisation of the register",
        chip="Organisation",
        many=True,
    )
    official = Parameter(
        Posted(Dimension.OFFICIAL),
        resolver=values.officials,
        unknown="is no official of the register",
        chip="Official",
        many=True,
    )
    position = Parameter(
        Posted(Dimension.POSITION), resolver=values.positions, unknown="is no office of the register", chip="Office"
    )
    region = Parameter(
        Posted(Dimension.REGION),
        resolver=values.regions,
        unknown="is no UN M49 code of a region of the register",
        chip="Region",
    )
    host = Parameter(
        Posted(Dimension.HOST), resolver=values.countries, unknown="is no country code of the register", chip="Host"
    )
    topic = _Topic(
        Posted(Dimension.TOPIC),
        resolver=values.topics,
        unknown="is no topic of the register",
        chip="Topic",
        many=True,
    )
    subtopics = _Switch("0", "without sub-topics", chip="Topics")
    mentions = Parameter(
        MENTIONS,
        resolver=values.mentions,
        unknown="is no country code, org:… or place:… of the register",
        chip="Talked about",
        many=True,
    )
    term = Parameter(
        Posted(Dimension.TERM),
        resolver=values.terms,
        unknown="is no contested wording of the register",
        chip="Wording",
        many=True,
    )
    occasion = Parameter(
        Posted(Dimension.OCCASION),
        resolver=values.occasions,
        unknown="is no occasion of the register",
        chip="Occasion",
    )
    occasion_kind = Parameter(**_column("occasion_kind", OccasionKind), chip="Kind of occasion")
    setting = Parameter(**_column("setting", Setting), chip="Setting")
    place = Parameter(
        Posted(Dimension.PLACE), resolver=values.places, unknown="is no place of the register", chip="Place"
    )
    date_after = _After(chip="From")
    date_before = _Before(chip="To")
    level = Parameter(**_column("level", Level), chip="Level")
    format = Parameter(**_column("format", Format), chip="Format")
    encounter = Parameter(**_column("encounter", Encounter), chip="Kind of meeting")
    medium = Parameter(**_column("medium", Medium), chip="Medium")
    accounts = Parameter(**_column("accounts", Accounts), chip="Accounts")
    side = Parameter(
        SIDES,
        resolver=values.sides,
        unknown="is no country code or org:… of the register",
        chip="Account of",
    )
    publisher = Parameter(
        Posted(Dimension.PUBLISHER),
        resolver=values.publishers,
        unknown="is no publisher of the register",
        chip="Publisher",
    )
    basis = Parameter(**_ordinals(Dimension.BASIS, Basis), chip="Basis of an outcome")
    outcome = Parameter(**_ordinals(Dimension.OUTCOME, FollowUp), chip="Follow-up")
    status = _Status(
        Column("status"),
        resolver=_statuses,
        unknown=f"is none of {', '.join([*Status.values, ANY_STATUS])}",
        chip="Status",
    )

    class Meta:
        model = Entry
        fields = []
