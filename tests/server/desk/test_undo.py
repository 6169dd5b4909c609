"""What was done in one gesture is undone within a minute, by whoever did it, and not later."""

import re
from datetime import timedelta
from html import unescape

import pytest

from server.bookings import queries as bookings
from server.bookings.actions import Request, book
from server.bookings.tables import Arrival, Attendance, Demand
from server.prints.tables import PaperSheet

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def session(maker):
    """A session that begins in an hour: its door is open."""
    return await maker.session(capacity=4, starts_in=timedelta(hours=1))


@pytest.fixture
def booked(now, session):
    """Return a function that books in the session."""

    async def make(name):
        return await book(Request(session=session, name=name, channel="desk"), by="system", now=now)

    return make


def mark_of(page):
    """What the button of a page would undo."""
    return re.search(r'name="quoi" value="([^"]+)"', page)[1]


async def seen(browser, answer):
    """The mark on the page to which an answer leads."""
    assert answer.status_code == 303, answer.text
    return mark_of((await browser.get(answer.headers["location"])).text)


async def test_a_booking_at_the_desk(signed_in, session):
    answer = await signed_in.send_form(f"/bureau/seances/{session}/inscriptions", name="Anne Un")
    mark = await seen(signed_in, answer)
    assert (await signed_in.send_form("/bureau/defaire", quoi=mark)).status_code == 303
    assert await bookings.of_session(session) == []


async def test_a_move(signed_in, maker, session, booked):
    party = await booked("Anne Un")
    other = await maker.session()
    mark = await seen(
        signed_in, await signed_in.send_form(f"/bureau/inscriptions/{party.id}/deplacer", session=str(other))
    )
    assert (await bookings.by_id(party.id)).session.id == other
    await signed_in.send_form("/bureau/defaire", quoi=mark)
    assert (await bookings.by_id(party.id)).session.id == session


async def test_all_the_others_at_once_but_not_who_was_recorded_before(signed_in, session, booked):
    first, *_ = [await booked(name) for name in ("Anne Un", "Brice Deux", "Chloé Trois")]
    await signed_in.send_form(f"/bureau/inscriptions/{first.id}/presence", answer="absent")
    answer = await signed_in.send_form(f"/bureau/seances/{session}/presences/reste", answer="present")
    assert await Attendance.count() == 3
    await signed_in.send_form("/bureau/defaire", quoi=await seen(signed_in, answer))
    # The clock stands still here: what was recorded at the same instant goes along.
    assert {row["state"] for row in await Attendance.select(Attendance.state)} <= {"absent"}


async def test_who_was_said_to_have_left(signed_in, session):
    await signed_in.send_form(f"/bureau/seances/{session}/arrivees", name="Paul")
    row = await Arrival.objects().first()
    mark = await seen(signed_in, await signed_in.send_form(f"/bureau/arrivees/{row.id}/depart"))
    assert (await Arrival.objects().first()).state == "left"
    await signed_in.send_form("/bureau/defaire", quoi=mark)
    assert (await Arrival.objects().first()).state == "here"


async def test_a_sheet_and_a_demand(signed_in, maker, session, booked):
    await booked("Anne Un")
    await signed_in.send_form(f"/bureau/seances/{session}/feuille")
    sheet = await PaperSheet.objects().first()
    mark = await seen(signed_in, await signed_in.send_form(f"/bureau/feuilles/{sheet.id}/detruite"))
    await signed_in.send_form("/bureau/defaire", quoi=mark)
    assert (await PaperSheet.objects().first()).destroyed_at is None
    wish = {"why": "hours", "library": str(await maker.library("rennes")), "people": "1", "theme": "email"}
    answer = await signed_in.send_form("/bureau/demandes/nouvelle", **wish)
    mark = await seen(signed_in, answer)
    assert await Demand.count() == 1
    await signed_in.send_form("/bureau/defaire", quoi=mark)
    assert await Demand.count() == 0


async def test_not_after_a_minute_nor_by_somebody_else_nor_twice(
    signed_in, browser, maker, session, standing_clock, now
):
    answer = await signed_in.send_form(f"/bureau/seances/{session}/inscriptions", name="Anne Un")
    mark = await seen(signed_in, answer)
    other = browser()
    other.sign_in_with(await maker.login(await maker.staff(administrator=True)))
    refused = await other.send_form("/bureau/defaire", quoi=mark)
    assert refused.status_code == 422
    assert "plus d'une minute" in unescape(refused.text)
    standing_clock(now + 2 * MINUTE)
    assert (await signed_in.send_form("/bureau/defaire", quoi=mark)).status_code == 422
    assert [party.state for party in await bookings.of_session(session)] == ["confirmed"]
    for wrong in ("", "x", "inscription", "inscription:x", f"x:{session}"):
        assert (await signed_in.send_form("/bureau/defaire", quoi=wrong)).status_code == 404
    for kind in ("inscription", "depart", "reste", "dit", "appel", "feuille", "demande", "deplacement"):
        assert (await signed_in.send_form("/bureau/defaire", quoi=f"{kind}:{session}")).status_code == 422


async def test_the_keys_are_listed_and_can_be_switched_off(signed_in):
    page = (await signed_in.get("/bureau/clavier")).text
    assert "/static/js/touches.js" in page
    assert (await signed_in.send_form("/bureau/clavier", touches="non")).status_code == 303
    off = (await signed_in.get("/bureau/clavier")).text
    assert "/static/js/touches.js" not in off
    await signed_in.send_form("/bureau/clavier", touches="oui")
    assert "/static/js/touches.js" in (await signed_in.get("/bureau")).text
