"""Whose account is it: the voices of a meeting, the basis of each claim, and the accounts side by side."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from ..choices import Basis, ClaimKind, Stance
from ..index.voices import MARKS, Voices, possessive, speaks_for
from ..models import Citation, Claim, Mention, Party, Source


def _and(words):
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@dataclass(frozen=True)
class NumberedSource:
    """A source of a meeting under its number, with the mark of the party whose account it carries ("a", "b" or "")."""

    number: int
    source: Source
    citation: Citation
    mark: str
    account: str


@dataclass(frozen=True)
class Cite:
    """One citation as a mark in the text: the numbered source, where in it, and what it does to the claim."""

    numbered: NumberedSource
    citation: Citation

    @property
    def label(self):
        """What a screen reader says, the mark as it is seen first: "Source 2 ¶4, Pakistan's account, par. 4"."""
        words = [f"Source {self.numbered.number} {self.beside}".rstrip(), self.numbered.account]
        if self.citation.stance == Stance.CONTRADICTS:
            words.append("contradicts")
        if self.citation.locator != self.beside:
            words.append(self.citation.locator)
        return ", ".join(filter(None, words))

    @property
    def beside(self):
        """What the mark has beside the number: "silent", or the locator as it has room for it, "¶4" for "par. 4"."""
        return "silent" if self.citation.stance == Stance.SILENT else self.citation.locator.replace("par. ", "¶")


@dataclass(frozen=True)
class Statement:
    """One claim with what the page says beside it."""

    claim: Claim
    supporting: list
    contradicting: list
    silent: list
    voices: Voices
    absent: list
    """Bodies that the claim mentions and that did not take part."""
    mentioned: list

    @property
    def basis_words(self):
        """Whose account it is when it is not all sides': "Pakistan's account"."""
        return f"{_and(possessive(party.body) for party in self.voices.heard)} account"

    @property
    def unheard_words(self):
        """What is missing for a joint basis: "Azerbaijan's account"."""
        unheard = [party for party in self.voices.parties if party not in self.voices.heard]
        return f"{_and(possessive(party.body) for party in unheard)} account"


@dataclass
class Column:
    """Claims that the same voices report: the parties heard, the mark, and what their sources are silent on."""

    heard: list
    disc: str
    heading: str
    statements: list = field(default_factory=list)
    silences: list = field(default_factory=list)


@dataclass(frozen=True)
class Accounts:
    """A meeting's sources and claims, arranged by whose account reports them."""

    sources: list
    voices: Voices
    joint: Column
    sides: list
    third: Column
    outcomes: list
    statements: list
    """All claims in their own order, those of the columns and the outcomes."""

    @property
    def reported(self):
        """The sources whose day of publication is known."""
        return [numbered for numbered in self.sources if numbered.source.published_on]

    @property
    def has_claims(self):
        """Whether anything is on file of what was discussed or said."""
        return any(column.statements for column in (self.joint, *self.sides, self.third))


@dataclass(frozen=True)
class Silence:
    """A source that was read and says nothing on some claims, with the subjects of those claims."""

    numbered: NumberedSource
    subjects: list


def accounts(meeting):
    """The accounts of one meeting side by side, in a fixed number of queries.

    A claim stands under the parties whose accounts support it, not under who spoke; outcomes stand apart with their basis.
    """
    parties = meeting.sides
    sources = _numbered(meeting, parties)
    by_source = {numbered.source.pk: numbered for numbered in sources}
    statements = [_statement(claim, parties, by_source) for claim in _claims(meeting)]
    said = [statement for statement in statements if statement.claim.kind != ClaimKind.AGREED]
    joint = Column(parties, "both" if len(parties) == 2 else "", "Said by both" if len(parties) == 2 else "Said by all")
    sides = [
        Column([party], mark, f"Only {possessive(party.body)} account")
        for party, mark in zip(parties, MARKS if len(parties) == 2 else [""] * len(parties), strict=True)
    ]
    third = Column([], "third", "Only reports of others")
    several = {}
    for statement in said:
        heard = statement.voices.heard
        if statement.voices.basis == Basis.JOINT:
            column = joint
        elif not heard:
            column = third
        elif len(heard) == 1:
            column = sides[parties.index(heard[0])]
        else:
            key = tuple(party.pk for party in heard)
            names = _and(possessive(party.body) for party in heard)
            column = several.setdefault(key, Column(heard, "", f"Only {names} accounts"))
        column.statements.append(statement)
    for numbered in sources:
        silent = _subjects(said, numbered, "silent")
        heard = _subjects(said, numbered, "supporting")
        # A source that speaks of trade in one sentence is not silent on trade, whatever else it leaves out.
        subjects = [
            subject for subject in silent.values() if not any(_akin(subject, other) for other in heard.values())
        ]
        if subjects:
            own = [column for column in sides if speaks_for(numbered.source, column.heard[0])]
            (own[0] if len(own) == 1 else third).silences.append(Silence(numbered, subjects))
    return Accounts(
        sources=sources,
        voices=Voices.of(parties, [one.source for one in sources if one.citation.stance == Stance.SUPPORTS]),
        joint=joint,
        sides=[*sides, *several.values()],
        third=third,
        outcomes=[statement for statement in statements if statement.claim.kind == ClaimKind.AGREED],
        statements=statements,
    )


def _numbered(meeting, parties):
    citations = meeting.citations.select_related("source__dateline_place").prefetch_related(
        "source__sides__country", "source__sides__organization"
    )
    marks = MARKS if len(parties) == 2 else [""] * len(parties)
    found = []
    for number, citation in enumerate(citations, 1):
        own = [(party, mark) for party, mark in zip(parties, marks, strict=True) if speaks_for(citation.source, party)]
        bodies = [side.body for side in citation.source.sides.all()]
        if not own and bodies:
            account, mark = f"{_and(possessive(body) for body in bodies)} account", ""
        elif not own:
            account, mark = "no side on file", ""
        elif len(own) == len(parties):
            account, mark = "joint account", ""
        else:
            names = _and(possessive(party.body) for party, _ in own)
            account, mark = f"{names} account", own[0][1] if len(own) == 1 else ""
        found.append(NumberedSource(number, citation.source, citation, mark, account))
    return found


def _claims(meeting):
    mentions = Mention.objects.select_related("country", "organization", "place")
    parties = Party.objects.select_related("country", "organization")
    return meeting.claims.select_related(
        "party__country", "party__organization", "speaker__official", "speaker__party"
    ).prefetch_related(
        "topics",
        "terms",
        "citations",
        Prefetch("mentions", queryset=mentions),
        Prefetch("parties", queryset=parties),
    )


def _statement(claim, parties, by_source):
    cites = sorted(
        (Cite(by_source[c.source_id], c) for c in claim.citations.all() if c.source_id in by_source),
        key=lambda cite: cite.numbered.number,
    )
    stances = {stance: [cite for cite in cites if cite.citation.stance == stance] for stance in Stance.values}
    present = {party.body for party in parties}
    mentioned = [mention.body for mention in claim.mentions.all()]
    return Statement(
        claim=claim,
        supporting=stances[Stance.SUPPORTS],
        contradicting=stances[Stance.CONTRADICTS],
        silent=stances[Stance.SILENT],
        voices=Voices.of(parties, [cite.numbered.source for cite in stances[Stance.SUPPORTS]]),
        absent=[body for body in mentioned if body not in present],
        mentioned=mentioned,
    )


def _subjects(statements, numbered, stance):
    """What a source's citations of one stance are about, each subject once by key: topics, and places talked about."""
    subjects = {}
    for statement in statements:
        if any(cite.numbered is numbered for cite in getattr(statement, stance)):
            subjects |= {topic.slug: topic for topic in statement.claim.topics.all()}
            subjects |= {mention.key: mention.place for mention in statement.claim.mentions.all() if mention.place_id}
    return subjects


def _akin(one, other):
    """Whether two subjects are the same, or one lies directly in the other."""
    if type(one) is not type(other):
        return False
    return one.pk in (other.pk, other.parent_id) or other.pk == one.parent_id
