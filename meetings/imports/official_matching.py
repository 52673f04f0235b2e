"""Tells who a row names: the official on file, a new one, or a question to whoever imports."""

from ..models.fields import fold
from .import_row import Question
from .official_index import seen, years_allow, years_between

NEW = "new"
"""The answer that somebody is on file under no record yet."""

_SAME = "same"

_WHOLE_NAMES = {"CN", "TW", "KR", "KP", "VN", "KH", "LA", "MM", "TH", "ET", "ER", "IS", "MN", "BT", "ID", "HU", "JP"}
"""Countries where the last word of a name need not be the family's: there lists sort the name as it is written."""

_SMALL = {"jr", "sr", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}


def sort_name(name, country):
    """How lists sort a name of which only the usual writing is known: "Doe, Jane" for two plain words, else as it is written.

    Nothing more is guessed: a wrong family name would stand on every list.
    """
    words = name.split()
    plain = len(words) == 2 or (len(words) == 3 and len(words[1].rstrip(".")) == 1)
    if (
        not plain
        or country in _WHOLE_NAMES
        or fold(words[-1]) in _SMALL
        or not all(word[0].isalpha() for word in words)
    ):
        return name
    return f"{words[-1]}, {' '.join(words[:-1])}"


def match(reading, known, column, name, body, when, answers, policy):
    """The official whom a name means, acting for a body on a `When`: one on file, a new one, or None with a question asked.

    Certain is one who goes by the name, is known for that body or for none, at years that allow it. `policy` is
    `Mapping.people`: with "apart" it is of several who may be meant the one known for that body and nearest in years, and
    where none may a new official, while `reading.doubts` names who is like them; with "names" all but somebody certain is None.
    """
    people, pair = known.people, (body.country, body.organization)
    exact = people.named(name)
    ours = [one for one in exact if (pair in one.bodies or not one.bodies) and years_allow(one, name, when)]
    if len(ours) == 1:
        return ours[0]
    if policy == "names":
        return None
    if policy == "apart" and ours:
        return min(ours, key=lambda one: (pair not in one.bodies, years_between(one, when)))
    near = exact or [one for one in people.like(name) if pair in one.bodies and years_allow(one, name, when)]
    near = [one for one in near if one.pk or pair in one.bodies]
    if not near:
        return people.add(name)
    if policy == "apart":
        return _apart(reading, people, name, pair, near)
    key = f"{column}|{body.key}|{fold(name)}"
    answer = answers.get(key)
    if answer == NEW:
        # The second row that the answer is for means the same new person.
        if key not in people.made:
            people.made[key] = people.add(name)
        return people.made[key]
    chosen = [one for one in near if answer == (str(one.pk) if one.pk else _SAME)]
    if chosen:
        return chosen[0]
    choices = [(str(one.pk), _described(one)) if one.pk else (_SAME, f"{one.name}, of an earlier row") for one in near]
    reading.questions.append(
        Question(
            column,
            key,
            f"Is “{name}” for {body.name} one of these, or somebody else?",
            [*choices, (NEW, "Somebody else: a new official")],
        )
    )
    return None


def _apart(reading, people, name, pair, near):
    official = people.add(name)
    reading.doubts += [(official, one, _why(one, name)) for one in near if pair in one.bodies or fold(name) in one.keys]
    return official


def _why(official, name):
    if fold(name) in official.keys:
        return "The same name, in years far apart or for another country."
    return "Names that are alike, for the same country."


def _described(official):
    years = f", {official.first.year}–{official.last.year}" if official.first else ""
    return f"{official.name} (No {official.pk}{years})"


def held(official, body, when, title):
    """The offices that somebody held for a body on a `When`, narrowed by a title where one has it: a list, and the title to keep.

    Of several offices without a title that tells which, none is chosen.
    """
    pair = (body.country, body.organization)
    terms = [
        term
        for term in official.terms
        if (term.position.country_id, term.position.organization_id) == pair and (when is None or term.may_cover(when))
    ]
    named = [term for term in terms if fold(title) in (fold(term.title), fold(term.position.title))] if title else []
    if named:
        return named, ""
    return (terms if len(terms) == 1 else []), title


def acted(official, body, when):
    """Know for the rows to come that somebody acted for a body on a `When`."""
    first, last = (when.earliest, when.latest) if when else (None, None)
    seen(official, (body.country, body.organization), first, last)
