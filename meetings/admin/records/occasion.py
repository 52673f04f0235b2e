"""The desk of what meetings happen at."""

from django.contrib import admin

from ...models import Occasion
from ..core.base import DeskAdmin
from ..core.fields import WhenField
from ..core.filters import ChosenFilter
from ..core.forms import DeskForm
from .directory import ORIGIN
from .merging import Merging


class OccasionForm(DeskForm):
    """An occasion; only a visit has a guest and a kind of visit."""

    when = WhenField(label="Date")

    whens = ("when",)
    beside = {"occasion_visit_fields": "visit_kind"}


class OccasionAdmin(Merging, DeskAdmin):
    """Sessions, summits, conferences, talks and visits."""

    form = OccasionForm
    list_display = ["name", "short_name", "kind", "when", "organizer", "host", "place"]
    list_filter = [
        "kind",
        ("host", ChosenFilter),
        ("guest", ChosenFilter),
        ("organizer", ChosenFilter),
        ("parent", ChosenFilter),
    ]
    list_related = ["organizer", "host", "place__country"]
    date_hierarchy = "earliest"
    search_fields = Occasion.searched
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "short_name"),
                    ("kind", "ordinal"),
                    "when",
                    ("organizer", "parent"),
                    ("host", "place"),
                    "places_as_reported",
                ]
            },
        ),
        ("A visit", {"fields": [("visit_kind", "guest")]}),
        ORIGIN,
    ]

    @admin.display(description="date", ordering="earliest")
    def when(self, occasion):
        """The date as known."""
        return occasion.when.text if occasion.when else None
