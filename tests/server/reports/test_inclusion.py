"""Places and workshops as data·inclusion takes them: its own models accept them, its own score is shown with advice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from data_inclusion.schema import v1

from server.libraries.sheets import change_place, place_of
from server.reports.inclusion_quality import ADVICE, quality
from server.reports.inclusion_rows import Offer, accepted, service, structure
from server.workshops.queries import session

SITE, SOURCE = "https://agenda.example", "biblis-de-rennes"
SHEET = {"email": "port@rennes.fr", "pivot": "21350238800019", "services": ["everyday"], "insee": "35238"}
pytestmark = pytest.mark.usefixtures("their_today")
LONG = "On apprend à écrire un message, à y joindre une photo et à reconnaître un message dangereux. " * 3


@pytest.fixture
def offered(maker, now):
    """Return a function that gives an offer: a workshop in a library whose sheet is whole, with its first date."""

    async def make(*, sheet=None, workshop=None, **plan):
        library = await maker.library()
        await change_place(library, {**SHEET, **(sheet or {})}, by=maker.by, now=now)
        outline = {"description": LONG, "themes": ["email"], "audiences": ["everyone"], **(workshop or {})}
        made = await maker.session(library, await maker.workshop("Ma boîte aux lettres.", **outline), **plan)
        return Offer(await place_of(library), [await session(made)])

    return make


def told(offer, now):
    return service(offer, site=SITE, source=SOURCE, today=now.date())[0]


async def test_the_publisher_s_models_take_both(offered, now):
    offer = await offered()
    place, row = structure(offer.place, site=SITE, source=SOURCE, today=now.date()), told(offer, now)
    v1.Structure(**place)
    v1.Service(**row)
    assert row["structure_id"] == place["id"]
    assert {place["id"].split("--")[0], row["id"].split("--")[0]} == {SOURCE}
    assert (place["siret"], place["telephone"], place["code_insee"]) == ("21350238800019", "+33299000000", "35238")
    assert row["nom"] == "Ma boîte aux lettres"
    assert quality(v1.Service(**row)).score >= 0.9
    assert not {"contact_nom_prenom", "zone_eligibilite"} & row.keys()


@pytest.mark.parametrize(
    ("themes", "topics"),
    [
        (["email"], {"numerique--maitriser-les-fondamentaux-du-numerique"}),
        ([], {"numerique--maitriser-les-fondamentaux-du-numerique"}),
        (
            ["procedures"],
            {
                "numerique--acceder-a-des-services-en-ligne",
                "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
            },
        ),
        (
            ["email", "creation"],
            {
                "numerique--maitriser-les-fondamentaux-du-numerique",
                "remobilisation--activites-sportives-et-culturelles",
            },
        ),
    ],
)
async def test_topics(offered, now, themes, topics):
    assert set(told(await offered(workshop={"themes": themes}), now)["thematiques"]) == topics


@pytest.mark.parametrize(
    ("audiences", "people"),
    [
        (["everyone"], ["tous-publics"]),
        ([], ["tous-publics"]),
        (["everyone", "seniors"], ["tous-publics"]),
        (["seniors", "jobseekers"], ["demandeurs-emploi", "seniors"]),
        (["newcomers"], ["tous-publics"]),
    ],
)
async def test_people(offered, now, audiences, people):
    assert told(await offered(workshop={"audiences": audiences}), now)["publics"] == people


@pytest.mark.parametrize(
    ("fees", "cost", "words"),
    [
        ([], "gratuit", ""),
        (["free"], "gratuit", ""),
        (["conditions"], "gratuit", "Gratuit pour certaines personnes"),
        (["paid"], "payant", "Demandez le prix"),
        (["free", "paid"], "gratuit", "Demandez le prix"),
    ],
)
async def test_what_it_costs(offered, now, fees, cost, words):
    row = told(await offered(sheet={"fees": fees}), now)
    assert (row["frais"], words in row.get("frais_precisions", "")) == (cost, True)


@pytest.mark.parametrize(
    ("mode", "ways"),
    [("on_site", ["en-presentiel"]), ("online", ["a-distance"]), ("mixed", ["a-distance", "en-presentiel"])],
)
async def test_how_it_is_held(offered, now, mode, ways):
    link = "" if mode == "on_site" else "https://visio.example/x"
    row = told(await offered(mode=mode, online_url=link), now)
    assert row["modes_accueil"] == ways
    assert "visio.example" not in str(row)


async def test_what_the_schema_refuses_is_left_out_when_it_is_optional(offered, now):
    offer = await offered()
    library = replace(offer.place.library, email="port@biblio.test")  # a name that no mail can reach
    row = told(Offer(replace(offer.place, library=library), offer.sessions), now)
    assert "courriel" not in row
    with pytest.raises(ValueError, match="nom"):
        accepted(v1.Service, {**row, "nom": "A"})


async def test_no_day_to_come(offered, now):
    offer = await offered(starts_in=timedelta(days=3))
    row, _ = service(offer, site=SITE, source=SOURCE, today=(now - timedelta(days=2)).date())
    assert row["date_maj"] == (now - timedelta(days=2)).date().isoformat()


async def test_a_poor_sheet_is_told_what_would_be_better(offered, now):
    row = told(await offered(workshop={"description": "Court."}), now)
    found = quality(v1.Service(**{**row, "description": "Court."}))
    assert found.score < quality(v1.Service(**row)).score
    assert found.wanting == ("description_bien_definie",)
    assert set(found.wanting) <= ADVICE.keys()


async def test_file_and_page(signed_in, client, offered, now):
    offer = await offered(workshop={"description": "Court.", "audiences": ["seniors"]})
    answer = await client.get("/donnees/data-inclusion.json")
    body = answer.json()
    assert [len(body[kind]) for kind in ("structures", "services")] == [1, 1]
    assert body["services"][0]["structure_id"] == body["structures"][0]["id"]
    text = (await signed_in.get("/bureau/data-inclusion")).text
    assert offer.sessions[0].title in text
    assert "Note moyenne" in text


async def test_pages_lead_to_a_workshop_only_who_may_change_it(browser, signed_in, maker, offered):
    offer = await offered(workshop={"audiences": ["seniors"]})  # a workshop of the network
    session, library = offer.sessions[0], offer.place.library.id
    pages = (
        "/bureau/data-inclusion",
        f"/bureau/seances/{session.id}/coop",
        f"/bureau/imprimes?atelier={session.workshop_id}",
    )
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff("programming", library)))
        for page in pages:
            assert f"/bureau/ateliers/{session.workshop_id}" in (await signed_in.get(page)).text
            assert f"/bureau/ateliers/{session.workshop_id}" not in (await opened.get(page)).text
