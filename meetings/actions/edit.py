"""One edit, whole or not at all: its turn, what it finds, the writing, what follows, the rules, readers, the index and the history.

with edit(place, by=user, reason="As the source spells it."):
    place.name = "Baku"
    place.save()
"""

from contextlib import contextmanager

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from ..index import exclusive, meetings_affected_by, public_among, reindex
from ..models import Meeting, Official, Participant, Position
from ..queries.snapshots import digest, documents, facts, root_of
from .accept import accept, accepts
from .derive import write_derived
from .history import keep
from .rules import Violation, meeting_violations, shown, violations
from .workflow import UNTOLD, tell, tell_of_return, told

_CONFLICT = "Nothing was saved yet: somebody else saved this since you opened it."
_IN_THE_WAY = (
    "Something on file now stands in the way: another record has taken its place, or is held by what would go. Look at the "
    "differences and mend the record by hand."
)
_TELLING = ("position", "start_earliest", "start_latest", "end_earliest", "end_latest")
"""What meetings rest on of a term of office in which somebody took part; a note or a source changes nothing for them."""


class EditRefused(Exception):
    """An edit was not made, and nothing of it is on file; its text says why and what to do.

    `violations` are the rules that it breaks, as a list of `Violation`; a reason given as a text is one of no row.
    """

    def __init__(self, reasons):
        self.violations = [Violation(None, "", reasons)] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(dict.fromkeys(violation.message for violation in self.violations)))


class EditConflict(EditRefused):
    """Somebody saved a record since it was opened for this edit."""


@contextmanager
def edit(*rows, goes=(), was=None, opened=None, by=None, reason="", action=None, correction="", otherwise=None):
    """Inside, records are put on file or changed, the `rows`, and others deleted, those of `goes`. Gives an `Edited`.

    Nobody else edits meanwhile. At its end readers are told, meetings are derived, the rules are asked, the index is brought
    along once, and each record that changed has a revision, by `by` for `reason`; with an `action`, one of `choices.Edit`,
    each has one.

    `opened` are digests of what the editor may have seen: where the records are on file otherwise, nothing is done. `was` are
    the documents from before, as `Edited.before`, where something was written already. Readers of a published meeting are
    told the `correction`, and `otherwise` where none is given and what they see changed; without either that is refused.

    Raises `EditConflict`, and `EditRefused` where a rule is broken or the database refuses.
    """
    with exclusive():
        edited = Edited(rows, goes, was, by)
        if opened is not None and edited.seen_as not in opened:
            raise EditConflict(_CONFLICT)
        try:
            # In a savepoint: what the database refuses leaves the transaction to whoever asked.
            with transaction.atomic():
                yield edited
                edited.finish(correction, otherwise, reason, action)
        except (IntegrityError, models.ProtectedError, models.RestrictedError) as error:
            raise EditRefused(_IN_THE_WAY) from error


class Edited:
    """What an edit is about: `before` and, once it is made, `after` are {(kind, id): document} of its records, None for none.

    `revisions` are those that were written, by the same keys.
    """

    def __init__(self, rows, goes, was, by):
        self.rows, self.by, self.accepted = rows, by, False
        on_file = _keys([*map(_stored, rows), *goes])
        self.before = _documents([*on_file, *_keys(rows)]) if was is None else was
        self.seen_as = "".join(digest(self.before[key]) for key in on_file)
        self.going = meetings_affected_by(*goes)
        self.public, self.shown = public_among(self.going), shown(*goes)

    def accept(self, *rows):
        """Accept records with all that stands on their pages, if who edits is an editor."""
        self.accepted |= accepts(self.by) and accept(*rows)

    def finish(self, correction, otherwise, reason, action):
        """All that follows from what was written."""
        keys = dict.fromkeys([*self.before, *_keys(self.rows)])
        own = Meeting.objects.in_bulk([pk for model, pk in keys if model is Meeting])
        for pk, meeting in own.items():
            if before := self.before.get((Meeting, pk)):
                tell_of_return(meeting, before)
                tell(meeting, correction)
        write_derived(*own.values())
        self.after = _documents(keys)
        disturbed = _disturbed(self.before, self.after)
        write_derived(*disturbed)
        changed = own or any(facts(self.before.get(key)) != facts(found) for key, found in self.after.items())
        broken = [violation for row in self.rows if changed for violation in violations(row)]
        broken += [untold for meeting in own.values() for untold in self._untold(meeting, otherwise)]
        for meeting in disturbed:
            words = f"“{meeting}” would not hold: "
            broken += [Violation(self.rows[0], "", f"{words}{found.message}") for found in meeting_violations(meeting)]
        if broken:
            raise EditRefused(broken)
        if changed or self.accepted:
            beside = (row for row in self.rows if not isinstance(root_of(row), Meeting))
            affected = meetings_affected_by(*beside).union(self.going, own, (meeting.pk for meeting in disturbed))
            reindex(affected, was_public=self.public, always=self.accepted or self.shown or shown(*self.rows))
        self.revisions = {
            key: keep(key[0], self.before.get(key), found, by=self.by, reason=reason, action=action)
            for key, found in self.after.items()
        }

    def _untold(self, meeting, otherwise):
        """Tell readers, if nobody did, that what they see of a meeting changed; a violation where there are no words for it."""
        key = Meeting, meeting.pk
        if told(meeting, self.before.get(key), self.after[key]) or otherwise == "":
            return
        if otherwise is None:
            yield Violation(meeting, "", UNTOLD)
        else:
            tell(meeting, otherwise)
            self.after |= _documents([key])


def _stored(row):
    """A row as it is on file, where it may belong to another record than its form says by now."""
    return type(row).objects.get(pk=row.pk) if row.pk and root_of(row) is not row else row


def _keys(rows):
    """The keys of the records with a history that rows are or belong to, each once, of those that may be on file."""
    roots = map(root_of, rows)
    return list(dict.fromkeys((type(root), root.pk) for root in roots if root.pk))


def _documents(keys):
    """The documents of records by their keys."""
    ids = {}
    for model, pk in keys:
        ids.setdefault(model, []).append(pk)
    found = {(model, one["id"]): one for model, some in ids.items() for one in documents(model, some)}
    return {key: found.get(key) for key in keys}


def _disturbed(before, after):
    """Meetings with somebody in a term of office that has another holder, office or dates now, or in an office of another level."""
    both = [key for key, found in after.items() if found and before.get(key)]
    old, new = (_terms(documents, both) for documents in (before, after))
    terms = [pk for pk, term in old.items() if new.get(pk, term) != term]
    offices = [
        pk for model, pk in both if model is Position and before[model, pk]["level"] != after[model, pk]["level"]
    ]
    if not terms and not offices:
        return []
    held = Participant.objects.filter(Q(appointments__in=terms) | Q(appointments__position__in=offices))
    return list(Meeting.objects.filter(pk__in=held.values("party__meeting")))


def _terms(found, keys):
    """What meetings rest on of the terms of office of some officials, by id."""
    return {
        term["id"]: (key, *(facts(term[name]) for name in _TELLING))
        for key in keys
        if key[0] is Official
        for term in found[key]["appointments"]
    }
