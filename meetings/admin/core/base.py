"""What every admin of the desk does: autocompletes, search without accents, and rules checked before anything stays written."""

from copy import copy

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, OperationalError, models
from django.db.models import Case, Q, Value, When

from ...actions.accept import accepts, waits
from ...actions.edit import EditRefused, edit
from ...actions.rules import Violation, shown
from ...database.budget import WORDS, QueryTimeout, trouble
from ...database.snapshot import read_snapshot
from ...models import Meeting
from ...models.fields import fold
from .fields import DeskMultipleChoiceField, DeskSelect, DeskSelectMultiple
from .forms import DeskForm, DeskInlineFormSet, collision
from .history import Recorded, drawn, exclusive_or_snapshot, reason_of, said
from .lists import AnyAddress

_LONGEST_SEARCH = 200
_LONGEST_MOMENT = 40  # of what a browser calls the moment at which something was typed


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
        related = self._of_desk(db_field)
        if related:
            queryset = db_field.remote_field.model._default_manager.all() if queryset is None else queryset
            queryset = with_related(queryset, related.label_related)
        return queryset

    def _of_desk(self, db_field):
        related = self.admin_site._registry.get(db_field.remote_field.model)
        return related if isinstance(related, DeskAdmin) else None


class DeskAdmin(AnyAddress, Recorded, DeskOptions, admin.ModelAdmin):
    """An admin of the desk.

    `keeps_typing` says that its forms can be drawn with what was typed before and nothing be saved: see `changeform_view`.
    `label_related` are the relations that the name of a row needs, `list_related` and `list_prefetch` those of its list.
    Names ending in `_key` among `search_fields` are folded columns; `=` before a name asks for the whole value.
    `refused` are words beside the fields of the form, {(prefix of a formset, number of the row): [(field, message)]}; those at
    (None, None) are for the row itself. `finish` is called with the saved row and all its parts.
    """

    form = DeskForm
    keeps_typing = True
    label_related = ()
    list_related = ()
    list_prefetch = ()
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    refused = {}

    @property
    def media(self):
        """Every page may hold an autocomplete, a list in its filters."""
        names = forms.Media(js=["meetings/js/desk-labels.js", "meetings/js/desk-keys.js"])
        return super().media + DeskSelect(None, self.admin_site).media + names

    # -- lists

    def get_queryset(self, request):
        """All rows, with what their names need."""
        return with_related(super().get_queryset(request), self.label_related)

    def get_changelist_instance(self, request):
        """The list, with the relations of its rows read together."""
        changelist = super().get_changelist_instance(request)
        rows = with_related(changelist.result_list, self.list_related)
        changelist.result_list = rows.prefetch_related(*self.list_prefetch)
        return changelist

    def get_search_results(self, request, queryset, search_term):
        """Rows in which every word is found, whatever its accents; for an autocomplete those that begin with it come first."""
        words = search_term.replace("\x00", " ")[:_LONGEST_SEARCH].split()[:10]
        if not words:
            return (queryset.none() if search_term.strip() else queryset), False
        fields = self.get_search_fields(request)
        for word in words:
            found = [_contains(field, word) for field in fields]
            queryset = (
                queryset.filter(Q.create([one for one in found if one], connector=Q.OR))
                if any(found)
                else queryset.none()
            )
        first = next((field for field in fields if field.endswith("_key")), None)
        if first and request.path.endswith("/autocomplete/"):
            begins = Case(When(**{f"{first}__startswith": fold(" ".join(words))}, then=Value(0)), default=Value(1))
            queryset = queryset.order_by(begins, *self.opts.ordering)
        return queryset, any("__" in field for field in fields)

    # -- forms

    def get_form(self, request, obj=None, change=False, **options):
        """The form, told of the rules that a first try was found to break."""
        form = super().get_form(request, obj, change, **options)
        form.refused = self.refused.get((None, None), ())
        return form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        for (prefix, index), found in self.refused.items():
            for formset in formsets:
                if formset.prefix == prefix and index < len(formset.forms):
                    formset.forms[index].refused = found
        return formsets, inlines

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """The rows as they were sent, one to a form: Django would pair them with those on file now, and drop the last."""
        for formset in formsets:
            if formset.is_bound:
                formset._queryset = formset.sent
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The page of one row. What stands in the way of a save is shown beside its field, with all that was typed.

        What comes with `_typed` is shown in the form, to go on with, and never saved.
        """
        # What is found out on the way belongs to this request alone.
        return copy(self)._page_of_row(request, object_id, form_url, extra_context)

    def _page_of_row(self, request, *page):
        if request.method == "POST" and "_typed" in request.POST:
            when = request.POST["_typed"][:_LONGEST_MOMENT]
            with read_snapshot():
                words = f"This is what you typed{when and ' on '}{when}: nothing was saved yet."
                return self._unsaved(request, words, *page)
        try:
            with exclusive_or_snapshot(request):
                try:
                    return drawn(super().changeform_view(request, *page))
                except EditRefused:
                    # Before anybody else writes, so that what is refused now is what was refused.
                    return drawn(super().changeform_view(request, *page))
        except IntegrityError as error:
            # What the database looks at only when all is written.
            self.refused = {(None, None): [collision(self.form, error)]}
        except (QueryTimeout, OperationalError) as error:
            kind = trouble(error)
            if request.method != "POST" or kind not in ("costly", "busy"):
                raise
            return self._unsaved(request, f"Nothing was saved yet. {WORDS[kind]}", *page)
        with exclusive_or_snapshot(request):
            return drawn(super().changeform_view(request, *page))

    def _unsaved(self, request, words, *page):
        """The form with all that was typed, and why it was not saved. Refused already, it is only drawn.

        It is Django's page outside of the transaction that a save would have.
        """
        self.refused = {(None, None): [("", words)]}
        return drawn(self._changeform_view(request, *page))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The page; it says where an editor has yet to let readers see it."""
        if change and obj is not None and waits(obj):
            context["waits"] = "editor" if accepts(request.user) else "others"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Nothing yet: a row is saved with its parts."""

    def save_related(self, request, form, formsets, change):
        """Save the row and its parts as one edit; where it is refused, the words for it go beside their fields."""
        for one in (form, *(one for formset in formsets for one in formset.forms)):
            _credit(one.instance, request.user)
        words = said(request)
        told = {"correction": words["correction"], "otherwise": "" if words["unchanged"] else None}
        opened = request.POST.getlist("opened") if change else None
        try:
            with edit(form.instance, opened=opened, by=request.user, reason=reason_of(request), **told) as edited:
                super().save_model(request, form.instance, form, change)
                super().save_related(request, form, formsets, change)
                self.finish(form, formsets)
                edited.accept(form.instance)
        except EditRefused as refusal:
            broken = refusal.violations
            if isinstance(refusal.__cause__, IntegrityError):
                broken = [Violation(form.instance, *collision(form, refusal.__cause__))]
            self.refused = {}
            for violation in broken:
                place, field, message = _place(violation, form, formsets)
                self.refused.setdefault(place, []).append((field, message))
            raise
        if isinstance(form.instance, Meeting):
            form.instance.title = edited.after[Meeting, form.instance.pk]["title"]

    def finish(self, form, formsets):
        """Write what else belongs to a row that was saved with its parts, in the same edit; for most kinds nothing."""

    def delete_model(self, request, obj):
        """Delete a row, as an action deletes several."""
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        """Delete the rows that an action chose; the register follows."""
        with edit(goes=list(queryset.all()), by=request.user, reason=reason_of(request)):
            super().delete_queryset(request, queryset)

    # -- the way to the public page

    def get_view_on_site_url(self, obj=None):
        """The public address of a row that readers see; None for all others."""
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") and shown(obj) else None


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


def _credit(row, user):
    """Let a row that is not on file yet be a user's own, where its kind says whose it is."""
    if row.pk is None and hasattr(row, "entered_by_id"):
        row.entered_by = user


def say(request, level, text):
    """Tell the editor something that goes beyond “saved”."""
    messages.add_message(request, level, text)


def _contains(field, word):
    if field.startswith("="):
        return Q(**{f"{field[1:]}__iexact": word})
    if not field.endswith("_key"):
        return Q(**{f"{field}__icontains": word})
    folded = fold(word)
    return Q(**{f"{field}__contains": folded}) if folded else None


def _place(violation, form, formsets):
    """Where a violation is shown: the row's form where it is on the page, else the main form, without a field."""
    row, field, message = violation
    if row is None or row == form.instance:
        return (None, None), field, message
    for formset in formsets:
        for index, one in enumerate(formset.forms):
            if row == one.instance:
                return (formset.prefix, index), field, message
    return (None, None), "", f"{row}: {message}"
