"""Which meetings have the words of a query on their card, and which of them match best."""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL


def matching(query):
    """A condition on rows whose key is a meeting's: its card has every required phrase and none of the excluded."""
    condition = Q()
    for phrase in query.required:
        condition &= Q(pk__in=_having(phrase))
    for phrase in query.excluded:
        condition &= ~Q(pk__in=_having(phrase))
    return condition


def _having(phrase):
    if connection.vendor == "postgresql":
        return RawSQL("SELECT meeting_id FROM meetings_card WHERE vector @@ %s::tsquery", [" <-> ".join(phrase)])
    return RawSQL("SELECT rowid FROM meetings_card_index WHERE meetings_card_index MATCH %s", [f'"{" ".join(phrase)}"'])


def relevance(ids, query):
    """The ids as they are."""
    return ids
