"""The short writing of a claim's citations, "1 par. 7; 3; 2 silent", read into values and written back."""

import re
from typing import NamedTuple

from ...choices import Stance
from ...models import Citation
from ...models.source import MAX_WORDING

_OPENING = {'"': '"', "“": "”"}
_STANCES = {Stance.SILENT.value: Stance.SILENT, Stance.CONTRADICTS.value: Stance.CONTRADICTS}
_LONGEST = {name: Citation._meta.get_field(name).max_length for name in ("locator", "wording")}


class Cited(NamedTuple):
    """One citation of a claim: the number of the source's row, what it does, where it does so, and its own words."""

    number: int
    stance: str = Stance.SUPPORTS
    locator: str = ""
    wording: str = ""


def parse(text, numbers):
    """Read `text` into a list of `Cited`; `numbers` are those of the sources that may be cited.

    Entries are parted by semicolons: a number, then `silent` or `contradicts` where the source does not support, then where
    in the source, then its wording in quotation marks. A backslash takes the next character as it is.
    Raises ValueError with words for a person.
    """
    found = []
    for entry in _split(text):
        cited = _read(entry)
        if cited.number not in numbers:
            raise ValueError(f"There is no source {cited.number} in the list of sources.")
        if any(cited.number == other.number for other in found):
            raise ValueError(f"Source {cited.number} is cited twice: put both places into one entry.")
        found.append(cited)
    return found


def write(citations):
    """The text that `parse` reads back as these very values."""
    return "; ".join(_write(cited) for cited in citations)


def _split(text):
    """The entries as lists of (character, whether it was escaped)."""
    entries, closing, escaped = [[]], "", False
    for char in text:
        if escaped:
            entries[-1].append((char, True))
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == ";" and not closing:
            entries.append([])
        else:
            if not closing or char == closing:
                closing = "" if closing else _OPENING.get(char, "")
            entries[-1].append((char, False))
    if closing:
        raise ValueError(f"A quotation is not closed: {_plain(entries[-1])}")
    return [entry for entry in entries if any(not char.isspace() for char, _ in entry)]


def _plain(marks):
    return " ".join("".join(char for char, _ in marks).split())


def _read(entry):
    """One entry's value; which source, and whether it is twice there, is for the caller to judge."""
    shown = _plain(entry)[:60]
    before, wording = _part_wording(entry, shown)
    number = re.match(r"\s*([0-9]{1,4})(?![^\s])", "".join(char for char, _ in before))
    if not number:
        raise ValueError(f"Begin with the number of a source, as in “1 par. 7”: {shown}")
    rest = before[number.end() :]
    while rest and rest[0][0].isspace():
        rest = rest[1:]
    word = "".join(char for char, _ in rest).partition(" ")[0]
    stance = Stance.SUPPORTS
    if word.lower() in _STANCES and not any(escaped for _, escaped in rest[: len(word)]):
        stance, rest = _STANCES[word.lower()], rest[len(word) :]
    cited = Cited(int(number[1]), stance, _plain(rest), wording)
    if cited.stance == Stance.SILENT and (cited.locator or cited.wording):
        raise ValueError(f"A silent source has no place where it speaks and no words: write “{cited.number} silent”.")
    if len(cited.locator) > _LONGEST["locator"]:
        raise ValueError(f"The place in source {cited.number} is longer than {_LONGEST['locator']} characters.")
    words = len(cited.wording.split())
    if words > MAX_WORDING:
        raise ValueError(f"At most {MAX_WORDING} words of source {cited.number}: these are {words}.")
    if len(cited.wording) > _LONGEST["wording"]:
        raise ValueError(f"The wording of source {cited.number} is longer than {_LONGEST['wording']} characters.")
    return cited


def _part_wording(entry, shown):
    """What stands before the quotation marks, and what they hold ("" where there are none)."""
    marks = [None if escaped else char for char, escaped in entry]
    start = next((index for index, char in enumerate(marks) if char in _OPENING), None)
    if start is None:
        return entry, ""
    end = marks.index(_OPENING[marks[start]], start + 1)
    if _plain(entry[end + 1 :]):
        raise ValueError(f"Nothing may follow the quotation, but a semicolon and the next source: {shown}")
    wording = _plain(entry[start + 1 : end])
    if not wording:
        raise ValueError(f"There is nothing between the quotation marks: {shown}")
    return entry[:start], wording


def _write(cited):
    stance = [] if cited.stance == Stance.SUPPORTS else [str(cited.stance)]
    locator = re.sub(r'([\\;"“])', r"\\\1", cited.locator)
    # A place that begins with the word for a stance is told from one by its first character.
    if locator.partition(" ")[0].lower() in _STANCES:
        locator = "\\" + locator
    wording = re.sub(r'([\\"])', r"\\\1", cited.wording)
    return " ".join(
        [str(cited.number), *stance, *([locator] if locator else []), *([f'"{wording}"'] if wording else [])]
    )
