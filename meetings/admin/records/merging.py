"""Two records that were one are merged at the desk, with all effects shown beforehand; an administrator parts them again."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse

from ...actions.edit import EditConflict, EditRefused
from ...actions.merge import merge, preview, unmerge
from ...actions.workflow import PUBLISH
from ...index import exclusive
from ...models import Merge
from ...queries.snapshots import digest, document
from ..core.fields import DeskSelect, row_number
from ..core.history import NO_REASON, drawn, exclusive_or_snapshot, reason_of

UNDO = "meetings.undo_merge"


class Merging:
    """For an admin of the desk whose records may turn out to be one and the same."""

    def get_urls(self):
        """Beside the pages of a record: the one to merge it, and the one to part what was merged into it."""
        name, view = self.opts.model_name, self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", view(self.merge_view), name=f"meetings_{name}_merge"),
            path("part/<int:pk>/", view(self.part_view), name=f"meetings_{name}_part"),
            *super().get_urls(),
        ]

    def merge_view(self, request, pk):
        """Choose the record that stays (`into`), see what would happen, say why, and merge."""
        # A preview is a merge that is undone: it writes as well, and of what it shows nothing changes before it is drawn.
        with exclusive():
            return drawn(self._merge(request, pk))

    def _merge(self, request, pk):
        gone = self._row(request, pk)
        into = request.POST.get("into") or request.GET.get("into", "")
        key = row_number(into)
        kept = self._row(request, key) if key is not None and key != pk else None
        reason, effects, error = reason_of(request), None, ""
        if into and kept is None:
            error = "Choose another record than this one."
        if kept:
            opened = f"{digest(document(kept))}{digest(document(gone))}"
            try:
                effects = preview(gone, kept)
                if request.method == "POST":
                    if not reason:
                        raise EditRefused(NO_REASON)
                    seen = request.POST.getlist("opened")
                    merge(gone, kept, opened=seen, by=request.user, reason=reason)
                    self.message_user(request, f"“{gone}” was merged into “{kept}”.", messages.SUCCESS)
                    return redirect(reverse(f"admin:meetings_{self.opts.model_name}_change", args=[kept.pk]))
            except EditConflict:
                error = "One of the two was saved meanwhile: look at the effects again."
            except EditRefused as refusal:
                error = str(refusal)
        # Any field that points at such a record tells the autocomplete what to look for.
        widget = DeskSelect(self.model._meta.related_objects[0].field, self.admin_site)
        widget.choices = forms.ModelChoiceField(self.get_queryset(request)).choices
        return self._page(
            request,
            "merge",
            f"Merge {gone}",
            gone=gone,
            kept=kept,
            field=widget.render("into", into, {"id": "id_into"}),
            effects=effects,
            opened=opened if kept else "",
            reason=reason,
            error=error,
            likely=self.likely(gone),
        )

    def likely(self, row):
        """The records that a record may well be one with, to choose from at once; none for most kinds."""
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The page, from which editors go on to merge."""
        context["may_merge"] = (
            obj is not None and request.user.has_perm(PUBLISH) and self.has_change_permission(request, obj)
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def part_view(self, request, pk):
        """Ask an administrator, and then undo a merge."""
        with exclusive_or_snapshot(request):
            return drawn(self._part(request, pk))

    def _part(self, request, pk):
        found = Merge.objects.standing().filter(pk=min(pk, 2**62), revision__entity=self.opts.model_name).first()
        if found is None:
            raise Http404
        if not request.user.has_perm(UNDO):
            raise PermissionDenied
        reason, error = reason_of(request), ""
        if request.method == "POST":
            try:
                if not reason:
                    raise EditRefused(NO_REASON)
                row = unmerge(found, by=request.user, reason=reason)
            except EditRefused as refusal:
                error = str(refusal)
            else:
                self.message_user(request, f"“{row}” is a record of its own again.", messages.SUCCESS)
                return redirect(reverse(f"admin:meetings_{self.opts.model_name}_change", args=[row.pk]))
        title = f"Part {found.revision.label} again"
        return self._page(request, "part", title, merge=found, reason=reason, error=error)

    def _row(self, request, pk):
        row = self.get_queryset(request).filter(pk=min(pk, 2**62)).first()
        if row is None:
            raise Http404
        if not (request.user.has_perm(PUBLISH) and self.has_change_permission(request, row)):
            raise PermissionDenied
        return row
