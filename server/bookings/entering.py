"""A party is written down: booking, contact, the session's numbers, ledger and journal, in one statement.

The session is held meanwhile, and all who want it wait: each statement less is a round trip less for all of them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import queries, rules
from server.bookings.parties import Typed
from server.bookings.queries import PartyView
from server.bookings.references import candidates
from server.bookings.requests import Request, seated
from server.bookings.rules import Outcome
from server.bookings.seats import Held
from server.foundation.database import DB
from server.foundation.ids import digest, new_id
from server.foundation.languages import LANGUAGES, SOURCE
from server.foundation.words import fold
from server.journal import actions as journal
from server.workshops.pools import EVERYBODY, POOLS

BOOKING = (
    "id", "session", "state", "people", "companions", "companions_seated", "first_time", "laptops", "pool", "course",
    "reference", "secret_digest", "channel", "host", "idempotency_key", "language", "cancelled_by", "created_at",
    "updated_at",
)  # fmt: skip
CONTACT = ("name", "folded", "companion", "helper", "channel", "email", "phone", "domain", "delete_after")
# Nothing is written when the reference is somebody else's already, or the key of the request was used before.
ENTERED = f"""
WITH booked AS (
  INSERT INTO booking ({", ".join(BOOKING)}) VALUES ({", ".join(["{}"] * len(BOOKING))})
  ON CONFLICT DO NOTHING RETURNING id, session, people, laptops
), reached AS (
  INSERT INTO contact (booking, {", ".join(CONTACT)})
  SELECT id, {", ".join(["{}::varchar"] * (len(CONTACT) - 1))}, {{}}::date FROM booked
), counted AS (
  %s
), said AS (
  {journal.LINE} FROM booked
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
KEYED = "SELECT 1 FROM booking WHERE session = {} AND idempotency_key = {}"


class Repeated(Exception):
    """A booking was made in this session with the same idempotency key: nothing was written."""


async def enter(
    request: Request,
    party: Typed,
    verdict: rules.Verdict,
    held: Held,
    *,
    by: str,
    now: datetime,
    last: Held | None = None,
    kind: str = "",
) -> PartyView:
    """Add the booking under the first reference that is free; return it as it was written. Raises Repeated.

    `kind` is that of the journal's line, where it is neither booking.confirmed nor booking.waited.

    The contact is kept until some days after the session `held`, or after the `last` one of a course.
    """
    booking = request.id or new_id()
    reached = _contact(party, request.channel, last or held)
    seats = verdict.outcome is Outcome.CONFIRMED
    noted = (new_id(), now) if seats else ()
    kind = kind or ("booking.confirmed" if seats else "booking.waited")
    line = _line(kind, booking, request, held, by, now)
    for reference in candidates():
        told = _booking(booking, reference, request, verdict, held, now)
        if await DB.rows(SEATED[verdict.pool] if seats else WAITING, *told, *reached, *noted, *line):
            return _written(told, reached)
        if request.idempotency_key and await DB.rows(KEYED, held.id, request.idempotency_key):
            raise Repeated
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


def _line(kind: str, booking: UUID, request: Request, held: Held, by: str, now: datetime) -> tuple[Any, ...]:
    """Return the values of the journal's line: ids and figures only, never who."""
    more = {"partner": request.partner, "course": request.course}
    told = {name: str(given) for name, given in more.items() if given}
    people = seated(request, held).people
    facts = {"session": str(held.id), "people": people, "channel": request.channel, **told}
    return journal.line(kind, booking, by=by, now=now, library=held.library, **facts)


def _written(told: tuple[Any, ...], reached: tuple[Any, ...]) -> PartyView:
    """Return the party that these values of BOOKING and of CONTACT make; the rank of who waits is not known here."""
    contact = dict(zip(CONTACT, reached, strict=True))
    contact |= {"contact": contact.pop("channel"), "email": contact["email"] or "", "phone": contact["phone"] or ""}
    fresh = {"offered_until": None, "missed": 0, "sequence": 0, "position": None}
    return queries.party_of({**dict(zip(BOOKING, told, strict=True)), **contact, **fresh})


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
        party.domain if held.kind else "",
        rules.forget_on(held.starts_at, held.timezone, channel),
    )
