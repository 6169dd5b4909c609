"""What parties answered to « venez-vous ? », by their link or to staff on the telephone. A no gives the seat back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import rules
from server.bookings.actions import cancel
from server.bookings.queries import BookingView, by_id
from server.bookings.seats import Held, hold
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import derived, digest
from server.foundation.settings import settings
from server.journal import actions as journal
from server.notifications.tables import Asked

TOKEN = 10  # letters: 50 bits. It opens an answer, not the booking, and misses are counted
CURRENT = "(a.starts_at AT TIME ZONE l.timezone)::date = (s.starts_at AT TIME ZONE l.timezone)::date"
ANSWERS = f"""
SELECT a.booking, a.asked_at, a.answer, a.answered_by, a.answered_at, a.answer_by FROM asked a
JOIN booking b ON b.id = a.booking JOIN session s ON s.id = b.session JOIN library l ON l.id = s.library
WHERE s.id = {{}} AND {CURRENT}
"""  # noqa: S608 (constants only)
LOCKED = f"""
SELECT b.state, b.people, coalesce(a.answer, '') AS answer, coalesce({CURRENT}, false) AS current
FROM booking b JOIN session s ON s.id = b.session JOIN library l ON l.id = s.library
LEFT JOIN asked a ON a.booking = b.id WHERE b.id = {{}} FOR UPDATE OF b
"""  # noqa: S608 (constants only)


@dataclass(frozen=True)
class Answer:
    """What a party was asked and answered: yes, no, silence or nothing; `answered_by` is patron, staff or empty.

    `answer_by` is when silence gives the seat to somebody else; None where it never does.
    """

    booking: UUID
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    answer_by: datetime | None = None


def token_of(booking: UUID) -> str:
    """Return the short text in the address of a party's page to answer on; only its digest is kept."""
    return derived(settings().secret, "answer", str(booking))[:TOKEN]


def path_of(booking: UUID) -> str:
    """Return the address of a party's page to answer on."""
    return f"/v/{token_of(booking)}"


async def by_token(token: str) -> tuple[BookingView, Answer]:
    """Return the booking behind a short link and its answer; raises NotFound, or Gone once erased."""
    row = await Asked.select().where(Asked.token_digest == digest(token)).first()
    if row is None:
        raise NotFound
    view = await by_id(row["booking"])
    kept = await of_session(view.session.id)
    nothing = Answer(view.party.id, row["asked_at"], "", "", None)  # the session moved: what was said before is void
    return view, kept.get(view.party.id, nothing)


async def of_session(session: UUID) -> dict[UUID, Answer]:
    """Return, by booking, what the parties of a session were asked and answered for its present day."""
    return {row["booking"]: Answer(**row) for row in await Asked.raw(ANSWERS, session)}


async def was_silent(booking: UUID) -> bool:
    """Tell whether a party lost its seat because it did not answer."""
    return await Asked.exists().where((Asked.booking == booking) & (Asked.answer == "silence"))


async def answer(booking: UUID, *, coming: bool, by: str, now: datetime) -> None:
    """Keep whether a party is coming; a no cancels its booking. Saying it twice is saying it once.

    Raises NotFound or Gone, and Refused once the session has started, or for a yes when there is no seat any more.
    """
    view = await by_id(booking)
    async with DB.transaction():
        held = await hold(view.session.id, now)
        row = (await Asked.raw(LOCKED, booking))[0]
        said = "yes" if coming else "no"
        if row["state"] == "cancelled" and not coming:
            return
        if row["state"] != "confirmed" and coming:
            raise Refused("no_seat_to_keep")
        rules.check_cancel(held.starts_at, now)
        if row["current"] and row["answer"] == said:
            return
        await _keep(booking, held, said, by, now)


async def free_silent(booking: UUID, *, now: datetime) -> bool:
    """Give away the seat of a party that did not answer, and tell whether that was done: it may have answered since."""
    view = await by_id(booking)
    async with DB.transaction():
        held = await hold(view.session.id, now)
        row = (await Asked.raw(LOCKED, booking))[0]
        if row["state"] != "confirmed" or row["answer"] or not row["current"] or held.starts_at <= now:
            return False
        await _keep(booking, held, "silence", "system", now)
    return True


async def take_back(booking: UUID) -> None:
    """Take back a yes noted by a slip of the finger, in the caller's transaction: the question stands again."""
    nothing: dict[Any, Any] = {Asked.answer: "", Asked.answered_by: "", Asked.answered_at: None}
    await Asked.update(nothing).where((Asked.booking == booking) & (Asked.answer == "yes"))


async def _keep(booking: UUID, held: Held, said: str, by: str, now: datetime) -> None:
    """Write an answer down, in a session that this transaction holds, and what follows from it."""
    who = "" if by == "system" else rules.cancelled_by(by)
    row = Asked(
        booking=booking,
        starts_at=held.starts_at,
        asked_at=now,
        token_digest=digest(token_of(booking)),
        answer=said,
        answered_by=who,
        answered_at=now,
    )
    written = [Asked.starts_at, Asked.answer, Asked.answered_by, Asked.answered_at]
    await Asked.insert(row).on_conflict(target=Asked.booking, action="DO UPDATE", values=written)
    if said != "yes":
        await cancel(booking, by=by, now=now)
    await journal.write(
        "booking.answered", booking, by=by, now=now, library=held.library, session=str(held.id), answer=said
    )
