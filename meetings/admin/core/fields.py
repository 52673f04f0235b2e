"""Form fields and widgets of the desk: dates as precise as known, and autocompletes that read their labels in one go."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError

from ...models import When

WHEN_HELP = "2023-09-22, 2023-09, 2023, 20 September 2023, 2023-09-20..2023-09-24 (went on), within 2023-09-20..2023-09-24 (one day of it)"


def row_number(text):
    """The number of a row that a text from a request is; None where no row could have it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class WhenField(forms.Field):
    """A date of law 3 as one line of text; its value is a `When`, or None for no date."""

    widget = forms.TextInput

    def __init__(self, **options):
        options = {"required": False, "help_text": WHEN_HELP, **options}
        super().__init__(widget=forms.TextInput(attrs={"class": "vTextField when", "autocomplete": "off"}), **options)

    def to_python(self, value):
        text = (value or "").strip()
        if not text:
            return None
        try:
            return When.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value):
        return value.entry if isinstance(value, When) else value


class Chosen:
    """For a widget that prints its chosen options only: asks for all labels of a formset at once, not row by row."""

    batch = None
    """What a formset puts here: a function from this widget to {value: label} for the values of all its rows."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        """As wide as its place, without being measured: on a long page each measuring lays everything out again."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-width": "100%"}

    def find(self, values):
        """The labels of these values, as {value: label}; a value that stands for nothing is left out."""
        keys = {row_number(value) for value in values} - {None}
        return {str(row.pk): str(row) for row in self.choices.queryset.filter(pk__in=keys)} if keys else {}

    def optgroups(self, name, value, attrs=None):
        """The chosen options, in one group without a name."""
        chosen = [str(one) for one in value if one not in ("", None)]
        labels = self.batch(self) if self.batch and chosen else self.find(chosen)
        options = (
            [] if self.is_required or self.allow_multiple_selected else [self.create_option(name, "", "", False, 0)]
        )
        options += [
            self.create_option(name, key, labels[key], True, index)
            for index, key in enumerate(chosen, len(options))
            if key in labels
        ]
        return [(None, options, 0)]


class DeskSelect(Chosen, AutocompleteSelect):
    """An autocomplete for one row."""


class DeskSelectMultiple(Chosen, AutocompleteSelectMultiple):
    """An autocomplete for several rows."""


class DeskMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several rows; a number that no database holds is no choice, instead of an error of the database."""

    def _check_values(self, value):
        for key in value if isinstance(value, (list, tuple)) else ():
            if len(str(key)) > 18:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super()._check_values(value)
