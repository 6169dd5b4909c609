"""The sessions in the way of another one: of its room, of its people, of its equipment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.database import DB
from server.foundation.spoken import Day, When
from server.workshops.rules import LONGEST
from server.workshops.slots import Conflict, Slot

# A draft holds its place for so many days after it was last changed.
HOLDS = timedelta(days=14)
# Sessions that are there, at the same time as those asked about, or so near that the room is not ready or the road too
# long: a room is tidied and prepared for up to eight hours each, a road takes up to eight.
TOGETHER = """
SELECT * FROM (
  SELECT asked.number, s.id, s.state, s.updated_at, s.publish_at, s.starts_at, s.ends_at, s.presenter, s.mediators,
    s.stocks, s.stock_numbers, s.mode, w.title, l.id AS library_id, l.name AS library, l.timezone,
    coalesce(r.name, '') AS room_name,
    s.starts_at < asked.ends_at AND s.ends_at > asked.starts_at AS at_once,
    coalesce(s.room = asked.room
      AND s.starts_at < asked.ends_at + make_interval(mins => r.setup_minutes + r.tidy_minutes)
      AND s.ends_at > asked.starts_at - make_interval(mins => r.setup_minutes + r.tidy_minutes), false) AS same_room
  FROM unnest({}::timestamptz[], {}::timestamptz[], {}::uuid[]) WITH ORDINALITY
    AS asked(starts_at, ends_at, room, number)
  JOIN session s ON s.starts_at < asked.ends_at + {}::interval AND s.starts_at > asked.starts_at - {}::interval
    AND s.ends_at > asked.starts_at - {}::interval
  JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library LEFT JOIN room r ON r.id = s.room
  WHERE NOT s.practice AND s.id <> all({}::uuid[])
    AND (s.state IN ('internal', 'published') OR s.state = 'draft' AND (s.updated_at > {} OR s.publish_at IS NOT NULL))
) near WHERE same_room OR at_once AND presenter <> '' OR mediators && {}::uuid[] OR stocks && {}::uuid[]
ORDER BY number, starts_at, id
"""
NEAR = timedelta(hours=16)
ROOMS = "SELECT id, name, capacity FROM room WHERE id = any({}::uuid[]) AND capacity IS NOT NULL"


@dataclass(frozen=True)
class Near:
    """A session near the slot with this number (from 1)."""

    number: int
    id: UUID
    state: str
    updated_at: datetime
    publish_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    presenter: str
    mediators: tuple[UUID, ...]
    stocks: tuple[UUID, ...]
    stock_numbers: tuple[int, ...]
    mode: str
    title: str
    library_id: UUID
    library: str
    timezone: str
    room_name: str
    at_once: bool
    same_room: bool

    def facts(self) -> dict[str, object]:
        """Return what is said of it: its title, its library and when it is."""
        when = When(self.starts_at, self.ends_at, self.timezone)
        return {"title": self.title, "when": when, "library": self.library}

    def of(self, stock: UUID) -> int:
        """Return how many things of a stock it has."""
        return dict(zip(self.stocks, self.stock_numbers, strict=True)).get(stock, 0)


async def sessions_near(
    slots: Sequence[Slot], people: Collection[UUID], stocks: Collection[UUID], but: Collection[UUID], now: datetime
) -> list[list[Near]]:
    """Return, for each slot, the sessions that may be in its way, by start; drafts of long ago are not."""
    starts, ends, rooms = ([getattr(slot, name) for slot in slots] for name in ("starts_at", "ends_at", "room"))
    window = (NEAR, LONGEST + NEAR, NEAR)
    rows = await DB.rows(TOGETHER, starts, ends, rooms, *window, list(but), now - HOLDS, list(people), list(stocks))
    found: list[list[Near]] = [[] for _ in slots]
    for row in rows:
        lists = {name: tuple(row[name] or ()) for name in ("mediators", "stocks", "stock_numbers")}
        found[row["number"] - 1].append(Near(**{**row, **lists}))
    return found


def of_room(near: Sequence[Near]) -> list[Conflict]:
    """Return the sessions that have the room, or hold it as drafts."""
    return [_of_room(one) for one in near if one.same_room]


def _of_room(one: Near) -> Conflict:
    facts = {**one.facts(), "room": one.room_name}
    if one.state != "draft":
        return Conflict("room_taken", facts, (one.id,))
    until = held_until(one.updated_at, one.publish_at).astimezone(ZoneInfo(one.timezone)).date()
    return Conflict("room_held", {**facts, "until": Day(until)}, (one.id,))


def held_until(updated_at: datetime, publish_at: datetime | None = None) -> datetime:
    """Return until when a draft that was last changed then holds its room, its people and its equipment.

    One that is to be published by itself holds them until it is.
    """
    return max(updated_at + HOLDS, publish_at or updated_at)


async def too_many(slots: Sequence[Slot]) -> list[list[Conflict]]:
    """Return, for each slot, that its room holds fewer people than it has seats."""
    rooms = {slot.room for slot in slots if slot.room}
    rows = await DB.rows(ROOMS, list(rooms)) if rooms else []
    known = {row["id"]: row for row in rows}
    return [_too_many(slot, known.get(slot.room)) for slot in slots]


def _too_many(slot: Slot, room: dict[str, object] | None) -> list[Conflict]:
    if room is None or not isinstance(room["capacity"], int) or slot.people <= room["capacity"]:
        return []
    return [Conflict("room_small", {"room": room["name"], "holds": room["capacity"], "people": slot.people})]
