"""Passing over a rule at the desk: for a reason, noted, and never more people than seats."""

from datetime import timedelta

import pytest

from server.bookings.ledger import differing
from server.bookings.overriding import WHY, Over
from server.bookings.words import OVERRIDES
from server.foundation.errors import Invalid, Refused
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
SEATS = Over("room", seats=True)


def test_each_reason_has_its_words_and_no_other_is_one():
    assert set(WHY) == set(OVERRIDES)
    with pytest.raises(Invalid):
        Over("because")


async def test_a_full_session_grows_by_the_party(make_session, ask, seats):
    session = await make_session(capacity=2, waiting_places=0)
    await ask(session, people=2)
    with pytest.raises(Refused, match="session_full"):
        await ask(session, "Paul Riou")
    booked = await ask(session, "Paul Riou", over=SEATS)
    assert booked.state == "confirmed"
    assert await seats(session) == (3, 3, 0, 0)
    assert await differing() == []
    lines = await Entry.select().order_by(Entry.id)
    assert [line["kind"] for line in lines][-3:] == ["booking.confirmed", "booking.overridden", "session.changed"]
    assert '"why": "room"' in lines[-2]["facts"]
    assert '"added": 1' in lines[-2]["facts"]


async def test_who_waits_keeps_every_seat_that_was_there(make_session, ask, seats):
    session = await make_session(capacity=3, waiting_places=5)
    await ask(session, people=2)
    await ask(session, "Famille Riou", people=2)  # waits; one seat is free
    booked = await ask(session, "Louise Morvan", over=SEATS)
    assert booked.state == "confirmed"
    assert await seats(session) == (4, 3, 5, 2)


async def test_free_seats_are_used_first(make_session, ask, seats):
    session = await make_session(capacity=3, waiting_places=0)
    await ask(session, people=2)
    await ask(session, "Famille Riou", people=2, over=SEATS)
    assert await seats(session) == (4, 4, 0, 0)


async def test_nothing_is_added_where_nothing_lacks(make_session, ask, seats):
    session = await make_session(capacity=3)
    await ask(session, over=SEATS)
    assert (await seats(session))[0] == 3
    assert await Entry.count().where(Entry.kind == "session.changed") == 0


async def test_a_larger_party_than_the_rule_allows(make_session, ask, seats):
    session = await make_session(capacity=12)
    with pytest.raises(Refused, match="too_many_people"):
        await ask(session, people=8)
    await ask(session, people=8, over=SEATS)
    assert (await seats(session))[:2] == (12, 8)
    with pytest.raises(Refused, match="too_many_people"):
        await ask(session, people=31, over=SEATS)


@pytest.mark.parametrize("when", [timedelta(0), timedelta(days=2, minutes=5)])
async def test_without_the_right_to_add_seats_the_rule_stands(make_session, ask, seats, now, when):
    session = await make_session(capacity=1, waiting_places=0)
    await ask(session)
    with pytest.raises(Refused, match=r"session_full|no_seat_left"):
        await ask(session, "Paul Riou", over=Over("room"), at=now + when)
    assert (await ask(session, "Paul Riou", over=SEATS, at=now + when)).state == "confirmed"
    assert (await seats(session))[:2] == (2, 2)


@pytest.mark.parametrize("facts", [{"state": "cancelled"}, {"state": "draft"}])
async def test_what_is_closed_stays_closed(make_session, ask, facts):
    with pytest.raises(Refused):
        await ask(await make_session(**facts), over=SEATS)


async def test_no_laptop_comes_from_nowhere(make_session, ask):
    session = await make_session(capacity=1, waiting_places=0, laptops=1)
    await ask(session, laptops=1)
    with pytest.raises(Refused, match="no_laptop_left"):
        await ask(session, "Paul Riou", laptops=1, over=SEATS)


class TestBookingsToCome:
    """Ten in the whole network for one e-mail or telephone number."""

    SHARED = {"phone": "02 98 00 00 00", "channel_of_contact": "call"}

    async def _ten(self, make_session, ask):
        for number in range(10):
            await ask(await make_session(), f"Personne {number}", **self.SHARED)

    async def test_the_eleventh_is_refused_at_the_public_door_and_passed_over_at_the_desk(self, make_session, ask):
        await self._ten(make_session, ask)
        session = await make_session(capacity=3)
        for door in ("web", "desk"):
            with pytest.raises(Refused, match="too_many_ahead"):
                await ask(session, channel=door, phone="+33 298000000", channel_of_contact="call")
        assert (await ask(session, channel="web")).state == "confirmed", "no contact, nothing to count"
        await ask(session, over=Over("shared"), **self.SHARED)
        assert (await Session.select(Session.capacity).where(Session.id == session).first())["capacity"] == 3

    async def test_those_over_or_cancelled_or_for_practice_count_no_more(self, make_session, ask, now):
        await self._ten(make_session, ask)
        later = await make_session(starts_at=now + timedelta(days=9))
        with pytest.raises(Refused, match="too_many_ahead"):
            await ask(later, **self.SHARED)
        await ask(later, at=now + timedelta(days=3), **self.SHARED)
        await Session.update({Session.practice: True}).where(Session.id != later)
        await ask(await make_session(), channel="web", **self.SHARED)


async def test_one_date_of_a_whole_course_for_a_reason(maker, ask):
    _, sessions = await maker.course(2)
    with pytest.raises(Refused, match="course_whole"):
        await ask(sessions[0])
    assert (await ask(sessions[0], over=Over("need"))).state == "confirmed"
    line = (await Entry.select().where(Entry.kind == "booking.overridden"))[0]
    assert '"why": "need"' in line["facts"]
