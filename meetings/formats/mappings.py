"""How the columns of a foreign table become those of the import format: a small TOML file, or a guess from their names."""

import re
import tomllib
from typing import NamedTuple

_FIELD = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


PEOPLE = ("ask", "apart", "names")


class MappingError(Exception):
    """A mapping cannot be used; the message says where and what to do."""


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
            return checked(tomllib.load(file), entities)
    except OSError as error:
        raise MappingError(f"The mapping {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"The mapping {path} is no TOML: {error}.") from None


def checked(values, entities):
    """A mapping from its values as TOML or JSON hold them; raises `MappingError` for whatever it does not know."""
    unknown = sorted(values.keys() - set(Mapping._fields))
    if unknown:
        raise MappingError(f"A mapping has no “{unknown[0]}”: it has {', '.join(Mapping._fields)}.")
    mapping = Mapping(**{"entity": "", **values})
    if mapping.entity not in entities:
        raise MappingError(f"Say what a row is: entity = one of {', '.join(entities)}.")
    if mapping.people not in PEOPLE:
        raise MappingError(f"people is one of {', '.join(PEOPLE)}, not “{mapping.people}”.")
    for name in ("columns", "words"):
        for column in getattr(mapping, name):
            if column not in entities[mapping.entity]:
                raise MappingError(f"The import format of a {mapping.entity} has no column “{column}”.")
    if not all(isinstance(template, str) for template in mapping.columns.values()):
        raise MappingError('A column is a text with {columns} of the table in it: date = "{day}".')
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
