"""The work that waits at the desk: queues of meetings, each a filter with a name and a word for what to do, and what waits beside them."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from ..choices import Publication, Stance
from ..models import (
    Appointment,
    Citation,
    Claim,
    Meeting,
    OfficialName,
    Organization,
    Participant,
    Party,
    Place,
    Position,
)
from .duplicates import with_a_likely_duplicate

MOST = 1_000
"""How far a queue is counted: nobody works through more in a day, and a count of millions would keep the desk waiting."""


class Queue(NamedTuple):
    """A queue: its name, what to do with what is in it, and its meetings among all, for one user."""

    name: str
    to_do: str
    of: Callable


_OPEN = (Publication.DRAFT, Publication.IN_REVIEW)


def _in(*states, **further):
    return Meeting.objects.filter(publication__in=states, **further)


def _lacking(rows):
    return _in(*_OPEN, Publication.PUBLISHED).filter(~Exists(rows.filter(meeting=OuterRef("pk"))))


def _one_account():
    """As readers are told of accounts: one party's side among the sources of the meeting, and no other party's."""
    # From the meeting's own citations on: a country has sides in sources without end.
    body = Q(source__sides__country=OuterRef("country")) | Q(source__sides__organization=OuterRef("organization"))
    heard = Exists(Citation.objects.filter(body, stance=Stance.SUPPORTS, meeting=OuterRef("meeting")))
    count = Party.objects.filter(heard, meeting=OuterRef("pk")).order_by().values("meeting").annotate(count=Count("pk"))
    return _in(*_OPEN, Publication.PUBLISHED).alias(heard=Subquery(count.values("count"))).filter(heard=1)


def _office_elsewhere():
    """As `Appointment.may_cover` reads it: certainly not yet in office, or certainly no more."""
    late = Q(appointments__start_earliest__gt=F("party__meeting__latest"))
    early = Q(appointments__end_latest__lt=F("party__meeting__earliest"))
    out = Participant.objects.filter(late | early, party__meeting=OuterRef("pk"))
    return _in(*_OPEN, Publication.PUBLISHED).filter(Exists(out))


_TOPICS = Claim.objects.filter(topics__isnull=False)
_SOURCES = Citation.objects.filter(stance=Stance.SUPPORTS)

QUEUES = {
    "mine": Queue("My drafts", "Finish them, then send them to review.", lambda user: _in("draft", entered_by=user)),
    "review": Queue("In review", "Check, then publish or send back.", lambda user: _in("in-review")),
    "no-topic": Queue("Without a topic", "Say what was talked about.", lambda user: _lacking(_TOPICS)),
    "no-source": Queue("Without a source", "Cite who reports it.", lambda user: _lacking(_SOURCES)),
    "one-account": Queue("One account only", "Look for the other side’s.", lambda user: _one_account()),
    "office": Queue("Office of another time", "Choose what was held that day.", lambda user: _office_elsewhere()),
    "duplicates": Queue(
        "Likely duplicates", "Drafts like another on file.", lambda user: with_a_likely_duplicate(_in(*_OPEN))
    ),
}
"""The queues by the name that stands in the address, in the order in which the desk shows them."""


def lengths(user):
    """The queues with how many meetings wait in each, as [(key, queue, count, whether there are more than that)]."""
    counts = [(key, queue, queue.of(user)[: MOST + 1].count()) for key, queue in QUEUES.items()]
    return [(key, queue, min(count, MOST), count > MOST) for key, queue, count in counts]


# -- what was put on file beside meetings

WAITING = {
    Place: "Places",
    Organization: "Organisations",
    Position: "Offices",
    Appointment: "Terms of office",
    OfficialName: "Other names of officials",
}
"""The kinds that wait for an editor, each with its title."""

SHOWN = 20
"""How much of a kind is looked at, and accepted, at once."""


class Waiting(NamedTuple):
    """What waits of one kind, the oldest first; `more` says whether there is more than these rows."""

    kind: str
    title: str
    rows: list
    more: bool


def waiting():
    """What waits for an editor to accept it, as a list of `Waiting`: a query a kind."""
    found = []
    for model, title in WAITING.items():
        around = filter(None, ("entered_by", model.part_of))
        rows = list(model.objects.waiting().named().select_related(*around).order_by("pk")[: SHOWN + 1])
        if rows:
            found.append(Waiting(model._meta.model_name, title, rows[:SHOWN], len(rows) > SHOWN))
    return found


def number_waiting():
    """How many records wait, and whether there are more than that: one query."""
    first, *others = (model.objects.waiting().order_by().values("pk") for model in WAITING)
    count = first.union(*others, all=True)[: MOST + 1].count()
    return min(count, MOST), count > MOST
