"""What every form of the desk does: partial dates, errors beside their fields, rows that keep their order."""

import re
from functools import partial
from typing import NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property

from ...actions.edit import EditRefused
from ...actions.rules import Violation
from .fields import Chosen

_COLLISION = "Somebody else saved something, just now, that this collides with. Nothing of yours was saved: look, and save again."

_MOST_ROWS = 500
_NOT_AS_SENT = (
    "Nothing was saved: these rows did not come as the page sends them, or are more than "
    f"{_MOST_ROWS:,}. Open the page anew, and enter no more than that."
)

_GONE = "Somebody deleted this row meanwhile: tick its deletion to agree, or enter it again as a new row below."


def collision(form, error):
    """What the database refused while writing, as (field, message): the form's own words, or those of a race."""
    named = (place for constraint, place in form.collisions.items() if constraint in str(error))
    return next(named, ("", _COLLISION))


class DeskForm(forms.ModelForm):
    """A form whose dates are `WhenField`s, and whose broken rules stand beside a field.

    `whens` names the dates, each a declared field and a `when()` of the model. `beside` says next to which field the breach
    of a constraint or of a rule about another column is shown: {constraint or column: field}.
    `collisions` are constraints that only the database checks, with the field and the words for a breach.
    `refused` holds rules that were found broken after saving, as (field, message), when the form is shown again for that.
    """

    whens = ()
    beside = {}
    collisions = {}
    refused = ()

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
        for name in self.whens:
            self.initial.setdefault(name, getattr(self.instance, name))

    def _post_clean(self):
        for name in self.whens:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        super()._post_clean()
        for name, message in self.refused:
            self.add_error(self._field_for(name), message)

    def _field_for(self, name):
        name = self.beside.get(name, name)
        return name if name in self.fields else None

    def _update_errors(self, errors):
        # A constraint's error names no field; its message tells which constraint it was.
        fields = {
            constraint.violation_error_message: self.beside[constraint.name]
            for constraint in self._meta.model._meta.constraints
            if constraint.name in self.beside
        }
        if hasattr(errors, "error_dict"):
            general = errors.error_dict.pop(NON_FIELD_ERRORS, [])
            for error in general:
                place = fields.get(error.message)
                errors.error_dict.setdefault(place if place in self.fields else NON_FIELD_ERRORS, []).append(error)
        super()._update_errors(errors)


class OrderedForm(DeskForm):
    """A row whose place in its list may be left empty: then it is the place where it stands in the form."""

    position = 1

    order = forms.IntegerField(
        required=False, min_value=0, max_value=30_000, widget=forms.NumberInput(attrs={"class": "vSmallNumberField"})
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.initial["order"] = None

    def clean_order(self):
        """The place as typed, else where the row stands."""
        order = self.cleaned_data["order"]
        return self.position if order is None else order


class Deleted(NamedTuple):
    """Stands for a row of the page that somebody deleted meanwhile."""

    pk: str | int

    def __str__(self):
        return "deleted meanwhile"


class DeskFormSet:
    """Rows that know their formset and read the labels of their autocompletes together."""

    default_error_messages = {"missing_management_form": _NOT_AS_SENT}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # The sets of rows of one page know each other through the row that they all belong to.
        self.siblings = vars(self.instance).setdefault("_desk_rows", {})
        self.siblings[self.prefix] = self
        self._labels = {}
        # Rows that somebody begins with are all shown.
        self.extra = len(self.initial_extra or ())

    @cached_property
    def management_form(self):
        """What the page says of the number of its rows; where not so many came along, no row is read."""
        form = super().management_form
        if self.is_bound:
            total, initial = form.cleaned_data[TOTAL_FORM_COUNT], form.cleaned_data[INITIAL_FORM_COUNT]
            row = re.compile(rf"{re.escape(self.prefix)}-(\d+)-")
            came = {found[1] for found in map(row.match, self.data) if found}
            if not 0 <= initial <= total <= min(len(came), _MOST_ROWS):
                form.add_error(None, _NOT_AS_SENT)
                form.cleaned_data = {TOTAL_FORM_COUNT: 0, INITIAL_FORM_COUNT: 0}
        return form

    def add_fields(self, form, index):
        """The fields of one form; each form has widgets of its own, where those of the class belong to all requests at once."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, Chosen):
                widget.batch = partial(self._read_labels, name)

    def _read_labels(self, name, widget):
        if name not in self._labels:
            values = [form[name].value() for form in self.forms if name in form.fields]
            lists = [value if isinstance(value, (list, tuple)) else [value] for value in values]
            self._labels[name] = widget.find({str(key) for keys in lists for key in keys if key not in ("", None)})
        return self._labels[name]

    def _construct_form(self, i, **options):
        form = super()._construct_form(i, **options)
        form.formset, form.position = self, i + 1
        # Somebody deleted the row in the meantime, or it was never of this page.
        if self.is_bound and i < self.initial_form_count() and form.instance.pk is None:
            form.refused = [*form.refused, ("", _GONE)]
        return form

    def save_new(self, form, commit=True):
        """Save a new row; what the database refuses is told beside it."""
        try:
            return super().save_new(form, commit)
        except IntegrityError as error:
            raise EditRefused([Violation(form.instance, *collision(form, error))]) from error

    def save_existing(self, form, obj, commit=True):
        """Save a changed row; what the database refuses is told beside it."""
        try:
            return super().save_existing(form, obj, commit)
        except IntegrityError as error:
            raise EditRefused([Violation(form.instance, *collision(form, error))]) from error

    @property
    def sent(self):
        """The rows that the page had when it was opened, as a list."""
        return [form.instance if form.instance.pk else Deleted(form["id"].value() or 0) for form in self.initial_forms]

    @property
    def live(self):
        """The forms of the rows that are to stay or to come, in their order; to be asked after validation."""
        return [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed())
            and hasattr(form, "cleaned_data")
            and not (self.can_delete and self._should_delete_form(form))
        ]


class DeskInlineFormSet(DeskFormSet, BaseInlineFormSet):
    """The rows of an ordinary inline."""
