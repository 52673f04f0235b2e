"""What a process of its own does in the tests that kill imports: makes the ground, imports a table, tells what is on file.

python -m tests.import_process make | import FILE | tell
"""

import hashlib
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import models  # noqa: E402

from meetings import imports  # noqa: E402
from meetings.actions import reference  # noqa: E402
from meetings.actions.derive import verify  # noqa: E402
from meetings.formats.mappings import guess  # noqa: E402
from meetings.formats.sheets import open_sheet  # noqa: E402
from meetings.index import differences  # noqa: E402
from meetings.models import Change, Meeting, Provenance  # noqa: E402

BATCH = 50


def bring(path):
    """Import a table in batches of fifty; says on stdout when it begins."""
    with open_sheet(path) as sheet:
        mapping = guess("meeting", imports.other_names("meeting"), sheet.columns)
        mapping = mapping._replace(dataset="killed", people="apart", publish=True)
        print("begun", flush=True)
        for readings in imports.run(sheet, mapping, "killed.csv", size=BATCH):
            assert not [row.problems for row in readings if row.problems]


def checksum():
    """One text for all rows, but for moments, and for the numbers of lines in the log, which count what was rolled back too."""
    digest = hashlib.sha256()
    for model in apps.get_app_config("meetings").get_models(include_auto_created=True):
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if not isinstance(field, models.DateTimeField) and not (model is Change and field.primary_key)
        ]
        rows = model._base_manager.order_by(*([] if model is Change else ["pk"])).values_list(*fields)
        for row in sorted(map(repr, rows)) if model is Change else map(repr, rows):
            digest.update(f"{model.__name__} {row}\n".encode())
    return digest.hexdigest()


def tell():
    """What is on file, as JSON: counts, whether everything derived is right, and the checksum."""
    meetings = Provenance.objects.filter(entity="meeting").count()
    print(
        json.dumps(
            {
                "meetings": Meeting.objects.count(),
                "rows": meetings,
                "wrong": len(verify()) + len(list(differences())),
                "checksum": checksum(),
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "make":
        call_command("migrate", verbosity=0)
        reference.load()
    elif sys.argv[1] == "import":
        bring(sys.argv[2])
    else:
        tell()
