"""Takes the plain facts out of the Office of the Historian's registers (CC0), and none of their sentences."""

import csv
import re
from collections import Counter

from .met import met
from .names import LEVEL_OF, person, tidy, visitors
from .nations import as_given, code_of
from .places import listed, visited

VISITS = ("row", "start", "end", "country", "country_as_given", "visitors", "kind", "places")
TRAVELS = ("row", "role", "person", "start", "end", "country", "country_as_given", "places", "met")
TERMS = ("office", "name", "sort_name", "start", "end", "note")
TITLES = ("title", "level")

# The first journeys of the register began in 1866.
_FIRST_YEAR = 1866
_OFFICES = {"president": "president", "secretary of state": "secretary"}

# Read by eye: mostly those whom remarks name with no country, while they speak for another than the row's.
_MET_BY_EYE = {
    128: "IL: Netanyahu (Prime Minister); PS: Arafat (Chairman)",
    253: "IL: Barak (Prime Minister); PS: Arafat (Chairman)",
    254: "EG: Mubarak (President); EG: Moussa (Foreign Minister); PS: Arafat (Chairman)",
    469: "RU: Yeltsin (President); RU: Kozyrev (Foreign Minister)",
    708: "EG: Mubarak (President); PS: Arafat (Chairman)",
    967: "FR: General De Gaulle",
    1703: "NG: General Gowon",
    1987: "NI: Comandante Ortega",
    2192: "ET: Haile Selassie",
    2466: "CN: Hu (President); BR: Lula (President); IN: Singh (Prime Minister)",
    2537: "RU: Yeltsin (President)",
    2606: "IL: Netanyahu (Prime Minister); PS: Arafat (Chairman)",
    2636: "PK: Tarar (President); PK: General Musharraf",
    3676: "GL: Vittus Qujaukitsoq (Foreign Minister); DK: Jensen (Foreign Minister)",
    4002: "GL: Múte Bourup Egede (Premier); GL: Broberg (Minister); DK: Kofod (Foreign Minister)",
    4117: "IT: Mario Draghi (Prime Minister); FR: Emmanuel Macron (President); DE: Angela Merkel (Chancellor); "
    "GB: Boris Johnson (Prime Minister)",
    4243: "CN: Wang Yi (Director of the Chinese Communist Party Central Foreign Affairs Commission and Foreign Minister)",
    4291: "JO: Abdullah II (King); org:un: Geir Pederson (Special Envoy for Syria)",
}

_KINDS = (
    ("state", re.compile(r"(?:official )?state visit\b")),
    ("official-working", re.compile(r"offici?al working visit\b")),
    ("official", re.compile(r"offici?al (?:select )?visit\b")),
    ("working", re.compile(r"(?:included |informal )?working visit\b")),
    ("private", re.compile(r"private visit\b|[^.]*\bduring a (?:three-week, )?private visit\b")),
)
# Said of the meeting with the President later in the text; a private visit "afterwards" or to another town is another one.
_PRIVATE = re.compile(r"\bduring a private visit\b|\. private visit(?: with president|\.$)")


def kind_of(description):
    """The kind of a visit that its description opens with or has for the meeting; "" for informal and unsaid ones."""
    text = tidy(description).casefold()
    for kind, pattern in _KINDS:
        if pattern.match(text):
            return kind if not text.startswith("private working visit") else ""
    return "private" if _PRIVATE.search(text) else ""


def sort_name(name, person_id):
    """A name with the family name in front, which the id begins with: “biden-joseph-r” → “Biden, Joseph R.”."""
    words, ids = name.split(), person_id.split("-")
    for count in range(len(words) - 1, 0, -1):
        family = words[-count:]
        if [re.sub(r"\W", "", word).casefold() for word in family] == ids[:count]:
            return f"{' '.join(family)}, {' '.join(words[:-count])}"
    raise ValueError(f"“{name}” does not end in a family name that “{person_id}” begins with.")


def visit(row):
    """A row of hsg_visits.csv as a row of visits.csv, a dict by the columns of `VISITS`."""
    return _common(row) | {
        "visitors": "; ".join(person(*one) for one in visitors(row["visitor"])),
        "kind": kind_of(row["description"]),
        "places": "; ".join(visited(row["description"])),
    }


def travel(row):
    """A row of hsg_travels.csv as a row of travels.csv, a dict by the columns of `TRAVELS`."""
    found = _common(row)
    people = met(row["remarks"], found["country"], int(row["start_date"][:4]))
    return found | {
        "role": row["role"],
        "person": row["name"],
        "places": "; ".join(listed(row["locale"])),
        "met": _MET_BY_EYE.get(int(row["source_id"]), "; ".join(people)),
    }


def _common(row):
    code = code_of(row["country_id"], row["iso3"], row["start_date"])
    return {
        "row": row["source_id"],
        "start": row["start_date"],
        "end": row["end_date"],
        "country": code,
        "country_as_given": as_given(code, row["country"]),
    }


def terms(rows):
    """Terms of presidents and secretaries of state since 1866, as rows of terms.csv; those who acted ad interim are left out."""
    return [
        {
            "office": _OFFICES[row["office"]],
            "name": row["name"],
            "sort_name": sort_name(row["name"], row["person_id"]),
            "start": row["start"],
            "end": row["end"],
            "note": "",
        }
        for row in sorted(rows, key=lambda row: (row["office"], row["start"], row["name"]))
        if row["office"] in _OFFICES and (not row["end"] or int(row["end"][:4]) >= _FIRST_YEAR)
    ]


def titles(visits, travels):
    """Titles that at least two people in the rows have and that say one level, as rows of titles.csv."""
    cells = [*(row["visitors"] for row in visits), *(row["met"] for row in travels)]
    counts = Counter(
        match[1] for cell in cells for one in cell.split("; ") if (match := re.search(r" \(([^()]+)\)$", one))
    )
    found = sorted(title for title, count in counts.items() if count > 1 and title in LEVEL_OF)
    return [{"title": title, "level": LEVEL_OF[title]} for title in found]


def extract(source, target, reference):
    """Read the registers in the folder `source`: hsg_visits.csv, hsg_travels.csv and terms.csv.

    Writes visits.csv, travels.csv and terms.csv into the folder `target` and titles.csv into `reference`, sorted, the same for
    the same input.
    """
    visits = [visit(row) for row in _sorted(_read(source / "hsg_visits.csv"))]
    travels = [travel(row) for row in _sorted(_read(source / "hsg_travels.csv"))]
    _write(target / "visits.csv", VISITS, visits)
    _write(target / "travels.csv", TRAVELS, travels)
    _write(target / "terms.csv", TERMS, terms(_read(source / "terms.csv")))
    _write(reference / "titles.csv", TITLES, titles(visits, travels))


def _sorted(rows):
    return sorted(rows, key=lambda row: int(row["source_id"]))


def _read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
