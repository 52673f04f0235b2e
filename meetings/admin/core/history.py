"""The history of the desk: what a page was when it was opened, each save of it, and the way back."""

from contextlib import contextmanager

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ...actions.edit import EditConflict, EditRefused
from ...actions.history import deleted
from ...actions.restore import restore, to_restore
from ...actions.workflow import meeting_of
from ...choices import Publication
from ...database.snapshot import read_snapshot
from ...index import exclusive
from ...models import RECORDS, Meeting, Merge, Provenance, Revision
from ...queries.snapshots import differences, digest, document, root_of

_SHOWN = 100

NO_REASON = "Say why: it goes into the history."


@contextmanager
def exclusive_or_snapshot(request):
    """Inside, what a page says is of one state of the register, and a request that writes has the register to itself.

    What an editor was shown is compared with what is changed, and who may do it is asked, before anybody else comes in.
    """
    if request.method == "POST":
        with exclusive():
            yield
    else:
        with read_snapshot():
            yield


class Recorded:
    """For an admin of the desk: shows the history of its records, and what somebody else saved since the page was opened."""

    change_form_template = "admin/meetings/change_form.html"

    def delete_view(self, request, object_id, extra_context=None):
        """The page that asks before a row is deleted; whether it may be is asked while nobody changes it."""
        with exclusive_or_snapshot(request):
            return drawn(super().delete_view(request, object_id, extra_context))

    def response_action(self, request, queryset):
        """The answer of an action with many rows; steps each stand for themselves, a deletion is of all or none."""
        if request.POST.get("action") != "delete_selected":
            return super().response_action(request, queryset)
        with exclusive_or_snapshot(request):
            return super().response_action(request, queryset)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The page, with what the row was when it was opened, and what somebody else changed since."""
        if change and obj is not None:
            # What was sent says what its sender had seen: to say it again from what is on file would let them save over that.
            is_sent = request.method == "POST"
            # Of what was sent the form has made another row by now.
            root = root_of(type(obj).objects.get(pk=obj.pk) if is_sent else obj)
            now = document(root)
            opened = request.POST.getlist("opened") if is_sent else [digest(now)]
            if digest(now) not in opened:
                context["conflict"] = {"differences": self._since(root, opened, now), "now": digest(now)}
            context["last"] = Revision.objects.of(root).first()
            # What was chosen over stays chosen, where only a rule stands in the way.
            context["opened"] = opened[:1] if "conflict" in context else opened
        context["reason"] = request.POST.get("reason", "")
        # What readers see, whatever was typed.
        meeting = meeting_of(obj)
        state = meeting and meeting.pk and Meeting.objects.values_list("publication", flat=True).get(pk=meeting.pk)
        context |= said(request) | {"readers": state == Publication.PUBLISHED}
        if state and meeting is obj:
            context["state"] = Publication(state).label
        return super().render_change_form(request, context, add, change, form_url, obj)

    @staticmethod
    def _since(root, opened, now):
        """The differences between a record as it was opened and now; None where nothing says how it was."""
        for revision in Revision.objects.of(root)[:50]:
            if digest(revision.document) in opened:
                return differences(type(root), revision.document, now)
        return None

    def get_urls(self):
        """Beside Django's pages: those that went, and the way back."""
        name = self.opts.model_name
        view = self.admin_site.admin_view
        return [
            path("deleted/", view(self.deleted_view), name=f"meetings_{name}_deleted"),
            path("restore/<int:revision>/", view(self.restore_view), name=f"meetings_{name}_restore"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Every save of the record, newest first: who, when, why, and what differed."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        root = root_of(obj)
        revisions = list(Revision.objects.of(root)[: _SHOWN + 1])
        rows = [
            (one, differences(type(root), before.document, one.document) if before else [])
            for one, before in zip(revisions, [*revisions[1:], None], strict=False)
        ][:_SHOWN]
        return self._page(
            request,
            "history",
            f"History of {root}",
            rows=rows,
            obj=obj,
            newest=revisions[:1],
            merges=Merge.objects.into(root).select_related("revision"),
            provenance=Provenance.objects.filter(entity=root._meta.model_name, row_id=root.pk).select_related("batch"),
            may_part=request.user.has_perm("meetings.undo_merge"),
        )

    def deleted_view(self, request):
        """The records of this kind that were deleted."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return self._page(
            request,
            "deleted",
            f"Deleted {self.opts.verbose_name_plural}",
            rows=deleted(self.opts.model_name)[:_SHOWN],
        )

    def restore_view(self, request, revision):
        """Ask, and then put a record back as a revision has it."""
        with exclusive_or_snapshot(request):
            return drawn(self._restore(request, revision))

    def _restore(self, request, revision):
        found = Revision.objects.filter(pk=min(revision, 2**62), entity=self.opts.model_name).first()
        if found is None:
            raise Http404
        model, error, reason = RECORDS[found.entity], "", reason_of(request)
        row = model._default_manager.filter(pk=found.row_id).first()
        if (
            row is None
            and Merge.objects.standing().filter(revision__entity=found.entity, revision__row_id=found.row_id).exists()
        ):
            error = "It was merged into another record: part the two on that record’s history page instead."
        # To bring back what is gone is for those who might have deleted it.
        if not (self.has_change_permission(request, row) if row else self.has_delete_permission(request)):
            raise PermissionDenied
        now = document(row) if row else None
        changes = differences(model, now, to_restore(found, now))
        if request.method == "POST" and not error:
            opened = request.POST.getlist("opened") if changes else None
            try:
                if not reason:
                    raise EditRefused(NO_REASON)
                row = restore(found, opened=opened, by=request.user, reason=reason, **said(request))
            except EditConflict:
                error = "Somebody saved it meanwhile: look at the differences again."
            except EditRefused as refusal:
                error = str(refusal)
            else:
                self.message_user(request, f"“{row}” is back as it was.", messages.SUCCESS)
                return redirect(reverse(f"admin:meetings_{found.entity}_change", args=[row.pk]))
        return self._page(
            request,
            "restore",
            f"Restore {found.label}",
            revision=found,
            changes=changes,
            opened=digest(now),
            error=error,
            reason=reason,
            **(said(request) | {"readers": getattr(row, "is_published", False)}),
        )

    def _page(self, request, name, title, **context):
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "media": self.media}
        return TemplateResponse(request, f"admin/meetings/{name}.html", context)


def drawn(response):
    """An answer drawn at once, lest its rows change before it is."""
    return response.render() if response is not None and hasattr(response, "render") else response


def reason_of(request):
    """Why an edit is made, as it came along."""
    return request.POST.get("reason", "").strip()[:2_000]


def said(request):
    """What an edit tells readers of a published meeting, as the arguments of `restore`."""
    return {
        "correction": request.POST.get("correction", "").strip()[:2_000],
        "unchanged": "unchanged" in request.POST,
    }
