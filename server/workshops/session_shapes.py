"""A session as programs send and read it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from server.foundation import clock
from server.foundation.settings import settings
from server.workshops.keeping import KEPT
from server.workshops.pools import EVERYBODY
from server.workshops.public_states import public_state
from server.workshops.queries import SessionView


class NewSession(msgspec.Struct, forbid_unknown_fields=True):
    """A session to date. `workshop` and `library` are ids or slugs; times without offset are local to the library.

    `mode`: on_site, online, mixed. `room`: id of a room of the library. `place`: where, when it is not in the library.
    `opens_at`: when booking opens on line, null for at once; `closes_hours`: it ends so many hours before the start;
    `offer_hours`: a freed seat is held so long for the next who waits, 0 gives it at once.
    `kept_desk`, `kept_partner`, `kept_peer`, `kept_first`: seats kept for desk and telephone, partners, other agendas,
    people who come for the first time, until `release_hours` before the start. `laptops`: how many can be lent.
    `companions_count`: whether who accompanies somebody takes a seat. `equipment`: how many things of which stock it
    needs, by id; null for what its workshop needs.
    """

    workshop: str
    library: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    waiting_places: int = 0
    room: UUID | None = None
    mode: str = "on_site"
    online_url: str = ""
    place: str = ""
    presenter: str = ""
    note: str = ""
    pass_accepted: bool = False
    opens_at: datetime | None = None
    closes_hours: int = 0
    offer_hours: int = 0
    drop_in: bool = False
    kept_desk: int = 0
    kept_partner: int = 0
    kept_peer: int = 0
    kept_first: int = 0
    release_hours: int = 48
    laptops: int | None = None
    companions_count: bool = True
    equipment: dict[UUID, int] | None = None


class SessionChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change of a session; what is left out stays. People who booked are told of dates and places."""

    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    capacity: int | UnsetType = UNSET
    waiting_places: int | UnsetType = UNSET
    room: UUID | UnsetType | None = UNSET
    mode: str | UnsetType = UNSET
    online_url: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    presenter: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    pass_accepted: bool | UnsetType = UNSET
    opens_at: datetime | UnsetType | None = UNSET
    closes_hours: int | UnsetType = UNSET
    offer_hours: int | UnsetType = UNSET
    drop_in: bool | UnsetType = UNSET
    kept_desk: int | UnsetType = UNSET
    kept_partner: int | UnsetType = UNSET
    kept_peer: int | UnsetType = UNSET
    kept_first: int | UnsetType = UNSET
    release_hours: int | UnsetType = UNSET
    laptops: int | UnsetType | None = UNSET
    companions_count: bool | UnsetType = UNSET
    equipment: dict[UUID, int] | UnsetType = UNSET


class Cancellation(msgspec.Struct, forbid_unknown_fields=True):
    """Why a session is cancelled, in words that everybody will read."""

    reason: str = ""


class Publication(msgspec.Struct, forbid_unknown_fields=True):
    """When a draft is published by itself; null for at once. Without offset it is local to the library."""

    at: datetime | None = None


class Session(msgspec.Struct):
    """A session. `state`: draft, published, postponed, cancelled; `public_state`: the same as the public is told,
    scheduled, rescheduled, moved_online, postponed, full or cancelled. Seats are in people; instants are in UTC.

    `seats_left`: what a newcomer may take on line now; `seats_kept`: free seats that are kept for some, see `kept_…`.
    """

    id: UUID
    state: str
    public_state: str
    url: str
    ics_url: str
    workshop: UUID
    title: str
    library: UUID
    library_name: str
    timezone: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    online_url: str
    place: str
    room: str
    presenter: str
    note: str
    pass_accepted: bool
    drop_in: bool
    capacity: int
    taken: int
    seats_left: int
    seats_kept: int
    kept_desk: int
    kept_partner: int
    kept_peer: int
    kept_first: int
    release_hours: int
    laptops: int | None
    companions_count: bool
    equipment: dict[UUID, int]
    waiting_places: int
    waiting: int
    opens_at: datetime | None
    closes_hours: int
    offer_hours: int
    cancel_reason: str
    previous_starts_at: datetime | None
    version: int
    publish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime


class Sessions(msgspec.Struct):
    """A piece of the list of sessions, by start; `next` is the address of the next piece, or null."""

    items: list[Session]
    next: str | None


COMPUTED = frozenset(
    {*KEPT, "public_state", "url", "ics_url", "equipment", "presenter", "seats_left", "seats_kept", "workshop"}
    | {"library", "library_name"}
)


def session_shape(view: SessionView) -> Session:
    known = {name: getattr(view, name) for name in Session.__struct_fields__ if name not in COMPUTED}
    known |= zip(KEPT, view.kept, strict=True)
    url, seats = f"{settings().url}/seances/{view.id}", view.seats(clock.now())
    return Session(
        **known,
        url=url,
        public_state="" if view.state == "draft" else public_state(view, full=seats.full),
        seats_left=seats.for_newcomer(EVERYBODY),
        seats_kept=seats.free - seats.open_to(EVERYBODY),
        ics_url=f"{url}.ics",
        presenter=view.presented_by,
        equipment=dict(zip(view.stocks, view.stock_numbers, strict=True)),
        workshop=view.workshop_id,
        library=view.library_id,
        library_name=view.library,
    )


def public_shape(view: SessionView) -> Session:
    """Return what anybody may read: the address of an online meeting is for those who booked, some names for staff."""
    return session_shape(replace(view, online_url="", not_shown=""))
