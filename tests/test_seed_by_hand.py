"""The meeting that the register began with, entered by hand in a browser: by a contributor, checked and published by an editor."""

import re

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from meetings.actions.edit import edit
from meetings.actions.roles import make_roles
from meetings.models import Meeting, Revision, Source
from meetings.queries.snapshots import document

PASSWORD = "a-desk-of-ones-own"
TEXT = "\n\n".join(f"What paragraph {number} says." for number in range(1, 20))
"""Stands for the article, whose text is another's: nineteen paragraphs."""


class Hand:
    """Somebody at a browser page, whose clicks, keys and page loads are counted."""

    def __init__(self, page):
        self.page, self.clicks, self.keys, self.loads = page, 0, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, _):
        self.loads += 1

    def go(self, address):
        """Open an address, as by a bookmark."""
        self.page.goto(address)

    def click(self, selector):
        """One click."""
        self.clicks += 1
        self.page.click(selector)

    def fill(self, field, text):
        """Click into a field and type."""
        if text:
            self.clicks += 1
            self.keys += len(text)
            self.page.fill(f"#id_{field}", text)

    def select(self, field, value):
        """Tab to a list and press the first letter of a choice until it is the one, unless it says so already."""
        box = self.page.locator(f"#id_{field}")
        if box.input_value() == value:
            return
        letter = box.locator(f"option[value='{value}']").inner_text()[0].lower()
        alike = len([one for one in box.locator("option").all_inner_texts() if one[0].lower() == letter])
        box.focus()
        self.keys += 1
        for _ in range(alike):
            box.press(letter)
            self.keys += 1
            if box.input_value() == value:
                return
        raise AssertionError(f"{letter!r} does not lead to {value} in {field}.")

    def choose(self, field, label, words=""):
        """Open an autocomplete, type the beginning of a name, and take the one that is called so."""
        words = words or label[:12]
        box = self.page.locator(f"#id_{field}").locator("xpath=following-sibling::span[contains(@class, 'select2')]")
        box.first.click()
        self.page.keyboard.type(words)
        exactly = re.compile(rf"^\s*{re.escape(label)}\s*$")
        self.page.locator(".select2-results__option[role=option]", has_text=exactly).last.click()
        self.clicks += 2
        self.keys += len(words)

    def add(self, prefix):
        """A new row; returns its number."""
        rows = self.page.locator(f"#{prefix}-group .inline-related:not(.empty-form)")
        number = rows.count()
        self.click(f"#{prefix}-group .add-row a")
        expect(rows).to_have_count(number + 1)
        return number

    def sign_in(self, name):
        """As one of the staff."""
        self.page.context.clear_cookies()
        self.go("/desk/")
        self.fill("username", name)
        self.fill("password", PASSWORD)
        self.click("[type=submit]")
        expect(self.page.locator("#user-tools")).to_contain_text(name)


@pytest.fixture
def seed(register):
    """What the demo register says of the meeting; it is then taken off the file, and its first source with it."""
    make_roles()
    for name in ("Contributor", "Editor"):
        user = User.objects.create_user(name.lower(), password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=name))
    meeting = Meeting.objects.get(occasion__name__startswith="78th session", parties__country__code="PK")
    found = document(meeting)
    with edit(goes=[meeting]):
        meeting.delete()
    source = Source.objects.get(pk=found["citations"][0]["source"]["id"])
    found["source"] = document(source)
    source.delete()
    return found


def _source(hand, seed):
    """The article, put on file without leaving the page, its text pasted."""
    number = hand.add("citations")
    with hand.page.expect_popup() as opened:
        hand.click(f"#add_id_citations-{number}-source")
    window = Hand(opened.value)
    for name in ("title", "publisher", "url", "language", "published_on"):
        window.fill(name, seed[name])
    window.select("kind", seed["kind"])
    window.page.locator("fieldset:has(#id_full_text) summary").click()
    # Copied from the article's page.
    window.page.fill("#id_full_text", TEXT)
    window.keys += 2
    with window.page.expect_event("close"):
        window.click("[name=_save]")
    hand.clicks, hand.keys, hand.loads = hand.clicks + window.clicks, hand.keys + window.keys, hand.loads + window.loads
    expect(hand.page.locator("#desk-source li")).to_have_count(19)


def _claim(hand, claim, sources):
    number = hand.add("claims")
    at = f"claims-{number}"
    hand.select(f"{at}-kind", claim["kind"])
    hand.fill(f"{at}-by", claim["speaker"]["label"].rpartition(" ")[2] if claim["speaker"] else "")
    hand.select(f"{at}-act", claim["act"])
    hand.fill(f"{at}-text", claim["text"])
    # The first source by a click on its paragraph, the others typed behind it.
    first, *others = claim["citations"]
    hand.click(f"#desk-source li:nth-child({first['locator'].removeprefix('par. ')}) button")
    field = hand.page.locator(f"#id_{at}-cited")
    expect(field).to_have_value(f"1 {first['locator']}")
    words = "".join(
        f"; {sources[other['source']['label']]}"
        + (" silent" if other["stance"] == "silent" else "")
        + (f' "{other["wording"]}"' if other["wording"] else "")
        for other in others
    )
    field.press("End")
    field.press_sequentially(words)
    hand.clicks, hand.keys = hand.clicks + 1, hand.keys + 1 + len(words)
    for topic in claim["topics"]:
        hand.choose(f"{at}-topics", topic["label"])
    for mention in claim["mentions"]:
        hand.choose(f"{at}-mentions", mention["label"])
    for term in claim["terms"]:
        hand.choose(f"{at}-terms", term["label"], term["label"])
    hand.fill(f"{at}-quote", claim["quote"])
    hand.fill(f"{at}-quote_language", claim["quote_language"])
    hand.fill(f"{at}-note", claim["note"])
    hand.select(f"{at}-attribution", claim["attribution"])
    if claim["kind"] == "agreed":
        hand.select(f"{at}-outcome_kind", claim["outcome_kind"])


def _wordings(hand, seed):
    """What a source calls those whom a claim mentions, on the page of the claim."""
    for number, claim in enumerate(seed["claims"]):
        worded = [mention for mention in claim["mentions"] if mention["wording"]]
        if worded:
            hand.click(f"#claims-{number} a:has-text('In full depth')")
        for mention in worded:
            row = hand.page.locator("#mentions-group tr.has_original", has_text=mention["label"])
            hand.fill(row.locator("[name$=-wording]").get_attribute("id").removeprefix("id_"), mention["wording"])
        if worded:
            hand.click("[name=_save]")
            expect(hand.page.locator(".messagelist")).to_contain_text("was changed successfully")
            expect(hand.page.locator("#id_when")).to_have_value("2023-09-22")


def _said(found):
    """A document without ids, and without what is the way of a record and not its content."""
    if isinstance(found, dict):
        return {name: _said(value) for name, value in found.items() if name not in ("id", "source", "publication")} | (
            {"source": found["source"]["label"]} if "label" in found.get("source", {}) else {}
        )
    return [_said(one) for one in found] if isinstance(found, list) else found


def _flat(found, path=""):
    """A document as one line for each of its values, so that what differs can be read."""
    if isinstance(found, dict):
        return [line for name, value in found.items() for line in _flat(value, f"{path}.{name}")]
    if isinstance(found, list):
        return [line for number, value in enumerate(found) for line in _flat(value, f"{path}.{number}")]
    return [f"{path}: {found}"]


@pytest.mark.long
def test_a_contributor_enters_the_seed_and_an_editor_publishes_it(seed, page, problems, record_property):
    hand = Hand(page)
    hand.sign_in("contributor")
    hand.click("a:has-text('Enter a meeting')")
    hand.fill("when", "22 September 2023")
    for name in ("date_note", "title", "summary"):
        hand.fill(name, seed[name])
    for name in ("medium", "setting"):
        hand.select(name, seed[name])
    hand.choose("occasion", seed["occasion"]["label"], "78th")
    hand.choose("place", seed["place"]["label"], "New York")
    _source(hand, seed["source"])
    for citation in seed["citations"][1:]:
        number = hand.add("citations")
        label = citation["source"]["label"]
        hand.choose(f"citations-{number}-source", label, label.partition(": ")[2][:30])
    # In the row of the source, a paragraph's number is its locator.
    hand.click("#id_citations-0-locator")
    hand.click("#desk-source li:nth-child(5) button")
    expect(page.locator("#id_citations-0-locator")).to_have_value("par. 5")
    for party in seed["parties"]:
        number = hand.add("participants")
        (person,) = party["participants"]
        hand.choose(f"participants-{number}-official", person["label"])
        # The office follows from the date, and the country from the office.
        row = page.locator(f"#participants-{number}")
        expect(row.locator(".fieldBox.field-country option")).to_have_text(party["label"])
        expect(row.locator(".field-appointments .select2-selection__choice")).to_have_count(1)
        hand.fill(f"participants-{number}-title_as_reported", person["title_as_reported"])
    sources = {citation["source"]["label"]: number for number, citation in enumerate(seed["citations"], 1)}
    for claim in seed["claims"]:
        _claim(hand, claim, sources)
    expect(page.locator("#desk-source .progress")).to_contain_text("14 of 19 paragraphs cited.")
    expect(page.locator("ul.checks .done")).to_have_count(4)
    assert page.locator("#id_publication option").all_inner_texts() == ["Draft", "Send to review"]
    hand.click("[name=_continue]")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    _wordings(hand, seed)
    hand.select("publication", "in-review")
    hand.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    entered = (hand.clicks, hand.keys, hand.loads)

    meeting = Meeting.objects.get(publication="in-review")
    assert page.goto(f"/meetings/{meeting.pk}/").status == 404
    problems.clear()
    hand.sign_in("editor")
    hand.click(".queues a:has-text('In review')")
    hand.click(f"#result_list a:has-text('{seed['title']}')")
    hand.click("a:has-text('Preview as readers will see it')")
    expect(page.locator("main [role=note]")).to_contain_text("Readers do not see this meeting: it is in review.")
    hand.click("a:has-text('Back to the desk')")
    hand.select("publication", "published")
    hand.fill("reason", "Checked against the three accounts.")
    hand.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("Readers see it on its public page.")
    record_property("entered", f"{entered[0]} clicks, {entered[1]} keys, {entered[2]} page loads")
    published = (hand.clicks - entered[0], hand.keys - entered[1], hand.loads - entered[2])
    record_property("published", f"{published[0]} clicks, {published[1]} keys, {published[2]} page loads")
    print(f"\nEntered with {entered}, published with {published}: clicks, keys, page loads.")

    meeting.refresh_from_db()
    now = document(meeting)
    right, wrong = _said({name: value for name, value in seed.items() if name != "source"}), _said(now)
    assert _flat(wrong) == _flat(right)
    # Entered, two wordings, sent to review; published.
    assert [(one.by_name, one.reason) for one in Revision.objects.of(meeting)] == [
        ("editor", "Checked against the three accounts."),
        *[("contributor", "")] * 4,
    ]
    page.context.clear_cookies()
    page.goto("/meetings/?country=PK&country=AZ&topic=islamophobia")
    expect(page.locator("main")).to_contain_text(seed["title"])
    assert problems == []
