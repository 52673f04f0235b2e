"""A meeting on one page: its facts, sources, participants, claims and corrections, saved together or not at all."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join

from ..actions.derive import derive
from ..actions.offices import proposed_offices
from ..actions.rules import checklist, meeting_violations
from ..models import Appointment, Citation, Correction, Meeting, Official, Party, When
from .base import DeskAdmin, DeskRows, DeskTabular, say
from .claims import ClaimInline
from .fields import WhenField
from .filters import ChosenFilter
from .forms import DeskForm, DeskInlineFormSet, OrderedForm
from .mentions import mentions_view
from .participants import ParticipantFormSet, ParticipantInline, office_label


class MeetingForm(DeskForm):
    """The facts of a meeting."""

    when = WhenField(label="Date")

    whens = ("when",)
    beside = {"meeting_setting_needs_occasion": "occasion", "meeting_withdrawal_has_reason": "withdrawal_reason"}


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


class CorrectionInline(DeskTabular):
    """What changed after publication, in public words."""

    model = Correction
    fields = ["date", "text"]


class MeetingAdmin(DeskAdmin):
    """Meetings."""

    form = MeetingForm
    list_display = ["__str__", "when", "who", "place", "status", "publication"]
    list_filter = [
        "publication",
        "status",
        ("parties__country", ChosenFilter),
        ("parties__participants__official", ChosenFilter),
        ("occasion", ChosenFilter),
        ("claims__topics", ChosenFilter),
    ]
    list_related = ["place__country"]
    list_prefetch = [Prefetch("parties", Party.objects.select_related("country", "organization"))]
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
    fieldsets = [
        ("When and where", {"fields": [("when", "date_note"), ("status", "encounter", "medium", "place")]}),
        ("Occasion", {"fields": [("setting", "occasion")]}),
        ("In words", {"fields": ["title", "summary", "follows"]}),
        (
            "Publication",
            {"fields": ["checks", ("publication", "withdrawn_on", "withdrawal_reason"), "staff_note"]},
        ),
    ]

    class Media:
        """The offices by the date, and names to choose from, as they are typed."""

        js = ["meetings/js/desk.js"]

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
        if not meeting.pk:
            return "A source; a date; two parties, each with its head; an office or a title for each named head."
        return format_html(
            '<ul class="checks">{}</ul>',
            format_html_join(
                "",
                '<li class="{}"><b>{}</b> {}</li>',
                (
                    ("done", f"✓ {check.name}", "") if check.done else ("missing", f"– {check.name}:", check.missing)
                    for check in checklist(meeting)
                ),
            ),
        )

    # -- saving

    def finish(self, request, form, formsets):
        """Drop the parties that nobody names any more, and write what follows from the parts."""
        for formset in formsets:
            if isinstance(formset, ParticipantFormSet):
                formset.drop_parties()
                request.proposals = formset.proposals
        saved = Meeting.objects.get(pk=form.instance.pk)
        derive(saved)
        form.instance.title = saved.title

    def violations(self, obj):
        """The rules across its parts, and what publishing needs."""
        return meeting_violations(Meeting.objects.get(pk=obj.pk))

    def response_add(self, request, obj, post_url_continue=None):
        """Say what was proposed and where readers see it."""
        self._tell(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Say what was proposed and where readers see it."""
        self._tell(request, obj)
        return super().response_change(request, obj)

    def _tell(self, request, obj):
        for proposal in getattr(request, "proposals", []):
            say(request, messages.INFO, proposal)
        address = self.get_view_on_site_url(obj)
        if address:
            say(request, messages.INFO, format_html('Readers see it <a href="{}">on its public page</a>.', address))

    def is_public(self, obj):
        """Published."""
        return obj.is_published

    # -- what the page asks while it is filled in

    def get_urls(self):
        """Two small answers in JSON beside the pages."""
        return [
            path("offices/", self.admin_site.admin_view(self.offices_view), name="meetings_meeting_offices"),
            path("mentions/", self.admin_site.admin_view(mentions_view), name="meetings_meeting_mentions"),
            *super().get_urls(),
        ]

    def offices_view(self, request):
        """The offices that an official may have held on a date, as {"offices": [{"id", "text"}], "proposed": id or None}.

        Without a date all of them, and none proposed. 400 with {"error"} for a date or an official that cannot be read.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        key = request.GET.get("official", "")
        official = Official.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        if official is None:
            return JsonResponse({"error": "Nobody of this number is on file."}, status=400)
        try:
            text = request.GET.get("date", "").strip()
            date = When.parse(text) if text else None
        except ValueError as error:
            return JsonResponse({"error": str(error)}, status=400)
        terms = (
            proposed_offices(official, date)
            if date
            else Appointment.objects.filter(official=official).select_related(
                "official", "position__country", "position__organization"
            )
        )
        offices = [{"id": str(term.pk), "text": office_label(term)} for term in terms]
        return JsonResponse({"offices": offices, "proposed": offices[0]["id"] if date and len(offices) == 1 else None})
