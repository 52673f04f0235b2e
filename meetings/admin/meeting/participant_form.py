"""One row of who took part: the person with the party, and the offices to choose from."""

from django import forms
from django.forms import SelectMultiple

from ...actions.offices import proposed_offices
from ...models import Appointment
from ..core.fields import DeskMultipleChoiceField
from ..core.forms import OrderedForm

_HELP = {
    "unnamed": "",
    "level_as_reported": "Counts where no office is chosen.",
    "inferred": "",
    "note": "For readers: how it is known who took part; what it is concluded from, where inferred.",
}
_LABELS = ("official", "position__country", "position__organization")


class OfficesSelect(SelectMultiple):
    """The offices that the row's official may have held that day, and those chosen."""

    row = None

    def optgroups(self, name, value, attrs=None):
        """The official's terms, in one group without a name."""
        terms = self.row.offices() if self.row else []
        options = [
            self.create_option(name, str(term.pk), office_label(term), str(term.pk) in value, index)
            for index, term in enumerate(terms)
        ]
        return [(None, options, 0)]


def office_label(term):
    """A term of office as the desk shows it: "Minister of Foreign Affairs (caretaker), Pakistan"."""
    return f"{term.title}, {term.position.body}"


def body_field(term):
    """The field of a row in which the country or the organisation of a term of office stands."""
    return "country" if term.position.country_id else "organization"


class ParticipantForm(OrderedForm):
    """One participant with the party in the row."""

    touched = False

    hosts = forms.BooleanField(required=False)
    appointments = DeskMultipleChoiceField(
        Appointment.objects.select_related(*_LABELS), required=False, label="Offices held that day"
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.formset = None
        for name, help_text in _HELP.items():
            self.fields[name].help_text = help_text
        if self.instance.party_id:
            party = self.instance.party
            # The keys under which a model form keeps relations: the ids.
            self.initial |= {"country": party.country_id, "organization": party.organization_id, "hosts": party.hosts}
        widget = self.fields["appointments"].widget
        getattr(widget, "widget", widget).row = self

    def offices(self):
        """The terms of office to choose from, as a list."""
        return self.formset.offices(self) if self.formset else []

    def has_changed(self):
        """Whether somebody, or the rules of the rows, changed anything."""
        return self.touched or super().has_changed()

    @property
    def body(self):
        """The country or the organisation of a row that is without errors."""
        return self.cleaned_data.get("country") or self.cleaned_data.get("organization")

    @property
    def names(self):
        """What the person may be called, the shortest first."""
        official = self.cleaned_data.get("official")
        if official:
            return [official.short_name, official.name]
        return [self.cleaned_data.get("name_as_reported") or "unnamed"]

    def _bodies(self, cleaned):
        """What the offices chosen, else those held that day, were held for, as a set of (field, body)."""
        official = cleaned.get("official")
        terms = (
            cleaned.get("appointments") or (official and proposed_offices(official, self.formset.instance.when)) or []
        )
        return {(body_field(term), term.position.body) for term in terms}

    def clean(self):
        """One party, which may follow from the office, and either a name or none."""
        cleaned = super().clean() or self.cleaned_data
        country, organization = cleaned.get("country"), cleaned.get("organization")
        if country and organization:
            self.add_error("organization", "Name a country or an organisation, not both.")
        elif not country and not organization and not {"country", "organization"} & set(self.errors):
            bodies = self._bodies(cleaned)
            if len(bodies) == 1:
                cleaned.update(bodies)
            else:
                self.add_error("country", "Name the country or the organisation they took part for.")
        official, name = cleaned.get("official"), cleaned.get("name_as_reported")
        if cleaned.get("unnamed") and (official or name):
            self.add_error("unnamed", "Somebody who is named is not unnamed.")
        elif not (cleaned.get("unnamed") or official or name or "official" in self.errors):
            self.add_error("official", "Choose an official, write the name as reported, or tick “unnamed”.")
        for term in cleaned.get("appointments") or []:
            if term.official_id != (official.pk if official else None):
                self.add_error("appointments", f"“{term}” is not an office of {official or 'nobody'}.")
                break
        return cleaned
