"""The picker of what a claim talks about: one field over countries, organisations and places."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse
from django.utils.text import capfirst

from ...models import Country, Mention
from ...models.fields import fold
from ..core.fields import DeskSelectMultiple

_SHOWN = 12


def read_keys(keys):
    """The rows that keys such as "IN", "org:oic" and "place:karabakh" stand for, as {key: row}; unknown keys are left out."""
    wanted = {}
    for key in keys:
        kind, own = Mention.read(key)
        if kind and "\x00" not in key:
            wanted.setdefault(kind, []).append(own)
    rows = (kind.objects.named().filter(**{f"{kind.key_name}__in": some}) for kind, some in wanted.items())
    return {row.key: row for some in rows for row in some}


class MentionsSelect(DeskSelectMultiple):
    """Django's autocomplete, asking the view of mentions."""

    def __init__(self, attrs=None):
        super().__init__(Mention._meta.get_field("country"), admin.site, attrs)

    def get_url(self):
        return reverse("admin:meetings_meeting_mentions")

    def find(self, values):
        """The labels of these keys."""
        return {key: str(row) for key, row in read_keys(values).items()}


class MentionsField(forms.Field):
    """Countries, organisations and places by their keys; its value is the list of the rows."""

    widget = MentionsSelect

    def to_python(self, value):
        keys = list(dict.fromkeys(value or []))
        found = read_keys(keys)
        unknown = [key for key in keys if key not in found]
        if unknown:
            raise ValidationError(f"“{unknown[0][:60]}” is no country, organisation or place on file.")
        return [found[key] for key in keys]

    def has_changed(self, initial, data):
        return set(initial or []) != set(data or [])


def mentions_view(request):
    """What may be mentioned, for select2: countries, organisations and places whose names hold the term."""
    if not request.user.has_perm("meetings.view_meeting") and not request.user.has_perm("meetings.change_meeting"):
        raise PermissionDenied
    term = fold(request.GET.get("term", "")[:200])
    results = []
    for kind in Mention.bodies:
        condition = Q.create([Q(**{f"{column}__contains": term}) for column in kind.searched], connector=Q.OR)
        if kind is Country:
            condition |= Q(names__name_key__contains=term) | Q(code=term.upper())
        rows = kind.objects.named().filter(condition).distinct()[:200]
        # Names that begin with the term first: “India” before the British Indian Ocean Territory.
        found = sorted(rows, key=lambda row: not row.name_key.startswith(term))[:_SHOWN]
        if found:
            title = capfirst(kind._meta.verbose_name_plural)
            results.append({"text": title, "children": [{"id": row.key, "text": str(row)} for row in found]})
    return JsonResponse({"results": results, "pagination": {"more": False}})
