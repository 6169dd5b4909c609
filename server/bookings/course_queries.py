"""The booking of a course as its holder and staff see it: one reference, one link, all its dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings.queries import BookingView, PartyView, of_courses, rank_of, secret_of
from server.bookings.tables import CourseBooking
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import digest


@dataclass(frozen=True)
class CourseView:
    """The booking of a course. `rows` are its dates in order, also those that were dropped; they share one contact."""

    id: UUID
    series_id: UUID
    reference: str
    secret: str
    rows: tuple[BookingView, ...]

    @property
    def path(self) -> str:
        return f"/reservations/{self.secret}"

    @property
    def title(self) -> str:
        """The title of the course; a date that was taken out of it since does not know it any more."""
        return next((row.session.series_title for row in self.rows if row.session.series_title), "")

    @property
    def state(self) -> str:
        """confirmed as soon as a date is, else waiting while one is, else cancelled."""
        states = {row.party.state for row in self.rows}
        return next((state for state in ("confirmed", "offered", "waiting") if state in states), "cancelled")

    @property
    def party(self) -> PartyView:
        """The party as a date that is kept knows it."""
        kept = [row.party for row in self.rows if row.party.state != "cancelled"]
        return kept[0] if kept else self.rows[0].party

    @property
    def position(self) -> int | None:
        """The rank on the waiting list, 1 for the next: of its dates, that where most are before it."""
        return rank_of(self.rows)

    def kept(self) -> tuple[BookingView, ...]:
        """Return the dates that were not dropped."""
        return tuple(row for row in self.rows if row.party.state != "cancelled")

    def left(self, now: datetime) -> tuple[BookingView, ...]:
        """Return the dates that can still be dropped."""
        return tuple(row for row in self.kept() if row.starts_at > now and row.session.state == "published")


async def by_secret(secret: str) -> CourseView | None:
    """Return the booking of a course behind a link, or None; raises Gone once the contact is erased."""
    row = await CourseBooking.select(CourseBooking.id).where(CourseBooking.secret_digest == digest(secret)).first()
    return await by_id(row["id"]) if row else None


async def by_id(course: UUID) -> CourseView:
    """Return the booking of a course, for what has already checked who asks; raises NotFound, or Gone once erased."""
    if not await CourseBooking.exists().where(CourseBooking.id == course):
        raise NotFound
    found = await by_ids([course])
    if not found:
        raise Gone
    return found[0]


async def by_ids(courses: Sequence[UUID]) -> list[CourseView]:
    """Return the bookings of courses, in the order of booking; erased ones are left out."""
    known = CourseBooking.select().where(CourseBooking.id.is_in(list(courses))) if courses else None
    rows = await known.order_by(CourseBooking.created_at).order_by(CourseBooking.id) if known else []
    dates = await of_courses([row["id"] for row in rows])
    return [
        CourseView(row["id"], row["series"], row["reference"], secret_of(row["id"]), tuple(dates[row["id"]]))
        for row in rows
        if dates.get(row["id"])
    ]


async def of_series(series: UUID) -> list[CourseView]:
    """Return the bookings of all dates of a series that are not cancelled, for staff, in the order of booking."""
    rows = await CourseBooking.select(CourseBooking.id).where(CourseBooking.series == series)
    return [view for view in await by_ids([row["id"] for row in rows]) if view.state != "cancelled"]
