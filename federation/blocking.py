"""Blocking another server: nothing is asked of it, told to it or heard from it, and its events are not shown."""

from datetime import datetime
from typing import Any

from federation import lookups, mirror, peers
from federation.tables import Peer, run, transaction


def hidden(host: str) -> str:
    """Return the SQL condition that the host in the column `host`, or a domain above it, is blocked (`is_blocked`)."""
    name = f"regexp_replace({host}, ':[0-9]+$', '')"
    return (
        "EXISTS (SELECT 1 FROM fed_peer b WHERE b.blocked_at IS NOT NULL"  # noqa: S608  # columns of our own
        f" AND (b.host = {host} OR right('.' || {name}, length(b.host) + 1) = '.' || b.host))"
    )


async def block(host: str, *, now: datetime) -> bool:
    """Block a host, in the caller's transaction; False when it is blocked already.

    The follows both ways end without a word, as nothing is sent to a blocked host; what it had brought is forgotten.
    """
    async with transaction():
        await peers.know(host)
        values: dict[Any, Any] = {Peer.blocked_at: now}
        if not await Peer.update(values).where((Peer.host == host) & Peer.blocked_at.is_null()).returning(Peer.host):
            return False
        for row in await run("DELETE FROM fed_following WHERE host = {} RETURNING actor", host):
            await lookups.forget(row["actor"])
            await mirror.forget_sponsor(row["actor"])
        await run("DELETE FROM fed_follower WHERE host = {}", host)
        await run("DELETE FROM fed_delivery WHERE host = {}", host)
        return True


async def unblock(host: str) -> bool:
    """Let a host in again, in the caller's transaction; no follow is taken up again. False if it was not blocked."""
    sql = "UPDATE fed_peer SET blocked_at = NULL WHERE host = {} AND blocked_at IS NOT NULL RETURNING host"
    return bool(await run(sql, host))
