"""A room of a library: read one, change it."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.words import clean, one_line
from server.journal import actions as journal
from server.libraries.queries import RoomView, require, rooms_of
from server.libraries.rules import check_room, check_space
from server.libraries.tables import Room


@dataclass(frozen=True)
class Kept:
    """What is kept of a room; `setup_minutes` stay free before a session, to prepare, `tidy_minutes` after it.

    `capacity` is how many people it holds, None when not known; `facilities` are its own, None for the library's.
    """

    name: str
    access: str = ""
    setup_minutes: int = 0
    tidy_minutes: int = 0
    capacity: int | None = None
    facilities: list[str] | None = None


async def room_of(library: UUID, room: UUID) -> RoomView:
    """Return a room of a library; raises NotFound."""
    found = next((one for one in await rooms_of(library) if one.id == room), None)
    if found is None:
        raise NotFound
    return found


async def change_room(room: RoomView, to: Kept, *, by: Person, now: datetime) -> None:
    """Change a room; raises Invalid or NotFound. A manager of its library may. What is planned there stays."""
    await require(by, room.library, Power.RUN_LIBRARY)
    kept = replace(to, name=one_line(to.name), access=clean(to.access))
    check_room(kept.name, kept.access, kept.setup_minutes)
    check_space(kept.tidy_minutes, kept.capacity, kept.facilities)
    values = asdict(kept)
    async with DB.transaction():
        held = await Room.objects().where(Room.id == room.id).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        same = (Room.library == room.library) & (Room.name == values["name"]) & (Room.id != room.id)
        if await Room.exists().where(same):
            raise Invalid({"room": "room_name_taken"})
        changed = sorted(name for name, value in values.items() if getattr(held, name) != value)
        if not changed:
            return
        told: dict[Any, Any] = {getattr(Room, name): values[name] for name in changed}
        await Room.update({**told, Room.updated_at: now}).where(Room.id == room.id)
        await journal.write("room.changed", room.id, by=by.by, now=now, library=room.library, changed=changed)
