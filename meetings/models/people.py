"""People and the offices they hold: an office depends on the date, so it is kept apart from the person."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from ..choices import Capacity, Dimension, Level, Publication
from .dates import date_constraints, earliest_column, latest_column, precision_column, when
from .directory import Country, Organization, country_xor_organization
from .fields import FoldedField, LineField, WebField
from .names import (
    Accepted,
    AcceptedQuerySet,
    Name,
    Record,
    RecordQuerySet,
    Referenced,
    filed_under,
    slug_of,
    waiting_index,
)


class OfficialQuerySet(RecordQuerySet):
    """Officials, and which of them the public sees."""

    def public(self):
        """Officials whom a published meeting names as participants."""
        return super().public().filter(filed_under(Dimension.OFFICIAL))

    def exported(self):
        """The same, with those of their further names that the public sees."""
        return self.public().prefetch_related(models.Prefetch("names", OfficialName.objects.public()))


class Official(Record, Referenced):
    """A person who takes part in meetings; nothing private is recorded."""

    plural = "officials"
    parameter = "official"
    dimension = Dimension.OFFICIAL
    searched = ("name_key", "sort_key")
    merges = True
    parts = ("names", "appointments")
    shown_by = ("parties__participants__official",)

    name = LineField(max_length=200)
    sort_name = LineField(max_length=200, help_text="As lists sort it, family name first: “Jilani, Jalil Abbas”.")
    native_name = LineField(max_length=200, blank=True)
    wikidata_id = LineField("Wikidata id", max_length=20, blank=True)
    name_key = FoldedField("name", db_index=True)
    sort_key = FoldedField("sort_name", db_index=True)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("official_detail", args=[self.pk, self.slug])

    @property
    def slug(self):
        """The name as the address carries it; it may change, the id does not."""
        return slug_of(self.name)

    @property
    def short_name(self):
        """The part of the sort name before the comma: the family name, or the whole name where there is none."""
        return self.sort_name.partition(",")[0]


class OfficialName(Name, Accepted):
    """An alias, a former name or another transliteration of an official's name."""

    part_of = "official"

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="names")

    objects = AcceptedQuerySet.as_manager()

    class Meta(Name.Meta):
        indexes = [waiting_index("officialname")]
        constraints = [models.UniqueConstraint(fields=["official", "name"], name="official_name_once")]


class Position(Accepted, Record, Referenced):
    """An office of a country or of an organisation, whoever holds it."""

    parameter = "position"
    dimension = Dimension.POSITION
    searched = ("title_key",)
    named_by = ("country", "organization")
    shown_by = ("parties__participants__appointments__position",)
    used_under = (Dimension.POSITION,)

    title = LineField(max_length=200)
    level = models.CharField(max_length=40, choices=Level.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="positions")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name="organisation",
    )
    title_key = FoldedField("title", db_index=True)

    class Meta:
        ordering = ["title_key", "id"]
        indexes = [waiting_index("position")]
        constraints = [
            country_xor_organization("position"),
            models.UniqueConstraint(fields=["country", "title"], name="position_once_in_country"),
            models.UniqueConstraint(fields=["organization", "title"], name="position_once_in_organization"),
        ]

    def __str__(self):
        return f"{self.title}, {self.body}"

    @property
    def body(self):
        """The country or organisation whose office it is."""
        return self.country or self.organization


class AppointmentQuerySet(AcceptedQuerySet):
    """Terms of office, by the dates they cover."""

    def covering(self, date):
        """Appointments that may have been held on a `When`; an unknown start or end is open."""
        return self.filter(
            Q(start_earliest__isnull=True) | Q(start_earliest__lte=date.latest),
            Q(end_latest__isnull=True) | Q(end_latest__gte=date.earliest),
        )


class Appointment(Accepted, Referenced):
    """One official's holding of one office, from when to when and in which capacity; either date may be unknown."""

    part_of = "official"
    named_by = ("official", "position__country", "position__organization")
    shown_by = ("parties__participants__appointments",)

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="appointments")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="appointments")
    capacity = models.CharField(max_length=20, choices=Capacity.choices, default=Capacity.SUBSTANTIVE)
    start_earliest = earliest_column()
    start_latest = latest_column()
    start_precision = precision_column()
    end_earliest = earliest_column()
    end_latest = latest_column()
    end_precision = precision_column()
    start_event = LineField("how it started", max_length=100, blank=True, help_text="sworn in, appointed, elected")
    source_url = WebField("source", max_length=2000, blank=True)
    note = LineField(max_length=300, blank=True)

    start = when("start_")
    end = when("end_")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = [F("start_earliest").desc(nulls_last=True), "id"]
        indexes = [waiting_index("appointment")]
        constraints = [
            *date_constraints("appointment_start", "start_"),
            *date_constraints("appointment_end", "end_"),
            models.CheckConstraint(
                condition=Q(start_earliest__isnull=True)
                | Q(end_latest__isnull=True)
                | Q(end_latest__gte=F("start_earliest")),
                name="appointment_end_after_start",
                violation_error_message="The end is before the start.",
            ),
        ]

    def __str__(self):
        return f"{self.official}, {self.title}{self._years}"

    @classmethod
    def used(cls):
        """A condition on rows: somebody took part in a published meeting in them.

        They have no postings: it is asked of the few that nobody has accepted.
        """
        held = apps.get_model("meetings", "Participant").appointments.through.objects
        published = {"participant__party__meeting__publication": Publication.PUBLISHED}
        return Exists(held.filter(appointment=OuterRef("pk"), **published))

    def may_cover(self, date):
        """Whether the office may have been held on a `When`, as `AppointmentQuerySet.covering` reads it."""
        return (not self.start or self.start.earliest <= date.latest) and (
            not self.end or self.end.latest >= date.earliest
        )

    @property
    def title(self):
        """The office with its capacity: "Minister of Foreign Affairs (caretaker)"."""
        if self.capacity == Capacity.SUBSTANTIVE:
            return self.position.title
        return f"{self.position.title} ({self.get_capacity_display().lower()})"

    @property
    def _years(self):
        start, end = self.start, self.end
        if not start and not end:
            return ""
        return f", {start.earliest.year if start else ''}–{end.latest.year if end else ''}"
