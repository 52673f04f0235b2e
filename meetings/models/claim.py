"""What was discussed, said or agreed, each with its party, its topics and what it mentions."""

from django.db import models
from django.db.models import Q

from ..choices import Act, Attribution, ClaimKind, FollowUp, OutcomeKind
from .directory import ContestedTerm, Country, OfBody, Organization, Place, Topic
from .fields import LineField, PartialDateField
from .meeting import Meeting, Participant, Party
from .names import Row, one_of


class Claim(Row):
    """One thing that a source reports of a meeting, in the register's own neutral words."""

    part_of = "meeting"
    parts = ("citations", "mentions")
    shown_by = ("claims",)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="claims")
    kind = models.CharField(max_length=20, choices=ClaimKind.choices)
    party = models.ForeignKey(
        Party,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="claims",
        help_text="Who said it; empty for both sides or where nobody is named.",
    )
    speaker = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims")
    act = models.CharField(max_length=20, choices=Act.choices, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims")
    text = models.TextField(help_text="In our own words, neutral.")
    quote = models.TextField("verbatim quotation", blank=True)
    quote_language = LineField(max_length=20, blank=True, help_text="BCP 47, for example en.")
    attribution = models.CharField(max_length=20, choices=Attribution.choices, default=Attribution.CERTAIN)
    note = models.TextField("editor's note", blank=True, help_text="For readers: sic, caution, what it presupposes.")
    terms = models.ManyToManyField(ContestedTerm, blank=True, related_name="claims")
    order = models.PositiveIntegerField(default=0)
    outcome_kind = models.CharField(max_length=20, choices=OutcomeKind.choices, blank=True)
    parties = models.ManyToManyField(
        Party, blank=True, related_name="outcomes", help_text="Of an outcome; empty for all parties of the meeting."
    )
    follow_up = models.CharField(max_length=20, choices=FollowUp.choices, blank=True)
    due = PartialDateField()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ClaimKind.SAID) | Q(party__isnull=False),
                name="claim_said_has_party",
                violation_error_message="What was said was said by a party: name it.",
            ),
            models.CheckConstraint(
                condition=Q(kind=ClaimKind.AGREED) | Q(outcome_kind="", follow_up="", due=""),
                name="claim_outcome_fields",
                violation_error_message="Only something agreed has a kind of outcome, a follow-up and a due date.",
            ),
        ]

    def __str__(self):
        return self.text[:80]


class Mention(OfBody):
    """A country, organisation or place that a claim talks about, present at the meeting or not.

    Each of the `bodies` has a column, called as its `parameter` is.
    """

    bodies = (Country, Organization, Place)
    named_by = ("country", "organization", "place")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="mentions")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="mentions")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mentions",
        verbose_name="organisation",
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="mentions")
    wording = LineField(max_length=200, blank=True, help_text="The wording used, where it differs from the name.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("country", "organization", "place"),
                name="mention_of_one",
                violation_error_message="A mention is of a country, an organisation or a place: one of them.",
            ),
            models.UniqueConstraint(fields=["claim", "country"], name="mention_country_once"),
            models.UniqueConstraint(fields=["claim", "organization"], name="mention_organization_once"),
            models.UniqueConstraint(fields=["claim", "place"], name="mention_place_once"),
        ]

    @classmethod
    def read(cls, key):
        """The kind of body that a key names and its own key: "org:oic" is (Organization, "oic"); (None, ...) for no kind's key."""
        prefix, colon, own = key.partition(":") if ":" in key else ("", "", key)
        return next((model for model in cls.bodies if model.prefix == f"{prefix}{colon}"), None), own
