"""The facets of a list: what its meetings have, how many the list would then hold, and the addresses that lead there."""

from collections import Counter
from typing import NamedTuple

from ..choices import Status
from ..index.counting import by_dimension, combinations
from .meetings import FACETS, MeetingFilter
from .parameters import ANY_STATUS, Column, CountryFiled, Parameter, filed, with_predecessors
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

    `narrows`: adding a value narrows the list; else it widens the list by alternatives once one is chosen.
    """

    name: str
    title: str
    narrows: bool
    options: list
    total: int
    chosen: int


_COLUMNS = [name for name in FACETS if isinstance(MeetingFilter.base_filters[name], Column)]
_ANY = Groups(((Value(ANY_STATUS, "", ANY_STATUS),),))


class _Counts(NamedTuple):
    """The numbers of a parameter by key, those of chosen values too, and how many values there are in all.

    A key is a word of a column, or a dimension and a value; `parts` are the dimensions with their kinds of value.
    """

    name: str
    parameter: Parameter
    parts: dict
    numbers: dict
    chosen: list
    total: int


def facets(selection):
    """The facets beside a list, as a list of `Facet`; sets `selection.count`, which the same numbers tell."""
    return _facets(selection, [name for name in FACETS if not _is_on_own_page(selection, name)], SHOWN)


def on_own_pages(selection):
    """The names and titles of the facets that stand on pages of their own alone."""
    return [(name, selection.parameters[name].label) for name in FACETS if _is_on_own_page(selection, name)]


def _is_on_own_page(selection, name):
    return selection.parameters[name].on_own_page and not selection.values[name].groups


def facet(selection, name):
    """One facet of a selection with all its values; `name` is one of `FACETS`."""
    return _facets(selection, [name], None)[0]


def _facets(selection, names, top):
    counts = _by_columns(selection) | _by_postings(selection, [name for name in names if name not in _COLUMNS], top)
    counted = [counts[name] for name in names]
    return [_facet(selection, one, named, top) for one, named in zip(counted, _names(counted), strict=True)]


def _chosen(selection, name):
    """The groups of a parameter that narrow the list; `status=any` chooses none."""
    return [group for group in selection.values[name].groups if not any(v.target == ANY_STATUS for v in group)]


# -- numbers


def _by_columns(selection):
    """The counts of all columns, {name: _Counts}: one query for the combinations of their words, the rest is sorting these.

    A meeting counts in a column's facet if all other columns are as chosen. If its own is not, it is one that choosing its
    word as well would add.
    """
    freed = {name: Groups() for name in _COLUMNS} | {"status": _ANY}
    wanted = {name: [{value.target for value in group} for group in _chosen(selection, name)] for name in _COLUMNS}
    if not selection.values["status"].groups:
        wanted["status"] = [{Status.HELD.value}]
    asked = [(place, wanted[name]) for place, name in enumerate(_COLUMNS) if wanted[name]]
    here, more = {name: Counter() for name in _COLUMNS}, {name: Counter() for name in _COLUMNS}
    counters = list(here.values())
    count = 0
    for words, number in combinations(selection.entries(**freed), _COLUMNS):
        missed = [place for place, groups in asked if any(words[place] not in group for group in groups)]
        if not missed:
            count += number
            for counter, word in zip(counters, words, strict=True):
                counter[word] += number
        elif len(missed) == 1:
            name, word = _COLUMNS[missed[0]], words[missed[0]]
            if all(word in group for group in wanted[name][:-1]):
                more[name][word] += number
    selection.count = count
    return {name: _column(selection, name, here[name], more[name]) for name in _COLUMNS}


def _column(selection, name, here, more):
    chosen = [value.target for group in _chosen(selection, name) for value in group]
    # Held is what a list holds without being asked: another status does not add to it, it takes its place.
    base = selection.count if chosen else 0
    numbers = {word: number for word, number in here.items() if word}
    numbers |= {word: base + number for word, number in more.items() if word}
    numbers |= {word: here[word] for word in chosen}
    return _Counts(name, selection.parameters[name], {}, numbers, chosen, len(numbers))


def _by_postings(selection, names, top):
    """The counts of what is filed in postings: one query for all, and one for each whose alternatives widen the list."""
    asked = [_asked(selection, name) for name in names]
    if not asked:
        return {}
    tallies = by_dimension(
        selection.entries(),
        [dimension for one in asked for dimension in one.parts],
        top=top,
        chosen=[key for one in asked for key in one.chosen],
        # Trees are cut by their branches, not by their numbers.
        whole=[dimension for one in asked if one.parameter.tree for dimension in one.parts],
        statuses=selection.statuses,
    )
    return {one.name: _counted(selection, one, tallies, top) for one in asked}


def _asked(selection, name):
    """The counts of a parameter before anything is counted."""
    parameter = selection.parameters[name]
    parts = parameter.parts(selection.values)
    chosen = [_key(parts, value.target) for group in _chosen(selection, name) for value in group]
    return _Counts(name, parameter, parts, {}, chosen, 0)


def _counted(selection, one, tallies, top):
    numbers, total = _of(one.parts, tallies)
    if one.chosen and not one.parameter.narrows:
        numbers, total = _alternatives(selection, one, numbers, top)
    numbers |= {key: numbers.get(key, 0) for key in one.chosen}
    return one._replace(numbers=numbers, total=max(total, len(numbers)))


def _key(parts, target):
    """What a chosen value is counted under: where a parameter has one dimension, its targets do not say which."""
    return target if isinstance(target, tuple) else (*parts, target)


def _of(parts, tallies):
    numbers = {(dimension, value): number for dimension in parts for value, number in tallies[dimension].top}
    return numbers, sum(tallies[dimension].total for dimension in parts)


def _alternatives(selection, one, here, top):
    """The numbers of a parameter of which some values are chosen: of these as they are, of others how many the list would hold."""
    condition = one.parameter.condition(selection.values[one.name].groups[-1], selection.values)
    others = selection.entries(**{one.name: selection.without(one.name)}).exclude(condition)
    whole = one.parts if one.parameter.tree else ()
    added, total = _of(one.parts, by_dimension(others, list(one.parts), top=top, whole=whole))
    numbers = {key: selection.count + number for key, number in added.items() if key not in one.chosen}
    return numbers | {key: here.get(key, 0) for key in one.chosen}, total + len(one.chosen)


# -- names and addresses


def _names(counts):
    """What the keys of each of the counts are called, as a list of {key: Named}: a query for each kind of record."""
    ids = {}
    for one in counts:
        for dimension, value in one.numbers if one.parts else ():
            ids.setdefault(one.parts[dimension], set()).add(value)
    rows = {kind: kind.named(wanted) for kind, wanted in ids.items()}
    return [_names_of(one, rows) if one.parts else one.parameter.kind.named(one.numbers) for one in counts]


def _names_of(one, rows):
    names = {}
    for dimension, value in one.numbers:
        kind = one.parts[dimension]
        if name := rows[kind].get(value):
            names[dimension, value] = name._replace(text=kind.prefix + name.text) if len(one.parts) > 1 else name
    return names


def _facet(selection, one, names, top):
    parameter, chosen = one.parameter, set(one.chosen)
    ranked = sorted(names, key=lambda key: (key not in chosen, -one.numbers[key], names[key].sort))
    if top is not None and one.parts and not parameter.tree:
        ranked = ranked[: max(top, len(chosen))]

    def option(key):
        return _option(selection, one, names[key], one.numbers[key], key in chosen)

    options = _grown(ranked, names, chosen, top, option) if parameter.tree else [option(key) for key in ranked]
    if isinstance(parameter, CountryFiled) and selection.values["predecessors"].groups:
        options = [_with_predecessors(selection, *pair) for pair in zip(ranked, options, strict=True)]
    total = max(one.total, len(ranked))
    return Facet(one.name, parameter.label, parameter.narrows, options, total, len(chosen))


def _option(selection, one, named, number, chosen):
    groups = _chosen(selection, one.name)
    value = Value(named.text, named.label, None)
    if chosen:
        kept = (tuple(other for other in group if other.text != named.text) for group in groups)
        url = selection.address(**{one.name: Groups(tuple(group for group in kept if group))})
        return Option(named.text, named.label, number, url, True, "", named.code)
    either = ""
    if groups:
        either = selection.address(**{one.name: Groups((*groups[:-1], (*groups[-1], value)))})
        if not one.parameter.narrows:
            return Option(named.text, named.label, number, either, False, "", named.code)
    url = selection.address(**{one.name: Groups((*groups, (value,)))})
    return Option(named.text, named.label, number, url, False, either, named.code)


def _with_predecessors(selection, key, option):
    """The option of a country counted together with the states before it, as the list it leads to will be."""
    dimension, pk = key
    family = with_predecessors([pk])
    if len(family) == 1:
        return option
    return option._replace(number=selection.entries().filter(filed(dimension, family)).count())


def _grown(keys, names, chosen, top, option):
    """The options of a tree, each below the one that it lies in where that one is shown, and at the top where it is not.

    Of it the first `top` branches and those in which something is chosen; what lies below them only where that is so.
    """
    below, shown = {}, set(keys)
    for key in keys:
        parent = (key[0], names[key].parent)
        below.setdefault(parent if parent in shown else None, []).append(key)

    def branches(parent, top):
        found = []
        for place, key in enumerate(below.get(parent, [])):
            inside = branches(key, top if top is None or key in chosen else 0)
            if top is None or place < top or key in chosen or inside:
                found.append(option(key)._replace(children=tuple(inside)))
        return found

    return branches(None, top)
