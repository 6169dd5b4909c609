"""Open a library, change its sheet, add rooms, say who works there."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import ROLES, Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.meanwhile import check
from server.foundation.words import clean, one_line
from server.foundation.words import slug as slug_of
from server.journal import actions as journal
from server.libraries.queries import require
from server.libraries.rules import check_library
from server.libraries.tables import Library, Membership, Room

# What the journal keeps of a change as it was and as it is: nothing in it is anybody's name or number.
TOLD = frozenset({"reminder_hours", "facilities", "school_zone", "timezone", "reviewed", "latitude", "longitude"})


@dataclass(frozen=True)
class Sheet:
    """What is told of a library; `timezone` is an IANA name, `opening_hours` in OpenStreetMap's words.

    People are reminded `reminder_hours` before a session; 0 for never. `school_zone` is A, B, C or none; empty for the
    zone of the département. `reviewed`: only who manages it publishes its sessions.
    """

    name: str
    address: str
    postal_code: str
    city: str
    timezone: str = "Europe/Paris"
    insee: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    access: str = ""
    opening_hours: str = ""
    reminder_hours: int = 48
    facilities: list[str] = field(default_factory=list)
    school_zone: str = ""
    reviewed: bool = False

    def kept(self) -> dict[str, Any]:
        """Return the values as they are kept: each on one line but the way in; raises Invalid."""
        values = {name: one_line(value) if isinstance(value, str) else value for name, value in asdict(self).items()}
        values["access"] = clean(self.access)
        check_library(values)
        return values


async def open_library(sheet: Sheet, *, slug: str = "", by: Person, now: datetime) -> UUID:
    """Add a library and return its id; raises Invalid. Only an administrator may."""
    await require(by, None, Power.OPEN_LIBRARY)
    values = sheet.kept()
    place = slug or slug_of(sheet.name)[:30].strip("-")
    _check_slug(place)
    async with DB.transaction():
        if await _named(place):
            raise Invalid({"slug": "slug_taken"})
        library = Library(id=new_id(), slug=place, created_at=now, updated_at=now, **values)
        await library.save()
        await journal.write("library.opened", library.id, by=by.by, now=now, library=library.id)
    return library.id


def _check_slug(name: str) -> None:
    if name != slug_of(name) or not name or len(name) > 30:
        raise Invalid({"slug": "bad_slug"})


async def _named(name: str) -> UUID | None:
    """Return the library that has, or ever had, this name in its addresses."""
    row = await Library.select(Library.id).where((Library.slug == name) | Library.addresses.any(name)).first()
    return row["id"] if row else None


async def rename_pages(library: UUID, name: str, *, by: Person, now: datetime) -> None:
    """Give the pages and feeds of a library another name in their addresses; the former ones lead there for ever.

    Raises Invalid or NotFound. A manager of it may.
    """
    await require(by, library, Power.RUN_LIBRARY)
    _check_slug(name)
    async with DB.transaction():
        held = await Library.objects().where(Library.id == library).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        if await _named(name) not in {None, library}:
            raise Invalid({"slug": "slug_taken"})
        names = [*held.addresses] or [held.slug]
        if names[-1] == name:
            return
        former = [each for each in names if each != name]
        await Library.update({Library.addresses: [*former, name], Library.updated_at: now}).where(Library.id == library)
        await journal.write("library.readdressed", library, by=by.by, now=now, library=library)


async def change_library(
    library: UUID, sheet: Sheet, *, by: Person, now: datetime, seen: Collection[int] | None = None
) -> None:
    """Replace the sheet of a library; raises Invalid, Stale or NotFound. A manager of it may.

    `seen`: the versions that the change was made from; another one now held is Stale.
    """
    told = sheet.kept()
    await require(by, library, Power.RUN_LIBRARY)
    async with DB.transaction():
        held = await Library.objects().where(Library.id == library).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        check(held.version, seen)
        changed = sorted(name for name, value in told.items() if getattr(held, name) != value)
        if not changed:
            return
        values = {getattr(Library, name): value for name, value in told.items()}
        await Library.update({**values, Library.version: held.version + 1, Library.updated_at: now}).where(
            Library.id == library
        )
        was, becomes = ({name: of(name) for name in changed if name in TOLD} for of in (held.to_dict().get, told.get))
        facts = {"changed": changed, "was": was, "becomes": becomes}
        await journal.write("library.changed", library, by=by.by, now=now, library=library, **facts)


async def add_room(library: UUID, name: str, access: str, *, by: Person, now: datetime) -> UUID:
    """Add a room to a library and return its id; raises Invalid or NotFound. A manager of it may."""
    await require(by, library, Power.RUN_LIBRARY)
    if not name.strip() or len(name) > 100:
        raise Invalid({"room": "missing" if not name.strip() else "too_long"})
    async with DB.transaction():
        held = await Room.select(Room.id).where((Room.library == library) & (Room.name == name.strip())).first()
        if held:
            return UUID(str(held["id"]))
        room = Room(id=new_id(), library=library, name=name.strip(), access=access.strip()[:300])
        await room.save()
        await journal.write("room.added", room.id, by=by.by, now=now, library=library)
    return room.id


async def appoint(staff: UUID, library: UUID, role: str, *, by: str, now: datetime) -> None:
    """Say what a member of staff may do in a library; raises Invalid for an unknown role."""
    if role not in ROLES:
        raise Invalid({"role": "bad_role"})
    async with DB.transaction():
        row = Membership(id=new_id(), staff=staff, library=library, role=role)
        await Membership.insert(row).on_conflict(
            target=(Membership.staff, Membership.library), action="DO UPDATE", values=[Membership.role]
        )
        await journal.write("staff.appointed", staff, by=by, now=now, library=library, role=role)


async def dismiss(staff: UUID, library: UUID, *, by: str, now: datetime) -> None:
    """Take back the role of a member of staff in a library."""
    async with DB.transaction():
        gone = (
            await Membership.delete()
            .where((Membership.staff == staff) & (Membership.library == library))
            .returning(Membership.id)
        )
        if gone:
            await journal.write("staff.dismissed", staff, by=by, now=now, library=library)
