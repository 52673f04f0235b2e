"""The root addresses: the desk at /desk/, everything else in the house."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    # Before the desk, which answers every address below its own.
    path("", include("meetings.urls")),
    path("desk/", admin.site.urls),
]

handler400 = "meetings.views.errors.bad_request"
handler403 = "meetings.views.errors.forbidden"
handler404 = "meetings.views.errors.not_found"
handler500 = "meetings.views.errors.server_error"
