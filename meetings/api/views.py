"""The addresses of the API: meetings and their facets by the list's own parameters, and what meetings name."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import generics
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from ..actions.rules import shown
from ..choices import Publication
from ..database.budget import QueryTimeout
from ..database.snapshot import read_snapshot
from ..filters import SORTS, Selection
from ..filters.facets import facet
from ..filters.meetings import FACETS, MeetingFilter
from ..filters.selection import Ignored
from ..formats.meeting_json import whole
from ..models import Meeting as MeetingRecord
from ..models import Merge
from ..queries.accounts import accounts
from ..queries.export import records_of
from . import shapes

SIZE = 50
"""Meetings on a page."""


class Read(APIView):
    """What all of the API has in common: read-only, the same for everybody, and open to pages of other sites."""

    http_method_names = ["get", "head", "options"]

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        return open_to_all(response)

    def options(self, request, *args, **kwargs):
        return Response(status=204)


def open_to_all(response):
    """Let pages of other sites read the answer: it holds nothing private, whoever asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
    if settings.DATA_LICENCE_URL:
        response["Link"] = f'<{settings.DATA_LICENCE_URL}>; rel="license"'
    return response


class Refused(Exception):
    """The address asks for something that is not there: a list of `Ignored`."""

    def __init__(self, ignored):
        self.ignored = ignored


def errors(exception, context):
    """Every error as JSON: `detail` in words, and `errors` where parameters are at fault."""
    if isinstance(exception, Refused):
        found = [{"parameter": one.name, "value": one.value, "reason": one.reason} for one in exception.ignored]
        return Response({"detail": "Some parameters were not understood.", "errors": found}, status=400)
    if isinstance(exception, QueryTimeout):
        words = "This question costs more than one answer may: narrow it by a date or a country."
        return Response({"detail": words}, status=400)
    response = exception_handler(exception, context)
    if response is not None and response.status_code == 404:
        response.data = {"detail": "There is no such record: it never was, or it is not public."}
    return response


# -- meetings


def _parameters(*, paged):
    """The list's parameters as the schema has them, from the one place where they are declared."""
    found = []
    for name, one in MeetingFilter.base_filters.items():
        many = " Repeated: all of them." if one.narrows else ""
        comma = " Several parted by commas: any of them." if one.comma else ""
        found.append(OpenApiParameter(name, str, description=f"{one.chip}.{comma}{many}"))
    if paged:
        found += [
            OpenApiParameter("sort", str, enum=list(SORTS), description="The order; relevance only with q."),
            OpenApiParameter("after", str, description="Where to go on; take it from `next`."),
            OpenApiParameter("before", str, description="Where to go back; take it from `previous`."),
            OpenApiParameter("page", int, description="Only with sort=relevance: 1 to 20."),
        ]
    return found


_ERRORS = {400: shapes.Error, 404: shapes.Error, 429: shapes.Error}


def _selection(request, *, paged=True):
    """What the address selects; raises `Refused` for whatever is not understood, as a program should not guess."""
    selection = Selection(request.GET)
    refused = list(selection.ignored)
    own = {"view"} | (set() if paged else {"sort", "page", "after", "before"})
    if selection.sort != "relevance":
        own.add("page")
    refused += [Ignored(name, request.GET[name][:60], "is no parameter here") for name in request.GET if name in own]
    if refused:
        raise Refused(refused)
    return selection


class Meetings(Read):
    """Meetings by the same parameters as the list, 50 a page."""

    @extend_schema(
        operation_id="meetings",
        parameters=_parameters(paged=True),
        responses={200: shapes.MeetingPage, **_ERRORS},
    )
    def get(self, request):
        with read_snapshot():
            selection = _selection(request)
            page = selection.page if selection.sort == "relevance" else 1
            start = (page - 1) * SIZE
            ids = selection.ids(start, start + SIZE + 1)
            back = selection.cursor is not None and selection.cursor.name == "before"
            # One more than a page holds says whether there is a further one; going back it is the first.
            more = len(ids) > SIZE
            ids = (ids[1:] if back else ids[:SIZE]) if more else ids
            found = records_of(ids, request.build_absolute_uri("/").rstrip("/"))
            following, previous = self._beside(selection, ids, page, more, back)
            body = {
                "count": selection.count,
                "sentence": selection.text,
                "version": request.register.version,
                "date": timezone.now().date().isoformat(),
                "licence": settings.DATA_LICENCE,
                "next": following and request.build_absolute_uri(request.path + following),
                "previous": previous and request.build_absolute_uri(request.path + previous),
                "results": found,
            }
        return Response(body)

    def _beside(self, selection, ids, page, more, back):
        """The query strings of the next and of the previous page, None where there is none."""
        if selection.sort == "relevance":
            return (
                selection.address(page=page + 1) if more else None,
                selection.address(page=page - 1) if page > 1 else None,
            )
        if not ids:
            return None, None
        after = selection.address(cursor=selection.cursor_at("after", ids[-1]))
        before = selection.address(cursor=selection.cursor_at("before", ids[0]))
        if back:
            return after, before if more else None
        return after if more else None, before if selection.cursor else None


class Facets(Read):
    """What the meetings that the same parameters select have: every value of every facet, with exact numbers."""

    @extend_schema(
        operation_id="facets",
        parameters=[
            OpenApiParameter("facet", str, enum=list(FACETS), description="Only this one; all of them without."),
            *_parameters(paged=False),
        ],
        responses={200: shapes.Facets, **_ERRORS},
    )
    def get(self, request):
        params = request.GET.copy()
        names = params.pop("facet", list(FACETS))
        if unknown := [name for name in names if name not in FACETS]:
            words = f"is none of {', '.join(FACETS)}"
            raise Refused([Ignored("facet", name[:60], words) for name in unknown])
        with read_snapshot():
            selection = _selection(_Given(params), paged=False)
            body = {
                "count": selection.count,
                "sentence": selection.text,
                "version": request.register.version,
                "facets": [self._facet(facet(selection, name)) for name in names],
            }
        return Response(body)

    def _facet(self, found):
        return {
            "name": found.name,
            "title": found.title,
            "repeatable": found.narrows,
            "options": list(self._options(found.options)),
        }

    def _options(self, options, parent=None):
        for one in options:
            yield {
                "value": one.text,
                "label": one.label,
                "count": one.number,
                "chosen": one.chosen,
                "parent": parent,
            }
            yield from self._options(one.children, one.text)


class _Given:
    """Parameters without those that are the facets' own."""

    def __init__(self, params):
        self.GET = params


class Meeting(Read):
    """One published meeting with its claims; 410 with date and reason where it was withdrawn."""

    @extend_schema(
        operation_id="meeting",
        responses={200: shapes.MeetingWhole, 404: shapes.Error, 410: shapes.Error, 429: shapes.Error},
    )
    def get(self, request, pk):
        with read_snapshot():
            meeting = MeetingRecord.objects.filter(pk=pk).first()
            if meeting and meeting.publication == Publication.WITHDRAWN:
                words = f"This meeting was withdrawn on {meeting.withdrawn_on.isoformat()}: {meeting.withdrawal_reason}"
                return Response({"detail": words}, status=410)
            if meeting is None:
                return _merged(request, MeetingRecord, pk=pk)
            if not meeting.is_published:
                raise Http404
            (record,) = records_of([pk], request.build_absolute_uri("/").rstrip("/"))
            return Response(whole(record, accounts(meeting).statements, meeting.corrections.all()))


# -- what meetings name


def _merged(request, model, **key):
    """The way to the record into which one that readers saw was merged; raises `Http404` for all else."""
    row = Merge.objects.leads_to(model, **key)
    if row is None or not shown(row):
        raise Http404
    right = {name: getattr(row, name) for name in key}
    return redirect(reverse(request.resolver_match.view_name, kwargs=right), permanent=True)


class _Cursor(CursorPagination):
    page_size = 100
    ordering = "pk"


class _List(Read, generics.ListAPIView):
    pagination_class = _Cursor


class _One(Read, generics.RetrieveAPIView):
    def retrieve(self, request, *args, **kwargs):
        try:
            return super().retrieve(request, *args, **kwargs)
        except Http404:
            if not self.queryset.model.merges:
                raise
            return _merged(request, self.queryset.model, **kwargs)


def _pages_of(shape):
    """The list of one kind of record and the record itself, as two views."""
    kind, words = shape.Meta.model, shape.__doc__
    about = {"queryset": kind.objects.exported(), "serializer_class": shape, "lookup_field": kind.key_name}
    errors = {404: shapes.Error, 429: shapes.Error}
    many = extend_schema(operation_id=kind.plural, description=words, responses={200: shape(many=True), **errors})
    one = extend_schema(operation_id=kind._meta.model_name, description=words, responses={200: shape, **errors})
    return (
        extend_schema_view(get=many)(type(f"{kind.__name__}List", (_List,), about)).as_view(),
        extend_schema_view(get=one)(type(kind.__name__, (_One,), about)).as_view(),
    )


PAGES = {shape.Meta.model: _pages_of(shape) for shape in shapes.RECORDS}
"""The list and the page of each kind of record."""


# -- the rest


class Nothing(Read):
    """Any other address below `/api/`: 404, as JSON; one that lacks only its last slash leads on."""

    throttle_classes = []

    @extend_schema(exclude=True)
    def get(self, request, rest):
        right = f"{request.path}/"
        if not rest.endswith("/") and resolve(right).url_name != "nothing":
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{right}?{query}" if query else right)
        raise Http404


class Schema(Read, SpectacularJSONAPIView):
    """`/api/v1/schema/`: the API in OpenAPI 3.1."""

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


def about(request):
    """`/api/`: the page that says how to use the API."""
    schema = SchemaGenerator().get_schema(public=True)
    addresses = [
        (path, operation["description"]) for path, found in schema["paths"].items() for operation in found.values()
    ]
    parameters = schema["paths"][reverse("api:meetings")]["get"]["parameters"]
    context = {"addresses": addresses, "parameters": parameters, "number": settings.API_PER_HOUR, "size": SIZE}
    return render(request, "api.html", context)
