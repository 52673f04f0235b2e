"""How many queries each page of the desk makes and each save takes: written down, with one row of everything and with many."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from meetings.actions.merge import merge
from meetings.admin.site import ADMINS
from meetings.models import Meeting, Participant, SourceSide
from meetings.queries.snapshots import digest

from . import EXAMPLES
from .build import (
    make_appointment,
    make_claim,
    make_country,
    make_full_meeting,
    make_meeting,
    make_official,
    make_organization,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
)
from .desk_page import Page, address
from .doors import LIST, bulk, changed

pytestmark = pytest.mark.django_db

# With one row of each, and for each further one. A page that shows takes no more for more rows, but for those that ask before
# a deletion or a merge: Django names all that goes with a record one by one, and a merge is tried to see what it does. What
# writes grows by what it checks and writes of each row, and must not grow by more.
QUERIES = {
    "lists": {
        "list of meeting": (9, 0),
        "list of claim": (6, 0),
        "list of source": (9, 0),
        "list of official": (7, 0),
        "list of position": (6, 0),
        "list of appointment": (6, 0),
        "list of occasion": (8, 0),
        "list of country": (7, 0),
        "list of organization": (6, 0),
        "list of place": (6, 0),
        "list of topic": (6, 0),
        "list of contestedterm": (6, 0),
        "list of importbatch": (7, 0),
        "list of doubt": (6, 0),
    },
    "saving": {
        "meeting, opened": (51, 0),
        "meeting, saved": (149, 18),
        "meeting, saved with all rows changed": (156, 24),
        "meeting, refused beside a field": (84, 17),
        "meeting, refused by a rule": (191, 35),
        "meeting, in conflict": (150, 34),
        "another like it, opened": (16, 0),
        "another like it, saved": (76, 13),
    },
    "ways_back": {
        "history": (8, 0),
        "restore, asked": (25, 0),
        "restore, done": (199, 37),
        "merge, opened": (9, 0),
        "merge, asked": (155, 4),
        "merge, done": (303, 8),
        "part, asked": (6, 0),
        "part, done": (183, 32),
        "delete, asked": (39, 12),
        "delete, done": (98, 12),
    },
    "several": {
        "review, asked": (8, 0),
        "review, done": (55, 49),
        "publish, asked": (8, 0),
        "publish, done": (79, 73),
        "send_back, asked": (8, 0),
        "send_back, done": (55, 49),
        "withdraw, asked": (8, 0),
        "withdraw, done": (55, 49),
        "delete_selected, asked": (26, 5),
        "delete_selected, done": (68, 8),
        "deleted": (5, 0),
    },
    "parts": {
        "official, opened": (16, 0),
        "official, saved": (66, 4),
        "source, opened": (17, 0),
        "source, saved": (42, 4),
        "country, opened": (11, 0),
        "country, saved": (54, 1),
        "official, merge asked": (51, 2),
        "official, merge done": (132, 4),
        "official, part done": (81, 5),
    },
}


MANY = 30 if EXAMPLES >= 1000 else 3


def asked(client, there, sent=None, *, post=False, status=200):
    """The number of queries of one request, all that it did being undone."""
    connection.queries_log.clear()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = client.post(there, sent) if post else client.get(there, sent)
        transaction.set_rollback(True)
    assert response.status_code == status, there
    # What only begins or ends something, or says how to ask, is no question.
    return sum(re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", one["sql"]) is not None for one in queries)


def sent(client, there, fields, *, status=302):
    """The same of a form."""
    return asked(client, there, fields, post=True, status=status)


# -- each on ground made anew, with so many rows


def crowded(size, **fields):
    """A meeting with so many sources, participants in office beside two heads, and claims that name a thing of each kind."""
    meeting = make_meeting(sources=[make_source() for _ in range(size)], **fields)
    topic, place, party = make_topic("trade"), make_place("baku"), meeting.parties.first()
    for _ in range(size):
        person = Participant.objects.create(party=party, official=make_official())
        person.appointments.add(make_appointment(person.official, make_position("AZ"), "2020"))
        make_claim(meeting, topics=[topic], mentions=[place, make_country("IN"), make_organization("oic")])
    return meeting


def lists(client, size):
    """The list of each kind."""
    for number in range(1, size + 1):
        make_full_meeting(number)
        make_topic(f"topic-{number}"), make_term(f"term {number}"), make_place(f"place-{number}")
        make_position(make_organization(f"org-{number}"))
    return {f"list of {model._meta.model_name}": asked(client, address(model)) for model in ADMINS}


def saving(client, size):
    """The page of one meeting, saved and refused."""
    meeting = crowded(size)
    there, before = address(Meeting, meeting), changed(meeting).document
    typed = Page(client, there).data
    told = typed | {"date_note": "Changed.", "unchanged": "on"}
    rows = {f"claims-{number}-text": "Changed." for number in range(size)}
    rows |= {f"citations-{number}-locator": "par. 9" for number in range(size)}
    rows |= {f"participants-{number}-title_as_reported": "Adviser" for number in range(size)}
    like = f"{LIST}add/?like={meeting.pk}"
    return {
        "meeting, opened": asked(client, there),
        "meeting, saved": sent(client, there, told),
        "meeting, saved with all rows changed": sent(client, there, told | rows),
        "meeting, refused beside a field": sent(client, there, told | {"claims-0-cited": "99"}, status=200),
        "meeting, refused by a rule": sent(client, there, typed | {"date_note": "Changed."}, status=200),
        "meeting, in conflict": sent(client, there, told | {"opened": digest(before)}, status=200),
        "another like it, opened": asked(client, like),
        "another like it, saved": sent(client, like, Page(client, like).data),
    }


def ways_back(client, size):
    """The history of a meeting, and its restoration, merge and deletion."""
    meeting, other = crowded(size), crowded(size)
    for _ in range(size):
        found = changed(meeting)
    back, merging = f"{LIST}restore/{found.pk}/", f"{LIST}{other.pk}/merge/"
    into = {"into": meeting.pk, "reason": "One and the same."}
    into["opened"] = Page(client, f"{merging}?into={meeting.pk}").data["opened"]
    counts = {
        "history": asked(client, f"{LIST}{meeting.pk}/history/"),
        "restore, asked": asked(client, back),
        "restore, done": sent(client, back, Page(client, back).data | {"reason": "It was right.", "unchanged": "on"}),
        "merge, opened": asked(client, merging),
        "merge, asked": asked(client, merging, {"into": meeting.pk}),
        "merge, done": sent(client, merging, into),
    }
    parting = f"{LIST}part/{merge(other, meeting).pk}/"
    counts["part, asked"] = asked(client, parting)
    counts["part, done"] = sent(client, parting, {"reason": "Two after all."})
    Meeting.objects.update(publication="draft")
    counts["delete, asked"] = asked(client, f"{LIST}{meeting.pk}/delete/")
    counts["delete, done"] = sent(client, f"{LIST}{meeting.pk}/delete/", {"post": "yes"})
    return counts


STEPS = {
    "review": "draft",
    "publish": "in-review",
    "send_back": "in-review",
    "withdraw": "published",
    "delete_selected": "draft",
}


def several(client, size):
    """Steps that so many meetings take at once, and those that were deleted."""
    meetings, counts = [make_meeting() for _ in range(size)], {}
    for step, state in STEPS.items():
        Meeting.objects.update(publication=state)
        (_, there, question), (_, there, answer) = bulk(step, meetings)
        counts[f"{step}, asked"] = sent(client, there, question, status=200)
        counts[f"{step}, done"] = sent(client, there, answer)
    for _, there, answer in bulk("delete_selected", meetings)[1:]:
        client.post(there, answer)
    counts["deleted"] = asked(client, f"{LIST}deleted/")
    return counts


def parts(client, size):
    """The pages of records with parts of their own, and the merge of two officials, one of whom was at so many meetings."""
    official, source, country, kept = make_official(), make_source(), make_country("PK"), make_official()
    for number in range(size):
        official.names.create(name=f"Name {number}", accepted=True)
        country.names.create(name=f"Name {number}")
        make_appointment(official, make_position(title=f"Title {number}"), "2020")
        SourceSide.objects.create(
            source=source, country=make_country(f"{chr(65 + number % 26)}{chr(65 + number // 26)}")
        )
        make_meeting(heads=[official])
    counts = {}
    for name, row in (("official", official), ("source", source), ("country", country)):
        there = address(type(row), row)
        fields = Page(client, there).data
        counts[f"{name}, opened"] = asked(client, there)
        counts[f"{name}, saved"] = sent(
            client, there, fields | {"origin" if "origin" in fields else "note": "Changed."}
        )
    merging = f"/desk/meetings/official/{official.pk}/merge/"
    into = {"into": kept.pk, "reason": "One man."}
    into["opened"] = Page(client, f"{merging}?into={kept.pk}").data["opened"]
    counts["official, merge asked"] = asked(client, merging, {"into": kept.pk})
    counts["official, merge done"] = sent(client, merging, into)
    parting = f"/desk/meetings/official/part/{merge(official, kept).pk}/"
    counts["official, part done"] = sent(client, parting, {"reason": "Two men."})
    return counts


GROUNDS = {ground.__name__: ground for ground in (lists, saving, ways_back, several, parts)}


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.prove
def test_each_takes_so_many_queries_with_one_row_and_so_many_more_with_each_further_one(staff_client, name):
    counts = []
    for size in (1, MANY):
        with transaction.atomic():
            # What Django keeps for all pages, such as the kinds of content, is read before.
            staff_client.get(address(Meeting)), staff_client.get(address(Meeting, "add"))
            counts.append(GROUNDS[name](staff_client, size))
            transaction.set_rollback(True)
    one, many = counts
    assert many == {what: first + (MANY - 1) * more for what, (first, more) in QUERIES[name].items()}
    assert one == {what: first for what, (first, _) in QUERIES[name].items()}
