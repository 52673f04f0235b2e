"""How the columns of a foreign table become those of the import format: a small TOML file, or a guess from their names."""

import re
import tomllib
from typing import NamedTuple

_FIELD = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


MOST_BYTES = 200_000
"""Of the file of a mapping."""

# A key stands on one line, and the time that reading it takes grows with the square of its parts.
_LONGEST_LINE = 1_000

PEOPLE = ("ask", "apart", "names")


class MappingError(Exception):
    """A mapping cannot be used; the message says where and what to do."""


def _is_text(value):
    return isinstance(value, str) and "\0" not in value


def _are_texts(value):
    return isinstance(value, dict) and all(_is_text(text) for pair in value.items() for text in pair)


def _are_words(value):
    return isinstance(value, dict) and all(_are_texts(words) for words in value.values())


_SHAPES = {
    **dict.fromkeys(("entity", "dataset", "people"), ("a text", _is_text)),
    "columns": ('a table of texts with {columns} of the table in them: date = "{day}"', _are_texts),
    "words": (
        'a table for each column, of what is written and what it stands for: words.kind = {"Besuch" = "visit"}',
        _are_words,
    ),
    "publish": ("true or false", lambda value: isinstance(value, bool)),
}
"""What the values of a mapping are, in words and as a test; it is put on file as it is."""


class Mapping(NamedTuple):
    """How rows are read.

    `entity` is what a row is. `dataset` names the table for ever: with a `key` in its columns, a row that comes again is
    known again. `columns` are templates by column of the import format: text with `{column}` of the table in it, and
    `[...]` around what falls away where the columns in it are empty. `words` are by column of the import format what stands
    for what is written in the table. `publish` publishes what has the four things that publishing needs. `people` says what
    becomes of somebody who may be on file or not: "ask" makes the row a question; "apart" makes a new official and tells the
    desk of the pair; "names" keeps the name as reported and makes no officials at all.
    """

    entity: str
    dataset: str = ""
    columns: dict = {}
    words: dict = {}
    publish: bool = False
    people: str = "ask"

    def row(self, cells):
        """The cells of a table's row, {column: text}, as cells of the import format; only those with a text."""
        found = {}
        for name, template in self.columns.items():
            text = " ".join(_filled(template, cells).split()) if name != "summary" else _filled(template, cells).strip()
            if text and name in self.words:
                text = ";".join(self.words[name].get(part.strip(), part.strip()) for part in text.split(";"))
            if text:
                found[name] = text
        return found

    def used(self):
        """The columns of the table that the templates name, as a set."""
        return {field for template in self.columns.values() for field in _FIELD.findall(template)}


def _filled(template, cells):
    def optional(match):
        fields = _FIELD.findall(match[1])
        return match[1] if not fields or any(cells.get(field) for field in fields) else ""

    fields = _FIELD.findall(template)
    if fields and not any(cells.get(field) for field in fields):
        return ""
    return _FIELD.sub(lambda match: cells.get(match[1], ""), _OPTIONAL.sub(optional, template))


def load(path, entities):
    """The mapping in a TOML file for one of some `entities`, {name: columns of its import format}; raises `MappingError`."""
    try:
        with open(path, "rb") as file:
            return read(file.read(MOST_BYTES + 1), entities)
    except OSError as error:
        raise MappingError(f"The mapping {path} cannot be read: {error.strerror}.") from None
    except MappingError as error:
        raise MappingError(f"The mapping {path}: {error}") from None


def read(content, entities):
    """The mapping in the bytes of a TOML file; raises `MappingError`."""
    if len(content) > MOST_BYTES:
        raise MappingError(f"It is larger than {MOST_BYTES // 1000} kB.")
    if any(len(line) > _LONGEST_LINE for line in content.splitlines()):
        raise MappingError(f"It has a line of more than {_LONGEST_LINE:,} characters: break it.")
    try:
        values = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"It is no TOML: {error}.") from None
    except RecursionError:
        raise MappingError("It is nested too deeply: a mapping has tables of texts and no more.") from None
    return checked(values, entities)


def checked(values, entities):
    """A mapping from its values as TOML or JSON hold them; raises `MappingError` for whatever it does not know."""
    unknown = sorted(values.keys() - set(Mapping._fields))
    if unknown:
        raise MappingError(f"A mapping has no “{unknown[0][:60]}”: it has {', '.join(Mapping._fields)}.")
    for name, value in values.items():
        words, fits = _SHAPES[name]
        if not fits(value):
            raise MappingError(f"{name} is {words}.")
    mapping = Mapping(**{"entity": "", **values})
    if mapping.entity not in entities:
        raise MappingError(f"Say what a row is: entity = one of {', '.join(entities)}.")
    if mapping.people not in PEOPLE:
        raise MappingError(f"people is one of {', '.join(PEOPLE)}, not “{mapping.people[:60]}”.")
    for name in ("columns", "words"):
        for column in getattr(mapping, name):
            if column not in entities[mapping.entity]:
                raise MappingError(f"The import format of a {mapping.entity} has no column “{column[:60]}”.")
    return mapping


def guess(entity, names, columns):
    """A mapping from the columns of a table: `names` are {column of the import format: other names it goes by}.

    A column that has the name of one of the import format, or another name for it, in whatever case and spelling, is taken for it.
    """
    found = {}
    # A column's own name before what others call it.
    for calls in ({name: (name,) for name in names}, names):
        known = {_plain(other): name for name, others in calls.items() for other in others}
        for column in columns:
            name, template = known.get(_plain(column)), "{" + column + "}"
            if name and name not in found and template not in found.values():
                found[name] = template
    return Mapping(entity, columns=found)


def _plain(name):
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()
