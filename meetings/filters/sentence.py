"""The filter in words: one sentence for heading, title and description, as parts of which some are links."""

from typing import NamedTuple

from ..choices import Status
from .meetings import list_url
from .parameters import ANY_STATUS, Switch

_WHO = ("with", "with the")  # words before those who took part, whose phrases "and" joins


class Part(NamedTuple):
    """A piece of the sentence; `url` is empty for words between values."""

    text: str
    url: str = ""


def _list(name, groups, written):
    """Groups in words: "A and B", "A or B", and ", and with" never ambiguous: "A, and B or C"."""
    parts, several = [], any(len(group) > 1 for group in groups)
    for number, group in enumerate(groups):
        if number:
            parts.append(Part(", and " if several else " and "))
        if not group:
            parts.append(Part("something not on file"))
        for position, value in enumerate(group):
            if position:
                parts.append(Part(" or " if position == len(group) - 1 else ", "))
            parts.append(Part(written(value), value.url or list_url((name, value.text))))
    return parts


def sentence(count, values, parameters):
    """The sentence as a list of `Part`.

    `count` is the exact number of meetings, `values` and `parameters` map each name to its `Groups` and its `Parameter`.
    """

    def words(name):
        groups = [group for group in values[name].groups if not any(v.target == ANY_STATUS for v in group)]
        return _list(name, groups, parameters[name].written)

    parts = [Part(f"{count:,} " if count else "No ")]
    status = values["status"].groups
    any_status = bool(status) and all(any(value.target == ANY_STATUS for value in group) for group in status)
    if not status:
        parts.append(Part(f"{Status.HELD.label.lower()} "))
    elif not any_status:
        parts += [*words("status"), Part(" ")]
    if values["format"].groups:
        parts += [*words("format"), Part(" ")]
    parts.append(Part("meeting" if count == 1 else "meetings"))
    if any_status:
        parts.append(Part(" of any status"))

    phrases = []
    for name in _in_order(parameters):
        said = parameters[name].said
        if said is not None and values[name].groups:
            before = f"and {said}" if phrases and said in _WHO else said
            phrases.append([Part(f"{before} " if before else ""), *words(name), *_asides(name, values, parameters)])
    if dates := _dates(values):
        phrases.append(dates)
    for number, phrase in enumerate(phrases):
        parts += [Part(", " if number else " "), *phrase]
    return parts


def _in_order(parameters):
    """The names as the sentence orders them: as declared, but the words looked for before where it was."""
    names = [name for name in parameters if name != "q"]
    names.insert(names.index("occasion"), "q")
    return names


def _asides(name, values, parameters):
    """What switches say of a parameter."""
    switches = {other: one for other, one in parameters.items() if isinstance(one, Switch) and one.of == name}
    return [Part(switch.aside) for other, switch in switches.items() if values[other].groups]


def _dates(values):
    after, before = (
        [Part(value.label, list_url((name, value.text))) for value in values[name].flat]
        for name in ("date_after", "date_before")
    )
    if after and before:
        same = values["date_after"].flat[0].text == values["date_before"].flat[0].text
        return [Part("in "), *after] if same else [Part("from "), *after, Part(" to "), *before]
    if after:
        return [Part("since "), *after]
    return [Part("until "), *before] if before else []


def plain(parts):
    """The sentence as text."""
    return "".join(part.text for part in parts)
