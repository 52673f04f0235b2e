"""Permalinks: an address whose words have changed leads on to the present ones."""

from django.http import Http404
from django.shortcuts import redirect

from ..actions.rules import shown
from ..models import Merge

LONGEST = 2000
"""Characters of an address that may be redirected to; Django refuses more than 2,048, and so do some browsers."""


def moved(request, right):
    """A permanent redirect to a record's right address, with its query string unless that is too long; None on that address."""
    if request.path == right:
        return None
    query = request.META.get("QUERY_STRING", "")
    whole = f"{right}?{query}" if query else right
    return redirect(whole if len(whole) <= LONGEST else right, permanent=True)


def led_on(request, selection):
    """A redirect to the same list by the present names of what its address asks for by former ones; None where it does not."""
    led = {name: dict(groups.led) for name, groups in selection.values.items() if groups.led}
    params = request.GET.copy()
    for name, now in led.items():
        split = ([part.strip() for part in text.split(",")] for text in params.getlist(name))
        params.setlist(name, [",".join(now.get(part, part) for part in parts) for parts in split])
    whole = f"{request.path}?{params.urlencode(safe=',:')}"
    return redirect(whole) if led and len(whole) <= LONGEST else None


def merged(model, where=None, **key):
    """A redirect to the record into which one that readers saw was merged, by its `pk` or `slug`; raises `Http404` for all else.

    `where` gives the address of the record where it is not its page.
    """
    row = Merge.objects.leads_to(model, **key)
    if row is None or not shown(row):
        raise Http404
    return redirect(where(row) if where else row.get_absolute_url(), permanent=True)
