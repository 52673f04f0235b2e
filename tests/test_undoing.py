"""Undoing an import: what it brought goes, what it changed is as it was, what was edited since is told and kept."""

import csv
import io

import pytest
from django.apps import apps

from meetings import index
from meetings.actions.derive import derive, verify
from meetings.actions.edit import EditRefused
from meetings.actions.history import deleted, keep
from meetings.actions.restore import restore
from meetings.imports.undo import Kept, look, undo
from meetings.models import ImportBatch, Meeting, Official, Provenance, Revision, Source
from meetings.queries.snapshots import document, facts

from .tables import bring
from .test_importing import ONE, exported

_KINDS = (
    "meeting",
    "party",
    "participant",
    "claim",
    "citation",
    "source",
    "occasion",
    "official",
    "position",
    "meetingindex",
)


def _counts():
    return {kind: apps.get_model("meetings", kind).objects.count() for kind in _KINDS}


def _all_right():
    assert verify() == []
    assert list(index.differences()) == []


def test_drafts_and_all_that_came_with_them_go(register):
    before = _counts()
    bring(ONE)
    batch = ImportBatch.objects.get()
    assert look(batch).deleted == {"meeting": 1, "occasion": 1, "official": 3, "source": 1}
    effects = undo(batch)
    assert (effects.deleted, effects.withdrawn, effects.restored, effects.kept) == (
        {"meeting": 1, "occasion": 1, "official": 3, "source": 1},
        {},
        {},
        [],
    )
    assert (_counts(), Provenance.objects.count()) == (before, 0)
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at is not None) == ("undone", True)
    _all_right()
    [again] = bring(ONE)
    assert again.verdict == "new"


def test_what_an_undo_deleted_can_be_restored_from_the_history(register):
    bring(ONE)
    meeting = Meeting.objects.latest("pk")
    was = document(meeting)
    undo(ImportBatch.objects.get())
    for entity in ("source", "official", "occasion"):
        for revision in deleted(entity):
            restore(revision)
    [revision] = deleted("meeting")
    assert facts(document(restore(revision))) == facts(was)
    _all_right()


def test_what_readers_saw_is_withdrawn_with_the_reason(register, client):
    bring(ONE, publish=True)
    meeting, batch = Meeting.objects.latest("pk"), ImportBatch.objects.get()
    with pytest.raises(EditRefused, match="say in public words why"):
        undo(batch)
    effects = undo(batch, reason="Imported in error.")
    assert (effects.withdrawn, effects.deleted) == ({"meeting": 1}, {})
    meeting.refresh_from_db()
    assert (meeting.publication, meeting.withdrawal_reason) == ("withdrawn", "Imported in error.")
    assert [one.action for one in Revision.objects.of(meeting)] == ["changed", "found"]
    response = client.get(meeting.get_absolute_url())
    assert (response.status_code, "Imported in error." in response.content.decode()) == (410, True)
    _all_right()


def test_what_was_edited_since_is_told_and_kept_unless_chosen(register):
    bring(ONE)
    batch, meeting = ImportBatch.objects.get(), Meeting.objects.latest("pk")
    before = document(meeting)
    meeting.summary = "Put better."
    meeting.save()
    derive(meeting)
    keep(type(meeting), before, document(meeting))
    kept = look(batch).kept
    assert kept[0] == Kept("meeting", meeting.pk, str(meeting), "It was edited since.", True)
    # What it names stays with it.
    assert {(one.entity, one.why, one.may_go) for one in kept[1:]} == {
        ("occasion", "Something else on file names it.", False),
        ("official", "Something else on file names it.", False),
        ("source", "Something else on file names it.", False),
    }
    undo(batch)
    assert Meeting.objects.filter(pk=meeting.pk).exists()
    _all_right()


def test_what_was_edited_goes_where_it_is_chosen(register):
    counts = _counts()
    bring(ONE)
    batch, meeting = ImportBatch.objects.get(), Meeting.objects.latest("pk")
    before = document(meeting)
    meeting.summary = "Put better."
    meeting.save()
    keep(type(meeting), before, document(meeting))
    assert undo(batch, chosen={("meeting", meeting.pk)}).kept == []
    assert _counts() == counts
    [revision] = deleted("meeting")
    assert revision.document["summary"] == "Put better."
    _all_right()


def test_an_official_whom_another_meeting_names_stays(register):
    bring(ONE)
    first = ImportBatch.objects.get()
    bring("date,participants\n2025-01-01,TR: Hakan Fidan (FM); IR: Somebody (FM)\n")
    fidan = Official.objects.get(name="Hakan Fidan")
    assert undo(first).kept == [Kept("official", fidan.pk, "Hakan Fidan", "Something else on file names it.", False)]
    assert Official.objects.filter(pk=fidan.pk).exists()
    _all_right()


def test_what_a_batch_changed_is_as_it_was(register):
    rows = list(csv.DictReader(io.StringIO(exported())))
    pk = int(rows[0]["id"])
    was = document(Meeting.objects.get(pk=pk))
    rows[0]["summary"] = "Changed."
    lines = io.StringIO()
    writer = csv.DictWriter(lines, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    bring(lines.getvalue())
    assert look(ImportBatch.objects.get()).restored == {"meeting": 1}
    undo(ImportBatch.objects.get())
    meeting = Meeting.objects.get(pk=pk)
    now = document(meeting)
    assert {name: facts(value) for name, value in now.items() if name != "corrections"} == {
        name: facts(value) for name, value in was.items() if name != "corrections"
    }
    assert [one.text for one in meeting.corrections.all()][:2] == [
        "Put back as it was before a file of the register changed it.",
        "Changed from a file of the register: summary.",
    ]
    _all_right()


def test_a_batch_is_undone_once(register):
    bring(ONE)
    batch = ImportBatch.objects.get()
    undo(batch)
    with pytest.raises(EditRefused, match="undone already"):
        undo(batch)
    assert Source.objects.filter(title="Readout").count() == 0
