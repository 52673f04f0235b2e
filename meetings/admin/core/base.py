"""What every admin of the desk does: autocompletes, search without accents, and rules checked before anything stays written."""

from copy import copy

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, OperationalError
from django.db.models import Case, Q, Value, When

from ...actions.accept import accepts, waits
from ...actions.edit import EditRefused, edit
from ...actions.rules import Violation, shown
from ...database.budget import WORDS, QueryTimeout, trouble
from ...database.snapshot import read_snapshot
from ...models import Meeting
from ...models.fields import fold
from .fields import DeskSelect
from .forms import DeskForm, collision
from .history import Recorded, drawn, exclusive_or_snapshot, reason_of, said
from .inlines import DeskOptions, with_related
from .lists import AnyAddress

_LONGEST_SEARCH = 200
_LONGEST_MOMENT = 40  # of what a browser calls the moment at which something was typed


class DeskAdmin(AnyAddress, Recorded, DeskOptions, admin.ModelAdmin):
    """An admin of the desk.

    `keeps_typing` says that its forms can be drawn with what was typed before and nothing be saved: see `changeform_view`.
    `list_related` and `list_prefetch` are the relations that its list needs.
    Names ending in `_key` among `search_fields` are folded columns; `=` before a name asks for the whole value.
    `refused` are words beside the fields of the form, {(prefix of a formset, number of the row): [(field, message)]}; those at
    (None, None) are for the row itself. `finish` is called with the saved row and all its parts.
    """

    form = DeskForm
    keeps_typing = True
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
        return super().get_queryset(request).named()

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
            if broken[0].row is None and isinstance(refusal.__cause__, IntegrityError):
                # Of the row itself: a part's form has its own words for what the database refused.
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
