"""Announcing: the instance points out an event, and again when foreign copies of it need healing.

Mobilizon reads an event again when it is announced again. So each significant change is announced: at once where people
must know, else when six hours have passed since the last time; and once more two days before the start.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from federation import keyring, owing, receivers
from federation.changes import Change
from federation.node import Node
from federation.receivers import Receivers
from federation.tables import run, transaction
from federation.wire import activity

TURN = timedelta(hours=6)
BEFORE = timedelta(hours=48)
MOST = 50
LOG = logging.getLogger(__name__)

DUE = """
SELECT id, uuid, owner, starts_at, ends_at FROM fed_thing
WHERE announce_due_at <= {} AND deleted_at IS NULL ORDER BY announce_due_at LIMIT {} FOR UPDATE
"""
ANNOUNCED = """
UPDATE fed_thing SET first_announced_at = coalesce(first_announced_at, {}), announced_at = {}, announce_due_at = {}
WHERE id = {}
"""
HELD = "SELECT id, uuid, starts_at, first_announced_at, announced_at FROM fed_thing WHERE id = {}"
SAID = "SELECT count(*) AS n FROM fed_activity WHERE thing = {} AND type = 'Announce' AND public"


def turn(change: Change, announced_at: datetime | None, now: datetime) -> datetime:
    """Return when a change may be announced: now, or six hours after the last Announce of the event."""
    if change in (Change.FIRST, Change.URGENT) or announced_at is None:
        return now
    return max(now, announced_at + TURN)


def again_before(starts_at: datetime, now: datetime) -> datetime | None:
    """Return when an event that has changed and is announced now is announced once more before it starts, or None."""
    if starts_at - BEFORE <= now:
        return None
    due = max(starts_at - BEFORE, now + TURN)
    return due if due < starts_at else None


async def after(node: Node, event: str, change: Change, to: Receivers, *, now: datetime) -> None:
    """Announce a change of an event, now or in its turn; in the caller's transaction, after the event was kept."""
    row = (await run(HELD, event))[0]
    due = turn(change, row["announced_at"], now)
    if due > now:
        await run("UPDATE fed_thing SET announce_due_at = {} WHERE id = {}", due, event)
        return
    first = row["first_announced_at"] is None
    inboxes = to.pointed | to.shown if first else to.pointed
    next_due = None if first else again_before(row["starts_at"], now)
    await _announce(node, event, row["uuid"], inboxes, now)
    await run(ANNOUNCED, now, now, next_due, event)


async def announce_due(node: Node, *, now: datetime) -> int:
    """Announce what has waited for its turn; return how many events.

    Runs in the caller's transaction, who has taken the turn to speak (`outbox.in_order`). One that makes us fail waits
    for another turn, and the next ones go on.
    """
    rows = await run(DUE, now, MOST)
    for row in rows:
        await run("UPDATE fed_thing SET announce_due_at = {} WHERE id = {}", now + TURN, row["id"])
        try:
            async with transaction():
                await _heal(node, row, now)
        except Exception:
            LOG.exception("%s could not be announced", row["id"])
    return len(rows)


async def _heal(node: Node, row: dict[str, Any], now: datetime) -> None:
    if row["ends_at"] < now:
        await run("UPDATE fed_thing SET announce_due_at = NULL WHERE id = {}", row["id"])
        return
    to = await receivers.of(node, row["owner"])
    await _announce(node, row["id"], row["uuid"], to.pointed, now)
    await run(ANNOUNCED, now, now, again_before(row["starts_at"], now), row["id"])


async def _announce(node: Node, event: str, uuid: UUID, inboxes: frozenset[str], now: datetime) -> None:
    number = (await run(SAID, event))[0]["n"] + 1
    announce = activity.announce(
        event,
        id=f"{node.url}/ap/annonces/{uuid}/{number}",
        actor=node.actor,
        followers=f"{node.actor}/followers",
        at=now,
    )
    announce = await keyring.prove(node, announce, now=now)
    await owing.supersede(event, inboxes, ["Announce"])
    await owing.owe(announce, inboxes, thing=event, public=True, now=now)
