"""A meeting on one page: its facts, sources, participants, claims and corrections, saved together or not at all."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from ...actions.rules import NOTHING_YET, checklist
from ...actions.workflow import may_change, may_delete, sent_back, steps
from ...choices import Publication
from ...models import Citation, Correction, Meeting, Party
from ...queries.duplicates import likely_duplicates
from ..core.base import DeskAdmin, say
from ..core.fields import WhenField
from ..core.filters import ChosenFilter, QueueFilter
from ..core.forms import DeskForm, DeskInlineFormSet, OrderedForm
from ..core.history import reason_of
from ..core.inlines import DeskRows, DeskTabular
from ..records.merging import Merging
from .answers import Answers, found
from .bulk import Bulk
from .claim_inline import ClaimInline
from .participants import ParticipantFormSet, ParticipantInline

_ALIKE = ("status", "encounter", "medium", "setting", "occasion", "place", "date_note")
"""The facts that another meeting like one begins with, beside the date, the sources and the people."""

_STEPS = {
    Publication.DRAFT: "Send back to draft",
    Publication.IN_REVIEW: "Send to review",
    Publication.PUBLISHED: "Publish",
    Publication.WITHDRAWN: "Withdraw",
}


class MeetingForm(DeskForm):
    """The facts of a meeting, and the next step on its way to readers, of those that the editor may take."""

    user, reason = None, ""

    when = WhenField(label="Date")

    whens = ("when",)
    beside = {"meeting_setting_needs_occasion": "occasion", "meeting_withdrawal_has_reason": "withdrawal_reason"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if field := self.fields.get("publication"):
            present, *others = steps(self.user, self.instance.publication)
            field.choices = [(present.value, present.label), *((step.value, _STEPS[step]) for step in others)]

    def clean(self):
        """What goes back to whoever entered it goes back with a note."""
        cleaned = super().clean() or self.cleaned_data
        if sent_back(self.instance.publication, cleaned.get("publication")) and not self.reason:
            self.add_error(
                "publication", "Say what is missing, under “Reason for this change” below: it goes back with that note."
            )
        return cleaned


class SourceRowForm(OrderedForm):
    """One source of the meeting; the place where the row stands is its number."""

    beside = {"citation_silence_says_nothing": "locator", "citation_once_in_meeting": "source"}


class SourceFormSet(DeskInlineFormSet):
    """The numbered sources of a meeting."""

    def clean(self):
        """No source twice: said beside the second one."""
        seen = set()
        for form in self.live:
            source = form.cleaned_data.get("source")
            if source in seen:
                form.add_error("source", "This source is in the list already.")
            seen.add(source) if source else None


class SourceInline(DeskRows):
    """The sources of a meeting, [1], [2], [3]: what claims cite."""

    model = Citation
    fk_name = "meeting"
    form = SourceRowForm
    formset = SourceFormSet
    verbose_name = "source"
    verbose_name_plural = "Sources"
    classes = ["sources"]
    related = ["source"]
    fields = [("source", "locator", "stance", "wording", "order")]

    def alike(self, meeting):
        """The sources of a meeting as rows for another like it."""
        return [{"source": one.source_id} for one in meeting.citations.all()]


class CorrectionInline(DeskTabular):
    """What changed after publication, in public words."""

    model = Correction
    fields = ["date", "text"]


class MeetingAdmin(Answers, Bulk, Merging, DeskAdmin):
    """Meetings."""

    form = MeetingForm
    list_display = ["__str__", "when", "who", "place", "status", "publication"]
    list_filter = [
        QueueFilter,
        "publication",
        "status",
        ("parties__country", ChosenFilter),
        ("parties__participants__official", ChosenFilter),
        ("occasion", ChosenFilter),
        ("claims__topics", ChosenFilter),
    ]
    list_related = ["place__country"]
    list_prefetch = [Prefetch("parties", Party.objects.named())]
    date_hierarchy = "earliest"
    search_fields = [
        "parties__participants__official__name_key",
        "parties__participants__official__names__name_key",
        "parties__country__name_key",
        "occasion__name_key",
        "occasion__short_key",
        "title",
    ]
    inlines = [SourceInline, ParticipantInline, ClaimInline, CorrectionInline]
    readonly_fields = ["follows", "checks"]
    proposals = ()
    fieldsets = [
        ("When and where", {"fields": [("when", "date_note"), ("status", "encounter", "medium", "place")]}),
        ("Occasion", {"fields": [("setting", "occasion")]}),
        ("In words", {"fields": ["title", "summary", "follows"]}),
        (
            "Publication",
            {
                "fields": ["checks", ("publication", "withdrawn_on", "withdrawal_reason"), "staff_note"],
                "classes": ["last"],
            },
        ),
    ]

    class Media:
        """The offices by the date and names to choose from, the text of the sources, and hints, as the page is filled in."""

        js = ["meetings/js/desk.js", "meetings/js/desk-source.js", "meetings/js/desk-hints.js"]

    # -- the list

    @admin.display(description="date", ordering="earliest")
    def when(self, meeting):
        """The date as known."""
        return meeting.when.text if meeting.when else None

    @admin.display(description="parties")
    def who(self, meeting):
        """The parties, in the order of their codes."""
        return ", ".join(str(party) for party in meeting.sides) or None

    # -- what the page shows and nobody types

    @admin.display(description="Format and level")
    def follows(self, meeting):
        """Format and level, which follow from the rows below."""
        words = [word for word in (meeting.format, meeting.get_level_display()) if word]
        return f"{', '.join(words)}: follows from the rows" if words else "Follows from the participants when saved."

    @admin.display(description="Before it can be published")
    def checks(self, meeting):
        """The four things that publishing needs."""
        found = checklist(meeting) if meeting.pk else NOTHING_YET
        return format_html(
            '<ul class="checks">{}</ul>',
            format_html_join(
                "",
                '<li class="{}"><b>{}</b> <span>{}</span></li>',
                (("done" if check.done else "missing", check.name, check.missing) for check in found),
            ),
        )

    # -- who may do what

    def get_form(self, request, obj=None, change=False, **options):
        """The form, told who fills it in, and why."""
        form = super().get_form(request, obj, change, **options)
        form.user, form.reason = request.user, reason_of(request)
        return form

    def has_change_permission(self, request, obj=None):
        """Editors change any, contributors their own drafts."""
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """What readers have seen is withdrawn, not deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or may_delete(obj))

    # -- saving

    def finish(self, form, formsets):
        """Drop the parties that nobody names any more."""
        for formset in formsets:
            if isinstance(formset, ParticipantFormSet):
                formset.drop_parties()
                self.proposals = formset.proposals

    def response_add(self, request, obj, post_url_continue=None):
        """Say what was proposed and where readers see it."""
        self._tell(request, obj)
        if "_like" in request.POST:
            return self._another(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Say what was proposed and where readers see it."""
        self._tell(request, obj)
        if "_like" in request.POST and self.has_add_permission(request):
            return self._another(request, obj)
        return super().response_change(request, obj)

    def _another(self, request, meeting):
        say(
            request, messages.SUCCESS, f"“{meeting}” was saved. The next one begins with its facts, sources and people."
        )
        return redirect(f"{reverse('admin:meetings_meeting_add')}?like={meeting.pk}")

    def likely(self, row):
        """Meetings of the same parties within three days."""
        return likely_duplicates(set(row.parties.values_list("country", "organization")), row.when, row.pk)[:10]

    # -- another like this

    def get_changeform_initial_data(self, request):
        """The facts of the meeting that this one is to be like."""
        like = self._like(request)
        if like is None:
            return super().get_changeform_initial_data(request)
        return {"when": like.when, **{name: getattr(like, name) for name in _ALIKE}}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Its sources and people, as new rows."""
        like = self._like(request) if request.method == "GET" and not obj.pk else None
        rows = inline.alike(like) if like and hasattr(inline, "alike") else []
        return super().get_formset_kwargs(request, obj, inline, prefix) | ({"initial": rows} if rows else {})

    def _like(self, request):
        like = found(Meeting, request.GET.get("like", ""))
        return like if like and self.has_view_permission(request, like) else None

    def _tell(self, request, obj):
        for proposal in self.proposals:
            say(request, messages.INFO, proposal)
        address = self.get_view_on_site_url(obj)
        if address:
            say(request, messages.INFO, format_html('Readers see it <a href="{}">on its public page</a>.', address))
