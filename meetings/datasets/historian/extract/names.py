"""Reads names and titles as the registers of the Office of the Historian write them."""

import re
import unicodedata

# Offices of visitors and of those whom travellers met. Ranks and honorifics (General, Sheikh, Lord, Prince before a name
# that has an office as well) stay with the name.
_OFFICES = """
President; Prime Minister; Alternate Prime Minister; Premier; Chancellor; Federal Chancellor; Taoiseach; Chief
Executive; First Minister; State Counsellor; Vice President; Vice Premier; Vice Chancellor; Deputy Prime Minister;
Deputy President; Deputy Premier; Deputy First Minister; Vice Prime Minister; President of the Council of Ministers;
President of the National Assembly; King; Queen; Emperor; Empress; Shah; Sultan; Amir; Emir; Pope; Grand Duke; Grand
Duchess; Regent; Prince; Princess; Crown Prince; Deputy Crown Prince; Heir Apparent; Governor General; Governor;
Mayor; Chief Minister; Chief of State; Head of State; Co-Prince; Chairman; Chairperson; Chairman of the Presidency;
Chairman of the Council of Ministers; Vice Chairman; Commissioner; Presidency Member; General Secretary; First
Secretary; Party Secretary; First President; Junta Member; Spokesman; Sovereign Council Chair; Foreign Minister;
Deputy Foreign Minister; Foreign Affairs Minister; External Affairs Minister; External Relations Minister; Minister of
Foreign Affairs; Minister of Foreign Relations; Minister for Foreign Affairs; Minister of External Affairs; Minister
of Foreign Affairs and Expatriates; Minister of Foreign Affairs and International Cooperation; Minister of Foreign
Affairs and Education; Minister of Foreign Affairs and Energy; Minister of State for Foreign Affairs; Minister for
External Relations; Minister of External Relations; State Councilor; State Councillor; Minister of State; Foreign
Secretary; External Affairs Secretary; Foreign Affairs Secretary; Secretary of Foreign Affairs; Foreign Relations
Secretary; Secretary for Foreign Affairs; Secretary of Foreign Relations; Secretary for External Affairs; Secretary of
External Affairs; Secretary of State for External Affairs; Secretary of State for Foreign Affairs; Cabinet Secretary
for Foreign Affairs; Secretary for Relations with States; Secretary of State; Defense Minister; Minister of Defense;
Minister of National Defense; Minister of Public Security; Minister for Public Security; Finance Minister; Interior
Minister; Justice Minister; Education Minister; Trade Minister; Oil Minister; Petroleum Minister; Economy Minister;
Energy Minister; Health Minister; Environment Minister; Commerce Minister; Agriculture Minister; Labor Minister;
Planning Minister; Industry Minister; Transport Minister; Secretary of National Defense; Secretary of Defense; Defense
Secretary; Home Secretary; Finance Secretary; Security Minister; Secretary General; Secretary-General; Director
General; Director-General; High Representative; High Commissioner; High Representative for Foreign Affairs; High
Representative for Foreign Affairs and Security Policy; Special Envoy; Special Representative; Special Adviser;
Special Coordinator; Chief Prosecutor; Envoy; Joint Special Representative; Special Envoy for Syria; Special Envoy for
Yemen; Envoy for Yemen; Envoy for Syria; Special Representative for Syria; Speaker; Speaker of the Knesset; Speaker of
Parliament; Speaker of the Parliament; Parliament Speaker; Opposition Leader; Opposition leader; Leader; leader;
National Security Adviser; National Security Advisor; Army Chief of Staff; Chief of Army Staff; Chief of Staff;
Minister; Ambassador; President of the European Commission; President of the European Council; Director of the Chinese
Communist Party Central Foreign Affairs Commission; National People's Congress Chairman; Council of Representatives
Speaker
"""
OFFICES = sorted(
    {" ".join(office.split()) for office in _OFFICES.split(";")}, key=lambda office: (-len(office), office)
)
_QUALIFIERS = r"(?:(?:Acting|Interim|interim|Provisional|Transitional|First|Federal|Caretaker) )*"
_OFFICE = rf"{_QUALIFIERS}(?:{'|'.join(map(re.escape, OFFICES))})(?:-elect|-designate)?(?![\w-])"
TITLE = rf"{_OFFICE}(?:(?: and |/|, |-)(?:{_OFFICE}))*"
PLURAL = (
    r"(?:Presidents|Prime Ministers|Foreign Ministers|Premiers|Chancellors|Foreign Secretaries|Defense Ministers|Kings"
    r"|Vice Presidents|Ministers|Crown Princes)"
)
RANK = (
    r"(?:(?:Brigadier |Major |Lieutenant )?General(?! Secretary|issimo)|(?:Field )?Marshal|Generalissimo|Sheikh|Shaykh|Lord|Cardinal"
    r"|Admiral|Colonel)"
)

_WORD = r"[A-ZÀ-ÞŠŽĐĆČİŚŞŌĀ‘ʻ][\w‘’'ʻ.-]*"
_LINKED = r"(?:al|el|as|an|ar|ash|at|ad|ud|ul|ur|d|l|de|az|bin|ou)[-’'][A-ZÀ-Þ‘]?[\w’'-]+"
_SMALL = r"(?:al|el|bin|bint|ibn|de|del|della|di|da|dos|das|do|la|von|van|der|den|ter|y|e|ul|ur|ud|du|le|ould|abu|arap|av|te|bel|ben|van’t)"
_STOP = (
    r"(?!(?:(?:January|February|March|April|May(?= \d)|June|July|August|September|October|November|December|President|"
    r"Prime|Foreign|Minister|Ministers|Chancellor|King|Queen|Premier|Chairman|Secretary|Crown|Emperor|Pope|"
    r"Speaker|Deputy|Vice|Attended|Also|Met|Addressed|Visited|Signed|The|Defense|Finance|Interior|Special|Ambassador|Senator|"
    r"Palestinian|Israeli|Russian|Soviet|British|French|German|Egyptian|NATO|UN|EU|UAE)\b(?! Saud)|U\.S))"
)
# A surname that is also a title in English, as with Mackenzie King, is read where it follows another word of the name.
_PART = rf"{_STOP}(?:{_WORD}|{_LINKED})"
NAME = rf"(?:(?:{_SMALL} )*{_PART}(?: (?:(?:{_SMALL} )*(?:{_PART}|(?<=Mackenzie )King)))*(?:,? (?:Jr\.?|3rd)(?!\w))?)"

_TYPOS = [
    (re.compile(pattern), right)
    for pattern, right in (
        (r"\bPrime Min(?:ster|istere|sister)\b", "Prime Minister"),
        (r"\bMInister\b", "Minister"),
        (r"\bMiniste\b", "Minister"),
        (r"\bPrime Minister(?=[A-Z])", "Prime Minister "),
        (r"\bPrime Minister-(?=Prince)", "Prime Minister "),
        (r"\bPresident-? ?(?=(?:elect|designate)\b)", "President-"),
        (r"\b(President|Chancellor)-Elect\b", r"\1-elect"),
        (r"\b(al|Al|el)[-–] ?(?=[A-Z])", r"\1-"),
        (r"\b(al|el) [–-] ?(?=[A-Z])", r"\1-"),
        (r"\bPresidency\b(?= Bakir)", "Presidency"),
    )
]


def tidy(text):
    """A text without typographic noise: single spaces, plain apostrophes for accents, known misprints of offices set right."""
    text = unicodedata.normalize("NFC", text.replace("`", "'").replace("´", "'"))
    text = " ".join(text.split())
    for pattern, right in _TYPOS:
        text = pattern.sub(right, text)
    return text


def clean(name):
    """A name without what surrounds it: commas, periods, quotes; “Jr.” keeps its own."""
    name = name.strip(" ,;:")
    if name.endswith(".") and not re.search(r"\b(?:Jr|Sr)\.$", name):
        name = name.rstrip(". ")
    name = re.sub(r"[’'](?:s)?$", "", name)
    return re.sub(r"\b[Aa]l$", "", name).strip()


def visitors(text):
    """Who came, as a list of (name, title), of the register's cell: “President Anwar Sadat, Prime Minister Mustafa Khalil”."""
    text = re.sub(r"^(Premier|Prime Minister) (?:&|and) (?=Prince )", r"\1 ", tidy(text))
    starts = rf"(?={_OFFICE} )"
    found = []
    for part in re.split(rf"(?:, | and ){starts}", text):
        match = re.match(rf"({_OFFICE}) (?=.)", part)
        title = match[1] if match and not part.startswith("General Secretary General") else ""
        found.append((clean(part[match.end() :] if title else part), title))
    return found


def person(name, title):
    """Name and title in the notation of the import format, where the last bracket is the title's."""
    if title:
        return f"{name} ({title})"
    return f"{name} ()" if name.endswith(")") else name


# Titles that say one level and no other. Left out: Queen (also a king's wife), Governor General, Chairman, Secretary General and
# others that depend on whose they are.
LEVELS = {
    "head-of-state": "President; King; Emperor; Shah; Sultan; Amir; Emir; Pope; Grand Duke; Grand Duchess; Acting President; "
    "Interim President; Provisional President; Head of State; Chief of State; Regent; Chairman of the Presidency",
    "head-of-government": "Prime Minister; Premier; Chancellor; Federal Chancellor; Taoiseach; Acting Prime Minister; "
    "Interim Prime Minister; Chairman of the Council of Ministers; President of the Council of Ministers",
    "heir": "Crown Prince; Heir Apparent",
    "foreign-minister": "Foreign Minister; Foreign Affairs Minister; External Affairs Minister; Minister of Foreign Affairs; "
    "Minister for Foreign Affairs; Foreign Secretary; External Affairs Secretary; Secretary for External Affairs; "
    "Secretary of State for External Affairs; Secretary of Foreign Affairs; Acting Foreign Minister; Interim Foreign Minister; "
    "Minister of External Affairs; Foreign Affairs Secretary; Foreign Relations Secretary; Secretary of Foreign Relations; "
    "Minister of Foreign Affairs and Expatriates; Minister of Foreign Relations; Deputy Prime Minister and Foreign Minister; "
    "Deputy Prime Minister and Minister of Foreign Affairs; Deputy Prime Minister/Foreign Minister",
    "other-minister": "Defense Minister; Minister of Defense; Finance Minister; Interior Minister; Justice Minister; Oil Minister",
    "deputy-minister": "Deputy Foreign Minister",
    "speaker": "Speaker; Speaker of Parliament; Speaker of the Knesset; Parliament Speaker; Council of Representatives Speaker",
    "special-envoy": "Special Envoy; Special Representative; Special Envoy for Syria; Special Envoy for Yemen",
    "ambassador": "Ambassador",
    "other": "President-elect; Prime Minister-elect; Chancellor-elect; Vice President; Mayor",
}
LEVEL_OF = {title: level for level, titles in LEVELS.items() for title in titles.split("; ")}
