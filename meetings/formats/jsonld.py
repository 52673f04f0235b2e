"""Records as linked data: schema.org's terms alone, and nothing that the page does not show. https://schema.org/"""

from functools import singledispatch

from ..choices import Medium, PlaceKind, Precision, Status
from ..models import Country, Occasion, Official, Organization, Place, Topic

_CONTEXT = {"@context": "https://schema.org"}
_WIKIDATA = "https://www.wikidata.org/entity/"
_STATUSES = {Status.CANCELLED: "EventCancelled", Status.POSTPONED: "EventPostponed"}
_MEDIUMS = {
    Medium.IN_PERSON: "OfflineEventAttendanceMode",
    Medium.PHONE: "OnlineEventAttendanceMode",
    Medium.VIDEO: "OnlineEventAttendanceMode",
    Medium.HYBRID: "MixedEventAttendanceMode",
}
_PLACES = {PlaceKind.CITY: "City"}


@singledispatch
def linked(record, base):
    """What a record's page says of it to machines, as a JSON-LD object; `base` is the site's address without a last slash."""
    raise TypeError(f"There is no page of {record!r}.")


def whole(record, base):
    """The same with its context, as a page carries it."""
    return {**_CONTEXT, **linked(record, base)}


def _named(kind, record, base, **more):
    identity = getattr(record, "wikidata_id", "")
    found = {
        "@type": kind,
        "@id": base + record.get_absolute_url(),
        "name": record.name,
        "url": base + record.get_absolute_url(),
        "sameAs": _WIKIDATA + identity if identity else "",
        **more,
    }
    return {name: value for name, value in found.items() if value}


@linked.register
def _(country: Country, base):
    return _named("Country", country, base, identifier=country.code)


@linked.register
def _(official: Official, base):
    return _named("Person", official, base, alternateName=official.native_name)


@linked.register
def _(organization: Organization, base):
    return _named("Organization", organization, base, alternateName=organization.acronym)


@linked.register
def _(place: Place, base):
    where = {}
    if place.latitude is not None:
        where["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(place.latitude),
            "longitude": float(place.longitude),
        }
    return _named(_PLACES.get(place.kind, "Place"), place, base, **where)


@linked.register
def _(topic: Topic, base):
    return _named("DefinedTerm", topic, base, description=topic.description)


@linked.register
def _(occasion: Occasion, base):
    return _named("Event", occasion, base, alternateName=occasion.short_name, **_days(occasion.when))


def _days(when):
    """The days as exactly as known; of one unknown day within a span nothing, as schema.org has no way to say it."""
    if not when or when.precision == Precision.WITHIN:
        return {}
    if when.precision == Precision.SPAN:
        return {"startDate": when.earliest.isoformat(), "endDate": when.latest.isoformat()}
    return {"startDate": when.iso}


def event(meeting, sources, base):
    """A meeting as an Event: `meeting.sides` with their participants, and its numbered sources, are read already."""
    parties, people = [], []
    for party in meeting.sides:
        parties.append(linked(party.body, base))
        for person in party.participants.all():
            if person.official_id:
                people.append(linked(person.official, base))
            elif person.name_as_reported:
                people.append({"@type": "Person", "name": person.name_as_reported})
    found = {
        "@type": "Event",
        "@id": base + meeting.get_absolute_url(),
        "identifier": str(meeting.pk),
        "name": meeting.title,
        "url": base + meeting.get_absolute_url(),
        "description": meeting.summary,
        **_days(meeting.when),
        "eventStatus": f"https://schema.org/{_STATUSES.get(meeting.status, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{_MEDIUMS[meeting.medium]}" if meeting.medium else "",
        "location": linked(meeting.place, base) if meeting.place else "",
        "superEvent": linked(meeting.occasion, base) if meeting.occasion else "",
        "attendee": parties + people,
        "subjectOf": [_source(one.source) for one in sources],
    }
    return {**_CONTEXT, **{name: value for name, value in found.items() if value}}


def _source(source):
    found = {
        "@type": "CreativeWork",
        "name": source.title,
        "url": source.url,
        "inLanguage": source.language,
        "datePublished": source.published_on.isoformat() if source.published_on else "",
        "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else "",
    }
    return {name: value for name, value in found.items() if value}


def dataset(cited, files, base, *, licence):
    """A list as a Dataset: `cited` names it, `files` are (name, type, address)."""
    found = {
        "@type": "Dataset",
        "@id": cited.url,
        "name": cited.title,
        "description": f"{cited.title}: who met whom, when and where, about what, and according to whom.",
        "url": cited.url,
        "version": str(cited.version),
        "dateModified": cited.changed.isoformat(),
        "license": licence,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "diplotrack", "url": f"{base}/"},
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": base + address}
            for name, kind, address in files
        ],
    }
    return {**_CONTEXT, **{name: value for name, value in found.items() if value}}
