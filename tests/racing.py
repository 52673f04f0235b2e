"""Editors who save the same records at the same time, and the proof from the history that none saved over what they had not seen."""

import random
import re
import threading
from itertools import pairwise
from typing import NamedTuple

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from meetings.models import Revision
from meetings.queries.snapshots import digest, facts

from .desk_page import Page

_OVER = re.compile(r'type="checkbox" name="opened" value="(\w+)"')


class Quiet(Client):
    """A client that keeps nothing but the answer: Django's own notes each template that any thread draws meanwhile."""

    def generic(self, *arguments, **options):
        """The answer; who is told that others keep the register asks again, and any other 5xx is an error of the test."""
        for _ in range(20):
            response = super().generic(*arguments, **options)
            if response.status_code != 503:
                break
        assert response.status_code < 500, arguments
        return response

    def request(self, **request):
        """One answer."""
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def signed_in(user):
    """A client of somebody at the desk."""
    client = Quiet()
    client.force_login(user)
    return client


class Saved(NamedTuple):
    """One accepted change: the mark that is the reason of its revision, what its page said it had opened, and what it touched.

    `touched` is None where somebody chose to save over what had changed; `opened` where a step was taken without looking.
    """

    mark: str
    opened: list | None
    touched: set | None


class Editor:
    """Somebody at the desk, in a thread: `turn(self, mark)` tries a change and notes in `saved` what was accepted."""

    def __init__(self, number, user, turn, turns):
        self.number, self.turns, self.turn = number, turns, turn
        self.chance, self.saved, self.failed = random.Random(f"{turns} {number}"), [], []
        self.client = signed_in(user)

    def run(self):
        """All turns; what goes wrong is kept for the test."""
        try:
            for turn in range(self.turns):
                self.turn(self, f"[{self.number}.{turn}]")
        except Exception as error:
            self.failed.append(error)
        finally:
            connection.close()

    def send(self, page, mark, touched, *, over=0.3):
        """Save a page and say whether it was; whoever is told of a conflict saves over it with the chance `over`."""
        opened = page.data["opened"]
        answer = self._post(page, reason=mark)
        if _saved(answer):
            self.saved.append(Saved(mark, opened, touched))
            return True
        shown = _OVER.search(answer.content.decode())
        if shown and self.chance.random() < over:
            opened = [*opened, shown[1]]
            if _saved(self._post(page, reason=mark, opened=opened)):
                self.saved.append(Saved(mark, opened, None))
                return True
        return False

    def _post(self, page, **fields):
        return self.client.post(page.address, {**page.data, "unchanged": "on", "_continue": "1", **fields})


def _saved(answer):
    """Whether a page was saved; from one whose row was deleted meanwhile, the desk leads home and says so."""
    return answer.status_code == 302 and answer.headers["Location"] != reverse("admin:index")


def race(user, turns, *ways):
    """Let an editor go each of these ways at once; returns what was accepted, once all are through."""
    editors = [Editor(number, user, way, turns) for number, way in enumerate(ways)]
    threads = [threading.Thread(target=editor.run) for editor in editors]
    # What would be a 500 is told with its cause.
    with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if failed := [error for editor in editors for error in editor.failed]:
        raise failed[0]
    return [saved for editor in editors for saved in editor.saved]


# -- ways to change a record


def typed(page, name, mark):
    """Write a mark behind what stands in a field of several lines."""
    page.data[name] += mark


def rows_of(page, prefix):
    """The numbers of the rows of a kind that are on file, with their ids."""
    count = int(page.data[f"{prefix}-INITIAL_FORMS"][0])
    return [(number, int(page.data[f"{prefix}-{number}-id"][0])) for number in range(count)]


# -- the proof


def unseen(root, saved):
    """Where the history of a record does not show that each accepted change was made to what its editor had opened.

    A list of words, empty when each has one revision and follows on what its page had opened, and nothing differs between
    the two but what the editor touched, where texts grew by the mark.
    """
    wrong, marks = [], {one.mark: one for one in saved}
    revisions = list(Revision.objects.of(root).order_by("pk"))
    for before, after in pairwise(revisions):
        one = marks.pop(after.reason, None)
        if one is None:
            wrong.append(f"{after.get_action_display()} {after.reason}: nobody was told that this was saved")
        elif one.opened is not None and digest(before.document) not in one.opened:
            wrong.append(f"{one.mark} was saved over {before.reason}, which it had not opened")
        elif one.touched is not None:
            changed = set(changes(type(root), before.document, after.document, one.mark))
            if not changed <= one.touched:
                wrong.append(f"{one.mark} changed {changed - one.touched}")
    return wrong + [f"{mark} was accepted and has no revision" for mark in marks]


def changes(model, before, after, mark):
    """What differs between two documents, as ("field", name) and ("part", name, id), id None for a new one.

    A text that did not grow by the mark is ("lost", name).
    """
    for name in before.keys() | after.keys():
        old, new = facts(before.get(name)), facts(after.get(name))
        if name == "label" or old == new:
            continue
        if name in model.parts:
            yield from _changes_of_rows(name, before[name], after[name])
        elif name in GROWING and new != old + mark:
            yield "lost", name
        else:
            yield "field", name


GROWING = ("staff_note", "note")


def _changes_of_rows(name, before, after):
    old, new = ({row["id"]: row for row in rows} for rows in (before, after))
    for key in old.keys() | new.keys():
        rows = old.get(key), new.get(key)
        if name == "parties" and None not in rows:
            # A party is there for those who took part for it.
            yield from _changes_of_rows("participants", *(row["participants"] for row in rows))
        elif rows[0] is None:
            yield "part", name, None
        elif rows[1] is None or facts(rows[0]) != facts(rows[1]):
            yield "part", name, key


def opened(client, address):
    """A page of the desk, None where its record is not there any more."""
    page = Page(client, address)
    return page if "opened" in page.data else None
