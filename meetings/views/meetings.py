"""The list of meetings and the page of one meeting."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from ..choices import Encounter, Format, Level, Medium, Publication, Status
from ..filters import LAST_PAGE, SORTS, Selection
from ..models import Meeting
from ..queries.accounts import accounts
from ..queries.choices_on_file import on_file
from ..queries.neighbours import at_the_same_occasion, between_the_same, step
from ..queries.rows import by_year, rows_of
from .addresses import LONGEST, moved
from .errors import gone

PAGE_SIZE = 50
SHOWN_OF_OCCASION = 5


@dataclass(frozen=True)
class Picker:
    """One drop-down of the filter form: its parameter, label, first line, options and the value that is chosen now."""

    name: str
    label: str
    empty: str
    options: list
    chosen: str = ""


def meeting_list(request):
    """`/meetings/`: the meetings that the address selects, 50 a page, with the filter in words, as chips and as a form."""
    if any(not value.strip() for _, values in request.GET.lists() for value in values):
        clean = request.path + _without_blanks(request.GET)
        if len(clean) <= LONGEST:
            return redirect(clean)
    selection = Selection(request.GET)
    pages = min(LAST_PAGE, max(1, -(-selection.count // PAGE_SIZE)))
    page = min(selection.page, pages)
    first = (page - 1) * PAGE_SIZE
    found = rows_of(selection.ids(first, first + PAGE_SIZE))
    return render(
        request,
        "meeting_list.html",
        {
            "section": "meetings",
            "selection": selection,
            "query": selection.address(page=page),
            "link_query": selection.address() if selection.is_narrowed else "",
            "size": PAGE_SIZE,
            "groups": by_year(found) if selection.sort != "-changed" else [(None, found)],
            "page": page,
            "pages": pages,
            "beyond": selection.page if selection.page > pages else None,
            "first": first + 1,
            "last": first + len(found),
            "newer": selection.address(page=page - 1) if page > 1 else "",
            "older": selection.address(page=page + 1) if page < pages else "",
            "cut": selection.count > LAST_PAGE * PAGE_SIZE,
            "sorts": [(words, selection.address(sort=sort), sort == selection.sort) for sort, words in SORTS.items()],
            **_form(selection),
        },
    )


def _without_blanks(params):
    """The query string without values left blank, as a form sends them."""
    kept = params.copy()
    for name, values in params.lists():
        kept.setlist(name, [value for value in values if value.strip()])
    query = kept.urlencode(safe=",:")
    return f"?{query}" if query else ""


def _form(selection):
    """The filter form: records are added to what is chosen, words and dates are replaced."""
    on_offer = on_file()
    records = [
        Picker("country", "Country", "Add a country", on_offer["country"]),
        Picker("topic", "Topic", "Add a topic", [(slug, capfirst(name)) for slug, name in on_offer["topic"]]),
        Picker("mentions", "Talked about", "Add a country", on_offer["mentions"]),
        Picker("occasion", "Occasion", "Any occasion", on_offer["occasion"]),
        Picker("place", "Place", "Any place", on_offer["place"]),
    ]
    vocabularies = {"level": Level, "format": Format, "encounter": Encounter, "medium": Medium}
    labels = {"level": "Level", "format": "Format", "encounter": "Kind of meeting", "medium": "Medium"}
    words = [_words(selection, name, labels[name], "Any", choices.choices) for name, choices in vocabularies.items()]
    words.append(_words(selection, "status", "Status", "Held", [*Status.choices[1:], ("any", "Any status")]))
    replaced = {*vocabularies, "status", "date_after", "date_before"}
    return {
        "records": records,
        "words": words,
        "kept": [(name, value) for name, value in selection.pairs if name not in replaced],
        "date_after": _text(selection, "date_after"),
        "date_before": _text(selection, "date_before"),
    }


def _words(selection, name, label, empty, options):
    chosen = _text(selection, name)
    several = [(chosen, " or ".join(v.label for v in selection.picked[name].values))] if "," in chosen else []
    return Picker(name, label, empty, [*several, *options], chosen)


def _text(selection, name):
    return ",".join(value.text for value in selection.picked[name].values)


def meeting_detail(request, pk, slug=None):
    """`/meetings/<id>/<slug>/`: one published meeting; 404 for a draft as for none, 410 for a withdrawn one.

    The parameters of a list, when given, say which list "previous" and "next" step through.
    """
    meeting = (
        Meeting.objects.select_related("occasion__organizer", "place__country", "place__parent").filter(pk=pk).first()
    )
    if meeting is None or meeting.publication not in (Publication.PUBLISHED, Publication.WITHDRAWN):
        raise Http404
    if meeting.publication == Publication.WITHDRAWN:
        return gone(request, meeting)
    if redirection := moved(request, meeting.get_absolute_url()):
        return redirection
    selection = Selection(request.GET) if request.GET else None
    parties = _parties(meeting)
    codes = [party.country.code for _, party in parties if party.country_id]
    return render(
        request,
        "meeting_detail.html",
        {
            "section": "meetings",
            "meeting": meeting,
            "parties": parties,
            "accounts": accounts(meeting),
            "thread": between_the_same(meeting),
            "occasion_others": at_the_same_occasion(meeting)[:SHOWN_OF_OCCASION],
            "relation": "-".join(codes) if len(parties) == len(codes) == 2 else "",
            "corrections": meeting.corrections.all(),
            # Lists hold held meetings unless told otherwise: the facts of another lead to lists of its status.
            "status": "" if meeting.status == Status.HELD else f"&status={meeting.status}",
            "selection": selection,
            "step": step(meeting, selection.entries(), selection.sort) if selection else None,
            "query": selection.address() if selection else "",
        },
    )


def _parties(meeting):
    """Parties with their participants and the offices held that day, loaded at once, under the mark of their side."""
    found = meeting.parties.select_related("country", "organization").prefetch_related(
        "participants__official",
        "participants__appointments__position__country",
        "participants__appointments__position__organization",
    )
    parties = sorted(found, key=lambda party: party.sort_key)
    meeting.sides = parties
    marks = ("a", "b") if len(parties) == 2 else [""] * len(parties)
    return list(zip(marks, parties, strict=True))
