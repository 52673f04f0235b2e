"""Who and what meetings name: countries, organisations, places and topics."""

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from ..choices import CountryKind, Dimension, OrganizationKind, PlaceKind
from .fields import FoldedField, LineField, PartialDateField
from .names import (
    Accepted,
    AcceptedTreeQuerySet,
    Name,
    Record,
    RecordQuerySet,
    Referenced,
    Row,
    Tree,
    TreeQuerySet,
    one_of,
    waiting_index,
)


class CountryQuerySet(RecordQuerySet):
    """Countries."""

    def exported(self):
        """All of them, with their names and the states after them."""
        return self.prefetch_related("names", "successors")


class Country(Record, Referenced):
    """A state, territory or former state, under one code in all addresses and files."""

    key_name = "code"
    plural = "countries"
    parameter = "country"
    dimension = Dimension.COUNTRY
    searched = ("name_key",)
    parts = ("names",)
    shown_by = (
        "parties__country",
        "place__country",
        "citations__source__sides__country",
        "claims__mentions__country",
    )

    code = LineField(
        max_length=4,
        unique=True,
        help_text="ISO 3166-1 alpha-2; ISO 3166-3 four letters for a state that is no more; X and letters where there is none.",
    )
    alpha3 = LineField("alpha-3", max_length=3, blank=True)
    numeric = LineField(max_length=3, blank=True, help_text="ISO 3166-1 numeric, which is also UN M49.")
    name = LineField(max_length=200)
    official_name = LineField(max_length=300, blank=True)
    demonym = LineField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=CountryKind.choices, default=CountryKind.STATE)
    region_code = LineField("UN M49 region", max_length=3, blank=True)
    region = LineField(max_length=100, blank=True)
    subregion_code = LineField("UN M49 sub-region", max_length=3, blank=True)
    subregion = LineField("sub-region", max_length=100, blank=True)
    valid_from = PartialDateField()
    valid_until = PartialDateField(
        help_text="Of a state that is no more; read from ISO 3166-3 it is the day its code was withdrawn."
    )
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    wikidata_id = LineField("Wikidata id", max_length=20, blank=True)
    name_key = FoldedField("name", db_index=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "code"]
        verbose_name_plural = "countries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z]{2}([A-Z]{2})?$"),
                name="country_code_form",
                violation_error_message="A country code is two or four capital letters.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("country_detail", args=[self.code])


class CountryName(Name, Referenced):
    """An alias, a former name with its dates, or the name in another language."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="names")
    since = PartialDateField()
    until = PartialDateField()

    class Meta(Name.Meta):
        constraints = [models.UniqueConstraint(fields=["country", "name", "language"], name="country_name_once")]


class Organization(Tree, Accepted, Referenced):
    """An organisation that meets, is met or is talked about; organs and contact groups hang under their parent."""

    key_name = "slug"
    prefix = "org:"
    plural = "organizations"
    parameter = "organization"
    dimension = Dimension.ORGANIZATION
    searched = ("name_key", "acronym_key")
    merges = True
    shown_by = ("parties__organization", "citations__source__sides__organization", "claims__mentions__organization")
    used_under = (
        Dimension.ORGANIZATION,
        Dimension.MENTIONED_ORGANIZATION,
        Dimension.SIDE_ORGANIZATION,
        Dimension.USED_ORGANIZATION,
    )

    slug = models.SlugField(max_length=80, unique=True)
    name = LineField(max_length=200)
    acronym = LineField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind.choices)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        help_text="The country it belongs to, for a ministry, company or medium.",
    )
    wikidata_id = LineField("Wikidata id", max_length=20, blank=True)
    name_key = FoldedField("name", db_index=True)
    acronym_key = FoldedField("acronym", db_index=True)

    objects = AcceptedTreeQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "id"]
        verbose_name = "organisation"
        indexes = [waiting_index("organization")]

    def __str__(self):
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def get_absolute_url(self):
        return reverse("organization_detail", args=[self.slug])

    @property
    def short_name(self):
        """The acronym where there is one, else the name."""
        return self.acronym or self.name


class Place(Tree, Accepted, Referenced):
    """Where meetings happen or what they talk about: venues, cities, regions and disputed areas."""

    key_name = "slug"
    prefix = "place:"
    plural = "places"
    parameter = "place"
    dimension = Dimension.PLACE
    searched = ("name_key",)
    merges = True
    named_by = ("country",)
    shown_by = ("claims__mentions__place",)
    filed_by = ("place",)
    used_under = (Dimension.PLACE, Dimension.MENTIONED_PLACE, Dimension.USED_PLACE)

    slug = models.SlugField(max_length=80, unique=True)
    name = LineField(max_length=200)
    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True, help_text="Degrees north.")
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True, help_text="Degrees east.")
    wikidata_id = LineField("Wikidata id", max_length=20, blank=True)
    name_key = FoldedField("name", db_index=True)

    objects = AcceptedTreeQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "id"]
        indexes = [waiting_index("place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False)
                & models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="place_coordinates",
                violation_error_message="Give both coordinates in degrees: latitude -90 to 90, longitude -180 to 180.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.country}" if self.country_id else self.name

    def get_absolute_url(self):
        return reverse("place_detail", args=[self.slug])


class TopicQuerySet(TreeQuerySet):
    """Topics."""

    def exported(self):
        """All of them, with what they are part of and other words for them."""
        return self.select_related("parent").prefetch_related("names")


class Topic(Tree, Referenced):
    """What meetings are about, in three levels at most; a dispute is a place that is mentioned, not a topic."""

    key_name = "slug"
    plural = "topics"
    parameter = "topic"
    dimension = Dimension.TOPIC
    searched = ("name_key",)
    parts = ("names",)
    filed_by = ("claims__topics",)

    slug = models.SlugField(max_length=80, unique=True)
    name = LineField(max_length=120, help_text="As in running text: “trade”, “Islamophobia”, “UN reform”.")
    description = models.TextField(blank=True)
    name_key = FoldedField("name", db_index=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "id"]

    def __str__(self):
        return capfirst(self.name)

    def get_absolute_url(self):
        return reverse("topic_detail", args=[self.slug])

    @property
    def heading(self):
        """The name, which is stored as in running text, with a capital."""
        return str(self)


class TopicName(Name):
    """Another word for a topic, under which it is found."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = [models.UniqueConstraint(fields=["topic", "name"], name="topic_name_once")]


class ContestedTerm(Record, Referenced):
    """A wording that one side uses and another disputes, with the neutral label that the register uses instead."""

    parameter = "term"
    dimension = Dimension.TERM
    searched = ("term_key",)

    term = LineField(max_length=200, unique=True)
    neutral_label = LineField(
        max_length=200, blank=True, help_text="Empty: the wording is shown as “one side's wording”."
    )
    note = models.TextField(blank=True)
    term_key = FoldedField("term", db_index=True)

    class Meta:
        ordering = ["term_key", "id"]

    def __str__(self):
        return self.term


class OfBody(Row):
    """A row that names one body: a country or an organisation, or, of another kind that says so, a place."""

    named_by = ("country", "organization")

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.body)

    @property
    def body(self):
        """The country or organisation itself."""
        return next(filter(None, (getattr(self, name) for name in self.named_by)), None)

    @property
    def key(self):
        """The body as filters and files name it: "PK", "org:oic" or "place:karabakh"."""
        return self.body.key


def country_xor_organization(name):
    """The constraint that a row names a country or an organisation, and only one of them."""
    return models.CheckConstraint(
        condition=one_of("country", "organization"),
        name=f"{name}_country_xor_organization",
        violation_error_message="Name a country or an organisation, not both and not neither.",
    )
