"""Brings a meeting, or what waits beside meetings, one step further on its way to readers, by the rules that the desk's pages keep too."""

from django.utils import timezone

from ..choices import Edit, Publication
from ..models import Meeting
from ..queries.documents import document, root_of
from .accept import accept
from .derive import derive
from .register import record, resting_on, turn
from .revise import revise
from .rules import meeting_violations
from .workflow import may_change, steps, tell_of_return


class StepError(Exception):
    """A meeting cannot take a step; the message says what stands in the way."""


def take_step(meeting, state, *, by, reason="", withdrawn_on=None):
    """Bring a meeting to another state by the rules of the desk, with its history; raises `StepError` and changes nothing.

    `reason` is the note of one that is sent back, and in public words why one is withdrawn, with the day `withdrawn_on`.
    """
    with turn():
        meeting = Meeting.objects.get(pk=meeting.pk)
        if not may_change(by, meeting) or state not in steps(by, meeting.publication)[1:]:
            raise StepError(f"{meeting.get_publication_display()}: not a step of yours.")
        before = document(meeting)
        if state == Publication.WITHDRAWN:
            meeting.withdrawn_on, meeting.withdrawal_reason = withdrawn_on or timezone.localdate(), reason
        meeting.publication = state
        meeting.save()
        tell_of_return(meeting, before)
        derive(meeting)
        if broken := meeting_violations(meeting):
            raise StepError(" ".join(dict.fromkeys(violation.message for violation in broken)))
        revise(meeting, before, by=by, reason=reason)


def let_in(rows, *, by):
    """Accept rows that wait, of the kinds of `queries.queues.WAITING`, each with its history."""
    with turn():
        roots = list(dict.fromkeys(map(root_of, rows)))
        if accept(*rows):
            record(set().union(*map(resting_on, roots)), always=True)
        for root in roots:
            revise(root, document(root), by=by, action=Edit.ACCEPTED, always=True)
