"""What the server adds to what the protocol package does with requests of peers: handlers by name, and a count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request

from federation.handling import EARLY
from federation.heard import NOT_MINE, Heard, Outcome, ignored
from federation.inbox import Handler
from federation.node import Node
from federation.wire import Activity
from federation.wire.values import reference
from server.foundation import clock, limits
from server.foundation.errors import TooMany
from server.sharing import answers, joiners, joining
from server.sharing.node import event_of

MOST_ASKED = {"most": 60, "seconds": 60}
MOST_READ = {"most": 600, "seconds": 60}  # a hub that comes back reads some hundred pages
NO_EVENT = ignored("not an event of ours")


async def join(node: Node, heard: Heard, now: datetime) -> Outcome:
    """A seat asked for."""
    session = session_of(heard.activity.object_id)
    return await joining.join(heard, session, now) if session else NO_EVENT


async def leave(node: Node, heard: Heard, now: datetime) -> Outcome:
    """A seat given back."""
    session = session_of(heard.activity.object_id)
    if session is None:
        return NO_EVENT
    return await joining.leave(await joiners.joiner(session, heard.sender.id), now)


async def undo(node: Node, heard: Heard, now: datetime) -> Outcome:
    """A Join or RSVP taken back: by its bare id, or quoted; the stored row decides, never the actor that is quoted."""
    said = heard.activity
    found = await joiners.who_asked(heard.sender.id, said.object_id) if said.object_id else None
    about = session_of(_inner(said, "object"))
    if found is None and about:
        found = await joiners.joiner(about, heard.sender.id)
    if found is None and said.object_type not in ("Join", "Accept"):
        return NOT_MINE
    return await joining.leave(found, now) if found else ignored(EARLY + said.object_id)


async def accept(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Yes to an event of ours, as Friendica and Hubzilla say Join; or an answer to a Join of ours."""
    return await _rsvp(node, heard, now, comes=True)


async def decline(node: Node, heard: Heard, now: datetime) -> Outcome:
    """No, or perhaps, to an event of ours: neither takes a seat; or an answer to a Join of ours."""
    return await _rsvp(node, heard, now, comes=False)


async def answered(node: Node, heard: Heard, now: datetime) -> Outcome:
    """An answer to a Join of ours."""
    return await answers.answer(node, heard, now) if answers.is_ours(node, heard) else NOT_MINE


async def _rsvp(node: Node, heard: Heard, now: datetime, *, comes: bool) -> Outcome:
    if session_of(heard.activity.object_id) is None:
        return await answered(node, heard, now)
    return await (join if comes else leave)(node, heard, now)


def session_of(address: str) -> UUID | None:
    """Return the session of an event of ours, whether we have it or not; None for anything else."""
    try:
        found = UUID(address.rpartition("/")[2])
    except ValueError:
        return None
    return found if event_of(found) == address else None


def _inner(said: Activity, name: str) -> str:
    """Return an address within what an activity quotes, or an empty text."""
    return reference(said.object.get(name)) if isinstance(said.object, dict) else ""


HANDLERS: Mapping[str, Handler] = {
    "Join": join,
    "Leave": leave,
    "Undo": undo,
    "Accept": accept,
    "TentativeAccept": decline,
    "Reject": decline,
    "Ignore": answered,
}


async def count_asking(request: Request[Any, Any, Any]) -> None:
    """Count a request at an inbox that makes us ask another server; raises TooMany beyond 60 a minute."""
    client = request.client.host if request.client else "unknown"
    await limits.count("inbox", client, now=clock.now(), **MOST_ASKED)


async def pace_reading(host: str) -> int:
    """Count a peer's reading of our feed of changes; return the seconds it must wait beyond 600 a minute, or 0."""
    try:
        await limits.count("sync", host, now=clock.now(), **MOST_READ)
    except TooMany as refused:
        return refused.retry_after
    return 0
