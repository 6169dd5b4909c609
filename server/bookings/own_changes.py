"""What the holder of a booking changes later: how to be warned, how many come; of a course, for all dates or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from server.bookings.changing import Changed, change
from server.bookings.queries import BookingView, PartyView
from server.bookings.seats import hold
from server.foundation.database import DB


@dataclass(frozen=True)
class Reach:
    """How to warn somebody: `contact` is sms, call, email or none; e-mail and telephone may be there, or neither."""

    contact: str
    email: str = ""
    phone: str = ""


async def change_reach(dates: Sequence[BookingView], reach: Reach, *, by: str, now: datetime) -> None:
    """Change how a party is warned; raises Invalid, Refused or NotFound."""
    told: dict[str, Any] = {"contact": reach.contact, "email": reach.email, "phone": reach.phone}
    await _change(dates, [replace(_as_is(date.party), **told) for date in dates], by, now)


async def change_people(dates: Sequence[BookingView], people: int, *, by: str, now: datetime) -> None:
    """Change how many seats a party has, or waits for; raises Invalid, Refused or NotFound."""
    await _change(dates, [replace(_as_is(date.party), people=people) for date in dates], by, now)


def _as_is(party: PartyView) -> Changed:
    return Changed(**{name: getattr(party, name) for name in Changed.__dataclass_fields__})


async def _change(dates: Sequence[BookingView], to: list[Changed], by: str, now: datetime) -> None:
    async with DB.transaction():
        # All sessions first, in the order of their ids: the journal is then held while none is waited for.
        for session in sorted(date.session.id for date in dates):
            await hold(session, now)
        for date, changed in zip(dates, to, strict=True):
            await change(date.party.id, changed, by=by, now=now)
