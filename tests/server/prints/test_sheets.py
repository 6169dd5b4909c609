"""The sheet to sign: who is on it, its empty lines, and the register of paper to destroy."""

import re
from datetime import timedelta

import pytest

from server.bookings.actions import Request, book, cancel
from server.journal.tables import Entry
from tests.server.prints.reading import Paper

DAY = timedelta(days=1)


@pytest.fixture
async def session(maker):
    """A session of six seats on 13 January 2027."""
    library = await maker.library(name="Médiathèque du Port")
    return await maker.session(library, capacity=6, room=await maker.room(library, "Salle bleue"), presenter="Yann")


@pytest.fixture
def book_by_hand(now, session):
    async def booked(name, **more):
        return await book(Request(session=session, name=name, channel="desk", **more), by="system", now=now)

    return booked


async def printed(signed_in, session):
    noted = await signed_in.send_form(f"/bureau/seances/{session}/feuille")
    assert noted.status_code == 303
    answer = await signed_in.get(noted.headers["location"])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    return Paper(answer.content)


async def test_who_has_a_seat_signs_and_nobody_else(signed_in, session, book_by_hand, now):
    await book_by_hand("Jeanne Le Goff", people=3, companion="Paul Le Goff")
    gone = await book_by_hand("Brice Parti")
    await cancel(gone.id, by="staff:1", now=now)
    await book_by_hand("Anne Morvan", people=2)
    waits = await book_by_hand("Luc Attend", people=2)
    assert waits.state == "waiting"
    paper = await printed(signed_in, session)
    for said in ("Jeanne Le Goff", "Paul Le Goff", "avec Jeanne Le Goff", "Anne Morvan", "5 personnes inscrites",
                 "mercredi 13 janvier 2027", "Salle bleue", "Yann", "Signature"):  # fmt: skip
        assert said in paper.text, said
    assert "Brice" not in paper.text
    assert "Luc" not in paper.text
    assert "à détruire le 12 février 2027" in paper.text
    assert (paper.width, paper.height) == (595, 842)


async def test_it_can_be_read_by_everybody(signed_in, session, book_by_hand):
    await book_by_hand("Jeanne #emph[Le] $Goff$ \\ \"'")
    paper = await printed(signed_in, session)
    assert paper.accessible
    assert paper.language == "fr"
    assert paper.title == "Feuille d'émargement : Premiers pas avec Internet"
    assert "Jeanne #emph[Le] $Goff$ \\" in paper.text
    signed_in.cookies.set("langue", "en", domain="test.example")
    assert (await printed(signed_in, session)).language == "en"


@pytest.mark.parametrize(("people", "lines"), [(0, 6), (6, 4)])
async def test_there_are_lines_for_who_comes_without_a_booking(
    signed_in, session, book_by_hand, monkeypatch, people, lines
):
    seen = {}

    async def typeset(source, facts):
        seen.update(facts)
        return b"%PDF-"

    monkeypatch.setattr("server.prints.sheets.typeset", typeset)
    for number in range(people):
        await book_by_hand(f"Personne {number}")
    noted = await signed_in.send_form(f"/bureau/seances/{session}/feuille")
    await signed_in.get(noted.headers["location"])
    assert len([row for row in seen["rows"] if row == ["", "", ""]]) == lines
    assert len(seen["rows"]) == people + lines


async def test_a_letter_that_no_font_has_does_not_stop_the_paper(signed_in, session, book_by_hand):
    await book_by_hand("李明")
    await book_by_hand("Jeanne Le Goff")
    paper = await printed(signed_in, session)
    assert "Jeanne Le Goff" in paper.text
    assert paper.tagged
    assert not paper.accessible  # and it does not claim to be


async def test_each_sheet_is_remembered_without_names(signed_in, session, book_by_hand):
    await book_by_hand("Jeanne Le Goff")
    await signed_in.send_form(f"/bureau/seances/{session}/feuille")
    register = (await signed_in.get("/bureau/feuilles")).text
    assert "feuille du mercredi 13 janvier 2027" in register
    assert "à détruire le 12 février 2027" in register
    assert "Jeanne" not in register
    assert "/bureau/feuilles" not in re.findall(r'tall-link" href="([^"]+)"', (await signed_in.get("/bureau")).text)


async def test_the_day_comes_and_it_is_destroyed(
    browser, maker, administrator, session, book_by_hand, standing_clock, now, signed_in
):
    await book_by_hand("Jeanne Le Goff")
    noted = (await signed_in.send_form(f"/bureau/seances/{session}/feuille")).headers["location"]
    standing_clock(now + 33 * DAY)
    maker.now = now + 33 * DAY
    async with browser() as later:
        later.sign_in_with(await maker.login(administrator))
        assert "1 feuille avec des noms à détruire" in (await later.get("/bureau")).text
        assert "à détruire maintenant" in (await later.get("/bureau/feuilles")).text
        for _ in range(2):
            assert (await later.send_form(noted.replace("/feuille.pdf", "/detruite"))).status_code == 303
        assert "feuille avec des noms" not in (await later.get("/bureau")).text
        assert "Détruites depuis un an" in (await later.get("/bureau/feuilles")).text
        assert (await later.get(noted)).status_code == 410
    kinds = [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]
    assert (kinds.count("sheet.printed"), kinds.count("sheet.destroyed")) == (1, 1)
    assert "Jeanne" not in str(await Entry.select())


async def test_only_the_desk_of_the_library(browser, maker, signed_in, session):
    noted = (await signed_in.send_form(f"/bureau/seances/{session}/feuille")).headers["location"]
    elsewhere = await maker.staff("desk", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(elsewhere))
        assert (await opened.get(noted)).status_code == 404
        assert (await opened.send_form(noted.replace("/feuille.pdf", "/detruite"))).status_code == 404
        assert "Rien à détruire" in (await opened.get("/bureau/feuilles")).text.replace("&#39;", "'")
    assert (await signed_in.get(noted)).status_code == 200
