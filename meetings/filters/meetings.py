"""The list of meetings by the contract's parameters: each is declared here once, for list, sentence, chips and counts alike."""

import django_filters
from django.db.models import Exists, OuterRef, Q

from ..choices import Encounter, Format, Level, Medium, Status
from ..models import Claim, Meeting, Mention, Occasion, Participant, Party, Place, Topic
from . import values


class _Dimension(django_filters.Filter):
    """A parameter of comma lists; `narrow(queryset, targets)` keeps the meetings that have any of the targets."""

    field_class = values.ValuesField

    def __init__(self, narrow, *, resolver, unknown, chip):
        self.narrow = narrow
        self.chip = chip
        super().__init__(resolver=resolver, unknown=unknown)

    def filter(self, queryset, groups):
        for group in groups.groups:
            targets = [value.target for value in group]
            queryset = self.narrow(queryset, targets) if targets else queryset.none()
        return queryset


class _Day(django_filters.Filter):
    """One end of the span of dates, by overlap: what may have been on a day inside the span is in."""

    field_class = values.DayField

    def __init__(self, narrow, *, chip):
        self.narrow = narrow
        self.chip = chip
        super().__init__()

    def filter(self, queryset, groups):
        for value in groups.values:
            queryset = self.narrow(queryset, value.target)
        return queryset


def _country(queryset, ids):
    return queryset.filter(Exists(Party.objects.filter(meeting=OuterRef("pk"), country__in=ids)))


def _organization(queryset, ids):
    return queryset.filter(Exists(Party.objects.filter(meeting=OuterRef("pk"), organization__in=ids)))


def _official(queryset, ids):
    return queryset.filter(Exists(Participant.objects.filter(party__meeting=OuterRef("pk"), official__in=ids)))


def _topic(queryset, ids):
    return queryset.filter(Exists(Claim.objects.filter(meeting=OuterRef("pk"), topics__in=Topic.objects.within(ids))))


def _mentions(queryset, targets):
    named = Q()
    for kind, pk in targets:
        named |= Q(**{kind: pk})
    return queryset.filter(Exists(Mention.objects.filter(named, claim__meeting=OuterRef("pk"))))


def _occasion(queryset, ids):
    return queryset.filter(occasion__in=Occasion.objects.within(ids))


def _place(queryset, ids):
    return queryset.filter(place__in=Place.objects.within(ids))


def _column(name):
    def narrow(queryset, words):
        return queryset.filter(**{f"{name}__in": words})

    return narrow


def _status(queryset, words):
    return queryset if ANY_STATUS in words else queryset.filter(status__in=words)


ANY_STATUS = "any"


def _statuses(texts):
    found = values.words_of(Status)(texts)
    return found | ({ANY_STATUS: values.Value(ANY_STATUS, "Any status", ANY_STATUS)} if ANY_STATUS in texts else {})


def _word(choices):
    return {"resolver": values.words_of(choices), "unknown": f"is none of {', '.join(choices.values)}"}


class MeetingFilter(django_filters.FilterSet):
    """Every parameter that narrows the list; without `status` it holds the meetings that were held."""

    country = _Dimension(
        _country, resolver=values.countries, unknown="is no country code of the register", chip="Country"
    )
    organization = _Dimension(
        _organization,
        resolver=values.organizations,
        unknown="is no organisation of the register",
        chip="Organisation",
    )
    official = _Dimension(
        _official, resolver=values.officials, unknown="is no official of the register", chip="Official"
    )
    topic = _Dimension(_topic, resolver=values.topics, unknown="is no topic of the register", chip="Topic")
    mentions = _Dimension(
        _mentions,
        resolver=values.mentions,
        unknown="is no country code, org:… or place:… of the register",
        chip="Talked about",
    )
    occasion = _Dimension(
        _occasion, resolver=values.occasions, unknown="is no occasion of the register", chip="Occasion"
    )
    place = _Dimension(_place, resolver=values.places, unknown="is no place of the register", chip="Place")
    date_after = _Day(lambda queryset, date: queryset.filter(latest__gte=date.earliest), chip="From")
    date_before = _Day(lambda queryset, date: queryset.filter(earliest__lte=date.latest), chip="To")
    level = _Dimension(_column("level"), **_word(Level), chip="Level")
    format = _Dimension(lambda queryset, words: queryset.in_format(*words), **_word(Format), chip="Format")
    encounter = _Dimension(_column("encounter"), **_word(Encounter), chip="Kind of meeting")
    medium = _Dimension(_column("medium"), **_word(Medium), chip="Medium")
    status = _Dimension(
        _status,
        resolver=_statuses,
        unknown=f"is none of {', '.join([*Status.values, ANY_STATUS])}",
        chip="Status",
    )

    class Meta:
        model = Meeting
        fields = []

    def filter_queryset(self, queryset):
        """All parameters applied; a date that is not known is in no span of dates."""
        queryset = super().filter_queryset(queryset)
        after, before = (self.form.cleaned_data[name].values for name in ("date_after", "date_before"))
        if after and before and before[0].target.latest < after[0].target.earliest:
            # No day lies in such a span, though a long meeting may touch both of its ends.
            return queryset.none()
        return queryset if self.form.cleaned_data["status"].groups else queryset.held()
