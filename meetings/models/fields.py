"""Column types of the register's own: folded names for sorting and finding, normalised addresses, partial dates."""

import datetime
import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from url_normalize import url_normalize

# Letters that no canonical decomposition takes apart, as names in Latin script need them folded.
_LETTERS = str.maketrans(
    {"ə": "a", "ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n"}
)

_JOINED = {ord("'"): None, ord("`"): None}


_SHORT = 60
"""Characters of a text that may be a name, which comes again and again."""


def fold(text):
    """A name as it is sorted and looked for: no accents, no case, no punctuation, single spaces ("Türkiye" → "turkiye")."""
    return _fold_again(text) if len(text) <= _SHORT else _fold(text)


def _fold(text):
    if text.isascii():
        # The same for plain letters, at a twentieth of the time: a register's texts are folded word by word.
        return " ".join(re.findall("[a-z0-9]+", text.lower().translate(_JOINED)))
    # Composed first, as some signs only then become the letters that have a case.
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lower)
    letters = (char for char in plain if not unicodedata.combining(char))
    # An apostrophe or the sign of an ayn joins what it stands between; any other mark parts words.
    kept = "".join(char if char.isalnum() else "" if char in "'’‘ʿʾ`" else " " for char in letters)
    return " ".join(kept.split())


_fold_again = lru_cache(maxsize=20_000)(_fold)


def normalise_url(url):
    """One form for all spellings of an address: RFC 3986 by url-normalize, then no scheme, `www.`, fragment or last slash.

    Two sources with the same result are the same source. The result is for comparing, not for opening.
    """
    whole = url_normalize(url.strip(), filter_params=False) or ""
    bare = re.sub(r"^https?://(www\.)?", "", whole).partition("#")[0]
    path, mark, query = bare.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith(("utm_", "fbclid=", "gclid="))]
    return path.rstrip("/") + (mark + "&".join(kept) if kept else "")


# Line breaks and other control characters, and what turns or hides text unseen; what joins or parts letters within a
# word, as Persian and Urdu write it, is text.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]"
)


def validate_line(text):
    """Refuse what no line of text holds: line breaks, other control characters, and signs that nobody sees."""
    if found := _UNSEEN.search(text):
        what = (
            "a line break"
            if found[0] in "\n\r\x0b\x0c\x85\u2028\u2029"
            else f"a sign that nobody sees (U+{ord(found[0]):04X})"
        )
        raise ValidationError(f"It holds {what}, at character {found.start() + 1}: take it out.")


class LineField(models.CharField):
    """One line of text; to the database and its migrations Django's own column."""

    default_validators = [validate_line]

    def deconstruct(self):
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class WebField(models.URLField):
    """An address on the web, by http or https, so that it can stand as a link; to migrations Django's own column."""

    default_validators = [URLValidator(schemes=["http", "https"]), validate_line]

    def deconstruct(self):
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options


class _DerivedCharField(models.CharField):
    """A column written from another one of the same row at every save, compared byte by byte on both databases."""

    def __init__(self, source, **options):
        self.source = source
        super().__init__(**{"max_length": 500, "editable": False, **options})

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, [self.source, *args], options

    def db_parameters(self, connection):
        # Without this PostgreSQL would sort by the locale its cluster happens to have, SQLite by bytes.
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}

    def derive(self, text):
        """The value for this column from the text of its source column."""
        raise NotImplementedError

    def pre_save(self, model_instance, add):
        text = getattr(model_instance, self.source)
        value = self.derive(text) if text else (None if self.null else "")
        setattr(model_instance, self.attname, value)
        return value


class FoldedField(_DerivedCharField):
    """The folded form of a name, for sorting and for finding it whatever its accents; `update()` does not write it."""

    def derive(self, text):
        return fold(text)[: self.max_length]


class NormalisedURLField(_DerivedCharField):
    """The normalised form of an address, for telling one source from another; `update()` does not write it."""

    def __init__(self, source, **options):
        super().__init__(source, **{"max_length": 2000, **options})

    def derive(self, text):
        return normalise_url(text)


def validate_partial_date(text):
    """Refuse what is no year, month or day of the calendar, written 1991, 1991-12 or 1991-12-26."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        try:
            datetime.date(*(int(part) for part in [*text.split("-"), "1", "1"][:3]))
            return
        except ValueError:
            pass
    raise ValidationError("Write a year, a month or a day of the calendar: 1991, 1991-12 or 1991-12-26.")


class PartialDateField(models.CharField):
    """A date of reference data as precise as its origin gives it: "1991", "1991-12" or "1991-12-26"; empty when unknown."""

    default_validators = [validate_partial_date]

    def __init__(self, **options):
        super().__init__(**{"max_length": 10, "blank": True, **options})
