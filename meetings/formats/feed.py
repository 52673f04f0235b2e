"""Meetings as an Atom feed (RFC 4287)."""

import datetime

from django.utils.feedgenerator import Atom1Feed

from ..models import When
from . import writable

LONGEST = 100
"""Meetings in a feed."""


class _Feed(Atom1Feed):
    """Atom with the register's version and licence, which Django's own has no place for."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "diplotrack", {"version": str(self.feed["version"])})


def atom(records, stamp, page, updated):
    """The feed as bytes; `page` is the address of the list it is of, `updated` when the register last changed."""
    feed = _Feed(
        title=stamp.sentence,
        link=page,
        description=stamp.line,
        subtitle=stamp.line,
        feed_url=stamp.url,
        feed_guid=stamp.url,
        language="en",
        author_name="diplotrack",
        feed_copyright=f"{stamp.licence} {stamp.licence_url}".strip(),
        version=stamp.version,
    )
    feed.latest_post_date = lambda: updated
    for record in records:
        # Without the slug, which may change: to a reader an entry with another id is another entry.
        permalink = f"{record['url'].rsplit('/', 2)[0]}/"
        feed.add_item(
            title=writable(record["title"]),
            link=record["url"],
            description=writable(_words(record)),
            unique_id=permalink,
            updateddate=datetime.datetime.fromisoformat(record["changed_at"]),
            categories=record["topics"],
        )
    return feed.writeString("utf-8").encode()


def _words(record):
    parties = [
        f"{party['name']} ({', '.join(names)})" if names else party["name"]
        for party in record["parties"]
        for names in [[person["name"] for person in party["participants"]]]
    ]
    date = record["date"]
    day = (
        When(*map(datetime.date.fromisoformat, (date["earliest"], date["latest"])), date["precision"]) if date else None
    )
    return ". ".join(part for part in [day.text if day else "", "; ".join(parties), record["summary"]] if part)
