"""Reads rows of the import format as occasions, and the occasion that a row of another kind names."""

from functools import partial

from ..choices import OccasionKind, VisitKind
from ..models import Occasion, When
from .format import DATES
from .import_row import NOT_WRITTEN, TWICE, Reading
from .parsers import Unreadable, dated, fitting, number, parts, word
from .refs import Found


class OccasionRow(Reading):
    """A row read as an occasion; `occasion` is the record (`Found`), `twin` says that one on file has its name and time."""

    entity = "occasion"
    together = (DATES, {"kind", "visit_kind", "guest"})

    def __init__(self, *row):
        super().__init__(*row)
        self.occasion = self.when = None
        self.twin = False

    def parse(self, known):
        """Read every cell; an occasion of the same name at the same time is the same."""
        self.require("name", "kind")
        try:
            self.when = dated(self.cells)
        except Unreadable as error:
            self.refuse("date" if self.cells.get("date") else "date_earliest", str(error))
        if self.pk and self.pk not in known.occasions_by_id:
            self.refuse("id", f"There is no occasion number {self.pk}.")
        elif not self.pk and (twin := self.take("name", known.occasion, self.when)):
            self.pk, self.twin = twin.pk, True
            if twin.pk is None:
                self.refuse("name", TWICE)
        self.occasion = occasion_of(self, known, self.cells.get("name", ""), "", self.when)
        self.occasion.ordinal = self.take("ordinal", number, 2_147_483_647)
        self.occasion.organizer = self.take("organizer", known.organization)
        if self.cells.get("place"):
            country = self.occasion.host and self.occasion.host.country
            self.occasion.place = self.take("place", known.place, country)
        self.occasion.parent = self.take("parent", self._parent, known)
        if not self.problems and not self.pk:
            known.add_occasion(self.occasion)

    def of_record(self):
        """Refuse to put a record on file under an occasion that is not."""
        if self.occasion.parent and self.occasion.parent.pk is None:
            self.refuse("parent", NOT_WRITTEN)

    @property
    def fields(self):
        """What the row says of fields of the record, {column: (field, value)}."""
        return fields_of(self.occasion)

    @staticmethod
    def _parent(text, known):
        found = known.occasions_by_id.get(number(text)) if text.isdecimal() else known.occasion(text, None)
        if not found:
            raise Unreadable(f"There is no occasion “{text[:60]}” for it to be part of: import that first.")
        return found


def fields_of(occasion):
    """What is said of fields of an occasion, {column: (field, value)}."""
    dates = occasion.when or (None, None, "")
    return {
        "name": ("name", occasion.name),
        "short_name": ("short_name", occasion.short_name),
        "kind": ("kind", occasion.kind),
        "visit_kind": ("visit_kind", occasion.visit_kind),
        "ordinal": ("ordinal", occasion.ordinal),
        "organizer": ("organizer_id", occasion.organizer and occasion.organizer.organization),
        "guest": ("guest_id", occasion.guest and occasion.guest.country),
        "host": ("host_id", occasion.host and occasion.host.country),
        "place": ("place_id", occasion.place and occasion.place.pk),
        "places": ("places_as_reported", occasion.places),
        "parent": ("parent_id", occasion.parent and occasion.parent.pk),
        **{f"date_{name}": (name, value) for name, value in zip(When._fields, dates, strict=True)},
    }


def occasion_of(reading, known, name, prefix, dates):
    """An occasion from the cells of a row whose columns begin with a prefix; what cannot be read is refused and left empty."""
    kind = reading.take(f"{prefix}kind", lambda text: word(OccasionKind, text), default="")
    bodies = {role: reading.take(f"{prefix}{role}", known.country) for role in ("guest", "host")}
    visit = reading.take(f"{prefix}visit_kind", lambda text: word(VisitKind, text), default="")
    if kind and kind != OccasionKind.VISIT and (visit or bodies["guest"]):
        reading.refuse(f"{prefix}kind", "Only a visit has a guest and a kind of visit.")
    reading.take(prefix.rstrip("_") or "name", partial(fitting, Occasion, "name"))
    short = reading.take(f"{prefix}short_name", partial(fitting, Occasion, "short_name"), default="")
    return Found(
        None,
        name,
        label=short or name,
        short_name=short,
        days=(dates.earliest, dates.latest) if dates else None,
        when=dates,
        kind=kind,
        visit_kind=visit,
        guest=bodies["guest"],
        host=bodies["host"],
        place=_only_place(reading, known, prefix, bodies["host"]),
        places=reading.take(f"{prefix}places", _towns, default=""),
        organizer=None,
        ordinal=None,
        parent=None,
    )


def _towns(text):
    return fitting(Occasion, "places_as_reported", text.replace(";", "; ").replace("  ", " "))


def _only_place(reading, known, prefix, host):
    """The place on file of an occasion whose source names one town, None where several are named or it is not on file."""
    towns = parts(reading.cells.get(f"{prefix}places", ""))
    if len(towns) != 1 or not host:
        return None
    found = [row for row in known.places.get(towns[0]) if row.country == host.country]
    return found[0] if len(found) == 1 else None
