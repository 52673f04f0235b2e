"""What values of parameters are: how an address asks for those of each kind, and what facets call those that were counted."""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
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
    Posting,
    Publisher,
    Topic,
)
from ..models.fields import fold
from ..models.names import public
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


def _by_slug(model, label="name"):
    """Rows that readers may see, by slug; an address from before a merge leads to what took the row in."""

    def read(texts):
        slugs = {text for text in texts if re.fullmatch(r"[a-z0-9_-]{1,80}", text)}
        rows = {row.slug: row for row in public(model).filter(slug__in=slugs)}
        if led := Merge.objects.lead_to(model, "slug", slugs - rows.keys()):
            found = public(model).in_bulk([row.pk for row in led.values()])
            rows |= {slug: row for slug, row in led.items() if row.pk in found}
        return {
            text: Value(row.slug, getattr(row, label), row.pk, row.get_absolute_url(), text != row.slug)
            for text, row in rows.items()
        }

    return read


def _by_id(dimension, queryset, label=str):
    """Rows under which published meetings are filed, by id; a hidden one is as unknown as one that never was.

    An id from before a merge leads to what took the row in.
    """
    filed = Exists(Posting.objects.filter(dimension=dimension, value=OuterRef("pk")))

    def read(texts):
        ids = {text: int(text) for text in texts if re.fullmatch(r"[0-9]{1,19}", text) and int(text) <= _LARGEST_ID}
        rows = queryset.filter(filed).in_bulk(set(ids.values()))
        led = Merge.objects.lead_to(queryset.model, "pk", set(ids.values()) - rows.keys())
        if led:
            found = queryset.filter(filed).in_bulk([row.pk for row in led.values()])
            rows |= {old: found[row.pk] for old, row in led.items() if row.pk in found}
        return {
            text: Value(
                *(str(rows[pk].pk), label(rows[pk]), rows[pk].pk, getattr(rows[pk], "get_absolute_url", str)()),
                led=pk != rows[pk].pk,
            )
            for text, pk in ids.items()
            if pk in rows
        }

    return read


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
    slugs = {text for text in texts if re.fullmatch(r"[a-z0-9_-]{1,80}", text)}
    filed = Exists(Posting.objects.filter(dimension=Dimension.PUBLISHER, value=OuterRef("pk")))
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
    _by_slug(Organization, "short_name"),
    _names(Organization, ["slug", "name", "acronym"], lambda pk, slug, name, acronym: _folded(slug, acronym or name)),
    "is no organisation of the register",
    "org:",
)
PLACES = Kind(_by_slug(Place), _in_tree(Place), "is no place of the register", "place:")
TOPICS = Kind(_by_slug(Topic), _in_tree(Topic), "is no topic of the register")
OFFICIALS = Kind(
    _by_id(Dimension.OFFICIAL, Official.objects),
    _names(Official, ["name", "sort_key"], lambda pk, *name: Named(str(pk), *name)),
    "is no official of the register",
)
OCCASIONS = Kind(
    _by_id(Dimension.OCCASION, Occasion.objects, lambda row: row.label),
    _names(Occasion, ["name", "short_name"], lambda pk, name, short_name: _folded(pk, short_name or name)),
    "is no occasion of the register",
)
POSITIONS = Kind(
    _by_id(Dimension.POSITION, Position.objects.select_related("country", "organization")),
    _names(
        Position,
        ["title", "country__name", "organization__name"],
        lambda pk, title, country, organization: _folded(pk, f"{title}, {country or organization}"),
    ),
    "is no office of the register",
)
TERMS = Kind(
    _by_id(Dimension.TERM, ContestedTerm.objects),
    _names(ContestedTerm, ["term"], _folded),
    "is no contested wording of the register",
)
REGIONS = Kind(_regions, _named_regions, "is no UN M49 code of a region of the register")
PUBLISHERS = Kind(
    _publishers, _names(Publisher, ["slug", "name"], lambda pk, *row: _folded(*row)), "is no publisher of the register"
)
