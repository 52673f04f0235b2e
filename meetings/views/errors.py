"""The pages that say what went wrong and what to do next."""

import sys

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from .bounds import unavailable

_SENT = {
    TooManyFieldsSent: f"A page takes at most {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields: save it in parts.",
    RequestDataTooBig: f"A page takes at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20:.1f} MB of text: save it in parts.",
    TooManyFilesSent: f"A page takes at most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files.",
    MultiPartParserError: "The form came broken: send it again.",
    BadRequest: "A form is sent whole, and in UTF-8: send it again.",
}
"""What to do about a form that could not be read, by what was raised."""


def bad_request(request, exception=None):
    """400: the request could not be understood."""
    if _is_for_programs(request):
        return JsonResponse({"detail": "The request could not be understood."}, status=400)
    words = next((words for kind, words in _SENT.items() if isinstance(exception, kind)), "")
    return render(request, "400.html", {"words": words}, status=400)


def forbidden(request, exception=None, reason=""):
    """403: a page for staff, or a form sent from elsewhere (Django's check against that gives its `reason`)."""
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    """404: no such record, or none that the public may see; the two look the same."""
    return render(request, "404.html", status=404)


def gone(request, meeting):
    """410: a withdrawn meeting, with its date of withdrawal and public reason and nothing else."""
    context = {"withdrawn_on": meeting.withdrawn_on, "reason": meeting.withdrawal_reason}
    return render(request, "410.html", context, status=410)


def server_error(request):
    """500: our fault, or 503 where the database gave out before any view; the page needs neither it nor a context."""
    answer = unavailable(request, sys.exc_info()[1])
    if answer:
        return answer
    if _is_for_programs(request):
        return JsonResponse({"detail": "Something went wrong on our side; it is not your request."}, status=500)
    return render(request, "500.html", status=500)


def _is_for_programs(request):
    return request.path.startswith("/api/v")
