"""Steps that many meetings take at once: those chosen, or all that the list's filter holds, counted and asked about first."""

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import PermissionDenied
from django.db.models import Count

from ...actions.edit import EditRefused
from ...actions.steps import take_step
from ...actions.workflow import PUBLISH
from ...choices import Publication

MOST = 100
"""How many rows one answer may take along: more would keep the editor, and everybody who saves, waiting."""

_SHOWN = 20


def _too_many(count):
    return f"At most {MOST} at once: filter the list further." if count > MOST else ""


@admin.action(description=delete_selected.short_description, permissions=["delete"])
def delete_few(modeladmin, request, queryset):
    """Django's deletion of the chosen rows, of no more than anybody waits for."""
    if error := _too_many(queryset.count()):
        return modeladmin.message_user(request, error, messages.ERROR)
    return delete_selected(modeladmin, request, queryset)


def _ask(name, words, state, *, note=""):
    """An action that asks, and then takes the step; `note` labels the reason that must be given."""

    def action(self, request, queryset):
        return self.step(request, queryset, name, words, state, note)

    action.__name__ = name
    return admin.action(description=words, permissions=["change"])(action)


class Bulk:
    """For the admin of meetings."""

    actions = [
        _ask("review", "Send to review", Publication.IN_REVIEW),
        _ask("publish", "Publish", Publication.PUBLISHED),
        _ask("send_back", "Send back to draft", Publication.DRAFT, note="What is missing"),
        _ask("withdraw", "Withdraw", Publication.WITHDRAWN, note="Why, in public words"),
    ]

    def get_actions(self, request):
        """Contributors may only send to review."""
        found = super().get_actions(request)
        if not request.user.has_perm(PUBLISH):
            found = {name: action for name, action in found.items() if name in ("review", "delete_selected")}
        return found

    def step(self, request, queryset, name, words, state, note):
        """The page that asks, with the count; then the steps, each for itself, and what stood in the way of which."""
        if name not in self.get_actions(request):
            raise PermissionDenied
        chosen = queryset.order_by("pk")
        count, reason = chosen.count(), request.POST.get("reason", "").strip()[:2_000]
        error = _too_many(count)
        if "confirm" in request.POST and not error:
            error = "Say it: it goes into the history." if note and not reason else ""
            if not error and request.POST["confirm"] != str(count):
                error = f"The list has changed meanwhile: it is about {count} now. Look again."
            if not error:
                return self._take(request, list(chosen), state, reason)
        return self._page(
            request,
            "step",
            words,
            action=name,
            words=words,
            count=count,
            rows=chosen[:_SHOWN],
            more=max(count - _SHOWN, 0),
            states=[
                (Publication(found).label, number)
                for found, number in chosen.order_by("publication").values_list("publication").annotate(Count("pk"))
            ],
            chosen=request.POST.getlist("_selected_action"),
            across=request.POST.get("select_across", "0"),
            note=note,
            reason=reason,
            error=error,
            may=count <= MOST,
        )

    def _take(self, request, meetings, state, reason):
        done, refused = 0, []
        for meeting in meetings:
            try:
                take_step(meeting, state, by=request.user, reason=reason)
                done += 1
            except EditRefused as error:
                refused.append(f"“{meeting}” (record {meeting.pk}): {error}")
        self.message_user(request, f"{done} of {len(meetings)} done.", messages.SUCCESS if done else messages.WARNING)
        for words in refused[:_SHOWN]:
            self.message_user(request, words, messages.WARNING)
        if len(refused) > _SHOWN:
            self.message_user(request, f"And {len(refused) - _SHOWN} more stayed as they were.", messages.WARNING)
