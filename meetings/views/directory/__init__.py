"""The directory: lists and pages of countries, officials, organisations, occasions, places and topics."""

from .countries import country_detail, country_list
from .occasions import occasion_detail, occasion_list
from .officials import official_detail, official_list
from .organizations import organization_detail, organization_list
from .places import place_detail, place_list
from .topics import topic_detail, topic_list

__all__ = [
    "country_detail",
    "country_list",
    "occasion_detail",
    "occasion_list",
    "official_detail",
    "official_list",
    "organization_detail",
    "organization_list",
    "place_detail",
    "place_list",
    "topic_detail",
    "topic_list",
]
