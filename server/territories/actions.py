"""Draw a territory, change its name or its parts, give it up. Administrators only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.territories import reach, rules
from server.territories.hubs import HUBS
from server.territories.rules import Extent
from server.territories.tables import Territory


async def draw(name: str, hub: str = "", *, by: Person, now: datetime) -> UUID:
    """Draw a territory: that of one of the hubs of `hubs.HUBS`, by its key and its name unless another is given.

    Without a hub it has no part yet. Raises Invalid.
    """
    await require(by, None, Power.RUN_NETWORK)
    if hub and hub not in HUBS:
        raise Invalid({"hub": "bad_choice"})
    called, extent = HUBS.get(hub, ("", Extent()))
    called = one_line(name) or called
    async with DB.transaction():
        rules.check_name(called, await _names())
        row = Territory(id=new_id(), name=called, takes=[*extent.takes], leaves=[], created_at=now, updated_at=now)
        await row.save()
        await journal.write("territory.drawn", row.id, by=by.by, now=now, takes=[*extent.takes])
    return UUID(str(row.id))


async def rename(id: UUID, name: str, *, by: Person, now: datetime) -> None:
    """Give a territory another name; raises Invalid or NotFound."""
    await require(by, None, Power.RUN_NETWORK)
    called = one_line(name)
    async with DB.transaction():
        held = await _hold(id)
        if held.name == called:
            return
        rules.check_name(called, await _names())
        await Territory.update({Territory.name: called, Territory.updated_at: now}).where(Territory.id == id)
        await journal.write("territory.renamed", id, by=by.by, now=now)


async def put(id: UUID, part: str, how: str, *, by: Person, now: datetime) -> None:
    """Take a part in, leave it out or say nothing of it (`how`: take, leave, drop); raises Refused or NotFound."""
    await require(by, None, Power.RUN_NETWORK)
    if reach.part(part) is None and how != "drop":
        raise Invalid({"part": "bad_choice"})
    async with DB.transaction():
        held = await _hold(id)
        before = Extent(tuple(held.takes), tuple(held.leaves))
        after = rules.put(before, part, how)
        if after == before:
            return
        parts: dict[Any, Any] = {Territory.takes: [*after.takes], Territory.leaves: [*after.leaves]}
        await Territory.update({**parts, Territory.updated_at: now}).where(Territory.id == id)
        await journal.write("territory.changed", id, by=by.by, now=now, part=part, how=how)


async def give_up(id: UUID, *, by: Person, now: datetime) -> None:
    """Forget a territory; raises NotFound."""
    await require(by, None, Power.RUN_NETWORK)
    async with DB.transaction():
        await _hold(id)
        await Territory.delete().where(Territory.id == id)
        await journal.write("territory.given_up", id, by=by.by, now=now)


async def _names() -> set[str]:
    return {row["name"] for row in await Territory.select(Territory.name)}


async def _hold(id: UUID) -> Territory:
    held = await Territory.objects().where(Territory.id == id).lock_rows("UPDATE").first()
    if held is None:
        raise NotFound
    return held
