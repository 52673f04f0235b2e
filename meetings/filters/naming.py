"""What facets call the values that were counted: from the keys of the numbers to texts, labels and flags, a query a kind."""

from typing import NamedTuple

from django.utils.text import capfirst

from ..models import Country, Occasion, Official, Organization, Place, Source, Topic
from ..models.fields import fold
from ..models.names import slug_of


class Named(NamedTuple):
    """A value by name: as addresses carry it, in words, what it sorts by, a country's code, and the key it lies in."""

    text: str
    label: str
    sort: str
    code: str = ""
    parent: object = None


def _rows(model, named):
    """A function from keys (kind, id) to {key: Named}; the kinds are all of the model."""

    def names(keys):
        rows = model.objects.in_bulk({pk for _, pk in keys})
        return {(of, pk): named(rows[pk], of) for of, pk in keys if pk in rows}

    return names


def _parent(row, of):
    return (of, row.parent_id) if row.parent_id else None


countries = _rows(Country, lambda row, of: Named(row.code, row.name, row.name_key, row.code))
officials = _rows(Official, lambda row, of: Named(str(row.pk), row.name, row.sort_key))
organizations = _rows(Organization, lambda row, of: Named(row.slug, row.short_name, fold(row.short_name)))
topics = _rows(Topic, lambda row, of: Named(row.slug, capfirst(row.name), row.name_key, parent=_parent(row, of)))
places = _rows(Place, lambda row, of: Named(row.slug, row.name, row.name_key, parent=_parent(row, of)))
occasions = _rows(Occasion, lambda row, of: Named(str(row.pk), row.label, fold(row.label)))


def regions(keys):
    """Regions and sub-regions by number, the latter inside the former."""
    found = Country.objects.order_by().values_list("region_code", "region", "subregion_code", "subregion").distinct()
    names = {}
    for region, name, subregion, subname in found if keys else []:
        if region:
            names["", int(region)] = Named(region, name, fold(name))
        if subregion:
            names["", int(subregion)] = Named(subregion, subname, fold(subname), parent=("", int(region)))
    return {key: names[key] for key in keys if key in names}


def publishers(keys):
    """Publishers by the number of their name."""
    numbers = {number for _, number in keys}
    found = dict(
        Source.objects.public()
        .filter(publisher_number__in=numbers)
        .order_by("-pk")
        .values_list("publisher_number", "publisher")
    )
    return {("", number): Named(slug_of(name), name, fold(name)) for number, name in found.items()}


def _bodies(**kinds):
    """Countries by code beside others under a prefix; `kinds` is {kind: (prefix, names)}."""

    def names(keys):
        found = {}
        for kind, (prefix, of_kind) in kinds.items():
            own = [key for key in keys if key[0] == kind]
            named = of_kind(own) if own else {}
            found |= {key: name._replace(text=f"{prefix}{name.text}", parent=None) for key, name in named.items()}
        return found

    return names


mentions = _bodies(country=("", countries), organization=("org:", organizations), place=("place:", places))
sides = _bodies(country=("", countries), organization=("org:", organizations))


def words(choices):
    """The words of a closed vocabulary, which sort in its order."""

    def names(keys):
        return {key: Named(key, choices(key).label, f"{choices.values.index(key):02}") for key in keys}

    return names


def ordinals(choices):
    """The words of a closed vocabulary that postings carry by their place in it."""

    def names(keys):
        known = [(key, choices.values[key[1] - 1]) for key in keys]
        return {key: Named(word, choices(word).label, f"{key[1]:02}") for key, word in known}

    return names
