"""Reads countries and their names out of the packages and lists that others keep, and the house's few decisions about them."""

import re
from importlib.metadata import version

import pycountry
from babel import Locale
from babel.core import get_global

from ...choices import CountryKind, NameKind
from ...models.fields import fold
from .lists import read

CODES = "country-codes.csv (datasets/country-codes, ODC PDDL)"
PYCOUNTRY = f"pycountry {version('pycountry')}"
BABEL = f"Babel {version('babel')} (CLDR {get_global('cldr')['version']})"
WITHDRAWN = "until: withdrawal of the code from ISO 3166-3, which may be later than the change itself"
LANGUAGES = ["ar", "az", "es", "fa", "fr", "hi", "ru", "tr", "ur", "zh"]
_COLUMNS = [
    "alpha3",
    "numeric",
    "official_name",
    "region_code",
    "region",
    "subregion_code",
    "subregion",
    "valid_until",
    "wikidata_id",
]
_KINDS = {"Yes": CountryKind.STATE, "In contention": CountryKind.LIMITED}


def rows():
    """Every country of ISO 3166-1, those the house adds, and the states and territories that are no more."""
    codes = {row["ISO3166-1-Alpha-2"]: row for row in read("country-codes.csv")}
    house = {row["code"]: row for row in read("countries.csv")}
    listed = [_country(country, codes[country.alpha_2], house.get(country.alpha_2)) for country in _by_code()]
    added = [
        _row(code, row, row["name"] or _cldr(code), origin=row["origin"])
        for code, row in house.items()
        if code not in codes
    ]
    return listed + added + [_former(row) for row in read("former_states.csv") if row["kind"] != "renamed"]


def names():
    """Other names of countries: as other lists have them, former ones, and translations; each once."""
    found = {}
    for row in [*_house_names(), *_renamed(), *_aliases(), *_translations()]:
        found.setdefault((row["country"], row["language"], fold(row["name"])), row)
    return list(found.values())


def successors():
    """The states that followed each former one: {code: codes}."""
    former = [row for row in read("former_states.csv") if row["kind"] != "renamed"]
    return {row["code"]: [code for code in row["successors"].split(";") if code] for row in former}


def _by_code():
    return sorted(pycountry.countries, key=lambda country: country.alpha_2)


def _row(code, house, name, **values):
    """A row with every column that is loaded; what the house decided goes before what the lists say."""
    house = house or {}
    values = {"kind": CountryKind.STATE.value, **dict.fromkeys(_COLUMNS, ""), **values}
    decided = {key: house[key] for key in ("kind", "alpha3") if house.get(key)}
    return {"code": code, "name": house.get("name") or name, **values, **decided}


def _country(country, codes, house):
    origin = f"{CODES}; {PYCOUNTRY}; {BABEL}"
    if house:
        origin += f"; {'name' if house['name'] else 'kind'}: {house['origin']}"
    official = _plain(codes["UNTERM English Formal"]) or getattr(country, "official_name", "")
    return _row(
        country.alpha_2,
        house,
        _cldr(country.alpha_2),
        alpha3=country.alpha_3,
        numeric=country.numeric,
        official_name=official if _usable(official) else "",
        kind=_KINDS.get(codes["is_independent"], CountryKind.TERRITORY).value,
        region_code=codes["Region Code"] and codes["Region Code"].zfill(3),
        region=codes["Region Name"],
        subregion_code=codes["Sub-region Code"] and codes["Sub-region Code"].zfill(3),
        subregion=codes["Sub-region Name"],
        wikidata_id=codes["wikidata_id"].rpartition("/")[2],
        origin=origin,
    )


def _former(row):
    """A state or territory that is no more; one without a code in ISO 3166-3 has only what the house's list says."""
    past = pycountry.historic_countries.get(alpha_4=row["code"])
    values = {"official_name": row["official_name"], "origin": row["origin"]}
    if past:
        values |= {
            "alpha3": past.alpha_3,
            "numeric": getattr(past, "numeric", ""),
            "valid_until": past.withdrawal_date,
            "origin": f"{PYCOUNTRY} (ISO 3166-3); {row['origin']}; {WITHDRAWN}",
        }
    return _row(row["code"], row, row["name"], **values)


def _name(country, name, kind, language, origin, until="", since=""):
    return {
        "country": country,
        "name": name,
        "kind": str(kind),
        "language": language,
        "since": since,
        "until": until,
        "origin": origin,
    }


def _house_names():
    for row in read("country_names.csv"):
        yield _name(row["code"], row["name"], row["kind"], row["language"], row["origin"], row["until"], row["since"])


def _renamed():
    for row in read("former_states.csv"):
        if row["kind"] == "renamed":
            past = pycountry.historic_countries.get(alpha_4=row["code"])
            origin = f"{PYCOUNTRY} (ISO 3166-3 {row['code']}); {row['origin']}; {WITHDRAWN}"
            yield _name(row["successors"], row["name"], NameKind.FORMER, "en", origin, past.withdrawal_date)


def _aliases():
    """The English names that lists have beside the one shown, without inverted and bracketed forms."""
    shown = {row["code"]: fold(row["name"]) for row in rows()}
    codes = {row["ISO3166-1-Alpha-2"]: row for row in read("country-codes.csv")}
    for country in _by_code():
        code, row = country.alpha_2, codes[country.alpha_2]
        candidates = [
            (_plain(row["UNTERM English Short"]), CODES),
            (row["official_name_en"], CODES),
            (country.name, PYCOUNTRY),
            (getattr(country, "common_name", ""), PYCOUNTRY),
            (_cldr(code), BABEL),
        ]
        for name, origin in candidates:
            if _usable(name) and fold(name) != shown[code]:
                yield _name(code, name, NameKind.ALIAS, "en", origin)


def _translations():
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in [*(country.alpha_2 for country in _by_code()), "XK"]:
            yield _name(code, territories[code], NameKind.TRANSLATION, language, BABEL)


def _cldr(code):
    """The English name of CLDR with its shortenings written out."""
    return Locale("en").territories[code].replace(" & ", " and ").replace("St. ", "Saint ")


def _plain(name):
    """A name of UNTERM without its article and its marks."""
    return re.sub(r"^the |\s*\(the\)|\s*\*+$", "", name.strip().rstrip("* ")).strip()


def _usable(name):
    return bool(name) and not set(name) & set(",()")
