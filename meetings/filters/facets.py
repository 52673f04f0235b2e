"""The facets of a list: what its meetings have, how many the list would then hold, and the addresses that lead there."""

from typing import NamedTuple

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
from ..queries.facets import by_column, by_dimension
from . import naming
from .conditions import MENTIONS, SIDES, with_predecessors
from .meetings import ANY_STATUS
from .values import Groups, Value

SHOWN = 8
"""Values that a facet shows before all of them are asked for."""


class Option(NamedTuple):
    """One value of a facet.

    `number` is how many meetings the list at `url` holds: with the value added, or, of a chosen one, how many of this list
    have it, where `url` takes it away. `either` adds the value as an alternative to those chosen last, empty where there is
    none. `code` is a country's, for its flag.
    """

    text: str
    label: str
    number: int
    url: str
    chosen: bool = False
    either: str = ""
    code: str = ""
    children: tuple = ()


class Facet(NamedTuple):
    """One facet: its parameter and title, the options shown, how many values there are in all, and how many are chosen.

    `many`: adding a value narrows the list; else it widens the list by alternatives once one is chosen.
    """

    name: str
    title: str
    many: bool
    options: list
    total: int
    chosen: int


class _Kind(NamedTuple):
    """How a facet is counted: from a column of the entries with its vocabulary, or from postings of some dimensions by kind."""

    name: str
    title: str
    names: object
    dimensions: dict = {}
    column: str = ""
    tree: bool = False


def _words(name, title, choices):
    return _Kind(name, title, naming.words(choices), column=name)


def _posted(name, title, dimension, names, *, tree=False):
    return _Kind(name, title, names, {"": dimension}, tree=tree)


KINDS = [
    _posted("country", "Country", Dimension.COUNTRY, naming.countries),
    _words("level", "Level", Level),
    _posted("official", "Official", Dimension.OFFICIAL, naming.officials),
    _posted("topic", "Topic", Dimension.TOPIC, naming.topics, tree=True),
    _posted("organization", "Organisation", Dimension.ORGANIZATION, naming.organizations),
    _posted("region", "Region", Dimension.REGION, naming.regions, tree=True),
    _posted("place", "Place", Dimension.PLACE, naming.places, tree=True),
    _posted("host", "Host", Dimension.HOST, naming.countries),
    _posted("occasion", "Occasion", Dimension.OCCASION, naming.occasions),
    _words("occasion_kind", "Kind of occasion", OccasionKind),
    _words("setting", "Setting", Setting),
    _Kind("mentions", "Talked about", naming.mentions, MENTIONS.dimensions),
    _words("format", "Format", Format),
    _words("encounter", "Kind of meeting", Encounter),
    _words("medium", "Medium", Medium),
    _words("accounts", "Accounts", Accounts),
    _Kind("side", "Account of", naming.sides, SIDES.dimensions),
    _posted("publisher", "Publisher", Dimension.PUBLISHER, naming.publishers),
    _posted("basis", "Basis of an outcome", Dimension.BASIS, naming.ordinals(Basis)),
    _posted("outcome", "Follow-up", Dimension.OUTCOME, naming.ordinals(FollowUp)),
    _words("status", "Status", Status),
]
BY_NAME = {kind.name: kind for kind in KINDS}
_COLUMNS = [kind.column for kind in KINDS if kind.column]


def facets(selection):
    """Every facet of a selection, as a list of `Facet`; sets `selection.count`, which the numbers of the columns tell as well."""
    picked = selection.picked
    kinds = [_of(kind, picked) for kind in KINDS]
    chosen = [pair for kind in kinds for pair in _pairs(kind, _chosen(picked, kind.name))]
    entries = selection.entries()
    columns = by_column(entries, _COLUMNS)
    selection.count = columns[None][None]
    dimensions = [dimension for kind in kinds for dimension in kind.dimensions.values()]
    whole = [dimension for kind in kinds if kind.name == "topic" for dimension in kind.dimensions.values()]
    tallies = by_dimension(entries, dimensions, top=SHOWN, chosen=chosen, whole=whole)
    return [_facet(selection, kind, _numbers(kind, columns, tallies), top=SHOWN) for kind in kinds]


def facet(selection, name):
    """One facet of a selection with all its values; `name` is one of `BY_NAME`."""
    kind = _of(BY_NAME[name], selection.picked)
    return _facet(selection, kind, _count(selection.entries(), kind), top=None)


def _of(kind, picked):
    """The kind as the switches of the address have it counted."""
    if kind.name == "topic" and picked["subtopics"].groups:
        return kind._replace(dimensions={"": Dimension.TOPIC_ITSELF})
    return kind


def _count(entries, kind, top=None, chosen=()):
    """The numbers of one kind among the entries: ({key: number}, values in all); a key is a word, or (kind, value)."""
    if kind.column:
        return _numbers(kind, by_column(entries, [kind.column]), {})
    return _numbers(kind, {}, by_dimension(entries, list(kind.dimensions.values()), top=top, chosen=chosen))


def _numbers(kind, columns, tallies):
    if kind.column:
        return dict(columns[kind.column]), len(columns[kind.column])
    found = {(of, value): n for of, dimension in kind.dimensions.items() for value, n in tallies[dimension].top}
    return found, sum(tallies[dimension].total for dimension in kind.dimensions.values())


def _facet(selection, kind, counted, top):
    """A facet from the numbers of the selection's entries; one whose alternatives widen the list is counted without its own."""
    picked = selection.picked
    numbers, total = counted
    groups = picked[kind.name].groups
    chosen = _chosen(picked, kind.name)
    keys = {_key(kind, value) for value in chosen}
    many = selection.parameters[kind.name].many
    if kind.name == "status":
        numbers, total = _count(selection.entries(status=_ANY), kind)
    elif not many and groups:
        numbers, total = _alternatives(selection, kind, numbers, keys, top)
    names = kind.names([key for key in [*numbers, *keys] if key is not None])
    ranked = sorted(
        (key for key in {*numbers, *keys} if key in names),
        key=lambda key: (key not in keys, -numbers.get(key, 0), names[key].sort),
    )
    shown = ranked if top is None or (kind.tree and kind.name == "topic") else ranked[: max(top, len(keys))]
    options = {key: _option(selection, kind, names[key], numbers.get(key, 0), key in keys) for key in shown}
    if kind.name == "country" and picked["predecessors"].groups:
        options = _with_predecessors(selection, options)
    ordered = _grown(options, names, keys) if kind.tree else list(options.values())
    return Facet(kind.name, kind.title, many, ordered, max(total, len(shown)), len(keys))


_ANY = Groups(((Value(ANY_STATUS, "", ANY_STATUS),),))


def _chosen(picked, name):
    """The values of a parameter that are chosen; `status=any` chooses none."""
    return [value for value in picked[name].values if value.target != ANY_STATUS]


def _key(kind, value):
    """What the numbers of a kind know a chosen value by."""
    if kind.column:
        return value.target
    return value.target if isinstance(value.target, tuple) else ("", value.target)


def _pairs(kind, chosen):
    """Chosen values as (dimension, value)."""
    return (
        [(kind.dimensions[of], pk) for of, pk in (_key(kind, value) for value in chosen) if kind.dimensions]
        if kind.dimensions
        else []
    )


def _alternatives(selection, kind, own, keys, top):
    """The numbers of a kind of which some are chosen: for these how many of the list have it, for others with how many the list grows."""
    earlier = selection.without(kind.name)
    last = selection.picked[kind.name].groups[-1]
    others = selection.entries(**{kind.name: earlier})
    condition = selection.parameters[kind.name].condition(last, selection.picked)
    added, total = _count(others.exclude(condition), kind, top)
    numbers = {key: selection.count + number for key, number in added.items()}
    # What all found meetings have too adds none: it is left out unless it was chosen, as one more click would change nothing.
    return numbers | {key: own.get(key, 0) for key in keys}, total + len(keys)


def _option(selection, kind, name, number, chosen):
    groups = selection.picked[kind.name].groups
    if kind.name == "status":
        groups = tuple(group for group in groups if group[0].target != ANY_STATUS)
    value = Value(name.text, name.label, None)
    if chosen:
        kept = (tuple(one for one in group if one.text != name.text) for group in groups)
        url = selection.address(**{kind.name: Groups(tuple(group for group in kept if group))})
        return Option(name.text, name.label, number, url, True, "", name.code)
    wider = (*groups[:-1], (*groups[-1], value)) if groups else ((value,),)
    either = selection.address(**{kind.name: Groups(wider)})
    if not selection.parameters[kind.name].many:
        return Option(name.text, name.label, number, either, False, "", name.code)
    url = selection.address(**{kind.name: Groups((*groups, (value,)))})
    return Option(name.text, name.label, number, url, False, either if groups else "", name.code)


def _with_predecessors(selection, options):
    """The options of countries counted together with the states before them, as the list they lead to will be."""
    counted = {}
    for key, option in options.items():
        family = with_predecessors([key[1]])
        if len(family) > 1:
            condition = selection.parameters["country"].by.among(family)
            option = option._replace(number=selection.entries().filter(condition).count())
        counted[key] = option
    return counted


def _grown(options, names, keys):
    """Options of a tree, each below the one that it lies in where that one is shown, and at the top where it is not."""
    below = {}
    for key in options:
        parent = names[key].parent
        below.setdefault(parent if parent in options else None, []).append(key)

    def branches(parent):
        return tuple(options[key]._replace(children=branches(key)) for key in below.get(parent, []))

    return list(branches(None))
