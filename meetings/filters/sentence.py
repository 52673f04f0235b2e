"""The filter in words: one sentence for heading, title and description, as parts of which some are links."""

from typing import NamedTuple

from ..choices import LEVEL_PLURALS, Status
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


_AFTER = {
    # parameter: (words before its values, how a value is written)
    "topic": ("about", _name),
    "mentions": ("talking about", _name),
    "occasion": ("at", _name),
    "place": ("in", _name),
    "level": ("at the level of", _people),
    "encounter": ("of the kind", _word),
    "medium": ("", _word),
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
    for name in ("country", "organization", "official"):
        if picked[name].groups:
            phrases.append([Part("and with " if phrases else "with "), *words(name)])
    for name, (before, written) in _AFTER.items():
        if picked[name].groups:
            phrases.append([Part(f"{before} " if before else ""), *words(name, written)])
    if dates := _dates(picked, alone):
        phrases.append(dates)
    for number, phrase in enumerate(phrases):
        parts += [Part(", " if number else " "), *phrase]
    return parts


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
