"""The statement of a month: what was used, by library and issuer, on the page and in the file; it equals the ledger."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from server.vouchers.actions import reserve
from server.vouchers.statement import plain
from server.vouchers.tables import Voucher
from server.workshops.tables import Session

JANUARY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


@pytest.fixture
async def month(maker, issue, ask, came, now):
    """Two libraries, two issuers, seven vouchers: four used in January, one in February, one kept, one given back."""
    await issue(name="Département")
    await issue(name="Commune", pattern="AA9999", value=750)
    port, gare = await maker.library("port"), await maker.library("gare")
    workshop = await maker.workshop("=1+1 : premiers pas")
    found = {}
    for number, (library, code, day, end) in enumerate(
        [
            (port, "11110001", 11, "present"), (port, "11110002", 31, "present"), (port, "AB0003", 20, "present"),
            (gare, "11110004", 12, "present"), (gare, "11110005", 32, "present"), (gare, "11110006", 12, ""),
            (gare, "11110007", 12, "absent"),
        ]
    ):  # fmt: skip
        starts_at = datetime(2027, 1, 1, 22, 30, tzinfo=UTC) + timedelta(days=day - 1)
        session = await maker.session(library, workshop, pass_accepted=True, starts_at=starts_at)
        booking = (await ask(session, f"Personne {number}")).id
        await reserve(booking, code, by="staff:1", now=now)
        if end:
            await came(booking, end, 1 if end == "present" else 0)
        found[code] = booking
    return found


async def test_the_page_has_totals_by_library_and_issuer(signed_in, month):
    page = (await signed_in.get("/bureau/pass/releve?mois=2027-01")).text
    said = " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").split())
    assert "Relevé du Pass numérique, janvier 2027" in said
    assert "4 chèques utilisés, 37,50 €" in said
    assert "Médiathèque port, Département 2 chèques, 20,00 €" in said
    assert "Médiathèque port, Commune 1 chèque, 7,50 €" in said
    assert "Médiathèque gare, Département 1 chèque, 10,00 €" in said
    for code in month:
        assert code not in said
    assert not re.search(r"Personne \d", said)


async def test_a_month_ends_at_the_local_midnight_of_its_last_day(signed_in, month):
    def ends(page):
        return re.findall(r'data-label="Fin du code">(\w+)<', page.text)

    assert "0002" in ends(await signed_in.get("/bureau/pass/releve?mois=2027-01"))
    assert ends(await signed_in.get("/bureau/pass/releve?mois=2027-02")) == ["0005"]
    assert "Aucun chèque utilisé" in (await signed_in.get("/bureau/pass/releve?mois=2027-03")).text


@pytest.mark.parametrize("asked", ["", "?mois=", "?mois=hier", "?mois=2027-13", "?mois=0001-01"])
async def test_without_a_month_it_is_the_one_before(signed_in, asked):
    answer = await signed_in.get(f"/bureau/pass/releve{asked}")
    assert "décembre 2026" in answer.text


async def test_the_file_is_the_page_and_runs_nothing(signed_in, month):
    answer = await signed_in.get("/bureau/pass/releve.csv?mois=2027-01")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "pass-numerique-2027-01.csv" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Bibliothèque", "Organisme", "Jour", "Fin du code", "Valeur en euros", "Atelier"]
    assert rows[1] == ["Médiathèque gare", "Département", "2027-01-12", "…0004", "10,00", "'=1+1 : premiers pas"]
    assert len(rows) == 5
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    rows = await Voucher.raw("SELECT sum(value) AS value FROM voucher WHERE state = 'used' AND used_on < '2027-02-01'")
    assert rows == [{"value": 3750}]


@pytest.mark.parametrize("text", ["=1", "+33", "-2", "@a", "\tx", "\rx"])
def test_a_cell_that_would_be_run_is_a_text(text):
    assert plain(text) == f"'{text}"
    assert plain("a" + text) == "a" + text


async def test_a_value_that_changes_later_changes_nothing_given(signed_in, month, maker):
    issuers = (await signed_in.get("/bureau/pass")).text
    issuer = re.search(r'/bureau/pass/([0-9a-f-]{36})">Département', issuers)[1]
    typed = {"name": "Département", "value": "99", "pattern": "9999-9999", "valid_from": "2027-01-01"}
    await signed_in.send_form(f"/bureau/pass/{issuer}", **typed, valid_until="2027-12-31", late_until="2028-01-31")
    assert "37,50" in (await signed_in.get("/bureau/pass/releve?mois=2027-01")).text


async def test_a_manager_sees_their_library_only(browser, maker, month):
    library = (await Session.raw("SELECT id FROM library WHERE slug = 'gare'"))[0]["id"]
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff("manager", library)))
        for path in ("releve", "releve.csv"):
            text = (await opened.get(f"/bureau/pass/{path}?mois=2027-01")).text
            assert "Médiathèque gare" in text
            assert "Médiathèque port" not in text


async def test_sessions_that_nobody_told_of_are_pointed_out(signed_in, maker, issue, ask, standing_clock, now):
    await issue()
    for hours in (1, 9):
        session = await maker.session(pass_accepted=True, starts_in=timedelta(hours=hours))
        await reserve((await ask(session)).id, f"1111000{hours}", by="staff:1", now=now)
    assert "Dites qui est venu" not in (await signed_in.get("/bureau/pass")).text
    standing_clock(now + timedelta(hours=4))
    page = (await signed_in.get("/bureau/pass")).text
    assert "Dites qui est venu" in page
    assert page.count("/bureau/seances/") == 1
