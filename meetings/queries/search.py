"""Names first: what a few words name in the register, what they may have been meant to name, and what of them is a filter."""

import re
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from rapidfuzz import fuzz, process

from ..choices import Status
from ..models import DIRECTORY, Official, Place, Posting, When
from ..models.fields import fold

SHOWN = 5
"""Names of one kind that a search shows."""

_MOST_WORDS = 12
_LONGEST_NAME = 6  # words
_NEAR = 78  # of 100: how alike a near spelling is at least
_FILLERS = {
    *("a", "about", "an", "and", "at", "between", "by", "for", "from", "in", "meeting", "meetings", "met", "of", "on"),
    *("since", "the", "to", "with"),
}


_NAMING = [kind for kind in DIRECTORY if kind.dimension and kind is not Place]


class Found(NamedTuple):
    """A record found by name, with the number of held meetings that are filed under it."""

    kind: type
    row: object
    label: str
    number: int


def names(text):
    """Records of which some name begins, or has words that begin, with all words of the text: {kind: list of `Found`}.

    At most five of a kind: those named exactly so first, then those with most held meetings.
    """
    words = fold(text).split()[:_MOST_WORDS]
    whole = " ".join(words)
    found = {}
    for kind in DIRECTORY if words else []:
        conditions = [_all_begin(column, words) for column in kind.searched]
        for owner, names in _further(kind):
            conditions.append(Exists(names.filter(_all_begin("name_key", words), **{owner: OuterRef("pk")})))
        rows = kind.objects.public().filter(Q.create(conditions, connector=Q.OR)).order_by(kind.searched[0])[:200]
        if rows := list(rows):
            found[kind] = rows
    numbers = _held([(kind.dimension, row.pk) for kind, rows in found.items() for row in rows])
    return {
        kind: sorted(
            (Found(kind, row, row.heading, numbers.get((kind.dimension, row.pk), 0)) for row in rows),
            key=lambda one: (whole not in _own(one), -one.number, one.row.name_key),
        )[:SHOWN]
        for kind, rows in found.items()
    }


def _own(found):
    return [getattr(found.row, column) for column in found.kind.searched]


def _further(kind):
    """The further names that readers may see and what points from them at the record; a list of one, or of none."""
    found = (relation for name, relation in kind.part_relations().items() if name == "names")
    return [(relation.field.name, relation.related_model.objects.public()) for relation in found]


def _all_begin(column, words):
    """A condition that each of the words begins one of the words of a folded name."""
    condition = Q()
    for word in words:
        condition &= Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})
    return condition


def _held(pairs):
    wanted = defaultdict(list)
    for dimension, value in pairs:
        wanted[dimension].append(value)
    filed = Q()
    for dimension, values in wanted.items():
        filed |= Q(dimension=dimension, value__in=values)
    if not filed:
        return {}
    counted = Posting.objects.filter(filed, status=Status.HELD).order_by().values_list("dimension", "value")
    return {(dimension, value): number for dimension, value, number in counted.annotate(number=Count("meeting_id"))}


# -- words that are filters


class Read(NamedTuple):
    """What words were read as: filters as (label, (parameter, value) pairs), in their order, and the words left to look for."""

    filters: list
    rest: str

    @property
    def pairs(self):
        """All pairs, and the words that are left under `q`."""
        return [pair for _, pairs in self.filters for pair in pairs] + ([("q", self.rest)] if self.rest else [])


def read(text):
    """The words that name a country, organisation, topic or official, or a date, longest names first, and the rest.

    "pakistan trade 2023" is the country, the topic and the year. An official is named by any whole name, or by a family name
    that only one has. What a quotation marks or a minus stands before is left as it is.
    """
    words = re.findall(r'-?"[^"]*"|\S+', text)[: 2 * _MOST_WORDS]
    known = _known({span for span, _, _ in _spans(words)})
    filters, taken, dated = {}, set(), False
    for span, start, end in _spans(words):
        if taken & set(range(start, end)):
            continue
        here = known.get(span)
        if not here and not dated:
            here = _dated(words, start, end)
            dated = bool(here)
        if here:
            filters[start] = here
            taken |= set(range(start, end))
    rest = [word for number, word in enumerate(words) if number not in taken]
    if filters:
        rest = [word for word in rest if fold(word) not in _FILLERS]
    return Read(list(dict.fromkeys(filters[start] for start in sorted(filters))), " ".join(rest))


def _spans(words):
    """All runs of words as (folded, start, end), the longest first."""
    plain = [word if re.match(r'-|"', word) is None else "" for word in words]
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = plain[start : start + length]
            if all(run) and (span := fold(" ".join(run))):
                yield span, start, start + length


def _known(spans):
    """What the texts name: {text: (label, pairs)}; what two kinds are named by is the first kind's."""
    found = {}
    for kind in reversed(_NAMING):
        named = defaultdict(set)
        rows = {}
        for column in kind.searched[:1] if kind is Official else kind.searched:
            for row in kind.objects.public().filter(**{f"{column}__in": spans}):
                rows[row.pk] = row
                named[getattr(row, column)].add(row.pk)
        for owner, names in _further(kind):
            names = names.filter(name_key__in=spans, **{f"{owner}__in": kind.objects.public()})
            for name in names.select_related(owner):
                row = getattr(name, owner)
                rows[row.pk] = row
                named[name.name_key].add(row.pk)
        if kind is Official:
            family = Q()
            for span in spans:
                family |= Q(sort_key__startswith=f"{span} ") if " " not in span else Q()
            for row in kind.objects.public().filter(family)[:500] if family else []:
                if fold(row.short_name) in spans:
                    rows[row.pk] = row
                    named[fold(row.short_name)].add(row.pk)
        for span, pks in named.items():
            if len(pks) == 1:
                row = rows[next(iter(pks))]
                found[span] = (row.heading, ((kind.parameter, row.own_key),))
    return found


def _dated(words, start, end):
    """A year, month or day as a span of dates; "since 2019" has no end."""
    text = " ".join(words[start:end])
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}|([0-9]{1,2} )?[^\W\d]+ [0-9]{4}", text):
        return None
    try:
        date = When.parse(text)
    except ValueError:
        return None
    since = start and words[start - 1].lower() == "since"
    ends = ("date_after",) if since else ("date_after", "date_before")
    return f"{'since ' if since else ''}{date.text}", tuple((end, date.entry) for end in ends)


# -- near spellings


def respelled(text):
    """The text with each word that no name has put as the name's word most like it; empty where nothing is near."""
    words = fold(text).split()[:_MOST_WORDS]
    vocabulary = _vocabulary() if words else set()
    better = []
    for word in words:
        near = None
        if len(word) > 3 and not word.isdigit() and not any(known.startswith(word) for known in vocabulary):
            near = process.extractOne(word, vocabulary, scorer=fuzz.ratio, score_cutoff=_NEAR)
        better.append(near[0] if near else word)
    return " ".join(better) if better != words else ""


def _vocabulary():
    """The words of all names that the public may read."""
    found = set()
    for kind in DIRECTORY:
        rows = kind.objects.public()
        for columns in rows.values_list(*kind.searched):
            found.update(word for name in columns for word in name.split())
        for owner, names in _further(kind):
            for name in names.filter(**{f"{owner}__in": rows}).values_list("name_key", flat=True):
                found.update(name.split())
    return {word for word in found if len(word) > 3 and word.isascii()}
