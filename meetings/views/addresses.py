"""Permalinks: an address whose words have changed leads on to the present ones."""

from django.shortcuts import redirect


def moved(request, right):
    """A permanent redirect to a record's right address, its query string kept; None when the request is there already."""
    if request.path == right:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{right}?{query}" if query else right, permanent=True)
