"""The meeting itself: its facts, its parties, and who took part for each of them."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from ..choices import Encounter, Format, Level, Medium, Publication, Role, Setting, Status
from .dates import Dated, date_constraints
from .directory import Country, OfBody, Organization, Place, country_xor_organization
from .fields import LineField
from .names import Record, RecordQuerySet, Row, number_of_bytes, slug_of
from .occasion import Occasion
from .people import Appointment, Official

_FORMATS = {2: Format.BILATERAL, 3: Format.TRILATERAL}
"""Format by number of parties; four and more are multilateral, fewer than two have none."""


def key_of_parties(bodies):
    """One number for a set of parties, (country id, organisation id) of which one is None: 56 bits of BLAKE2, 0 below two of them."""
    names = sorted(f"{country or ''} {organization or ''}" for country, organization in bodies)
    return number_of_bytes(",".join(names).encode()) if len(names) > 1 else 0


class MeetingQuerySet(RecordQuerySet):
    """Meetings; `published()` is the one door through which the public sees any of them."""

    def published(self):
        """The meetings the public may see."""
        return self.filter(publication=Publication.PUBLISHED)

    def public(self):
        """The same, as other kinds call it."""
        return self.published()

    def held(self):
        """The meetings that took place: what every list and count holds unless another status is asked for."""
        return self.filter(status=Status.HELD)

    def in_format(self, *formats):
        """The meetings of these formats, by their number of parties."""
        counts = {value: number for number, value in _FORMATS.items()}
        condition = Q(party_count__in=[counts[value] for value in formats if value in counts])
        if Format.MULTILATERAL in formats:
            condition |= Q(party_count__gte=4)
        return self.filter(condition)

    def newest_first(self):
        """Sorted by the earliest day they may have been, then by id; undated ones last."""
        return self.order_by(F("earliest").desc(nulls_last=True), "-id")

    def oldest_first(self):
        """The reverse of `newest_first`, undated ones still last."""
        return self.order_by(F("earliest").asc(nulls_last=True), "id")


class Meeting(Record, Dated):
    """One meeting of two or more parties."""

    plural = "meetings"
    merges = True
    parts = ("citations", "parties", "claims", "corrections")
    shown_by = ("pk",)

    title = LineField(max_length=300, blank=True, help_text="Proposed from the parties when left empty.")
    date_note = LineField(max_length=300, blank=True, help_text="For readers: “Year taken from the dateline.”")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.HELD)
    encounter = models.CharField(max_length=20, choices=Encounter.choices, default=Encounter.MEETING)
    medium = models.CharField(max_length=20, choices=Medium.choices, blank=True)
    setting = models.CharField(max_length=20, choices=Setting.choices, blank=True)
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    summary = models.TextField(blank=True, help_text="Neutral, in our own words.")
    staff_note = models.TextField(blank=True, help_text="Never shown to the public.")
    publication = models.CharField(max_length=20, choices=Publication.choices, default=Publication.DRAFT)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True, help_text="In public words: readers see it with the date.")
    party_count = models.PositiveIntegerField(default=0, editable=False)
    parties_key = models.BigIntegerField(
        default=0, editable=False, help_text="One number for exactly these parties: `key_of_parties` of them."
    )
    level = models.CharField(max_length=40, choices=Level.choices, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="meetings_entered",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = [F("earliest").desc(nulls_last=True), "-id"]
        permissions = [("publish_meeting", "Can publish, send back, correct and withdraw meetings")]
        indexes = [
            models.Index(fields=["publication", "status", "-earliest", "-id"], name="meeting_public_newest"),
            models.Index(fields=["parties_key", "earliest", "id"], name="meeting_of_parties"),
        ]
        constraints = [
            *date_constraints("meeting"),
            models.CheckConstraint(
                condition=~Q(setting__in=[Setting.MARGINS, Setting.PROGRAMME]) | Q(occasion__isnull=False),
                name="meeting_setting_needs_occasion",
                violation_error_message="A meeting on the margins or in the programme needs its occasion.",
            ),
            models.CheckConstraint(
                condition=~Q(publication=Publication.WITHDRAWN)
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                name="meeting_withdrawal_has_reason",
                violation_error_message="A withdrawn meeting needs its date and a reason in public words.",
            ),
        ]

    def __str__(self):
        return self.title or f"Meeting {self.pk}"

    def get_absolute_url(self):
        return reverse("meeting_detail", args=[self.pk, self.slug])

    @property
    def slug(self):
        """The title as the address carries it; it may change, the id does not."""
        return slug_of(self.title or "meeting")

    @property
    def format(self):
        """Bilateral, trilateral or multilateral by the number of parties; empty below two."""
        if self.party_count < 2:
            return ""
        return _FORMATS.get(self.party_count, Format.MULTILATERAL)

    @property
    def is_published(self):
        """Whether the public sees it."""
        return self.publication == Publication.PUBLISHED

    @cached_property
    def sides(self):
        """The parties in the order of their codes, countries before organisations, as a list."""
        return sorted(self.parties.all(), key=lambda party: party.sort_key)


class Party(OfBody):
    """A country or an organisation that took part in a meeting."""

    parts = ("participants",)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parties")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="parties")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name="organisation",
    )
    hosts = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "parties"
        ordering = [F("country__code").asc(nulls_last=True), F("organization__slug").asc(nulls_last=True)]
        constraints = [
            country_xor_organization("party"),
            models.UniqueConstraint(
                fields=["meeting", "country"],
                name="party_country_once",
                violation_error_message="This country is a party already.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "organization"],
                name="party_organization_once",
                violation_error_message="This organisation is a party already.",
            ),
        ]

    @property
    def sort_key(self):
        """Countries by code, then organisations by slug."""
        return (0, self.country.code) if self.country_id else (1, self.organization.slug)


class Participant(Row):
    """Somebody who took part for a party: an official on file, a name as reported, or a head left unnamed."""

    named_by = ("official",)

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="participants")
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    name_as_reported = LineField(max_length=200, blank=True)
    unnamed = models.BooleanField(default=False, help_text="The sources do not say who it was.")
    appointments = models.ManyToManyField(
        Appointment, blank=True, related_name="participations", help_text="Offices held that day."
    )
    title_as_reported = LineField(max_length=300, blank=True)
    level_as_reported = models.CharField(
        max_length=40,
        choices=Level.choices,
        blank=True,
        help_text="What the reported title amounts to; counts only where no appointment is chosen.",
    )
    heads = models.BooleanField("heads the delegation", default=False)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    inferred = models.BooleanField(
        default=False, help_text="No source names this person here; the note says what it is concluded from."
    )
    note = LineField(
        "editor's note", max_length=300, blank=True, help_text="For readers: how it is known who took part."
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = [Case(When(heads=True, then=Value(0)), default=Value(1)), "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "official"],
                name="participant_once_in_party",
                violation_error_message="This official is in the delegation already.",
            ),
            models.CheckConstraint(
                condition=Q(unnamed=True, official__isnull=True, name_as_reported="")
                | Q(unnamed=False) & (Q(official__isnull=False) | ~Q(name_as_reported="")),
                name="participant_named_or_unnamed",
                violation_error_message="Choose an official, write the name as reported, or mark the head as unnamed.",
            ),
            models.CheckConstraint(
                condition=Q(inferred=False) | ~Q(note=""),
                name="participant_inferred_from",
                violation_error_message="Say in the note what it is concluded from that this person took part.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The official's name, the name as reported, or "unnamed"."""
        return str(self.official) if self.official_id else self.name_as_reported or "unnamed"

    @property
    def short_name(self):
        """The family name where the official is on file, else the name."""
        return self.official.short_name if self.official_id else self.name
