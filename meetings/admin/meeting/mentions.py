"""The picker of what a claim talks about: one field over countries, organisations and places."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse

from ...models import Country, Mention, Organization, Place
from ...models.fields import fold
from ..core.fields import DeskSelectMultiple

KINDS = {"country": Country, "organization": Organization, "place": Place}
_PREFIXES = {"org": "organization", "place": "place"}
_SHOWN = 12


def read_keys(keys):
    """The rows that keys such as "IN", "org:oic" and "place:karabakh" stand for, as {key: row}; unknown keys are left out."""
    wanted = {kind: {} for kind in KINDS}
    for key in keys:
        prefix, colon, slug = key.partition(":")
        kind = _PREFIXES.get(prefix) if colon else "country"
        if kind and "\x00" not in key:
            wanted[kind][slug if colon else prefix] = key
    found = {}
    for kind, names in wanted.items():
        column = "code" if kind == "country" else "slug"
        if names:
            rows = KINDS[kind].objects.filter(**{f"{column}__in": names})
            rows = rows.select_related("country") if kind == "place" else rows
            found |= {names[getattr(row, column)]: row for row in rows}
    return found


def key_of(row):
    """The key under which `read_keys` finds a row."""
    kind = next(kind for kind, model in KINDS.items() if isinstance(row, model))
    return Mention(**{kind: row}).key


def kind_of(row):
    """The column of a mention that points at a row of this kind."""
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


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
    searches = [
        ("Countries", Country, Q(name_key__contains=term) | Q(names__name_key__contains=term) | Q(code=term.upper())),
        ("Organisations", Organization, Q(name_key__contains=term) | Q(acronym_key__contains=term)),
        ("Places", Place.objects.select_related("country"), Q(name_key__contains=term)),
    ]
    results = []
    for title, rows, condition in searches:
        rows = getattr(rows, "objects", rows)
        # Names that begin with the term first: “India” before the British Indian Ocean Territory.
        found = sorted(rows.filter(condition).distinct()[:200], key=lambda row: not row.name_key.startswith(term))[
            :_SHOWN
        ]
        if found:
            results.append({"text": title, "children": [{"id": key_of(row), "text": str(row)} for row in found]})
    return JsonResponse({"results": results, "pagination": {"more": False}})
