"""The root addresses: the desk at /desk/, everything else in the house."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # Before the desk, which answers every address below its own.
    path("", include("meetings.urls")),
    path("desk/", admin.site.urls),
    # Where everyone who knows Django looks for it.
    path("admin/", RedirectView.as_view(pattern_name="admin:index")),
]

handler400 = "meetings.views.errors.bad_request"
handler403 = "meetings.views.errors.forbidden"
handler404 = "meetings.views.errors.not_found"
handler500 = "meetings.views.errors.server_error"
