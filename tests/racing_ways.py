"""The ways in which editors of a race change a meeting or an official: each is made for a record, and goes one turn."""

from django.urls import reverse

from meetings.choices import Capacity
from meetings.index import exclusive
from meetings.models import Appointment, Claim, Meeting, Official, Revision

from .build import make_country, make_official, make_position
from .desk_page import Page, address
from .racing import Saved, opened, rows_of, typed


def change_the_page(meeting, sources):
    """A change of the meeting's page: a field, or a row of claims, sources or people that is changed, added or deleted."""

    def change(editor, mark):
        page, chance = opened(editor.client, address(Meeting, meeting)), editor.chance
        prefix = chance.choice(["", "claims", "claims", "citations", "participants"])
        rows = rows_of(page, prefix) if prefix else []
        # The first two of a kind stay, so that the meeting stays one that may be published.
        number, key = chance.choice(rows[2:] or [(None, None)])
        if not prefix:
            typed(page, "staff_note", mark)
            page.data["date_note"] = mark
            touched = {("field", "staff_note"), ("field", "date_note")}
        elif number is None or (len(rows) < 6 and chance.random() < 0.5):
            new = {
                "claims": {"kind": "discussed", "text": mark, "cited": "1"},
                "citations": {"source": chance.choice(sources).pk, "stance": "supports"},
                "participants": {"country": str(make_country("AZ").pk), "name_as_reported": mark},
            }
            page.add(prefix, **new[prefix])
            touched = {("part", prefix, None)}
        elif chance.random() < 0.5:
            page.set(prefix, number, DELETE="on")
            touched = {("part", prefix, key)}
        else:
            field = {"claims": "text", "citations": "locator", "participants": "title_as_reported"}[prefix]
            page.set(prefix, number, **{field: mark})
            touched = {("part", prefix, key)}
        editor.send(page, mark, touched)

    return change


def change_a_claim(meeting):
    """A change of a claim on a page of its own: its note, or a mention that comes or goes."""

    def change(editor, mark):
        claim = editor.chance.choice(list(Claim.objects.filter(meeting=meeting)))
        page = opened(editor.client, address(Claim, claim))
        if page is None:
            return
        if rows_of(page, "mentions"):
            page.set("mentions", 0, DELETE="on")
        else:
            page.add("mentions", country=make_country(editor.chance.choice(["IN", "AM"])).pk)
        typed(page, "note", mark)
        editor.send(page, mark, {("part", "claims", claim.pk)})

    return change


def take_a_step(meeting):
    """Withdraw and publish again, from the list of meetings."""

    def step(editor, mark):
        action = "withdraw" if Meeting.objects.get(pk=meeting.pk).is_published else "publish"
        known = Revision.objects.of(meeting).first()
        sent = {"action": action, "_selected_action": [meeting.pk], "confirm": "1", "reason": mark}
        assert editor.client.post(reverse("admin:meetings_meeting_changelist"), sent).status_code == 302
        if Revision.objects.of(meeting).filter(reason=mark, pk__gt=known.pk).exists():
            touched = {("field", name) for name in ("publication", "withdrawn_on", "withdrawal_reason")}
            touched.add(("part", "corrections", None))
            editor.saved.append(Saved(mark, None, touched))

    return step


def put_back(root):
    """Put the record back as one of its last revisions has it."""

    def restore(editor, mark):
        found = editor.chance.choice(list(Revision.objects.of(root)[:5]))
        page = Page(editor.client, reverse(f"admin:meetings_{found.entity}_restore", args=[found.pk]))
        sent = {**page.data, "reason": mark, "unchanged": "on"}
        answer = editor.client.post(page.address, sent)
        # What is as it was already is not saved again.
        if answer.status_code == 302 and Revision.objects.of(root).filter(reason=mark).exists():
            editor.saved.append(Saved(mark, page.data["opened"], None))

    return restore


def change_an_official(official):
    """A change of an official's page: a further name or a term of office that comes, changes or goes."""

    def change(editor, mark):
        page, chance = opened(editor.client, address(Official, official)), editor.chance
        prefix = chance.choice(["names", "appointments"])
        rows = rows_of(page, prefix)
        if len(rows) < 3 or chance.random() < 0.3:
            with exclusive():  # as all who write take turns
                office = make_position("PK", title=f"Office {mark}")
            page.add(
                prefix,
                **{
                    "names": {"name": mark, "kind": "alias"},
                    "appointments": {"position": office.pk, "capacity": Capacity.SUBSTANTIVE, "start": "2020"},
                }[prefix],
            )
            touched = {("part", prefix, None)}
        else:
            number, key = chance.choice(rows)
            one = {"names": {"name": mark}, "appointments": {"note": mark}}[prefix]
            page.set(prefix, number, **chance.choice([{"DELETE": "on"}, one]))
            touched = {("part", prefix, key)}
        editor.send(page, mark, touched)

    return change


def change_a_term(official):
    """A change of a term of office on a page of its own."""

    def change(editor, mark):
        terms = list(Appointment.objects.filter(official=official))
        page = opened(editor.client, address(Appointment, editor.chance.choice(terms))) if terms else None
        if page:
            page.data["note"] = mark
            editor.send(page, mark, {("part", "appointments", int(page.address.split("/")[-3]))})

    return change


def merge_another(official):
    """Another official who turns out to be the same."""

    def join(editor, mark):
        with exclusive():
            gone = make_official(f"Another {mark}")
        page = Page(editor.client, f"{reverse('admin:meetings_official_merge', args=[gone.pk])}?into={official.pk}")
        if editor.client.post(page.address, {**page.data, "reason": mark}).status_code == 302:
            editor.saved.append(Saved(mark, [page.data["opened"][0][:32]], {("part", "names", None)}))

    return join
