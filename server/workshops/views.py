"""A workshop, and a session with its workshop and its library, as pages, calendars, peers and programs see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.workshops.pools import EVERYBODY, Seats, by_pool, kept_at
from server.workshops.rules import held_until

WIDTHS = (320, 640, 1280)


@dataclass(frozen=True)
class Picture:
    """A picture that staff sent; `alt` is empty where it only decorates, the size is that of its widest copy."""

    id: UUID
    alt: str
    width: int
    height: int

    def url(self, ending: str, width: int = 0) -> str:
        """Return the path of a copy ("jpg" or "webp"), the widest unless told."""
        return f"/images/{self.id}/{width or self.width}.{ending}"

    def srcset(self, ending: str) -> str:
        """Return the copies to choose from, as HTML writes them."""
        return ", ".join(f"{self.url(ending, width)} {width}w" for width in widths(self.width))


def widths(widest: int) -> tuple[int, ...]:
    """Return the widths in which a picture is kept; one that is narrow only as it is."""
    return tuple(sorted({min(widest, WIDTHS[-1]), *(width for width in WIDTHS if width < widest)}))


@dataclass(frozen=True)
class WorkshopView:
    """A workshop as pages and programs see it."""

    id: UUID
    library: UUID | None
    slug: str
    title: str
    summary: str
    description: str
    level: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    bring: str
    prerequisites: str
    minutes: int
    language: str
    created_at: datetime
    updated_at: datetime
    version: int = 0
    needed_kinds: tuple[str, ...] = ()
    needed_numbers: tuple[int, ...] = ()
    competences: tuple[str, ...] = ()
    competence_levels: tuple[int, ...] = ()
    kind: str = ""

    @property
    def professional(self) -> bool:
        """Whether it trains staff, so that the public never hears of it."""
        return "professional" in self.audiences


@dataclass(frozen=True)
class SessionView:
    """A session with its workshop and its library, as pages, calendars, peers and programs see it.

    `series_dates` counts the public dates of its series; without `singles` it is booked with all of them only.

    `not_shown` are the names of those who present that the public must not read. `kind` is its workshop's.
    """

    id: UUID
    state: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    online_url: str
    place: str
    presenter: str
    note: str
    capacity: int
    waiting_places: int
    taken: int
    waiting: int
    cancel_reason: str
    previous_starts_at: datetime | None
    sequence: int
    version: int
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    room_id: UUID | None
    room: str
    room_access: str
    library_id: UUID
    library_slug: str
    library: str
    library_version: int
    address: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    timezone: str
    phone: str
    access: str
    workshop_id: UUID
    workshop_slug: str
    title: str
    summary: str
    description: str
    level: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    bring: str
    prerequisites: str
    changed_at: datetime
    kept: tuple[int, ...]
    seated: tuple[int, ...]
    release_hours: int
    laptops: int | None
    laptops_taken: int
    companions_count: bool
    opens_at: datetime | None
    closes_hours: int
    offer_hours: int
    drop_in: bool
    pass_accepted: bool
    practice: bool
    series_id: UUID | None
    series_number: int | None
    series_title: str
    series_dates: int
    singles: bool
    imported_uid: str = ""
    imported_url: str = ""
    released_at: datetime | None = None
    language: str = "fr"
    facilities: tuple[str, ...] = ()
    batch: UUID | None = None
    review: str = ""
    review_note: str = ""
    review_by: str = ""
    publish_at: datetime | None = None
    previous_mode: str = ""
    image_id: UUID | None = None
    image_alt: str = ""
    image_width: int = 0
    image_height: int = 0
    mediators: tuple[UUID, ...] = ()
    not_shown: str = ""
    stocks: tuple[UUID, ...] = ()
    stock_numbers: tuple[int, ...] = ()
    competences: tuple[str, ...] = ()
    competence_levels: tuple[int, ...] = ()
    kind: str = ""

    @property
    def presented_by(self) -> str:
        """Who presents, for staff."""
        return ", ".join(part for part in (self.presenter, self.not_shown) if part)

    @property
    def held_until(self) -> datetime | None:
        """Until when the seats of those who booked are held; None where one only comes with a booking."""
        return held_until(self.starts_at) if self.drop_in else None

    @property
    def picture(self) -> Picture | None:
        """Its picture: its own, or else that of its workshop."""
        if self.image_id is None:
            return None
        return Picture(self.image_id, self.image_alt, self.image_width, self.image_height)

    @property
    def postponed(self) -> bool:
        """Whether the date that it had is no longer true, and another not known."""
        return self.state == "postponed"

    @property
    def waiting_left(self) -> int:
        return max(0, self.waiting_places - self.waiting)

    def seats(self, now: datetime) -> Seats:
        """Return its seats as they are at `now`; some may be kept for some people, in the order of POOLS."""
        return Seats(
            self.capacity,
            self.taken,
            self.waiting_places,
            self.waiting,
            kept=kept_at(self.kept, self.starts_at, self.release_hours, now),
            seated=by_pool(self.seated),
            laptops=self.laptops,
            laptops_taken=self.laptops_taken,
            companions_count=self.companions_count,
        )

    def seats_left(self, now: datetime) -> int:
        """Return how many seats a newcomer may take on line: any newcomer, at `now`."""
        return self.seats(now).for_newcomer(EVERYBODY)
