"""One claim in full depth, on a page of its own."""

from django import forms
from django.contrib import admin
from django.shortcuts import redirect

from ...actions.workflow import may_change
from ...models import Citation, Mention, Participant, Party
from ..core.base import DeskAdmin
from ..core.filters import ChosenFilter
from ..core.forms import DeskForm, OrderedForm
from ..core.inlines import DeskTabular


class FullClaimForm(DeskForm):
    """A claim whose party, speaker and parties are chosen among those of its meeting."""

    beside = {"claim_said_has_party": "party", "claim_outcome_fields": "outcome_kind"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        parties = Party.objects.filter(meeting=self.instance.meeting_id).named()
        people = Participant.objects.filter(party__meeting=self.instance.meeting_id).named()
        for name, rows in (("party", parties), ("parties", parties), ("speaker", people)):
            if name in self.fields:
                self.fields[name].queryset = rows


class MentionForm(DeskForm):
    """A mention of one thing."""

    beside = {"mention_of_one": "country"}


class MentionInline(DeskTabular):
    """What the claim talks about, with the wording used."""

    model = Mention
    form = MentionForm
    fields = ["country", "organization", "place", "wording"]
    related = ["country", "organization", "place__country"]


class ClaimCitationForm(OrderedForm):
    """Where a source speaks, or is silent, of the claim."""

    beside = {"citation_silence_says_nothing": "locator", "citation_once_in_claim": "source"}


class ClaimCitationInline(DeskTabular):
    """The citations of the claim, from the sources of its meeting."""

    model = Citation
    fk_name = "claim"
    form = ClaimCitationForm
    fields = ["source", "locator", "stance", "wording", "order"]
    related = ["source"]
    verbose_name_plural = "Citations, from the sources of the meeting"


class ClaimAdmin(DeskAdmin):
    """Claims in full depth. They are begun on the page of their meeting, where their parties are."""

    form = FullClaimForm
    list_display = ["text_start", "kind", "who", "act", "meeting", "attribution"]
    list_filter = [
        "kind",
        ("topics", ChosenFilter),
        ("mentions__country", ChosenFilter),
        ("mentions__place", ChosenFilter),
        ("terms", ChosenFilter),
        "attribution",
    ]
    list_related = ["meeting", "party__country", "party__organization", "speaker__official"]
    search_fields = ["text", "quote", "note"]
    inlines = [MentionInline, ClaimCitationInline]
    readonly_fields = ["meeting"]
    fieldsets = [
        (None, {"fields": ["meeting", ("kind", "act"), ("party", "speaker"), "attribution"]}),
        ("Words", {"fields": ["text", ("quote", "quote_language"), "note", "terms", "topics", "order"]}),
        ("Outcome", {"fields": [("outcome_kind", "follow_up", "due"), "parties"]}),
    ]

    def has_add_permission(self, request):
        """Never: a claim is begun on the page of its meeting."""
        return False

    def has_change_permission(self, request, obj=None):
        """Whoever may change its meeting."""
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj.meeting))

    def has_delete_permission(self, request, obj=None):
        """What readers see is taken out on the page of its meeting, where they are told."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.meeting.is_published)

    def formfield_for_foreignkey(self, db_field, request, **options):
        """Party and speaker are few: plain lists."""
        if db_field.name in ("party", "speaker"):
            options["widget"] = forms.Select()
        return super().formfield_for_foreignkey(db_field, request, **options)

    @admin.display(description="claim", ordering="text")
    def text_start(self, claim):
        """The beginning of its text."""
        return claim.text[:120]

    @admin.display(description="by")
    def who(self, claim):
        """The speaker, or the party."""
        return claim.speaker or claim.party

    def response_post_save_change(self, request, obj):
        """Back to the page of its meeting, where the claim was begun."""
        return redirect("admin:meetings_meeting_change", obj.meeting_id)
