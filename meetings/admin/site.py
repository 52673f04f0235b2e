"""The desk's site: Django's admin under the register's name."""

from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    """The staff desk."""

    site_header = "diplotrack desk"
    site_title = "diplotrack desk"
    index_title = "Desk"
