"""The facts of the Office of the Historian's registers: how names, kinds, places and people met are read, and what ships."""

import csv
import re

import pytest

from meetings.datasets.historian import FOLDER
from meetings.datasets.historian.extract import extract, kind_of, sort_name, terms, titles, travel, visit
from meetings.datasets.historian.extract.met import met
from meetings.datasets.historian.extract.names import LEVEL_OF, TITLE, person, tidy, visitors
from meetings.datasets.historian.extract.nations import as_given, code_of, nation
from meetings.datasets.historian.extract.places import listed, visited

REFERENCE = FOLDER.parent / "reference"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def a_visit(**cells):
    """A row of the register of visits, of my own words."""
    given = {"source_id": "2138", "start_date": "1874-12-12", "end_date": "1874-12-23", "visitor": "King Kalakaua"}
    given |= {"country_id": "hawaii", "country": "Hawaii", "iso3": "", "description": "In U.S.; visited Boston."}
    return given | cells


def a_travel(**cells):
    """A row of the register of travels, of my own words."""
    given = {"source_id": "9001", "role": "secretary", "who": "rusk-david-dean", "name": "David Dean Rusk"}
    given |= {"start_date": "1963-08-01", "end_date": "1963-08-02", "country_id": "russia", "country": "U.S.S.R."}
    return given | {"iso3": "SUN", "locale": "Moscow", "remarks": "Met with Foreign Minister Gromyko."} | cells


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("King Kalakaua", "Kalakaua (King)"),
        ("Prime Minister Churchill", "Churchill (Prime Minister)"),
        # Two visitors in one cell.
        (
            "President Anwar Sadat, Prime Minister Mustafa Khalil",
            "Anwar Sadat (President); Mustafa Khalil (Prime Minister)",
        ),
        (
            "President Andrzej Duda and Prime Minister Donald Tusk",
            "Andrzej Duda (President); Donald Tusk (Prime Minister)",
        ),
        ("King Abdullah and Crown Prince Hussein", "Abdullah (King); Hussein (Crown Prince)"),
        # One visitor, for all the commas and ands.
        ("President Tommy E. Remengesau, Jr.", "Tommy E. Remengesau, Jr. (President)"),
        ("President Benigno S. Aquino, 3rd", "Benigno S. Aquino, 3rd (President)"),
        ("Premier & Prince Sihanouk", "Prince Sihanouk (Premier)"),
        ("Premier and Prince Sihanouk", "Prince Sihanouk (Premier)"),
        # Misprints of offices.
        ("Prime Minster Mackenzie King", "Mackenzie King (Prime Minister)"),
        ("Prime Ministere Silvio Berlusconi", "Silvio Berlusconi (Prime Minister)"),
        ("Prime MinisterHaidar al- Abadi", "Haidar al-Abadi (Prime Minister)"),
        ("Prime Minister-Prince Norodom Kantol", "Prince Norodom Kantol (Prime Minister)"),
        ("President- elect Ernesto Zedillo", "Ernesto Zedillo (President-elect)"),
        ("President-Elect Carlos Salinas", "Carlos Salinas (President-elect)"),
        # Offices of several words, and ranks that stay with the name.
        (
            "President of the Council of Ministers Hussain Ershad",
            "Hussain Ershad (President of the Council of Ministers)",
        ),
        ("Governor General Lord Gowrie", "Lord Gowrie (Governor General)"),
        ("General Secretary Leonid I. Brezhnev", "Leonid I. Brezhnev (General Secretary)"),
        ("General Omar Torrijos", "General Omar Torrijos"),
        ("Sheikh Nasser Sabah", "Sheikh Nasser Sabah"),
        ("Amir Sheikh Tamim bin Hamad", "Sheikh Tamim bin Hamad (Amir)"),
        ("Valdas Adamkus", "Valdas Adamkus"),
        ("Prime Minister Willem (Wim) Kok", "Willem (Wim) Kok (Prime Minister)"),
        ("President O’Kelly", "O’Kelly (President)"),
        ("President  Abdou   Diouf,", "Abdou Diouf (President)"),
    ],
)
def test_visitors(cell, found):
    assert "; ".join(person(*one) for one in visitors(cell)) == found


def test_a_name_that_ends_in_a_bracket_is_no_title():
    assert person("Prem (Tinsulanonda)", "") == "Prem (Tinsulanonda) ()"
    assert person("Prem", "") == "Prem"


def test_accents_that_stand_for_apostrophes():
    assert tidy("Ould` Daddah  and  N´Djamena") == "Ould' Daddah and N'Djamena"


@pytest.mark.parametrize(
    ("country_id", "name", "iso3", "day", "code", "given"),
    [
        ("somoa", "Somoa", "WSM", "1998-01-01", "WS", ""),
        ("russia", "U.S.S.R.", "SUN", "1959-09-15", "SUHH", "U.S.S.R."),
        ("russia", "U.S.S.R.", "SUN", "1992-02-16", "RU", "U.S.S.R."),
        ("russia", "Russia", "RUS", "1997-05-01", "RU", ""),
        ("hawaii", "Hawaii", "", "1874-12-12", "XHAW", ""),
        ("thailand", "Siam (Thailand)", "THA", "1931-04-28", "TH", "Siam (Thailand)"),
        ("germany", "Germany, Federal Republic of", "DEU", "1978-07-14", "DE", "Germany, Federal Republic of"),
        (
            "german-democratic-republic",
            "German Democratic Republic",
            "DDR",
            "1990-06-11",
            "DDDE",
            "German Democratic Republic",
        ),
        ("yugoslavia", "Yugoslavia", "YUG", "1963-10-17", "YUCS", ""),
        ("czechoslovakia", "Czechoslovakia", "CSK", "1990-02-20", "CSHH", ""),
        ("kosovo", "Serbia-Montenegro (Kosovo)", "SCG", "2005-01-01", "CSXX", "Serbia-Montenegro (Kosovo)"),
        ("netherlands-antilles", "Netherlands Antilles", "ANT", "1990-01-13", "ANHH", ""),
        ("kosovo", "Kosovo", "XKX", "2012-10-31", "XK", ""),
        ("zimbabwe", "Zimbabwe Rhodesia", "ZWE", "1979-07-11", "ZW", "Zimbabwe Rhodesia"),
        ("burkina-faso", "Upper Volta", "BFA", "1965-03-29", "BF", "Upper Volta"),
        ("korea", "Korea, South", "KOR", "2018-05-22", "KR", ""),
        ("korea-south", "Korea, Republic of", "KOR", "1952-12-02", "KR", "Korea, Republic of"),
        ("cote-divoire", "Cote d'Ivoire", "CIV", "1983-06-07", "CI", ""),
        ("saint-lucia", "St. Lucia", "LCA", "1990-01-01", "LC", ""),
        ("congo-kinshasa", "Congo, Democratic Republic of", "COD", "1960-07-27", "CD", ""),
        ("gambia", "The Gambia", "GMB", "2003-06-21", "GM", ""),
        ("nowhere", "Nowhere", "", "1900-01-01", "", "Nowhere"),
    ],
)
def test_countries(country_id, name, iso3, day, code, given):
    assert code_of(country_id, iso3, day) == code
    assert as_given(code, name) == given


def test_nationalities_at_a_time():
    assert [nation("Czech", year) for year in (1990, 1993)] == ["CSHH", "CZ"]
    assert [nation("Serbian", year) for year in (2000, 2004, 2010)] == ["YUCS", "CSXX", "RS"]


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("State visit. Also visited Troy.", "state"),
        ("State Visit; visited Dallas.", "state"),
        ("Official State visit.", "state"),
        ("State Dinner.", ""),
        ("Official Visit.", "official"),
        ("Offical Visit.", "official"),
        ("Official select visit at Crawford, Texas.", "official"),
        ("Official Working Visit. Private visit afterwards to Houston.", "official-working"),
        ("Official visit. Private visit to Chicago afterwards.", "official"),
        ("Working visit.", "working"),
        ("Working lunch.", ""),
        ("Private visit. Met with the President.", "private"),
        ("Met with President Truman May 3 during a private visit.", "private"),
        ("Attended a summit. Private visit with President Clinton.", "private"),
        ("At the invitation of the President. Private visit to Boston June 3.", ""),
        ("Private working visit and talks.", ""),
        ("Informal visit. Afterwards made a private visit to Boston.", ""),
        ("Unofficial visit.", ""),
        ("Officially returned a visit.", ""),
        ("Attended a dinner of the U.N; official visit to Washington later.", ""),
        ("", ""),
    ],
)
def test_kinds(description, kind):
    assert kind_of(description) == kind


@pytest.mark.parametrize(
    ("description", "places"),
    [
        ("Visited Orlando (Fla.) and New York City.", "Orlando; New York City"),
        ("Visiting Buffalo and West Point (New York), and New York City.", "Buffalo; West Point; New York City"),
        ("Dedicated a dam at Massena, New York.", "Massena"),
        ("Visited Chicago, New York, and Houston.", "Chicago; New York City; Houston"),
        ("Spokane and Seattle (Washington), and Washington, D.C.", "Spokane; Seattle; Washington"),
        ("Private visit to Colorado and Washington State.", ""),
        ("Signed the Washington Declaration.", ""),
        ("Spoke at New York University.", ""),
        ("Minneapolis-St. Paul, and Camp David (Maryland)", "Minneapolis; St. Paul; Camp David"),
        ("Revisited Boston; then Boston again.", "Boston"),
        ("A treaty on the Columbia River Basin.", ""),
        ("Visited Columbia (S.C.), and Jackson, Wyoming.", "Columbia; Jackson"),
        ("With President Jackson and President Lincoln.", ""),
        ("Visited Newport Beach, Calif., and Kansas City.", "Newport Beach; Kansas City"),
        ("Visited Yosemite Park, Fort Bragg and the White House.", ""),
        ("After a NATO meeting in Ottawa, Canada.", ""),
    ],
)
def test_towns_visited(description, places):
    assert "; ".join(visited(description)) == places


@pytest.mark.parametrize(
    ("locale", "places"),
    [
        ("London, Cornwall", "London; Cornwall"),
        ("Mexico, D.F., Tlaxcala", "Mexico City; Tlaxcala"),
        ("Port of Spain (Trinidad)", "Port of Spain"),
        ("Halifax, Stellarton (Nova Scotia)", "Halifax; Stellarton"),
        ("Jurata Hel.", "Jurata Hel"),
        ("", ""),
    ],
)
def test_towns_listed(locale, places):
    assert "; ".join(listed(locale)) == places


@pytest.mark.parametrize(
    ("remarks", "code", "year", "found"),
    [
        ("Met with President Sadat.", "EG", 1974, "EG: Sadat (President)"),
        (
            "Official visit; met with King Juan Carlos I and Prime Minister Suarez, and addressed Parliament.",
            "ES",
            1980,
            "ES: Juan Carlos I (King); ES: Suarez (Prime Minister)",
        ),
        # Other nationalities.
        ("Met with Russian President Vladimir Putin.", "FI", 2018, "RU: Vladimir Putin (President)"),
        ("Met with Prime Minister Blair of the United Kingdom.", "BE", 1999, "GB: Blair (Prime Minister)"),
        (
            "Met with President Fox and Canadian Prime Minister Harper.",
            "MX",
            2006,
            "MX: Fox (President); CA: Harper (Prime Minister)",
        ),
        (
            "Discussed arms control with Soviet Foreign Minister Gromyko.",
            "CH",
            1976,
            "SUHH: Gromyko (Foreign Minister)",
        ),
        ("Met with Czech President Havel.", "BE", 1991, "CSHH: Havel (President)"),
        ("Met with Northern Irish First Minister Robinson.", "GB", 2009, "GB: Robinson (First Minister)"),
        ("Audience with Pope Paul VI.", "IT", 1970, "VA: Paul VI (Pope)"),
        ("Met with PLO Chairman Arafat.", "TN", 1993, "PS: Arafat (Chairman)"),
        ("Met with NATO Secretary General Stoltenberg.", "BE", 2021, "org:nato: Stoltenberg (Secretary General)"),
        (
            "Met with British Prime Ministers Churchill and Attlee.",
            "DE",
            1945,
            "GB: Churchill (Prime Minister); GB: Attlee (Prime Minister)",
        ),
        (
            "Met with Presidents Perez of Venezuela, and Carazo of Costa Rica.",
            "PA",
            1978,
            "VE: Perez (President); CR: Carazo (President)",
        ),
        (
            "Met with Crown Prince of Abu Dhabi Sheikh Mohammed bin Zayed.",
            "MA",
            2022,
            "AE: Sheikh Mohammed bin Zayed (Crown Prince)",
        ),
        (
            "Met with Deputy Prime Minister and Minister of Foreign Affairs Ayman Safadi.",
            "JO",
            2024,
            "JO: Ayman Safadi (Deputy Prime Minister and Minister of Foreign Affairs)",
        ),
        (
            "Met with Prime Minister Theresa May and Foreign Secretary Jeremy Hunt.",
            "GB",
            2019,
            "GB: Theresa May (Prime Minister); GB: Jeremy Hunt (Foreign Secretary)",
        ),
        ("Met with Generalissimo Franco.", "ES", 1959, "ES: Generalissimo Franco"),
        ("Met with King George V.", "GB", 1918, "GB: George V (King)"),
        # A second one with no nationality after a foreign one: neither country is certain.
        ("Met with Israeli Prime Minister Rabin and Foreign Minister Peres.", "GB", 1975, "IL: Rabin (Prime Minister)"),
        # They met, and nobody is named.
        ("Met with senior officials.", "FR", 1999, "?"),
        ("Met with the Foreign Ministers of the Baltic States.", "LT", 1997, "?"),
        ("Conferred with Prime Ministers Eden and Mendes-France.", "FR", 1954, "?"),
        # Whoever speaks for a party, a province or nobody told is not a minister of the country.
        ("Met with Tatarstan President Shaymiyev.", "RU", 2009, "?"),
        ("Met with Quebec Premier Bouchard.", "CA", 1999, ""),
        # No meeting with foreign officials.
        ("Attended NATO Ministerial Meeting.", "BE", 1990, ""),
        ("Accompanied President Clinton to a meeting with President Kuchma.", "UA", 1995, ""),
        (
            "Accompanied President Bush. Also met with Foreign Minister Botha.",
            "NA",
            1990,
            "NA: Botha (Foreign Minister)",
        ),
        ("Met with U.S. military personnel and Embassy staff.", "IT", 1996, ""),
        ("Met with U.S. Ambassadors.", "CH", 1965, ""),
        ("Conferred with President Roosevelt.", "EG", 1945, ""),
        ("Attended the funeral of President Tito.", "YUCS", 1980, ""),
        ("Met with senior officials and attended the funeral of King Hassan II.", "MA", 1999, "?"),
        ("", "FR", 1990, ""),
    ],
)
def test_met(remarks, code, year, found):
    assert "; ".join(met(remarks, code, year)) == found


def test_rows():
    assert visit(a_visit()) == {
        "row": "2138",
        "start": "1874-12-12",
        "end": "1874-12-23",
        "country": "XHAW",
        "country_as_given": "",
        "visitors": "Kalakaua (King)",
        "kind": "",
        "places": "Boston",
    }
    assert travel(a_travel()) == {
        "row": "9001",
        "role": "secretary",
        "person": "David Dean Rusk",
        "start": "1963-08-01",
        "end": "1963-08-02",
        "country": "SUHH",
        "country_as_given": "U.S.S.R.",
        "places": "Moscow",
        "met": "SUHH: Gromyko (Foreign Minister)",
    }
    # Row 2537 names a president of another country than the row's, and not which.
    assert travel(a_travel(source_id="2537", country_id="italy", country="Italy", iso3="ITA"))["met"] == (
        "RU: Yeltsin (President)"
    )


def test_terms():
    given = {"person_id": "fish-hamilton", "name": "Hamilton Fish", "office": "secretary of state", "note": "A note."}
    found = terms(
        [
            given | {"start": "1869-03-17", "end": "1877-03-12"},
            given | {"start": "1860-01-01", "end": "1865-12-31"},
            given | {"office": "secretary of state ad interim", "start": "1869-03-17", "end": "1869-03-18"},
            given | {"office": "president", "start": "2025-01-20", "end": ""},
        ]
    )
    assert [(row["office"], row["sort_name"], row["end"], row["note"]) for row in found] == [
        ("president", "Fish, Hamilton", "", ""),
        ("secretary", "Fish, Hamilton", "1877-03-12", ""),
    ]
    assert sort_name("Martin Van Buren", "van-buren-martin") == "Van Buren, Martin"
    assert sort_name("Joseph R. Biden", "biden-joseph-r") == "Biden, Joseph R."
    with pytest.raises(ValueError, match="family name"):
        sort_name("Joseph R. Biden", "rusk-dean")


def test_titles_that_two_have():
    cells = ["A (President); B (Chairman)", "C (President); D (Chairman)", "E (Pope)"]
    found = titles([{"visitors": cell} for cell in cells], [{"met": "?"}, {"met": ""}])
    assert found == [{"title": "President", "level": "head-of-state"}]


def test_a_second_run_writes_the_same(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    term = {"office": "president", "person_id": "grant-ulysses-s", "name": "Ulysses S. Grant", "note": "", "origin": ""}
    for name, written in (
        ("hsg_visits.csv", [a_visit(source_id="10"), a_visit(source_id="9", visitor="King Löwe")]),
        ("hsg_travels.csv", [a_travel()]),
        ("terms.csv", [term | {"start": "1869-03-04", "end": "1877-03-04"}]),
    ):
        with (source / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(written[0]))
            writer.writeheader()
            writer.writerows(written)
    extract(source, target, target)
    first = {path.name: path.read_bytes() for path in target.iterdir()}
    extract(source, target, target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == first
    assert sorted(first) == ["terms.csv", "titles.csv", "travels.csv", "visits.csv"]
    assert [row["row"] for row in rows(target / "visits.csv")] == ["9", "10"]
    assert "Löwe".encode() in first["visits.csv"]
    assert not any(b"\r" in content for content in first.values())


# -- what ships


def shipped():
    there = [FOLDER / name for name in ("visits.csv", "travels.csv", "terms.csv")]
    return [(path.name, rows(path)) for path in [*there, REFERENCE / "titles.csv"]]


def test_shipped_rows():
    files = dict(shipped())
    for name, count in (("visits.csv", 3264), ("travels.csv", 4271)):
        numbers = [int(row["row"]) for row in files[name]]
        assert len(numbers) == len(set(numbers)) == count
        assert numbers == sorted(numbers)
        assert all(row["start"] <= row["end"] for row in files[name])
        assert all(row["country"] for row in files[name])
    assert all(row["visitors"] for row in files["visits.csv"])
    assert {row["person"] for row in files["travels.csv"]} <= {row["name"] for row in files["terms.csv"]}
    assert all(LEVEL_OF[row["title"]] == row["level"] for row in files["titles.csv"])


def test_shipped_codes_are_known():
    countries = {row["ISO3166-1-Alpha-2"] for row in rows(REFERENCE / "country-codes.csv")}
    countries |= {row["code"] for name in ("former_states.csv", "countries.csv") for row in rows(REFERENCE / name)}
    bodies = countries | {f"org:{row['slug']}" for row in rows(REFERENCE / "organizations.csv")}
    files = dict(shipped())
    assert {row["country"] for name in ("visits.csv", "travels.csv") for row in files[name]} <= countries
    people = [one for row in files["travels.csv"] for one in row["met"].split("; ") if one not in ("", "?")]
    assert {one.rpartition(": ")[0] for one in people} <= bodies
    assert all(re.fullmatch(r"[\w:-]+: [^():;]+(?: \([^():;]+\))?", one) for one in people)


def test_shipped_cells_are_no_prose():
    """No name, title or place has more than eight words, but for double titles; no cell but a list of people is long."""
    for name, found in shipped():
        for row in found:
            for column, cell in row.items():
                assert len(cell) <= 200 or column == "met", (name, row)
                for part in re.split(r"; | \(|: |\)", cell):
                    assert len(part.split()) <= 8 or re.fullmatch(TITLE, part), (name, column, part)
