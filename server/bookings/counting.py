"""Keep what was counted of a session that took place, all at once, without names."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import headcount, presence
from server.bookings.attendance import parties_of
from server.bookings.counts import NUMBERS, Count, check
from server.bookings.seats import hold
from server.bookings.tables import HeadCount, SessionCount
from server.foundation.database import DB
from server.journal import actions as journal


async def count_session(session: UUID, counted: Count, *, by: str, now: datetime) -> None:
    """Replace what was counted of a session, in one transaction; the same again changes nothing.

    How many came in all is kept only where nobody was noted at the door. Raises Invalid, Refused or NotFound.
    """
    async with DB.transaction():
        held = await hold(session, now)
        presence.check_time(held.state, held.starts_at, now)
        figures = presence.totals(await parties_of(held.id), await headcount.walked_in(held.id))
        check(counted, figures, held.seats.capacity)
        row: dict[str, Any] = {name: counted.numbers.get(name) for name in NUMBERS} | {"off_site": counted.off_site}
        if figures.recorded:
            row["people"] = None
        if (row, counted.kept_ages) == (await of_session(held.id), await headcount.of_session(held.id)):
            return
        await _keep(held.id, row, counted.kept_ages, now)
        facts = {name: value for name, value in {**row, **counted.kept_ages}.items() if value is not None}
        await journal.write("heads.counted", held.id, by=by, now=now, library=held.library, **facts)


async def of_session(session: UUID) -> dict[str, Any]:
    """Return what was counted of a session but ages, by name, None for what was not."""
    names = (*NUMBERS, "off_site")
    row = await SessionCount.select().where(SessionCount.session == session).first()
    return {name: row[name] if row else None for name in names}


async def _keep(session: UUID, row: dict[str, Any], ages: dict[str, int], now: datetime) -> None:
    await HeadCount.delete().where(HeadCount.session == session)
    await SessionCount.delete().where(SessionCount.session == session)
    if ages:
        await HeadCount.insert(*(HeadCount(session=session, band=band, people=number) for band, number in ages.items()))
    if any(value is not None for value in row.values()):
        await SessionCount.insert(SessionCount(session=session, updated_at=now, **row))
