"""Loading the reference data: countries, organisations, places, topics and contested terms, as often as one likes."""

from django.db import transaction

from ...index import reindex
from ...models import ContestedTerm, Country, CountryName, MeetingIndex, Organization, Place, Topic, TopicName
from ..accept import settle
from . import countries, lists
from .sync import known_rows, merge, merge_members


@transaction.atomic
def load():
    """Bring the database up to the shipped lists and packages, all or nothing; what staff edited stays, field by field.

    Answers {kind: Counter}, with the counts `created`, `updated`, `kept` (rows in which an edit of staff stood against the
    list), `removed` and `same`. One row may count as updated and as kept. A second run in a row writes nothing.
    """
    report = {}
    known = {}
    report["countries"] = merge(Country, countries.rows(), known)
    report["names of countries"] = merge(CountryName, countries.names(), known, prune=True)
    report["successors"] = _successors(known_rows(known, Country))
    report["organisations"] = merge(Organization, lists.organizations(), known)
    report["places"] = merge(Place, lists.places(), known)
    report["topics"] = merge(Topic, lists.topics(), known)
    report["other words for topics"] = _topic_words(known_rows(known, Topic))
    report["contested terms"] = merge(ContestedTerm, lists.contested_terms(), known)
    if any(counts["created"] or counts["updated"] or counts["removed"] for counts in report.values()):
        # A row that waited may hang under another.
        settle()
        reindex(MeetingIndex.objects.values_list("pk", flat=True), always=True)
    return report


def _successors(rows):
    links = Country.successors.through
    present = {}
    codes = {country.pk: code for code, country in rows.items()}
    for link in links.objects.all():
        present.setdefault(link.from_country_id, {})[codes.get(link.to_country_id, "")] = link
    return merge_members(
        "successors",
        rows,
        countries.successors(),
        present,
        lambda country, code: links(from_country=country, to_country=rows[code]),
    )


def _topic_words(rows):
    present = {}
    for word in TopicName.objects.all():
        present.setdefault(word.topic_id, {})[word.name] = word
    return merge_members(
        "aliases",
        rows,
        lists.topic_words(),
        present,
        lambda topic, name: TopicName(topic=topic, name=name, language="en"),
    )
