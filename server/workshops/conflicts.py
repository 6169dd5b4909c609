"""Two things at once: a room, a person, equipment, a closed library; who may be told of it, and who passed over it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.errors import Invalid, Refused
from server.foundation.spoken import Days
from server.journal import actions as journal
from server.libraries.closings import ClosingView, closings_in
from server.resources.people import People, elsewhere, leaves, people
from server.resources.people import names_in as names_in
from server.resources.roads import minutes_between
from server.resources.stocks import all_stocks
from server.workshops.carrying import of_things
from server.workshops.clashes import held_until as held_until
from server.workshops.clashes import of_room, sessions_near, too_many
from server.workshops.slots import DEPENDS, Slot
from server.workshops.slots import Conflict as Conflict
from server.workshops.tables import Session
from server.workshops.words import OVERRULES
from server.workshops.working import Known, of_people

TURN = 7261011
A_DAY = timedelta(days=1)
# What may put a session in the way of something.
FIELDS: frozenset[str] = frozenset().union(*DEPENDS.values())
REASONS = frozenset(DEPENDS)


async def one_at_a_time() -> None:
    """Wait until nobody else is changing where or when a session takes place; holds until the transaction ends.

    Taken after the rows of sessions and before the journal, so that two actions never wait for each other.
    """
    await Session.raw("SELECT pg_advisory_xact_lock({})", TURN)


async def conflicts_of(
    slots: Sequence[Slot], library: UUID, zone: str, *, but: Collection[UUID] = (), now: datetime
) -> list[list[Conflict]]:
    """Return, for each slot in a library, what is in its way; the sessions `but` are not in the way."""
    return await conflicts_in([(library, zone, slot) for slot in slots], but=but, now=now)


async def conflicts_in(
    asked: Sequence[tuple[UUID, str, Slot]], *, but: Collection[UUID] = (), now: datetime
) -> list[list[Conflict]]:
    """Return the same for slots of several libraries: each with its library and the zone there."""
    found: list[list[Conflict]] = [[] for _ in asked]
    if not asked:
        return found
    slots = [slot for _, _, slot in asked]
    closings = await closings_in({library for library, _, _ in asked}, since=_first_day(asked))
    known = await _known(slots)
    needed = {which for slot in slots for which, _ in slot.needs}
    stocks = {one.id: one for one in await all_stocks()} if needed else {}
    near = await sessions_near(slots, _people_of(slots, known), needed, but, now)
    there = zip(asked, near, strict=True)
    pairs = {
        (library, other) for (library, _, _), some in there for other in (library, *(one.library_id for one in some))
    }
    roads = await minutes_between(pairs)
    small = await too_many(slots)
    for number, (library, zone, slot) in enumerate(asked):
        found[number] += _closed(slot, closings[library], zone) + of_room(near[number]) + small[number]
        found[number] += of_people(slot, near[number], library, zone, known, roads[library])
        found[number] += of_things(slot, near[number], library, stocks, roads[library])
    return found


def _first_day(asked: Sequence[tuple[UUID, str, Slot]]) -> date:
    return min(slot.starts_at.astimezone(ZoneInfo(zone)).date() for _, zone, slot in asked)


def _people_of(slots: Sequence[Slot], known: Known) -> set[UUID]:
    return {which for slot in slots for which in known.people.who(slot.presenter, slot.mediators).known}


async def _known(slots: Sequence[Slot]) -> Known:
    """Return what is known of those who present these slots."""
    if not any(slot.presenter or slot.mediators for slot in slots):
        return Known(People(()))
    known = Known(await people())
    which = _people_of(slots, known)
    since, until = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    away = await leaves(which, since=since.date() - A_DAY, until=until.date() + A_DAY)
    return Known(known.people, away, await elsewhere(which, since=since, until=until))


def _closed(slot: Slot, closings: Iterable[ClosingView], zone: str) -> list[Conflict]:
    if slot.away:
        return []
    days = days_between(slot.starts_at, slot.ends_at, zone)
    return [
        Conflict("library_closed", {"days": Days(closing.first_on, closing.last_on), "why": closing.reason})
        for closing in closings
        if any(closing.holds(day) for day in days)
    ]


def days_between(starts_at: datetime, ends_at: datetime, zone: str) -> list[date]:
    """Return the local days on which something takes place; one that ends at midnight is not on the next day."""
    local = ZoneInfo(zone)
    first, last = starts_at.astimezone(local).date(), (ends_at - timedelta(seconds=1)).astimezone(local).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def passed_over(conflicts: Sequence[Conflict], despite: str) -> None:
    """Refuse the first conflict unless they are passed over for a reason that is known; raises Invalid or Refused."""
    if despite and despite not in OVERRULES:
        raise Invalid({"despite": "bad_choice"})
    if conflicts and not despite:
        raise Refused(conflicts[0].reason, **conflicts[0].facts)


async def note(
    session: UUID, library: UUID, conflicts: Sequence[Conflict], despite: str, *, by: str, now: datetime
) -> None:
    """Write down that somebody passed over conflicts, and why; nothing when there was none."""
    if conflicts:
        others = sorted({str(other) for conflict in conflicts for other in conflict.others})
        kinds = sorted({conflict.reason for conflict in conflicts})
        facts = {"why": despite, "over": kinds, "others": others}
        await journal.write("session.overruled", session, by=by, now=now, library=library, **facts)
