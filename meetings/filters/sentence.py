"""The filter in words: one sentence for heading, title and description, as parts of which some are links."""

import re
from typing import NamedTuple

from ..choices import LEVEL_PLURALS, Accounts, Basis, OccasionKind, Setting, Status
from .meetings import ANY_STATUS


class Part(NamedTuple):
    """A piece of the sentence; `url` is empty for words between values."""

    text: str
    url: str = ""


def _name(value):
    return value.label


def _word(value):
    return value.label.lower()


def _people(value):
    return LEVEL_PLURALS[value.target]


def _by(words):
    """A writer that has words of its own for each value."""
    return lambda value: words[value.text]


def _quoted(value):
    return f"“{value.label}”"


def _looked_for(value):
    # The quotation marks of a phrase stand inside those of the sentence.
    words = re.sub(r'"([^"]*)"', r"‘\1’", value.label)
    return f"“{words}”"


_OCCASIONS = {
    kind.value: f"{'an' if kind == OccasionKind.INAUGURATION else 'a'} {kind.label.lower()}" for kind in OccasionKind
}
_SETTINGS = {
    Setting.STANDALONE: "of no occasion",
    Setting.MARGINS: "on the margins of an occasion",
    Setting.PROGRAMME: "in the programme of an occasion",
}
_ACCOUNTS = {
    Accounts.BOTH: "with every side’s account on file",
    Accounts.ONE: "with only some sides’ accounts on file",
    Accounts.NONE: "with no side’s account on file",
}
_BASES = {Basis.JOINT: "by every side", Basis.ONE_SIDE: "by some sides only", Basis.THIRD_PARTY: "by others only"}

_WITH = ("country", "organization", "official", "position")
_AFTER = {
    # parameter: (words before its values, how a value is written)
    "region": ("with a party from", _name),
    "host": ("hosted by", _name),
    "topic": ("about", _name),
    "mentions": ("talking about", _name),
    "term": ("using the wording", _quoted),
    "q": ("matching", _looked_for),
    "occasion": ("at", _name),
    "occasion_kind": ("on the occasion of", _by(_OCCASIONS)),
    "setting": ("", _by(_SETTINGS)),
    "place": ("in", _name),
    "level": ("at the level of", _people),
    "encounter": ("of the kind", _word),
    "medium": ("", _word),
    "accounts": ("", _by(_ACCOUNTS)),
    "side": ("with an account from", _name),
    "publisher": ("reported by", _name),
    "basis": ("with an outcome reported", _by(_BASES)),
    "outcome": ("with an outcome", _word),
}
_ASIDES = {
    # parameter: (the switch that changes how it is read, what the sentence then adds)
    "country": ("predecessors", " (and states before them)"),
    "topic": ("subtopics", " (without sub-topics)"),
}


def _list(groups, url_of, written):
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
            parts.append(Part(written(value), url_of(value)))
    return parts


def sentence(count, picked, alone):
    """The sentence as a list of `Part`.

    `count` is the exact number of meetings, `picked` maps each parameter to its `Groups`, and `alone(name, value)` gives the
    address of the list of a value that has no page of its own.
    """

    def words(name, written=_name):
        groups = [group for group in picked[name].groups if not any(v.target == ANY_STATUS for v in group)]
        return _list(groups, lambda value: value.url or alone(name, value), written)

    parts = [Part(f"{count:,} " if count else "No ")]
    status = picked["status"].groups
    any_status = bool(status) and all(any(value.target == ANY_STATUS for value in group) for group in status)
    if not status:
        parts.append(Part(f"{Status.HELD.label.lower()} "))
    elif not any_status:
        parts += [*words("status", _word), Part(" ")]
    if picked["format"].groups:
        parts += [*words("format", _word), Part(" ")]
    parts.append(Part("meeting" if count == 1 else "meetings"))
    if any_status:
        parts.append(Part(" of any status"))

    phrases = []
    for name in _WITH:
        if picked[name].groups:
            before = f"{'and ' if phrases else ''}with {'the ' if name == 'position' else ''}"
            phrases.append([Part(before), *words(name), *_aside(name, picked)])
    for name, (before, written) in _AFTER.items():
        if picked[name].groups:
            phrases.append([Part(f"{before} " if before else ""), *words(name, written), *_aside(name, picked)])
    if dates := _dates(picked, alone):
        phrases.append(dates)
    for number, phrase in enumerate(phrases):
        parts += [Part(", " if number else " "), *phrase]
    return parts


def _aside(name, picked):
    switch, words = _ASIDES.get(name, ("", ""))
    return [Part(words)] if switch and picked[switch].groups else []


def _dates(picked, alone):
    after, before = (
        [Part(value.label, alone(name, value)) for value in picked[name].values]
        for name in ("date_after", "date_before")
    )
    if after and before:
        same = picked["date_after"].values[0].text == picked["date_before"].values[0].text
        return [Part("in "), *after] if same else [Part("from "), *after, Part(" to "), *before]
    if after:
        return [Part("since "), *after]
    return [Part("until "), *before] if before else []


def plain(parts):
    """The sentence as text."""
    return "".join(part.text for part in parts)
