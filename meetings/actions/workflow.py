"""The way of a meeting to its readers: who may take which step, and what readers are told when something published changes."""

from datetime import date

from django.utils import timezone

from ..choices import Precision, Publication
from ..models import Correction, Meeting, When
from ..queries.snapshots import facts

PUBLISH = "meetings.publish_meeting"
"""The permission of an editor: to publish, send back, correct and withdraw what anybody entered."""

_STEPS = {
    Publication.DRAFT: (Publication.IN_REVIEW, Publication.PUBLISHED),
    Publication.IN_REVIEW: (Publication.DRAFT, Publication.PUBLISHED),
    Publication.PUBLISHED: (Publication.WITHDRAWN,),
    Publication.WITHDRAWN: (Publication.PUBLISHED,),
}
"""Where each state may lead. What readers saw never becomes a draft again: its address would answer as if it had never been."""

_NO_FACTS = ("staff_note", "publication", "withdrawn_on", "withdrawal_reason", "corrections")
"""What a document of a meeting holds beside what readers are told of the meeting."""

UNTOLD = (
    "Readers have seen this meeting as it was: write below, under “For readers”, what changed, or tick that nothing they "
    "were told is different."
)
"""What whoever edits is asked where nothing was told."""


def steps(user, publication):
    """The states that a user may give a meeting that is in this one, the present one first, as a list."""
    present = Publication(publication)
    if user.has_perm(PUBLISH):
        return [present, *_STEPS[present]]
    return [present, Publication.IN_REVIEW] if present == Publication.DRAFT else [present]


def may_change(user, meeting):
    """Whether a user may change a meeting: editors any, everybody else the drafts that they entered themselves."""
    if user.has_perm(PUBLISH):
        return True
    return meeting.publication == Publication.DRAFT and meeting.entered_by_id == user.pk


def may_delete(meeting):
    """Whether a meeting may be deleted: what readers have seen is withdrawn instead, so that its address can say why."""
    return meeting.publication in (Publication.DRAFT, Publication.IN_REVIEW)


def sent_back(before, after):
    """Whether a change of state returns a meeting to whoever entered it."""
    return before == Publication.IN_REVIEW and after == Publication.DRAFT


def tell(meeting, text):
    """Tell readers what changed in a published meeting, in public words, as a correction of today; without words nothing."""
    if text and meeting.is_published:
        Correction.objects.create(meeting=meeting, date=timezone.localdate(), text=text)


def tell_of_return(meeting, before):
    """Tell readers that a meeting is published again, which its address had said was withdrawn; `before` is its document."""
    if before["publication"] == Publication.WITHDRAWN:
        day = date.fromisoformat(before["withdrawn_on"])
        reason = before["withdrawal_reason"].strip().rstrip(".")
        tell(meeting, f"Withdrawn on {When(day, day, Precision.DAY).text} ({reason}), and published again.")


def told(meeting, before, after):
    """Whether readers know what changed in a meeting: nothing that a published one says, or a correction was written.

    `before` and `after` are its documents, the first None for a new meeting.
    """
    if before is None or before["publication"] != Publication.PUBLISHED or not meeting.is_published:
        return True
    new = {one["id"] for one in after["corrections"]} - {one["id"] for one in before["corrections"]}
    return bool(new) or _public(before) == _public(after)


def _public(found):
    return facts({name: value for name, value in found.items() if name not in _NO_FACTS})


def meeting_of(row):
    """The meeting that a record is or belongs to; None for what stands by itself."""
    return row if isinstance(row, Meeting) else getattr(row, "meeting", None)
