"""Invented names: of people in several manners of naming, of newspapers, and of the projects that meetings talk about."""

import unicodedata
from typing import NamedTuple

_CYRILLIC = str.maketrans("abvgdezijklmnoprstufhcykqwx", "абвгдезийклмнопрстуфхцыккуъ")
_GREEK = str.maketrans("abgdezihklmnoprstufcvjyqwx", "αβγδεζιχκλμνοπρστυφκβιυκωξ")
_ARABIC = str.maketrans("abtjhdrzsfqklmnwyieuogpvcx", "ابتجحدرزسفقكلمنوييهووغبفكخ")

_ALIKE = [("kh", "h"), ("sh", "sch"), ("v", "w"), ("y", "i"), ("ou", "u"), ("dj", "j")]
"""Letters of one transliteration and of another."""


class Manner(NamedTuple):
    """One manner of naming: syllables of given names, of family names and their endings, and the script, if it is not Latin."""

    given: tuple
    family: tuple
    endings: tuple
    script: dict | None = None


def _split(text):
    return tuple(text.split())


def _manner(given, family, endings, script=None):
    return Manner(_split(given), _split(family), _split(endings), script)


MANNERS = [
    _manner(
        "an be dor el fre han jo ka li mar ro the",
        "ald berg cro den fel har kes lin mor sten tor wal",
        "er mann son ley",
    ),
    _manner("al be clé dé fa hé jo lu mi né re so", "bar ché dou fon gau lé mar per rou sau val vi", "and eau ier oux"),
    _manner("al bé car do en ín lu mar ñe pa ri so", "ál bar cas del fer gar mén nú ro sal val zu", "ez ado illa ona"),
    _manner(
        "ar bo da il ka ma ni pa ro se ta vi", "ba dro go iv ko lo mi pe ra so tar vol", "ov enko in ski", _CYRILLIC
    ),
    _manner(
        "ab fa ha ja ka li ma na ra sa ta za",
        "bar dar fal ham kad lam mas nad raf sal tar zam",
        "i awi ani oun",
        _ARABIC,
    ),
    _manner("al de ev ka li ma ni pe so the", "ari ka lam mar nik pa sta the vas zo", "idis akis opoulos elis", _GREEK),
    _manner("ay be ça do eli gü ka ö se ü", "ak bo çe de er gü ka öz şa yıl", "oğlu can gil taş"),
    _manner("a chi da e ko ma na o ta u ya zi", "ba du ga ka le mo nda ngo si tu wa ze", "ba mbo le ra"),
    _manner("ji min hao lan mei rui tao wen xin yu", "chen gao hai kun lei nam pao shun tei zhao", "g n ng a"),
    _manner("å bjø es frø ha in la mag si tor", "ask bro dal fjel grøn hol lind næs sko vest", "heim sen strøm vik"),
]


class Person(NamedTuple):
    """How somebody is written: name, as lists sort it, in a script of its own, and in another transliteration."""

    name: str
    sort_name: str
    native_name: str
    alias: str


def person(random, manner):
    """An invented person; one in five has a native name where the script is not Latin, one in six another spelling."""
    given = "".join(random.sample(manner.given, 2)).capitalize()
    family = "".join(random.choices(manner.family, k=random.choice((1, 2, 2)))) + random.choice(manner.endings)
    family = family.capitalize()
    name = f"{given} {family}"
    native = _native(name, manner.script) if manner.script and random.random() < 0.2 else ""
    alias = _other_spelling(name) if random.random() < 1 / 6 else ""
    return Person(name, f"{family}, {given}", native, alias)


def _native(name, script):
    plain = "".join(char for char in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(char))
    return plain.translate(script).title()


def _other_spelling(name):
    """The name in another transliteration; without one, with its given name as an initial."""
    spelling = name.lower()
    for letters, others in _ALIKE:
        spelling = spelling.replace(letters, others)
    spelling = spelling.title()
    return spelling if spelling != name else f"{name[0]}. {name.partition(' ')[2]}"


_WHERE = _split(
    "Northern Southern Eastern Western Central Coastal Upland Harbour River Lakeside Island Valley Highland"
)
_PAPERS = _split("Courier Gazette Herald Observer Dispatch Chronicle Monitor Post Telegraph Wire Mirror Review")


def publishers():
    """The newspapers and agencies of the register, as a list."""
    return [f"The {where} {paper}" for paper in _PAPERS for where in _WHERE]


_ENDS = _split("ra la na via dor mont stan mere vik sol")
_STARTS = _split("bel cor dal fen gar hal jor kel lor mar nor or pel quen ros sel tor ul ver wen")
_MIDDLES = _split("a e i o ada eni ola uri ami eti")
_PROJECTS = ["programme", "corridor", "initiative", "fund", "working group", "road map", "charter", "partnership"]


def projects():
    """What meetings talk about by name, "the Belara programme", as a list: words that stand nowhere else, most of them seldom."""
    words = [f"{start}{middle}{end}".capitalize() for middle in _MIDDLES for end in _ENDS for start in _STARTS]
    return [f"the {word} {_PROJECTS[place % len(_PROJECTS)]}" for place, word in enumerate(words)]
