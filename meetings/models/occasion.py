"""What meetings happen at: sessions, summits, conferences, talks, funerals and visits."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ..choices import Dimension, OccasionKind, VisitKind
from .dates import Dated, date_constraints
from .directory import Country, Organization, Place
from .fields import FoldedField, LineField
from .names import Referenced, Tree, TreeQuerySet, filed_under, slug_of


class OccasionQuerySet(TreeQuerySet):
    """Occasions, and which of them the public sees."""

    def public(self):
        """Occasions at which, or at whose parts, a published meeting took place."""
        return super().public().filter(filed_under(Dimension.OCCASION))

    def exported(self):
        """The same, with who organised and hosted them, whose visit they were, and where."""
        return self.public().select_related("organizer", "guest", "host", "place")


class Occasion(Tree, Dated, Referenced):
    """An event with its own name and dates, on whose margins or in whose programme parties meet."""

    plural = "occasions"
    parameter = "occasion"
    dimension = Dimension.OCCASION
    searched = ("name_key", "short_key")
    merges = True
    filed_by = ("occasion",)

    kind = models.CharField(max_length=20, choices=OccasionKind.choices)
    visit_kind = models.CharField("kind of visit", max_length=20, choices=VisitKind.choices, blank=True)
    name = LineField(max_length=300)
    short_name = LineField(max_length=60, blank=True, help_text="As newsrooms shorten it: “UNGA 78”.")
    ordinal = models.PositiveIntegerField(null=True, blank=True)
    organizer = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="occasions",
        verbose_name="organiser",
    )
    guest = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="visits_made", help_text="Of a visit."
    )
    host = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="occasions_hosted")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="occasions")
    places_as_reported = LineField(
        max_length=300, blank=True, help_text="The towns that the source names, where they are several or not on file."
    )
    name_key = FoldedField("name", db_index=True)
    short_key = FoldedField("short_name", db_index=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = [F("earliest").desc(nulls_last=True), "-id"]
        constraints = [
            *date_constraints("occasion"),
            models.CheckConstraint(
                condition=Q(kind=OccasionKind.VISIT) | Q(visit_kind="", guest__isnull=True),
                name="occasion_visit_fields",
                violation_error_message="Only a visit has a guest and a kind of visit.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("occasion_detail", args=[self.pk, self.slug])

    @property
    def slug(self):
        """The name as the address carries it; it may change, the id does not."""
        return slug_of(self.name)

    @property
    def label(self):
        """The short name where there is one, else the name."""
        return self.short_name or self.name
