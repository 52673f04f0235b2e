"""How pages say where else their list or meeting is found: the files of it, and how it is cited."""

from django.urls import reverse
from django.utils import timezone

from ..formats.citation import Cited
from ..models.names import slug_of

FILES = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", "application/json"),
    "jsonl": ("JSON Lines", "application/jsonl"),
    "ics": ("Calendar", "text/calendar"),
    "atom": ("Feed", "application/atom+xml"),
}
"""The faces of a list that hold its meetings: by suffix what links call them, and their type."""

CITATIONS = {
    "bib": ("BibTeX", "application/x-bibtex"),
    "ris": ("RIS", "application/x-research-info-systems"),
    "csl": ("CSL-JSON", "application/vnd.citationstyles.csl+json"),
}
"""The faces that say how to cite, in the same way."""


def base_of(request):
    """The site's address without a last slash."""
    return f"{request.scheme}://{request.get_host()}"


def today():
    """The day that files and citations carry, in UTC."""
    return timezone.now().date()


def query_of(selection):
    """The query string of a list without its page and its look: files have all of it."""
    address = selection.address(view="full")
    return "" if address == "?" else address


def exports_of_list(selection, kinds):
    """The faces of a list, as (name, type, address) for each of `FILES` or `CITATIONS`."""
    query = query_of(selection)
    return [(name, kind, reverse("meeting_files", args=[suffix]) + query) for suffix, (name, kind) in kinds.items()]


def exports_of_meeting(meeting, kinds):
    """The same of one meeting; `kinds` are some of them."""
    return [(name, kind, reverse("meeting_file", args=[meeting.pk, suffix])) for suffix, (name, kind) in kinds.items()]


def cited_meeting(request, meeting):
    """How one meeting is cited: by its permalink, which no change of its title changes."""
    return Cited(
        key=f"diplotrack-{meeting.pk}",
        title=f"{meeting.title}, {meeting.when.text}" if meeting.when else meeting.title,
        url=base_of(request) + reverse("meeting_short", args=[meeting.pk]),
        changed=meeting.changed_at.date(),
        version=request.register.version,
        accessed=today(),
        number=str(meeting.pk),
    )


def cited_list(request, selection):
    """How a list is cited: by the filter's sentence and address."""
    register = request.register
    return Cited(
        key=f"diplotrack-{slug_of(selection.text)[:40].strip('-')}-v{register.version}",
        title=selection.text,
        url=base_of(request) + reverse("meeting_list") + query_of(selection),
        changed=register.moved_at.date(),
        version=register.version,
        accessed=today(),
    )
