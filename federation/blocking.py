"""Moderation: servers blocked (neither asked, told, heard nor shown) or approved, and single events hidden."""

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


def unseen(event: str) -> str:
    """Return the SQL condition that the row `event` of the mirror is not shown: hidden, or its host is blocked."""
    return f"({event}.hidden_at IS NOT NULL OR {hidden(f'{event}.host')})"


# Of hosts that are blocked there is nothing to keep, whichever was blocked last.
ENDED = f"DELETE FROM {{table}} d WHERE {hidden('d.host')}"  # noqa: S608  # a condition of our own


async def block(host: str, *, now: datetime) -> bool:
    """Block a host and those below it, in the caller's transaction; False when it is blocked already.

    The follows both ways end without a word, as nothing is sent to a blocked host; what it had brought is forgotten.
    """
    async with transaction():
        await peers.know(host)
        values: dict[Any, Any] = {Peer.blocked_at: now}
        if not await Peer.update(values).where((Peer.host == host) & Peer.blocked_at.is_null()).returning(Peer.host):
            return False
        for row in await run(f"{ENDED.format(table='fed_following')} RETURNING d.actor"):
            await lookups.forget(row["actor"])
            await mirror.forget_sponsor(row["actor"])
        for table in ("fed_follower", "fed_delivery"):
            await run(ENDED.format(table=table))
        return True


async def unblock(host: str) -> bool:
    """Let a host in again, in the caller's transaction; no follow is taken up again. False if it was not blocked."""
    sql = "UPDATE fed_peer SET blocked_at = NULL WHERE host = {} AND blocked_at IS NOT NULL RETURNING host"
    return bool(await run(sql, host))


async def approve(host: str, *, now: datetime) -> bool:
    """Let a host and those below it speak in allow-list mode, in the caller's transaction; False if it may already."""
    async with transaction():
        await peers.know(host)
        sql = "UPDATE fed_peer SET approved_at = {} WHERE host = {} AND approved_at IS NULL RETURNING host"
        return bool(await run(sql, now, host))


async def withdraw_approval(host: str) -> bool:
    """Take the approval of a host back, in the caller's transaction; False if it had none."""
    sql = "UPDATE fed_peer SET approved_at = NULL WHERE host = {} AND approved_at IS NOT NULL RETURNING host"
    return bool(await run(sql, host))


async def hide(event: str, *, now: datetime) -> bool:
    """Show an event of another server no more, whatever its origin says, in the caller's transaction; False if none."""
    sql = "UPDATE fed_remote_event SET hidden_at = {} WHERE ap_id = {} AND hidden_at IS NULL RETURNING ap_id"
    return bool(await run(sql, now, event))


async def show_again(event: str) -> bool:
    """Take the hiding of an event back, in the caller's transaction; False if it was not hidden."""
    sql = "UPDATE fed_remote_event SET hidden_at = NULL WHERE ap_id = {} AND hidden_at IS NOT NULL RETURNING ap_id"
    return bool(await run(sql, event))
