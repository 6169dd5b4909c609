"""Which communes are of a territory, in cases: islands, Corsica, groups of communes across départements."""

import pytest

from server.foundation.errors import Invalid, Refused
from server.territories.geography import commune, geography
from server.territories.hubs import HUBS
from server.territories.placing import commune_of
from server.territories.reach import communes_in, part, search, size
from server.territories.rules import MOST_PARTS, Extent, holds, put

BRETAGNE = ("R53",)
REDON = "E243500741"  # CA Redon Agglomération: in Ille-et-Vilaine, Loire-Atlantique and Morbihan
LANNION, SAINT_BRIEUC, RENNES, REDON_TOWN, SAINT_NICOLAS = "22113", "22278", "35238", "35236", "44185"
LANNION_GROUP = "E200065928"


@pytest.mark.parametrize(
    ("takes", "leaves", "code", "told"),
    [
        (BRETAGNE, (), RENNES, True),
        (BRETAGNE, (), "44109", False),  # Nantes
        ((), BRETAGNE, RENNES, False),
        ((), (), RENNES, False),
        (BRETAGNE, ("D22",), LANNION, False),
        (BRETAGNE, ("D22",), RENNES, True),
        ((*BRETAGNE, "C22113"), ("D22",), LANNION, True),
        ((*BRETAGNE, LANNION_GROUP), ("D22",), LANNION, True),
        ((*BRETAGNE, LANNION_GROUP), ("D22",), SAINT_BRIEUC, False),
        ((*BRETAGNE, LANNION_GROUP), ("D22", "C22113"), LANNION, False),
        (("D22",), BRETAGNE, LANNION, True),
        (("R94",), (), "2A004", True),  # Ajaccio
        (("R94",), ("D2B",), "2A004", True),
        (("R94",), ("D2B",), "2B033", False),  # Bastia
        (("D2A",), (), "2B033", False),
        (("D971", "D976"), (), "97105", True),  # Basse-Terre
        (("D971", "D976"), (), "97209", False),  # Fort-de-France
        (("D971",), (), "97701", False),  # Saint-Barthélemy is no longer of Guadeloupe
        (("R988",), (), "98818", True),  # Nouméa
        ((REDON,), (), REDON_TOWN, True),
        ((REDON,), (), SAINT_NICOLAS, True),
        ((REDON,), ("D44",), SAINT_NICOLAS, True),
        ((REDON,), ("C44185",), SAINT_NICOLAS, False),
        ((REDON,), (), RENNES, False),
    ],
)
def test_what_names_a_commune_most_closely_decides(takes, leaves, code, told):
    extent = Extent(tuple(takes), tuple(leaves))
    assert holds(extent, commune(code)) is told
    assert (code in {each.code for each in communes_in(extent)}) is told


def test_a_group_of_communes_reaches_over_borders():
    found = communes_in(Extent((REDON,)))
    assert {each.departement for each in found} == {"35", "44", "56"}
    assert {each.epci for each in found} == {REDON[1:]}


def test_the_fifteen_hubs_hold_communes_and_share_none():
    assert len(HUBS) == 15
    held = [{each.code for each in communes_in(extent)} for _, extent in HUBS.values()]
    assert min(map(len, held)) > 20
    assert len(set.union(*held)) == sum(map(len, held))
    assert size(HUBS["hub-bretagne"][1]).communes == 1202
    assert {code[:2] for code in held[list(HUBS).index("hub-corse")]} == {"2A", "2B"}


@pytest.mark.parametrize(
    ("insee", "postal_code", "city", "code"),
    [
        (RENNES, "", "", RENNES),
        ("", "35000", "RENNES CEDEX 7", RENNES),
        ("99999", "35700", "Rennes", RENNES),
        ("", "35400", "St-Malo", "35288"),
        ("", "29200", "brest", "29019"),
        ("", "75012", "Paris 12e Arrondissement", "75056"),
        ("69381", "", "", "69123"),  # an arrondissement of Lyon
        ("", "01510", "Arbignieu", "01015"),  # a part of Arboys en Bugey
        ("", "20000", "Ajaccio", "2A004"),
        ("", "20200", "Bastia", "2B033"),
        ("", "97400", "Saint-Denis", "97411"),
        ("", "93200", "Saint-Denis", "93066"),
        ("", "97133", "Saint-Barthélemy", "97701"),
        ("", "98800", "Nouméa", "98818"),
        ("", "35000", "Nulle-Part", None),
        ("", "", "Rennes", None),
        ("", "35 000", "Rennes", RENNES),
        ("", "35000", "", None),
        ("", "B-1000", "Bruxelles", None),
    ],
)
def test_where_a_place_is(insee, postal_code, city, code):
    found = commune_of(insee, postal_code, city)
    assert (found.code if found else None) == code


def test_the_geography_is_whole():
    known = geography()
    assert (len(known.regions), len(known.departements), len(known.epcis)) == (26, 109, 1255)
    assert sum(text.count("\n") + 1 for text in known.communes.values()) == 34969
    assert all(each.within[0] in known.regions for each in known.departements.values())
    assert all(set(each.within) <= known.departements.keys() for each in known.epcis.values())
    paris = commune("75056")
    assert (paris.name, paris.region, paris.inhabitants > 2_000_000) == ("Paris", "11", True)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("bretagne", "R53"),
        ("2a", "D2A"),
        ("22113", "C22113"),
        ("rennes métropole", "E243500139"),
        ("saint malo", "C35288"),
    ],
)
def test_a_part_is_found_by_name_and_by_code(text, first):
    assert search(text)[0].value == first


@pytest.mark.parametrize("text", ["", "(", ";", "zzzzzz", "a"])
def test_what_is_not_there_is_not_found(text):
    assert search(text) == []


@pytest.mark.parametrize("value", ["", "R99", "X35", "C69381", "D1"])
def test_what_is_no_part(value):
    assert part(value) is None


def test_a_part_is_in_or_out_but_not_both():
    extent = put(put(Extent(BRETAGNE), "D22", "take"), "D22", "leave")
    assert extent == Extent(BRETAGNE, ("D22",))
    assert put(extent, "D22", "drop") == Extent(BRETAGNE)
    with pytest.raises(Invalid):
        put(extent, "D22", "?")
    with pytest.raises(Refused):
        put(Extent(tuple(f"C{number:05}" for number in range(MOST_PARTS))), "D22", "take")
