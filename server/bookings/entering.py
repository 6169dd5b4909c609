"""A party is written down: its booking, its contact, the session's numbers and the ledger, in one statement.

The session is held meanwhile, and all who want it wait: each statement less is a round trip less for all of them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import queries, rules
from server.bookings.parties import Typed
from server.bookings.references import candidates
from server.bookings.requests import Request, seated
from server.bookings.rules import Outcome
from server.bookings.seats import Held
from server.bookings.tables import Booking
from server.foundation.ids import digest, new_id
from server.foundation.languages import LANGUAGES, SOURCE
from server.foundation.words import fold
from server.workshops.pools import EVERYBODY, POOLS

BOOKING = (
    "id", "session", "state", "people", "companions", "companions_seated", "first_time", "laptops", "pool", "course",
    "reference", "secret_digest", "channel", "host", "idempotency_key", "language", "cancelled_by", "created_at",
    "updated_at",
)  # fmt: skip
CONTACT = ("name", "folded", "companion", "helper", "channel", "email", "phone", "delete_after")
# Nothing is written when the reference is somebody else's already.
ENTERED = f"""
WITH booked AS (
  INSERT INTO booking ({", ".join(BOOKING)}) VALUES ({", ".join(["{}"] * len(BOOKING))})
  ON CONFLICT (reference) DO NOTHING RETURNING id, session, people, laptops
), reached AS (
  INSERT INTO contact (booking, {", ".join(CONTACT)})
  SELECT id, {", ".join(["{}::varchar"] * (len(CONTACT) - 1))}, {{}}::date FROM booked
), counted AS (
  %s
)
SELECT id FROM booked
"""  # noqa: S608 (constants only)
WAITS = "UPDATE session s SET waiting = s.waiting + booked.people FROM booked WHERE s.id = booked.session"
SITS = """
  UPDATE session s SET taken = s.taken + booked.people, laptops_taken = s.laptops_taken + booked.laptops%s
  FROM booked WHERE s.id = booked.session
), noted AS (
  INSERT INTO seat_move (id, session, booking, delta, cause, at)
  SELECT {}::uuid, session, id, people, 'booked', {}::timestamptz FROM booked
"""
IN_POOL = {EVERYBODY: ""} | {pool: f", taken_{pool} = s.taken_{pool} + booked.people" for pool in POOLS}
SEATED = {pool: ENTERED % (SITS % counted) for pool, counted in IN_POOL.items()}
WAITING = ENTERED % WAITS


async def enter(
    request: Request, party: Typed, verdict: rules.Verdict, held: Held, now: datetime, *, last: Held | None = None
) -> tuple[UUID, str]:
    """Add the booking under the first reference that is free; return its id and reference.

    The contact is kept until some days after the session `held`, or after the `last` one of a course.
    """
    booking = new_id()
    reached = _contact(party, request.channel, last or held)
    seats = verdict.outcome is Outcome.CONFIRMED
    noted = (new_id(), now) if seats else ()
    for reference in candidates():
        told = _booking(booking, reference, request, verdict, held, now)
        if await Booking.raw(SEATED[verdict.pool] if seats else WAITING, *told, *reached, *noted):
            return booking, reference
    raise RuntimeError("no reference is free, not even the longest")


def _booking(
    booking: UUID, reference: str, request: Request, verdict: rules.Verdict, held: Held, now: datetime
) -> tuple[Any, ...]:
    """Return the values of BOOKING."""
    asked = seated(request, held)
    return (
        booking,
        held.id,
        verdict.outcome.value,
        asked.people,
        request.people + request.companions - asked.people,
        asked.people - request.people,
        request.first_time,
        request.laptops,
        verdict.pool,
        request.course,
        reference,
        digest(queries.secret_of(booking)),
        request.channel,
        request.host,
        request.idempotency_key,
        request.language if request.language in LANGUAGES else SOURCE,
        "",
        now,
        now,
    )


def _contact(party: Typed, channel: str, held: Held) -> tuple[Any, ...]:
    """Return the values of CONTACT."""
    return (
        party.name,
        fold(party.name),
        party.companion,
        party.helper,
        party.contact,
        party.email or None,
        party.phone or None,
        rules.forget_on(held.starts_at, held.timezone, channel),
    )
