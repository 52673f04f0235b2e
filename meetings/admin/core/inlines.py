"""What pages of the desk and the rows on them share: an autocomplete for every relation, dates of the browser, permissions."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models

from .fields import DeskMultipleChoiceField, DeskSelect, DeskSelectMultiple
from .forms import DeskForm, DeskInlineFormSet


class DeskOptions:
    """Options that admins and inlines share: an autocomplete for every relation, small text areas, dates of the browser."""

    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vDateInput"})},
        models.TextField: {"widget": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3})},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field, request, **options):
        """Rows are added and changed from where they are chosen; to delete one is for its own page."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **options):
        """An autocomplete."""
        options.setdefault("widget", DeskSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field, request, **options):
        """An autocomplete for several."""
        if self._of_desk(db_field):
            options.setdefault("widget", DeskSelectMultiple(db_field, self.admin_site))
            options.setdefault("form_class", DeskMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_field_queryset(self, db, db_field, request):
        """The rows a relation may point at, with all that their names need."""
        queryset = super().get_field_queryset(db, db_field, request)
        if self._of_desk(db_field):
            queryset = db_field.remote_field.model._default_manager.all() if queryset is None else queryset
            queryset = queryset.named()
        return queryset

    def _of_desk(self, db_field):
        return hasattr(self.admin_site._registry.get(db_field.remote_field.model), "keeps_typing")


class DeskInline(DeskOptions):
    """What the inlines of the desk share: no empty rows to begin with, labels read together, the permissions of the page."""

    formset = DeskInlineFormSet
    form = DeskForm
    extra = 0
    related = ()

    def get_queryset(self, request):
        """The rows, with what their fields show."""
        return with_related(super().get_queryset(request), self.related)

    def _may_write(self, request, obj=None):
        """Whoever may write the row may write its parts."""
        page = self.admin_site._registry[self.parent_model]
        return page.has_add_permission(request) if obj is None else page.has_change_permission(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = _may_write

    def has_view_permission(self, request, obj=None):
        """Whoever may see the row may see its parts."""
        return self.admin_site._registry[self.parent_model].has_view_permission(request)


class DeskTabular(DeskInline, admin.TabularInline):
    """Short rows in a table."""

    template = "admin/meetings/tabular.html"


class DeskRows(DeskInline, admin.StackedInline):
    """Rows of two or three lines, so that nothing is cut."""

    template = "admin/meetings/rows.html"
    formfield_overrides = {
        **DeskOptions.formfield_overrides,
        models.TextField: {"widget": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 1})},
    }


def with_related(queryset, names):
    """The rows with these relations; without names as they are, where Django would follow every relation."""
    return queryset.select_related(*names) if names else queryset
