"""ETag and 304: a public page is a function of the release, the register's version, the day, the language and its address."""

import hashlib
from datetime import UTC, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.http import HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import http_date, parse_etags
from django.utils.translation import get_language

from ..models import Register

_SOURCES = ("*.py", "*.html", "*.css", "*.js", "*.webp")
_FOLDERS = ("diplotrack", "meetings", "templates")


@cache
def release():
    """What runs, as a short word: a hash of the code, the templates and the pins, so that nobody has to remember a number."""
    paths = [path for folder in _FOLDERS for kind in _SOURCES for path in (settings.BASE_DIR / folder).rglob(kind)]
    paths += [path for path in [settings.BASE_DIR / "requirements.txt"] if path.exists()]
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(paths):
        found.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode() + path.read_bytes())
    return found.hexdigest()


@cache
def _started():
    # A release has no hour of its own: for a reader who asks by date it is as old as the process.
    return timezone.now()


class ConditionalGet:
    """Middleware: gives public pages of readers who are not signed in an ETag, and answers 304 where nothing changed.

    `request.register` is the register as it stood before the page was made. Whoever brings a session gets pages that no
    shared cache keeps. With DEBUG templates change under a running process, and so nothing is kept at all.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        # What is of one person alone, and what is asked while the database may be down.
        self.elsewhere = (reverse("admin:index"), reverse("healthz"), reverse("readyz"))
        _started()

    def __call__(self, request):
        if request.path.startswith(self.elsewhere):
            return self.get_response(request)
        request.register = Register.objects.current()
        private = settings.SESSION_COOKIE_NAME in request.COOKIES
        if private or settings.DEBUG or request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            response.setdefault("Cache-Control", "private, no-cache")
            return response
        tag, modified = _tag(request), _modified(request.register)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            # Nobody can have this tag but from an answer of ours to this very address.
            return _public(HttpResponseNotModified(), tag, modified)
        response = self.get_response(request)
        if response.status_code != 200:
            # A redirect too: a title may change back, and two redirects that a browser keeps would lead in a circle.
            response.setdefault("Cache-Control", "no-cache")
            return response
        answer = get_conditional_response(request, tag, modified and int(modified.timestamp()), response)
        if answer is not response:
            # Not `response.close()`, which tells Django that the request is over.
            for close in response._resource_closers:
                close()
        return _public(answer, tag, modified)


def _public(response, tag, modified):
    response["ETag"] = tag
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Cookie"])
    return response


def _tag(request):
    # An edit that commits while the page is made is shown under the tag before it: asked again, the page has another tag.
    register = request.register
    parts = (
        release(),
        register.version,
        register.synthetic,
        timezone.now().date(),
        get_language(),
        request.build_absolute_uri(),
    )
    return f'"{salted_hmac("freshness", repr(parts)).hexdigest()[:32]}"'


def _modified(register):
    """When the page last changed, or None where a date in seconds could not tell two states apart."""
    now = timezone.now()
    midnight = datetime.combine(now.date(), time(), UTC)
    modified = max(register.moved_at if register.version else _started(), midnight, _started())
    return modified if now - modified > timedelta(seconds=1) else None
