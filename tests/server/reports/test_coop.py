"""What is told to La Coop: its words, its order, its published format, and what is chosen workshop by workshop."""

import csv
import io
import json
import re
from uuid import UUID

import pytest

from server.reports import coop, coop_export, coop_rules, coop_words, paging

# The attributes of an `activite` in API v1, all of them required, and those that may be null.
ATTRIBUTES = set(
    "type mediateur_id accompagnements date duree type_lieu structure_id lieu_code_postal lieu_commune lieu_code_insee "
    "creation modification suppression autonomie oriente_vers_structure structure_de_redirection materiel thematiques "
    "tags precisions_demarche titre_atelier niveau_atelier".split()
)


@pytest.mark.parametrize(
    ("own", "chosen", "told"),
    [((), (), ()), (("email",), (), ("email",)), (("parenting", "email"), (), ("email", "parentalite",
     "scolarite_et_numerique")), (("email",), ("justice", "sante"), ("sante", "justice")), (("unknown",), (), ())],
)  # fmt: skip
def test_themes_are_those_that_ours_lead_to_unless_some_were_chosen(own, chosen, told):
    assert coop_rules.themes(own, chosen) == told


@pytest.mark.parametrize(
    ("kinds", "lent", "chosen", "told"),
    [((), False, (), ()), (("laptop", "robot"), False, (), ("ordinateur", "autre")), ((), True, (), ("ordinateur",)),
     (("laptop",), True, ("tablette",), ("tablette",)), (("phone",), False, ("aucun",), ("aucun",))],
)  # fmt: skip
def test_equipment(kinds, lent, chosen, told):
    assert coop_rules.materials(kinds, lent, chosen) == told


@pytest.mark.parametrize(
    ("mode", "outside", "off_site", "told"),
    [("on_site", "", None, "lieu_activite"), ("online", "", None, "a_distance"), ("on_site", "Marché", None, "autre"),
     ("on_site", "", True, "autre"), ("on_site", "Marché", False, "lieu_activite"),
     ("mixed", "", None, "lieu_activite")],
)  # fmt: skip
def test_places(mode, outside, off_site, told):
    assert coop_rules.place(mode, outside, off_site) == told


def test_each_of_our_themes_and_levels_has_words_there():
    assert {theme for found in coop_rules.FROM_THEMES.values() for theme in found} <= coop_words.THEMES.keys()
    assert set(coop_rules.LEVELS.values()) == coop_words.LEVELS.keys()


async def test_a_session_in_the_published_format(signed_in, year):
    _, made = year
    (told,) = json.loads((await signed_in.get("/bureau/coop/activites.json?mois=2026-05")).content)["data"]
    assert (told["type"], told["id"]) == ("activite", str(made["shared"]))
    found = told["attributes"]
    assert found.keys() == ATTRIBUTES
    assert UUID(found["mediateur_id"])
    assert UUID(found["structure_id"])
    assert (found["type"], found["accompagnements"], found["date"], found["duree"]) == (
        "collectif", 6, "2026-05-04", 120,
    )  # fmt: skip
    assert (found["type_lieu"], found["thematiques"], found["niveau_atelier"], found["titre_atelier"]) == (
        "lieu_activite", ["email"], "debutant", "Courriel",
    )  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["creation"])
    assert json.loads((await signed_in.get("/bureau/coop/activites.json?mois=2026-04")).content) == {"data": []}


async def test_the_sheet_is_in_the_order_of_the_form_and_copied_field_by_field(signed_in, year):
    _, made = year
    text = (await signed_in.get(f"/bureau/seances/{made['shared']}/coop")).text
    labels = re.findall(r'<label for="champ-\d+" lang="fr">([^<]+)</label>', text)
    assert [label.replace("&#39;", "'") for label in labels[:10]] == [
        "Date", "Durée (min)", "Type de lieu", "Structure", "Thématiques", "Matériel", "Titre de l’atelier", "Niveau",
        "Participants suivis", "Nombre de participants anonymes",
    ]  # fmt: skip
    values = dict(re.findall(r'<input id="(champ-\d+)" value="([^"]*)"', text))
    assert [values[f"champ-{number}"] for number in (1, 2, 3, 5, 6, 7, 8, 10, 11)] == [
        "04/05/2026", "120", "Lieu d’activité", "E-mail", "", "Courriel", "Débutant", "6", "2",
    ]  # fmt: skip
    assert text.count('data-copy="champ-') == sum(bool(value) for value in values.values())
    lacking = (await signed_in.get(f"/bureau/seances/{made['unsaid']}/coop")).text
    assert "On ne sait pas encore qui est venu" in lacking.replace("&#39;", "'")


async def test_the_spreadsheet_has_the_headings_of_theirs(signed_in, year):
    text = (await signed_in.get("/bureau/coop/activites.csv?mois=2026-05")).content.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text), delimiter=";")
    assert tuple(heads) == coop_words.HEADINGS
    told = dict(zip(heads, row, strict=True))
    assert (told["Participants"], told["Genre"], told["Tranche d’âge"]) == ("6", "Féminin : 4", "70 ans et plus : 5")


async def test_what_is_chosen_for_a_workshop_is_told_of_all_its_sessions(signed_in, year):
    _, made = year
    told = await coop.activity(made["class"])
    assert (told.lacks, told.place, coop_export.sheet(told)[3].label) == ("no_theme", "autre", "Commune")
    page = f"/bureau/ateliers/{told.session.workshop}/coop"
    refused = await signed_in.send_form(page, materials_aucun="1", materials_tablette="1")
    assert refused.status_code == 422
    kept = await signed_in.send_form(page, themes_culture_numerique="1", materials_aucun="1")
    assert kept.status_code == 303
    told = await coop.activity(made["class"])
    assert (told.themes, told.materials, told.lacks) == (("culture_numerique",), ("aucun",), "")
    await signed_in.send_form(page)
    assert (await coop.activity(made["class"])).themes == ()


async def test_a_month_is_chosen_by_library_and_by_what_is_missing(signed_in, year, monkeypatch):
    _, made = year
    monkeypatch.setattr(paging, "PAGE", 2)

    async def listed(query=""):
        text = (await signed_in.get(f"/bureau/coop?mois=2026-03{query}")).text
        return re.findall(r'href="/bureau/seances/([0-9a-f-]+)/coop"', text), text

    first, text = await listed()
    assert first == [str(made["again"]), str(made["class"])]
    assert 'rel="next" href="/bureau/coop?mois=2026-03&amp;page=2"' in text
    assert (await listed("&page=2"))[0] == (await listed("&page=99"))[0] == [str(made["unsaid"])]
    for words in ("1 séance : présences à noter", "1 séance : thématique à choisir"):
        assert words in text
    assert (await listed("&etat=presences"))[0] == [str(made["unsaid"])]
    assert (await listed("&etat=thematiques"))[0] == [str(made["class"])]
    assert (await listed("&bibliotheque=ile"))[0] == []
    there = "/bureau/coop/activites.json?mois=2026-05"
    assert json.loads((await signed_in.get(f"{there}&bibliotheque=rennes")).content) == {"data": []}
    assert len(json.loads((await signed_in.get(f"{there}&bibliotheque=ile")).content)["data"]) == 1
