"""The rules that reach across tables: one function a record, which the desk, the imports and the tests all call."""

from typing import NamedTuple

from django.db import models

from ..choices import ClaimKind, Publication, Stance, Status
from ..models import Appointment, Claim, Meeting, Official, Topic

TOPIC_LEVELS = 3


class Violation(NamedTuple):
    """A broken rule: the row that breaks it, the field to show it beside ("" for the whole row), and words for a person."""

    row: models.Model
    field: str
    message: str


class Check(NamedTuple):
    """One of the four things publishing needs: its name, whether it is there, and what is missing in words."""

    name: str
    done: bool
    missing: str


NOTHING_YET = (
    Check("A source", False, "Cite at least one source that reports it."),
    Check("A date", False, "Give the date, as precisely as it is known."),
    Check("At least two parties, each with its head", False, "Name at least two parties."),
    Check(
        "An office or a title for each named head",
        True,
        "Choose an office held that day, or write the title as reported.",
    ),
)
"""The checklist of a meeting of which nothing is on file."""


def checklist(meeting):
    """The four things that publishing needs, in order, as a list of four `Check`."""
    source, date, sides, office = NOTHING_YET
    parties = list(meeting.parties.prefetch_related("participants__appointments"))
    heads = [[person for person in party.participants.all() if person.heads] for party in parties]
    unheaded = [str(party) for party, people in zip(parties, heads, strict=True) if not people]
    untitled = [
        person.name
        for people in heads
        for person in people
        if not person.unnamed and not person.title_as_reported and not _in_office(person, meeting)
    ]
    return [
        source._replace(done=meeting.citations.filter(stance=Stance.SUPPORTS).exists()),
        date._replace(done=meeting.when is not None),
        sides._replace(
            done=len(parties) >= 2 and not unheaded,
            missing=sides.missing
            if len(parties) < 2
            else f"Name who headed {' and '.join(unheaded)}, or mark the head as unnamed.",
        ),
        office._replace(
            done=not untitled,
            missing=f"Choose an office held that day, or write the title as reported, for {' and '.join(untitled)}.",
        ),
    ]


def _in_office(person, meeting):
    """Whether an office was chosen that may have been held that day; without a date, whether one was chosen at all."""
    return any(meeting.when is None or term.may_cover(meeting.when) for term in person.appointments.all())


def shown(*rows):
    """Whether readers see any of these records: a meeting when published, all else by the `public()` of its kind."""
    kinds = {}
    for row in rows:
        if isinstance(row, (Meeting, Claim)):
            if (row if isinstance(row, Meeting) else row.meeting).is_published:
                return True
        else:
            kinds.setdefault(type(row), []).append(row.pk)
    seen = ((model.objects.public(), ids) for model, ids in kinds.items())
    # Of a kind that hides none there is nothing to ask.
    return any(not rows.query.has_filters() or rows.filter(pk__in=ids).exists() for rows, ids in seen)


def violations(row):
    """Every rule that a saved record and its parts break, as a list of `Violation`; none for kinds without such rules."""
    saved = type(row).objects.get(pk=row.pk)
    if isinstance(saved, (Meeting, Claim)):
        return meeting_violations(saved if isinstance(saved, Meeting) else saved.meeting)
    if isinstance(saved, Official):
        return office_violations(saved)
    if isinstance(saved, Appointment):
        # Told on this one, whichever of the two terms is the later.
        return [found._replace(row=row) for found in office_violations(saved.official)]
    return tree_violations(saved) if hasattr(saved, "parent_id") else []


def meeting_violations(meeting):
    """Every rule that the saved meeting breaks, as a list of `Violation`; empty when it may stay as it is."""
    found = []
    listed = set(meeting.citations.values_list("source_id", flat=True))
    parties = {party.pk: party for party in meeting.parties.all()}
    people = {
        person.pk: person
        for party in parties.values()
        for person in party.participants.prefetch_related("appointments")
    }
    for person in people.values():
        found += [
            Violation(person, "appointments", f"“{appointment}” is not an office of {person.official or 'nobody'}.")
            for appointment in person.appointments.all()
            if appointment.official_id != person.official_id
        ]
        found += [
            Violation(person, "appointments", f"“{appointment}” was not held on {meeting.when.text}: choose again.")
            for appointment in person.appointments.all()
            if meeting.publication == Publication.PUBLISHED and meeting.when and not appointment.may_cover(meeting.when)
        ]
    for claim in meeting.claims.prefetch_related("citations", "parties"):
        found += _claim_violations(claim, meeting, parties, people, listed)
    if meeting.publication == Publication.PUBLISHED:
        found += [Violation(meeting, "publication", check.missing) for check in checklist(meeting) if not check.done]
    return found


def _claim_violations(claim, meeting, parties, people, listed):
    found = []
    if claim.party_id and claim.party_id not in parties:
        found.append(Violation(claim, "party", "It was said by a party of another meeting."))
    if claim.speaker_id:
        speaker = people.get(claim.speaker_id)
        if speaker is None:
            found.append(Violation(claim, "speaker", "The speaker did not take part in this meeting."))
        elif claim.party_id != speaker.party_id:
            found.append(Violation(claim, "speaker", f"{speaker} took part for {speaker.party}: name that party."))
    if any(party.pk not in parties for party in claim.parties.all()):
        found.append(Violation(claim, "parties", "An outcome binds only parties of this meeting."))
    if meeting.publication == Publication.PUBLISHED and not any(
        citation.stance == Stance.SUPPORTS for citation in claim.citations.all()
    ):
        found.append(Violation(claim, "citations", "Cite a source that reports this: nothing is published without."))
    if claim.kind == ClaimKind.AGREED and meeting.status == Status.CANCELLED:
        found.append(Violation(claim, "kind", "A cancelled meeting agreed nothing."))
    found += [
        Violation(claim, "citations", f"“{citation.source}” is not in the sources of this meeting: add it there first.")
        for citation in claim.citations.all()
        if citation.source_id not in listed
    ]
    return found


def office_violations(official: Official):
    """Terms of one official in one position that certainly overlap, each told on the later of the two.

    Certainly: an unknown start or end is open, an imprecise date is taken at its inner day, and the day on which one term
    ends may be the day on which the next begins.
    """
    terms = sorted(official.appointments.select_related("position", "official"), key=lambda term: term.pk)
    return [
        Violation(
            term,
            "position",
            f"{official} already held {term.position} in part of this time ({_years(earlier)}): mend one of the two.",
        )
        for index, term in enumerate(terms)
        for earlier in terms[:index]
        if earlier.position_id == term.position_id and overlap(earlier, term)
    ]


def _certain(term):
    """First day, and first day no longer, on which the office was certainly held; None where open."""
    return (term.start.latest if term.start else None, term.end.earliest if term.end else None)


def overlap(one, other):
    """Whether two terms of office certainly overlap, as `office_violations` reads their dates."""
    (a_start, a_end), (b_start, b_end) = _certain(one), _certain(other)
    if (a_start and a_end and a_start >= a_end) or (b_start and b_end and b_start >= b_end):
        return False
    return not (a_end and b_start and a_end <= b_start) and not (b_end and a_start and b_end <= a_start)


def _years(term):
    start = term.start.text if term.start else "start unknown"
    return f"{start} – {term.end.text if term.end else 'end not known'}"


def tree_violations(node):
    """Loops among parents, and topics deeper than three levels, as a list of `Violation`."""
    seen, parent, depth = {node.pk}, node.parent, 1
    while parent is not None:
        if parent.pk in seen:
            return [Violation(node, "parent", f"“{node}” cannot lie inside itself: choose another parent.")]
        seen.add(parent.pk)
        parent, depth = parent.parent, depth + 1
    if isinstance(node, Topic) and depth + _height(node) > TOPIC_LEVELS:
        return [Violation(node, "parent", f"Topics have {TOPIC_LEVELS} levels at most: choose a higher parent.")]
    return []


def _height(node):
    """Levels below a node that hangs in no loop."""
    return max((1 + _height(child) for child in node.children.all()), default=0)
