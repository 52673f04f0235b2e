"""Reading at one moment: numbers and lists of one state of the register, at a cost that ends."""

import threading

import pytest
from django.db import connection, connections

from meetings.filters import Selection
from meetings.models import Meeting
from meetings.queries.moment import TooCostly, one_moment

from .build import make_meeting

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def _elsewhere(work):
    """Do work on a connection of its own, as another process would."""

    def run():
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_meanwhile_is_not_seen():
    make_meeting()
    with one_moment():
        assert Meeting.objects.count() == 1
        _elsewhere(make_meeting)
        assert Meeting.objects.count() == 1
    assert Meeting.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [1, 2])
def test_a_question_without_end_ends(again):
    for _ in range(again):
        with pytest.raises(TooCostly), one_moment(seconds=0.05), connection.cursor() as cursor:
            cursor.execute(ENDLESS)
    make_meeting()
    assert Meeting.objects.count() == 1


@pytest.mark.django_db
def test_the_cost_ends_inside_of_a_transaction_too():
    make_meeting()
    with pytest.raises(TooCostly), one_moment(seconds=0.05), connection.cursor() as cursor:
        cursor.execute(ENDLESS)
    from django.http import QueryDict

    with one_moment():
        assert Selection(QueryDict("")).count == 1
