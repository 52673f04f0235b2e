"""What generated meetings discussed, said and agreed, with topics, speakers, quotations, mentions, wordings and outcomes."""

from ...choices import Act, Attribution, ClaimKind, FollowUp, OutcomeKind, Stance, Status
from . import words
from .chance import Weighted

_ACTS = Weighted(
    {
        "": 20,
        Act.WELCOMED: 20,
        Act.THANKED: 10,
        Act.INFORMED: 9,
        Act.ASSERTED: 9,
        Act.ASSESSED: 6,
        Act.PRAISED: 8,
        Act.SUPPORTED: 8,
        Act.CONCERNED: 4,
        Act.CONDEMNED: 1,
        Act.DENIED: 1,
        Act.PROPOSED: 3,
        Act.INVITED: 1,
    }
)
_OUTCOMES = Weighted(
    {
        OutcomeKind.COOPERATION: 35,
        OutcomeKind.TALKS_CONTINUE: 15,
        OutcomeKind.NEXT_MEETING: 15,
        OutcomeKind.MOU: 12,
        OutcomeKind.JOINT_STATEMENT: 8,
        OutcomeKind.TREATY: 5,
        OutcomeKind.MECHANISM: 5,
        OutcomeKind.ANNOUNCEMENT: 5,
    }
)
_FOLLOW_UPS = Weighted(
    {
        "": 60,
        FollowUp.ANNOUNCED: 12,
        FollowUp.SIGNED: 8,
        FollowUp.UNDER_WAY: 8,
        FollowUp.FULFILLED: 7,
        FollowUp.LAPSED: 3,
        FollowUp.DISPUTED: 2,
    }
)
_ATTRIBUTIONS = Weighted({Attribution.CERTAIN: 94, Attribution.INFERRED: 4, Attribution.AMBIGUOUS: 2})


class Claims:
    """Puts the claims of one meeting after the other on file."""

    def __init__(self, world, tables, random):
        self.world = world
        self.tables = tables
        self.random = random

    def add(self, meeting, scene, topics, parties, heads, sources):
        """The claims of a meeting on some topics; `parties` and `heads` are ids in the order of the bodies."""
        random = self.random
        kinds = [ClaimKind.DISCUSSED] * random.choice((1, 1, 1, 2))
        if scene.status == Status.HELD:
            kinds += [ClaimKind.SAID] * random.choice((0, 1, 1, 2, 2, 3)) + [ClaimKind.AGREED] * random.choice(
                (0, 0, 1, 1, 2)
            )
        for order, kind in enumerate(kinds):
            topic = random.choice(topics)
            claim = {
                ClaimKind.DISCUSSED: self._discussed,
                ClaimKind.SAID: self._said,
                ClaimKind.AGREED: self._agreed,
            }[kind](meeting, scene, topic, order, parties, heads)
            self.tables.claim_topics.add(claim_id=claim, topic_id=topic.pk)
            if random.random() < 0.25 and (other := random.choice(topics)) != topic:
                self.tables.claim_topics.add(claim_id=claim, topic_id=other.pk)
            if random.random() < 0.3:
                self._mention(claim, scene)
            self._cite(claim, sources, kind)

    def _discussed(self, meeting, scene, topic, order, parties, heads):
        text = words.discussed(self.random, topic.name)
        return self.tables.claims.add(meeting_id=meeting, kind=ClaimKind.DISCUSSED, text=text, order=order)

    def _said(self, meeting, scene, topic, order, parties, heads):
        random = self.random
        side = random.randrange(len(parties))
        act = _ACTS.pick(random)
        quoted = random.random() < 0.3
        return self.tables.claims.add(
            meeting_id=meeting,
            kind=ClaimKind.SAID,
            text=words.said(random, act, topic.name),
            order=order,
            party_id=parties[side],
            speaker_id=heads[side] if random.random() < 0.7 else None,
            act=act,
            quote=words.quote(random) if quoted else "",
            quote_language="en" if quoted else "",
            attribution=_ATTRIBUTIONS.pick(random),
            note="The report does not say where." if random.random() < 0.02 else "",
        )

    def _agreed(self, meeting, scene, topic, order, parties, heads):
        random = self.random
        outcome = _OUTCOMES.pick(random)
        due = str(scene.when.latest.year + random.randint(1, 3)) if random.random() < 0.2 else ""
        claim = self.tables.claims.add(
            meeting_id=meeting,
            kind=ClaimKind.AGREED,
            text=words.agreed(random, topic.name),
            order=order,
            outcome_kind=outcome,
            follow_up=_FOLLOW_UPS.pick(random),
            due=due,
        )
        if len(parties) > 2 and random.random() < 0.5:
            for party in parties[:2]:
                self.tables.claim_parties.add(claim_id=claim, party_id=party)
        return claim

    def _mention(self, claim, scene):
        """Somebody who is mostly not there, an organisation or a region."""
        kind, world, add = self.random.random(), self.world, self.tables.mentions.add
        if kind < 0.6:
            add(claim_id=claim, country_id=world.countries.pick(self.random).country_id)
        elif kind < 0.85:
            add(claim_id=claim, organization_id=world.organizations.pick(self.random).organization_id)
        else:
            add(claim_id=claim, place_id=world.regions.pick(self.random).pk)

    def _cite(self, claim, sources, kind):
        """One or two of the meeting's sources, the first of which supports the claim, in some with a contested wording."""
        random, add = self.random, self.tables.citations.add
        first = random.choice(sources)
        others = [source for source in sources if source != first]
        wording = ""
        if kind == ClaimKind.SAID and random.random() < 0.04:
            term, wording = self.world.terms.pick(random)
            self.tables.claim_terms.add(claim_id=claim, contestedterm_id=term)
        locator = f"par. {random.randint(1, 20)}" if random.random() < 0.8 else ""
        add(source_id=first, claim_id=claim, locator=locator, stance=Stance.SUPPORTS, wording=wording)
        if others and random.random() < 0.4:
            stance = random.choice((Stance.SUPPORTS, Stance.SUPPORTS, Stance.CONTRADICTS, Stance.SILENT))
            where = "" if stance == Stance.SILENT else f"par. {random.randint(1, 20)}"
            add(source_id=others[0], claim_id=claim, locator=where, stance=stance, order=1)
