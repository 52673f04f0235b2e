"""The register's own signs for templates: flag, disc, year track, date, icon and share, each one short piece of escaped HTML."""

import datetime
import json
import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..choices import Precision
from ..formats import jsonld
from ..models import Register

register = template.Library()

# Constants of this file, drawn on 16 x 16; nothing a reader or an editor typed ever gets in here.
_START, _END = "M7.25 1.25a6.75 6.75 0 0 0 0 13.5z", "M8.75 1.25a6.75 6.75 0 0 1 0 13.5z"
_RING = '<circle class="h" cx="8" cy="8" r="6.5" stroke-dasharray="2.2 1.9"/>'


def _halves(a="", b=""):
    return f'<path class="h a{a}" d="{_START}"/><path class="h b{b}" d="{_END}"/>'


_DISCS = {
    "both": _halves(" on", " on"),
    "a": _halves(" on"),
    "b": _halves("", " on"),
    "none": _halves(),
    "third": _RING,
}

_ICONS = {
    "cross": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "check": '<path d="M3 8.5l3.2 3L13 4.5"/>',
    "warn": '<path d="M8 2.5L14.5 13.5h-13zM8 6.5v3.25M8 11.6v.1"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "filter": '<path d="M2 4h12M4.5 8h7M7 12h2"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5L14 14"/>',
    "down": '<path d="M3 6l5 5 5-5"/>',
    "up": '<path d="M3 10l5-5 5 5"/>',
    "previous": '<path d="M10 3L5 8l5 5"/>',
    "next": '<path d="M6 3l5 5-5 5"/>',
    "arrow": '<path d="M2 8h12M9 3l5 5-5 5"/>',
    "external": '<path d="M6.5 3H3v10h10V9.5M9 2.5h4.5V7M13.5 2.5L7.5 8.5"/>',
    "sun": (
        '<circle cx="8" cy="8" r="3"/>'
        '<path d="M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1"/>'
    ),
    "moon": '<path d="M13.25 9.75A5.75 5.75 0 0 1 6.25 2.75a5.75 5.75 0 1 0 7 7z"/>',
    "auto": '<circle cx="8" cy="8" r="6"/><path class="solid" d="M8 2a6 6 0 0 1 0 12z"/>',
}
FLAGS = {path.stem.upper(): path for path in sorted((Path(__file__).resolve().parent.parent / "flags").glob("*.svg"))}
"""The drawing of each flag by the country's code. `flags.webp` has them all in this order: see tests/flags.py, which makes it."""

FLAGS_IN_A_ROW, FLAG_ROOM, FLAG_EDGE = 16, (64, 48), (4, 3)
"""Of that picture: flags in a row, the pixels that each has, and how many at each side only repeat its edge."""

# These point somewhere, so they turn round with the direction of the page.
_DIRECTED = {"previous", "next", "arrow", "external"}


@register.inclusion_tag("parts/synthetic.html", takes_context=True)
def synthetic(context):
    """A line above the page of a register that a program generated; nothing in any other."""
    read = getattr(context.get("request"), "register", None)
    return {"synthetic": (read or Register.objects.current()).synthetic}


@register.inclusion_tag("parts/share.html", takes_context=True)
def share_head(context, title, path, data=None, image=""):
    """What other sites and machines read of a page: its canonical address, its title, and a record or JSON-LD object.

    A record is turned into its object; the addresses of the page and of its picture are paths.
    """
    request = context["request"]
    base = f"{request.scheme}://{request.get_host()}"
    if data is not None and not isinstance(data, dict):
        data = jsonld.whole(data, base)
    # What ends a script for the parser is written as JSON writes it.
    text = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT) if data else ""
    picture = base + image if image else ""
    return {"title": title, "url": base + path, "image": picture, "data": mark_safe(text)}


_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def flag(country):
    """The flag of a country, 20 x 15 px, silent because its name always stands beside it; nothing where there is no flag.

    All flags are one picture, of which each shows its part: a page of 250 countries fetches it once.
    """
    return _flag(country.code) if country and country.code in FLAGS else ""


@lru_cache(maxsize=500)
def _flag(code):
    row, column = divmod(list(FLAGS).index(code), FLAGS_IN_A_ROW)
    (width, height), (x, y) = FLAG_ROOM, FLAG_EDGE
    return format_html(
        '<svg class="flag" viewBox="{} {} {} {}" aria-hidden="true"><image href="{}" width="{}" height="{}"/></svg>',
        *(column * width + x, row * height + y, width - 2 * x, height - 2 * y),
        *(static("meetings/img/flags.webp"), FLAGS_IN_A_ROW * width, -(-len(FLAGS) // FLAGS_IN_A_ROW) * height),
    )


@register.simple_tag
def passage(row, passages):
    """Under a row found by words the passage that has them, each hit in `<mark>`; nothing under any other."""
    pieces = passages.get(row.id) if passages else None
    if not pieces:
        return ""
    marked = format_html_join("", "{}", ((format_html("<mark>{}</mark>", t) if hit else t,) for t, hit in pieces))
    return format_html('<p class="passage" dir="auto">{}</p>', marked)


@register.simple_tag
def count(one, words="", lead=""):
    """The number of meetings of a `Counted`, after a `lead`, as a link to them; a screen reader adds `words` and its label."""
    which = f" {words} {one.label}" if words else ""
    return format_html(
        '<a class="ct" href="{}">{}{}<span class="vh"> meeting{}{}</span></a>',
        *(one.url, f"{lead} " if lead else "", intcomma(one.count), "" if one.count == 1 else "s", which),
    )


@register.simple_tag
def disc(who, label=""):
    """Whose account exists: "both", "a" (first party by code), "b", "third" (only others) or "none".

    Silent for screen readers; a `label` is added as text for them alone. Any other `who`, such as "" for three
    and more parties, prints nothing.
    """
    if who not in _DISCS:
        return ""
    svg = mark_safe(f'<svg class="disc" viewBox="0 0 16 16" aria-hidden="true">{_DISCS[who]}</svg>')
    return format_html('{}<span class="vh">{}</span>', svg, label) if label else svg


@register.simple_tag
def icon(name):
    """One line drawing in the colour of the text, hidden from screen readers: the control around it carries the words."""
    css = "ic flip" if name in _DIRECTED else "ic"
    return mark_safe(f'<svg class="{css}" viewBox="0 0 16 16" aria-hidden="true">{_ICONS[name]}</svg>')


@register.simple_tag
def share(number, total):
    """A thin bar as long as `number` is of `total` (0 to 100 percent); beside it the number itself must stand."""
    percent = min(100, max(0, 100 * number / total)) if total else 0
    return mark_safe(
        '<svg class="bar" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{percent:.4g}" height="2"/></svg>'
    )


@register.simple_tag
def year_track(when):
    """Where in its year a `When` lies, 64 x 8 px: a dot for a known day, else a bar as long as the date is known to.

    January is always at the left, whatever the direction of the page; a date that touches two years fills the track.
    """
    if when is None:
        return ""
    first, last = when.earliest, when.latest
    if first == last:
        point = f'<circle class="m" cx="{_along(first, 0.5):.1f}" cy="4" r="3"/>'
    else:
        start, end = (1, 63) if first.year != last.year else (_along(first, 0), _along(last, 1))
        # Three units are the least that reads as a bar and not as a dot gone wrong.
        start, width = min(start, 60), max(end - start, 3)
        point = f'<rect class="m" x="{start:.1f}" y="2" width="{width:.1f}" height="4" rx="1"/>'
    return mark_safe(
        '<svg class="yt" viewBox="0 0 64 8" aria-hidden="true"><path class="l" d="M1 4H63"/>'
        f'<path class="l" d="M1 1.5v5M63 1.5v5"/>{point}</svg>'
    )


def _along(day, part):
    """The x on the track, 1 to 63, of a part (0 its morning, 1 its evening) of a day in its year."""
    days = datetime.date(day.year, 12, 31).timetuple().tm_yday
    return 1 + 62 * (day.timetuple().tm_yday - 1 + part) / days


@register.simple_tag(name="when")
def when_tag(value):
    """A `When` in words inside `<time>`, never more precise than known; two `<time>` where it has two ends."""
    return _time(value, value.text) if value else ""


@register.simple_tag
def row_when(value):
    """The date cell of a row under the heading of its year: day and month, the track, and how well it is known."""
    # Weekday and month are words of the page's language.
    return _row_when(value, get_language()) if value else ""


@lru_cache(maxsize=5_000)
def _row_when(value, language):
    note = _note(value)
    small = format_html("<small>{}</small>", note) if note else ""
    return format_html("{}{}{}", _time(value, _in_its_year(value)), year_track(value), small)


@register.simple_tag
def row_day(value):
    """The date cell of a row of one line under the heading of its year: day and month, or as much as is known."""
    return _time(value, _in_its_year(value)) if value else ""


@register.simple_tag
def mini_when(value):
    """The date cell of a row that stands under no year: day and month over the year, without a track."""
    if value is None:
        return ""
    first, last = value.earliest, value.latest
    years = first.year if first.year == last.year else f"{first.year}–{last.year}"
    if value.precision == Precision.YEAR:
        years, text = "year only", str(first.year)
    else:
        text = _in_its_year(value, years=False)
    return format_html("{}<small>{}</small>", _time(value, text), years)


def _time(value, text):
    head, dash, tail = text.partition("–")
    if not dash:
        return format_html('<time datetime="{}">{}</time>', value.iso, text)
    # "one day within" is about both ends, so it stays outside of the first one.
    lead, first = re.fullmatch(r"(\D*)(.*?)\s*", head).groups()
    gap = " " if head.endswith(" ") else ""
    return format_html(
        '{}<time datetime="{}">{}</time>{}–{}<time datetime="{}">{}</time>',
        *(lead, value.earliest.isoformat(), first, gap, gap, value.latest.isoformat(), tail.strip()),
    )


def _in_its_year(value, years=True):
    """The date in few words beneath its year: "22 Sep", "Sep", "21–23 Jul", "30 Dec – 2 Jan 2020", "Year only"."""
    first, last = value.earliest, value.latest
    if value.precision == Precision.YEAR:
        return "Year only"
    if value.precision == Precision.MONTH:
        return formats.date_format(first, "M")
    if first == last:
        return formats.date_format(first, "j M")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{formats.date_format(last, 'j M')}"
    pattern = "j M Y" if years and first.year != last.year else "j M"
    return f"{formats.date_format(first, 'j M')} – {formats.date_format(last, pattern)}"


def _note(value):
    """How well the date is known, in two or three words; empty where the date already says so."""
    if value.precision == Precision.YEAR:
        return ""
    if value.precision == Precision.MONTH:
        return "month only"
    if value.earliest == value.latest:
        return formats.date_format(value.earliest, "l")
    days = (value.latest - value.earliest).days + 1
    return f"one of {days} days" if value.precision == Precision.WITHIN else f"{days} days"
