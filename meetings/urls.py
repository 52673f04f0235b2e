"""The map of the public pages: the addresses that others call and cite."""

from django.contrib.admin import site
from django.urls import include, path, register_converter
from django.urls.converters import IntConverter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .api import views as api
from .views import corrections, directory, discovery, exports, home, meeting_list, meetings, relations, search


class RecordId(IntConverter):
    """An id with at most 18 digits: what no database column could hold is no record, and so a 404."""

    regex = "[0-9]{1,18}"


register_converter(RecordId, "id")


def page(route, view, name):
    """The address of a page that is only read: 405 for any other method."""
    # Nothing is written here, so there is nothing to protect from a form sent from elsewhere.
    return path(route, csrf_exempt(require_safe(view)), name=name)


urlpatterns = [
    page("", home.home, name="home"),
    page("meetings/", meeting_list.meeting_list, name="meeting_list"),
    page("meetings.<slug:suffix>", exports.list_face, name="meeting_files"),
    page("meetings/by/<slug:name>/", meeting_list.facet_page, name="meeting_facet"),
    page("meetings/<id:pk>.<slug:suffix>", exports.meeting_face, name="meeting_file"),
    page("meetings/<id:pk>/", meetings.meeting_detail, name="meeting_short"),
    page("meetings/<id:pk>/<slug:slug>/", meetings.meeting_detail, name="meeting_detail"),
    page("desk/meetings/meeting/<id:pk>/preview/", site.admin_view(meetings.meeting_preview), name="meeting_preview"),
    page("countries/", directory.country_list, name="country_list"),
    page("countries/<str:code>/", directory.country_detail, name="country_detail"),
    page("relations/", relations.relation_list, name="relation_list"),
    page("relations/<str:pair>/", relations.relation_detail, name="relation_detail"),
    page("officials/", directory.official_list, name="official_list"),
    page("officials/<id:pk>/", directory.official_detail, name="official_short"),
    page("officials/<id:pk>/<slug:slug>/", directory.official_detail, name="official_detail"),
    page("organizations/", directory.organization_list, name="organization_list"),
    page("organizations/<slug:slug>/", directory.organization_detail, name="organization_detail"),
    page("occasions/", directory.occasion_list, name="occasion_list"),
    page("occasions/<id:pk>/", directory.occasion_detail, name="occasion_short"),
    page("occasions/<id:pk>/<slug:slug>/", directory.occasion_detail, name="occasion_detail"),
    page("places/", directory.place_list, name="place_list"),
    page("places/<slug:slug>/", directory.place_detail, name="place_detail"),
    page("search/", search.search_page, name="search"),
    page("topics/", directory.topic_list, name="topic_list"),
    page("topics/<slug:slug>/", directory.topic_detail, name="topic_detail"),
    page("corrections/", corrections.correction_list, name="correction_list"),
    page("api/", api.about, name="api_about"),
    path("api/", include("meetings.api.urls")),
    page("sitemap.xml", discovery.sitemap_index, name="sitemap"),
    page("sitemap-<slug:section>.xml", discovery.sitemap_section, name="sitemap_section"),
    page("robots.txt", discovery.robots, name="robots"),
    page("healthz", discovery.healthz, name="healthz"),
    page("readyz", discovery.readyz, name="readyz"),
    page("opensearch.xml", discovery.opensearch, name="opensearch"),
]
