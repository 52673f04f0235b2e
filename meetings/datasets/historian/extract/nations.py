"""Tells of which country or organisation the words of the registers speak: country ids and names, adjectives, bodies."""

import re
import unicodedata

import pycountry

# ISO 3166-3 and codes of the house, for states that are no more or that ISO 3166 does not have.
_OTHERS = {
    "SUN": "SUHH",
    "YUG": "YUCS",
    "CSK": "CSHH",
    "DDR": "DDDE",
    "SCG": "CSXX",
    "ANT": "ANHH",
    "XKX": "XK",
}
# Plain names in English, where pycountry has a longer or another one.
_PLAIN = {
    "BN": "Brunei",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "FM": "Micronesia",
    "LA": "Laos",
    "PS": "Palestine",
    "RU": "Russia",
    "SY": "Syria",
    "VA": "Holy See",
    "XK": "Kosovo",
    "SUHH": "Soviet Union",
    "YUCS": "Yugoslavia",
    "CSHH": "Czechoslovakia",
    "DDDE": "East Germany",
    "CSXX": "Serbia and Montenegro",
    "ANHH": "Netherlands Antilles",
    "XHAW": "Hawaii",
}
_MISPRINTS = {"Somoa": "Samoa"}


def code_of(country_id, iso3, day):
    """The register's code for a row's country: “SUN” → “SUHH”, the Kingdom of Hawaii → “XHAW”; "" where the row has none.

    Rows of 1992 that still have the Soviet Union's name stand for Russia; `day` is an ISO date.
    """
    if country_id == "hawaii":
        return "XHAW"
    if iso3 == "SUN" and day > "1991-12-25":
        return "RU"
    found = pycountry.countries.get(alpha_3=iso3) if iso3 else None
    return _OTHERS.get(iso3) or (found.alpha_2 if found else "")


def as_given(code, name):
    """The country's name in the source where it is not the plain one: “Siam (Thailand)”, but "" for “Korea, South”."""
    name = _MISPRINTS.get(name, name)
    country = pycountry.countries.get(alpha_2=code)
    plain = _PLAIN.get(code) or (getattr(country, "common_name", country.name) if country else "")
    return "" if _folded(name) == _folded(plain) else name


def _folded(name):
    name = re.sub(r"^(.+), (.+)$", r"\2 \1", name)  # "Korea, South", "Congo, Republic of"
    name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z ]", "", name.casefold().replace("-", " ").replace("st. ", "saint ")).split()
    return " ".join(word for word in words if word not in ("the", "and"))


_NATIONS = """
AE: Emirati, UAE, United Arab Emirates, Abu Dhabi; AF: Afghan, Afghanistan; AL: Albanian, Albania
AM: Armenian, Armenia; AO: Angolan, Angola; AR: Argentine, Argentinean, Argentinian, Argentina; AT: Austrian, Austria
AU: Australian, Australia; AZ: Azerbaijani, Azeri, Azerbaijan
BA: Bosnian, Bosnia, Bosnia-Herzegovina, Bosnia and Herzegovina; BB: Barbados; BD: Bangladeshi, Bangladesh
BE: Belgian, Belgium; BG: Bulgarian, Bulgaria; BH: Bahraini, Bahrain; BI: Burundi; BO: Bolivian, Bolivia
BR: Brazilian, Brazil; BW: Botswana; BY: Belarusian, Belarus; BZ: Belize; CA: Canadian, Canada; CD: Congolese
CH: Swiss, Switzerland; CI: Ivorian, Ivory Coast; CL: Chilean, Chile; CN: Chinese, PRC, China; CO: Colombian, Colombia
CR: Costa Rican, Costa Rica; CSHH: Czechoslovak, Czechoslovakia; CU: Cuban, Cuba; CY: Cypriot, Cyprus
CZ: Czech, Czech Republic; DDDE: East German, East Germany
DE: German, West German, Germany, West Germany, Federal Republic of Germany; DJ: Djiboutian, Djibouti
DK: Danish, Denmark; DO: Dominican, Dominican Republic; DZ: Algerian, Algeria; EC: Ecuadorean, Ecuadorian, Ecuador
EE: Estonian, Estonia; EG: Egyptian, Egypt; ER: Eritrean, Eritrea; ES: Spanish, Spain; ET: Ethiopian, Ethiopia
FI: Finnish, Finland; FJ: Fijian, Fiji; FO: Faroese; FR: French, France
GB: Northern Irish, British, UK, U.K., United Kingdom, Great Britain, Britain; GE: Georgian, Georgia; GL: Greenlandic
GR: Greek, Greece; GT: Guatemalan, Guatemala; GY: Guyanese, Guyana; HN: Honduran, Honduras
HR: Croatian, Croat, Croatia; HT: Haitian, Haiti; HU: Hungarian, Hungary; ID: Indonesian, Indonesia
IE: Irish, Ireland; IL: Israeli, Israel; IN: Indian, India; IQ: Iraqi, Iraq; IR: Iranian, Iran; IS: Icelandic, Iceland
IT: Italian, Italy; JM: Jamaican, Jamaica; JO: Jordanian, Jordan; JP: Japanese, Japan; KE: Kenyan, Kenya
KG: Kyrgyz, Kyrgyzstan; KH: Cambodian, Cambodia; KP: North Korean, North Korea
KR: South Korean, Korean, Republic of Korea, South Korea; KW: Kuwaiti, Kuwait; KZ: Kazakhstani, Kazakh, Kazakhstan
LA: Lao, Laotian, Laos; LB: Lebanese, Lebanon; LR: Liberian, Liberia; LT: Lithuanian, Lithuania; LU: Luxembourg
LV: Latvian, Latvia; LY: Libyan, Libya; MA: Moroccan, Morocco; MD: Moldovan, Moldova; ME: Montenegrin, Montenegro
MK: Macedonian, Macedonia; ML: Malian, Mali; MM: Burmese, Burma; MN: Mongolian, Mongolia; MT: Maltese, Malta
MX: Mexican, Mexico; MY: Malaysian, Malaysia; MZ: Mozambique; NG: Nigerian, Nigeria; NI: Nicaraguan, Nicaragua
NL: Dutch, Netherlands; NO: Norwegian, Norway; NZ: New Zealand; OM: Omani, Oman, Oman’s; PA: Panamanian, Panama
PE: Peruvian, Peru; PG: Papua New Guinea; PH: Philippine, Filipino, Philippines; PK: Pakistani, Pakistan
PL: Polish, Poland; PS: Palestinian Authority, Palestinian, PLO, PA; PT: Portuguese, Portugal
PY: Paraguayan, Paraguay; QA: Qatari, Qatar; RO: Romanian, Romania; RS: Serbian, Serbia
RU: Russian Federation, Russian, Russia; RW: Rwandan, Rwanda; SA: Saudi Arabian, Saudi, Saudi Arabia
SD: Sudanese, Sudan; SE: Swedish, Sweden; SG: Singaporean, Singapore; SI: Slovenian, Slovene, Slovenia
SK: Slovak, Slovakia; SN: Senegalese, Senegal; SO: Somalian, Somali, Somalia; SS: South Sudanese, South Sudan
SUHH: Soviet, Soviet Union; SV: Salvadoran, El Salvador; SY: Syrian, Syria; TD: Chadian, Chad; TH: Thai, Thailand
TL: East Timor, Timorese; TN: Tunisian, Tunisia; TR: Turkish, Turkey; TT: Trinidad and Tobago; TW: Taiwanese, Taiwan
TZ: Tanzanian, Tanzania; UA: Ukrainian, Ukraine; UG: Ugandan, Uganda; UY: Uruguayan, Uruguay; UZ: Uzbek, Uzbekistan
VA: Vatican, Holy See; VE: Venezuelan, Venezuela; VN: Vietnamese, South Vietnamese, Vietnam; XK: Kosovar, Kosovo
YE: Yemeni, Yemen; YUCS: Yugoslav, Yugoslavia; ZA: South African, South Africa; ZM: Zambian, Zambia
ZW: Zimbabwean, Rhodesian, Zimbabwe, Rhodesia
org:arab-league: Arab League; org:asean: ASEAN; org:au: African Union Commission, African Union; org:caricom: CARICOM
org:eu: EU, EC, European Union, European Community; org:european-commission: European Commission
org:european-council: European Council; org:european-parliament: European Parliament
org:gcc: GCC, Gulf Cooperation Council; org:iaea: IAEA, International Atomic Energy Agency; org:nato: NATO
org:oas: OAS; org:oecd: OECD; org:osce: OSCE; org:un: UN, U.N., United Nations
org:unesco: UNESCO, Cultural Organization; org:who: World Health Organization
US: U.S., American, US, Israeli-American
"""
CODES = {
    word.strip(): line.rpartition(": ")[0].strip()
    for line in re.split(r"[;\n]", _NATIONS)
    if line.strip()
    for word in line.rpartition(": ")[2].split(",")
}
NATION = "|".join(re.escape(word) for word in sorted(CODES, key=lambda word: (-len(word), word)))


def nation(word, year):
    """The code for an adjective or a name at a time: “Czech” → “CSHH” up to 1992, “Serbian” → “YUCS” up to 2002."""
    code = CODES[word]
    if code in ("CZ", "SK") and year < 1993:
        return "CSHH"
    if code in ("RS", "ME") and year < 2006:
        return "YUCS" if year < 2003 else "CSXX"
    return code
