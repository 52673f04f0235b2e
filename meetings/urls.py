"""The map of the public pages: the addresses that others call and cite."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from .views import directory, home, meetings, relations


class RecordId(IntConverter):
    """An id with at most 18 digits: what no database column could hold is no record, and so a 404."""

    regex = "[0-9]{1,18}"


register_converter(RecordId, "id")

urlpatterns = [
    path("", home.home, name="home"),
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/<id:pk>/", meetings.meeting_detail, name="meeting_short"),
    path("meetings/<id:pk>/<slug:slug>/", meetings.meeting_detail, name="meeting_detail"),
    path("countries/", directory.country_list, name="country_list"),
    path("countries/<str:code>/", directory.country_detail, name="country_detail"),
    path("relations/", relations.relation_list, name="relation_list"),
    path("relations/<str:pair>/", relations.relation_detail, name="relation_detail"),
    path("officials/", directory.official_list, name="official_list"),
    path("officials/<id:pk>/", directory.official_detail, name="official_short"),
    path("officials/<id:pk>/<slug:slug>/", directory.official_detail, name="official_detail"),
    path("organizations/", directory.organization_list, name="organization_list"),
    path("organizations/<slug:slug>/", directory.organization_detail, name="organization_detail"),
    path("occasions/", directory.occasion_list, name="occasion_list"),
    path("occasions/<id:pk>/", directory.occasion_detail, name="occasion_short"),
    path("occasions/<id:pk>/<slug:slug>/", directory.occasion_detail, name="occasion_detail"),
    path("places/", directory.place_list, name="place_list"),
    path("places/<slug:slug>/", directory.place_detail, name="place_detail"),
    path("topics/", directory.topic_list, name="topic_list"),
    path("topics/<slug:slug>/", directory.topic_detail, name="topic_detail"),
]
