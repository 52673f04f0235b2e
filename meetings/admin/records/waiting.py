"""The queue of what others than editors put on file beside meetings: places, organisations, offices, terms and other names."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ...actions.steps import let_in
from ...actions.workflow import PUBLISH
from ...queries.queues import waiting
from ...queries.snapshots import root_of
from ..core.history import drawn, exclusive_or_snapshot


class WaitingPage:
    """For the desk's site: the page on which editors accept what waits."""

    def get_urls(self):
        """Beside Django's pages, this one."""
        return [path("waiting/", self.admin_view(self.waiting), name="waiting"), *super().get_urls()]

    def waiting(self, request):
        """What waits, by kind, with who entered it; what is ticked is accepted."""
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        with exclusive_or_snapshot(request):
            return drawn(self._accepted(request) if request.method == "POST" else self._waiting(request))

    def _accepted(self, request):
        chosen = request.POST.getlist("row")
        rows = [row for kind in waiting() for row in kind.rows if f"{kind.kind} {row.pk}" in chosen]
        let_in(rows, by=request.user)
        words = f"{len(rows)} accepted." if rows else "Nothing that is ticked waits: tick what readers may see."
        messages.add_message(request, messages.SUCCESS if rows else messages.WARNING, words)
        return redirect("admin:waiting")

    def _waiting(self, request):
        kinds = [(kind, [(row, _address(row)) for row in kind.rows]) for kind in waiting()]
        context = {**self.each_context(request), "title": "To accept", "kinds": kinds}
        return TemplateResponse(request, "admin/waiting.html", context)


def _address(row):
    """The page of the desk that shows a row."""
    shown = row if hasattr(row, "position_id") else root_of(row)
    return reverse(f"admin:meetings_{shown._meta.model_name}_change", args=[shown.pk])
