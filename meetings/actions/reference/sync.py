"""Three-way merge of shipped rows into the database: as last loaded, as staff left them, as shipped now."""

from collections import Counter

from django.db import models

from ...models import ContestedTerm, Country, CountryName, Merge, Organization, Place, Topic
from ...models.names import Accepted

KEYS = {
    Country: ("code",),
    CountryName: ("country", "language", "name"),
    Organization: ("slug",),
    Place: ("slug",),
    Topic: ("slug",),
    ContestedTerm: ("term",),
}


def known_rows(known, model):
    """The rows of a model by the key they were loaded under, read once for a run and kept in `known`."""
    if model not in known:
        links = [field.name for field in model._meta.fields if field.many_to_one]
        rows = list(model.objects.select_related(*links))
        # The key as loaded goes before the key as it stands, so that a row whose slug staff changed is not made again.
        # A row that was merged into another lives on in it.
        known[model] = (
            _merged_away(model)
            | {_key(model, {}, row): row for row in rows}
            | {_key(model, row.loaded, row): row for row in rows}
        )
    return known[model]


def _merged_away(model):
    """The rows into which others were merged at the desk, by the slugs of those."""
    if model not in (Organization, Place):
        return {}
    merges = Merge.objects.standing().filter(revision__entity=model._meta.model_name).exclude(gone_slug="")
    return Merge.objects.lead_to(model, "slug", set(merges.values_list("gone_slug", flat=True)))


def merge(model, shipped, known, *, prune=False):
    """Merge shipped rows, a list of dicts of texts that name rows they point at by key; answers a Counter.

    A field is written only where it still has the value it was loaded with. `prune` removes rows that are shipped no more
    and that nobody edited; without it they stay, since records may name them. Raises ValueError for a row that points at none.
    """
    counts = Counter()
    rows = known_rows(known, model)
    wanted = {_key(model, values): values for values in shipped}
    new = {key: values for key, values in wanted.items() if key not in rows}
    _create(model, new, known)
    counts["created"] = len(new)
    for key, values in wanted.items():
        if key not in new:
            counts.update(_update(rows[key], key, values, known))
    if prune:
        gone = [
            row for key, row in rows.items() if key not in wanted and row.loaded and key == _key(model, row.loaded, row)
        ]
        unedited = [row for row in gone if all(_text(row, name) == value for name, value in row.loaded.items())]
        if unedited:
            model.objects.filter(pk__in=[row.pk for row in unedited]).delete()
        counts["removed"] = len(unedited)
        counts["kept"] += len(gone) - len(unedited)
    return counts


def merge_members(name, rows, shipped, present, make):
    """Merge a list that each row has (its other words, its successors), member by member; answers a Counter.

    `rows` by key, `shipped` as {key: members}, `present` as {pk: {member: linking row}}, `make(row, member)` an unsaved link.
    What staff took out stays out, what they put in stays in.
    """
    counts = Counter()
    links, changed = [], []
    for key, members in shipped.items():
        row = rows[key]
        there = present.get(row.pk, {})
        before = row.loaded.get(name, [])
        added = [member for member in members if member not in before and member not in there]
        removed = [there[member] for member in before if member not in members and member in there]
        links += [make(row, member) for member in added]
        for link in removed:
            link.delete()
        if before != members:
            row.loaded[name] = members
            changed.append(row)
        counts["created"] += len(added)
        counts["removed"] += len(removed)
        counts["same"] += len(members) - len(added)
    if links:
        type(links[0]).objects.bulk_create(links)
    if changed:
        type(changed[0]).objects.bulk_update(changed, ["loaded"])
    return counts


def _create(model, new, known):
    """Make the new rows, those that others hang under first."""
    rows = known_rows(known, model)
    waiting = dict(new)
    while waiting:
        ready = {key: values for key, values in waiting.items() if not values.get("parent") or values["parent"] in rows}
        if not ready:
            raise ValueError(f"No row has the parent that these name: {', '.join(map(str, waiting))}")
        made = {}
        for key, values in ready.items():
            made[key] = model(loaded=dict(values))
            for name, value in values.items():
                _put(made[key], name, value, known)
            _accept(made[key])
            del waiting[key]
        model.objects.bulk_create(made.values(), batch_size=500)
        rows.update(made)


def _update(row, key, values, known):
    """Merge one row field by field; answers the counts it adds to."""
    loaded = dict(row.loaded)
    if loaded and _key(type(row), loaded, row) != key:
        return ["kept"]  # Staff gave another row this key: that row is not the one that is shipped.
    outcome = {"updated"} if _accept(row) else set()
    for name, value in values.items():
        present = _text(row, name)
        if present == value:
            loaded[name] = value
        elif present == loaded.get(name, ""):
            _put(row, name, value, known)
            loaded[name] = value
            outcome.add("updated")
        else:
            outcome.add("kept")
    if loaded != row.loaded or "updated" in outcome:
        row.loaded = loaded
        row.save()
    return outcome or {"same"}


def _accept(row):
    """Let readers see a row that is shipped; returns whether they were not to see it yet."""
    waited = isinstance(row, Accepted) and not row.accepted
    if waited:
        row.accepted = True
    return waited


def _key(model, values, row=None):
    """The key of a row: a text, or a tuple of texts; from values where they have it and else from the row as it stands."""
    key = tuple(values[name] if name in values else _text(row, name) for name in KEYS[model])
    return key if len(key) > 1 else key[0]


def _text(row, name):
    """A field of a row as the text that the lists would have for it."""
    value = getattr(row, name)
    if isinstance(value, models.Model):
        return _key(type(value), value.loaded, value)
    return "" if value is None else str(value)


def _put(row, name, text, known):
    field = row._meta.get_field(name)
    if not text and field.null:
        setattr(row, name, None)
    elif field.is_relation:
        rows = known_rows(known, field.related_model)
        if text not in rows:
            raise ValueError(f"{name} {text} of {row} is not known")
        setattr(row, name, rows[text])
    else:
        setattr(row, name, field.to_python(text))
