"""The facets of a list: what its meetings have, how many the list would then hold, and the addresses that lead there."""

from collections import Counter
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
from ..models import Mention
from ..queries.facets import by_dimension, combinations
from . import naming
from .conditions import with_predecessors
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
    """How a facet is counted and called.

    Either from the column of its name, whose words are in `words`, or from postings: `parts` are (dimension, kind of
    record, prefix of the text), of which a key says by its place which one it is of, and `words` the ordinals if any.
    `apart`: it stands beside the list only where one of its values is chosen, else on a page of its own.
    """

    name: str
    title: str
    parts: tuple = ()
    words: dict | None = None
    tree: bool = False
    apart: bool = False


def _posted(title, dimension, name, *, of="", tree=False, apart=False):
    return _Kind(name, title, ((dimension, of or name, ""),), tree=tree, apart=apart)


def _bodies(name, title, *dimensions, apart=False):
    kinds = zip(dimensions, Mention.bodies, strict=False)
    return _Kind(name, title, tuple((d, kind.parameter, kind.prefix) for d, kind in kinds), apart=apart)


KINDS = [
    _posted("Country", Dimension.COUNTRY, "country"),
    _Kind("level", "Level", words=naming.words(Level)),
    _posted("Official", Dimension.OFFICIAL, "official"),
    _posted("Topic", Dimension.TOPIC, "topic", tree=True),
    _posted("Organisation", Dimension.ORGANIZATION, "organization"),
    _posted("Region", Dimension.REGION, "region", tree=True),
    _posted("Place", Dimension.PLACE, "place", tree=True),
    _posted("Occasion", Dimension.OCCASION, "occasion"),
    _Kind("occasion_kind", "Kind of occasion", words=naming.words(OccasionKind)),
    _Kind("setting", "Setting", words=naming.words(Setting)),
    _bodies(
        "mentions",
        "Talked about",
        Dimension.MENTIONED_COUNTRY,
        Dimension.MENTIONED_ORGANIZATION,
        Dimension.MENTIONED_PLACE,
    ),
    _Kind("format", "Format", words=naming.words(Format)),
    _Kind("encounter", "Kind of meeting", words=naming.words(Encounter)),
    _Kind("medium", "Medium", words=naming.words(Medium)),
    _Kind("accounts", "Accounts", words=naming.words(Accounts)),
    _Kind("status", "Status", words=naming.words(Status)),
    _posted("Host", Dimension.HOST, "host", of="country", apart=True),
    _posted("Office", Dimension.POSITION, "position", apart=True),
    _bodies("side", "Account of", Dimension.SIDE_COUNTRY, Dimension.SIDE_ORGANIZATION, apart=True),
    _posted("Publisher", Dimension.PUBLISHER, "publisher", apart=True),
    _Kind("basis", "Basis of an outcome", ((Dimension.BASIS, "", ""),), naming.ordinals(Basis), apart=True),
    _Kind("outcome", "Follow-up of an outcome", ((Dimension.OUTCOME, "", ""),), naming.ordinals(FollowUp), apart=True),
    _posted("Contested wording", Dimension.TERM, "term", apart=True),
]
BY_NAME = {kind.name: kind for kind in KINDS}
_COLUMNS = [kind.name for kind in KINDS if not kind.parts]
_ANY = Groups(((Value(ANY_STATUS, "", ANY_STATUS),),))


class _Counts(NamedTuple):
    """The numbers of one kind by key, those of chosen values too, and how many values there are in all."""

    kind: _Kind
    numbers: dict
    chosen: list
    total: int


def facets(selection):
    """The facets beside a list, as a list of `Facet`; sets `selection.count`, which the same numbers tell."""
    return _facets(selection, [kind for kind in KINDS if not _is_apart(selection, kind)], SHOWN)


def apart(selection):
    """The names and titles of the facets that stand on pages of their own alone."""
    return [(kind.name, kind.title) for kind in KINDS if _is_apart(selection, kind)]


def _is_apart(selection, kind):
    return kind.apart and not selection.picked[kind.name].groups


def facet(selection, name):
    """One facet of a selection with all its values; `name` is one of `BY_NAME`."""
    return _facets(selection, [BY_NAME[name]], None)[0]


def _facets(selection, kinds, top):
    counts = _by_columns(selection) | _by_postings(selection, kinds, top)
    counted = [counts[kind.name] for kind in kinds]
    names = _names(counted)
    return [_facet(selection, one, names[one.kind.name], top) for one in counted]


def _chosen(selection, name):
    """The groups of a parameter that narrow the list; `status=any` chooses none."""
    return [group for group in selection.picked[name].groups if not any(v.target == ANY_STATUS for v in group)]


# -- numbers


def _by_columns(selection):
    """The counts of all columns, {name: _Counts}: one query for the combinations of their words, the rest is sorting these.

    A meeting counts in a column's facet if all other columns are as chosen. If its own is not, it is one that choosing its
    word as well would add.
    """
    freed = {name: Groups() for name in _COLUMNS} | {"status": _ANY}
    wanted = {name: [{value.target for value in group} for group in _chosen(selection, name)] for name in _COLUMNS}
    if not selection.picked["status"].groups:
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
    return _Counts(BY_NAME[name], numbers, chosen, len(numbers))


def _by_postings(selection, kinds, top):
    """The counts of the kinds that are filed in postings: one query for all, and one for each whose alternatives widen the list."""
    kinds = [_as_switched(kind, selection) for kind in kinds if kind.parts]
    if not kinds:
        return {}
    chosen = {
        kind.name: [_key(kind, value) for group in _chosen(selection, kind.name) for value in group] for kind in kinds
    }
    dimensions = [dimension for kind in kinds for dimension, _, _ in kind.parts]
    picks = [(kind.parts[part][0], value) for kind in kinds for part, value in chosen[kind.name]]
    # Trees are cut by their branches, not by their numbers.
    whole = [dimension for kind in kinds if kind.tree for dimension, _, _ in kind.parts]
    tallies = by_dimension(
        selection.entries(), dimensions, top=top, chosen=picks, whole=whole, statuses=selection.statuses
    )
    counts = {}
    for kind in kinds:
        numbers, total = _of(kind, tallies)
        if chosen[kind.name] and not selection.parameters[kind.name].many:
            numbers, total = _alternatives(selection, kind, numbers, chosen[kind.name], top)
        numbers |= {key: numbers.get(key, 0) for key in chosen[kind.name]}
        counts[kind.name] = _Counts(kind, numbers, chosen[kind.name], max(total, len(numbers)))
    return counts


def _as_switched(kind, selection):
    """The kind as the switches of the address have it counted."""
    if kind.name == "topic" and selection.picked["subtopics"].groups:
        return kind._replace(parts=((Dimension.TOPIC_ITSELF, "topic", ""),))
    return kind


def _key(kind, value):
    """What a chosen value is counted under: the place of its part, and its id or ordinal."""
    if not isinstance(value.target, tuple):
        return 0, value.target
    of, pk = value.target
    return next(place for place, part in enumerate(kind.parts) if part[1] == of), pk


def _of(kind, tallies):
    numbers = {
        (place, value): number
        for place, (dimension, _, _) in enumerate(kind.parts)
        for value, number in tallies[dimension].top
    }
    return numbers, sum(tallies[dimension].total for dimension, _, _ in kind.parts)


def _alternatives(selection, kind, here, chosen, top):
    """The numbers of a kind of which some values are chosen: of these as they are, of others how many the list would hold."""
    last = selection.picked[kind.name].groups[-1]
    condition = selection.parameters[kind.name].condition(last, selection.picked)
    others = selection.entries(**{kind.name: selection.without(kind.name)}).exclude(condition)
    dimensions = [part[0] for part in kind.parts]
    added, total = _of(kind, by_dimension(others, dimensions, top=top, whole=dimensions if kind.tree else ()))
    numbers = {key: selection.count + number for key, number in added.items() if key not in chosen}
    return numbers | {key: here.get(key, 0) for key in chosen}, total + len(chosen)


# -- names and addresses


def _names(counts):
    """The names of all keys, {parameter: {key: Named}}: a query for each kind of record."""
    ids = {}
    for one in counts:
        for place, pk in one.numbers if one.kind.parts and not one.kind.words else ():
            ids.setdefault(one.kind.parts[place][1], set()).add(pk)
    rows = naming.named(ids)
    return {one.kind.name: _names_of(one, rows) for one in counts}


def _names_of(one, rows):
    kind = one.kind
    if kind.words:
        known = ((key, kind.words.get(key[1] if kind.parts else key)) for key in one.numbers)
        return {key: name for key, name in known if name}
    names = {}
    for place, pk in one.numbers:
        _, record, prefix = kind.parts[place]
        if name := rows[record].get(pk):
            names[place, pk] = name._replace(text=f"{prefix}{name.text}") if prefix else name
    return names


def _facet(selection, one, names, top):
    kind, chosen = one.kind, set(one.chosen)
    ranked = sorted(names, key=lambda key: (key not in chosen, -one.numbers[key], names[key].sort))
    if top is not None and not (kind.tree or kind.words):
        ranked = ranked[: max(top, len(chosen))]

    def option(key):
        return _option(selection, kind, names[key], one.numbers[key], key in chosen)

    options = _grown(ranked, names, chosen, top, option) if kind.tree else [option(key) for key in ranked]
    if kind.name == "country" and selection.picked["predecessors"].groups:
        options = [_with_predecessors(selection, *pair) for pair in zip(ranked, options, strict=True)]
    many = selection.parameters[kind.name].many
    return Facet(kind.name, kind.title, many, options, max(one.total, len(ranked)), len(chosen))


def _option(selection, kind, name, number, chosen):
    groups = _chosen(selection, kind.name)
    value = Value(name.text, name.label, None)
    if chosen:
        kept = (tuple(one for one in group if one.text != name.text) for group in groups)
        url = selection.address(**{kind.name: Groups(tuple(group for group in kept if group))})
        return Option(name.text, name.label, number, url, True, "", name.code)
    either = ""
    if groups:
        either = selection.address(**{kind.name: Groups((*groups[:-1], (*groups[-1], value)))})
        if not selection.parameters[kind.name].many:
            return Option(name.text, name.label, number, either, False, "", name.code)
    url = selection.address(**{kind.name: Groups((*groups, (value,)))})
    return Option(name.text, name.label, number, url, False, either, name.code)


def _with_predecessors(selection, key, option):
    """The option of a country counted together with the states before it, as the list it leads to will be."""
    family = with_predecessors([key[1]])
    if len(family) == 1:
        return option
    condition = selection.parameters["country"].by.among(family)
    return option._replace(number=selection.entries().filter(condition).count())


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
