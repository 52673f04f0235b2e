"""The desk of sources, and of the sides whose account they carry."""

from django.db.models import Prefetch

from ...actions.rules import shown
from ...actions.workflow import PUBLISH
from ...models import SourceSide
from ..core.base import DeskAdmin
from ..core.filters import ChosenFilter
from ..core.forms import DeskForm
from ..core.inlines import DeskTabular


class SideForm(DeskForm):
    """A side: a country or an organisation."""

    beside = {"side_country_xor_organization": "organization"}


class SourceSideInline(DeskTabular):
    """The parties whose account a source carries; none for an independent report."""

    model = SourceSide
    form = SideForm
    fields = ["country", "organization"]
    related = ["country", "organization"]
    verbose_name_plural = "Whose account it carries: all parties of a joint statement, none for an independent report"


class SourceAdmin(DeskAdmin):
    """Sources: readouts, reports, datasets and documents."""

    list_display = ["title", "publisher", "kind", "published_on", "account"]
    list_filter = ["kind", ("sides__country", ChosenFilter)]
    list_prefetch = [Prefetch("sides", SourceSide.objects.named())]
    date_hierarchy = "published_on"
    search_fields = ["title", "publisher", "author", "url"]
    inlines = [SourceSideInline]
    fieldsets = [
        (None, {"fields": ["title", ("publisher", "kind"), ("author", "language"), "url", "archived_url"]}),
        ("When and where", {"fields": [("published_on", "accessed_on"), "dateline_place"]}),
        ("For readers", {"fields": ["note", "excerpt", "licence", "terms", ("related", "derived_from")]}),
        ("Photo", {"fields": ["photo_caption", ("photo_alt", "photo_credit")], "classes": ["collapse"]}),
        ("For staff only", {"fields": ["full_text"], "classes": ["collapse"]}),
    ]

    def has_change_permission(self, request, obj=None):
        """Editors change any; contributors those that no reader sees yet."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.has_perm(PUBLISH) or not shown(obj))

    def account(self, source):
        """Whose account it carries."""
        return ", ".join(str(side) for side in source.sides.all()) or "no side on file"
