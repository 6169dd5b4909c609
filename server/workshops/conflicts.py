"""Two things at once: a room, a presenter, a closed library; who may be told of it, and who passed over it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.errors import Invalid, Refused
from server.foundation.spoken import Day, Days, When
from server.foundation.words import fold
from server.journal import actions as journal
from server.libraries.closings import ClosingView, closings_of
from server.workshops.rules import LONGEST
from server.workshops.tables import Session
from server.workshops.words import OVERRULES

TURN = 7261011
REASONS = frozenset({"room_taken", "room_held", "presenter_taken", "library_closed"})
# A draft holds its place for so many days after it was last changed.
HOLDS = timedelta(days=14)
# Sessions that are there, at the same time as those asked about or so near that the room is not ready.
TOGETHER = """
SELECT * FROM (
  SELECT asked.number, s.id, s.state, s.updated_at, s.starts_at, s.ends_at, s.presenter, w.title,
    l.name AS library, l.timezone, coalesce(r.name, '') AS room_name,
    s.presenter <> '' AND s.starts_at < asked.ends_at AND s.ends_at > asked.starts_at AS at_once,
    coalesce(s.room = asked.room AND s.starts_at < asked.ends_at + make_interval(mins => r.setup_minutes)
      AND s.ends_at > asked.starts_at - make_interval(mins => r.setup_minutes), false) AS same_room
  FROM unnest({}::timestamptz[], {}::timestamptz[], {}::uuid[]) WITH ORDINALITY
    AS asked(starts_at, ends_at, room, number)
  JOIN session s ON s.starts_at < asked.ends_at + {}::interval AND s.starts_at > asked.starts_at - {}::interval
    AND s.ends_at > asked.starts_at - {}::interval
  JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library LEFT JOIN room r ON r.id = s.room
  WHERE NOT s.practice AND s.id <> all({}::uuid[])
    AND (s.state = 'published' OR s.state = 'draft' AND s.updated_at > {})
) near WHERE same_room OR at_once ORDER BY number, starts_at, id
"""
LONGEST_SETUP = timedelta(hours=8)
JOINED = re.compile(r",|;|&|\+|/|\bet\b|\band\b")


@dataclass(frozen=True)
class Slot:
    """When and where something is to take place; `away` is outside the library, or on line."""

    starts_at: datetime
    ends_at: datetime
    room: UUID | None = None
    presenter: str = ""
    away: bool = False


@dataclass(frozen=True)
class Conflict:
    """Why something cannot take place: the key of a refusal, what fills its sentence, and the session that is there."""

    reason: str
    facts: dict[str, Any] = field(default_factory=dict)
    other: UUID | None = None


async def one_at_a_time() -> None:
    """Wait until nobody else is changing where or when a session takes place; holds until the transaction ends.

    Taken after the rows of sessions and before the journal, so that two actions never wait for each other.
    """
    await Session.raw("SELECT pg_advisory_xact_lock({})", TURN)


def names_in(presenter: str) -> frozenset[str]:
    """Return the folded names of who presents ("Ana, Yann et Zoé" are three)."""
    return frozenset(name for name in (part.strip() for part in JOINED.split(fold(presenter))) if name)


async def conflicts_of(
    slots: Sequence[Slot], library: UUID, zone: str, *, but: Collection[UUID] = (), now: datetime
) -> list[list[Conflict]]:
    """Return, for each slot in a library, what is in its way; the sessions `but` are not in the way."""
    found: list[list[Conflict]] = [[] for _ in slots]
    if not slots:
        return found
    first = min(slot.starts_at for slot in slots).astimezone(ZoneInfo(zone)).date()
    closings = await closings_of(library, since=first)
    for slot, ways in zip(slots, found, strict=True):
        ways.extend(_closed(slot, closings, zone))
    for row in await _together(slots, but, now):
        found[row["number"] - 1].extend(_in_the_way(slots[row["number"] - 1], row))
    return found


async def _together(slots: Sequence[Slot], but: Collection[UUID], now: datetime) -> list[dict[str, Any]]:
    starts, ends = [slot.starts_at for slot in slots], [slot.ends_at for slot in slots]
    rooms = [slot.room for slot in slots]
    near, lasting = LONGEST_SETUP, LONGEST + LONGEST_SETUP
    rows: list[dict[str, Any]] = await Session.raw(
        TOGETHER, starts, ends, rooms, near, lasting, near, list(but), now - HOLDS
    )
    return rows


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


def _in_the_way(slot: Slot, row: dict[str, Any]) -> list[Conflict]:
    facts = {"title": row["title"], "when": When(row["starts_at"], row["ends_at"], row["timezone"])}
    facts |= {"library": row["library"]}
    found = []
    if row["same_room"]:
        room = {**facts, "room": row["room_name"]}
        if row["state"] == "draft":
            until = held_until(row["updated_at"]).astimezone(ZoneInfo(row["timezone"])).date()
            found.append(Conflict("room_held", {**room, "until": Day(until)}, row["id"]))
        else:
            found.append(Conflict("room_taken", room, row["id"]))
    both = names_in(slot.presenter) & names_in(row["presenter"])
    if both and row["at_once"]:
        found.append(Conflict("presenter_taken", {**facts, "name": row["presenter"]}, row["id"]))
    return found


def held_until(updated_at: datetime) -> datetime:
    """Return until when a draft that was last changed then holds its room and its presenter."""
    return updated_at + HOLDS


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
        others = sorted({str(conflict.other) for conflict in conflicts if conflict.other})
        kinds = sorted({conflict.reason for conflict in conflicts})
        facts = {"why": despite, "over": kinds, "others": others}
        await journal.write("session.overruled", session, by=by, now=now, library=library, **facts)
