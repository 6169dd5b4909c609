"""Bookings that come through another agenda: its part of the seats, and what staff and programs see of them."""

import pytest

from server.bookings import actions
from server.bookings.queries import of_session
from server.foundation.errors import Refused
from server.journal.readers import follow
from server.notifications import relay
from server.notifications.tables import Message
from server.workshops import sessions

pytestmark = pytest.mark.usefixtures("undone")
BREST = {"channel": "peer", "host": "brest.example", "by": "peer:brest.example"}


async def test_a_host_fills_its_part_of_the_seats_only(make_session, ask):
    session = await make_session(capacity=4)
    for _ in range(2):
        await ask(session, "Invité", **BREST)
    with pytest.raises(Refused, match="host_quota"):
        await ask(session, "Invité", **BREST)
    await ask(session, "Invitée", **BREST | {"host": "quimper.example"})
    await ask(session, "Jeanne Le Goff")
    assert len(await of_session(session)) == 4


async def test_who_waits_counts_and_who_has_cancelled_does_not(make_session, ask, now):
    session = await make_session(capacity=2)
    for _ in range(2):
        await ask(session)
    waiting = await ask(session, "Invité", **BREST)
    assert waiting.state == "waiting"
    with pytest.raises(Refused, match="host_quota"):
        await ask(session, "Invité", **BREST)
    await actions.cancel(waiting.id, by="peer:brest.example", now=now)
    assert (await ask(session, "Invité", **BREST)).state == "waiting"


async def test_a_full_session_is_said_to_be_full(make_session, ask):
    session = await make_session(capacity=2, waiting_places=0)
    await ask(session, "Invité", **BREST)
    await ask(session)
    with pytest.raises(Refused, match="session_full"):
        await ask(session, "Invité", **BREST)


async def test_their_agenda_tells_them_and_we_do_not(make_session, ask, administrator, now):
    session = await make_session()
    await ask(session, "Invité", phone="0612345678", **BREST)
    here = await ask(session, "Jeanne Le Goff", phone="0298000001")
    await sessions.cancel(session, "", by=administrator, now=now)
    await follow("notifications", relay.hear, now=now)
    assert [row["booking"] for row in await Message.select(Message.booking)] == [here.id]


async def test_staff_and_programs_see_where_they_come_from(maker, ask, signed_in, program, now):
    session = await maker.session()
    booked = await ask(session, "Invité", **BREST)
    for path in ("", "/presences"):
        assert "par brest.example" in (await signed_in.get(f"/bureau/seances/{session}{path}")).text
    text = (await signed_in.get(f"/bureau/seances/{session}/annuler")).text
    assert "1 vient d" in text.replace("\u00a0", " ")
    shown = (await program.get(f"/api/v1/bookings/{booked.id}")).json()
    assert (shown["channel"], shown["host"]) == ("peer", "brest.example")
    assert "par brest.example" in (await signed_in.get(f"/bureau/inscriptions/{booked.id}/annuler")).text
    assert (await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/annuler")).status_code == 303
    assert await of_session(session) == []
