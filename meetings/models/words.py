"""The words that meetings are found by: one way from a text to tokens, for what is stored and for what is asked, on both databases."""

import hashlib
import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from .fields import fold

BREAK = "0" * 41
"""Stands between fields: longer than any token, so that no phrase runs across two of them."""

MOST_TOKENS = 15_000
"""Tokens of one meeting that are looked through; PostgreSQL counts the places of words up to 16,383."""

LONGEST = 200
"""Characters of a question that are read."""

MOST_TERMS = 12
"""Words and phrases of a question that are looked for."""

_SAME = 255  # PostgreSQL keeps the places of one word up to the 256th.
_LONGEST_TOKEN = 40
_SHORT = 60
# Scripts that set no spaces: each sign is a word, and a run of them a phrase.
_UNSPACED = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]|[^\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+"
)
_stemmer = snowballstemmer.stemmer("english")


def tokens(text):
    """The words of a text as both databases index them, in order: a list of at most 40 letters a to z and digits each.

    Accents, case and English endings fall away ("Traded" and "trades" are "trade"). Words of other scripts become the
    hexadecimal form of their letters, so that neither database parts or joins what it takes for something else.
    """
    return list(_tokens(text)) if len(text) <= _SHORT else _read(text)


@lru_cache(maxsize=20_000)
def _tokens(text):
    # Names come again and again.
    return tuple(_read(text))


def _read(text):
    return [_token(word) for run in fold(_clean(text)).split() for word in _UNSPACED.findall(run)]


def spans(text):
    """The words of a text with where they stand: a list of (start, end, token) in characters of the text."""
    found = []
    for match in re.finditer(r"[^\W_]+(?:['’‘ʿʾ`][^\W_]+)*", text):
        for word in _UNSPACED.finditer(match[0]):
            found += [(match.start() + word.start(), match.start() + word.end(), token) for token in tokens(word[0])]
    return found


def _clean(text):
    # Half of a surrogate pair is no character: no database could hold it.
    return text.encode("utf-8", "ignore").decode()


@lru_cache(maxsize=100_000)
def _token(word):
    if not word.isascii():
        code = word.encode().hex()
        return (
            f"u{code}"
            if len(code) < _LONGEST_TOKEN
            else f"h{hashlib.blake2b(word.encode(), digest_size=16).hexdigest()}"
        )
    if word.isdigit():
        return word[:_LONGEST_TOKEN]
    # PostgreSQL would take "5e3f" for the number 5e3 and the letter f.
    return f"x{word}"[:_LONGEST_TOKEN] if word[0].isdigit() else _stemmer.stemWord(word)[:_LONGEST_TOKEN]


def document(fields):
    """The tokens of some texts in one line, the texts kept apart: what a document holds.

    At most 15,000 tokens, and each of them at most 255 times: the rest could not be told alike on both databases.
    """
    seen, found = Counter(), []
    for field in fields:
        for token in [*tokens(field), BREAK]:
            seen[token] += 1
            found.append(token if seen[token] <= _SAME else BREAK)
    return " ".join(found[: min(MOST_TOKENS, len(found) - 1)])


class Query(NamedTuple):
    """Words to look for: `required` and `excluded` are phrases, tuples of tokens; `ignored` says in words what was left out.

    `text` is what was understood, as an address carries it.
    """

    text: str
    required: tuple = ()
    excluded: tuple = ()
    ignored: tuple = ()

    def __bool__(self):
        return bool(self.required or self.excluded)

    @classmethod
    def parse(cls, text):
        """Read words, "phrases", and either with a minus before it; every other sign is a character like any other.

        What is one word to its writer and several to us, "Al-Sisi", is looked for as a phrase.
        """
        whole = " ".join(re.sub(r"[“”„«»]", '"', _clean(text)).replace("\x00", " ").split())
        ignored = [f"only the first {LONGEST} characters are read"] if len(whole) > LONGEST else []
        terms, texts = ([], []), []
        for minus, phrase, word in re.findall(r'(-?)(?:"([^"]*)"|([^\s"]+))', whole[:LONGEST]):
            found = tuple(tokens(phrase or word))
            if not found or found in terms[bool(minus)]:
                continue
            if len(texts) == MOST_TERMS:
                ignored.append(f"only the first {MOST_TERMS} words are looked for")
                break
            terms[bool(minus)].append(found)
            texts.append(f'{minus}"{phrase}"' if phrase else f"{minus}{word}")
        if not texts:
            ignored.append("has no word to look for")
        return cls(" ".join(texts), tuple(terms[0]), tuple(terms[1]), tuple(ignored))
