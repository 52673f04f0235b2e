"""What the page of a meeting asks while it is filled in, answered in JSON: offices, paragraphs, likely duplicates, loaded words."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse

from ...actions.offices import proposed_offices
from ...models import Appointment, ContestedTerm, Official, Source, When
from ...queries.duplicates import likely_duplicates
from ..core.fields import row_number
from .mentions import mentions_view
from .participant_form import body_field, office_label


class Answers:
    """For the admin of meetings: small questions, each answered to whoever may see meetings at the desk."""

    def get_urls(self):
        """Small answers in JSON beside the pages."""
        return [
            path("offices/", self.admin_site.admin_view(self.offices_view), name="meetings_meeting_offices"),
            path("paragraphs/", self.admin_site.admin_view(self.paragraphs_view), name="meetings_meeting_paragraphs"),
            path("duplicates/", self.admin_site.admin_view(self.duplicates_view), name="meetings_meeting_duplicates"),
            path("loaded-words/", self.admin_site.admin_view(self.loaded_words_view), name="meetings_meeting_words"),
            path("mentions/", self.admin_site.admin_view(mentions_view), name="meetings_meeting_mentions"),
            *super().get_urls(),
        ]

    def offices_view(self, request):
        """The offices that an official may have held on a date, as {"offices": [{"id", "text", "body"}], "proposed": id or None}.

        `body` is whose office it is, as {"field": "country" or "organization", "id", "text"}. Without a date all of them, and
        none proposed. 400 with {"error"} for a date or an official that cannot be read.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        official = found(Official, request.GET.get("official", ""))
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
        offices = [{"id": str(term.pk), "text": office_label(term), "body": _body(term)} for term in terms]
        return JsonResponse({"offices": offices, "proposed": offices[0]["id"] if date and len(offices) == 1 else None})

    def paragraphs_view(self, request):
        """The text of a source that was pasted for staff, as {"title", "address", "paragraphs": [text]}; 400 for no source."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        source = found(Source, request.GET.get("source", ""))
        if source is None:
            return JsonResponse({"error": "No source of this number is on file."}, status=400)
        address = reverse("admin:meetings_source_change", args=[source.pk])
        return JsonResponse({"title": str(source), "address": address, "paragraphs": source.paragraphs})

    def duplicates_view(self, request):
        """Meetings of exactly these parties within three days: {"meetings": [{"title", "state", "people", "address"}]}.

        `country` and `organization` are ids, each as often as there are parties; `date` is as typed, `except` an id to leave
        out, `official` the ids of who took part: a meeting of the same people comes first and says "same" for `people`,
        one where nobody is the same "other". 400 with {"error"} for a date that cannot be read.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            text = request.GET.get("date", "").strip()
            date = When.parse(text) if text else None
        except ValueError as error:
            return JsonResponse({"error": str(error)}, status=400)
        bodies = {(key, None) for key in _ids(request, "country")} | {
            (None, key) for key in _ids(request, "organization")
        }
        mine = next(iter(_ids(request, "except")), None)
        officials = _ids(request, "official")
        like = [
            {
                "title": str(meeting),
                "date": meeting.when.text,
                "state": meeting.get_publication_display(),
                "people": "same" if officials & people else "other" if officials and people else "",
                "address": reverse("admin:meetings_meeting_change", args=[meeting.pk]),
            }
            for meeting, people in _with_people(likely_duplicates(bodies, date, mine)[:10])
        ]
        return JsonResponse({"meetings": sorted(like, key=lambda one: one["people"] == "other")})

    def loaded_words_view(self, request):
        """Contested wordings, as {"words": [{"word", "neutral"}]}: in our own words they would take a side."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        words = [{"word": term.term, "neutral": term.neutral_label} for term in ContestedTerm.objects.all()]
        return JsonResponse({"words": words})


def _body(term):
    body = term.position.body
    return {"field": body_field(term), "id": str(body.pk), "text": str(body)}


def _ids(request, name):
    return {row_number(key) for key in request.GET.getlist(name)[:50]} - {None}


def found(model, key):
    """The row of an id that came as text, None where there is none."""
    return model.objects.filter(pk=row_number(key)).first()


def _with_people(meetings):
    """Meetings, each with the ids of the officials who took part."""
    for meeting in meetings.prefetch_related("parties__participants"):
        yield (
            meeting,
            {
                person.official_id
                for party in meeting.parties.all()
                for person in party.participants.all()
                if person.official_id
            },
        )
