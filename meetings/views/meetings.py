"""The page of one meeting."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from ..choices import Publication, Status
from ..filters import Selection
from ..formats.calendar import EXACT
from ..formats.jsonld import event
from ..models import Meeting, Register
from ..queries.accounts import accounts
from ..queries.neighbours import at_the_same_occasion, between_the_same, step
from .errors import gone
from .export_formats import CITATIONS, FILES, base_of, cited_meeting, exports_of_meeting
from .redirects import merged, moved

SHOWN_OF_OCCASION = 5


def public_meeting(request, pk, where=None):
    """The published meeting with an id, or the answer to give instead: (meeting, None) or (None, answer).

    Instead: the 410 of a withdrawn one, and the way on from one that was merged into another, to the address that `where`
    gives of it.

    Raises `Http404` for a draft as for none.
    """
    found = Meeting.objects.select_related("occasion__organizer", "place__country", "place__parent")
    meeting = found.filter(pk=pk).first()
    if meeting is None:
        return None, merged(Meeting, where, pk=pk)
    if meeting.publication not in (Publication.PUBLISHED, Publication.WITHDRAWN):
        raise Http404
    if meeting.publication == Publication.WITHDRAWN:
        return None, gone(request, meeting)
    return meeting, None


def meeting_detail(request, pk, slug=None):
    """`/meetings/<id>/<slug>/`: one published meeting; 404 for a draft as for none, 410 for a withdrawn one.

    The parameters of a list, when given, say which list "previous" and "next" step through.
    """
    meeting, answer = public_meeting(request, pk)
    if answer:
        return answer
    if redirection := moved(request, meeting.get_absolute_url()):
        return redirection
    return _page(request, meeting)


def meeting_preview(request, pk):
    """A meeting that readers do not see as they would see it; to be wrapped by the desk, which asks who is there."""
    if not request.user.has_perm("meetings.view_meeting"):
        raise PermissionDenied
    request.register = Register.objects.current()
    found = Meeting.objects.select_related("occasion__organizer", "place__country", "place__parent")
    return _page(request, get_object_or_404(found, pk=pk), preview=True)


def _page(request, meeting, *, preview=False):
    selection = Selection(request.GET) if request.GET and not preview else None
    parties = _parties(meeting)
    found = accounts(meeting)
    codes = [party.country.code for _, party in parties if party.country_id]
    return render(
        request,
        "meeting_detail.html",
        {
            "section": "meetings",
            "preview": preview,
            "meeting": meeting,
            "parties": parties,
            "accounts": found,
            "event": event(meeting, found.sources, base_of(request)),
            "thread": between_the_same(meeting),
            "occasion_others": at_the_same_occasion(meeting)[:SHOWN_OF_OCCASION],
            "relation": "-".join(codes) if len(parties) == len(codes) == 2 else "",
            "corrections": meeting.corrections.all(),
            # Lists hold held meetings unless told otherwise: the facts of another lead to lists of its status.
            "status": "" if meeting.status == Status.HELD else f"&status={meeting.status}",
            "selection": selection,
            "step": step(meeting, selection.entries(), selection.sort) if selection else None,
            "query": selection.address() if selection else "",
            "cited": cited_meeting(request, meeting),
            "files": exports_of_meeting(meeting, _files(meeting)),
            "citations": exports_of_meeting(meeting, CITATIONS),
        },
    )


def _files(meeting):
    """The kinds of file that there are of a meeting; a calendar only where the day is known."""
    return {name: FILES[name] for name in ("json", *(["ics"] if meeting.precision in EXACT else []))}


def _parties(meeting):
    """Parties with their participants and the offices held that day, loaded at once, under the mark of their side."""
    found = meeting.parties.select_related("country", "organization").prefetch_related(
        "participants__official",
        "participants__appointments__position__country",
        "participants__appointments__position__organization",
    )
    parties = sorted(found, key=lambda party: party.sort_key)
    meeting.sides = parties
    marks = ("a", "b") if len(parties) == 2 else [""] * len(parties)
    return list(zip(marks, parties, strict=True))
