"""The entry point for a WSGI server: `gunicorn diplotrack.wsgi`."""

import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from .posted import Lenient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diplotrack.settings")


class Request(Lenient, WSGIRequest):
    """One whose Content-Type may be anything."""


application = get_wsgi_application()
application.request_class = Request
