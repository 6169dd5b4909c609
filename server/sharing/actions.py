"""Open this instance to the fediverse; follow and leave peers."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from federation import actors, follows
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.sharing.node import node


async def open_instance(*, now: datetime) -> None:
    """Make the instance's own actor and its keys, once; keep its name up to date."""
    here = node()
    async with DB.transaction():
        await actors.ensure(
            here,
            id=here.actor,
            type="Application",
            username="relay",
            name=here.name,
            summary="",
            url=f"{here.url}/",
            attributed_to="",
            now=now,
        )


async def follow(address: str, *, by: Person, now: datetime) -> follows.FollowOutcome:
    """Follow the peer or join the hub at the address typed; the outcome says what was found. Administrators only."""
    if not by.administrator:
        raise NotFound
    outcome = await follows.follow(node(), address, now=now)
    async with DB.transaction():
        kind = "peer.followed" if outcome.ok else "peer.not_found"
        await journal.write(kind, uuid5(NAMESPACE_URL, outcome.host or "?"), by=by.by, now=now, host=outcome.host)
    return outcome


async def leave(actor: str, *, by: Person, now: datetime) -> None:
    """Stop following a peer; what it had told is forgotten."""
    if not by.administrator:
        raise NotFound
    async with DB.transaction():
        await follows.unfollow(node(), actor, now=now)
        await journal.write("peer.left", uuid5(NAMESPACE_URL, actor), by=by.by, now=now)
