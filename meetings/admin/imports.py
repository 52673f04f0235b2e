"""Import sessions of the desk: a table is uploaded, its columns corrected, every row looked at, all of it committed, or undone."""

import hashlib
import tempfile
import tomllib
from contextlib import contextmanager

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from ..actions import importing
from ..actions.importing import undoing
from ..actions.workflow import PUBLISH
from ..choices import BatchState
from ..formats.blanks import blank_csv, blank_workbook
from ..formats.mappings import MappingError, checked, guess
from ..formats.sheets import SheetError, open_sheet
from ..models import ImportBatch
from ..queries.moment import one_moment
from .history import drawn
from .uploads import MOST_BYTES, too_large

MOST_ROWS = 5_000
"""Rows of a table at the desk; the command import_table takes any number."""

_SHOWN = 50
_SECONDS = 120
_UNDO = "meetings.undo_importbatch"
_WHAT = {
    "meeting": "meetings",
    "official": "officials, with terms of office",
    "organization": "organisations",
    "occasion": "occasions",
}
_VERDICTS = {
    "wrong": "Wrong",
    "asked": "Uncertain",
    "changed": "Changed",
    "new": "New",
    "same": "The same as on file",
}


class UploadForm(forms.Form):
    """A table, what its rows are, and a mapping for those who have one."""

    file = forms.FileField(
        label="Table",
        help_text=f"A CSV file (UTF-8) or a workbook (.xlsx), of at most {MOST_ROWS:,} rows and {MOST_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
    entity = forms.ChoiceField(label="A row is one of", choices=[*_WHAT.items()])
    mapping = forms.FileField(
        label="Mapping",
        required=False,
        help_text="A TOML file that says how columns are read, where there is one; else they are guessed, and you correct them.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )

    def clean_file(self):
        """A table that can be read, with its columns."""
        file = self.cleaned_data["file"]
        try:
            with opened(file.read()) as sheet:
                self.columns, self.checksum = sheet.columns, sheet.checksum
                self.rows = sum(1 for _ in sheet.rows())
        except SheetError as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean_mapping(self):
        """A mapping that names columns of the import format."""
        file = self.cleaned_data.get("mapping")
        try:
            return checked(tomllib.loads(file.read(200_000).decode()), importing.ENTITIES) if file else None
        except (MappingError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise forms.ValidationError(f"The mapping cannot be used: {error}") from error

    def clean(self):
        """A mapping for what the rows are, guessed where none was given."""
        cleaned = super().clean()
        mapping, entity = cleaned.get("mapping"), cleaned.get("entity")
        if mapping and mapping.entity != entity:
            self.add_error("mapping", f"This mapping reads a row as one of {_WHAT[mapping.entity]}.")
        if not self.errors and not mapping:
            cleaned["mapping"] = guess(entity, importing.other_names(entity), self.columns)
        return cleaned


@contextmanager
def opened(content):
    """The table in some bytes, as `sheets.Sheet`."""
    with tempfile.NamedTemporaryFile(prefix="diplotrack-") as file:
        file.write(content)
        file.flush()
        with open_sheet(file.name, most_rows=MOST_ROWS) as sheet:
            yield sheet


class ImportBatchAdmin(admin.ModelAdmin):
    """The imports, latest first; each is looked at, committed and undone on its own page."""

    list_display = ["name", "what", "state", "rows", "by_name", "when"]
    list_filter = ["state", "entity"]
    search_fields = ["name"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/change_list.html"
    actions = None

    @admin.display(description="rows are")
    def what(self, batch):
        """What a row is."""
        return _WHAT.get(batch.entity, batch.entity)

    @admin.display(description="when (UTC)", ordering="at")
    def when(self, batch):
        """To the minute."""
        return f"{batch.at:%Y-%m-%d %H:%M}"

    def get_queryset(self, request):
        """Without the files."""
        return super().get_queryset(request).defer("content")

    def has_change_permission(self, request, obj=None):
        """Whoever may import; what is done cannot be changed, only undone."""
        return request.user.has_perm("meetings.add_importbatch")

    def has_delete_permission(self, request, obj=None):
        """Nobody: an import is undone, and stays on file as such."""
        return False

    def get_urls(self):
        """Beside Django's pages: templates to fill in, and the way back."""
        view = self.admin_site.admin_view
        return [
            path("template/<slug:entity>.<slug:kind>", view(self.template_view), name="meetings_importbatch_template"),
            path("<int:pk>/undo/", view(self.undo_view), name="meetings_importbatch_undo"),
            *super().get_urls(),
        ]

    # -- upload

    def add_view(self, request, form_url="", extra_context=None):
        """Choose a table; it is read and looked at, and nothing is on file yet."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
        if too_large(request):
            form = UploadForm({}, {}, label_suffix="")
            form.add_error(
                "file", f"The table is larger than {MOST_BYTES // 2**20} MB: split it, or use the command import_table."
            )
        elif request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            file.seek(0)
            batch = ImportBatch.objects.create(
                entity=form.cleaned_data["entity"],
                name=file.name[:300],
                checksum=form.checksum,
                mapping=form.cleaned_data["mapping"]._asdict(),
                rows=form.rows,
                by=request.user,
                by_name=request.user.get_full_name() or request.user.get_username(),
                content=file.read(),
            )
            return redirect(self._address(batch))
        return self._page(
            request,
            "import_upload",
            "Import a table",
            form=form,
            entities=[(entity, capfirst(words)) for entity, words in _WHAT.items()],
        )

    def template_view(self, request, entity, kind):
        """An empty table with the columns of the import format, what they mean and an example."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if entity not in importing.ENTITIES or kind not in ("csv", "xlsx"):
            raise Http404
        columns = importing.ENTITIES[entity]
        name = f"diplotrack-{entity}-template.{kind}"
        if kind == "xlsx":
            return FileResponse(blank_workbook(columns), as_attachment=True, filename=name)
        return HttpResponse(
            blank_csv(columns),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    # -- looking at it

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A batch: while it is looked at every row with what becomes of it, afterwards what it brought."""
        batch = self._batch(request, object_id)
        if batch.state != BatchState.LOOKED_AT:
            return self._done(request, batch)
        if not self.has_change_permission(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            done = self._take(request, batch)
            if done:
                return done
        with one_moment(_SECONDS):
            return drawn(self._looked_at(request, batch))

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
        for name in importing.ENTITIES[batch.entity]:
            template = request.POST.get(f"column:{name}", "")
            if template in known:
                columns[name] = template
        publish = "publish" in request.POST and request.user.has_perm(PUBLISH)
        return {**batch.mapping, "columns": columns, "publish": publish}

    def _readings(self, batch):
        mapping = checked(batch.mapping, importing.ENTITIES)
        importer = importing.Importer(mapping, batch.answers)
        with opened(bytes(batch.content)) as sheet:
            rows = list(sheet.rows())
        return importer, rows, sheet.columns

    def _looked_at(self, request, batch):
        importer, rows, columns = self._readings(batch)
        readings = importer.read(rows)
        counts = importing.counted(readings)
        tabs = [(key, words, counts[key]) for key, words in _VERDICTS.items()]
        wanted = request.GET.get("show", "")
        show = wanted if wanted in _VERDICTS else next((key for key, _, count in tabs if count), "new")
        chosen = [row for row in readings if row.verdict == show]
        page = min(int(request.GET["page"]), 1_000) if request.GET.get("page", "").isdecimal() else 1
        start = (max(page, 1) - 1) * _SHOWN
        ready = bool(counts["new"] + counts["changed"]) and not counts["wrong"] and not counts["asked"]
        return self._page(
            request,
            "import_look",
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
        for name, column in importing.ENTITIES[batch.entity].items():
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
                counts = importing.counted(readings)
                if digest(readings) != request.POST.get("opened"):
                    words = "The register changed since you looked at the rows: look again, nothing was written."
                    self.message_user(request, words, messages.WARNING)
                    return redirect(self._address(batch))
                if counts["wrong"] or counts["asked"]:
                    self.message_user(request, "Some rows are wrong or uncertain: nothing was written.", messages.ERROR)
                    return redirect(self._address(batch))
                importer.write(readings, batch)
                batch.by = request.user
                importing.finish(batch, len(rows))
        except importing.REFUSED as error:
            row = getattr(error, "row", None)
            where = f"Row {row.number}: " if row else ""
            self.message_user(request, f"{where}{error} Nothing was written.", messages.ERROR)
            return redirect(self._address(batch))
        self.message_user(
            request, f"{counts['new']} new and {counts['changed']} changed: they are on file.", messages.SUCCESS
        )
        return redirect(self._address(batch))

    # -- afterwards

    def _done(self, request, batch):
        brought = {}
        for entity, created in batch.records.order_by().values_list("entity", "created"):
            brought.setdefault(entity, [0, 0])[not created] += 1
        records = batch.records.filter(entity=batch.entity)[:_SHOWN]
        return self._page(
            request,
            "import_done",
            f"Import {batch.name}",
            batch=batch,
            what=_WHAT.get(batch.entity, batch.entity),
            brought=[(_plural(entity), *numbers) for entity, numbers in sorted(brought.items())],
            records=[(one, reverse(f"admin:meetings_{one.entity}_change", args=[one.row_id])) for one in records],
            more=batch.records.filter(entity=batch.entity).count() - len(records),
            may_undo=request.user.has_perm(_UNDO) and batch.state in (BatchState.DONE, BatchState.STARTED),
        )

    def undo_view(self, request, pk):
        """Show what an undo takes back and what it leaves, ask, and do it."""
        batch = self._batch(request, str(pk))
        if not request.user.has_perm(_UNDO):
            raise PermissionDenied
        if batch.state not in (BatchState.DONE, BatchState.STARTED):
            raise Http404
        chosen = {
            (entity, int(key))
            for entity, _, key in (one.partition(" ") for one in request.POST.getlist("also"))
            if key.isdecimal()
        }
        reason, error = request.POST.get("reason", "").strip()[:2_000], ""
        if request.method == "POST" and "confirm" in request.POST:
            try:
                undoing.undo(batch, by=request.user, reason=reason, chosen=chosen)
            except undoing.UndoError as refusal:
                error = str(refusal)
            else:
                self.message_user(request, "The import was undone.", messages.SUCCESS)
                return redirect(self._address(batch))
        effects = undoing.look(batch, chosen)
        return self._page(
            request,
            "import_undo",
            f"Undo {batch.name}",
            batch=batch,
            lines=[
                (words, _plural(entity), number)
                for words, found in (
                    ("Deleted", effects.deleted),
                    ("Withdrawn", effects.withdrawn),
                    ("Put back as before", effects.restored),
                )
                for entity, number in found.items()
            ],
            kept=[(one, (one.entity, one.pk) in chosen) for one in effects.kept[:200]],
            more=max(len(effects.kept) - 200, 0),
            public=bool(effects.withdrawn),
            reason=reason,
            error=error,
        )

    def _batch(self, request, object_id):
        batch = (
            ImportBatch.objects.filter(pk=object_id).first() if object_id.isdecimal() and len(object_id) < 19 else None
        )
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return batch

    def _address(self, batch):
        return reverse("admin:meetings_importbatch_change", args=[batch.pk])

    def _page(self, request, name, title, **context):
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "media": self.media}
        return TemplateResponse(request, f"admin/meetings/{name}.html", context)


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


_PLURALS = {
    **_WHAT,
    "official": "officials",
    "appointment": "terms of office",
    "position": "offices",
    "source": "sources",
}


def _plural(entity):
    return _PLURALS[entity]


def _official(row):
    return format_html('<a href="{}">{}</a>', reverse("admin:meetings_official_change", args=[row.pk]), row)


class DoubtAdmin(admin.ModelAdmin):
    """Pairs of officials who may be one person: merge them, or say that they are two."""

    list_display = ["first", "second", "reason", "merge"]
    list_display_links = None
    list_filter = ["settled"]
    list_select_related = ["one", "other"]
    search_fields = ["one__name_key", "other__name_key"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/change_list.html"
    actions = ["two"]

    def get_queryset(self, request):
        """Those that wait, unless the others are asked for."""
        found = super().get_queryset(request)
        return found if "settled__exact" in request.GET else found.filter(settled=False)

    @admin.display(description="one")
    def first(self, doubt):
        """The way to the first official."""
        return _official(doubt.one)

    @admin.display(description="the other")
    def second(self, doubt):
        """The way to the second official."""
        return _official(doubt.other)

    @admin.display(description="if they are one")
    def merge(self, doubt):
        """The way to the page that merges the first into the second."""
        address = reverse("admin:meetings_official_merge", args=[doubt.one_id])
        return format_html('<a href="{}?into={}">Merge</a>', address, doubt.other_id)

    @admin.action(description="They are two", permissions=["settle"])
    def two(self, request, queryset):
        """Settle that the officials of each pair are two."""
        with transaction.atomic():
            number = queryset.update(settled=True)
        self.message_user(request, f"{number} settled.", messages.SUCCESS)

    def has_settle_permission(self, request):
        """Editors."""
        return request.user.has_perm(PUBLISH)

    def has_add_permission(self, request):
        """Nobody: imports find them."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody."""
        return False
