"""Where claims come from: sources with the side whose account they carry, and citations that point into them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ..choices import Publication, SourceKind, Stance
from .claim import Claim
from .directory import ContestedTerm, Country, OfBody, Organization, Place, country_xor_organization
from .fields import LineField, NormalisedURLField, WebField
from .meeting import Meeting
from .names import Record, RecordQuerySet, Row, one_of

MAX_WORDING = 12
"""Words of a source that a citation may carry: enough to show a contested or mistaken wording, too few to copy the text."""


def validate_wording(text):
    """Refuse more words of a source than a short quotation has."""
    count = len(text.split())
    if count > MAX_WORDING:
        raise ValidationError(f"At most {MAX_WORDING} words of the source: these are {count}.")


class SourceQuerySet(RecordQuerySet):
    """Sources, and which of them the public sees."""

    def public(self):
        """Sources that a published meeting, or a claim of one, cites."""
        cited = Citation.objects.filter(source=OuterRef("pk"))
        return self.filter(
            Exists(cited.filter(meeting__publication=Publication.PUBLISHED))
            | Exists(cited.filter(claim__meeting__publication=Publication.PUBLISHED))
        )

    def exported(self):
        """The same without the text that is for staff, and with the sides whose accounts they carry."""
        return self.public().defer("full_text").prefetch_related("sides__country", "sides__organization")


class Source(Record):
    """A readout, report, dataset or document; its sides say whose account it carries, not where its publisher sits."""

    plural = "sources"
    parts = ("sides",)
    shown_by = ("citations__source", "claims__citations__source")

    title = LineField(max_length=500)
    publisher = LineField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    author = LineField(max_length=200, blank=True)
    url = WebField("address", max_length=2000, blank=True)
    url_key = NormalisedURLField("url", null=True, unique=True)
    archived_url = WebField("archived copy", max_length=2000, blank=True)
    language = LineField(max_length=20, blank=True, help_text="BCP 47, for example en.")
    dateline_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="datelined_sources"
    )
    published_on = models.DateField(null=True, blank=True, help_text="Of the source: not the date of the meeting.")
    accessed_on = models.DateField(null=True, blank=True)
    excerpt = models.TextField(blank=True, help_text="Only where its licence allows quoting at length.")
    photo_caption = LineField(max_length=500, blank=True)
    photo_alt = LineField("photo, alternative text", max_length=500, blank=True)
    photo_credit = LineField(max_length=200, blank=True)
    note = models.TextField(blank=True, help_text="For readers: “Merges two accounts.”")
    related = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="related_from")
    derived_from = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="derivatives")
    terms = models.ManyToManyField(
        ContestedTerm, blank=True, related_name="sources", help_text="Contested wording in its title."
    )
    licence = LineField(max_length=100, blank=True)
    full_text = models.TextField(blank=True, help_text="Pasted for staff; never shown or searched in public.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = [F("published_on").desc(nulls_last=True), "id"]

    def __str__(self):
        return f"{self.publisher}: {self.title}" if self.publisher else self.title

    @property
    def paragraphs(self):
        """The lines of the pasted text that are not empty, as a list: paragraph 1 is the first of them."""
        return [line.strip() for line in self.full_text.splitlines() if line.strip()]

    def clean(self):
        key = self._meta.get_field("url_key").derive(self.url) if self.url else None
        twin = Source.objects.filter(url_key=key).exclude(pk=self.pk).first() if key else None
        if twin:
            raise ValidationError({"url": f"This address is on file already, as “{twin}”: cite that source."})
        if self.published_on and self.accessed_on and self.accessed_on < self.published_on:
            raise ValidationError({"accessed_on": "It was accessed before it was published: check the two dates."})
        if self.published_on and self.published_on > timezone.localdate():
            raise ValidationError({"published_on": "This day is still to come."})


class SourceSide(OfBody):
    """A party whose account the source carries; a joint statement has all its parties, an independent report none."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sides")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="organisation",
    )

    class Meta:
        verbose_name = "side"
        ordering = ["id"]
        constraints = [
            country_xor_organization("side"),
            models.UniqueConstraint(fields=["source", "country"], name="side_country_once"),
            models.UniqueConstraint(fields=["source", "organization"], name="side_organization_once"),
        ]


class Citation(Row):
    """Where a source speaks, or keeps silent, of a meeting or of one of its claims.

    The citations of a meeting are its numbered list of sources, [1], [2], in their order; a claim cites from that list.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    locator = LineField(max_length=100, blank=True, help_text="Where in the source: “par. 4”, a page, a row id.")
    stance = models.CharField(max_length=20, choices=Stance.choices, default=Stance.SUPPORTS)
    wording = LineField(
        max_length=200,
        blank=True,
        validators=[validate_wording],
        help_text="At most twelve words, where a contested or mistaken wording needs them.",
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("meeting", "claim"),
                name="citation_of_meeting_xor_claim",
                violation_error_message="A citation is of a meeting or of a claim: one of them.",
            ),
            models.UniqueConstraint(
                fields=["source", "meeting"],
                name="citation_once_in_meeting",
                violation_error_message="This source is in the list already.",
            ),
            models.UniqueConstraint(
                fields=["source", "claim"],
                name="citation_once_in_claim",
                violation_error_message="This claim cites this source already.",
            ),
            models.CheckConstraint(
                condition=~Q(stance=Stance.SILENT) | Q(locator="", wording=""),
                name="citation_silence_says_nothing",
                violation_error_message="A silent source has no place where it speaks and no words: leave locator and wording empty.",
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.locator}".strip()


class CorrectionQuerySet(RecordQuerySet):
    """Corrections, and which of them the public sees."""

    def public(self):
        """Those of meetings that readers see."""
        return self.filter(meeting__in=Meeting.objects.published())


class Correction(Row):
    """A change of a published meeting, in public words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="corrections")
    date = models.DateField(default=timezone.localdate)
    text = models.TextField("what changed")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-id"]

    def __str__(self):
        return f"{self.date}: {self.text[:60]}"
