"""The addresses of the site, and one more: the list built the usual way."""

from django.urls import path

from diplotrack import urls

from .usual import UsualList

urlpatterns = [path("usual/", UsualList.as_view()), *urls.urlpatterns]
