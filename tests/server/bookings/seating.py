"""What must hold of a session's seats at every instant, computed from its rows by other ways than the rules."""

from contextlib import contextmanager
from itertools import groupby

from server.bookings.ledger import differing
from server.bookings.tables import Booking
from server.foundation.database import Database
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.notifications.courses import OF_COURSE
from server.notifications.rules import OF_BOOKING
from server.notifications.tables import Message
from server.workshops.tables import Series, Session

POOLS = ("desk", "partner", "peer", "first")
DOORS = {"desk": "desk", "api": "desk", "partner": "partner", "peer": "peer"}
TABLES = ("booking", "contact", "course_booking", "session", "seat_move", "journal", "message")


class Killed(BaseException):
    """The process died here; no handler of errors may see it."""


@contextmanager
def killed_at(statement, monkeypatch):
    """Let the process die instead of sending this statement, counted from 0."""
    left = [statement]
    send = Database.send

    async def dying(self, *given, **more):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return await send(self, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "send", dying)
        yield


# What is said of one date of a course; the rest is said once, of all of them.
TOLD_OF_A_DATE = {"booking.cancelled", "booking.moved"}


async def put_together(sessions):
    """Make sessions the dates of one course, each of which may be booked alone too; return its id."""
    row = await session_row(sessions[0])
    course = Series(
        id=new_id(), workshop=row["workshop"], library=row["library"], title="Premiers clics", singles=True,
        created_at=row["created_at"], updated_at=row["created_at"],
    )  # fmt: skip
    await course.save()
    await Session.update({Session.series: course.id}).where(Session.id.is_in(sessions))
    return course.id


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


async def seen(sessions):
    """Each session's row with its bookings in order of joining, and all their bookings, cancelled ones too."""
    rows = await Session.select().where(Session.id.is_in(sessions))
    bookings = await Booking.select().where(Booking.session.is_in(sessions)).order_by(Booking.joined)
    live = [party for party in bookings if party["state"] != "cancelled"]
    return [(row, [party for party in live if party["session"] == row["id"]]) for row in rows], bookings


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


def check(row, live, walked_in):
    """The counts, the capacity, and the order: among alike, all who are seated have joined before all who wait."""
    seated = [party for party in live if party["state"] in {"confirmed", "offered"}]
    waiting = [party for party in live if party["state"] == "waiting"]
    assert sum(party["people"] for party in seated) == row["taken"] <= row["capacity"]
    assert sum(party["people"] for party in waiting) == row["waiting"] <= row["waiting_places"]
    assert sum(party["laptops"] for party in seated) == row["laptops_taken"] <= (row["laptops"] or 0)
    for pool in POOLS:
        assert sum(party["people"] for party in seated if party["pool"] == pool) == row[f"taken_{pool}"]
    for _, alike in groupby(sorted(live, key=kind), key=kind):
        waits = False
        for party in alike:
            if party["id"] not in walked_in:
                assert not waits or party["state"] == "waiting", "somebody was overtaken"
                # A course may be overtaken: it lacks a seat on another of its dates.
                waits = waits or (party["state"] == "waiting" and party["course"] is None)


def kind(party):
    """What makes parties alike for the seats: their door, whether they come for the first time or want a laptop."""
    return DOORS.get(party["channel"], ""), party["first_time"], party["laptops"] > 0


async def counts_agree():
    """The counts of the sessions, their bookings and the ledger say the same."""
    assert await differing() == []


def takes_bookings(row, now):
    """Whether a session is still ahead, so that seats in it are given."""
    return row["state"] == "published" and row["starts_at"] > now


def nobody_waits_in_vain(row, live, now):
    """The first who waits for this session alone does not fit; unless nobody may come off the list any more."""
    waiting = [party for party in live if party["state"] == "waiting" and party["course"] is None]
    if waiting and takes_bookings(row, now):
        assert not fits(row, waiting[0], now), "a seat is free for the first who waits"


def no_course_waits_in_vain(dates, now):
    """A course that stands first on each of its coming dates lacks a seat on one of them."""
    ahead = [(row, [p for p in live if p["state"] == "waiting"]) for row, live in dates if takes_bookings(row, now)]
    for course in {party["course"] for _, waiting in ahead for party in waiting if party["course"]}:
        own = [(row, waiting[0]) for row, waiting in ahead if any(party["course"] == course for party in waiting)]
        if all(first["course"] == course for _, first in own):
            assert not all(fits(row, first, now) for row, first in own), "a course could have all its dates"


def no_course_is_halved(dates, now):
    """What a course still has ahead, it has wholly or waits for wholly."""
    live = [party for row, live in dates if takes_bookings(row, now) for party in live if party["course"]]
    for course in {party["course"] for party in live}:
        states = {party["state"] for party in live if party["course"] == course}
        assert states in ({"confirmed"}, {"waiting"}), "half a course was given"


async def every_message_is_owed_once(since):
    """One message for each line of the journal about a booking after line `since`, one for each of a whole course."""
    lines = await Entry.select(Entry.id, Entry.kind, Entry.subject, Entry.facts).where(Entry.id > since)
    told = {f"{line['id']}:{line['subject']}" for line in lines if is_told(line)}
    wholes = {str(line["id"]) for line in lines if line["kind"] in OF_COURSE}
    others = ["changed", "called_off", "reminder", "reconfirm", "feedback"]  # those of the session and of the clock
    owed = [row["dedupe_key"] for row in await Message.select(Message.dedupe_key).where(Message.kind.not_in(others))]
    owed = [key for key in owed if int(key.partition(":")[0]) > since]
    assert sorted(key.partition(":")[0] for key in set(owed) - told) == sorted(wholes)
    assert told <= set(owed)
    assert len(owed) == len(set(owed))


def is_told(line):
    """Whether a line of the journal is one about a booking of our own patrons that no line of a whole course says."""
    whole = '"course":' in line["facts"] and ('"whole":' in line["facts"] or line["kind"] not in TOLD_OF_A_DATE)
    return line["kind"] in OF_BOOKING and '"channel": "peer"' not in line["facts"] and not whole
