"""The entry point for an ASGI server."""

import os

from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIRequest

from .posted import Lenient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diplotrack.settings")


class Request(Lenient, ASGIRequest):
    """One whose Content-Type may be anything."""


application = get_asgi_application()
application.request_class = Request
