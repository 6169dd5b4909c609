"""The national list of our places: its columns, its two forms, what is left out, and what staff are told of it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.foundation.ids import new_id
from server.foundation.reasons import sentence
from server.libraries.queries import LibraryView
from server.libraries.sheet_words import LISTS
from server.libraries.sheets import Place, PlaceView, change_place
from server.reports.place_rows import COLUMNS, as_csv, as_json, departements, listed, row
from server.resources import habilitations, mediators
from server.resources.fitness import Held

WHOLE = PlaceView(
    pivot="21350238800019",
    parent="Ville de Rennes",
    complement="Étage 2",
    other_emails=("ateliers@ormes.example",),
    other_sites=("https://blog.ormes.example",),
    summary='Une "belle" salle.',
    detail="Un.\n\nDeux.",
    acceslibre="https://acceslibre.beta.gouv.fr/app/ormes/",
    other_labels=("Pass numérique", "Voyageurs du numérique"),
    **{name: tuple(answers)[:2] for name, answers in LISTS.items()},
)


@pytest.fixture
def place(now):
    names = {"name": "Médiathèque des Ormes", "address": "1 rue du Port", "postal_code": "35000", "city": "Rennes"}
    library = LibraryView(
        **names,
        id=new_id(),
        slug="ormes",
        insee="35238",
        latitude=48.1,
        longitude=-1.6,
        timezone="Europe/Paris",
        phone="02 61 91 20 01",
        email="accueil@ormes.example",
        website="https://ormes.example",
        access="",
        opening_hours="Tu-Fr 10:00-18:00; PH off",
        reminder_hours=48,
        school_zone="",
        version=1,
    )
    return Place(library, WHOLE, 1, datetime(2027, 3, 1, 23, 30, tzinfo=UTC))


def made(place, site="https://agenda.example"):
    return row(place, site=site, source="Réseau d'essai")


def test_a_whole_place_fills_the_columns(place):
    assert made(place) == {
        "id": str(place.library.id),
        "pivot": "21350238800019",
        "nom": "Médiathèque des Ormes",
        "commune": "Rennes",
        "code_postal": "35000",
        "code_insee": "35238",
        "adresse": "1 rue du Port",
        "complement_adresse": "Étage 2",
        "latitude": 48.1,
        "longitude": -1.6,
        "typologie": "BIB|RELAIS_LECTURE",
        "telephone": "+33261912001",
        "courriels": "accueil@ormes.example|ateliers@ormes.example",
        "site_web": "https://ormes.example|https://blog.ormes.example",
        "horaires": "Tu-Fr 10:00-18:00; PH off",
        "presentation_resume": "Une ＂belle＂ salle.",
        "presentation_detail": "Un. Deux.",
        "source": "Réseau d'essai",
        "itinerance": "Fixe|Itinérant",
        "structure_parente": "Ville de Rennes",
        "date_maj": "2027-03-02",
        "services": "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien",
        "publics_specifiquement_adresses": "Jeunes|Étudiants",
        "prise_en_charge_specifique": "Surdité|Handicaps moteurs",
        "frais_a_charge": "Gratuit|Gratuit sous condition",
        "dispositif_programmes_nationaux": "Aidants Connect|Bibliothèques numérique de référence",
        "formations_labels": "Formé à « Mon Espace Santé »|Formé à « DUPLEX » (illettrisme)",
        "autres_formations_labels": "Pass numérique|Voyageurs du numérique",
        "modalites_acces": "Se présenter|Téléphoner",
        "modalites_accompagnement": "En autonomie|Accompagnement individuel",
        "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/app/ormes/",
        "prise_rdv": "https://agenda.example/bibliotheques/ormes",
    }


def test_the_columns_come_in_the_order_of_the_schema(place):
    assert (len(COLUMNS), tuple(made(place))) == (32, COLUMNS)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"phone": "3949"}, "telephone"),
        ({"insee": "20004"}, "code_insee"),
        ({"opening_hours": "le matin"}, "horaires"),
        ({"latitude": None}, "longitude"),
        ({"website": "ormes.example"}, "site_web"),
    ],
)
def test_what_the_list_would_refuse_is_left_out_alone(place, changes, column):
    faulty = replace(place, library=replace(place.library, **changes), sheet=replace(WHOLE, other_sites=()))
    assert column not in made(faulty)
    assert listed([faulty], site="https://agenda.example", source="x") == [made(faulty) | {"source": "x"}]


def test_an_address_with_a_port_is_no_link_of_the_list(place):
    assert "prise_rdv" not in made(place, "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "changes", [{"city": "Ormes (Ville)"}, {"postal_code": "3500"}, {"address": "accueil@ormes.example"}]
)
def test_a_place_that_the_list_refuses_is_not_in_it(place, changes):
    faulty = replace(place, library=replace(place.library, **changes))
    assert listed([faulty], site="https://agenda.example", source="x") == []


def test_a_file_for_spreadsheets_has_all_columns_and_one_line_each(place):
    plain = replace(place, sheet=PlaceView(pivot="W9C1000189", services=("access",)))
    text = as_csv([made(place), made(plain)]).decode()
    assert text.count("\r\n") == 3
    read = list(csv.DictReader(io.StringIO(text)))
    assert tuple(read[0]) == COLUMNS
    assert [line["pivot"] for line in read] == ["21350238800019", "W9C1000189"]
    assert read[1]["presentation_detail"] == ""
    assert "＂belle＂" in read[0]["presentation_resume"]


def test_a_file_for_programs_says_nothing_where_there_is_nothing(place):
    assert as_json([made(replace(place, sheet=PlaceView(pivot="W9C1000189", services=("access",))))]).count(b'""') == 0


@pytest.mark.parametrize(
    ("code", "postal", "departement"),
    [("35238", "35000", "35"), ("2A004", "20000", "2A"), ("97411", "97400", "974"), ("", "98800", "988")],
)
def test_the_territory_of_a_place(code, postal, departement):
    assert departements([{"code_insee": code, "code_postal": postal}]) == [departement]


SHEET = {"pivot": "21350238800019", "services": ["access"], "fees": ["free"]}


async def test_the_files_hold_the_places_whose_sheet_is_whole(client, maker, now):
    ormes = await maker.library("ormes")
    await maker.library("tilleuls")
    await change_place(ormes, SHEET, by=maker.by, now=now)
    answer = await client.get("/donnees/lieux.json")
    assert [line["nom"] for line in answer.json()] == ["Médiathèque ormes"]
    day = now.date().isoformat()
    name = f'attachment; filename="{day}_mediatheques-d-essai_lieux-de-mediation-numerique_35.json"'
    assert answer.headers["content-disposition"] == name
    assert answer.headers["access-control-allow-origin"] == "*"
    table = await client.get("/donnees/lieux.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert [line["nom"] for line in csv.DictReader(io.StringIO(table.text))] == ["Médiathèque ormes"]
    again = await client.get("/donnees/lieux.csv", headers={"if-none-match": table.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_catalogue_is_told_of_them(client, maker, now):
    await change_place(await maker.library("ormes"), SHEET, by=maker.by, now=now)
    told = (await client.get("/donnees/publier.json")).json()
    assert (told["license"], told["frequency"], told["granularity"]) == ("lov2", "daily", "poi")
    assert told["start"] == told["end"] == (await client.get("/donnees/lieux.json")).json()[0]["date_maj"]
    assert [one["source"].rpartition("/")[2] for one in told["ressources"]] == ["lieux.csv", "lieux.json"]


async def test_the_page_for_everybody(client, maker, now):
    await change_place(await maker.library("ormes"), SHEET, by=maker.by, now=now)
    text = (await client.get("/donnees")).text
    for words in ("1 lieu", "mis à jour le", "Licence Ouverte 2.0", 'href="/donnees/lieux.csv"'):
        assert words in text
    assert 'href="/donnees"' in (await client.get("/")).text


async def test_without_any_place_the_files_are_empty_and_well_formed(client):
    assert (await client.get("/donnees/lieux.json")).json() == []
    assert (await client.get("/donnees/lieux.csv")).text == ",".join(COLUMNS) + "\r\n"
    assert "0 lieu" in (await client.get("/donnees")).text


async def test_staff_see_what_is_published_and_why_the_rest_is_not(signed_in, maker, now):
    ormes = await maker.library("ormes")
    await maker.library("tilleuls", city="Ormes (Ville)")
    await change_place(ormes, SHEET, by=maker.by, now=now)
    waiting, _, published = (await signed_in.get("/bureau/donnees")).text.partition("1 lieu publié")
    assert "1 lieu à compléter" in waiting
    assert "Médiathèque tilleuls" in waiting
    assert sentence("bad_city", "fr") in waiting.replace("&#39;", "'")
    assert "Médiathèque ormes" in published
    assert "conseils sur sa fiche" in published


async def test_aidants_connect_is_told_where_somebody_is_habilitated_today(client, maker, now):
    ormes = await maker.library("ormes")
    await change_place(ormes, SHEET | {"programmes": ["pix"]}, by=maker.by, now=now)
    ana = await mediators.add_mediator(
        mediators.Sheet("Ana Bé", libraries=[ormes], status="salaried"), by=maker.by, now=now
    )
    held = Held("Ville de Rennes", now.date(), now.date() + timedelta(days=30))
    await habilitations.habilitate(ana, held, by=maker.by, now=now)
    (line,) = (await client.get("/donnees/lieux.json")).json()
    assert line["dispositif_programmes_nationaux"] == "Aidants Connect|Certification PIX"
