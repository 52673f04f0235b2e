"""The queue of officials who may be one person, which imports fill."""

from django.contrib import admin, messages
from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html

from ...actions.workflow import PUBLISH
from ...models import Participant
from ..core.lists import AnyAddress


def _known_by(role):
    """Of the official in a field: for whom they took part first, in how many meetings, and from which year to which."""
    seats = Participant.objects.filter(official=OuterRef(role)).order_by()
    year = "party__meeting__earliest__year"
    numbers = {"meetings": Count("party__meeting", distinct=True), "since": Min(year), "until": Max(year)}
    found = {
        name: Subquery(seats.values("official").annotate(**{name: value}).values(name))
        for name, value in numbers.items()
    }
    party = seats.order_by("party__meeting__earliest", "pk").annotate(
        body=Coalesce("party__country__name", "party__organization__name")
    )
    found["body"] = Subquery(party.values("body")[:1])
    return {f"{role}_{name}": value for name, value in found.items()}


def _official(doubt, role):
    """The way to an official, with what tells namesakes apart."""
    row, number = getattr(doubt, role), getattr(doubt, f"{role}_meetings")
    since, until = getattr(doubt, f"{role}_since"), getattr(doubt, f"{role}_until")
    years = " – ".join(dict.fromkeys(str(year) for year in (since, until) if year))
    times = f"{number} meeting{'' if number == 1 else 's'}" if number else "in no meeting"
    known = ", ".join(filter(None, (getattr(doubt, f"{role}_body"), years, times)))
    address = reverse("admin:meetings_official_change", args=[row.pk])
    return format_html('<a href="{}">{}</a> <span class="quiet">{}</span>', address, row, known)


class Settled(admin.SimpleListFilter):
    """The pairs that wait, unless others are asked for."""

    title = "state"
    parameter_name = "settled"

    def lookups(self, request, model_admin):
        """Beside those that wait."""
        return [("yes", "Settled"), ("all", "All")]

    def choices(self, changelist):
        """What Django calls all are those that wait."""
        waiting, *others = super().choices(changelist)
        return [{**waiting, "display": "Waiting"}, *others]

    def queryset(self, request, queryset):
        """The pairs in the state."""
        return queryset if self.value() == "all" else queryset.filter(settled=self.value() == "yes")


class DoubtAdmin(AnyAddress, admin.ModelAdmin):
    """Pairs of officials who may be one person: merge them, or say that they are two."""

    list_display = ["first", "second", "reason", "merge"]
    list_display_links = None
    list_filter = [Settled]
    list_select_related = ["one", "other"]
    search_fields = ["one__name_key", "other__name_key"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/change_list.html"
    actions = ["two"]

    def get_queryset(self, request):
        """Each with what tells its officials apart."""
        return super().get_queryset(request).annotate(**_known_by("one"), **_known_by("other"))

    @admin.display(description="one")
    def first(self, doubt):
        """The way to the first official."""
        return _official(doubt, "one")

    @admin.display(description="the other")
    def second(self, doubt):
        """The way to the second official."""
        return _official(doubt, "other")

    @admin.display(description="if they are one")
    def merge(self, doubt):
        """The way to the page that merges the first into the second."""
        address = reverse("admin:meetings_official_merge", args=[doubt.one_id])
        return format_html('<a href="{}?into={}">Merge</a>', address, doubt.other_id)

    @admin.action(description="They are two", permissions=["settle"])
    def two(self, request, queryset):
        """Settle that the officials of each pair are two."""
        number = queryset.update(settled=True)
        self.message_user(request, f"{number} settled.", messages.SUCCESS)

    def has_settle_permission(self, request):
        """Editors."""
        return request.user.has_perm(PUBLISH)

    def has_add_permission(self, request):
        """Nobody: imports find them."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False
