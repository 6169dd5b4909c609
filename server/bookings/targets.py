"""What a booking on line is for: one session, or all the dates still to come of a course."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings import rules
from server.bookings.cards import offer
from server.foundation.errors import Refused
from server.workshops.pools import POOLS
from server.workshops.queries import SessionView, public_session
from server.workshops.series import SeriesView, public_series


@dataclass(frozen=True)
class Target:
    """The dates asked for, in order, and the course when they are all of its coming dates."""

    dates: tuple[SessionView, ...]
    series: SeriesView | None = None

    @property
    def next(self) -> SessionView:
        return self.dates[0]

    @property
    def practice(self) -> bool:
        return self.next.practice

    @property
    def page(self) -> str:
        return f"/cycles/{self.series.id}" if self.series else f"/seances/{self.next.id}"

    @property
    def needs(self) -> tuple[str, ...]:
        """The questions that are asked because some date keeps such seats."""
        kept = {
            "first_time": any(date.kept[POOLS.index(rules.FIRST)] for date in self.dates),
            "laptops": any(date.laptops for date in self.dates),
            "companions": any(not date.companions_count for date in self.dates),
            "domain": any(date.kind for date in self.dates),
        }
        return tuple(name for name, wanted in kept.items() if wanted)

    @property
    def most(self) -> int:
        """The greatest number of people of one booking."""
        return min(rules.MOST_PEOPLE, *(date.capacity for date in self.dates))

    def address(self, token: str = "", slug: str = "") -> str:
        """Return the address of a question, or of the first one."""
        return f"{self.page}/reservation" + (f"/{token}/{slug}" if token else "")

    def check(self, now: datetime) -> None:
        """Refuse to begin a booking that can only be refused at its end."""
        for date in self.dates:
            rules.check_open(date, now)
            if offer(date, date.seats(now), now) == "full":
                raise Refused("session_full")


async def of_session(session: UUID) -> Target:
    """Return one session to book; raises NotFound or Gone."""
    return Target((await public_session(session),))


async def of_series(series: UUID, now: datetime) -> Target:
    """Return the dates still to come of a course; raises NotFound, or Refused when none is left."""
    found = await public_series(series)
    coming = tuple(date for date in found.dates if date.state == "published" and date.starts_at > now)
    if not coming:
        raise Refused("course_over")
    return Target(coming, found)
