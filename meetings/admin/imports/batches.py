"""Import sessions of the desk: a table is uploaded, its columns corrected, every row looked at, all of it committed, or undone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from ... import imports
from ...actions.edit import EditRefused
from ...choices import BatchState
from ...database.budget import widen
from ...formats.import_templates import blank_csv, blank_workbook
from ...imports import undo as undoing
from ...models import ImportBatch
from ..core.fields import row_number
from ..core.lists import AnyAddress
from .preview import ImportPreview
from .uploads import MOST_BYTES, WHAT, UploadForm, too_large

_SHOWN = 50
_UNDO = "meetings.undo_importbatch"


class ImportBatchAdmin(AnyAddress, ImportPreview, admin.ModelAdmin):
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
        return WHAT.get(batch.entity, batch.entity)

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
        widen()
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
            entities=[(entity, capfirst(words)) for entity, words in WHAT.items()],
        )

    def template_view(self, request, entity, kind):
        """An empty table with the columns of the import format, what they mean and an example."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if entity not in imports.ENTITIES or kind not in ("csv", "xlsx"):
            raise Http404
        columns = imports.ENTITIES[entity]
        name = f"diplotrack-{entity}-template.{kind}"
        if kind == "xlsx":
            return FileResponse(blank_workbook(columns), as_attachment=True, filename=name)
        return HttpResponse(
            blank_csv(columns),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

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
            what=WHAT.get(batch.entity, batch.entity),
            brought=[(_plural(entity), *numbers) for entity, numbers in sorted(brought.items())],
            records=[(one, reverse(f"admin:meetings_{one.entity}_change", args=[one.row_id])) for one in records],
            more=batch.records.filter(entity=batch.entity).count() - len(records),
            may_undo=request.user.has_perm(_UNDO) and batch.state in (BatchState.DONE, BatchState.STARTED),
        )

    def undo_view(self, request, pk):
        """Show what an undo takes back and what it leaves, ask, and do it."""
        widen()
        batch = self._batch(request, str(pk))
        if not request.user.has_perm(_UNDO):
            raise PermissionDenied
        if batch.state not in (BatchState.DONE, BatchState.STARTED):
            raise Http404
        chosen = {
            (entity, row_number(key)) for entity, _, key in (one.partition(" ") for one in request.POST.getlist("also"))
        }
        reason, error = request.POST.get("reason", "").strip()[:2_000], ""
        if request.method == "POST" and "confirm" in request.POST:
            try:
                undoing.undo(batch, by=request.user, reason=reason, chosen=chosen)
            except EditRefused as refusal:
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
        batch = ImportBatch.objects.filter(pk=row_number(object_id)).first()
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


_PLURALS = {
    **WHAT,
    "official": "officials",
    "appointment": "terms of office",
    "position": "offices",
    "source": "sources",
}


def _plural(entity):
    return _PLURALS[entity]
