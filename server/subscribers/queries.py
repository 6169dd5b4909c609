"""Private feeds for those who hold an address, for the bookings in them, and for the staff who made them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.queries import member
from server.accounts.rules import Person
from server.bookings import queries as bookings
from server.bookings.queries import BookingView
from server.elsewhere import queries as elsewhere
from server.elsewhere.queries import RequestView
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import digest
from server.libraries.queries import LibraryView, RoomView, rooms_of_all
from server.subscribers import rules
from server.subscribers.rules import State
from server.subscribers.tables import Gathered, PrivateFeed
from server.workshops.programme import libraries_seen

FEED = """
SELECT f.id, f.kind, f.staff, f.presenter, f.room, coalesce(r.name, '') AS room_name, r.library, f.busy,
  f.alarm_minutes, f.language, f.content, f.changed_at, f.made_at, f.used_at, f.used_by
FROM private_feed f LEFT JOIN room r ON r.id = f.room
"""
# Only what is kept with a contact: a booking that was erased is nobody's. A date that joined a course later is in too.
GATHERED = """
SELECT b.id FROM booking b JOIN contact c ON c.booking = b.id
WHERE b.id IN (SELECT g.booking FROM private_feed_booking g WHERE g.feed = {}) OR b.course IN (
  SELECT o.course FROM private_feed_booking g JOIN booking o ON o.id = g.booking WHERE g.feed = {})
"""
ASKED = "SELECT remote FROM private_feed_booking WHERE feed = {} AND remote IS NOT NULL"


@dataclass(frozen=True)
class FeedView:
    """A private feed. `staff` made it, or None for a patron's; `library` is that of its room."""

    id: UUID
    kind: str
    staff: UUID | None
    presenter: str
    room: UUID | None
    room_name: str
    library: UUID | None
    busy: bool
    alarm_minutes: int
    language: str
    content: bytes
    changed_at: datetime
    made_at: datetime
    used_at: datetime
    used_by: str

    def state(self, now: datetime) -> State:
        return rules.state(self.used_at, now)

    @property
    def stops_at(self) -> datetime:
        return rules.stops_at(self.used_at)


async def by_token(token: str, now: datetime) -> FeedView:
    """Return the feed behind an address; raises NotFound, or Gone when it stopped since nobody read it.

    Unknown, revoked, replaced and misspelt ones cost the same: one digest, one look.
    """
    found = _views(await PrivateFeed.raw(FEED + "WHERE f.digest = {}", digest(token)))
    if not found:
        raise NotFound
    if found[0].state(now) is State.STOPPED:
        raise Gone
    return found[0]


async def gathered_in(feed: UUID) -> list[BookingView | RequestView]:
    """Return the bookings gathered in a feed, here and elsewhere, that are not erased, by start."""
    here = await bookings.by_ids([row["id"] for row in await Gathered.raw(GATHERED, feed, feed)])
    there = await elsewhere.by_ids([row["remote"] for row in await Gathered.raw(ASKED, feed)])
    return sorted([*here.values(), *there.values()], key=lambda view: (view.starts_at, view.path))


async def holding(booking: UUID) -> list[FeedView]:
    """Return the patrons' feeds that hold a booking, here or elsewhere, the oldest first: not what else is in them."""
    where = "JOIN private_feed_booking g ON g.feed = f.id WHERE {} IN (g.booking, g.remote) ORDER BY f.made_at, f.id"
    return _views(await PrivateFeed.raw(FEED + where, booking))


async def of_staff(person: Person) -> list[FeedView]:
    """Return the feeds that a member of staff made, the oldest first."""
    return _views(await PrivateFeed.raw(FEED + "WHERE f.staff = {} ORDER BY f.made_at, f.id", person.id))


async def one_of_staff(person: Person, feed: UUID) -> FeedView:
    """Return a feed for the member of staff who made it; raises NotFound."""
    found = _views(await PrivateFeed.raw(FEED + "WHERE f.staff = {} AND f.id = {}", person.id, feed))
    if not found:
        raise NotFound
    return found[0]


async def maker_of(feed: FeedView) -> Person:
    """Return the member of staff whose feed this is; raises NotFound once their account is closed."""
    if feed.staff is None:
        raise NotFound
    row = await member(feed.staff)
    if row.disabled:
        raise NotFound
    return Person(row.id, row.name, row.administrator, f"staff:{row.id}")


async def rooms_for(person: Person) -> list[tuple[LibraryView, RoomView]]:
    """Return the rooms of the libraries where the person has a role, by library."""
    rooms = await rooms_of_all()
    return [(library, room) for library in await libraries_seen(person) for room in rooms.get(library.id, [])]


def _views(rows: list[dict[str, Any]]) -> list[FeedView]:
    return [FeedView(**row | {"content": bytes(row["content"])}) for row in rows]
