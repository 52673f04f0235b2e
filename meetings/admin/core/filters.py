"""One filter for lists: an autocomplete instead of all the countries, officials or occasions there are."""

from django import forms
from django.contrib import admin

from ...queries.queues import QUEUES
from .fields import DeskSelect


class ChosenFilter(admin.RelatedFieldListFilter):
    """Filters a list by one related row, found by typing; a plain form, whose hidden fields keep the other filters."""

    template = "admin/meetings/chosen_filter.html"

    def __init__(self, field, request, params, model, model_admin, field_path):
        for name in [name for name in params if name.startswith(field_path) and params[name] == [""]]:
            del params[name]
        super().__init__(field, request, params, model, model_admin, field_path)
        self._widget = DeskSelect(field, model_admin.admin_site)
        self._widget.is_required = False
        self._widget.choices = forms.ModelChoiceField(model_admin.get_field_queryset(None, field, request)).choices

    def field_choices(self, field, request, model_admin):
        """None: they are looked up as they are typed."""
        return []

    def has_output(self):
        """Always: what may be chosen is not known beforehand."""
        return True

    def choices(self, changelist):
        """What the template draws: the field, and the parameters to keep."""
        kept = {
            name: values
            for name, values in changelist.get_filters_params().items()
            if name not in self.expected_parameters()
        }
        if changelist.query:
            kept["q"] = [changelist.query]
        value = self.lookup_val[-1:] if isinstance(self.lookup_val, list) else [self.lookup_val]
        ident = f"filter_{self.field_path}"
        yield {
            "id": ident,
            "field": self._widget.render(self.lookup_kwarg, value, {"id": ident}),
            "kept": [(name, value) for name, values in kept.items() for value in values],
            "chosen": self.lookup_val is not None,
            "clear": changelist.get_query_string(remove=self.expected_parameters()),
        }


class QueueFilter(admin.SimpleListFilter):
    """What waits for somebody: the queues of the desk's first page."""

    title = "what waits"
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        """The queues by their names."""
        return [(key, queue.name) for key, queue in QUEUES.items()]

    def queryset(self, request, queryset):
        """The meetings of the queue; a name that is none changes nothing."""
        queue = QUEUES.get(self.value())
        return queryset.filter(pk__in=queue.of(request.user).order_by().values("pk")) if queue else queryset
