"""The words that meetings are found by: one way from a text to tokens, for what is stored and for what is asked, on both databases."""

import re
from typing import NamedTuple

from .fields import fold

BREAK = "0" * 41
"""Stands between fields: longer than any token, so that no phrase runs across two of them."""


def tokens(text):
    """The words of a text as both databases index them: a list of at most 40 letters a-z and digits each."""
    return [word[:40] for word in re.findall(r"[a-z0-9]+", fold(text))]


def document(fields):
    """The tokens of some texts in one line, the texts kept apart."""
    return f" {BREAK} ".join(" ".join(tokens(field)) for field in fields)


class Query(NamedTuple):
    """Words to look for: `required` and `excluded` are phrases, tuples of tokens; `ignored` says in words what was left out."""

    text: str
    required: tuple = ()
    excluded: tuple = ()
    ignored: tuple = ()

    def __bool__(self):
        return bool(self.required or self.excluded)

    @classmethod
    def parse(cls, text):
        """Read words, "phrases" and -words."""
        required, excluded = [], []
        for minus, phrase, word in re.findall(r'(-?)(?:"([^"]*)"|(\S+))', text[:200]):
            if found := tuple(tokens(phrase or word)):
                (excluded if minus else required).append(found)
        ignored = () if required or excluded else ("has no word to look for",)
        return cls(" ".join(text.split())[:200], tuple(required), tuple(excluded), ignored)
