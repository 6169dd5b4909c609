"""Treating one received activity: claimed, handled and marked, so that none is lost, treated twice or in the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from federation import actors, contacts, peers
from federation.handling import BUILT_IN, EARLY
from federation.heard import NOT_MINE, Handler, Heard, Outcome, ignored
from federation.node import Node
from federation.sync import pushed
from federation.tables import run, transaction
from federation.wire import activity
from federation.wire.origin import LONGEST

LEASE = timedelta(seconds=60)
TRIES = 5
DEADLY_TRIES = 3
LONGEST_WAIT = timedelta(minutes=30)
# An Undo that came early leaves the whole address of what it takes back.
LONGEST_REASON = LONGEST + len(EARLY)
BOOKINGS = list(contacts.BOOKINGS)

# The try is counted before the work: an item that kills the process is recognised by its tries without an error.
# What one actor says of its seats is treated in the order in which it came, whatever has to be tried again.
CLAIM = """
WITH due AS (SELECT id FROM fed_received f
  WHERE state = 'received' AND due_at <= {} AND (locked_until IS NULL OR locked_until <= {})
    AND NOT (type = any({}::text[]) AND EXISTS (SELECT 1 FROM fed_received e
      WHERE e.actor = f.actor AND e.id < f.id AND e.state = 'received' AND e.type = any({}::text[])))
  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE fed_received r SET locked_until = {}, attempts = r.attempts + 1 FROM due WHERE r.id = due.id
RETURNING r.id, r.type, r.actor, r.body, r.received_at, r.attempts, r.reason, r.sealed
"""
MINE = "SELECT id FROM fed_received WHERE id = {} AND state = 'received' AND attempts = {} FOR UPDATE"
# A contact is kept, sealed, for as long as its Join waits to be treated.
MARK = """
UPDATE fed_received SET state = {}, reason = {}, due_at = {}, locked_until = NULL,
  sealed = CASE WHEN {} THEN sealed ELSE '' END
WHERE id = {} AND attempts = {}
"""


async def process(node: Node, handlers: Mapping[str, Handler], now: datetime) -> bool:
    """Treat the oldest received activity that is due; False when there is none."""
    rows = await run(CLAIM, now, now, BOOKINGS, BOOKINGS, now + LEASE)
    if not rows:
        return False
    row = rows[0]
    if row["attempts"] > DEADLY_TRIES and not row["reason"]:
        await _mark(row, "error", "it stopped the program three times", now)
        return True
    try:
        await _treat(node, handlers, row, now)
    except Exception as fault:
        await _failed(row, fault, now)
    return True


async def _treat(node: Node, handlers: Mapping[str, Handler], row: dict[str, Any], now: datetime) -> None:
    said = activity.read(row["body"].encode())
    sender = await actors.known(row["actor"])
    async with transaction():
        if not await run(MINE, row["id"], row["attempts"]):
            return  # another worker has taken it meanwhile
        outcome = ignored("its sender is gone")
        if sender is not None:
            heard = Heard(said, sender, row["received_at"], contacts.opened(node, row["sealed"]))
            outcome = await _handle(node, handlers, heard, now)
        due_at = now + _wait(row) if outcome.state == "received" else now
        await _mark(row, outcome.state, outcome.reason, due_at)


async def _handle(node: Node, handlers: Mapping[str, Handler], heard: Heard, now: datetime) -> Outcome:
    """Let the protocol treat it; what it leaves alone, the one who runs the protocol may treat.

    Who says that it is none of theirs leaves the protocol's reason: an Undo that came early is found again by it.
    """
    kind = heard.activity.type
    if await peers.is_blocked(heard.sender.host):
        return ignored("its host was blocked since")
    outcome = ignored("a kind of activity that we do not know")
    if kind in BUILT_IN:
        outcome = await BUILT_IN[kind](node, heard, now)
    if outcome.state == "ignored" and kind in handlers:
        answered = await handlers[kind](node, heard, now)
        outcome = outcome if answered == NOT_MINE else answered
    await pushed.note(heard, now)
    return outcome


def _wait(row: dict[str, Any]) -> timedelta:
    return min(LONGEST_WAIT, timedelta(seconds=2 ** row["attempts"]))


async def _failed(row: dict[str, Any], fault: Exception, now: datetime) -> None:
    state = "error" if row["attempts"] >= TRIES else "received"
    # What a fault says of a row might be the contact that came with it.
    words = f": {fault}".replace("\x00", "") if not row["sealed"] else ""
    await _mark(row, state, f"{type(fault).__name__}{words}", now + _wait(row))


async def _mark(row: dict[str, Any], state: str, reason: str, due_at: datetime) -> None:
    await run(MARK, state, reason[:LONGEST_REASON], due_at, state == "received", row["id"], row["attempts"])
