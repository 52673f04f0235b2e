"""The map of the API."""

from django.urls import path, re_path

from . import views

app_name = "api"


def _pages(plural, key, pages):
    many, one = pages
    return [path(f"v1/{plural}/", many, name=plural), path(f"v1/{plural}/<{key}>/", one, name=f"{plural}-one")]


urlpatterns = [
    path("v1/meetings/", views.Meetings.as_view(), name="meetings"),
    path("v1/meetings/<id:pk>/", views.Meeting.as_view(), name="meeting"),
    path("v1/facets/", views.Facets.as_view(), name="facets"),
    *_pages("countries", "slug:code", views.country_pages),
    *_pages("organizations", "slug:slug", views.organization_pages),
    *_pages("officials", "id:pk", views.official_pages),
    *_pages("places", "slug:slug", views.place_pages),
    *_pages("occasions", "id:pk", views.occasion_pages),
    *_pages("topics", "slug:slug", views.topic_pages),
    *_pages("sources", "id:pk", views.source_pages),
    path("v1/schema/", views.Schema.as_view(), name="schema"),
    # Not `<path:rest>`, which an address with a line break in it does not match.
    re_path(r"^(?P<rest>[\s\S]+)$", views.Nothing.as_view(), name="nothing"),
]
