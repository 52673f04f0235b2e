"""Brings a meeting, or what waits beside meetings, one step further on its way to readers, by the rules that the desk's pages keep too."""

from django.utils import timezone

from ..choices import Edit, Publication
from ..models import Meeting
from .edit import EditRefused, edit
from .workflow import may_change, steps


def take_step(meeting, state, *, by, reason="", withdrawn_on=None):
    """Bring a meeting to another state by the rules of the desk, with its history; raises `EditRefused` and changes nothing.

    `reason` is the note of one that is sent back, and in public words why one is withdrawn, with the day `withdrawn_on`.
    """
    with edit(meeting, by=by, reason=reason):
        meeting = Meeting.objects.get(pk=meeting.pk)
        if not may_change(by, meeting) or state not in steps(by, meeting.publication)[1:]:
            raise EditRefused(f"{meeting.get_publication_display()}: not a step of yours.")
        if state == Publication.WITHDRAWN:
            meeting.withdrawn_on, meeting.withdrawal_reason = withdrawn_on or timezone.localdate(), reason
        meeting.publication = state
        meeting.save()


def let_in(rows, *, by):
    """Accept rows that wait, of the kinds of `queries.queues.WAITING`, each with its history."""
    with edit(*rows, by=by, action=Edit.ACCEPTED) as edited:
        edited.accept(*rows)
