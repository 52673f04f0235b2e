"""Imports a table of any size, by a mapping, in whole batches."""

import csv
import os
from collections import Counter
from contextlib import ExitStack

from django.core.management.base import CommandError

from meetings import imports
from meetings.formats.mappings import MappingError, guess, load
from meetings.formats.sheets import SheetError, open_sheet
from meetings.formats.tabular import guarded
from meetings.management.command import RegisterCommand
from meetings.management.progress import Progress


class Command(RegisterCommand):
    """Ended at any moment, it can be run again and goes on where it was; editors work on meanwhile."""

    fills = True
    help = "Import a CSV file or workbook of meetings, officials, organisations or occasions; docs/importing.md tells of it."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a CSV file (UTF-8) or a workbook (.xlsx)")
        parser.add_argument("--mapping", help="a TOML file that says how its columns are read; else they are guessed")
        parser.add_argument("--entity", choices=list(imports.ENTITIES), help="without a mapping: what a row is")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument(
            "--rejects", metavar="FILE", help="write the rows that are refused, with the reasons, as CSV"
        )

    def handle(self, *args, file, mapping, entity, dry_run, rejects, **options):
        self.fills = not dry_run
        try:
            with open_sheet(file) as sheet, ExitStack() as stack:
                mapping = self._mapping(mapping, entity, sheet)
                report = (
                    Rejects(stack.enter_context(open(rejects, "w", encoding="utf-8", newline=""))) if rejects else None
                )
                counts = run(sheet, mapping, os.path.basename(file), self.stderr, dry_run=dry_run, report=report)
        except (SheetError, MappingError, OSError) as error:
            raise CommandError(str(error)) from error
        except imports.REFUSED as error:
            raise CommandError(
                f"{error} The batches before this one are on file; mend the row and run the command again."
            ) from error
        self.stdout.write(("Nothing was written. " if dry_run else "") + told(counts))
        if refused := counts[imports.Verdict.WRONG] + counts[imports.Verdict.ASKED]:
            where = f"{rejects} says why" if rejects else "--rejects FILE says why"
            self.stdout.write(
                f"{refused:,} were refused: {where}. Mended, they can be imported as a file of their own."
            )

    @staticmethod
    def _mapping(path, entity, sheet):
        if path:
            mapping = load(path, imports.ENTITIES)
            missing = sorted(mapping.used() - set(sheet.columns))
            if missing:
                raise CommandError(
                    f"The mapping reads a column “{missing[0]}”, which the table has not: {', '.join(sheet.columns)}."
                )
            return mapping
        if not entity:
            raise CommandError("Say what a row is, with --entity, or how columns are read, with --mapping.")
        found = guess(entity, imports.other_names(entity), sheet.columns)
        if not found.columns:
            raise CommandError(
                f"No column of the table is known: it has {', '.join(sheet.columns[:20])}. Write a mapping."
            )
        return found


class Rejects:
    """Writes the refused rows: number, columns and reasons, then the cells as they were read."""

    def __init__(self, file):
        self.writer, self.header = csv.writer(file), None

    def add(self, row):
        """Write a reading that is wrong or asks something."""
        if self.header is None:
            self.header = list(row.raw)
            self.writer.writerow(["rejected_row", "rejected_column", "rejected_because", *self.header])
        reasons = [*row.problems.items(), *((question.column, question.words) for question in row.questions)]
        columns, words = ("; ".join(texts) for texts in zip(*reasons, strict=True))
        cells = (guarded(row.raw.get(name, "")) for name in self.header)
        self.writer.writerow([row.number, columns, guarded(words), *cells])


def run(sheet, mapping, name, stderr, *, dry_run=False, report=None):
    """Import a table with its progress on stderr and its refused rows in a report; returns how many rows had which verdict."""
    counts = Counter()
    progress = Progress(stderr, name, sum(1 for _ in sheet.rows()))
    for readings in imports.run(sheet, mapping, name, dry_run=dry_run):
        counts += imports.counted(readings)
        if report:
            for row in readings:
                if row.verdict in (imports.Verdict.WRONG, imports.Verdict.ASKED):
                    report.add(row)
        progress.show(sum(counts.values()))
    progress.end()
    return counts


def told(counts):
    """Counts in a sentence, every row in one of them."""
    words = {"new": "new", "changed": "changed", "same": "the same as on file", "asked": "uncertain", "wrong": "wrong"}
    parts = [f"{counts[verdict]:,} {text}" for verdict, text in words.items()]
    return f"{sum(counts.values()):,} rows: {', '.join(parts)}."
