"""Who took part: rows that carry the party with the person, from which the meeting's parties follow."""

from functools import partial

from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.forms.models import BaseModelFormSet, modelformset_factory

from ...actions.offices import proposed_offices
from ...models import Appointment, Participant, Party
from ..core.fields import row_number
from ..core.forms import DeskFormSet
from ..core.inlines import DeskRows
from .participant_form import OfficesSelect, ParticipantForm, office_label
from .speaker_names import Names, Row

_ALIKE = ("name_as_reported", "title_as_reported", "level_as_reported", "role", "unnamed", "heads", "inferred", "note")
_LABELS = ("official", "position__country", "position__organization")


class ParticipantFormSet(DeskFormSet, BaseModelFormSet):
    """The participants of a meeting. They have no key to it: the parties that their rows name lie between."""

    def __init__(self, data=None, files=None, instance=None, save_as_new=False, prefix=None, queryset=None, **options):
        self.instance = instance
        self.proposals = []
        self._offices = None
        rows = self.model._default_manager.all() if queryset is None else queryset
        # In the order of the parties' codes, as everywhere; the heads first.
        rows = rows.filter(party__meeting=instance) if instance.pk else rows.none()
        rows = rows.order_by("party__country__code", "party__organization__slug", "order", "id")
        super().__init__(data, files, queryset=rows, prefix=prefix, **options)

    @classmethod
    def get_default_prefix(cls):
        """The name of the rows in the form."""
        return "participants"

    def offices(self, form):
        """The offices a row may choose from: the official's at the meeting's date, and those chosen already."""
        if self._offices is None:
            ids = {str(one["official"].value()) for one in self.forms}
            chosen = {str(key) for one in self.forms for key in one["appointments"].value() or []}
            ids, chosen = ({row_number(key) for key in keys} - {None} for keys in (ids, chosen))
            terms = Appointment.objects.filter(official__in=ids)
            if self.instance.when:
                terms = terms.covering(self.instance.when)
            terms = (terms | Appointment.objects.filter(pk__in=chosen)) if chosen else terms
            self._offices = {}
            for term in terms.select_related(*_LABELS):
                self._offices.setdefault(str(term.official_id), []).append(term)
        return self._offices.get(str(form["official"].value()), [])

    # -- the rows as a whole

    def clean(self):
        """What holds between rows: nobody twice in a party, a head for each, an office for those in office."""
        super().clean()
        delegations = {}
        for form in self.live:
            if form.body:
                delegations.setdefault(form.body.key, []).append(form)
        for forms_ in delegations.values():
            _number(forms_)
            seen = set()
            for form in forms_:
                official = form.cleaned_data.get("official")
                if official in seen:
                    form.add_error("official", "This official is in the delegation already.")
                seen.add(official) if official else None
            if not any(form.cleaned_data.get("heads") for form in forms_):
                forms_[0].cleaned_data["heads"] = forms_[0].instance.heads = True
                forms_[0].touched = True
        for form in self.live:
            self._propose(form)

    def _propose(self, form):
        """Choose the one office held that day where none was chosen; ask where there are more."""
        cleaned, date = form.cleaned_data, self.instance.when
        official = cleaned.get("official")
        given = cleaned.get("title_as_reported") and "official" not in form.changed_data
        if not official or not date or "appointments" in form.errors or cleaned.get("appointments") or given:
            return
        terms = proposed_offices(official, date)
        if len(terms) == 1:
            cleaned["appointments"] = terms
            form.touched = True
            self.proposals.append(f"Office on {date.text} proposed: {office_label(terms[0])}, for {official}.")
        elif terms and not cleaned.get("title_as_reported"):
            held = " and ".join(office_label(term) for term in terms)
            form.add_error("appointments", f"{official} may have held {held}: choose.")

    # -- what the claims ask

    def stored_names(self):
        """The names of the saved rows."""
        return Names(Row(person, person.party.body, _names(person)) for person in self.get_queryset())

    def entered_names(self):
        """The names of the rows as they were sent."""
        return Names(Row(form, form.body, form.names) for form in self.live if form.body)

    # -- saving

    def save(self, commit=True):
        """Save the rows and the parties that follow from them; `drop_parties` is for later, when no claim names them."""
        stored = {party.key: party for party in self.instance.parties.named()}
        self.left = {form.instance.party_id for form in self.initial_forms if form.instance.party_id}
        self.parties = {}
        for form in self.live:
            key = form.body.key
            party = self.parties[key] = stored.get(key) or self.parties.get(key) or self._new_party(form)
            form.instance.party = party
        for key, party in self.parties.items():
            hosts = any(form.cleaned_data["hosts"] for form in self.live if form.body.key == key)
            if party.hosts != hosts:
                party.hosts = hosts
                party.save(update_fields=["hosts"])
        # Two rows may have changed places: nobody is named while they do, so that neither is there twice.
        moved = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        Participant.objects.filter(pk__in=moved).update(official=None, name_as_reported="", unnamed=True)
        return super().save(commit)

    def _new_party(self, form):
        return Party.objects.create(
            meeting=self.instance,
            country=form.cleaned_data.get("country"),
            organization=form.cleaned_data.get("organization"),
        )

    def drop_parties(self):
        """Delete the parties whose last row has gone."""
        kept = {party.pk for party in self.parties.values()}
        self.instance.parties.filter(pk__in=self.left - kept, participants__isnull=True).delete()


def _number(forms_):
    """Give the rows of one party that say no place the places behind those before them: a place is one within the party."""
    last = 0
    for form in forms_:
        if form["order"].data in (None, ""):
            form.cleaned_data["order"] = form.instance.order = last + 1
        last = max(last, form.cleaned_data.get("order") or 0)


def _names(person):
    return [person.short_name, person.name] if person.official_id else [person.name]


class _Checks(InlineModelAdminChecks):
    """The checks of an inline, but for the key to its parent, which these rows do not have."""

    def _check_exclude_of_parent_model(self, obj, parent_model):
        return []

    def _check_relation(self, obj, parent_model):
        return []


class ParticipantInline(DeskRows):
    """Who took part, for which country or organisation, in which office."""

    model = Participant
    form = ParticipantForm
    formset = ParticipantFormSet
    checks_class = _Checks
    verbose_name = "participant"
    verbose_name_plural = "Who took part"
    classes = ["people"]
    related = ["party__country", "party__organization", "official"]
    fields = [
        ("official", "country", "organization", "appointments"),
        ("name_as_reported", "title_as_reported", "level_as_reported", "role", "unnamed", "heads", "hosts", "order"),
        ("inferred", "note"),
    ]

    def alike(self, meeting):
        """The people of a meeting as rows for another like it."""
        people = Participant.objects.filter(party__meeting=meeting).select_related("party")
        people = people.prefetch_related("appointments").order_by(
            "party__country__code", "party__organization__slug", "order", "id"
        )
        return [
            {
                "country": one.party.country_id,
                "organization": one.party.organization_id,
                "hosts": one.party.hosts,
                "appointments": [term.pk for term in one.appointments.all()],
                "official": one.official_id,
                **{name: getattr(one, name) for name in _ALIKE},
            }
            for one in people
        ]

    # -- what somebody reads who may not write

    def country(self, person):
        """Of the party."""
        return person.party.country

    @admin.display(description="organisation")
    def organization(self, person):
        """Of the party."""
        return person.party.organization

    @admin.display(boolean=True)
    def hosts(self, person):
        """Of the party."""
        return person.party.hosts

    # --

    def get_queryset(self, request):
        """The rows, with the offices chosen."""
        return super().get_queryset(request).prefetch_related("appointments")

    def formfield_for_manytomany(self, db_field, request, **options):
        """The offices of the row's official only."""
        return super().formfield_for_manytomany(
            db_field, request, widget=OfficesSelect(attrs={"class": "desk-offices", "size": 2}), **options
        )

    def get_formset(self, request, obj=None, **options):
        """Rows with autocompletes for the party."""
        party = {
            name: self.formfield_for_dbfield(Party._meta.get_field(name), request)
            for name in ("country", "organization")
        }
        offices = self.formfield_for_dbfield(Participant._meta.get_field("appointments"), request)
        offices.label, offices.help_text = "Offices held that day", ""
        form = type(ParticipantForm)("ParticipantForm", (self.form,), {**party, "appointments": offices})
        fields = [name for line in self.fields for name in line if name not in party and name != "hosts"]
        return modelformset_factory(
            self.model,
            form=form,
            formset=self.formset,
            fields=fields,
            extra=0,
            can_delete=self.has_delete_permission(request, obj),
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
        )
