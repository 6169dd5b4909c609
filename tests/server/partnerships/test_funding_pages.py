"""A file of funding through its pages: plan, sites, actions from attendance, meetings, report, renewal; whose it is."""

import csv
import io
import re
from datetime import timedelta
from uuid import UUID

import pytest

from server.accounts import actions as accounts
from server.bookings import attendance
from server.bookings.actions import Request, book
from server.partnerships.tables import FundingFile, FundingSite
from tests.server.prints.reading import Paper

PATH = "/bureau/financements"
FILE = {
    "programme": "ctl", "title": "Lire et cliquer", "holder": "Ville de Rennes", "starts_on": "2027-01-01",
    "ends_on": "2029-12-31", "diagnostic": "Des besoins partout.",
}  # fmt: skip
PLAN = {
    "budget": "40 000", "share-1-funder": "DRAC", "share-1-kind": "state", "share-1-cents": "18 500,00",
    "share-1-received": "9000", "share-2-funder": "Ville", "share-2-kind": "commune", "share-2-cents": "21500",
}  # fmt: skip


@pytest.fixture
async def opened(signed_in):
    """The address of a contrat territoire-lecture of the whole network."""
    answer = await signed_in.send_form(f"{PATH}/nouveau", **FILE)
    assert answer.status_code == 303
    return answer.headers["location"]


@pytest.fixture
async def held(signed_in, administrator, maker, now, standing_clock):
    """Two libraries, a workshop held in both (one session counted, one not), another workshop; the clock after them."""
    libraries = [await maker.library(name) for name in ("centre", "port")]
    workshops = [await maker.workshop(title) for title in ("Premiers clics", "Photos")]
    planned = [(0, 0), (1, 0), (0, 1)]
    sessions = [
        await maker.session(libraries[place], workshops[what], starts_in=timedelta(days=number + 2))
        for number, (place, what) in enumerate(planned)
    ]
    booked = [await book(Request(sessions[0], name, channel="desk"), by="staff:1", now=now) for name in ("Anne", "Luc")]
    later = now + timedelta(days=20)
    for one, answer in zip(booked, ("1", "absent"), strict=True):
        await attendance.record(one.id, answer, by="staff:1", now=later)
    standing_clock(later)
    signed_in.sign_in_with(await accounts.open_login(administrator.id, "password", now=later))
    return libraries, workshops


def words(text):
    return text.replace("\u2019", "'").replace("\u00a0", " ").replace("\u202f", " ")


async def test_a_plan_that_does_not_balance_is_refused_with_what_is_missing(signed_in, opened):
    answer = await signed_in.send_form(f"{opened}/plan", **PLAN | {"share-2-cents": "21 499,99"})
    assert answer.status_code == 422
    assert "il manque 0,01 €" in words(answer.text)
    answer = await signed_in.send_form(f"{opened}/plan", **PLAN | {"share-2-cents": "21 500,01"})
    assert "dépassent le budget de 0,01 €" in words(answer.text)
    assert (await signed_in.send_form(f"{opened}/plan", **PLAN)).status_code == 303
    sheet = words((await signed_in.get(opened)).text)
    for said in ("46,25 %", "53,75 %", "40 000,00 €", "Les parts font 100 % du budget", "9 000,00 €"):
        assert said in sheet
    assert 'value="21500"' in (await signed_in.get(f"{opened}/plan")).text


async def test_the_report_is_counted_from_attendance_at_the_sites(signed_in, opened, held):
    libraries, workshops = held
    ties = {f"workshop-{workshops[0]}": "1"}
    action = {"title": "Débuter", "sessions": "10", "hours": "20", "people": "40", "cents": "1000", "spent": "250,50"}
    assert (await signed_in.send_form(f"{opened}/actions/nouvelle", **action, **ties)).status_code == 303
    again = await signed_in.send_form(f"{opened}/actions/nouvelle", title="Deux fois", **ties)
    assert again.status_code == 422  # a workshop counts for one action
    lines = list(
        csv.reader(io.StringIO((await signed_in.get(f"{opened}/bilan.csv")).text.lstrip("\ufeff")), delimiter=";")
    )
    assert lines[1] == ["Débuter", "10", "2", "20,00", "4,00", "40", "1", "1", "1000,00", "250,50"]
    assert lines[2][2:5:2] == ["2", "4,00"]
    page = words((await signed_in.get(f"{opened}/bilan")).text)
    for said in (
        "2 sur 10",
        "4,00 sur 20,00",
        "1 sur 40",
        "250,50 € sur 1 000,00 €",
        "personne n'a été compté",
        "Photos",
    ):
        assert said in page.replace("&#39;", "'")
    sites = {f"site-{libraries[0]}": "1", f"cents-{libraries[0]}": "500"}
    assert (await signed_in.send_form(f"{opened}/lieux", **sites)).status_code == 303
    assert "1 sur 10" in (await signed_in.get(f"{opened}/bilan")).text
    paper = Paper((await signed_in.get(f"{opened}/bilan.pdf")).content)
    assert (paper.accessible, paper.language) == (True, "fr")
    for heading in ("Plan de financement", "Actions", "Lieux", "Réunions de pilotage", "Pièces", "Solde", "Évaluation"):
        assert heading in paper.text


async def test_a_county_contract_is_the_sum_of_its_sites(signed_in, maker):
    libraries = [await maker.library(name) for name in ("nord", "sud")]
    answer = await signed_in.send_form(f"{PATH}/nouveau", **FILE | {"programme": "county"})
    address = answer.headers["location"]
    sites = {f"site-{one}": "1" for one in libraries} | {f"cents-{libraries[0]}": "1 000,10"}
    wrong = sites | {f"cents-{libraries[1]}": "deux mille"}
    assert (await signed_in.send_form(f"{address}/lieux", **wrong)).status_code == 422
    await signed_in.send_form(f"{address}/lieux", **sites | {f"cents-{libraries[1]}": "2 000,20"})
    row = await FundingFile.select(FundingFile.budget).first()
    parts = [site["cents"] for site in await FundingSite.select(FundingSite.cents)]
    assert row["budget"] == sum(parts) == 300_030
    share = {"share-1-funder": "Département", "share-1-kind": "county", "share-1-cents": "3 000,30"}
    short = share | {"share-1-cents": "3000", "budget": "3000"}  # a budget typed counts for nothing
    assert (await signed_in.send_form(f"{address}/plan", **short)).status_code == 422
    assert (await signed_in.send_form(f"{address}/plan", **share)).status_code == 303
    assert "3 000,30 €" in words((await signed_in.get(address)).text)


async def test_it_is_closed_once_nothing_is_missing_and_renewed_once(signed_in, opened, maker):
    closing = FILE | {"state": "closed", "evaluation": "Du monde est venu."}
    assert (await signed_in.send_form(f"{opened}/modifier", **closing)).status_code == 422
    await signed_in.send_form(f"{opened}/plan", **PLAN)
    workshop = await maker.workshop()
    await signed_in.send_form(f"{opened}/actions/nouvelle", title="Débuter", **{f"workshop-{workshop}": "1"})
    sheet = (await signed_in.get(opened)).text
    assert "Une réunion de pilotage" in sheet
    assert "Un atelier lié" not in sheet
    await signed_in.send_form(f"{opened}/suivi/reunion", held_on="2027-02-01")
    assert (await signed_in.send_form(f"{opened}/modifier", **closing)).status_code == 422  # without minutes
    await signed_in.send_form(f"{opened}/suivi/reunion", held_on="2027-03-01", minutes="Tout va bien.")
    ids = re.findall(r"reunion=([\w-]+)", (await signed_in.get(f"{opened}/suivi")).text)
    forms = [(await signed_in.get(f"{opened}/suivi?reunion={one}")).text for one in ids]
    assert sum("Tout va bien.</textarea>" in form and 'value="2027-03-01"' in form for form in forms) == 1  # as it was
    assert (await signed_in.send_form(f"{opened}/suivi/piece", title="Facture")).status_code == 422
    piece = {"title": "Facture", "dated_on": "2027-03-02", "kept": "Armoire 3"}
    await signed_in.send_form(f"{opened}/suivi/piece", **piece)
    assert "Armoire 3" in (await signed_in.get(f"{opened}/suivi")).text
    assert (await signed_in.send_form(f"{opened}/modifier", **closing)).status_code == 303
    following = (await signed_in.send_form(f"{opened}/renouvellement")).headers["location"].partition("?")[0]
    assert "31 décembre 2032" in (await signed_in.get(following)).text
    assert "Débuter" in (await signed_in.get(following)).text
    assert (await signed_in.send_form(f"{opened}/renouvellement")).status_code == 409
    assert (await signed_in.send_form(f"{following}/renouvellement")).status_code == 409
    assert "Ouvrir le dossier qui suit" not in (await signed_in.get(following)).text


async def test_parts_are_changed_and_taken_out(signed_in, opened):
    made = await signed_in.send_form(f"{opened}/actions/nouvelle", title="Débuter", hours="1,5")
    assert made.status_code == 303
    action = (await signed_in.get(opened)).text.split(f"{opened}/actions/")[1][:36]
    form = await signed_in.get(f"{opened}/actions/{UUID(action)}")
    assert 'value="1,50"' in form.text
    await signed_in.send_form(f"{opened}/actions/{action}", title="Bien débuter")
    assert "Bien débuter" in (await signed_in.get(opened)).text
    assert "sera perdu" in (await signed_in.get(f"{opened}/retrait/action/{action}")).text
    assert (await signed_in.get(f"{opened}/retrait/table/{action}")).status_code == 404
    assert (await signed_in.send_form(f"{opened}/retrait/meeting/{action}")).status_code == 404
    assert (await signed_in.send_form(f"{opened}/retrait/action/{action}")).status_code == 303
    assert "Bien débuter" not in (await signed_in.get(opened)).text


async def test_a_manager_sees_the_files_of_their_library_only(browser, maker, opened):
    library = await maker.library("port")
    async with browser() as manager:
        manager.sign_in_with(await maker.login(await maker.staff("manager", library)))
        assert "Lire et cliquer" not in (await manager.get(PATH)).text
        assert (await manager.get(opened)).status_code == 404
        assert (await manager.send_form(f"{opened}/plan", **PLAN)).status_code == 404
        answer = await manager.send_form(f"{PATH}/nouveau", **FILE | {"title": "Le nôtre"}, library=str(library))
        assert (await manager.get(answer.headers["location"])).status_code == 200
        other = await maker.library("nord")
        await manager.send_form(f"{answer.headers['location']}/lieux", **{f"site-{other}": "1"})
        assert await FundingSite.count() == 0


async def test_a_file_in_preparation_is_thrown_away_and_none_after(signed_in, opened):
    await signed_in.send_form(f"{opened}/plan", **PLAN)
    assert (await signed_in.send_form(f"{opened}/suppression")).headers["location"] == f"{PATH}?fait=jete"
    assert (await signed_in.get(opened)).status_code == 404
    sent = (await signed_in.send_form(f"{PATH}/nouveau", **FILE)).headers["location"]
    assert (await signed_in.send_form(f"{sent}/modifier", **FILE | {"state": "refused"})).status_code == 303
    assert (await signed_in.send_form(f"{sent}/suppression")).status_code == 409
    assert "Jeter ce dossier" not in (await signed_in.get(sent)).text
