"""The list of meetings by the contract's parameters: each is declared here once, for list, facets, sentence, chips and API alike."""

import re
from urllib.parse import urlencode

import django_filters
from django.db.models import Q
from django.urls import reverse

from ..choices import (
    LEVEL_PLURALS,
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
    VisitKind,
)
from ..models import MeetingIndex
from . import kinds
from .kinds import ordinals, words
from .parameters import (
    ANY_STATUS,
    Column,
    CountryFiled,
    Day,
    Filed,
    FiledAs,
    Search,
    StatusColumn,
    Switch,
    TopicFiled,
    in_lower_case,
)


def _quoted(value):
    return f"“{value.label}”"


def _looked_for(value):
    # The quotation marks of a phrase stand inside those of the sentence.
    return "“{}”".format(re.sub(r'"([^"]*)"', r"‘\1’", value.label))


def _one(value):
    """A value with its article: "a summit"."""
    return f"{'an' if value.label[0] in 'AEIOU' else 'a'} {in_lower_case(value)}"


def _by(words):
    """A writer that has words of its own for each value."""
    return lambda value: words[value.text]


_SETTINGS = {
    Setting.STANDALONE: "of no occasion",
    Setting.MARGINS: "on the margins of an occasion",
    Setting.PROGRAMME: "in the programme of an occasion",
}
_ACCOUNTS = {
    Accounts.BOTH: "with every side’s account on file",
    Accounts.ONE: "with only some sides’ accounts on file",
    Accounts.NONE: "with no side’s account on file",
}
_BASES = {Basis.JOINT: "by every side", Basis.ONE_SIDE: "by some sides only", Basis.THIRD_PARTY: "by others only"}


class MeetingFilter(django_filters.FilterSet):
    """Every parameter that narrows the list, as addresses order them; without `status` it holds the meetings that were held."""

    q = Search("Words", "matching", _looked_for)
    country = CountryFiled("Country", Dimension.COUNTRY, kinds.COUNTRIES, "with", narrows=True)
    predecessors = Switch(
        "Countries", " (and states before them)", of="country", word="1", means="with states before them"
    )
    organization = Filed("Organisation", Dimension.ORGANIZATION, kinds.ORGANIZATIONS, "with", narrows=True)
    official = Filed("Official", Dimension.OFFICIAL, kinds.OFFICIALS, "with", narrows=True)
    position = Filed("Office", Dimension.POSITION, kinds.POSITIONS, "with the", on_own_page=True)
    region = Filed("Region", Dimension.REGION, kinds.REGIONS, "with a party from", tree=True)
    host = Filed("Host", Dimension.HOST, kinds.COUNTRIES, "hosted by", on_own_page=True)
    topic = TopicFiled("Topic", Dimension.TOPIC, kinds.TOPICS, "about", narrows=True, tree=True)
    subtopics = Switch("Topics", " (without sub-topics)", of="topic", word="0", means="without sub-topics")
    mentions = FiledAs(
        "Talked about",
        {
            Dimension.MENTIONED_COUNTRY: kinds.COUNTRIES,
            Dimension.MENTIONED_ORGANIZATION: kinds.ORGANIZATIONS,
            Dimension.MENTIONED_PLACE: kinds.PLACES,
        },
        "talking about",
        error="is no country code, org:… or place:… of the register",
        narrows=True,
    )
    term = Filed(
        "Contested wording",
        Dimension.TERM,
        kinds.TERMS,
        "using the wording",
        _quoted,
        chip="Wording",
        narrows=True,
        on_own_page=True,
    )
    occasion = Filed("Occasion", Dimension.OCCASION, kinds.OCCASIONS, "at")
    occasion_kind = Column("Kind of occasion", words(OccasionKind), "on the occasion of", _one)
    visit_kind = Column("Kind of visit", words(VisitKind), "on", _one)
    setting = Column("Setting", words(Setting), "", _by(_SETTINGS))
    place = Filed("Place", Dimension.PLACE, kinds.PLACES, "in", tree=True)
    date_after = Day("From", lambda date: Q(latest__gte=date.earliest))
    date_before = Day("To", lambda date: Q(earliest__lte=date.latest))
    level = Column("Level", words(Level), "at the level of", _by(LEVEL_PLURALS))
    format = Column("Format", words(Format))
    encounter = Column("Kind of meeting", words(Encounter), "of the kind")
    medium = Column("Medium", words(Medium), "")
    accounts = Column("Accounts", words(Accounts), "", _by(_ACCOUNTS))
    side = FiledAs(
        "Account of",
        {Dimension.SIDE_COUNTRY: kinds.COUNTRIES, Dimension.SIDE_ORGANIZATION: kinds.ORGANIZATIONS},
        "with an account from",
        error="is no country code or org:… of the register",
        on_own_page=True,
    )
    publisher = Filed("Publisher", Dimension.PUBLISHER, kinds.PUBLISHERS, "reported by", on_own_page=True)
    basis = Filed(
        "Basis of an outcome",
        Dimension.BASIS,
        ordinals(Basis),
        "with an outcome reported",
        _by(_BASES),
        on_own_page=True,
    )
    outcome = Filed(
        "Follow-up of an outcome",
        Dimension.OUTCOME,
        ordinals(FollowUp),
        "with an outcome",
        in_lower_case,
        chip="Follow-up",
        on_own_page=True,
    )
    status = StatusColumn("Status", words(Status, **{ANY_STATUS: "Any status"}))

    class Meta:
        model = MeetingIndex
        fields = []


FACETS = (
    *("country", "level", "official", "topic", "organization", "region", "place"),
    *("occasion", "occasion_kind", "visit_kind", "setting", "mentions"),
    *("format", "encounter", "medium", "accounts", "status"),
    *("host", "position", "side", "publisher", "basis", "outcome", "term"),
)
"""The parameters whose values are counted, in the order in which they stand beside a list."""

_ORDER = list(MeetingFilter.base_filters)


def list_url(*pairs):
    """The address of the list of meetings filtered by (parameter, value) pairs, in the order of the contract."""
    query = urlencode(sorted(pairs, key=lambda pair: _ORDER.index(pair[0])), safe=",:")
    return f"{reverse('meeting_list')}?{query}" if query else reverse("meeting_list")
