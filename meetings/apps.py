"""Tells Django of the house and of the desk that stands in for its admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class MeetingsConfig(AppConfig):
    """The one app of this project."""

    name = "meetings"
    verbose_name = "The register"


class DeskConfig(SimpleAdminConfig):
    """Django's admin with the desk's own site as the default one."""

    default_site = "meetings.admin.site.DeskSite"

    def ready(self):
        """Give the site its accounts: Django's page of these, which ours goes on from, asks for a site that is there."""
        super().ready()
        from django.contrib.admin import site

        from .admin.accounts.users import serve

        serve(site)
