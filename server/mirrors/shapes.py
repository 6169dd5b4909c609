"""What a mirror pack is asked to hold, what its lists say of a session, and what was made."""

from dataclasses import dataclass
from datetime import datetime

from server.bookings.cards import Card
from server.foundation.languages import SOURCE

MOST_SESSIONS = 5000
MOST_PICTURES = 300
MOST_RESOURCES = 2000


@dataclass(frozen=True)
class Wanted:
    """Which pack: that of one library, by its slug, or of all; at most `most` sessions, the next ones first."""

    library: str = ""
    language: str = SOURCE
    most: int = MOST_SESSIONS


@dataclass(frozen=True)
class Line:
    """A session as lists show it: `path` is its page in the pack, `library` and `workshop` their names there or ""."""

    path: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    all_day: bool
    place: str
    locality: str
    online: bool
    level: str
    level_label: str
    stamp: str
    phone: str
    library: str
    workshop: str


@dataclass(frozen=True)
class Made:
    """What a pack holds, in numbers; `cut`: there were more sessions than it may hold."""

    sessions: int
    files: int
    cut: bool


def line(shown: Card, library: str, workshop: str) -> Line:
    """Return what lists say of a session; not its seats, which nobody can know who reads the pack."""
    return Line(
        path=f"seances/{shown.id}.html",
        title=shown.title,
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        timezone=shown.timezone,
        all_day=shown.all_day,
        place=shown.place,
        locality=shown.locality,
        online=shown.online,
        level=shown.level,
        level_label=shown.level_label,
        stamp=shown.stamp,
        phone=shown.phone,
        library=library,
        workshop=workshop,
    )
