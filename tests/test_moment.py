"""Reading at one moment: numbers and lists of one state of the register."""

import threading

import pytest
from django.db import connections

from meetings.database.snapshot import read_snapshot
from meetings.models import Meeting

from .build import make_meeting


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
    with read_snapshot():
        assert Meeting.objects.count() == 1
        _elsewhere(make_meeting)
        assert Meeting.objects.count() == 1
    assert Meeting.objects.count() == 2
