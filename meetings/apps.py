"""Tells Django of the house and of the desk that stands in for its admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MeetingsConfig(AppConfig):
    """The one app of this project."""

    name = "meetings"
    verbose_name = "The register"


class DeskConfig(AdminConfig):
    """Django's admin with the desk's own site as the default one."""

    default_site = "meetings.admin.site.DeskSite"
