"""Random edits of a full meeting on its page at the desk: its facts, sources, people and claims, with all that hangs on them."""

from .build import (
    make_appointment,
    make_country,
    make_occasion,
    make_official,
    make_place,
    make_position,
    make_source,
    make_term,
    make_topic,
)
from .racing import rows_of


class Ground:
    """What random edits choose from."""

    def __init__(self):
        self.places = [make_place("baku"), make_place("lahore", country=make_country("PK"))]
        self.occasions = [make_occasion("A summit", "2023-05", kind="summit"), make_occasion("A visit", kind="visit")]
        self.sources = [make_source(sides=[side] if side else []) for side in ("AZ", "PK", "")]
        self.topics = [make_topic("energy"), make_topic("transport")]
        self.terms = [make_term("the occupied line", neutral_label="line of contact")]
        self.officials = [make_official(f"Guest Number{number}") for number in (1, 2)]
        for official in self.officials:
            make_appointment(official, make_position("AZ", title=f"Adviser {official.pk}"), "2020")


def _edit_facts(page, chance, ground):
    page.data |= {
        "title": chance.choice(["", f"Title {chance.random()}"]),
        "when": chance.choice(["2023", "2023-09", "2 March 2023", "2023-09-22"]),
        "date_note": chance.choice(["", "Year taken from the dateline."]),
        "status": chance.choice(["held", "held", "unconfirmed"]),
        "encounter": chance.choice(["meeting", "pull-aside"]),
        "medium": chance.choice(["", "phone", "in-person"]),
        "place": chance.choice(["", *(str(place.pk) for place in ground.places)]),
        "occasion": str(chance.choice(ground.occasions).pk),
        "setting": chance.choice(["", "margins"]),
        "summary": f"Summary {chance.random()}.",
    }


def _edit_sources(page, chance, ground):
    number = chance.choice(rows_of(page, "citations"))[0]
    page.set("citations", number, locator=f"p. {chance.randrange(99)}", stance="supports")
    if chance.random() < 0.6:
        page.add("citations", source=str(chance.choice(ground.sources).pk), stance="supports", locator="par. 9")


def _edit_people(page, chance, ground):
    number = chance.choice(rows_of(page, "participants"))[0]
    page.set("participants", number, title_as_reported=f"Title {chance.random()}", role=chance.choice(["", "chair"]))
    if chance.random() < 0.5:
        page.set("participants", number, hosts="on")
    if chance.random() < 0.4:
        official = chance.choice(ground.officials)
        page.add("participants", country=str(make_country("AZ").pk), official=str(official.pk))
    if chance.random() < 0.3:
        page.add("participants", country=str(make_country("TR").pk), name_as_reported="An envoy", heads="on")
    if chance.random() < 0.3:
        page.set("participants", rows_of(page, "participants")[-1][0], DELETE="on")


def _edit_claims(page, chance, ground):
    number = chance.choice(rows_of(page, "claims"))[0]
    page.set(
        "claims",
        number,
        text=f"Text {chance.random()}.",
        topics=[str(chance.choice(ground.topics).pk)],
        terms=[str(one.pk) for one in ground.terms if chance.random() < 0.5],
        mentions=chance.sample(["IN", "org:un", "place:kashmir", "TR"], 2),
        quote=chance.choice(["", "We shall come."]),
        cited=chance.choice(["1 par. 3", "1; 2 silent", "2 par. 1 “their wording”; 1"]),
    )
    if chance.random() < 0.4:
        page.add("claims", kind="agreed", text="A visit.", cited="1", outcome_kind="mou", bound="AZ, PK")
    if chance.random() < 0.4:
        page.add("claims", kind="said", by="AZ", text="Thanks.", cited="2 par. 4", act="thanked")
    if chance.random() < 0.4:
        page.set("claims", chance.choice(rows_of(page, "claims"))[0], DELETE="on")


EDITS = (_edit_facts, _edit_sources, _edit_people, _edit_claims)
"""Each changes a page, with a source of chance and the ground, and leaves the saving to others."""
