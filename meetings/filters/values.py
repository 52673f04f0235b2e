"""Reads one parameter of the contract: a comma means any of, the same parameter twice means and, bad values drop out one by one."""

import re
from typing import NamedTuple

from django import forms
from django.db.models import Q, TextChoices

from ..choices import Dimension, ordinal
from ..models import (
    RECORDS,
    ContestedTerm,
    Country,
    Merge,
    Occasion,
    Official,
    Organization,
    Place,
    Position,
    Publisher,
    Topic,
    When,
)
from ..models.names import filed_under
from ..models.words import Query

MOST_VALUES = 40
"""Values of one parameter that are read; more than any person filters by, few enough to answer quickly."""

_LARGEST_ID = 2**63 - 1
_NAMED = 5


class Value(NamedTuple):
    """One value that was understood: as addresses carry it, in words, what the query compares with, and its own page.

    A resolver sets `led` where it was asked for by what it was called before.
    """

    text: str
    label: str
    target: object
    url: str = ""
    led: bool = False


class Unclear(NamedTuple):
    """A value that may be one of several, and the reason in words why it is left out."""

    reason: str


class Groups(NamedTuple):
    """One parameter as understood: `groups` are joined by *and*, the values inside one by *or*.

    An empty group comes from a comma list of only unknown values and matches nothing. `ignored` holds what was left out,
    as pairs of the value as it can be shown and the reason in words, and `led` what has another name now, as pairs of both.
    """

    groups: tuple = ()
    ignored: tuple = ()
    led: tuple = ()

    @property
    def values(self):
        """All values of all groups, in order."""
        return [value for group in self.groups for value in group]


def shown(text):
    """A foreign value as the page can repeat it: printable, on one line, at most 60 characters."""
    plain = "".join(char if char.isprintable() else "�" for char in text[:61])
    return plain if len(text) <= 60 else plain[:60] + "…"


class _Repeated(forms.Widget):
    """Hands over every value of a repeated parameter, where Django's own widgets hand over the last."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name)

    def value_omitted_from_data(self, data, files, name):
        return name not in data


class ValuesField(forms.Field):
    """The one field class of the contract; `resolver` turns a set of texts into {text: Value or Unclear} with one query at most."""

    widget = _Repeated

    def __init__(self, *, resolver, unknown, **options):
        self.resolver = resolver
        self.unknown = unknown
        super().__init__(**options)

    def clean(self, raw):
        texts = dict.fromkeys(text.strip() for text in raw or [] if text.strip())
        split = [[part.strip() for part in text.split(",")] for text in texts]
        ignored, groups, room = [], [], MOST_VALUES
        for parts in split:
            kept = list(dict.fromkeys(part for part in parts if part))
            if "" in parts:
                ignored.append((shown(",".join(parts)), "has an empty value between its commas"))
            if len(kept) > room:
                ignored.append((shown(",".join(kept[room:])), f"more than {MOST_VALUES} values at once"))
                kept = kept[:room]
            room -= len(kept)
            if kept:
                groups.append(kept)
        asked = dict.fromkeys(text for group in groups for text in group)
        answers = self.resolver(set(asked)) if groups else {}
        unclear = {text: answer.reason for text, answer in answers.items() if isinstance(answer, Unclear)}
        found = {text: answer._replace(led=False) for text, answer in answers.items() if text not in unclear}
        ignored += [
            (shown(text), unclear.get(text, self.unknown)) for group in groups for text in group if text not in found
        ]
        led = tuple((text, found[text].text) for text in asked if text in found and answers[text].led)
        known = (tuple(dict.fromkeys(found[text] for text in group if text in found)) for group in groups)
        return Groups(tuple(dict.fromkeys(known)), tuple(ignored), led)


def countries(texts):
    """Countries by code, in any case."""
    codes = {text: text.upper() for text in texts if re.fullmatch(r"[A-Za-z]{2}([A-Za-z]{2})?", text)}
    rows = {row.code: row for row in Country.objects.filter(code__in=set(codes.values()))}
    return {
        text: Value(code, rows[code].name, rows[code].pk, rows[code].get_absolute_url())
        for text, code in codes.items()
        if code in rows
    }


def _by_key(rows, label=str):
    """Those of some rows, by slug or id, whichever names them in addresses; a hidden one is as unknown as one that never was.

    An address from before a merge leads to what took the row in.
    """
    model, name = rows.model, rows.model.key_name

    def resolve(texts):
        keys = _slugs(texts) if name == "slug" else _ids(texts)
        found = {getattr(row, name): row for row in rows.filter(**{f"{name}__in": set(keys.values())})}
        if led := Merge.objects.lead_to(model, name, set(keys.values()) - found.keys()):
            seen = rows.in_bulk([row.pk for row in led.values()])
            found |= {old: seen[row.pk] for old, row in led.items() if row.pk in seen}
        return {
            text: Value(
                row.own_key, label(row), row.pk, getattr(row, "get_absolute_url", str)(), key != getattr(row, name)
            )
            for text, key in keys.items()
            if (row := found.get(key))
        }

    return resolve


def _slugs(texts):
    return {text: text for text in texts if re.fullmatch(r"[a-z0-9_-]{1,80}", text)}


def _ids(texts):
    return {text: int(text) for text in texts if re.fullmatch(r"[0-9]{1,19}", text) and int(text) <= _LARGEST_ID}


def _filed(model):
    return model.objects.named().filter(filed_under(model.dimension))


organizations = _by_key(Organization.objects.public(), lambda row: row.short_name)
places = _by_key(Place.objects.public(), lambda row: row.name)
topics = _by_key(Topic.objects.public(), lambda row: row.name)
officials = _by_key(Official.objects.public())
occasions = _by_key(Occasion.objects.public(), lambda row: row.label)
positions = _by_key(_filed(Position))
terms = _by_key(_filed(ContestedTerm))


def _bodies(**resolvers):
    """Countries by code, others under a prefix such as `org:slug`; the target is (kind, id)."""

    def resolve(texts):
        found = {text: value._replace(target=("country", value.target)) for text, value in countries(texts).items()}
        for kind, resolver in resolvers.items():
            model = RECORDS[kind]
            rest = {text: text.removeprefix(model.prefix) for text in texts if text.startswith(model.prefix)}
            rows = resolver(set(rest.values())) if rest else {}
            found |= {
                text: rows[slug]._replace(text=model.keyed(rows[slug].text), target=(kind, rows[slug].target))
                for text, slug in rest.items()
                if slug in rows
            }
        return found

    return resolve


mentions = _bodies(organization=organizations, place=places)
sides = _bodies(organization=organizations)


def regions(texts):
    """Regions and sub-regions by UN M49 code, of three digits."""
    codes = {text: int(text) for text in texts if re.fullmatch(r"[0-9]{1,3}", text)}
    names = {}
    for level in ("", "sub"):
        code, name = f"{level}region_code", f"{level}region"
        wanted = [f"{number:03}" for number in codes.values()]
        names |= dict(Country.objects.filter(**{f"{code}__in": wanted}).order_by().values_list(code, name).distinct())
    return {
        text: Value(f"{number:03}", names[f"{number:03}"], number)
        for text, number in codes.items()
        if f"{number:03}" in names
    }


def publishers(texts):
    """Publishers by their slug, or by their former one where it was of one alone.

    One that only hidden meetings cite is as unknown as none.
    """
    slugs = set(_slugs(texts))
    filed = filed_under(Dimension.PUBLISHER)
    rows = Publisher.objects.filter(Q(slug__in=slugs) | Q(former_slug__in=slugs), filed).order_by("slug", "pk")
    now, before = {}, {}
    for row in rows:
        now[row.slug] = Value(row.slug, row.name, row.pk)
        before.setdefault(row.former_slug, []).append(row)
    led = {slug: _led(some) for slug, some in before.items()}
    return {text: now.get(text) or led[text] for text in slugs if text in now or text in led}


def _led(rows):
    """What a former slug of some publishers stands for now."""
    if len(rows) == 1:
        return Value(rows[0].slug, rows[0].name, rows[0].pk, led=True)
    names = [f"{row.slug} ({row.name})" for row in rows[:_NAMED]]
    more = [f"{len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    return Unclear(f"stood for {len(rows)} publishers: ask for one of them, {', '.join([*names, *more])}")


def ordinals_of(choices: type[TextChoices]):
    """The words of a closed vocabulary, by value; the target is the place in it, counted from 1, as postings carry it."""

    def resolve(texts):
        return {
            text: Value(text, choices(text).label, ordinal(choices, text)) for text in texts if text in choices.values
        }

    return resolve


def words_of(choices: type[TextChoices]):
    """The words of a closed vocabulary, by value."""

    def resolve(texts):
        return {text: Value(text, choices(text).label, text) for text in texts if text in choices.values}

    return resolve


class DayField(forms.Field):
    """One end of a span of dates: a year, a month or a day as `When`; the last value given counts."""

    widget = _Repeated

    def clean(self, raw):
        texts = [text.strip() for text in raw or [] if text.strip()]
        ignored = [(shown(text), "given again later in the address") for text in texts[:-1]]
        if not texts:
            return Groups()
        text = texts[-1]
        if re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", text):
            try:
                date = When.parse(text)
                return Groups(((Value(date.entry, date.text, date),),), tuple(ignored))
            except ValueError:
                pass
        reason = "is not in the calendar: write 2023, 2023-09 or 2023-09-22"
        return Groups((), (*ignored, (shown(text), reason)))


class WordsField(forms.Field):
    """Words to look for, as `words.Query` reads them; the last value given counts."""

    widget = _Repeated

    def clean(self, raw):
        texts = [text.strip() for text in raw or [] if text.strip()]
        ignored = [(shown(text), "given again later in the address") for text in texts[:-1]]
        if not texts:
            return Groups()
        query = Query.parse(texts[-1])
        ignored += [(shown(texts[-1]), reason) for reason in query.ignored]
        return Groups(((Value(query.text, query.text, query),),) if query else (), tuple(ignored))
