"""Reads from the remarks on a journey whom the traveller met, and for which country they spoke."""

import re
from itertools import zip_longest

from .names import NAME, PLURAL, RANK, TITLE, clean, person, tidy
from .nations import NATION, nation

_AMERICANS = re.compile(
    r"(?:President(?:-[Ee]lect)? (?:George W\. |Theodore )?(?:Wilson|Harding|Coolidge|Hoover|Roosevelt|Truman|Eisenhower|Kennedy"
    r"|Johnson|Nixon|Ford|Carter|Reagan|Bush|Clinton|Obama|Trump|Biden|Taft)"
    r"|Vice President (?:Bush|Gore|Cheney|Quayle|Mondale|Biden|Pence|(?:Kamala )?Harris)"
    r"|Secretary (?:of State |of Defense )?(?:Blinken|Austin|Mattis|Esper|Gates|Powell|Rice|Kissinger|Rusk|Rogers|Acheson|Hull"
    r"|Hay|Knox))\b(?![- ]Sirleaf)"
)
_HOMELY = re.compile(
    r"\b(?:U\.S\.|American) (?:(?!and )[\w.-]+ )*"
    r"(?:[Oo]fficials?|Ambassadors?|personnel|troops|leaders|representatives|delegation|President|military)\b"
    r"|\bleaders of the U\.S\. [\w ]+|\bU\.S\. [A-Z][\w ]+|\bwife of [^,;.]+|\bEmbassy (?:staff|personnel)"
)

# A sentence ends at a period or semicolon that no abbreviation owns.
_OWNERS = "".join(rf"(?<!\b{short})" for short in ("St", r"U\.S", r"U\.N", r"U\.K", "Lt", "Gen", "Dr", "Jr", "Mr"))
_SENTENCE = re.compile(rf"{_OWNERS}(?<! [A-Z])\.\s+(?=[“\"(\[A-Z])|;\s*(?!and with )")

# Words after which the traveller's company is told …
_STRONG = "|".join(
    (
        rf"\b[Mm]et(?= (?:the )?(?:(?:{NATION}) )?{TITLE})",
        r"\b[Mm]et\b[^,;]{0,40}?\b[Ww]ith\b",
        r"\b[Mm]eetings? (?:separately |also )?with\b",
        r"\b[Cc]onferred\b[^,;]{0,30}?\bwith\b",
        r"\b(?:[Cc]onsult(?:ed|ations?)|[Tt]alk(?:s|ed)|conversations)\b[^,;]{0,60}?\bwith\b",
        r"\b(?:[Rr]eviewed|[Dd]iscuss(?:ed|ions)|[Nn]egotiat(?:ed|ions))\b[^;]*?\bwith\b",
        r"\b(?:[Aa]udience|[Ii]nformal (?:meeting|visit)s?|[Ss]poke|dined|and) with\b",
        r"\b(?:Briefed|Greeted|Received by)\b",
    )
)
# … and those that tell of a gathering: names count, a company without names does not.
_WEAK = (
    r"\bmeetings? (?:of|on)\b[^,;]*?\bwith\b|\b(?:[Cc]onference|[Ss]ummit|dinner|luncheon|[Vv]isits?|Dialogue|[Vv]acationed"
    r"|[Ss]igned|[Cc]o-hosted|exchanged)\b[^;]{0,90}?\bwith\b"
)
_TRIGGER = re.compile(rf"(?P<strong>{_STRONG})|(?:{_WEAK})")
# Somebody else's meetings, unless the sentence goes on to the traveller's own.
_OTHERS_DEED = re.compile(r"^(?:Acc?o+mpanied|Joined|Supported|(?:Also p|P)articipated in (?:the )?President|Was to )")
_OWN_DEED = re.compile(r"\b(?:[Mm]et|conferred|consulted|[Dd]iscussed) ")

# Where the company ends and something else is told.
_END = re.compile(
    r",? (?:and|but)(?: then| also| later| afterwards)? (?:[a-z]+ed|held|led|laid|took|gave|paid|spoke|saw|was|were|to)\b"
    r"|, (?:[a-z]+ed|held|led|which|where|en route)\b"
    r"|(?: and the|, the) (?:funeral|inauguration|signing|opening)\b"
    r"|,? (?:to|on|about|regarding|during|after|before|while|following|concerning|who|prior|aboard|over|as|because|via|into"
    r"|by|at|in|for (?!External|Foreign|Relations|Syria|Yemen|Public)|sign\w*|address\w*|visit\w*|attend\w*)\b"
)
_OFFICIALS = re.compile(
    r"\b(?:[Oo]fficials?|(?<!business )(?<!community )(?<!civil society )(?<!religious )(?<!civic )(?<!opposition )"
    r"(?<!rebel )leaders?|Ministers?|Presidents?|Prime|King|Amir|Emir|Sultan|Shah|delegations?|[Rr]epresentatives?"
    r"|counterparts?|Secretary|Governor|Heads)\b"
)

_OF = rf" of (?:the )?(?:{NATION})"
_PERSON = re.compile(
    rf"(?:(?P<qualifier>Acting|acting|Interim|interim|Caretaker|Senior|[Ff]ormer|then) )?"
    rf"(?:(?P<nation>{NATION})(?:[’']s)? )?"
    rf"(?:(?P<plural>{PLURAL}) (?P<names>{NAME}(?:{_OF})?(?:(?:, and |, | and ){NAME}(?:{_OF})?)*)"
    rf"|(?P<title>{TITLE})(?: of (?:the )?(?P<before>{NATION}))?,? (?P<name>{NAME})(?: of (?:the )?(?P<after>{NATION}))?"
    rf"|(?P<ranked>{RANK} {NAME})(?: of (?:the )?(?P<last>{NATION}))?)"
)
_ONE = re.compile(rf"(?P<name>{NAME})(?: of (?:the )?(?P<of>{NATION}))?")
_SINGULAR = {"Foreign Secretaries": "Foreign Secretary"}
_ALWAYS = {"Pope": "VA", "Shah": "IR"}
_MONARCHS = ("King", "Queen", "Amir", "Emir", "Sultan", "Emperor", "Grand Duke", "Pope", "Shah")
# Ranks that stand for an office; generals are read only where their country is told.
_RULERS = ("Generalissimo", "Sheikh", "Shaykh", "Cardinal")
# Offices whose country is not the row's where none is told.
_NEEDS_NATION = re.compile(
    r"Secretary[ -]General|Director[ -]General|High Representative|(?:Joint )?Special|Envoy|Commissioner|Chairperson|[Ll]eader"
    r"|Ambassador|Secretary of (?:Defense|State)|High Commissioner|Chief Prosecutor|National Security"
)
# The Vatican and Cuba before 1959 had secretaries of state; elsewhere it is the American one.
_HAVE_SECRETARY_OF_STATE = ("VA", "CU")
# A word before a title that is no nationality: a party, a province, a bank.
_UNREAD_BODY = re.compile(r"(?:^|\W)[A-ZÀ-Þ][\w’.]*\.? $")


def met(remarks, code, year):
    """Who was met, as a list of “CODE: Name (Title)”; ["?"] where the remarks tell of a meeting and name nobody readable.

    `code` is the country of the row, for which those speak of whom no other country is told; `year` dates the nationalities.
    """
    found, unnamed = [], False
    for sentence in _SENTENCE.split(_plain(remarks)):
        first = 0
        if _OTHERS_DEED.match(sentence):
            own = _OWN_DEED.search(sentence)
            first = own.start() if own else len(sentence)
        triggers = [match for match in _TRIGGER.finditer(sentence) if match.start() >= first]
        for match, following in zip_longest(triggers, triggers[1:]):
            company = sentence[match.end() : following.start() if following else len(sentence)]
            end = _END.search(company)
            company = _HOMELY.sub("", _AMERICANS.sub("", company[: end.start()] if end else company))
            here = list(_people(company, code, year))
            found += here
            unnamed = unnamed or bool(match["strong"] and not here and _OFFICIALS.search(company))
    return list(dict.fromkeys(found)) or (["?"] if unnamed else [])


def _plain(text):
    text = re.sub(r" \([A-Z]{2,6}\)", "", tidy(text))  # "(IAEA)" between a body and its head
    text = re.sub(rf"\bthe ({TITLE}) of (?:the )?({NATION}), (?={NAME})", r"\2 \1 ", text)
    return re.sub(r"\b(?:His|Her) (?:Holiness|Majesty|Excellency) ", "", text)


def _people(company, code, year):
    """Those whom a part of a sentence names, as texts “CODE: Name (Title)”."""
    earlier, end = code, 0
    for match in _PERSON.finditer(company):
        joined = company[end : match.start()] == " and "
        end = match.end()
        qualifier = (match["qualifier"] or "").capitalize()
        if qualifier == "Former" or _UNREAD_BODY.search(company[: match.start()]):
            continue
        if match["plural"]:
            yield from _several(match, year)
            continue
        word = match["nation"] or match["before"] or match["after"] or match["last"]
        title = _title(match["title"] or "", qualifier)
        if word:
            body = nation(word, year)
        elif title in _ALWAYS:
            body = _ALWAYS[title]
        elif joined and earlier != code and title not in _MONARCHS:
            body = ""  # of the first one's country or of the host's: the sentence does not say
        else:
            body = code
        earlier = body or earlier
        if not word and _NEEDS_NATION.match(title):
            readable = title == "Secretary of State" and body in _HAVE_SECRETARY_OF_STATE
        else:
            readable = bool(title or word or (match["ranked"] or "").startswith(_RULERS))
        if readable and body not in ("", "US"):
            yield f"{body}: {person(clean(match['name'] or match['ranked']), title)}"


def _several(match, year):
    """“Presidents Perez of Venezuela and Carazo of Costa Rica”: each needs a country, since no country has two of them."""
    title = _SINGULAR.get(match["plural"], match["plural"].removesuffix("s"))
    for one in _ONE.finditer(match["names"]):
        if word := one["of"] or match["nation"]:
            yield f"{nation(word, year)}: {person(clean(one['name']), title)}"


def _title(title, qualifier):
    title = re.sub(r"(Secretary|Director)-General", r"\1 General", title)
    title = f"{qualifier} {title}" if title and qualifier not in ("", "Then") else title
    return title[:1].upper() + title[1:]
