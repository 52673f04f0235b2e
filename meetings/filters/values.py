"""Reads one parameter of the contract: a comma means any of, the same parameter twice means and, bad values drop out one by one."""

import re
from typing import NamedTuple

from django import forms

from ..models import When
from ..models.words import Query

MOST_VALUES = 40
"""Values of one parameter that are read; more than any person filters by, few enough to answer quickly."""


class Value(NamedTuple):
    """One value that was understood: as addresses carry it, in words, what the query compares with, and its own page.

    `led`: it was asked for by what it was called before.
    """

    text: str
    label: str
    target: object
    url: str = ""
    led: bool = False


class Unclear(NamedTuple):
    """A value that may be one of several, and the reason in words why it is left out."""

    reason: str


class Groups(NamedTuple):
    """One parameter as understood: `groups` are joined by *and*, the values inside one by *or*.

    An empty group comes from a comma list of only unknown values and matches nothing. `ignored` holds what was left out,
    as pairs of the value as it can be shown and the reason in words, and `led` what has another name now, as pairs of both.
    """

    groups: tuple = ()
    ignored: tuple = ()
    led: tuple = ()

    @property
    def flat(self):
        """All values of all groups, in order."""
        return [value for group in self.groups for value in group]


def shown(text):
    """A foreign value as the page can repeat it: printable, on one line, at most 60 characters."""
    plain = "".join(char if char.isprintable() else "�" for char in text[:61])
    return plain if len(text) <= 60 else plain[:60] + "…"


class _Repeated(forms.Widget):
    """Hands over every value of a repeated parameter, where Django's own widgets hand over the last."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name)

    def value_omitted_from_data(self, data, files, name):
        return name not in data


class ValuesField(forms.Field):
    """Values parted by commas; `read` turns a set of texts into {text: Value or Unclear}, `error` says what others are not."""

    widget = _Repeated

    def __init__(self, *, read, error, **options):
        self.read = read
        self.error = error
        super().__init__(**options)

    def clean(self, raw):
        texts = dict.fromkeys(text.strip() for text in raw or [] if text.strip())
        split = [[part.strip() for part in text.split(",")] for text in texts]
        ignored, groups, room = [], [], MOST_VALUES
        for parts in split:
            kept = list(dict.fromkeys(part for part in parts if part))
            if "" in parts:
                ignored.append((shown(",".join(parts)), "has an empty value between its commas"))
            if len(kept) > room:
                ignored.append((shown(",".join(kept[room:])), f"more than {MOST_VALUES} values at once"))
                kept = kept[:room]
            room -= len(kept)
            if kept:
                groups.append(kept)
        asked = dict.fromkeys(text for group in groups for text in group)
        answers = self.read(set(asked)) if groups else {}
        unclear = {text: answer.reason for text, answer in answers.items() if isinstance(answer, Unclear)}
        found = {text: answer._replace(led=False) for text, answer in answers.items() if text not in unclear}
        ignored += [
            (shown(text), unclear.get(text, self.error)) for group in groups for text in group if text not in found
        ]
        led = tuple((text, found[text].text) for text in asked if text in found and answers[text].led)
        known = (tuple(dict.fromkeys(found[text] for text in group if text in found)) for group in groups)
        return Groups(tuple(dict.fromkeys(known)), tuple(ignored), led)


class _LastField(forms.Field):
    """One text, of several the last; `_read` makes the groups of it and the reasons why it is left out."""

    widget = _Repeated

    def clean(self, raw):
        texts = [text.strip() for text in raw or [] if text.strip()]
        if not texts:
            return Groups()
        ignored = [(shown(text), "given again later in the address") for text in texts[:-1]]
        groups, reasons = self._read(texts[-1])
        return Groups(groups, (*ignored, *((shown(texts[-1]), reason) for reason in reasons)))


class DayField(_LastField):
    """One end of a span of dates: a year, a month or a day as `When`; the last value given counts."""

    def _read(self, text):
        if re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", text):
            try:
                date = When.parse(text)
                return ((Value(date.entry, date.text, date),),), ()
            except ValueError:
                pass
        return (), ["is not in the calendar: write 2023, 2023-09 or 2023-09-22"]


class WordsField(_LastField):
    """Words to look for, as `words.Query` reads them; the last value given counts."""

    def _read(self, text):
        query = Query.parse(text)
        return ((Value(query.text, query.text, query),),) if query else (), query.ignored
