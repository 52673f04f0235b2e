"""Reads what a row cites: its sources, each from the same place of several columns."""

from ..choices import SourceKind
from ..models import Citation, Source
from .lookup import source_key
from .parsers import Unreadable, day, fitting, parts, today_or_before, word

_COLUMNS = (
    "source_titles",
    "source_urls",
    "publishers",
    "source_kinds",
    "source_dates",
    "source_sides",
    "source_locators",
)


def sources_of(reading, known):
    """The sources of a row, in their order, as [(key, values, locator)]; what cannot be read is refused."""
    found = []
    lists = {name: parts(reading.cells.get(name, "")) for name in _COLUMNS}
    count = max(len(lists["source_urls"]), len(lists["source_titles"]))
    for name, values in lists.items():
        if len(values) > count:
            reading.refuse(name, f"{len(values)} values for {count} sources: give each source its title or address.")
    for place in range(count):
        one = {name: values[place] if place < len(values) else "" for name, values in lists.items()}
        try:
            source = _source(one, known)
            if source[0] in {key for key, *_ in found}:
                raise Unreadable("A source is named twice: name it once.")
            found.append(source)
        except Unreadable as error:
            reading.refuse("source_urls" if one["source_urls"] else "source_titles", str(error))
    return found


def _source(one, known):
    url = one["source_urls"]
    if url and not url.startswith(("https://", "http://")):
        raise Unreadable(f"“{url[:60]}” is no address: it begins with https://.")
    title = one["source_titles"] or url
    if not title:
        raise Unreadable("A source needs a title or an address.")
    try:
        key = source_key(fitting(Source, "url", url), one["publishers"], title)
    except ValueError:
        raise Unreadable(f"“{url[:60]}” is no address.") from None
    values = {
        "title": fitting(Source, "title", title),
        "publisher": fitting(Source, "publisher", one["publishers"]),
        "kind": word(SourceKind, one["source_kinds"]) if one["source_kinds"] else SourceKind.NEWS,
        "url": url,
        "url_key": key[1] if url else None,
        "published_on": today_or_before(day(one["source_dates"])) if one["source_dates"] else None,
        "sides": [known.body(side) for side in one["source_sides"].split("+") if side.strip()],
    }
    return key, values, fitting(Citation, "locator", one["source_locators"])
