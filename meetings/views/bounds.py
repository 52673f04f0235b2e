"""The bounds of every request: its budget of work, and words where it, a lock or the database itself gave out."""

import logging

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from ..database.budget import WORDS, begin, current, trouble

_RETRY_SECONDS = {"costly": 3600, "busy": 5, "down": 60}

_log = logging.getLogger(__name__)


class Bounds:
    """Middleware: gives each request its budget, and answers 503 in words where it cannot be answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        begin(request.path)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """From here on the log knows the page by its name."""
        current().what = request.resolver_match.view_name

    def process_exception(self, request, exception):
        """The answer to what went wrong in a view."""
        return unavailable(request, exception)


def unavailable(request, error):
    """503 where a request ran out of its budget, waited too long for others, or found no database; None for other errors.

    At the desk the page holds everything that was typed, to be sent again.
    """
    kind = trouble(error)
    if kind is None:
        return None
    if kind != "costly":
        # The budget has its own line.
        view = request.resolver_match.view_name if request.resolver_match else request.path
        _log.warning("%s was not answered: %s", view, error)
    if request.path.startswith("/api/v"):
        response = JsonResponse({"detail": WORDS[kind]}, status=503)
    else:
        # Nothing is asked of the session, which may lie where nothing answers.
        context = {
            "words": WORDS[kind],
            "kind": kind,
            "path": request.get_full_path(),
            "typed": _typed(request),
            "keeps_typing": _keeps_typing(request),
            "moment": request.POST.get("_typed"),
        }
        response = render(None, "503.html", context, status=503)
    response["Retry-After"] = str(_RETRY_SECONDS[kind])
    response["Cache-Control"] = "no-store"
    return response


def _typed(request):
    """What was typed, as (name, value) pairs; passwords are asked for again, and files cannot be sent again."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if "password" not in name and name != "_typed" and value != ""
    ]


def _keeps_typing(request):
    """Whether the address is a form of the desk that can be drawn with what was typed, and nothing be saved.

    Only where that is known: everywhere else what is sent there is done.
    """
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return False
    admin = getattr(match.func, "model_admin", None)
    return getattr(admin, "keeps_typing", False) and (match.url_name or "").endswith(("_add", "_change"))
