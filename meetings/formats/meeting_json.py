"""One meeting whole, as its own JSON has it: the record with everything that was discussed, said and agreed."""


def whole(record, statements, corrections):
    """The record as `queries.records` gives it, with its claims from `Statement`s and its public corrections."""
    return {
        **record,
        "claims": [_claim(statement) for statement in statements],
        "corrections": [{"date": one.date.isoformat(), "text": one.text} for one in corrections],
    }


def _claim(statement):
    claim = statement.claim
    cites = [*statement.supporting, *statement.contradicting, *statement.silent]
    return {
        "kind": claim.kind,
        "party": claim.party.key if claim.party else None,
        "speaker": claim.speaker.name if claim.speaker else None,
        "act": claim.act,
        "text": claim.text,
        "quote": {"text": claim.quote, "language": claim.quote_language} if claim.quote else None,
        "attribution": claim.attribution,
        "note": claim.note,
        "topics": [topic.slug for topic in claim.topics.all()],
        "mentions": [mention.key for mention in claim.mentions.all()],
        "contested_terms": [
            {"term": term.term, "neutral_label": term.neutral_label or None} for term in claim.terms.all()
        ],
        "outcome": {
            "kind": claim.outcome_kind,
            "parties": [party.key for party in claim.parties.all()],
            "follow_up": claim.follow_up,
            "due": str(claim.due) if claim.due else "",
            "basis": statement.voices.basis,
        }
        if claim.kind == "agreed"
        else None,
        "heard": [party.key for party in statement.voices.heard],
        "citations": [
            {
                "source": cite.numbered.number,
                "stance": cite.citation.stance,
                "locator": cite.citation.locator,
                "wording": cite.citation.wording,
            }
            for cite in sorted(cites, key=lambda cite: cite.numbered.number)
        ],
    }
