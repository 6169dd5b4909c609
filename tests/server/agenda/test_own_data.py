"""What is kept about a booking: read, taken away, said, erased by its holder."""

from datetime import timedelta

import pytest

from server.bookings import actions, courses, needs
from server.bookings.erasure import erase_due
from server.bookings.queries import counts
from server.bookings.tables import Contact, Erased, Need
from server.journal.tables import Entry

CANARY = {"channel_of_contact": "email", "email": "canari@serin.example", "phone": "0612345678", "companion": "Pinson"}


@pytest.fixture
def book(now):
    async def made(session, name="Jeanne Canari", **more):
        return await actions.book(actions.Request(session, name, people=2, **CANARY, **more), by="patron", now=now)

    return made


async def test_all_that_is_kept_is_shown_and_taken_away(client, maker, book):
    booked = await book(await maker.session())
    ticket = await client.get(f"/reservations/{booked.secret}")
    assert f'href="/reservations/{booked.secret}/donnees"' in ticket.text
    shown = await client.get(f"/reservations/{booked.secret}/donnees")
    assert shown.headers["cache-control"] == "no-store"
    for part in ("Jeanne Canari", "Pinson", "canari@serin.example", "06 12 34 56 78", "12 février 2027"):
        assert part in shown.text
    taken = (await client.get(f"/reservations/{booked.secret}/donnees.json")).json()
    assert taken["booking"]["email"] == "canari@serin.example"
    assert taken["booking"]["warned_by"] == "email"
    assert taken["erased_after"] == "2027-02-12"


async def test_nobody_reads_it_without_the_link(client, maker, book):
    await book(await maker.session())
    for path in ("donnees", "donnees.json", "effacement"):
        assert (await client.get(f"/reservations/{'a' * 32}/{path}")).status_code == 404


async def test_a_need_is_said_changed_and_taken_back(client, maker, signed_in, book, now):
    session = await maker.session()
    booked = await book(session)
    path = f"/reservations/{booked.secret}"
    for said in ("Une place pour un fauteuil", "Écrire en gros"):
        answer = await client.post(f"{path}/besoins", data={"words": said})
        assert answer.headers["location"] == f"{path}/donnees?fait=besoin"
        assert said in (await client.get(f"{path}/donnees?fait=besoin")).text
        assert said in (await signed_in.get(f"/bureau/seances/{session}")).text
    assert await needs.of_booking(booked.id) == "Écrire en gros"
    await client.post(f"{path}/besoins", data={"words": "  "})
    assert await Need.count() == 0


async def test_a_need_that_is_too_long_is_shown_again(client, maker, book):
    booked = await book(await maker.session())
    path = f"/reservations/{booked.secret}"
    exact = "b" * needs.LONGEST
    assert (await client.post(f"{path}/besoins", data={"words": exact})).status_code == 303
    answer = await client.post(f"{path}/besoins", data={"words": exact + "b"})
    assert answer.status_code == 422
    assert exact + "b" in answer.text
    assert await needs.of_booking(booked.id) == exact


async def test_a_need_goes_a_week_after_the_session_and_its_contact_later(client, maker, book, now):
    booked = await book(await maker.session())
    await client.post(f"/reservations/{booked.secret}/besoins", data={"words": "Canari assis"})
    last = (await Need.select().first())["delete_after"]
    contact = (await Contact.select().first())["delete_after"]
    assert contact - last == timedelta(days=23)
    await erase_due(now + (last - now.date()))
    assert await Need.count() == 1
    await erase_due(now + (last - now.date()) + timedelta(days=1))
    assert (await Need.count(), await Contact.count()) == (0, 1)


async def test_erased_at_once_seats_stay_and_the_link_opens_nothing_more(client, maker, book, now):
    session = await maker.session()
    booked = await book(session)
    path = f"/reservations/{booked.secret}"
    await client.post(f"{path}/besoins", data={"words": "Canari assis"})
    before = await counts(session)
    asked = await client.get(f"{path}/effacement")
    assert "Votre place ne change pas" in asked.text
    assert await Contact.count() == 1
    answer = await client.post(f"{path}/effacement")
    assert answer.status_code == 200
    assert booked.reference in answer.text
    assert (await Contact.count(), await Need.count()) == (0, 0)
    assert await counts(session) == before
    assert (await client.get(path)).status_code == 410
    assert [row["booking"] for row in await Erased.select()] == [booked.id]
    line = await Entry.select().order_by(Entry.id, ascending=False).first()
    assert (line["kind"], line["subject"]) == ("contacts.erased", booked.id)
    assert "anari" not in str(line)


async def test_the_dates_of_a_course_are_all_there(client, maker, now):
    series, _ = await maker.course(3)
    booked = await courses.book(series, actions.Request(series, "Jeanne Martin", channel="desk"), by="staff:1", now=now)
    page = (await client.get(f"/reservations/{booked.secret}/donnees")).text
    assert [day in page for day in ("13 janvier", "20 janvier", "27 janvier")] == [True] * 3
    assert "Premiers clics" in page
