"""The map of the API."""

from django.urls import path, re_path

from . import views

app_name = "api"


def _pages(kind, many, one):
    key = "<id:pk>" if kind.key_name == "pk" else f"<slug:{kind.key_name}>"
    return [
        path(f"v1/{kind.plural}/", many, name=kind.plural),
        path(f"v1/{kind.plural}/{key}/", one, name=f"{kind.plural}-one"),
    ]


urlpatterns = [
    path("v1/meetings/", views.Meetings.as_view(), name="meetings"),
    path("v1/meetings/<id:pk>/", views.Meeting.as_view(), name="meeting"),
    path("v1/facets/", views.Facets.as_view(), name="facets"),
    *(address for kind, pages in views.PAGES.items() for address in _pages(kind, *pages)),
    path("v1/schema/", views.Schema.as_view(), name="schema"),
    # Not `<path:rest>`, which an address with a line break in it does not match.
    re_path(r"^(?P<rest>[\s\S]+)$", views.Nothing.as_view(), name="nothing"),
]
