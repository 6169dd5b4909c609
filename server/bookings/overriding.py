"""Pass over a rule at the desk, for a reason that is kept: where seats lack, the session grows by what lacks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import rules
from server.bookings.rules import Party, Verdict
from server.bookings.seats import Held
from server.foundation.errors import Invalid, Refused
from server.journal import actions as journal
from server.workshops.pools import EVERYBODY
from server.workshops.tables import Session

WHY = ("room", "need", "mistake", "agreed", "shared")
MOST_PEOPLE = 30
# What a person may pass over who may also change the session: the room holds one more. No laptop comes from nowhere.
ABOUT_SEATS = frozenset({"session_full", "seats_kept", "no_seat_left", "too_many_people"})


@dataclass(frozen=True)
class Over:
    """Somebody at the desk passes over a rule. `why` is one of WHY; `seats`: they may also add seats."""

    why: str
    seats: bool = False

    def __post_init__(self) -> None:
        if self.why not in WHY:
            raise Invalid({"over": "bad_choice"})


def judge(held: Held, party: Party, refused: Refused | None, over: Over | None) -> Verdict:
    """Return the verdict on a party that was refused, or would wait: it gets seats, some of them added.

    `refused` is raised again where it may not be passed over.
    """
    if over is None or not over.seats or (refused is not None and refused.reason not in ABOUT_SEATS):
        raise refused or Refused("session_full")
    if party.laptops > held.seats.laptops_left:
        raise Refused("no_laptop_left")
    pool = rules.POOL_OF_DOOR.get(party.channel, EVERYBODY)
    usable = 0 if held.seats.waiting else min(party.people, held.seats.open_to(pool))
    return Verdict(rules.Outcome.CONFIRMED, pool if usable else EVERYBODY, added=party.people - usable)


async def add_seats(held: Held, added: int, now: datetime) -> Held:
    """Give a session that this transaction holds so many seats more; return it as it is then.

    Raises Refused for a slot that is for one person, whoever asks.
    """
    if held.kind:
        raise Refused("aidant_one_person")
    grown: dict[Any, Any] = {Session.capacity: Session.capacity + added, Session.version: Session.version + 1}
    await Session.update({**grown, Session.updated_at: now}).where(Session.id == held.id)
    return replace(held, seats=replace(held.seats, capacity=held.seats.capacity + added))


async def note(booking: UUID, held: Held, added: int, over: Over, by: str, now: datetime) -> None:
    """Write in the journal what was passed over; and, where seats were added, that the session changed."""
    facts = {"session": str(held.id), "why": over.why, "added": added}
    await journal.write("booking.overridden", booking, by=by, now=now, library=held.library, **facts)
    if added:
        before = {"starts_at": held.starts_at.isoformat(), "ends_at": held.ends_at.isoformat()}
        changed = {"changed": ["capacity"], "public": True, "told": False, "before": before}
        await journal.write("session.changed", held.id, by=by, now=now, library=held.library, **changed)
