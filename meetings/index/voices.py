"""Whose voices a meeting has: which of its parties have an account among its sources, as a sign and in words."""

from dataclasses import dataclass

from ..choices import Basis

MARKS = ("a", "b")
"""How the two parties of a bilateral meeting are marked, in the order of their codes."""


def speaks_for(source, party):
    """Whether a source carries the account of a party."""
    return any(
        side.country_id == party.country_id and side.organization_id == party.organization_id
        for side in source.sides.all()
    )


@dataclass(frozen=True)
class Voices:
    """Which of a meeting's parties have an account among some sources."""

    parties: list
    heard: list
    others: bool = False
    """Whether a source carries the account of somebody who is no party."""

    @classmethod
    def of(cls, parties, sources):
        """The voices of the sources' sides among the parties; independent sources add none."""
        heard = [party for party in parties if any(speaks_for(source, party) for source in sources)]
        return cls(list(parties), heard, not heard and any(source.sides.all() for source in sources))

    @property
    def basis(self):
        """Joint when every party is heard, one side's when some are, a third party's when none is."""
        if self.heard and len(self.heard) == len(self.parties):
            return Basis.JOINT
        return Basis.ONE_SIDE if self.heard else Basis.THIRD_PARTY

    @property
    def disc(self):
        """The sign: "both", "a", "b" or "third"; empty with three parties and more, which words describe."""
        if len(self.parties) != 2:
            return "" if self.heard else "third"
        marks = [mark for mark, party in zip(MARKS, self.parties, strict=True) if party in self.heard]
        return {0: "third", 2: "both"}.get(len(marks)) or marks[0]

    @property
    def words(self):
        """The same in words: "both sides", "Pakistan's side", "2 of 5 sides", "no side on file", "third party"."""
        if not self.heard:
            return "third party" if self.others else "no side on file"
        if len(self.parties) == 2 and len(self.heard) == 2:
            return "both sides"
        if len(self.heard) == 1:
            return f"{possessive(self.heard[0].body)} side"
        return f"{len(self.heard)} of {len(self.parties)} sides"


def possessive(body):
    """A body's name as an owner: "Pakistan's", "the UN's" for an organisation by its short name."""
    name = getattr(body, "short_name", None) or body.name
    return f"{name}’" if name.endswith("s") else f"{name}’s"
