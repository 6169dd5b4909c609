"""What staff see first: today, the next days, the calls to make; and the search for a person."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.rules import Person
from server.bookings import queries as bookings
from server.bookings.door_list import ToRecord, to_record
from server.bookings.parties import spoken_words
from server.bookings.queries import PartyView
from server.bookings.references import parse
from server.bookings.tables import Booking
from server.desk.places import Place, with_seats
from server.elsewhere.queries import RequestView, coming
from server.notifications import openings
from server.notifications.calls import Call, of_today
from server.notifications.elsewhere import Telling, to_tell
from server.notifications.queries import Receipt, given_up
from server.notifications.reach import reach
from server.prints import posted
from server.prints import queries as prints
from server.workshops import programme, queries
from server.workshops.queries import SessionView

AHEAD = timedelta(days=7)
MOST = 50
FOUND = """
SELECT b.id FROM booking b JOIN session s ON s.id = b.session JOIN contact c ON c.booking = b.id
WHERE NOT s.practice AND s.library = any({}) AND ({}::text IS NULL OR b.reference = {})
  AND c.folded LIKE all({}) AND ({}::text IS NULL OR regexp_replace(c.phone, '[^0-9]', '', 'g') LIKE {})
ORDER BY s.starts_at < {}, abs(extract(epoch FROM s.starts_at - {})), b.joined LIMIT {}
"""
DIGITS = re.compile(r"[0-9 .+()/-]{4,}")


@dataclass(frozen=True)
class Failed:
    """A message that could not be sent, and the booking that it was about."""

    receipt: Receipt
    party: PartyView
    session: SessionView


@dataclass(frozen=True)
class Today:
    """The first page of staff. `next_days` goes up to a week; `places` are the next sessions with a seat to give.

    `silent` got no answer from another agenda, `told` are those to tell of what another agenda answered, `opened`
    those to tell that booking has opened, `papers` those that hang somewhere and are no longer true.
    """

    today: list[SessionView]
    next_days: list[SessionView]
    places: list[Place]
    calls: list[Call]
    failed: list[Failed]
    silent: list[RequestView]
    told: list[Telling]
    to_record: list[ToRecord]
    sheets_due: int
    opened: list[openings.Telling]
    papers: list[posted.Outdated]


@dataclass(frozen=True)
class Found:
    """A person found, with the session that they booked."""

    party: PartyView
    session: SessionView
    secret: str


@dataclass(frozen=True)
class Told:
    """Who will be told that a session is cancelled, in bookings: by e-mail, by SMS, by a call of ours, by nobody.

    `peer` are told by the other agenda through which they booked.
    """

    email: int
    sms: int
    call: int
    none: int
    peer: int


async def today(person: Person, now: datetime) -> Today:
    """Return what this person has to do today; a day is the library's."""
    libraries = [library.id for library in await programme.libraries_seen(person)]
    around = await queries.sessions_of(libraries, since=now - timedelta(days=1), until=now + AHEAD)
    desk = [library.id for library in await programme.libraries_at_desk(person)]
    everywhere = await programme.may_book_somewhere(person)
    return Today(
        today=[session for session in around if _day_of(session, session.starts_at) == _day_of(session, now)],
        next_days=[session for session in around if _day_of(session, session.starts_at) > _day_of(session, now)],
        places=with_seats([session for session in around if session.library_id in desk], now),
        calls=await of_today(desk, now),
        failed=await _failed(desk, now),
        silent=await _silent(now) if everywhere else [],
        told=await to_tell(now) if everywhere else [],
        to_record=await to_record(desk, now),
        sheets_due=await prints.due(desk, now.date()),
        opened=await openings.to_call(desk, now),
        papers=await posted.outdated(desk, everywhere, now),
    )


async def _silent(now: datetime) -> list[RequestView]:
    """Return the requests whose organiser is still to be called."""
    return [asked for asked in await coming(now) if asked.shown_state(now) == "silent" and asked.called_at is None]


def _day_of(session: SessionView, at: datetime) -> str:
    return at.astimezone(ZoneInfo(session.timezone)).date().isoformat()


async def failed(person: Person, now: datetime) -> list[Failed]:
    """Return the messages that could not be sent, in the libraries where the person may book people."""
    return await _failed([library.id for library in await programme.libraries_at_desk(person)], now)


async def _failed(libraries: list[UUID], now: datetime) -> list[Failed]:
    receipts = await given_up(libraries, now)
    views = await bookings.by_ids([receipt.booking for receipt in receipts])
    # Of those erased since, there is nobody left to tell.
    found = [(receipt, views[receipt.booking]) for receipt in receipts if receipt.booking in views]
    return [Failed(receipt, view.party, view.session) for receipt, view in found]


async def search(person: Person, text: str, now: datetime) -> list[Found]:
    """Return the bookings of the person's libraries that a name, a reference or a telephone number finds.

    Sessions to come first, the nearest first; all the words of a name must be there, whatever their order.
    """
    libraries = [library.id for library in await programme.libraries_at_desk(person)]
    reference, phone = parse(text), _digits(text)
    words = [] if reference or phone else [f"%{word}%" for word in spoken_words(text)]
    if not (reference or phone or words):
        return []
    marks = (reference, reference, words, phone or None, f"%{phone}%")
    rows = await Booking.raw(FOUND, libraries, *marks, now, now, MOST)
    views = await bookings.by_ids([row["id"] for row in rows])
    found = [views[row["id"]] for row in rows if row["id"] in views]
    return [Found(view.party, view.session, view.secret) for view in found]


def _digits(text: str) -> str:
    """Return the digits of a telephone number, without the zero or country code that may be written or not."""
    if not DIGITS.fullmatch(text.strip()):
        return ""
    plain = re.sub(r"[^0-9]", "", text)
    return re.sub(r"^(0033|33(?=[0-9]{9}$)|0)", "", plain) if len(plain) >= 4 else ""


async def told_of_cancellation(session: SessionView) -> Told:
    """Return how many bookings of a session can be told that it is cancelled, and how."""
    found = reach("called_off", session, await bookings.concerned_by(session.id))
    return Told(len(found.email), len(found.sms), len(found.call), len(found.unreached), len(found.peers))


async def was_booked_with(session: UUID, key: str) -> bool:
    """Tell whether a session has a booking made with this idempotency key."""
    return await Booking.exists().where((Booking.session == session) & (Booking.idempotency_key == key))
