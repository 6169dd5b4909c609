"""Free/busy addresses: the one behind which we say when somebody is busy, and those at which other networks say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import digest, new_id, new_token
from server.foundation.words import one_line
from server.journal import actions as journal
from server.resources.mediators import mediator_to_change
from server.resources.people import MediatorView, mediator
from server.resources.tables import Busy, BusyCalendar, Mediator

# The address before goes on for so long: the other network must be given the new one.
FORMER_LASTS = timedelta(days=7)
LEASE = timedelta(minutes=5)
HOLDER = """
SELECT id FROM mediator WHERE busy_digest = {} OR former_digest = {} AND former_until > {}
"""
CLAIM = """
WITH due AS (SELECT id FROM busy_calendar
  WHERE url <> '' AND next_at <= {} AND (locked_until IS NULL OR locked_until <= {})
  ORDER BY next_at, id LIMIT {} FOR UPDATE SKIP LOCKED)
UPDATE busy_calendar c SET locked_until = {} FROM due WHERE c.id = due.id
RETURNING c.id, c.url, c.etag, c.period, c.failures
"""


@dataclass(frozen=True)
class CalendarView:
    """An address at which another network says when it has one of our people; `error` is why the last try failed."""

    id: UUID
    mediator: UUID
    label: str
    good_at: datetime | None
    error: str


@dataclass(frozen=True)
class Claimed:
    """An address that this process alone reads for a while."""

    id: UUID
    url: str
    etag: str
    period: int
    failures: int


async def give_address(which: UUID, *, by: Person, now: datetime) -> str:
    """Give somebody a new free/busy address and return its token; the one before stops in a week. Raises NotFound."""
    token = new_token()
    async with DB.transaction():
        await mediator_to_change(by, which)
        held = await Mediator.objects().where(Mediator.id == which).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        values: dict[Any, Any] = {Mediator.busy_digest: digest(token), Mediator.busy_given_at: now}
        values |= {Mediator.former_digest: held.busy_digest}
        values |= {Mediator.former_until: now + FORMER_LASTS if held.busy_digest else None}
        await Mediator.update(values).where(Mediator.id == which)
        await journal.write("mediator.address_given", which, by=by.by, now=now)
    return token


async def stop_address(which: UUID, *, by: Person, now: datetime) -> None:
    """Stop the free/busy addresses of somebody at once; raises NotFound."""
    async with DB.transaction():
        await mediator_to_change(by, which)
        values: dict[Any, Any] = dict.fromkeys(
            (Mediator.busy_digest, Mediator.busy_given_at, Mediator.former_digest, Mediator.former_until)
        )
        await Mediator.update(values).where(Mediator.id == which)
        await journal.write("mediator.address_stopped", which, by=by.by, now=now)


async def holder(token: str, now: datetime) -> MediatorView:
    """Return whose free/busy address this is; raises NotFound, at the same cost whatever the reason."""
    mark = digest(token)
    rows = await DB.rows(HOLDER, mark, mark, now)
    if not rows:
        raise NotFound
    return await mediator(rows[0]["id"])


def uid_of(token: str) -> str:
    """Return how what is behind an address is known by its readers: it tells neither the address nor whose it is."""
    return digest(f"uid:{token}").hex()[:32]


async def follow(which: UUID, label: str, url: str, *, by: Person, now: datetime) -> UUID:
    """Follow the free/busy address that another network gave for somebody; raises Invalid or NotFound."""
    label, url = one_line(label), url.strip()
    wrong = {} if label and len(label) <= 120 else {"label": "too_long" if label else "missing"}
    wrong |= {} if url.startswith(("https://", "http://")) and len(url) <= 2000 else {"url": "busy_address"}
    if wrong:
        raise Invalid(wrong)
    async with DB.transaction():
        await mediator_to_change(by, which)
        await DB.rows("SELECT id FROM mediator WHERE id = {} FOR UPDATE", which)
        if await DB.rows("SELECT 1 FROM busy_calendar WHERE mediator = {} AND url = {}", which, url):
            raise Invalid({"url": "busy_known"})
        row = BusyCalendar(id=new_id(), mediator=which, label=label, url=url, next_at=now, created_at=now)
        await row.save()
        await journal.write("mediator.calendar_followed", which, by=by.by, now=now)
    return row.id


async def leave(which: UUID, calendar: UUID, *, by: Person, now: datetime) -> None:
    """Follow an address no more, and forget what it said; raises NotFound."""
    async with DB.transaction():
        await mediator_to_change(by, which)
        mine = (BusyCalendar.id == calendar) & (BusyCalendar.mediator == which)
        if not await BusyCalendar.delete().where(mine).returning(BusyCalendar.id):
            raise NotFound
        await journal.write("mediator.calendar_left", which, by=by.by, now=now)


async def calendars_of(which: UUID) -> list[CalendarView]:
    """Return the addresses at which others say when they have somebody; never the addresses themselves."""
    columns = [BusyCalendar.id, BusyCalendar.mediator, BusyCalendar.label, BusyCalendar.good_at, BusyCalendar.error]
    rows = await BusyCalendar.select(*columns).where(BusyCalendar.mediator == which).order_by(BusyCalendar.label)
    return [CalendarView(**row) for row in rows]


async def claim(now: datetime, most: int) -> list[Claimed]:
    """Return addresses that are due to be read, each for this process alone for five minutes."""
    return [Claimed(**row) for row in await DB.rows(CLAIM, now, now, most, now + LEASE)]


async def settle(
    calendar: UUID,
    times: Sequence[tuple[datetime, datetime]] | None,
    *,
    error: str = "",
    etag: str = "",
    pace: tuple[int, int],
    next_at: datetime,
    now: datetime,
) -> None:
    """Keep what reading an address brought: intervals, or None for those of before.

    `pace` is the time between two readings, in seconds, and how many failed in a row.
    """
    values: dict[Any, Any] = {"locked_until": None, "error": error[:40], "next_at": next_at}
    values |= {"period": pace[0], "failures": pace[1]}
    values |= {} if error else {"good_at": now, "etag": etag[:200]}
    async with DB.transaction():
        if not await BusyCalendar.update(values).where(BusyCalendar.id == calendar).returning(BusyCalendar.id):
            return  # left meanwhile
        if times is not None:
            await Busy.delete().where(Busy.calendar == calendar)
            rows = [Busy(id=new_id(), calendar=calendar, starts_at=start, ends_at=end) for start, end in times]
            if rows:
                await Busy.insert(*rows)


async def sweep(now: datetime) -> None:
    """Erase the intervals that are over, and addresses that stopped."""
    await Busy.delete().where(Busy.ends_at < now)
    values: dict[Any, Any] = {Mediator.former_digest: None, Mediator.former_until: None}
    await Mediator.update(values).where(Mediator.former_until < now)
