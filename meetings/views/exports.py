"""The other faces of a list and of a meeting: the same address with another suffix gives the same meetings as a file."""

import json
from contextlib import closing

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..database.budget import QueryTimeout, current, widen
from ..database.snapshot import read_snapshot
from ..filters import Selection
from ..formats import Stamp, calendar, feed, social_image, tabular, writable
from ..formats.meeting_json import whole
from ..models import Register
from ..models.names import slug_of
from ..queries.accounts import accounts
from ..queries.export import records, records_of
from .export_formats import CITATIONS, FILES, base_of, cited_list, cited_meeting, query_of, today
from .meetings import public_meeting
from .paging import SIZE, pager, place

_PIECE = 64 * 1024
_SHOWN = {"json", "atom"}
"""Suffixes that a browser shows; the others are kept as files."""


def list_face(request, suffix):
    """`/meetings.<suffix>`: the meetings that the address selects as a file, or how to cite the list; 404 for another suffix."""
    if suffix not in _WRITERS and suffix not in CITATIONS and suffix != "png":
        raise Http404
    selection = Selection(request.GET)
    try:
        if suffix in CITATIONS:
            with read_snapshot():
                return _cited(request, cited_list(request, selection), suffix)
        if suffix == "png":
            with read_snapshot():
                return _drawn(selection.text, "A public register of diplomatic meetings")
        return _WRITERS[suffix](request, selection)
    except QueryTimeout:
        return render(request, "too_costly.html", {"selection": selection, "section": "meetings"}, status=400)


def stamp_of(request, selection, version):
    """What a file of a list says of itself."""
    return _stamp(request, selection.text, query_of(selection), version)


def _stamp(request, sentence, query, version):
    address = base_of(request) + request.path + query
    return Stamp(writable(sentence), address, version, today(), settings.DATA_LICENCE, settings.DATA_LICENCE_URL)


def _sort(selection):
    """The order of a file: all of a list stands in it, of which only a part would be sorted by relevance."""
    return "-date" if selection.sort == "relevance" else selection.sort


def _file(request, response, stamp, suffix):
    """The response with its name, and with what the file itself says of where it is from."""
    name = f"{slug_of(stamp.sentence)}-v{stamp.version}-{stamp.date.isoformat()}.{suffix}"
    how = "inline" if suffix in _SHOWN else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    return described(response, stamp.version)


def described(response, version):
    """The response with the register's version and the licence of the data; any site may read it, as it holds nothing private."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Register-Version"] = str(version)
    if settings.DATA_LICENCE_URL:
        response["Link"] = f'<{settings.DATA_LICENCE_URL}>; rel="license"'
    return response


def _type(suffix):
    kind = (FILES | CITATIONS)[suffix][1]
    return kind if kind.endswith(("json", "jsonl", "sheet")) else f"{kind}; charset=utf-8"


def _no_file(request, heading, explanation, instead, *, back, status):
    """The page that says why there is no such file, and what to take instead."""
    context = {"heading": heading, "explanation": explanation, "instead": [*instead, ("Back", back)]}
    return render(request, "no_file.html", {**context, "section": "meetings"}, status=status)


def _version():
    return Register.objects.current().version


# -- written piece by piece, in constant memory


def _streamed(suffix, write):
    """A face that is written while it is read; `write(records, stamp, selection)` yields texts or bytes."""

    def respond(request, selection):
        def pieces():
            # All of it is of one state of the register, however long the reader takes.
            widen()
            with read_snapshot():
                stamp = stamp_of(request, selection, _version())
                yield stamp
                found = _exact(selection) if suffix == "ics" else selection.entries()
                yield from write(records(found, _sort(selection), base_of(request)), stamp, selection)

        written = pieces()
        stamp = next(written)
        if request.method == "HEAD":
            written.close()
            return _file(request, HttpResponse(content_type=_type(suffix)), stamp, suffix)
        # The first piece is read here, so that a list that costs too much is still answered in words.
        response = StreamingHttpResponse(_gathered(next(written), written), content_type=_type(suffix))
        return _file(request, response, stamp, suffix)

    return respond


def _gathered(first, rest):
    """Texts or bytes in pieces of some size: a line at a time would cost more in sending than in writing."""
    with closing(rest):
        gathered, size = [first], len(first)
        for piece in rest:
            gathered.append(piece)
            size += len(piece)
            if size > _PIECE:
                if budget := current():
                    budget.check()
                yield type(first)().join(gathered)
                gathered, size = [], 0
        yield type(first)().join(gathered)


def _lines(found, stamp, selection):
    said = stamp.columns
    yield ""
    for record in found:
        yield json.dumps({**record, **said}, ensure_ascii=False) + "\n"


def _exact(selection):
    return selection.entries().filter(meeting__precision__in=calendar.EXACT)


def _calendar(found, stamp, selection):
    return calendar.calendar(found, stamp, selection.count - _exact(selection).count())


# -- written whole


def _workbook(request, selection):
    widen()
    with read_snapshot():
        if selection.count > tabular.MOST_ROWS:
            query = query_of(selection)
            return _no_file(
                request,
                "This list is too long for a workbook",
                f"It has {selection.count:,} meetings, and a workbook holds {tabular.MOST_ROWS:,} at most. CSV has no such "
                "bound; or narrow the list, for example by a date, and take it in parts.",
                [("The list as CSV", reverse("meeting_files", args=["csv"]) + query)],
                back=reverse("meeting_list") + query,
                status=400,
            )
        stamp = stamp_of(request, selection, _version())
        if request.method == "HEAD":
            return _file(request, HttpResponse(content_type=_type("xlsx")), stamp, "xlsx")
        file = tabular.workbook(records(selection.entries(), _sort(selection), base_of(request)), stamp)
    return _file(request, FileResponse(file, content_type=_type("xlsx")), stamp, "xlsx")


def _page(request, selection):
    """A page of a list as the contract has it."""
    with read_snapshot():
        version = _version()
        stamp = stamp_of(request, selection, version)
        page, pages, first = place(selection)
        ids = selection.ids(first, first + SIZE)
        found = records_of(ids, base_of(request))
        beside = pager(selection, page, pages, ids)
        body = {
            "count": selection.count,
            "sentence": selection.text,
            "ignored": [{"parameter": one.name, "value": one.value, "reason": one.reason} for one in selection.ignored],
            "version": version,
            "date": stamp.date.isoformat(),
            "licence": stamp.licence,
            "url": base_of(request) + reverse("meeting_list") + query_of(selection),
            "previous": _absolute(request, beside["newer"]),
            "next": _absolute(request, beside["older"]),
            "results": found,
        }
    return _file(request, _json(body), stamp, "json")


def _json(body):
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _absolute(request, query):
    return base_of(request) + request.path + query.removesuffix("?") if query else None


def _feed(request, selection):
    with read_snapshot():
        register = Register.objects.current()
        stamp = stamp_of(request, selection, register.version)
        found = records_of(selection.ids(0, feed.LONGEST), base_of(request))
        page = base_of(request) + reverse("meeting_list") + query_of(selection)
    body = feed.atom(found, stamp, page, register.moved_at)
    return _file(request, HttpResponse(body, content_type=_type("atom")), stamp, "atom")


_WRITERS = {
    "csv": _streamed("csv", lambda found, stamp, selection: tabular.csv_lines(found, stamp)),
    "jsonl": _streamed("jsonl", _lines),
    "ics": _streamed("ics", _calendar),
    "xlsx": _workbook,
    "json": _page,
    "atom": _feed,
}


# -- one meeting


def meeting_face(request, pk, suffix):
    """`/meetings/<id>.<suffix>`: one published meeting as JSON, calendar or citation; 404 and 410 as for its page."""
    if suffix not in {"json", "ics", "png", *CITATIONS}:
        raise Http404
    with read_snapshot():
        meeting, answer = public_meeting(request, pk, lambda other: reverse("meeting_file", args=[other.pk, suffix]))
        if answer:
            return answer
        version = _version()
        if suffix in CITATIONS:
            return _cited(request, cited_meeting(request, meeting), suffix)
        if suffix == "png":
            voices = accounts(meeting).voices
            day = meeting.when.text if meeting.when else "No date on file"
            return _drawn(meeting.title, f"{day} · according to: {voices.words}")
        (record,) = records_of([pk], base_of(request))
        stamp = _stamp(request, meeting.title, "", version)
        if suffix == "ics":
            if meeting.precision not in calendar.EXACT:
                return _no_file(
                    request,
                    "This meeting is in no calendar",
                    "The day on which it took place is not known, and a calendar holds nothing less exact.",
                    [],
                    back=meeting.get_absolute_url(),
                    status=404,
                )
            body = b"".join(calendar.calendar([record], stamp, 0))
            return _file(request, HttpResponse(body, content_type=_type("ics")), stamp, "ics")
        body = {**whole(record, accounts(meeting).statements, meeting.corrections.all()), **stamp.columns}
    return _file(request, _json(body), stamp, "json")


def _drawn(title, note):
    """The picture that other sites show beside a link to the page."""
    return HttpResponse(social_image.card(title, note), content_type="image/png")


# -- citations


def _cited(request, cited, suffix):
    body = {"bib": cited.bibtex, "ris": cited.ris, "csl": cited.csl}[suffix]
    response = HttpResponse(body, content_type=_type(suffix))
    response["Content-Disposition"] = f'attachment; filename="{cited.key}.{"json" if suffix == "csl" else suffix}"'
    return described(response, cited.version)
