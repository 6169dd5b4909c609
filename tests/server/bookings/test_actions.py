"""Booking, cancelling, promoting: one at a time."""

from datetime import timedelta

import pytest

from server.bookings import entering, queries
from server.bookings.actions import cancel, promote
from server.bookings.tables import Booking, Contact, SeatMove
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import digest, new_id
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


async def kinds():
    return [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]


async def state(booking):
    return (await Booking.select(Booking.state).where(Booking.id == booking).first())["state"]


async def test_a_seat_then_the_list_then_no_more(make_session, ask, seats):
    session = await make_session(capacity=2, waiting_places=2)
    first = await ask(session, "Un", people=2)
    second = await ask(session, "Deux")
    third = await ask(session, "Trois")
    assert [(booked.state, booked.position) for booked in (first, second, third)] == [
        ("confirmed", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    with pytest.raises(Refused, match="session_full"):
        await ask(session, "Quatre")
    assert await seats(session) == (2, 2, 2, 2)
    assert await kinds() == ["booking.confirmed", "booking.waited", "booking.waited"]


async def test_what_was_made_is_what_is_kept(make_session, ask):
    session = await make_session(capacity=2, waiting_places=3, companions_count=False, laptops=1)
    given = {"companions": 1, "laptops": 1, "first_time": True, "companion": "Paul Riou", "phone": "0298000000"}
    for booked in (
        await ask(session, "Un", people=2, channel_of_contact="call", **given),
        await ask(session, "Deux", email="deux@test.example", channel="desk", helper="Sa fille"),
    ):
        assert booked.made == await queries.party(booked.id)
    assert (booked.state, booked.position) == ("waiting", 1)


async def test_the_secret_is_kept_as_a_digest_and_can_be_made_again(make_session, ask):
    booked = await ask(await make_session())
    row = await Booking.select(Booking.secret_digest).where(Booking.id == booked.id).first()
    assert bytes(row["secret_digest"]) == digest(booked.secret)
    assert len(booked.secret) == 32
    assert queries.secret_of(booked.id) == booked.secret


async def test_a_party_that_does_not_fit_waits_whole_and_is_not_overtaken(make_session, ask, seats):
    session = await make_session(capacity=4, waiting_places=10)
    await ask(session, "Deux places", people=2)
    family = await ask(session, "Famille", people=3)
    alone = await ask(session, "Seul")  # two seats are free
    assert (family.state, alone.state, alone.position) == ("waiting", "waiting", 2)
    assert await seats(session) == (4, 2, 10, 4)


async def test_cancelling_frees_seats_for_the_first_who_wait(make_session, ask, seats, now):
    session = await make_session(capacity=3, waiting_places=10)
    trio = await ask(session, "Trio", people=3)
    pair, single, other = [await ask(session, name, people=n) for name, n in (("Duo", 2), ("Solo", 1), ("Autre", 1))]
    await cancel(trio.id, by="patron", now=now)
    assert [await state(booked.id) for booked in (trio, pair, single, other)] == [
        "cancelled", "confirmed", "confirmed", "waiting",
    ]  # fmt: skip
    assert await seats(session) == (3, 3, 10, 1)
    assert await queries.waiting_position(other.id) == 1
    assert (await kinds())[-3:] == ["booking.cancelled", "booking.promoted", "booking.promoted"]
    moves = await SeatMove.select(SeatMove.delta, SeatMove.cause).where(SeatMove.session == session)
    assert sorted((row["delta"], row["cause"]) for row in moves) == [
        (-3, "cancelled"), (1, "promoted"), (2, "promoted"), (3, "booked"),
    ]  # fmt: skip


async def test_cancelling_twice_is_cancelling_once(make_session, ask, seats, now):
    session = await make_session()
    booked = await ask(session)
    await cancel(booked.id, by="staff:1", now=now)
    await cancel(booked.id, by="patron", now=now)
    assert await seats(session) == (8, 0, 5, 0)
    row = await Booking.select().where(Booking.id == booked.id).first()
    assert (row["cancelled_by"], row["sequence"]) == ("staff", 1)
    assert await kinds() == ["booking.confirmed", "booking.cancelled"]


async def test_leaving_the_waiting_list(make_session, ask, seats, now):
    session = await make_session(capacity=1, waiting_places=10)
    await ask(session, "Un")
    family, single = await ask(session, "Trois"), await ask(session, "Quatre")
    await cancel(family.id, by="patron", now=now)
    assert await seats(session) == (1, 1, 10, 1)
    assert await queries.waiting_position(single.id) == 1
    assert await queries.waiting_position(family.id) is None
    assert await SeatMove.count().where(SeatMove.session == session) == 1


async def test_the_head_of_the_list_leaves_and_lets_the_next_in(make_session, ask, now):
    session = await make_session(capacity=3, waiting_places=10)
    await ask(session, "Deux", people=2)
    family, single = await ask(session, "Famille", people=3), await ask(session, "Seul")
    await cancel(family.id, by="patron", now=now)
    assert await state(single.id) == "confirmed"


async def test_cancelling_what_is_not_there(now):
    with pytest.raises(NotFound):
        await cancel(new_id(), by="patron", now=now)


async def test_no_cancelling_once_started(make_session, ask, now, seats):
    session = await make_session()
    booked = await ask(session)
    with pytest.raises(Refused, match="session_past"):
        await cancel(booked.id, by="patron", now=now + timedelta(days=2))
    assert await seats(session) == (8, 1, 5, 0)


async def test_a_cancelled_session_promotes_nobody(make_session, ask, now):
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    await Session.update({Session.state: "cancelled"}).where(Session.id == session)
    await cancel(first.id, by="patron", now=now)
    assert await promote(session, by="system", now=now) == 0
    assert await state(second.id) == "waiting"


async def test_promoting_goes_on_until_the_start(make_session, ask, now):
    session = await make_session(capacity=1, waiting_places=3)
    await ask(session, "Un")
    waiting = [await ask(session, name) for name in ("Deux", "Trois", "Quatre")]
    await Session.update({Session.capacity: 3}).where(Session.id == session)
    start = now + timedelta(days=2)
    assert await promote(session, by="system", now=start) == 0
    assert await promote(session, by="system", now=start - timedelta(seconds=1)) == 2
    assert [await state(booked.id) for booked in waiting] == ["confirmed", "confirmed", "waiting"]
    row = await Booking.select().where(Booking.id == waiting[0].id).first()
    assert row["sequence"] == 1
    with pytest.raises(NotFound):
        await promote(new_id(), by="system", now=now)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"state": "draft"}, "session_not_open"), ({"state": "withdrawn"}, "session_not_open"),
     ({"state": "cancelled"}, "session_cancelled")],
)  # fmt: skip
async def test_closed_sessions(make_session, ask, facts, reason):
    session = await make_session(**facts)
    with pytest.raises(Refused, match=reason):
        await ask(session)
    assert await Booking.count().where(Booking.session == session) == 0


async def test_a_session_that_started_or_does_not_exist(make_session, ask, now):
    session = await make_session()
    for door in ("web", "api"):
        with pytest.raises(Refused, match="session_past"):
            await ask(session, at=now + timedelta(days=2), channel=door)
    assert (await ask(session, at=now + timedelta(days=2))).state == "confirmed"  # walked in, at the desk
    with pytest.raises(Refused, match="session_past"):
        await ask(session, at=now + timedelta(days=2, hours=2))
    with pytest.raises(NotFound):
        await ask(new_id())


async def test_what_cannot_be_read_is_invalid(make_session, ask):
    with pytest.raises(Invalid):
        await ask(await make_session(), name="  ", channel_of_contact="email")


async def test_the_same_key_gives_the_same_booking(make_session, ask, seats, now):
    session, other = await make_session(), await make_session()
    first = await ask(session, idempotency_key="k", people=2)
    second = await ask(session, idempotency_key="k", people=2)
    elsewhere = await ask(other, idempotency_key="k")
    assert (second.id, second.secret, second.reference) == (first.id, first.secret, first.reference)
    assert (first.repeated, second.repeated) == (False, True)
    assert elsewhere.id != first.id
    assert await seats(session) == (8, 2, 5, 0)
    await cancel(first.id, by="patron", now=now)
    assert (await ask(session, idempotency_key="k")).state == "cancelled"


async def test_a_taken_reference_is_replaced_by_the_next(make_session, ask, monkeypatch):
    monkeypatch.setattr(entering, "candidates", lambda: iter(["LUNE 42", "LUNE 421"]))
    session = await make_session()
    assert [(await ask(session, name)).reference for name in ("Un", "Deux")] == ["LUNE 42", "LUNE 421"]
    with pytest.raises(RuntimeError, match="no reference"):
        await ask(session, "Trois")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"channel_of_contact": "email", "email": "a@b.fr"}, {"channel_of_contact": "email", "email": "A@B.fr"}),
        (
            {"channel_of_contact": "call", "phone": "06 12 34 56 78"},
            {"channel_of_contact": "call", "phone": "+33612345678"},
        ),
    ],
)
async def test_three_bookings_for_one_contact_on_the_web(make_session, ask, now, one, other):
    session = await make_session(capacity=20)
    made = [await ask(session, f"N{n}", channel="web", **one) for n in range(3)]
    with pytest.raises(Refused, match="too_many_for_contact"):
        await ask(session, "Encore", channel="web", **other)
    await ask(session, "Au bureau", channel="desk", **other)
    await ask(await make_session(), "Ailleurs", channel="web", **other)
    await cancel(made[0].id, by="patron", now=now)
    await cancel(made[1].id, by="patron", now=now)
    assert (await ask(session, "De nouveau", channel="web", **other)).state == "confirmed"


async def test_contacts_are_kept_apart_with_their_day(make_session, ask, now):
    booked = await ask(
        await make_session(), "  Hélène   Dupré ", people=2, companion="Luc", channel_of_contact="email",
        email="h@d.fr", phone="02 98 00 00 00",
    )  # fmt: skip
    row = await Contact.select().where(Contact.booking == booked.id).first()
    assert (row["name"], row["folded"], row["companion"], row["phone"]) == (
        "Hélène Dupré", "helene dupre", "Luc", "02 98 00 00 00",
    )  # fmt: skip
    assert row["delete_after"] == (now + timedelta(days=32)).date()


async def test_the_desk_books_without_any_contact(make_session, ask):
    booked = await ask(await make_session(), "Sans téléphone")
    row = await Contact.select().where(Contact.booking == booked.id).first()
    assert (row["channel"], row["email"], row["phone"]) == ("none", None, None)


async def test_the_journal_names_nobody(make_session, ask, now):
    session = await make_session(capacity=2)
    canary = {
        "name": "Canari Serin", "companion": "Pinson Serin", "helper": "Merle Serin", "channel_of_contact": "email",
        "email": "canari@serin.example", "phone": "0612345678",
    }  # fmt: skip
    first = await ask(session, **canary, people=2, channel="web", by="patron")
    await ask(session, **canary, channel="web", by="patron")
    await cancel(first.id, by="patron", now=now)
    lines = await Entry.select()
    assert [row["kind"] for row in lines] == [
        "booking.confirmed", "booking.waited", "booking.cancelled", "booking.promoted",
    ]  # fmt: skip
    written = str(lines).casefold()
    for trace in ("canari", "serin", "pinson", "merle", "612345678", first.reference.casefold(), first.secret):
        assert trace not in written
    assert all(row["subject"] and row["library"] and row["actor"] == "patron" for row in lines)
