"""A whole record as one plain document, with names beside ids, and the differences of two documents in words."""

import hashlib
import json
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.utils.text import capfirst

from ..models import Meeting, Participant, Party, When


class Difference(NamedTuple):
    """One thing that differs: where, in words, and its two values as texts ("" for none)."""

    what: str
    before: str
    after: str


def root_of(row):
    """The record to whose history a row belongs: the meeting of a claim, the official of a term or name, else the row itself."""
    return getattr(row, row.part_of) if row.part_of else row


def fields_of(model, parent=None):
    """The fields that a document holds of a row: all that somebody may type, and relations of several."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.editable]
    return [field for field in fields if field is not parent] + list(model._meta.many_to_many)


def document(row):
    """A record with all its parts as the database holds it: a dict that JSON can hold, None where it is not there.

    Each row is {"id", "label", its fields}, a relation {"id", "label"}, several a list of those, and the parts of a kind a
    list in their order. The number of queries does not depend on how many parts there are.
    """
    found = documents(type(row), [row.pk])
    return found[0] if found else None


def documents(model, ids):
    """The documents of several records of a kind, of those that are there, as a list: in as many queries as of one."""
    reader = _Reader(model)
    reader.read(model, list(model._base_manager.filter(pk__in=ids)), None)
    return reader.documents()


class _Reader:
    """Reads the rows of a record level by level, and then all that they name, each kind at once."""

    def __init__(self, root):
        self.root, self.levels, self.named = root, [], defaultdict(set)

    def read(self, model, rows, parent):
        ids = [row.pk for row in rows]
        fields = fields_of(model, parent)
        several = {}
        for field in fields:
            if field.many_to_many:
                through = field.remote_field.through.objects
                mine, other = field.m2m_field_name(), field.m2m_reverse_field_name()
                pairs = through.filter(**{f"{mine}__in": ids}).order_by(other) if ids else through.none()
                several[field.name] = defaultdict(list)
                for key, value in pairs.values_list(f"{mine}_id", f"{other}_id"):
                    several[field.name][key].append(value)
                    self.named[field.related_model].add(value)
            elif field.is_relation:
                self.named[field.related_model] |= {getattr(row, field.attname) for row in rows} - {None}
        self.levels.append((model, rows, parent, fields, several))
        for part in model.part_relations().values():
            rows = part.related_model.objects.filter(**{f"{part.field.name}__in": ids}) if ids else []
            self.read(part.related_model, list(rows), part.field)

    def documents(self):
        found = {
            model: model._base_manager.select_related(*model.named_by).in_bulk(ids) if ids else {}
            for model, ids in self.named.items()
        }
        placed, made = {}, []
        for model, rows, parent, fields, several in self.levels:
            for row in rows:
                up = placed.get((parent.related_model, getattr(row, parent.attname))) if parent else None
                for field in fields:
                    if field.is_relation and not field.many_to_many and getattr(row, field.attname):
                        setattr(row, field.name, found[field.related_model][getattr(row, field.attname)])
                if parent and parent.related_model is self.root is not Meeting:
                    # The name of a term names its official.
                    setattr(row, parent.name, up[0])
                one = {"id": row.pk, "label": str(row)}
                for field in fields:
                    if field.many_to_many:
                        keys = several[field.name][row.pk]
                        one[field.name] = [_relation(found[field.related_model][key]) for key in keys]
                    elif field.is_relation:
                        target = getattr(row, field.attname) and getattr(row, field.name)
                        one[field.name] = _relation(target) if target else None
                    else:
                        one[field.name] = _plain(getattr(row, field.attname))
                one |= {name: [] for name in model.parts}
                placed[model, row.pk] = row, one
                if up is None:
                    made.append(one)
                else:
                    up[1][parent.remote_field.name].append(one)
        return made


def _relation(row):
    return {"id": row.pk, "label": str(row)}


def _plain(value):
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


# -- comparing


def facts(found):
    """A document without the names beside its ids: equal for two states of a record that say the same."""
    if isinstance(found, dict):
        if found.keys() == {"id", "label"}:
            return found["id"]
        return {name: facts(value) for name, value in found.items() if name != "label"}
    return [facts(value) for value in found] if isinstance(found, list) else found


def digest(found):
    """A short text that two documents share when they say the same; "" for none."""
    if found is None:
        return ""
    return hashlib.sha256(json.dumps(facts(found), sort_keys=True).encode()).hexdigest()[:32]


def differences(model, before, after, where=""):
    """What differs between two documents of one kind, as a list of `Difference` in the order of the fields.

    None stands for a record that is not there. A part that came or went is one difference, whatever it holds.
    """
    if before is None or after is None:
        name = where or capfirst(model._meta.verbose_name)
        return [Difference(name, before["label"] if before else "", after["label"] if after else "")]
    found, dates = [], _dates(model)
    for field in fields_of(model):
        name = field.name
        if name in dates:
            prefix = dates[name]
            texts = [_date_text(one, prefix) for one in (before, after)]
            found.append(Difference(f"{where}{capfirst(prefix.strip('_') or 'date')}", *texts))
        elif (name in before or name in after) and name not in _in_dates(dates):
            texts = [_text(field, one.get(name)) for one in (before, after)]
            found.append(Difference(f"{where}{capfirst(field.verbose_name)}", *texts))
    for name, part in model.part_relations().items():
        found += _of_parts(part.related_model, before.get(name, []), after.get(name, []), where)
    return [one for one in found if one.before != one.after]


def _of_parts(part, before, after, where):
    old, new = ({row["id"]: row for row in rows} for rows in (before, after))
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        rows = old.get(key), new.get(key)
        name = capfirst(part._meta.verbose_name)
        if None in rows:
            found += differences(part, *rows, where=f"{where}{name}")
            if part is Party and rows[1]:
                # A party is there for those who took part for it.
                found += _of_parts(Participant, [], rows[1]["participants"], where)
        elif facts(rows[0]) != facts(rows[1]):
            found += differences(part, *rows, where=f"{where}{name} “{rows[0]['label'][:60]}”, ")
    return found


def _dates(model):
    """The columns with which a date of three begins, {"start_earliest": "start_"}."""
    names = {field.name for field in model._meta.concrete_fields}
    return {name: name[:-8] for name in names if name.endswith("earliest") and f"{name[:-8]}precision" in names}


def _in_dates(dates):
    return {f"{prefix}{part}" for prefix in dates.values() for part in When._fields}


def _date_text(found, prefix):
    first, last, precision = (found.get(f"{prefix}{part}") for part in When._fields)
    return When(date.fromisoformat(first), date.fromisoformat(last), precision).text if first else ""


def _text(field, value):
    """A value as a person reads it."""
    if isinstance(value, list):
        return ", ".join(one["label"] for one in value)
    if isinstance(value, dict):
        return value["label"]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(dict(field.flatchoices).get(value, value))
