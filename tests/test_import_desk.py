"""Import sessions at the desk: upload, columns, questions, all or nothing, undo; and what is refused."""

import io
import re

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

from meetings import imports
from meetings.models import Doubt, ImportBatch, Meeting, Official, Revision

from .build import make_official
from .tables import bring
from .test_importing import ONE, exported

pytestmark = pytest.mark.django_db
ADD = "/desk/meetings/importbatch/add/"


def upload(client, content, entity="meeting", name="table.csv", **more):
    """Send a table; returns the response."""
    content = content.strip("\n").encode() if isinstance(content, str) else content
    return client.post(ADD, {"file": SimpleUploadedFile(name, content), "entity": entity, **more})


def page_of(client, response):
    """The page of the batch that an upload led to."""
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response["Location"])


def commit(client, page):
    """Press the button of the page."""
    return client.post(page.request["PATH_INFO"], {"commit": "1", "opened": page.context["opened"]})


def test_a_table_is_looked_at_corrected_and_committed(register, staff_client):
    text = ONE.replace("date,", "Tag,")
    page = page_of(staff_client, upload(staff_client, text))
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.rows, Meeting.objects.filter(title__contains="Islamic").count()) == ("looked-at", 1, 0)
    assert (page.context["unread"], [count for *_, count in page.context["tabs"]]) == (["Tag"], [0, 0, 0, 1, 0])
    columns = {f"column:{name}": chosen for _, group in page.context["column_groups"] for name, _, chosen, _ in group}
    there = page.request["PATH_INFO"]
    staff_client.post(there, columns | {"columns": "1", "column:date": "{Tag}", "publish": "on"})
    page = staff_client.get(there)
    assert (page.context["unread"], page.context["ready"]) == ([], True)
    assert "PK: Ishaq Dar (Foreign Minister)" in page.content.decode()
    assert commit(staff_client, page)["Location"] == there
    meeting = Meeting.objects.latest("pk")
    assert (meeting.when.entry, meeting.publication, meeting.entered_by.username) == (
        "2024-05-06",
        "published",
        User.objects.get(pk=staff_client.session["_auth_user_id"]).username,
    )
    done = staff_client.get(there)
    assert done.context["brought"] == [
        ("meetings", 1, 0),
        ("occasions", 1, 0),
        ("officials", 3, 0),
        ("sources", 1, 0),
    ]
    batch.refresh_from_db()
    assert (batch.content, batch.by_name) == (None, meeting.entered_by.username)
    history = staff_client.get(f"/desk/meetings/meeting/{meeting.pk}/history/").content.decode()
    assert "Came with row 2 of" in history


def test_nothing_is_committed_while_a_row_is_wrong_or_uncertain(register, staff_client):
    page = page_of(staff_client, upload(staff_client, "date,countries\n2024-02-31,PK;TR\n2024-03-01,PK;TR\n"))
    assert [count for *_, count in page.context["tabs"]] == [1, 0, 0, 1, 0]
    assert page.context["ready"] is False
    before = Meeting.objects.count()
    commit(staff_client, page)
    assert (Meeting.objects.count(), ImportBatch.objects.get().state) == (before, "looked-at")


def test_a_question_is_answered_once_for_all_rows_that_ask_it(register, staff_client):
    text = "date,participants\n2021-01-13,AZ: Jeyhun Bayramow (FM); TR: X Y (FM)\n2021-03-13,AZ: Jeyhun Bayramow (FM); TR: X Y (FM)\n"
    page = page_of(staff_client, upload(staff_client, text))
    [(question, numbers)] = page.context["questions"]
    assert numbers == [2, 3]
    official = Official.objects.get(name="Jeyhun Bayramov")
    there = page.request["PATH_INFO"]
    staff_client.post(there, {f"answer:{question.key}": str(official.pk)})
    page = staff_client.get(there)
    assert page.context["ready"] is True
    commit(staff_client, page)
    assert official.participations.filter(party__meeting__earliest__year=2021, title_as_reported="FM").count() == 2


def test_who_commits_what_changed_meanwhile_looks_again(register, staff_client):
    page = page_of(
        staff_client, upload(staff_client, "date,participants\n2024-05-06,PK: Ishaq Dar (FM); TR: X Y (FM)\n")
    )
    make_official("Ishaq Daar")
    imports.lookup.Country.objects.filter(code="TR").update(code="TY")
    before = Meeting.objects.count()
    commit(staff_client, page)
    assert (Meeting.objects.count(), ImportBatch.objects.get().state) == (before, "looked-at")


def test_a_table_is_forgotten(register, staff_client):
    page = page_of(staff_client, upload(staff_client, ONE))
    staff_client.post(page.request["PATH_INFO"], {"forget": "1"})
    assert ImportBatch.objects.count() == 0


def test_undone_at_the_desk(register, staff_client):
    page = page_of(staff_client, upload(staff_client, ONE))
    commit(staff_client, page)
    batch = ImportBatch.objects.get()
    there = f"/desk/meetings/importbatch/{batch.pk}/undo/"
    assert staff_client.get(there).context["lines"] == [
        ("Deleted", "meetings", 1),
        ("Deleted", "occasions", 1),
        ("Deleted", "officials", 3),
        ("Deleted", "sources", 1),
    ]
    staff_client.post(there, {"confirm": "1", "reason": "The wrong file."})
    batch.refresh_from_db()
    assert (batch.state, Official.objects.filter(name="Hakan Fidan").count()) == ("undone", 0)
    assert Revision.objects.filter(action="deleted", entity="meeting").count() == 1


def test_a_file_of_the_register_comes_back_the_same(register, staff_client):
    page = page_of(staff_client, upload(staff_client, exported()))
    assert [count for *_, count in page.context["tabs"]] == [0, 0, 0, 0, Meeting.objects.published().count()]
    assert page.context["ready"] is False


def test_a_file_as_the_site_serves_it_comes_back_the_same(register, staff_client, client):
    for kind in ("csv", "xlsx"):
        response = client.get(f"/meetings.{kind}")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        page = page_of(staff_client, upload(staff_client, content, name=f"meetings.{kind}"))
        assert [count for *_, count in page.context["tabs"]] == [0, 0, 0, 0, Meeting.objects.published().count()], kind


def test_templates_can_be_filled_in_and_come_back(register, staff_client):
    for entity in imports.ENTITIES:
        for kind in ("csv", "xlsx"):
            response = staff_client.get(f"/desk/meetings/importbatch/template/{entity}.{kind}")
            content = b"".join(response.streaming_content) if response.streaming else response.content
            page = page_of(staff_client, upload(staff_client, content, entity, name=f"x.{kind}"))
            assert page.context["unread"] == [], (entity, kind)


def test_a_mapping_may_come_with_the_table(register, staff_client):
    mapping = """
entity = "meeting"
[columns]
date = "{Jahr}-05"
countries = "PK;{wer}"
[words.countries]
"Türken" = "TR"
"""
    page = page_of(
        staff_client,
        upload(staff_client, "Jahr,wer\n2024,Türken\n", mapping=SimpleUploadedFile("m.toml", mapping.encode())),
    )
    commit(staff_client, page)
    meeting = Meeting.objects.latest("pk")
    assert (meeting.when.entry, [party.key for party in meeting.sides]) == ("2024-05", ["PK", "TR"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"date,countries\n2024-05-06,PK\xe9\n", "UTF-8"),
        (b"date,date\n1,2\n", "date"),
        (b"", "empty"),
        (b"PK\x03\x04nonsense", "workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(register, staff_client, content, words):
    response = upload(staff_client, content)
    assert response.status_code == 200
    assert words in str(response.context["form"].errors["file"])
    assert ImportBatch.objects.count() == 0


def test_a_table_beyond_the_bounds_is_refused_and_never_stored(register, staff_client):
    response = upload(staff_client, b"date\n" + b"2024\n" * 3_000_000)
    assert "larger than 10 MB" in str(response.context["form"].errors["file"])
    response = upload(staff_client, "date\n" + "2024\n" * 5_001)
    assert "5,000" in str(response.context["form"].errors["file"])
    assert ImportBatch.objects.count() == 0


def test_a_formula_and_an_error_are_told_by_row_and_column(register, staff_client):
    book = openpyxl.Workbook()
    for row in (["date", "countries", "summary"], ["2024-05-06", "PK;TR", "=1+1"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    page = page_of(staff_client, upload(staff_client, file.getvalue(), name="x.xlsx"))
    [row] = page.context["rows"]
    [(column, words)] = row["problems"]
    assert (row["number"], column) == (2, "summary")
    assert "formula" in words


def test_pairs_in_doubt_come_with_what_tells_them_apart(register, staff_client):
    text = "date,participants\n1952-05-01,NI: Somoza (President); TR: X Y (FM)\n1939-05-05,NI: Somoza (President); TR: Z (FM)\n"
    bring(text + "1940-05-05,NI: Somoza (President); TR: Z (FM)\n", people="apart")
    Doubt.objects.create(one=make_official("A B"), other=Official.objects.get(name="Z"), reason="Alike.")
    page = staff_client.get("/desk/meetings/doubt/").content.decode()
    cells = re.findall(r"field-(?:first|second)[^>]*>(.*?)</t[dh]>", page)
    assert [" ".join(strip_tags(cell).split()) for cell in cells] == [
        "Somoza Nicaragua, 1939 – 1940, 2 meetings",
        "Somoza Nicaragua, 1952, 1 meeting",
        "A B in no meeting",
        "Z Türkiye, 1939 – 1940, 2 meetings",
    ]


def test_pairs_in_doubt_are_merged_or_settled(register, staff_client):
    one, other = make_official("A B"), make_official("A. B.")
    doubt = Doubt.objects.create(one=one, other=other, reason="Alike.")
    there = "/desk/meetings/doubt/"
    assert f"/desk/meetings/official/{one.pk}/merge/?into={other.pk}" in staff_client.get(there).content.decode()
    assert "Doubtful pairs" in staff_client.get("/desk/").content.decode()
    staff_client.post(there, {"action": "two", "_selected_action": [doubt.pk]})
    doubt.refresh_from_db()
    assert doubt.settled is True
    found = {
        state: "A. B." in staff_client.get(f"{there}?settled={state}").content.decode() for state in ("", "yes", "all")
    }
    assert found == {"": False, "yes": True, "all": True}
