"""The keys that sign in our actors' names: since when each is in use, and changing it."""

from dataclasses import dataclass
from datetime import datetime

from federation import keyring, rotation
from federation.tables import LocalActor
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.sharing.actions import subject_of
from server.sharing.node import node


@dataclass(frozen=True)
class KeyView:
    """The keys of one actor, a library or the instance; `old_until` as long as those before them serve."""

    actor: str
    username: str
    name: str
    changed_at: datetime
    old_until: datetime | None


async def held(now: datetime) -> list[KeyView]:
    """Return the keys of all our actors, the instance's first."""
    columns = [LocalActor.id, LocalActor.username, LocalActor.name, LocalActor.created_at]
    rows = await LocalActor.select(*columns, LocalActor.rotated_at, LocalActor.old_until).order_by(LocalActor.name)
    rows.sort(key=lambda row: row["id"] != node().actor)
    return [
        KeyView(
            actor=row["id"],
            username=row["username"],
            name=row["name"],
            changed_at=row["rotated_at"] or row["created_at"],
            old_until=row["old_until"] if row["old_until"] and row["old_until"] > now else None,
        )
        for row in rows
    ]


async def key_of(username: str, now: datetime) -> KeyView:
    """Return the key of the actor of this name; raises NotFound."""
    for view in await held(now):
        if view.username == username:
            return view
    raise NotFound


async def rotate(username: str, *, by: Person, now: datetime) -> None:
    """Give the actor of this name (`relay` is the instance) new keys, and tell its followers. Administrators only."""
    if not by.may_somewhere(Power.RUN_NETWORK):
        raise NotFound
    actor = (await key_of(username, now)).actor
    made = await keyring.make(node())  # takes a moment: not while rows are locked
    async with DB.transaction():
        number = await rotation.rotate(node(), actor, made, now=now)
        if not number:
            raise NotFound
        await journal.write("keys.changed", subject_of(actor), by=by.by, now=now, number=number)
