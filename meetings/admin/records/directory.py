"""The desk of countries, organisations, places, topics and contested terms."""

import re

from django.contrib import admin

from ...models import ContestedTerm, Country, CountryName, Organization, Place, Topic, TopicName
from ...models.names import SLUG, free_slug_of
from ..core.base import DeskAdmin
from ..core.filters import ChosenFilter
from ..core.forms import DeskForm
from ..core.inlines import DeskTabular
from .merging import Merging

ORIGIN = ("Where this was read", {"fields": ["origin"], "classes": ["collapse"]})


class SluggedForm(DeskForm):
    """A form whose slug is proposed from the name where it is left empty."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields[
                "slug"
            ].help_text = "As addresses carry it; made from the name when left empty, and never changed."

    def clean(self):
        """Propose the slug."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors and not cleaned.get("slug"):
            rows = self._meta.model.objects
            cleaned["slug"] = free_slug_of(cleaned.get("name") or "", lambda slug: rows.filter(slug=slug).exists())
        elif cleaned.get("slug") and not re.fullmatch(SLUG, cleaned["slug"]):
            self.add_error("slug", "Write small letters and numbers with single hyphens between them.")
        return cleaned


class TreeAdmin(DeskAdmin):
    """An admin of rows that hang under each other and have a slug: it never changes, since addresses carry it."""

    form = SluggedForm

    def get_readonly_fields(self, request, obj=None):
        """The slug, once there is one."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]


class CountryNameInline(DeskTabular):
    """Aliases, former names and names in other languages."""

    model = CountryName
    verbose_name, verbose_name_plural = "other name", "Other names"
    fields = ["name", "kind", "language", "since", "until"]


class CountryAdmin(DeskAdmin):
    """Countries: a code, names, and what became of them."""

    list_display = ["name", "code", "kind", "region", "subregion"]
    list_filter = ["kind", "region"]
    search_fields = [*Country.searched, "names__name_key", "=code", "=alpha3"]
    inlines = [CountryNameInline]
    fieldsets = [
        (
            None,
            {"fields": [("code", "alpha3", "numeric"), ("name", "demonym"), "official_name", ("kind", "wikidata_id")]},
        ),
        ("Region", {"fields": [("region", "region_code"), ("subregion", "subregion_code")]}),
        ("In time", {"fields": [("valid_from", "valid_until"), "successors"]}),
        ORIGIN,
    ]

    def get_readonly_fields(self, request, obj=None):
        """The code, once there is one: it is the country's address."""
        return [*super().get_readonly_fields(request, obj), *(["code"] if obj else [])]


class OrganizationAdmin(Merging, TreeAdmin):
    """Organisations, with their organs under them."""

    list_display = ["name", "acronym", "kind", "parent", "country"]
    list_filter = ["kind", ("country", ChosenFilter), ("parent", ChosenFilter)]
    list_related = ["parent", "country"]
    search_fields = Organization.searched
    fieldsets = [
        (None, {"fields": [("name", "acronym"), ("slug", "kind"), ("parent", "country"), "wikidata_id"]}),
        ORIGIN,
    ]


class PlaceAdmin(Merging, TreeAdmin):
    """Places: where meetings happen, and what they talk about."""

    list_display = ["name", "kind", "country", "parent"]
    list_filter = ["kind", ("country", ChosenFilter), ("parent", ChosenFilter)]
    list_related = ["country", "parent__country"]
    search_fields = [*Place.searched, "country__name_key"]
    fieldsets = [
        (None, {"fields": [("name", "slug"), "kind", ("country", "parent"), ("latitude", "longitude"), "wikidata_id"]}),
        ORIGIN,
    ]


class TopicNameInline(DeskTabular):
    """Other words under which a topic is found."""

    model = TopicName
    verbose_name, verbose_name_plural = "other name", "Other names"
    fields = ["name", "kind", "language"]


class TopicAdmin(TreeAdmin):
    """Topics, in three levels at most."""

    list_display = ["name", "parent", "slug"]
    list_filter = [("parent", ChosenFilter)]
    list_related = ["parent"]
    search_fields = [*Topic.searched, "names__name_key"]
    inlines = [TopicNameInline]
    fieldsets = [(None, {"fields": [("name", "slug"), "parent", "description"]}), ORIGIN]


class ContestedTermAdmin(DeskAdmin):
    """Wordings that one side uses and another disputes, with the label the register uses instead."""

    list_display = ["term", "label", "note"]
    search_fields = ["term_key", "neutral_label"]
    fieldsets = [(None, {"fields": ["term", "neutral_label", "note"]}), ORIGIN]

    @admin.display(description="neutral label", ordering="neutral_label")
    def label(self, term):
        """The label, or what readers see where there is none."""
        return term.neutral_label or "one side's wording"


DIRECTORY = {
    Country: CountryAdmin,
    Organization: OrganizationAdmin,
    Place: PlaceAdmin,
    Topic: TopicAdmin,
    ContestedTerm: ContestedTermAdmin,
}
"""Which of these admins serves which kind, in the order in which the desk needs them."""
