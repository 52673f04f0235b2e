"""Which meetings have the words of a query on their document, which of them match best, and where in a text the words stand."""

import json

from django.db import connection
from django.db.models import F, Lookup, Q

from ..models import Claim, Meeting, MeetingDocument
from ..models.words import BREAK, spans

_WEIGHTS = (8, 4, 2, 1, 1)
"""What a word counts in each field of a document: title, names, summary, claims, quotations."""

_AROUND = 200


class _Among(Lookup):
    """Whether a key is among many: one parameter however many there are, where `IN` has one for each."""

    lookup_name = "among"

    def as_sql(self, compiler, connection):
        """An array that is hashed once, or on SQLite a table read from JSON."""
        key, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            # As one text: of a list the driver would write, and PostgreSQL read, one constant after another.
            return f"{key} = ANY(%s::bigint[])", [*parameters, f"{{{','.join(map(str, self.rhs))}}}"]
        return f"{key} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(self.rhs)]

    def get_prep_lookup(self):
        """The keys as they are."""
        return list(self.rhs)


def matching(query):
    """A condition on entries: the meeting's document has every required word and phrase, and none of the excluded.

    The documents are looked through here and now, once, by the index of words alone; whatever is asked of the result then
    starts from exact keys, be the words rare or common, and never from a guess of how many documents may have them.
    """
    condition = Q()
    if query.required:
        condition &= Q(_Among(F("pk"), _having(query.required)))
    for phrase in query.excluded:
        condition &= ~Q(_Among(F("pk"), _having([phrase])))
    return condition


def _having(phrases):
    """The ids of the documents that have every phrase. Tokens are letters and digits alone: nothing in them is an operator."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            wanted = " & ".join(f"({' <-> '.join(phrase)})" for phrase in phrases)
            # It takes no account of what unpacking a vector costs and would rather read every document.
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SELECT meeting_id FROM meetings_card WHERE vector @@ %s::tsquery",
                [wanted],
            )
        else:
            wanted = " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
            cursor.execute("SELECT rowid FROM meetings_card_index WHERE meetings_card_index MATCH %s", [wanted])
        found = [pk for (pk,) in cursor.fetchall()]
        if connection.vendor == "postgresql" and connection.in_atomic_block:
            cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
    return found


def relevance(ids, query):
    """The ids of meetings by how well their documents match, best first, and of equal ones the newer id first.

    Reckoned here and not by the databases, which would each have an order of its own: for each phrase the weight of every
    field it stands in, a little more where it stands there again.
    """
    words = MeetingDocument.objects.filter(meeting__in=ids).values_list("meeting_id", "words")
    scores = {pk: sum(_score(line, phrase) for phrase in query.required) for pk, line in words}
    return sorted(scores, key=lambda pk: (-scores[pk], -pk))


def _score(line, phrase):
    wanted = f" {' '.join(phrase)} "
    times = (f" {field.strip()} ".count(wanted) for field in line.split(BREAK))
    return sum(weight * number / (number + 1) for weight, number in zip(_WEIGHTS, times, strict=False))


def passages(ids, query):
    """For each of some meetings the passage of its summary, claims or quotations that `snippet` picks: two queries."""
    texts = {
        pk: [summary] for pk, summary in Meeting.objects.published().filter(pk__in=ids).values_list("pk", "summary")
    }
    for pk, text, quote in Claim.objects.filter(meeting__in=texts).values_list("meeting_id", "text", "quote"):
        texts[pk] += [text, quote]
    return {pk: snippet(texts.get(pk, []), query) for pk in ids}


def snippet(texts, query):
    """The best passage of some texts for a query, as a list of (text, whether it is a hit): at most some 200 characters.

    The passage with the most different hits is taken, the first of equals; an empty list where no text has any.
    """
    best, most = [], 0
    for text in texts:
        hits = _hits(text, query)
        for number, (start, _) in enumerate(hits):
            near = [hit for hit in hits[number:] if hit[1] <= start + _AROUND]
            several = len({text[a:b].casefold() for a, b in near})
            if several > most:
                best, most = _passage(text, near), several
    return best


def _hits(text, query):
    """Where the required phrases stand in a text, as (start, end), in order."""
    words = spans(text)
    found = set()
    for phrase in query.required:
        for number in range(len(words) - len(phrase) + 1):
            here = words[number : number + len(phrase)]
            if all(word[2] == token for word, token in zip(here, phrase, strict=True)):
                found.update((start, end) for start, end, _ in here)
    return sorted(found)


def _passage(text, hits):
    """The text around some hits, cut between words, with the cuts marked."""
    room = max(0, _AROUND - (hits[-1][1] - hits[0][0])) // 2
    start = max(0, hits[0][0] - room)
    end = min(len(text), hits[-1][1] + room)
    if start:
        start = text.find(" ", start, hits[0][0]) + 1 or hits[0][0]
    if end < len(text):
        end = max(text.rfind(" ", hits[-1][1], end), hits[-1][1])
    pieces, here = [("… ", False)] if start else [], start
    for first, last in hits:
        pieces += [(text[here:first], False), (text[first:last], True)]
        here = last
    pieces += [(text[here:end] + (" …" if end < len(text) else ""), False)]
    return [piece for piece in pieces if piece[0]]
