"""The queue of officials who may be one person, which imports fill."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html

from ..actions.workflow import PUBLISH


def _official(row):
    return format_html('<a href="{}">{}</a>', reverse("admin:meetings_official_change", args=[row.pk]), row)


class DoubtAdmin(admin.ModelAdmin):
    """Pairs of officials who may be one person: merge them, or say that they are two."""

    list_display = ["first", "second", "reason", "merge"]
    list_display_links = None
    list_filter = ["settled"]
    list_select_related = ["one", "other"]
    search_fields = ["one__name_key", "other__name_key"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/change_list.html"
    actions = ["two"]

    def get_queryset(self, request):
        """Those that wait, unless the others are asked for."""
        found = super().get_queryset(request)
        return found if "settled__exact" in request.GET else found.filter(settled=False)

    @admin.display(description="one")
    def first(self, doubt):
        """The way to the first official."""
        return _official(doubt.one)

    @admin.display(description="the other")
    def second(self, doubt):
        """The way to the second official."""
        return _official(doubt.other)

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
