"""What the sheet of a place may hold: a row for each refusal, beside its neighbour that is taken."""

import pytest

from server.libraries.sheet_rules import advice, blocking, international, missing, siret, wrong
from server.libraries.sheet_words import KINDS, LISTS, OTHER_KINDS

WHOLE = {
    "name": "Médiathèque des Ormes",
    "address": "12 bis, rue de l'Église (bât. B) – 2e étage",
    "postal_code": "99123",
    "city": "Saint-Œuvre-lès-Ormes",
    "pivot": "21350238800019",
    "services": ("access",),
    "insee": "35238",
    "latitude": 48.1,
    "longitude": -1.6,
    "phone": "02 61 91 20 01",
    "opening_hours": "Tu-Fr 10:00-18:00",
    "summary": "Une médiathèque.",
    "fees": ("free",),
    "ways_in": ("come",),
    "support": ("alone",),
}


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("21350238800019", True),
        ("21350238800018", False),
        ("2135023880001", False),
        ("213502388000190", False),
        ("35600000000048", True),  # the seat of La Poste has Luhn's key as well
        ("35600000049837", True),  # its other offices have a sum of digits divisible by five
        ("35600000049838", False),
        ("21350238800O19", False),
    ],
)
def test_siret(number, good):
    assert siret(number) is good


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("02 61 91 20 01", "+33261912001"),
        ("+33 2 61 91 20 01", "+33261912001"),
        ("0262 20 12 34", "+262262201234"),
        ("0596 72 12 34", "+596596721234"),
        ("+32 2 512 34 56", ""),
        ("3949", ""),
        ("02 61 91", ""),
        ("Accueil", ""),
    ],
)
def test_numbers_of_the_national_list(typed, told):
    assert international(typed) == told


def test_a_whole_sheet_lacks_nothing():
    assert (blocking(WHOLE), advice(WHOLE)) == ({}, {})


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("pivot", "21350238800010", "bad_pivot"),
        ("pivot", "W12345678", "bad_pivot"),
        ("pivot", "123456789", "bad_pivot"),
        ("postal_code", "3500", "bad_postal_code"),
        ("postal_code", "350000", "bad_postal_code"),
        ("postal_code", "L-1234", "bad_postal_code"),
        ("postal_code", "35 000", "bad_postal_code"),
        ("city", "Les Ormes (Ville)", "bad_city"),
        ("city", "Ormes/Mer", "bad_city"),
        ("city", "Ormes, cedex", "bad_city"),
        ("address", "accueil@ormes.example", "bad_street"),
        ("address", "salle_polyvalente", "bad_street"),
        ("address", "#NAME?", "bad_street"),
        ("address", '3 place "du Marché"', "bad_street"),
        ("address", "3 place « du Marché »", "bad_street"),
        ("address", "Le Bourg !", "bad_street"),
        ("insee", "20004", "bad_insee"),
        ("insee", "2C004", "bad_insee"),
        ("insee", "3523", "bad_insee"),
        ("phone", "+32 2 512 34 56", "phone_not_french"),
        ("email", "a|b@ormes.example", "bad_email"),
        ("website", "mediatheque.example", "bad_website"),
        ("website", "https://ormes.example/a|b", "bad_website"),
        ("other_emails", ("ormes",), "bad_email"),
        ("other_sites", ("ormes",), "bad_website"),
        ("other_labels", ("Un | deux",), "no_bar"),
        ("other_labels", ("Un",) * 11, "too_long"),
        ("acceslibre", "https://exemple.fr/ormes", "bad_acceslibre"),
        ("acceslibre", "https://acceslibre.beta.gouv.fr/ormes (2)", "bad_acceslibre"),
        ("opening_hours", "le matin", "hours_not_read"),
        ("summary", "x" * 281, "summary_too_long"),
        ("detail", "x" * 5001, "too_long"),
        ("complement", "x" * 201, "too_long"),
        ("ways_in", ("come", "no_public"), "no_public_alone"),
        ("ways_in", ("knock",), "bad_choice"),
        ("kinds", ("BIB", "BAR"), "bad_kind"),
        ("labels", ("Étapes numériques (La Poste)",), "bad_choice"),
        ("labels", ("etapes",), "bad_choice"),
        ("latitude", None, "half_position"),
        ("longitude", None, "half_position"),
        *((name, ("unknown",), "bad_kind" if name == "kinds" else "bad_choice") for name in LISTS),
    ],
)
def test_what_is_refused_and_why(field, value, reason):
    assert wrong(WHOLE | {field: value}) == {field: reason}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pivot", "W9C1000189"),
        ("pivot", "35600000049837"),
        ("city", "L'Haÿ-les-Roses 3"),
        ("address", "12"),
        ("address", "1 & 3 av. N° 4 : A+B; C|D/E"),
        ("insee", "2A004"),
        ("insee", "97411"),
        ("summary", "x" * 280),
        ("website", "http://ormes.example:8080/index.php?id=3#haut"),
        ("acceslibre", "https://acceslibre.beta.gouv.fr/app/99-les-ormes/a/bibliotheque/erp/ormes/"),
        ("opening_hours", "PH 10:00-12:00"),
        ("kinds", tuple(OTHER_KINDS | set(KINDS))),
        ("ways_in", ("no_public",)),
        *((name, tuple(answers)) for name, answers in LISTS.items() if name != "ways_in"),
    ],
)
def test_what_is_taken(field, value):
    assert wrong(WHOLE | {field: value}) == {}


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"pivot": ""}, {"pivot": "no_pivot"}),
        ({"services": ()}, {"services": "no_services"}),
        ({"address": ""}, {"address": "missing"}),
        ({"ways_in": ("no_public",)}, {"ways_in": "closed_to_public"}),
        ({"listed": False}, {"listed": "held_back"}),
        ({"city": "Ormes (Ville)", "pivot": "1"}, {"city": "bad_city", "pivot": "bad_pivot"}),
    ],
)
def test_what_keeps_a_place_out(change, reasons):
    assert blocking(WHOLE | change) == reasons


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"phone": ""}, {"phone": "better_with_phone"}),
        ({"phone": "3949"}, {"phone": "phone_not_french"}),
        ({"opening_hours": "le matin"}, {"opening_hours": "hours_not_read"}),
        ({"insee": "20004"}, {"insee": "bad_insee"}),
        ({"fees": (), "support": ()}, {"fees": "better_with_fees", "support": "better_with_support"}),
    ],
)
def test_what_would_be_better_keeps_nobody_out(change, reasons):
    whole = WHOLE | change
    assert (blocking(whole), missing(whole), advice(whole)) == ({}, {}, reasons)


def test_no_value_is_offered_that_two_judges_spell_otherwise():
    assert not [each.official for answers in LISTS.values() for each in answers.values() if "Étapes" in each.official]
