"""The desk of officials, offices and terms of office."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from ...models import Appointment, Meeting, OfficialName, Participant
from ..core.base import DeskAdmin
from ..core.fields import WHEN_HELP, WhenField
from ..core.filters import ChosenFilter
from ..core.forms import DeskForm, DeskInlineFormSet
from ..core.inlines import DeskRows, DeskTabular
from .directory import ORIGIN
from .merging import Merging

BODIES = ("position__country", "position__organization")
"""Whose office it is, which its name tells."""


class AppointmentForm(DeskForm):
    """A term of office: a start and an end, each as precise as known."""

    start = WhenField(help_text=f"Empty when it is not known. {WHEN_HELP}")
    end = WhenField(help_text="Empty when it is not known, or while it lasts.")

    whens = ("start", "end")
    beside = {"appointment_end_after_start": "end"}
    # PostgreSQL refuses an overlap by itself, before the rules of the house are asked.
    collisions = {
        "appointment_no_overlap": (
            "position",
            "The official already held this position in part of this time: mend one of the two.",
        )
    }

    def clean(self):
        """Refuse an end that lies before the start."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end.latest < start.earliest:
            self.add_error("end", "The end is before the start.")
        return cleaned


def _meetings_of(**terms):
    """The meetings in which somebody took part in one of these terms of office, each once."""
    return Meeting.objects.filter(
        pk__in=Participant.objects.filter(**{f"appointments__{name}": value for name, value in terms.items()}).values(
            "party__meeting"
        )
    )


class Terms:
    """How lists, and pages that may only be read, show when a term began and ended."""

    @admin.display(ordering="start_earliest")
    def start(self, term):
        """The start as known."""
        return term.start.text if term.start else None

    @admin.display(ordering="end_earliest")
    def end(self, term):
        """The end as known."""
        return term.end.text if term.end else None


class OfficialForm(DeskForm):
    """An official; the sort name is proposed where it is left empty."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if field := self.fields.get("sort_name"):
            field.required = False
            field.help_text += " When left empty, the last word of the name goes first."

    def clean(self):
        """Propose the sort name."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and not cleaned.get("sort_name") and "sort_name" not in self.errors:
            first, _, last = cleaned["name"].rpartition(" ")
            cleaned["sort_name"] = f"{last}, {first}" if first else last
        return cleaned


class OfficialNameInline(DeskTabular):
    """Aliases and other transliterations."""

    model = OfficialName
    verbose_name, verbose_name_plural = "other name", "Other names"
    fields = ["name", "kind", "language"]


class TermFormSet(DeskInlineFormSet):
    """The offices of an official."""

    def clean(self):
        """A term in which somebody took part in a meeting stays, as on its own page."""
        super().clean()
        for form in self.deleted_forms:
            if meeting := _meetings_of(pk=form.instance.pk).first():
                raise ValidationError(f"“{form.instance}” was held at “{meeting}”: choose another office there first.")


class AppointmentInline(Terms, DeskRows):
    """The offices of an official, latest first."""

    model = Appointment
    form = AppointmentForm
    formset = TermFormSet
    verbose_name_plural = "Terms of office"
    fields = [("position", "capacity"), ("start", "end"), ("start_event", "source_url"), "note", "origin"]
    related = ["official", *BODIES]


class OfficialAdmin(Merging, DeskAdmin):
    """Officials with their names and terms of office on one page."""

    form = OfficialForm
    list_display = ["name", "sort_name", "native_name", "offices"]
    list_filter = [("appointments__position__country", ChosenFilter), ("appointments__position", ChosenFilter)]
    list_prefetch = [Prefetch("appointments", Appointment.objects.select_related(*BODIES))]
    search_fields = ["sort_key", "name_key", "names__name_key"]
    inlines = [OfficialNameInline, AppointmentInline]
    fieldsets = [(None, {"fields": [("name", "sort_name"), ("native_name", "wikidata_id")]}), ORIGIN]

    def offices(self, official):
        """Terms of office, latest first."""
        return "; ".join(f"{term.title}, {term.position.body}" for term in official.appointments.all()) or None


class PositionAdmin(DeskAdmin):
    """Offices, whoever holds them."""

    list_display = ["title", "level", "country", "organization"]
    list_filter = ["level", ("country", ChosenFilter), ("organization", ChosenFilter)]
    search_fields = ["title_key", "country__name_key", "organization__name_key", "organization__acronym_key"]
    fieldsets = [(None, {"fields": [("title", "level"), ("country", "organization")]}), ORIGIN]

    class PositionForm(DeskForm):
        """An office of a country or of an organisation."""

        beside = {"position_country_xor_organization": "organization"}

    form = PositionForm


class AppointmentAdmin(Terms, DeskAdmin):
    """Terms of office."""

    form = AppointmentForm
    list_display = ["official", "position", "capacity", "start", "end"]
    list_filter = [
        "capacity",
        ("official", ChosenFilter),
        ("position", ChosenFilter),
        ("position__country", ChosenFilter),
    ]
    search_fields = ["official__sort_key", "official__name_key", "official__names__name_key", "position__title_key"]
    fieldsets = [
        (
            None,
            {"fields": ["official", ("position", "capacity"), ("start", "end"), ("start_event", "source_url"), "note"]},
        ),
        ORIGIN,
    ]

    def get_deleted_objects(self, objs, request):
        """A term in which somebody took part in a meeting stays."""
        deleted, counts, perms, protected = super().get_deleted_objects(objs, request)
        meetings = _meetings_of(pk__in=[term.pk for term in objs])
        return deleted, counts, perms, [*protected, *(f"Meeting: {meeting}" for meeting in meetings)]
