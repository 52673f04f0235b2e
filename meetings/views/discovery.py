"""What search engines and browsers ask of a site: its map, what they may open, and how to search it."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from ..database.migrated import unmigrated
from ..models import DIRECTORY, Meeting, MeetingIndex
from ..queries.relations import pairs
from ..queries.statistics import on_file
from .export_formats import base_of


class _Records(Sitemap):
    """The pages of one kind of record."""

    limit = 10_000

    def __init__(self, kind):
        self.kind = kind

    def items(self):
        return self.kind.objects.public().order_by("pk")


class _Meetings(_Records):
    """The pages of meetings."""

    def items(self):
        return super().items().only("title", "changed_at")

    def lastmod(self, meeting):
        return meeting.changed_at


class _Lists(Sitemap):
    """The first page and the lists."""

    def items(self):
        return ["home", *(f"{name}_list" for name in _KINDS), "relation_list", "correction_list", "api_about"]

    def location(self, name):
        return reverse(name)


class _Relations(Sitemap):
    """The relations of countries that have met."""

    limit = 10_000

    def items(self):
        return pairs(on_file())[0]

    def location(self, pair):
        return reverse("relation_detail", args=[f"{pair.first.code}-{pair.second.code}"])


_KINDS = {"meeting": _Meetings(Meeting), **{kind._meta.model_name: _Records(kind) for kind in DIRECTORY}}
_SECTIONS = {"lists": _Lists(), **_KINDS, "relation": _Relations()}


def sitemap_index(request):
    """`/sitemap.xml`: the parts of the map."""
    return index(request, _SECTIONS, sitemap_url_name="sitemap_section")


def sitemap_section(request, section):
    """`/sitemap-<section>.xml`: the pages of one kind, `?p=` for the second ten thousand and further on."""
    return sitemap(request, _SECTIONS, section)


def robots(request):
    """`/robots.txt`: everything may be opened but the desk and the lists that multiply without end."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('meeting_list')}by/",
        f"Disallow: {reverse('search')}?",
        "",
        f"Sitemap: {base_of(request)}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def healthz(request):
    """`/healthz`: the process answers; asks nothing of the database."""
    return _health(request, {"process": ""})


def readyz(request):
    """`/readyz`: whether requests can be answered; 503 with what stands in the way where not.

    The checks are the database, the migrations that were run, and the index, which a rebuild that was cut off leaves behind.
    """
    try:
        lacking = unmigrated()
        migrations = f"{lacking}: run `manage.py migrate`." if lacking else ""
        published, filed = Meeting.objects.published().count(), MeetingIndex.objects.count()
        index = (
            ""
            if published == filed
            else f"{published} meetings are published and {filed} filed: run `manage.py rebuild_register`."
        )
        return _health(request, {"database": "", "migrations": migrations, "index": index})
    except DatabaseError:
        return _health(request, {"database": "The database does not answer, or has no tables."})


def _health(request, checks):
    status = 503 if any(checks.values()) else 200
    if request.get_preferred_type(["text/plain", "application/json"]) == "application/json":
        response = JsonResponse({name: words or "ok" for name, words in checks.items()}, status=status)
    else:
        lines = (f"{name}: {words or 'ok'}\n" for name, words in checks.items())
        response = HttpResponse("".join(lines), status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def opensearch(request):
    """`/opensearch.xml`: how a browser searches the register from its own search box."""
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", {"base": base_of(request)}, content_type=kind)
