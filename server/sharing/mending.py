"""Mending what goes wrong between a peer and us: compare, say again, read again, try again or let go."""

from datetime import datetime
from uuid import UUID

from federation import parked, replaying, rereading
from federation.sync import catching_up, comparing
from federation.sync.comparing import Compared
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.sharing.actions import others, require_administrator, subject_of
from server.sharing.node import event_of, node

__all__ = ["Compared", "compare", "compare_now", "let_go", "read_again", "replay", "retry", "send_again"]


async def retry(what: str, id: str, *, by: Person, now: datetime) -> None:
    """Try again something that was given up; raises NotFound when it is not given up any more."""
    require_administrator(by)
    async with DB.transaction():
        host = await parked.retry(what, id, now=now)
        if host is None:
            raise NotFound
        await journal.write("peer.tried_again", subject_of(host), by=by.by, now=now, host=host, what=what)


async def let_go(what: str, id: str, *, by: Person, now: datetime) -> None:
    """Let something go that was given up; raises NotFound when it is not given up any more."""
    require_administrator(by)
    async with DB.transaction():
        host = await parked.drop(what, id)
        if host is None:
            raise NotFound
        await journal.write("peer.let_go", subject_of(host), by=by.by, now=now, host=host, what=what)


async def replay(host: str, *, since: datetime | None = None, by: Person, now: datetime) -> int:
    """Say our sessions to come again to the followers at a host, or what changed since `since`; return how many."""
    require_administrator(by)
    if not others(host):
        raise NotFound
    async with DB.transaction():
        owed = await replaying.replay(node(), host, since=since, now=now)
        await journal.write("peer.replayed", subject_of(host), by=by.by, now=now, host=host, owed=owed)
        return owed


async def read_again(host: str, *, by: Person, now: datetime) -> bool:
    """Owe a whole reading of what we follow at a host; False when we follow nothing there that can be read."""
    require_administrator(by)
    async with DB.transaction():
        owed = await catching_up.owe(host, now=now) or bool(await rereading.owe_host(host, now))
        if owed:
            await journal.write("peer.read_again", subject_of(host), by=by.by, now=now, host=host)
        return owed


async def compare(host: str, *, by: Person, now: datetime) -> bool:
    """Owe a comparison of what we hold of a host with what it has; False when it has no feed that we follow."""
    require_administrator(by)
    async with DB.transaction():
        owed = await comparing.owe(host, now=now)
        if owed:
            await journal.write("peer.comparison_asked", subject_of(host), by=by.by, now=now, host=host)
        return owed


async def compare_now(host: str, *, now: datetime) -> Compared:
    """Compare with a host at once and return what was found; asks the network, so not in a transaction."""
    return await comparing.compare(node(), host, now=now)


async def send_again(session: UUID, *, by: Person, now: datetime) -> int:
    """Say one session again to all who should have it; return to how many. The caller has asked whether `by` may."""
    async with DB.transaction():
        owed = await replaying.send_again(node(), event_of(session), now=now)
        await journal.write("peer.told_again", session, by=by.by, now=now, owed=owed)
        return owed
