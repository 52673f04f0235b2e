"""How a meeting, or a list of them, is cited: as text, BibTeX, RIS and CSL-JSON."""

import datetime
import json
import re
from typing import NamedTuple

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


class Cited(NamedTuple):
    """What is cited: a key for reference managers, the title, the permalink, and the state in which it was read."""

    key: str
    title: str
    url: str
    changed: datetime.date
    version: int
    accessed: datetime.date
    genre: str = "Register of diplomatic meetings"
    number: str = ""

    @property
    def text(self):
        """One line as a footnote has it."""
        record = f", record {self.number}" if self.number else ""
        return (
            f"“{self.title}”, diplotrack{record}, version {self.version} of the register, {self.url} "
            f"(accessed {_day(self.accessed)})."
        )

    @property
    def bibtex(self):
        """A BibTeX entry that BibTeX and biber both read; the title is kept from being written small."""
        fields = {
            "author": "{diplotrack}",
            "title": f"{{{_tex(self.title)}}}",
            "howpublished": f"\\url{{{self.url}}}",
            "url": self.url,
            "year": str(self.changed.year),
            "month": str(self.changed.month),
            "urldate": self.accessed.isoformat(),
            "version": str(self.version),
            "note": _tex(
                f"{self.genre}, {f'record {self.number}, ' if self.number else ''}"
                f"version {self.version}, accessed {self.accessed.isoformat()}"
            ),
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{self.key},\n{lines}\n}}\n"

    @property
    def ris(self):
        """A RIS record: a line a tag, as reference managers of the last thirty years read it."""
        lines = [
            ("TY", "ELEC"),
            ("ID", self.key),
            ("TI", self.title),
            ("AU", "diplotrack"),
            ("PB", "diplotrack"),
            ("PY", str(self.changed.year)),
            ("DA", self.changed.strftime("%Y/%m/%d")),
            ("Y2", self.accessed.strftime("%Y/%m/%d")),
            ("UR", self.url),
            ("ET", f"Version {self.version}"),
            *([("M1", self.number)] if self.number else []),
            ("N1", self.genre),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines)

    @property
    def csl(self):
        """A CSL-JSON list of one item."""
        item = {
            "id": self.key,
            "type": "webpage",
            "title": self.title,
            "author": [{"literal": "diplotrack"}],
            "container-title": "diplotrack",
            "genre": self.genre,
            **({"number": self.number} if self.number else {}),
            "version": str(self.version),
            "URL": self.url,
            "issued": {"date-parts": [[self.changed.year, self.changed.month, self.changed.day]]},
            "accessed": {"date-parts": [[self.accessed.year, self.accessed.month, self.accessed.day]]},
        }
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _day(day):
    return f"{day.day} {day:%B %Y}"


def _line(text):
    return " ".join(text.split())


def _tex(text):
    return re.sub(r"[\\{}&%$#_~^]", lambda found: _TEX[found[0]], _line(text))
