"""Permalinks: an address whose words have changed leads on to the present ones."""

from django.shortcuts import redirect


def moved(request, record):
    """A permanent redirect to the record's present address, its query string kept; None when it is there already."""
    right = record.get_absolute_url()
    if request.path == right:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{right}?{query}" if query else right, permanent=True)
