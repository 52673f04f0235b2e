"""Reads rows of the import format as organisations."""

import re

from ..choices import OrganizationKind
from ..models import Organization
from ..models.names import SLUG, free_slug_of
from .import_row import NOT_WRITTEN, TWICE, Reading
from .parsers import fitting, word


class OrganizationRow(Reading):
    """A row read as an organisation."""

    entity = "organization"

    def __init__(self, *row):
        super().__init__(*row)
        self.kind, self.country, self.parent, self.slug = "", None, None, ""

    def parse(self, known):
        """Read every cell; one of the slug, or of the name where no slug is given, is the same."""
        self.require("name", "kind")
        for name in ("name", "acronym", "wikidata_id"):
            self.take(name, lambda text, name=name: fitting(Organization, name, text))
        self.kind = self.take("kind", lambda text: word(OrganizationKind, text), default="")
        self.country, self.parent = self.take("country", known.country), self.take("parent", known.organization)
        if self.parent and self.parent.organization is None:
            self.refuse("parent", NOT_WRITTEN)
        given = self.take("slug", lambda text: fitting(Organization, "slug", text), default="")
        if given and not re.fullmatch(SLUG, given):
            self.refuse("slug", "A slug is small letters, figures and hyphens: oic.")
        if not self.pk and (twin := known.bodies.get(f"org:{given}") if given else self._twin(known)):
            self.pk = twin.organization
            if self.pk is None:
                self.refuse("slug" if given else "name", TWICE)
        if self.problems or self.pk:
            return
        name = self.cells.get("acronym") or self.cells["name"]
        self.slug = given or free_slug_of(name, lambda slug: f"org:{slug}" in known.bodies)
        if f"org:{self.slug}" in known.bodies:
            self.refuse("slug", f"“{self.slug}” is another organisation’s: choose a slug.")
        else:
            known.add_organization(self.slug, self.cells["name"], self.cells.get("acronym", ""))

    @property
    def fields(self):
        """What the row says of fields of the record, {column: (field, value)}."""
        found = {name: (name, self.cells.get(name, "")) for name in ("name", "acronym", "wikidata_id")}
        found |= {"kind": ("kind", self.kind), "country": ("country_id", self.country and self.country.country)}
        return found | {"parent": ("parent_id", self.parent and self.parent.organization)}

    def _twin(self, known):
        found = known.organizations_named(self.cells.get("name", ""))
        if len(found) > 1:
            self.refuse("slug", f"{len(found)} organisations have this name: give the slug of one.")
        return found[0] if len(found) == 1 else None
