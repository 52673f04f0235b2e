"""A table that is looked at: what becomes of every row, how its columns are read, what is asked, and the commit."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from ... import imports
from ...actions.workflow import PUBLISH
from ...choices import BatchState
from ...database.budget import widen
from ...database.snapshot import read_snapshot
from ...formats.mappings import checked
from ..core.fields import row_number
from ..core.history import drawn
from .uploads import opened

_SHOWN = 50
_VERDICTS = {
    "wrong": "Wrong",
    "asked": "Uncertain",
    "changed": "Changed",
    "new": "New",
    "same": "The same as on file",
}


class ImportPreview:
    """For the admin of imports."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A batch: while it is looked at every row with what becomes of it, afterwards what it brought."""
        widen()
        batch = self._batch(request, object_id)
        if batch.state != BatchState.PREVIEWED:
            return self._done(request, batch)
        if not self.has_change_permission(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            done = self._take(request, batch)
            if done:
                return done
        with read_snapshot():
            return drawn(self._preview(request, batch))

    def _take(self, request, batch):
        """Do what a button of the page asks; None where the page is to be shown again."""
        if "forget" in request.POST:
            batch.delete()
            self.message_user(request, "The table was forgotten; nothing of it is on file.", messages.SUCCESS)
            return redirect(reverse("admin:meetings_importbatch_changelist"))
        if "commit" in request.POST:
            return self._commit(request, batch)
        if "columns" in request.POST:
            batch.mapping = self._mapping(request, batch)
        answers = {key[7:]: value for key, value in request.POST.items() if key.startswith("answer:")}
        batch.answers = {key: value for key, value in {**batch.answers, **answers}.items() if value}
        batch.save(update_fields=["mapping", "answers"])
        return redirect(f"{self._address(batch)}?show={request.POST.get('show', '')[:20]}")

    def _mapping(self, request, batch):
        columns = {}
        with opened(bytes(batch.content)) as sheet:
            known = {"{" + column + "}" for column in sheet.columns} | set(batch.mapping["columns"].values())
        for name in imports.ENTITIES[batch.entity]:
            template = request.POST.get(f"column:{name}", "")
            if template in known:
                columns[name] = template
        publish = "publish" in request.POST and request.user.has_perm(PUBLISH)
        return {**batch.mapping, "columns": columns, "publish": publish}

    def _readings(self, batch):
        mapping = checked(batch.mapping, imports.ENTITIES)
        importer = imports.Importer(mapping, batch.answers)
        with opened(bytes(batch.content)) as sheet:
            rows = list(sheet.rows())
        return importer, rows, sheet.columns

    def _preview(self, request, batch):
        importer, rows, columns = self._readings(batch)
        readings = importer.read(rows)
        counts = imports.counted(readings)
        tabs = [(key, words, counts[key]) for key, words in _VERDICTS.items()]
        wanted = request.GET.get("show", "")
        show = wanted if wanted in _VERDICTS else next((key for key, _, count in tabs if count), "new")
        chosen = [row for row in readings if row.verdict == show]
        page = min(row_number(request.GET.get("page", "")) or 1, 1_000)
        start = (page - 1) * _SHOWN
        ready = bool(counts["new"] + counts["changed"]) and not counts["wrong"] and not counts["asked"]
        return self._page(
            request,
            "import_preview",
            f"Import {batch.name}",
            batch=batch,
            column_groups=self._columns(batch, columns),
            unread=[column for column in columns if column not in importer.mapping.used()],
            tabs=tabs,
            show=show,
            rows=[_described(row) for row in chosen[start : start + _SHOWN]],
            first=start + 1,
            last=min(start + _SHOWN, len(chosen)),
            count=len(chosen),
            page=page,
            more=len(chosen) > start + _SHOWN,
            questions=_questions(readings) if show == "asked" else [],
            ready=ready,
            opened=digest(readings),
            may_publish=request.user.has_perm(PUBLISH) and batch.entity == "meeting",
            drafts=sum(1 for row in readings if row.verdict == "new" and batch.entity == "meeting" and row.lacks),
        )

    def _columns(self, batch, columns):
        """For each column of the import format what it means, and what it may be read from, the present choice marked."""
        present = batch.mapping["columns"]
        found = []
        for name, column in imports.ENTITIES[batch.entity].items():
            chosen = present.get(name, "")
            options = [("", "not in the table"), *(("{" + one + "}", one) for one in columns)]
            if chosen and chosen not in dict(options):
                options.append((chosen, chosen))
            found.append((name, column, chosen, options))
        read, further = ([one for one in found if bool(one[2]) == wanted] for wanted in (True, False))
        return [("", read), ("Further columns of the register", further)]

    def _commit(self, request, batch):
        importer, rows, _ = self._readings(batch)
        try:
            with importer.whole(rows, batch) as readings:
                counts = imports.counted(readings)
                if digest(readings) != request.POST.get("opened"):
                    words = "The register changed since you looked at the rows: look again, nothing was written."
                    self.message_user(request, words, messages.WARNING)
                    return redirect(self._address(batch))
                if counts["wrong"] or counts["asked"]:
                    self.message_user(request, "Some rows are wrong or uncertain: nothing was written.", messages.ERROR)
                    return redirect(self._address(batch))
                batch.by = request.user
                importer.write(readings, batch)
                imports.finish(batch, len(rows))
        except imports.REFUSED as error:
            row = getattr(error, "row", None)
            where = f"Row {row.number}: " if row else ""
            self.message_user(request, f"{where}{error} Nothing was written.", messages.ERROR)
            return redirect(self._address(batch))
        self.message_user(
            request, f"{counts['new']} new and {counts['changed']} changed: they are on file.", messages.SUCCESS
        )
        return redirect(self._address(batch))


def digest(readings):
    """A short text that two readings of a table share when the same would be done."""
    said = [(row.number, row.verdict, row.pk, sorted(row.problems.items()), row.changes) for row in readings]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _described(row):
    """A reading as the page shows it: what it is about, and what is to be said of it."""
    cells = row.cells
    about = [cells.get("title") or cells.get("name", ""), cells.get("date", "") or cells.get("date_earliest", "")]
    about += [cells.get("participants") or cells.get("countries", ""), cells.get("position", "")]
    return {
        "number": row.number,
        "about": " · ".join(text for text in about if text)[:300],
        "problems": row.problems.items(),
        "changes": row.changes,
        "questions": row.questions,
        "pk": row.pk,
        "lacks": getattr(row, "lacks", []) if row.verdict == "new" else [],
    }


def _questions(readings):
    """Each question once, with the rows that ask it."""
    found = {}
    for row in readings:
        for question in row.questions:
            found.setdefault(question.key, (question, []))[1].append(row.number)
    return list(found.values())[:200]
