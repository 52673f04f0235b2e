"""What values of parameters are: how an address asks for those of each kind, and what facets call those that were counted."""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Q
from django.utils.text import capfirst

from ..choices import Dimension, ordinal
from ..models import (
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
)
from ..models.fields import fold
from ..models.names import filed_under
from .values import Unclear, Value

_LARGEST_ID = 2**63 - 1
_NAMED = 5


class Kind(NamedTuple):
    """A kind of value.

    `read` makes a set of texts {text: Value or Unclear}, `named` a set of targets {target: Named}; each with one query at
    most, but for what was merged, and without what is not on file. `error` says what a text is not. `prefix` tells texts of
    this kind where a parameter takes several.
    """

    read: Callable
    named: Callable
    error: str
    prefix: str = ""


class Named(NamedTuple):
    """A value by name: as addresses carry it, in words, what it sorts by, a country's code, and the id that it lies in."""

    text: str
    label: str
    sort: str
    code: str = ""
    parent: int | None = None


# -- closed vocabularies


def words(choices, **more):
    """The words of a closed vocabulary by themselves, which sort in its order; `more` are words, with labels, beyond it."""
    labels = dict(choices.choices) | more
    return _vocabulary({word: word for word in labels}, labels)


def ordinals(choices):
    """The same by their place in it, from 1, as postings carry them."""
    labels = dict(choices.choices)
    return _vocabulary({word: ordinal(choices, word) for word in labels}, labels)


def _vocabulary(targets, labels):
    names = {targets[word]: Named(word, label, f"{place:02}") for place, (word, label) in enumerate(labels.items())}
    return Kind(
        lambda texts: {text: Value(text, labels[text], targets[text]) for text in texts if text in labels},
        lambda wanted: {target: names[target] for target in wanted if target in names},
        f"is none of {', '.join(labels)}",
    )


# -- records


def _names(model, columns, name):
    """What rows are called, read from some columns only."""

    def named(ids):
        rows = model.objects.filter(pk__in=ids).values_list("pk", *columns) if ids else []
        return {pk: name(pk, *row) for pk, *row in rows}

    return named


def _in_tree(model):
    return _names(
        model,
        ["slug", "name", "name_key", "parent_id"],
        lambda pk, slug, name, key, parent: Named(slug, capfirst(name), key, parent=parent),
    )


def _folded(text, label):
    return Named(str(text), label, fold(label))


def _countries(texts):
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

    def read(texts):
        keys = _slugs(texts) if name == "slug" else _ids(texts)
        found = {getattr(row, name): row for row in rows.filter(**{f"{name}__in": set(keys.values())})}
        if led := Merge.objects.lead_to(model, name, set(keys.values()) - found.keys()):
            seen = rows.in_bulk([row.pk for row in led.values()])
            found |= {old: seen[row.pk] for old, row in led.items() if row.pk in seen}
        return {
            text: Value(
                *(row.own_key, label(row), row.pk, getattr(row, "get_absolute_url", str)()),
                led=key != getattr(row, name),
            )
            for text, key in keys.items()
            if (row := found.get(key))
        }

    return read


def _slugs(texts):
    return {text: text for text in texts if re.fullmatch(r"[a-z0-9_-]{1,80}", text)}


def _ids(texts):
    return {text: int(text) for text in texts if re.fullmatch(r"[0-9]{1,19}", text) and int(text) <= _LARGEST_ID}


def _filed(model):
    return model.objects.named().filter(filed_under(model.dimension))


def _regions(texts):
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


def _publishers(texts):
    """Publishers by their slug, or by their former one where it was of one alone.

    One that only hidden meetings cite is as unknown as none.
    """
    slugs, filed = set(_slugs(texts)), filed_under(Dimension.PUBLISHER)
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


def _named_regions(ids):
    """Regions and sub-regions by number, the latter inside the former."""
    columns = ("region_code", "region", "subregion_code", "subregion")
    found = {}
    for region, name, subregion, subname in Country.objects.order_by().values_list(*columns).distinct() if ids else []:
        if region:
            found[int(region)] = Named(region, name, fold(name))
        if subregion:
            found[int(subregion)] = Named(subregion, subname, fold(subname), parent=int(region))
    return {pk: found[pk] for pk in ids if pk in found}


COUNTRIES = Kind(
    _countries,
    _names(Country, ["code", "name", "name_key"], lambda pk, code, *name: Named(code, *name, code=code)),
    "is no country code of the register",
)
ORGANIZATIONS = Kind(
    _by_key(Organization.objects.public(), lambda row: row.short_name),
    _names(Organization, ["slug", "name", "acronym"], lambda pk, slug, name, acronym: _folded(slug, acronym or name)),
    "is no organisation of the register",
    Organization.prefix,
)
PLACES = Kind(
    _by_key(Place.objects.public(), lambda row: row.name),
    _in_tree(Place),
    "is no place of the register",
    Place.prefix,
)
TOPICS = Kind(_by_key(Topic.objects.public(), lambda row: row.name), _in_tree(Topic), "is no topic of the register")
OFFICIALS = Kind(
    _by_key(Official.objects.public()),
    _names(Official, ["name", "sort_key"], lambda pk, *name: Named(str(pk), *name)),
    "is no official of the register",
)
OCCASIONS = Kind(
    _by_key(Occasion.objects.public(), lambda row: row.label),
    _names(Occasion, ["name", "short_name"], lambda pk, name, short_name: _folded(pk, short_name or name)),
    "is no occasion of the register",
)
POSITIONS = Kind(
    _by_key(_filed(Position)),
    _names(
        Position,
        ["title", "country__name", "organization__name"],
        lambda pk, title, country, organization: _folded(pk, f"{title}, {country or organization}"),
    ),
    "is no office of the register",
)
TERMS = Kind(
    _by_key(_filed(ContestedTerm)),
    _names(ContestedTerm, ["term"], _folded),
    "is no contested wording of the register",
)
REGIONS = Kind(_regions, _named_regions, "is no UN M49 code of a region of the register")
PUBLISHERS = Kind(
    _publishers, _names(Publisher, ["slug", "name"], lambda pk, *row: _folded(*row)), "is no publisher of the register"
)
