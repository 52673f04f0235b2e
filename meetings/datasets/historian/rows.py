"""Makes of the historian's visits, travels and of the named events the rows that the mappings read."""

import re
from datetime import date

from ...models import When
from .presidents import Head

_OPEN = "unnamed (President or Vice President)"


def visit_meetings(visits, events, presidents, names):
    """A row for each visit that is a meeting of its own: all but those for which the meeting of an event stands."""
    taken = {number for event in events for number in event["rows"]}
    return [
        (number, _visit(row) | _visit_title(row, names) | _american(presidents.on(*_days(row))))
        for number, row in visits
        if int(row["row"]) not in taken
    ]


def visits_of_events(visits, events):
    """A row for each visit for which the meeting of an event stands: it is an occasion that belongs to the event."""
    of = {number: event for event in events for number in event["rows"]}
    return [
        (number, _visit(row) | {"event": of[int(row["row"])]["name"]})
        for number, row in visits
        if int(row["row"]) in of
    ]


def events(named, visits=(), presidents=None):
    """A row for each named event; with the visits as well, one for each whose meeting stands for others."""
    by_number = {int(row["row"]): (number, row) for number, row in visits}
    found = []
    for place, event in enumerate(named, 2):
        cells = {name: str(event.get(name, "")) for name in ("key", "name", "short_name", "kind", "encounter", "place")}
        start, end = _iso(event["start"]), _iso(event["end"])
        cells["date"] = start if start == end else f"{start}..{end}"
        if presidents is None:
            found.append((place, cells))
        elif event["rows"]:
            there = [
                by_number[number] for number in sorted({*event["rows"], *event.get("also", [])}) if number in by_number
            ]
            head = Head("", event["head"]) if "head" in event else presidents.on(*map(date.fromisoformat, (start, end)))
            people = "; ".join(seat for _, row in there for seat in _seats(row))
            cells |= {"participants": people, "rows": _ranges(event["rows"] + event.get("also", []))}
            found.append((there[0][0], cells | _american(head)))
    return found


def travel_visits(travels, names):
    """A row for each journey that is an occasion and no more."""
    return [(number, _travel(row, names)) for number, row in travels if not row["met"]]


def travel_meetings(travels, names):
    """A row for each journey of which the register says that the traveller met somebody: a draft for the desk."""
    return [(number, _travel(row, names) | _met(row)) for number, row in travels if row["met"]]


def _visit(row):
    """The cells of a visit, with its date, its name and who came in the notation of the import format."""
    who, names = _in_words(row["visitors"]), re.sub(r" \([^)]*\)(?=;|$)", "", row["visitors"])
    short = [text for text in (f"Visit of {who}", f"Visit of {names}") if len(text) <= 60]
    people = "; ".join(_seats(row))
    return {**row, **_dates(row), "who": who, "short": short[0] if short else "", "participants": people}


def _visit_title(row, names):
    sides = " and ".join(names.get(code, "") for code in sorted((row["country"], "US")))
    return {"title": f"{sides}, on the visit of {_in_words(row['visitors'])}"}


def _travel(row, names):
    office = "President" if row["role"] == "president" else "Secretary of State"
    name = names.get(row["country"], "")
    short = f"{row['person']} in {name}"
    title = f"{office} {short}"
    return {
        **row,
        **_dates(row),
        "office": office,
        "country_name": name,
        "title": title,
        "short": short if len(short) <= 60 else "",
    }


def _dates(row):
    start, end = _days(row)
    when = When(start, end, "day" if start == end else "within")
    words = when.text.removeprefix("one day within ")
    note = "" if start == end else "The register gives the days of the visit, not the day of the meeting."
    return {"within": when.entry, "span": when.entry.removeprefix("within "), "words": words, "date_note": note}


def _days(row):
    return date.fromisoformat(row["start"]), date.fromisoformat(row["end"])


def _iso(day):
    return day.isoformat() if isinstance(day, date) else str(day)


def _seats(row):
    return [f"{row['country']}: {visitor}" for visitor in row["visitors"].split("; ") if visitor]


def _met(row):
    """Who was met, each with their country, as far as they are named; the host hosts if it was one of them."""
    people = [one for one in row["met"].split("; ") if one != "?"]
    hosts = any(person.startswith(f"{row['country']}:") for person in people)
    return {"others": "; ".join(people), "hosts": row["country"] if hosts else ""}


def _american(head):
    person = f"US: {head.name} inferred" if head.name else f"US: {_OPEN}"
    return {"american": person, "american_note": head.note}


def _in_words(visitors):
    """Visitors as a name has them: "President Anwar Sadat and Prime Minister Mustafa Khalil"."""
    found = []
    for visitor in visitors.split("; "):
        name, _, title = visitor.removesuffix(")").rpartition(" (")
        found.append(f"{title} {name}".strip() if name else visitor)
    return " and ".join(found)


def _ranges(numbers):
    """Numbers as a citation has them: "rows 3–5, 9"."""
    numbers, found = sorted(set(numbers)), []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in found]
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(texts)}"
