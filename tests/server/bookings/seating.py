"""What must hold of a session's seats at every instant, computed from its rows by other ways than the rules."""

from contextlib import contextmanager
from itertools import groupby

from server.bookings.ledger import differing
from server.bookings.tables import Booking
from server.foundation.database import Database
from server.journal.tables import Entry
from server.notifications.rules import OF_BOOKING
from server.notifications.tables import Message
from server.workshops.tables import Session

POOLS = ("desk", "partner", "peer", "first")
DOORS = {"desk": "desk", "api": "desk", "partner": "partner", "peer": "peer"}
TABLES = ("booking", "contact", "session", "seat_move", "journal", "message")


class Killed(BaseException):
    """The process died here; no handler of errors may see it."""


@contextmanager
def killed_at(statement, monkeypatch):
    """Let the process die instead of sending this statement, counted from 0."""
    left = [statement]
    send = Database.run_querystring

    async def dying(self, *given, **more):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return await send(self, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "run_querystring", dying)
        yield


async def picture():
    """All that is kept, to see that what died has left no trace."""
    found = []
    for table in TABLES:
        rows = await Session.raw(f"SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) AS sum FROM {table} t")  # noqa: S608
        found.append(rows[0]["sum"])
    return found


async def session_row(session):
    return await Session.select().where(Session.id == session).first()


async def parties(session):
    """The bookings of a session that are not cancelled, in order of joining."""
    live = (Booking.session == session) & (Booking.state != "cancelled")
    return await Booking.select().where(live).order_by(Booking.joined)


def is_released(row, now):
    return (row["starts_at"] - now).total_seconds() <= row["release_hours"] * 3600


def room(row, pool, now):
    """How many seats a pool may take, from the columns of the session."""
    kept = 0
    if not is_released(row, now):
        kept = sum(max(0, row[f"kept_{other}"] - row[f"taken_{other}"]) for other in POOLS if other != pool)
    return row["capacity"] - row["taken"] - kept


def fits(row, party, now):
    """Tell whether a party with nobody in front of it has a seat, and its laptops."""
    pools = {DOORS.get(party["channel"], "")} | ({"first"} if party["first_time"] else set())
    lent = party["laptops"] == 0 or row["laptops_taken"] + party["laptops"] <= (row["laptops"] or 0)
    return lent and any(party["people"] <= room(row, pool, now) for pool in pools)


async def check(session, walked_in):
    """The counts, the capacity, and the order: among alike, all who are seated have joined before all who wait."""
    row, live = await session_row(session), await parties(session)
    seated = [party for party in live if party["state"] in {"confirmed", "offered"}]
    waiting = [party for party in live if party["state"] == "waiting"]
    assert sum(party["people"] for party in seated) == row["taken"] <= row["capacity"]
    assert sum(party["people"] for party in waiting) == row["waiting"] <= row["waiting_places"]
    assert sum(party["laptops"] for party in seated) == row["laptops_taken"] <= (row["laptops"] or 0)
    for pool in POOLS:
        assert sum(party["people"] for party in seated if party["pool"] == pool) == row[f"taken_{pool}"]
    assert await differing() == []
    for _, alike in groupby(sorted(live, key=kind), key=kind):
        states = [party["state"] == "waiting" for party in alike if party["id"] not in walked_in]
        assert states == sorted(states), "somebody was overtaken"


def kind(party):
    """What makes parties alike for the seats: their door, whether they come for the first time or want a laptop."""
    return DOORS.get(party["channel"], ""), party["first_time"], party["laptops"] > 0


async def nobody_waits_in_vain(session, now):
    """The first who waits does not fit; unless nobody may come off the list any more."""
    row = await session_row(session)
    first = next((party for party in await parties(session) if party["state"] == "waiting"), None)
    if first is not None and row["state"] == "published" and row["starts_at"] > now:
        assert not fits(row, first, now), "a seat is free for the first who waits"


async def every_message_is_owed_once():
    """One message for each line of the journal about a booking: no more, no less."""
    lines = await Entry.select(Entry.id, Entry.kind, Entry.subject, Entry.facts).order_by(Entry.id)
    told = [line for line in lines if line["kind"] in OF_BOOKING and '"channel": "peer"' not in line["facts"]]
    others = ["changed", "called_off", "reminder", "reconfirm", "feedback"]  # those of the session and of the clock
    owed = await Message.select(Message.dedupe_key).where(Message.kind.not_in(others))
    assert sorted(row["dedupe_key"] for row in owed) == sorted(f"{line['id']}:{line['subject']}" for line in told)
