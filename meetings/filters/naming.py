"""What facets call the values that were counted: texts, labels and flags by id, a query for each kind of record."""

from typing import NamedTuple

from django.utils.text import capfirst

from ..models import ContestedTerm, Country, Occasion, Official, Organization, Place, Position, Publisher, Topic
from ..models.fields import fold


class Named(NamedTuple):
    """A value by name: as addresses carry it, in words, what it sorts by, a country's code, and the id that it lies in."""

    text: str
    label: str
    sort: str
    code: str = ""
    parent: int | None = None


def named(ids):
    """Ids by kind of record, {kind: ids}, as {kind: {id: Named}}; ids without a row are left out."""
    return {kind: (_regions(wanted) if kind == "region" else _rows(kind, wanted)) for kind, wanted in ids.items()}


def _rows(kind, ids):
    model, columns, name = _KINDS[kind]
    rows = model.objects.filter(pk__in=ids).values_list("pk", *columns) if ids else []
    return {pk: name(pk, *row) for pk, *row in rows}


def _in_tree(pk, slug, name, key, parent):
    return Named(slug, capfirst(name), key, parent=parent)


def _organization(pk, slug, name, acronym):
    return Named(slug, acronym or name, fold(acronym or name))


def _occasion(pk, name, short_name):
    return Named(str(pk), short_name or name, fold(short_name or name))


def _position(pk, title, country, organization):
    label = f"{title}, {country or organization}"
    return Named(str(pk), label, fold(label))


_KINDS = {
    "country": (Country, ["code", "name", "name_key"], lambda pk, code, *name: Named(code, *name, code=code)),
    "official": (Official, ["name", "sort_key"], lambda pk, *name: Named(str(pk), *name)),
    "organization": (Organization, ["slug", "name", "acronym"], _organization),
    "topic": (Topic, ["slug", "name", "name_key", "parent_id"], _in_tree),
    "place": (Place, ["slug", "name", "name_key", "parent_id"], _in_tree),
    "occasion": (Occasion, ["name", "short_name"], _occasion),
    "position": (Position, ["title", "country__name", "organization__name"], _position),
    "term": (ContestedTerm, ["term"], lambda pk, term: Named(str(pk), term, fold(term))),
    "publisher": (Publisher, ["slug", "name"], lambda pk, slug, name: Named(slug, name, fold(name))),
}


def _regions(ids):
    """Regions and sub-regions by number, the latter inside the former."""
    columns = ("region_code", "region", "subregion_code", "subregion")
    found = {}
    for region, name, subregion, subname in Country.objects.order_by().values_list(*columns).distinct() if ids else []:
        if region:
            found[int(region)] = Named(region, name, fold(name))
        if subregion:
            found[int(subregion)] = Named(subregion, subname, fold(subname), parent=int(region))
    return {pk: found[pk] for pk in ids if pk in found}


def words(choices):
    """The words of a closed vocabulary by themselves; they sort in its order."""
    return {word: Named(word, label, f"{place:02}") for place, (word, label) in enumerate(choices.choices)}


def ordinals(choices):
    """The same by their place in it, from 1, as postings carry them."""
    return dict(enumerate(words(choices).values(), 1))
