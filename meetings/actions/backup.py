"""Everything of a register in one folder, and back: drafts, users and history too, on either database."""

import base64
import hashlib
import json
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from ..database.bulk import portions
from ..database.snapshot import read_snapshot

FORMAT = 1
_MANIFEST = "manifest.json"
_BATCH = 1_000
_LEFT_OUT = {"sessions.session"}
"""Who is signed in: it ends with the machine."""

_MADE_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission"}


class BackupError(Exception):
    """A backup cannot be written or read; the message says why and what to do."""


def backup(folder, progress=None):
    """Write every row into a new or empty folder, as it stands at one moment; returns the manifest.

    A file a table, JSON Lines, rows sorted by their key, so that equal registers give equal files on every database.
    Calls `progress(table, rows)` after each table. Raises `BackupError` where the folder holds something.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: name a new folder, so that no older backup is lost.")
    tables = {}
    with read_snapshot():
        migrations = _migrations()
        for model in _models():
            path = folder / f"{model._meta.label_lower}.jsonl"
            with path.open("wb") as file:
                tables[model._meta.label_lower] = _written(model, file.write)
            if progress:
                progress(model._meta.label_lower, tables[model._meta.label_lower]["rows"])
    manifest = {"format": FORMAT, "migrations": migrations, "tables": tables}
    # Last, so that a backup that was cut off is none.
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest


def restore(folder, progress=None):
    """Read a backup into a database that `migrate` has just made, all or nothing; returns the manifest.

    Files are checked before anything is written, and the rows as they lie in the database after it. Calls
    `progress(table, rows)` after each table. Raises `BackupError` for a damaged backup, one of another release, or a
    database that holds anything.
    """
    folder = Path(folder)
    manifest = _checked(folder)
    models = _models()
    with transaction.atomic():
        for model in models:
            if model._meta.label_lower in _MADE_BY_MIGRATE:
                model.objects.all().delete()
            elif model._default_manager.exists():
                raise BackupError(
                    f"The database holds {model._meta.verbose_name_plural} already: a backup goes into an empty one, "
                    "made by `migrate` and nothing else."
                )
        for model in models:
            label = model._meta.label_lower
            with (folder / f"{label}.jsonl").open(encoding="utf-8") as file:
                _read(model, file)
            if progress:
                progress(label, manifest["tables"][label]["rows"])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
        for model in models:
            label = model._meta.label_lower
            if _written(model, lambda line: None) != manifest["tables"][label]:
                raise BackupError(f"{label} is not in the database as it was in the backup; nothing was kept.")
    return manifest


def _models():
    """Every table but those left out, in the order of their names."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted(
        (model for model in models if model._meta.label_lower not in _LEFT_OUT),
        key=lambda model: model._meta.label_lower,
    )


def _migrations():
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


def _written(model, write):
    """Hand each row of a table to `write` as a line; returns how many there were and their checksum."""
    names = [field.attname for field in model._meta.concrete_fields]
    keys = [field.attname for field in model._meta.pk_fields]
    checksum, count = hashlib.sha256(), 0
    for row in model._default_manager.order_by(*keys).values_list(*names).iterator(_BATCH):
        line = json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False, sort_keys=True) + "\n"
        checksum.update(line.encode())
        write(line.encode())
        count += 1
    return {"rows": count, "sha256": checksum.hexdigest()}


def _plain(value):
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    return value if value is None or isinstance(value, (str, int, bool, dict, list)) else str(value)


def _read(model, lines):
    # What a column that points elsewhere holds is read by the field that it points at.
    fields = {
        field.attname: field.target_field if field.is_relation else field for field in model._meta.concrete_fields
    }
    while batch := list(islice(lines, _BATCH)):
        made = [
            model(**{name: fields[name].to_python(value) for name, value in json.loads(line).items()}) for line in batch
        ]
        _put(model, made)


def _put(model, rows):
    """Write rows as they are: what a column sets by itself when a row is saved, such as the time, was set long ago."""
    fields = model._meta.concrete_fields
    for some in portions(rows, max(connection.ops.bulk_batch_size(fields, rows), 1)):
        model._base_manager._insert(some, fields=fields, using=connection.alias, raw=True)


def _checked(folder):
    """The manifest of a backup whose files are what it says."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text())
    except FileNotFoundError:
        raise BackupError(f"{folder} holds no whole backup: there is no {_MANIFEST} in it.") from None
    except ValueError:
        raise BackupError(f"{folder / _MANIFEST} is damaged: take another backup.") from None
    if manifest.get("format") != FORMAT or manifest["migrations"] != _migrations():
        raise BackupError("The backup is of another release: restore it with that one, then update.")
    for model in _models():
        label = model._meta.label_lower
        path = folder / f"{label}.jsonl"
        if label not in manifest["tables"] or not path.exists():
            raise BackupError(f"{label}.jsonl is missing: take another backup.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != manifest["tables"][label]["sha256"]:
                raise BackupError(f"{path.name} is damaged: take another backup.")
    return manifest
