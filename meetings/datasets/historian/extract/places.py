"""Finds the towns that the registers' descriptions and lists name."""

import re

# Towns, and retreats at which presidents meet guests, that the descriptions of visits name. No states, parks, islands, forts,
# bases and buildings.
_TOWNS = """
Agana; Akron; Albany; Albuquerque; Ames; Amherst; Ann Arbor; Annapolis; Aspen; Atlanta; Atlantic City; Austin; Baltimore;
Bar Harbor; Beverly; Blaine; Bohemian Grove; Bolivar; Boston; Bridgeport; Buffalo; Cambridge; Camp David; Cape Canaveral;
Cape Kennedy; Carmel; Cedar Rapids; Charleston; Charlottesville; Chattanooga; Cheyenne; Chicago; Claymont; Cleveland;
Colorado Springs; Columbia; Columbus; Coronado; Corpus Christi; Crawford; Dallas; Dayton; Deerfield; Denver; Des Moines;
Detroit; Doral; Dorado Beach; Duluth; El Paso; Eugene; Fitchburg; Fresno; Ft. Lauderdale; Gainesville; Gettysburg; Glassboro;
Grand Rapids; Great Falls; Greenbelt; Greencastle; Greenwich; Hampton; Hancock; Hanover; Harrisburg; Hartford; Hershey;
Holland; Honolulu; Hot Springs; Houston; Hyannis Port; Hyde Park; Jackson; Jacksonville; Jamestown; Kansas City; Kapolei;
Kennebunkport; Key Biscayne; Key Largo; Key West; Kingsville; Knoxville; LBJ Ranch; Lafayette; LaGrange; Lake Orion;
Lake Placid; Lansing; Laramie; Las Vegas; Lee; Lexington; Libertyville; Lincoln; Los Angeles; Louisville; Lubbock; Madison;
Mar-a-Lago; Massena; Memphis; Miami; Middlebury; Milwaukee; Minneapolis; Monterey; Morrisville; Muscle Shoals; Mystic;
Nashville; New Haven; New London; New Orleans; New York; New York City; Newark; Newport; Newport Beach; Niagara Falls; Norfolk;
North Adams; North Haven; Oak Ridge; Ogdensburg; Omaha; Omal; Orlando; Palm Beach; Palm Desert; Palm Springs; Palo Alto;
Pascagoula; Pearl Harbor; Peoria; Philadelphia; Phoenix; Pittsburgh; Princeton; Providence; Purchase; Raleigh; Rancho Mirage;
Rapidan Camp; Richmond; Roanoke; Rochester; Rockford; Rutherford; Sacramento; Salem; Salt Lake City; San Antonio; San Clemente;
San Diego; San Francisco; San Francsico; San Jose; San Juan; Santa Barbara; Santa Fe; Santa Monica; Schenectady; Sea Island;
Seattle; Shepherdstown; Sioux City; Spokane; Springfield; St. Augustine; St. Louis; St. Paul; Stillwater; Sun Valley;
Sunnylands; Syracuse; Tampa; Tarrytown; Toledo; Troy; Tubac; Tucson; Tulsa; Tuskegee; Virginia Beach; Waco; Waltham;
Warm Springs; Washington; Wellesley; West Point; Wheeling; White Sulphur Springs; Wichita; Wilberforce; Williamsburg;
Wilmington; Woods Hole; Wood’s Hole; Woodside; Worcester; Wye Plantation; Yorktown
"""
_SPELT = {
    "New York": "New York City",
    "San Francsico": "San Francisco",
    "Wood’s Hole": "Woods Hole",
    "Ft. Lauderdale": "Fort Lauderdale",
}
# Surnames and rivers: towns only where their state follows.
_WITH_STATE = {"Columbia", "Jackson", "Lee", "Lincoln", "Madison", "Beverly", "Hancock", "Lafayette", "Hampton"}
_STATE_FOLLOWS = r"(?=,? \(|, [A-Z]|(?:,[^.;()]*)? and [^.;()]*\(|(?:, [A-Z][\w ]+)+\()"
_OTHERWISE = re.compile(
    r"\([^()]*\b(?:New York|ew York|Washington)\)"  # the state of a town
    r"|(?<=Massena), New York\b|(?<=Hyde Park), New York\b|(?<=Seattle) Washington\b"
    r"|\bWashington (?:State|Declaration|Conference)|\(Arcadia\) Conference|\bFirst Washington|\bSecond Washington"
    r"|\bNew York University|\bBoston University|\bCleveland Clinic|\bPresident[- ](?:elect )?[A-Z]\w+|\bSecretary [A-Z]\w+"
    r"|\bMiami University|\bU\.S\.S\. [A-Z]\w+|\bUN (?:on|General)|\bPhoenix Park"
)
_TOWN = re.compile(
    "|".join(
        rf"\b{re.escape(town)}\b{_STATE_FOLLOWS if town in _WITH_STATE else ''}"
        for town in sorted(
            {town.strip() for town in re.split(r"[;\n]", _TOWNS) if town.strip()}, key=lambda t: (-len(t), t)
        )
    )
)


def visited(description):
    """Towns in the United States that a description of a visit names, as a list, each once and in its order."""
    text = _OTHERWISE.sub("", " ".join(description.split()))
    return list(dict.fromkeys(_SPELT.get(town, town) for town in _TOWN.findall(text)))


_DROPPED = re.compile(r"\s*\([^()]*\)")
_LISTED = {"Mexico": "Mexico City", "D.F.": "", "St. Mere- Eglise": "Sainte-Mère-Église", "St. Maartin": "St. Maarten"}


def listed(locale):
    """Towns of a journey's list, as a list without the notes in brackets: “Halifax, Stellarton (Nova Scotia)”."""
    towns = [" ".join(town.split()).strip(" .") for town in re.split(r"[,;]", _DROPPED.sub("", locale))]
    if "D.F" in towns:  # "Mexico, D.F." is one town
        towns = ["Mexico City" if town == "Mexico" else town for town in towns if town != "D.F"]
    return list(dict.fromkeys(_LISTED.get(town, town) for town in towns if town))
