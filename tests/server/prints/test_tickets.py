"""The ticket: its PDF on half a sheet, its square, and who has none."""

import re
from datetime import timedelta

import pytest

from server.bookings.actions import Request, book, cancel
from server.bookings.square import address
from server.workshops import sessions
from tests.server.prints.reading import Paper


@pytest.fixture
def book_by_hand(now):
    async def booked(session, name="Jeanne Le Goff", **more):
        return await book(Request(session=session, name=name, channel="desk", **more), by="system", now=now)

    return booked


async def test_it_says_all_that_one_needs_to_come(client, maker, book_by_hand):
    library = await maker.library(name="Médiathèque du Port", access="Sonner à gauche")
    workshop = await maker.workshop(bring="Votre téléphone")
    session = await maker.session(library, workshop, room=await maker.room(library, "Salle bleue"), drop_in=True)
    booked = await book_by_hand(session, people=2, companion="Paul Le Goff")
    answer = await client.get(f"/reservations/{booked.secret}/billet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    paper = Paper(answer.content)
    assert (paper.pages, paper.width, paper.height) == (1, 420, 595)
    for said in (booked.reference, "mercredi 13 janvier 2027", "de 10 h à 12 h", "Vous avez 2 places", "Salle bleue",
                 "1 rue du Port, 35000 Rennes", "Sonner à gauche", "Votre téléphone", "02 99 00 00 00",
                 "Jeanne Le Goff, Paul Le Goff", "jusqu'à 10 h 10", "Prévenez-nous"):  # fmt: skip
        assert said in paper.text, said
    assert paper.accessible
    assert (paper.language, paper.title) == ("fr", "Billet : Premiers pas avec Internet")


async def test_who_has_no_seat_has_no_ticket(client, maker, book_by_hand, administrator, now):
    session = await maker.session(capacity=1)
    held, waits = await book_by_hand(session), await book_by_hand(session, "Paul Morvan")
    other = await book_by_hand(await maker.session())
    await cancel(other.id, by="patron", now=now)
    for booked in (waits, other):
        answer = await client.get(f"/reservations/{booked.secret}/billet.pdf")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/reservations/{booked.secret}")
        assert "billet.pdf" not in (await client.get(f"/reservations/{booked.secret}")).text
    assert (await client.get(f"/reservations/{held.secret}/billet.pdf")).status_code == 200
    await sessions.cancel(session, "", by=administrator, now=now)
    assert (await client.get(f"/reservations/{held.secret}/billet.pdf")).status_code == 303
    assert (await client.get("/reservations/inconnu/billet.pdf")).status_code == 404


async def test_one_cannot_make_us_set_pages_for_ever(client, maker, book_by_hand, monkeypatch):
    async def typeset(source, facts):
        return b"%PDF-"

    monkeypatch.setattr("server.prints.tickets.typeset", typeset)
    booked = await book_by_hand(await maker.session())
    asked = [(await client.get(f"/reservations/{booked.secret}/billet.pdf")).status_code for _ in range(31)]
    assert asked == [200] * 30 + [429]


async def test_the_square_holds_the_reference_and_nobody(client, maker, book_by_hand):
    booked = await book_by_hand(await maker.session())
    assert address("LUNE 42") == "http://test.example/bureau/arrivee/LUNE-42"
    text = (await client.get(f"/reservations/{booked.secret}")).text
    drawn = re.search(r'<div role="img" aria-label="[^"]+"><svg[^>]*class="square"', text)
    assert drawn
    assert "style=" not in drawn[0]
    online = await book_by_hand(await maker.session(mode="online", online_url="https://visio.example/x"))
    assert 'class="square"' not in (await client.get(f"/reservations/{online.secret}")).text


async def test_the_page_of_a_meeting_long_past_still_opens(client, maker, book_by_hand, standing_clock, now):
    booked = await book_by_hand(await maker.session())
    standing_clock(now + timedelta(days=10))
    assert (await client.get(f"/reservations/{booked.secret}")).status_code == 200
