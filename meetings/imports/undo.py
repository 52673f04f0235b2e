"""Takes a batch back: what it brought goes, what it changed is as it was; what was edited since is told, and kept unless chosen."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.utils import timezone

from ..actions.edit import EditRefused, edit
from ..actions.restore import restore
from ..choices import BatchState, Publication
from ..database.bulk import portions
from ..index import exclusive
from ..models import Appointment, Meeting, Participant, Provenance, Revision

_ORDER = ("meeting", "occasion", "appointment", "position", "official", "source", "organization")
"""What goes first: nothing may go that something still names."""

_PUT_BACK = "Put back as it was before a file of the register changed it."


class Kept(NamedTuple):
    """A record that an undo would leave: its kind and id, what it is called, why it stays, and whether it may be chosen to go."""

    entity: str
    pk: int
    label: str
    why: str
    may_go: bool


class Effects(NamedTuple):
    """What an undo does: how many of each kind go, are withdrawn and are put back, as {kind: number}, and what stays."""

    deleted: dict
    withdrawn: dict
    restored: dict
    kept: list


def look(batch, chosen=()):
    """The `Effects` that undoing a batch has, without doing it; `chosen` are (kind, id) of edited records that shall go too."""
    return _Plan(batch, set(chosen)).effects


def undo(batch, *, by=None, reason="", chosen=()):
    """Take a batch back, whole or not at all; returns its `Effects`.

    Drafts and what hangs on them are deleted, their last state kept in the history. Meetings that readers saw are withdrawn,
    with `reason` in public words, as an address that was cited must say what became of it. Raises `EditRefused`.
    """
    with exclusive():
        batch = type(batch).objects.get(pk=batch.pk)
        if batch.state not in (BatchState.DONE, BatchState.STARTED):
            raise EditRefused("It was undone already.")
        plan = _Plan(batch, set(chosen))
        if plan.withdrawn and not reason.strip():
            raise EditRefused("Readers saw some of these meetings: say in public words why they are withdrawn.")
        words = f"Import {batch.pk} undone."
        for entity, pk in plan.restored:
            try:
                restore(plan.before[entity, pk], by=by, reason=words, correction=_PUT_BACK)
            except EditRefused as error:
                raise EditRefused(f"{entity} {pk}: {error}") from error
        _withdraw(plan.withdrawn, by, words, reason)
        _delete(plan, by, words)
        _forget(batch, plan)
        batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
        batch.save()
    return plan.effects


class _Plan:
    """Which records of a batch go, are withdrawn, are put back and stay."""

    def __init__(self, batch, chosen):
        self.chosen = chosen
        self.deleted, self.withdrawn, self.restored, self.kept, self.before = {}, [], [], [], {}
        rows = list(batch.records.order_by("pk").values_list("entity", "row_id", "created", "pk"))
        created, changed = defaultdict(list), {}
        for entity, pk, new, _ in rows:
            if new:
                created[entity].append(pk)
            else:
                changed[entity, pk] = True
        self.mark = f"Import {batch.pk}: "
        self._changed(changed, created)
        edited = self._edited(created)
        for entity in _ORDER:
            self._created(entity, created.get(entity, []), edited)

    @property
    def effects(self):
        """The plan in numbers, and what stays."""
        deleted = {entity: len(ids) for entity, ids in self.deleted.items() if ids}
        withdrawn = {"meeting": len(self.withdrawn)} if self.withdrawn else {}
        restored = Counter(entity for entity, _ in self.restored)
        return Effects(deleted, withdrawn, dict(restored), self.kept)

    def _changed(self, changed, created):
        for entity, pk in changed:
            if pk in created.get(entity, ()):
                continue
            revisions = list(Revision.objects.filter(entity=entity, row_id=pk).order_by("-pk")[:200])
            ours = [place for place, one in enumerate(revisions) if one.reason.startswith(self.mark)]
            if not ours or ours[-1] + 1 >= len(revisions):
                continue
            self.before[entity, pk] = revisions[ours[-1] + 1]
            if ours[0] > 0 and (entity, pk) not in self.chosen:
                self.kept.append(Kept(entity, pk, revisions[0].label, "It was edited since.", True))
            else:
                self.restored.append((entity, pk))

    def _edited(self, created):
        """Which of the new records have a history: somebody did something to them since."""
        found = set()
        for entity, ids in created.items():
            for some in portions(ids):
                others = Revision.objects.filter(entity=entity, row_id__in=some).exclude(reason__startswith=self.mark)
                found |= {(entity, pk) for pk in others.values_list("row_id", flat=True)}
        return found

    def _created(self, entity, ids, edited):
        model = apps.get_model("meetings", entity)
        there = set()
        for some in portions(ids):
            there |= set(model.objects.filter(pk__in=some).values_list("pk", flat=True))
        going = [pk for pk in ids if pk in there]
        stay = {pk for pk in going if (entity, pk) in edited and (entity, pk) not in self.chosen}
        used = self._used(model, [pk for pk in going if pk not in stay])
        labels = model.objects.in_bulk(stay | used)
        self.kept += [Kept(entity, pk, str(labels[pk]), "It was edited since.", True) for pk in sorted(stay)]
        self.kept += [
            Kept(entity, pk, str(labels[pk]), "Something else on file names it.", False) for pk in sorted(used)
        ]
        going = [pk for pk in going if pk not in stay | used]
        if model is Meeting:
            seen = (Publication.PUBLISHED, Publication.WITHDRAWN)
            public = dict(self._in(model, going, publication__in=seen).values_list("pk", "publication"))
            self.withdrawn = [pk for pk in going if public.get(pk) == Publication.PUBLISHED]
            going = [pk for pk in going if pk not in public]
        self.deleted[entity] = going

    @staticmethod
    def _in(model, ids, **conditions):
        return model.objects.filter(pk__in=ids, **conditions) if ids else model.objects.none()

    def _used(self, model, ids):
        """Those of some records that something names which does not go."""
        used, gone = set(), {entity: set(going) for entity, going in self.deleted.items()}
        for relation in model._meta.related_objects:
            related = relation.related_model
            held = related in (Appointment, Participant) or relation.on_delete in (models.PROTECT, models.RESTRICT)
            if not held:
                continue
            name = relation.field.name
            owner, path = _owner(related)
            for some in portions(ids):
                rows = related.objects.filter(**{f"{name}__in": some}).order_by()
                for target, holder in rows.values_list(name, path):
                    if holder not in gone.get(owner, ()):
                        used.add(target)
        return used


def _owner(model):
    """The kind of record that rows of a kind belong to, and the path to its id."""
    found = {
        "participant": ("meeting", "party__meeting_id"),
        "party": ("meeting", "meeting_id"),
        "citation": ("meeting", models.functions.Coalesce("meeting_id", "claim__meeting_id")),
        "mention": ("meeting", "claim__meeting_id"),
        "sourceside": ("source", "source_id"),
    }
    return found.get(model._meta.model_name, (model._meta.model_name, "pk"))


def _withdraw(ids, by, words, reason):
    """Withdraw meetings that readers saw, with the reason in public words."""
    withdrawal = {"withdrawn_on": timezone.localdate(), "withdrawal_reason": reason.strip()}
    for some in portions(ids):
        with edit(*Meeting.objects.filter(pk__in=some), by=by, reason=words):
            Meeting.objects.filter(pk__in=some).update(publication=Publication.WITHDRAWN, **withdrawal)


def _delete(plan, by, words):
    for entity in _ORDER:
        rows = apps.get_model("meetings", entity).objects
        for some in portions(plan.deleted.get(entity, [])):
            going = list(rows.filter(pk__in=some))
            with edit(goes=going, by=by, reason=words):
                rows.filter(pk__in=some).delete()


def _forget(batch, plan):
    """Take away where the records came from that are no more, so that the file may come again."""
    kept = {(one.entity, one.pk) for one in plan.kept}
    gone = [
        pk for entity, row_id, pk in batch.records.values_list("entity", "row_id", "pk") if (entity, row_id) not in kept
    ]
    for some in portions(gone):
        Provenance.objects.filter(pk__in=some).delete()
