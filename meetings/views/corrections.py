"""What changed in published meetings after readers had seen them."""

from itertools import groupby

from django.shortcuts import render

from ..models import Correction
from .lists import page_of


def correction_list(request):
    """`/corrections/`: every correction of a published meeting, newest first, 100 a page."""
    page = page_of(request, Correction.objects.public().select_related("meeting"))
    by_day = groupby(page.items, lambda one: one.date)
    return render(
        request, "correction_list.html", {"page": page, "groups": [(day, list(found)) for day, found in by_day]}
    )
