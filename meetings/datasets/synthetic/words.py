"""What generated meetings say: neutral sentences from a vocabulary in which few words are common and most are rare."""

from ...choices import LEVEL_PLURALS, Act
from . import names
from .chance import zipf


def _split(text):
    return [" ".join(word.split()) for word in text.split(";")]


_NOUNS = zipf(
    _split("""
        cooperation; progress; exchange; support; development; stability; investment; dialogue; partnership; access;
        transport; supply; training; research; standards; finance; markets; growth; safety; infrastructure; inspection;
        preparation; coordination; tariffs; shipping; customs; licences; harvests; tourism; scholarships; universities;
        hospitals; vaccines; reservoirs; pipelines; turbines; railways; bridges; airports; ferries; satellites;
        broadband; encryption; archives; museums; translation; festivals; fisheries; forestry; wheat; cotton; copper;
        timber; fertiliser; insurance; pensions; remittances; apprentices; veterinarians; lighthouses; dredging;
        seismology; glaciers; wetlands; pollinators; hydrography; cartography; numismatics; philately; beekeeping
    """),
    0.7,
)
_ADJECTIVES = zipf(
    _split("""
        steady; joint; further; regular; practical; mutual; technical; early; detailed; open; close; broad; gradual;
        lasting; renewed; shared; separate; seasonal; modest; balanced; preliminary; reciprocal; statutory; multiannual;
        interim; decennial
    """),
    0.7,
)
_AREAS = zipf(
    _split("""
        border regions; small companies; public services; rural districts; young people; coastal towns; local producers;
        research institutes; port authorities; teachers and students; river basins; mountain villages; island
        communities; nomadic herders; lighthouse keepers
    """),
    0.7,
)
_TIMES = zipf(
    _split("""
        this year; next year; in the coming months; within two years; by the end of the decade; after the summer
    """)
)
_PROJECTS = zipf(names.projects())

_OPENINGS = [
    "{who} met {where} to review {noun} and {noun} in the field of {topic}.",
    "{who} held {adjective} talks {where}, with {topic} first on the agenda.",
    "{who} exchanged views {where} on {topic} and on {noun}.",
]
_MIDDLES = [
    "They took stock of the {adjective} work on {noun}, on {noun} and on what it means for {area}.",
    "Much of the time went to {noun}, to the {adjective} {noun} that both had asked for, and to {area}.",
    "The delegations compared figures on {noun} and named officials who will look into {noun} {time}.",
    "Experts reported on {noun} for {area}, and on the {adjective} steps that are planned {time}.",
]
_ENDINGS = [
    "The {adjective} talks also touched on {project}.",
    "Another {adjective} review of {noun} is to follow {time}.",
    "Reports name {noun} and, in passing, {project}.",
    "The next round is to deal with {noun} and {noun}.",
]
_DISCUSSED = [
    "The {adjective} state of {topic}, in particular {noun} and {noun} for {area}, and what is to be done {time}.",
    "The bearing of {topic} on {noun}, on {noun} and on the {adjective} work in {area}.",
    "Plans for {noun} under {project}, and {adjective} {noun} for {area} {time}.",
]
_NAMED = "the {adjective} {noun} in the field of {topic} and the part that it has in {noun} for {area}"
_THAT = "that {adjective} {noun} in the field of {topic} would reach {area} {time}, and that {noun} would follow"
_SAID = {
    Act.THANKED: "for the {adjective} {noun} in the field of {topic}, and for help with {noun} in {area}",
    Act.INFORMED: _THAT,
    Act.ASSERTED: _THAT,
    Act.ASSESSED: _THAT,
    Act.DENIED: "that {noun} in the field of {topic} had been held up, or that {area} had gone without {noun}",
    Act.CONCERNED: "about {noun} in the field of {topic}, and about what {adjective} delays mean for {area}",
    Act.PROPOSED: "{adjective} plans for {noun} in the field of {topic}, with {noun} for {area} {time}",
    Act.INVITED: "the other side to {adjective} talks on {topic} and on {noun} in {area} {time}",
}
_AGREED = [
    "To continue {noun} in the field of {topic} and to begin {adjective} work on {noun} for {area} {time}.",
    "To set up a {adjective} group on {noun} that reports on {topic} and on {noun} {time}.",
    "To sign a text on {topic} that covers {noun}, {noun} and {project} {time}.",
]
_QUOTES = [
    "We have come a long way with {noun}, and we want {noun} to follow.",
    "There is {adjective} interest in {noun}; the rest is work for our experts.",
    "What matters to {area} is {noun}, and that is what we talked about.",
]


class _Slots(dict):
    """Words for the slots of a sentence, drawn as the sentence asks for them, each time anew."""

    def __init__(self, random, **given):
        super().__init__(given)
        self.random = random

    def __missing__(self, slot):
        return _DRAWN[slot].pick(self.random)


_DRAWN = {"noun": _NOUNS, "adjective": _ADJECTIVES, "area": _AREAS, "time": _TIMES, "project": _PROJECTS}


def summary(random, bodies, level, where, topic):
    """What a meeting was about in three or four sentences; `where` is a phrase such as "in Vienna"."""
    who = f"{LEVEL_PLURALS[level].capitalize()} of {_listed(bodies)}" if level else f"Delegations of {_listed(bodies)}"
    chosen = [
        random.choice(_OPENINGS),
        *random.sample(_MIDDLES, random.choice((1, 1, 2))),
        random.choice(_ENDINGS),
    ]
    return " ".join(chosen).format_map(_Slots(random, who=who, where=where, topic=topic))


def _listed(names):
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} others"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def discussed(random, topic):
    """A subject of the talks."""
    return random.choice(_DISCUSSED).format_map(_Slots(random, topic=topic))


def said(random, act, topic):
    """Words of one side, as they follow the verb of the act; whole ones where there is none."""
    text = _SAID.get(act, _NAMED).format_map(_Slots(random, topic=topic))
    return f"{text}." if act else f"On {text}."


def agreed(random, topic):
    """Something agreed."""
    return random.choice(_AGREED).format_map(_Slots(random, topic=topic))


def quote(random):
    """Words between quotation marks."""
    return random.choice(_QUOTES).format_map(_Slots(random))
