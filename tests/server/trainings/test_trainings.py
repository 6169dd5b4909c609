"""Staff take a seat with one click; what they have covered is what they attended; the public hears nothing."""

import asyncio
import io
from datetime import timedelta

import pypdf
import pytest

from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.accounts.tables import Staff
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.mirrors.making import make
from server.mirrors.shapes import Wanted
from server.trainings import actions, queries
from server.workshops.actions import change_workshop
from server.workshops.sessions import change_session


@pytest.fixture
async def browser_of(browser, maker):
    """Return a function that opens a browser of a person."""

    async def opened(person):
        found = browser()
        found.sign_in_with(await maker.login(person))
        return found

    return opened


PASSWORD = "une phrase de passe pour les essais"
PLACES = (
    "/", "/agenda.ics", "/agenda.json", "/agenda.atom", "/bibliotheques/centre", "/bibliotheques/centre/agenda.ics",
    "/api/v1/sessions", "/api/v1/workshops", "/integrer/1/agenda.json", "/?public=professional",
    "/agenda.ics?public=professional", "/entrainement", "/donnees/openagenda.json", "/bibliotheques",
)  # fmt: skip


async def test_the_public_never_hears_of_it(client, team, now):
    for path in PLACES:
        answer = await client.get(path)
        assert answer.status_code in (200, 404), path
        assert "Accueillir une personne" not in answer.text, path
        assert str(team["session"]) not in answer.text, path
    hidden = ("seances/{}", "seances/{}.ics", "api/v1/sessions/{}", "ap/evenements/{}", "seances/{}/reservation")
    for path in (*hidden, "integrer/seances/{}"):
        assert (await client.get("/" + path.format(team["session"]))).status_code == 404, path
    for path in ("/ateliers/accueillir-une-personne-debutante", f"/api/v1/workshops/{team['workshop']}"):
        assert (await client.get(path)).status_code == 404, path
    target = io.BytesIO()
    assert (await make(target, Wanted(), now)).sessions == 0


async def test_a_seat_with_one_click_and_the_address_for_those_who_take_part(browser_of, team):
    agent = await browser_of(team["reading"])
    page = f"/bureau/formations/{team['session']}"
    assert "Accueillir une personne débutante" in (await agent.get("/bureau/formations")).text
    assert "visio.example" not in (await agent.get(page)).text
    assert (await agent.send_form(f"{page}/inscription")).status_code == 303
    assert (await agent.send_form(f"{page}/inscription")).status_code == 303
    text = (await agent.get(page)).text
    assert "https://visio.example/salle" in text
    assert "Prises\u00a0: 1 sur 2" in text
    assert "Personne1@" not in text
    assert (await agent.send_form(f"{page}/retrait")).status_code == 303
    assert "visio.example" not in (await agent.get(page)).text


async def test_a_full_training_takes_nobody(browser_of, team, now):
    for name in ("desk", "programming"):
        await actions.enrol(team["session"], by=team[name], now=now)
    agent = await browser_of(team["reading"])
    answer = await agent.send_form(f"/bureau/formations/{team['session']}/inscription")
    assert answer.status_code == 422
    assert "plus de place" in answer.text


@pytest.mark.usefixtures("emptied")
async def test_the_last_seat_is_taken_once(database, maker_for, now):
    added = await add_staff("a@test.example", "A", PASSWORD, administrator=True, by="system", now=now)
    maker = maker_for(Person(added, "A", True, f"staff:{added}"))
    workshop = await maker.workshop("Accueillir", audiences=["professional"])
    session = await maker.session(await maker.library(), workshop, capacity=2, waiting_places=0)
    people = [await maker.staff() for _ in range(6)]
    told = await asyncio.gather(
        *(actions.enrol(session, by=person, now=now) for person in people), return_exceptions=True
    )
    assert sorted(getattr(one, "reason", "") for one in told) == ["", "", *["training_full"] * 4]
    assert len(await queries.seats(session)) == 2


async def test_coverage_is_what_was_attended(team, maker, now):
    for name in ("desk", "reading"):
        await actions.enrol(team["session"], by=team[name], now=now)
    later = now + timedelta(days=2, hours=1)
    with pytest.raises(Refused):
        await actions.note(team["session"], [team["desk"].id], by=team["programming"], now=now)
    assert (await queries.progress(team["desk"])).done == 0
    for name in ("desk", "reading"):
        with pytest.raises(NotFound):
            await actions.note(team["session"], [team["desk"].id], by=team[name], now=later)
    stranger = await maker.staff("manager", await maker.library())
    with pytest.raises(NotFound):
        await actions.note(team["session"], [team["desk"].id], by=stranger, now=later)
    await actions.note(team["session"], [team["desk"].id, stranger.id], by=team["programming"], now=later)
    assert await _counted(team) == {"desk": 1, "reading": 0, "programming": 0, "manager": 0}
    await actions.note(team["session"], [team["reading"].id], by=team["programming"], now=later)
    assert await _counted(team) == {"desk": 0, "reading": 1, "programming": 0, "manager": 0}
    agents = {agent.id: agent.progress.done for agent in await queries.team(team["manager"])}
    assert agents == {team[name].id: int(name == "reading") for name in ("manager", "programming", "desk", "reading")}
    assert await queries.team(team["reading"]) == []


async def _counted(team):
    """Count the core that each has covered a second way: by hand, from the seats."""
    names = ("desk", "reading", "programming", "manager")
    core = set(team["modules"][:2])
    found = {}
    for name in names:
        rows = await DB.rows(
            "SELECT s.workshop FROM training_seat t, session s WHERE s.id = t.session AND t.staff = {}"
            " AND t.state = 'present'",
            team[name].id,
        )
        covers = await queries.covers()
        found[name] = len({module for row in rows for module in covers[row["workshop"]]} & core)
        assert (await queries.progress(team[name])).done == found[name]
    return found


async def test_the_certificate_says_who_what_when_how_long_and_what_was_covered(browser_of, team, now, standing_clock):
    await actions.enrol(team["session"], by=team["reading"], now=now)
    agent = await browser_of(team["reading"])
    path = f"/bureau/formations/{team['session']}/attestation.pdf"
    assert (await agent.get(path)).status_code == 422
    await actions.note(team["session"], [team["reading"].id], by=team["programming"], now=now + timedelta(days=2))
    answer = await agent.get(path)
    assert answer.headers["content-type"] == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(read.pages[0].extract_text().replace("\u00a0", " ").replace("’", "'").split())
    for said in (
        team["reading"].name,
        "Attestation de formation",
        "Accueillir une personne débutante",
        "mercredi 13 janvier 2027",
        "de 10 h à 11 h 30",
        "1 heure 30 minutes",
        "Camille Doux",
        "Aller plus loin",
    ):
        assert said in text, said
    assert "Protéger les données" not in text
    assert read.trailer["/Root"]["/Lang"] == "fr"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.metadata.title == "Attestation de formation"


async def test_a_form_notes_who_came_and_closes_what_nobody_follows(browser_of, maker, team, now, standing_clock):
    await actions.enrol(team["session"], by=team["desk"], now=now)
    runs = await browser_of(team["programming"])
    page = f"/bureau/formations/{team['session']}"
    assert (await runs.send_form(f"{page}/fermeture")).status_code == 422
    maker.now = now + timedelta(days=2, hours=1)
    standing_clock(maker.now)
    runs = await browser_of(team["programming"])  # a login lasts a day of work
    assert "Cochez qui est venu" in (await runs.get(page)).text
    assert (await runs.send_form(f"{page}/presences", **{f"present_{team['desk'].id}": "1"})).status_code == 303
    assert (await queries.progress(team["desk"])).done == 1
    await DB.rows("DELETE FROM training_seat")
    assert (await runs.send_form(f"{page}/fermeture")).status_code == 303
    assert (await runs.get(page)).status_code == 404


async def test_the_referential_is_written_by_who_administers(browser_of, signed_in, team):
    pages = "/bureau/formations/referentiel"
    assert (await signed_in.send_form(pages, title="Rendre compte", core="1")).status_code == 303
    assert (await signed_in.send_form(pages, title="a")).status_code == 422
    line = f"{pages}/{team['modules'][0]}"
    assert 'value="Accueillir"' in (await signed_in.get(line)).text
    assert (await signed_in.send_form(line, title="Accueillir bien", core="1", retired="1")).status_code == 303
    workshop = f"/bureau/formations/ateliers/{team['workshop']}"
    assert (await signed_in.send_form(workshop, **{f"module_{team['modules'][1]}": "1"})).status_code == 303
    assert (await queries.covers())[team["workshop"]] == {team["modules"][1]}
    titles = [line.module.title for line in (await queries.progress(team["desk"])).lines]
    assert titles == ["Protéger les données", "Aller plus loin", "Rendre compte"]
    assert "Retiré" in (await signed_in.get(pages)).text
    manager = await browser_of(team["manager"])
    assert (await manager.get(pages)).status_code == 403
    assert "Protéger les données" in (await manager.get("/bureau/formations/equipe")).text


async def test_a_workshop_with_dates_stays_on_its_side(signed_in, maker, team, now):
    with pytest.raises(Refused):
        await change_workshop(team["workshop"], {"audiences": ["everyone"]}, by=maker.by, now=now)
    public = await maker.workshop("Premiers pas")
    await maker.session(team["library"], public, starts_in=timedelta(days=9))
    with pytest.raises(Refused):
        await change_workshop(public, {"audiences": ["professional"]}, by=maker.by, now=now)
    for path in ("programme", "planning", f"seances/{team['session']}", "ateliers"):
        assert (await signed_in.get(f"/bureau/{path}")).status_code == 200, path
    answer = await signed_in.post(
        f"/api/v1/sessions/{team['session']}/bookings", json={"name": "Zoé"}, headers={"origin": "http://test.example"}
    )
    assert answer.status_code >= 400


async def test_it_holds_its_room_and_its_people(maker, team, now):
    room = await maker.room(team["library"])
    await change_session(team["session"], {"room": room}, by=maker.by, now=now)
    with pytest.raises(Refused) as refused:
        await maker.session(team["library"], starts_in=timedelta(days=2, minutes=30), room=room)
    assert refused.value


async def test_it_is_forgotten_a_year_after_the_account_is_closed(team, now):
    await actions.enrol(team["session"], by=team["desk"], now=now)
    await actions.sweep(now)
    assert len(await queries.seats(team["session"])) == 1
    await Staff.update({Staff.disabled_at: now - timedelta(days=366)}).where(Staff.id == team["desk"].id)
    await actions.sweep(now)
    assert await queries.seats(team["session"]) == []
