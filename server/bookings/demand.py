"""Wishes that could not be met, noted without a name: by staff, by the public, or because a door had to say no."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings.actions import Request
from server.bookings.tables import Demand
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import digest, new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.workshops.rules import THEMES

REASONS = ("no_place", "hours", "other")
LONGEST_COMMUNE = 100
MOST_PEOPLE = 100
# What a door says when there is no place, whatever the rest.
NO_PLACE = frozenset({"session_full", "seats_kept", "no_laptop_left", "no_seat_left"})
REFUSED = """
INSERT INTO demand (id, at, why, channel, people, theme, commune, workshop, session, library, key)
SELECT {}, {}, 'no_place', {}, {}, '', '', s.workshop, s.id, s.library, {} FROM session s WHERE s.id = {}
ON CONFLICT (key) DO NOTHING
"""


@dataclass(frozen=True)
class Wish:
    """What somebody would have come to, and why it cannot be. `commune` is where they would come from."""

    library: UUID
    why: str
    channel: str
    people: int = 1
    theme: str = ""
    commune: str = ""
    workshop: UUID | None = None
    session: UUID | None = None

    def check(self) -> None:
        wrong = {}
        if self.why not in REASONS:
            wrong["why"] = "bad_choice"
        if self.theme and self.theme not in THEMES:
            wrong["theme"] = "bad_choice"
        if len(self.commune) > LONGEST_COMMUNE:
            wrong["commune"] = "too_long"
        if not 1 <= self.people <= MOST_PEOPLE:
            wrong["people"] = "bad_number"
        if not (self.theme or self.workshop):
            wrong["theme"] = "subject_missing"
        if wrong:
            raise Invalid(wrong)


async def note(wish: Wish, *, by: str, now: datetime) -> UUID:
    """Note a wish and return its id; raises Invalid."""
    wish.check()
    async with DB.transaction():
        row = Demand(
            id=new_id(),
            at=now,
            why=wish.why,
            channel=wish.channel,
            people=wish.people,
            theme=wish.theme,
            commune=one_line(wish.commune),
            workshop=wish.workshop,
            session=wish.session,
            library=wish.library,
        )
        await row.save()
        facts = {"why": wish.why, "people": wish.people, "channel": wish.channel}
        await journal.write("demand.noted", row.id, by=by, now=now, library=wish.library, **facts)
    return row.id


async def take_back(demand: UUID, *, by: str, now: datetime) -> None:
    """Take back a wish that was noted by mistake; raises NotFound."""
    async with DB.transaction():
        gone = await Demand.delete().where(Demand.id == demand).returning(Demand.library)
        if not gone:
            raise NotFound
        await journal.write("demand.taken_back", demand, by=by, now=now, library=gone[0]["library"])


@asynccontextmanager
async def counted(asked: Request, now: datetime, *, key: str = "") -> AsyncIterator[None]:
    """Around a booking, outside the transaction that may say no: count who is turned away for want of a place.

    The same request, sent again, is counted once: the same by its idempotency key, or by a `key` that stands for who
    asks. What is refused for another reason is not counted.
    """
    try:
        yield
    except Refused as refusal:
        if refusal.reason in NO_PLACE:
            same = key or asked.idempotency_key
            once = digest(f"{asked.session}:{same}") if same else None
            await Demand.raw(REFUSED, new_id(), now, asked.channel, max(1, asked.people), once, asked.session)
        raise
