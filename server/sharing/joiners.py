"""Actors of other servers that asked for a seat here: what each has, and where to answer it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from federation import owing
from federation.wire import Document
from server.sharing.node import event_of, node
from server.sharing.tables import Joined

KEPT = timedelta(days=7)
# Whose server says that they are gone, we do not know any more (`inbox` is null): there is nobody to answer.
JOINERS = """
SELECT j.session, j.actor, j.host, j.booking, j.asked, j.answer, coalesce(b.state, '') AS state, a.inbox,
  coalesce(nullif(a.shared_inbox, ''), a.inbox) AS shared_inbox
FROM sharing_joined j LEFT JOIN booking b ON b.id = j.booking LEFT JOIN fed_remote_actor a ON a.id = j.actor
WHERE {condition}
"""
LIVE = "j.left_at IS NULL AND b.state <> 'cancelled'"
TO_COME = "EXISTS (SELECT 1 FROM session s WHERE s.id = j.session AND s.starts_at > {})"
# The number of an answer is new each time: no receiver takes it for one that it has heard.
NOTE = """
INSERT INTO sharing_joined (session, actor, host, booking, asked, answer, answered_at, left_at)
VALUES ({}, {}, {}, {}, {}, {}, {}, NULL)
ON CONFLICT (session, actor) DO UPDATE SET id = EXCLUDED.id, booking = EXCLUDED.booking, asked = EXCLUDED.asked,
  answer = EXCLUDED.answer, answered_at = EXCLUDED.answered_at, left_at = NULL
RETURNING id
"""
FORGOTTEN = """
DELETE FROM sharing_joined j USING session s WHERE s.id = j.session AND s.ends_at < {} AND j.answered_at < {}
RETURNING j.session
"""


@dataclass(frozen=True)
class Joiner:
    """One actor in one session. `asked` is its Join or RSVP as answers quote it; `state` that of its booking, or "".

    `inbox` and `shared_inbox` are None once its server has said that it is gone.
    """

    session: UUID
    actor: str
    host: str
    booking: UUID | None
    asked: Document
    answer: str
    state: str
    inbox: str | None
    shared_inbox: str | None

    @property
    def holds(self) -> bool:
        """Whether it has a seat, or a place on the waiting list."""
        return self.state in ("confirmed", "waiting")


async def joiner(session: UUID, actor: str) -> Joiner | None:
    """Return the actor in a session, if it has ever asked for a seat."""
    return next(iter(await _found("j.session = {} AND j.actor = {}", session, actor)), None)


async def who_asked(actor: str, activity: str) -> Joiner | None:
    """Return the actor in the session for which it asked with this very activity."""
    return next(iter(await _found("j.actor = {} AND j.asked ->> 'id' = {}", actor, activity)), None)


async def of_booking(booking: UUID) -> Joiner | None:
    """Return the actor for whom a booking was made, unless it has left."""
    return next(iter(await _found("j.booking = {} AND j.left_at IS NULL", booking)), None)


async def of_session(session: UUID) -> list[Joiner]:
    """Return the actors that have a seat in a session or wait for one."""
    return await _found(f"j.session = {{}} AND {LIVE} ORDER BY j.id", session)


async def gone(now: datetime) -> list[Joiner]:
    """Return actors that hold something in a session to come while their server has said that they are gone."""
    return await _found(f"{LIVE} AND a.id IS NULL AND {TO_COME} ORDER BY j.id LIMIT 50", now)


async def inboxes(session: UUID) -> list[str]:
    """Return where to tell those who have a seat in a session, or wait for one, of its changes."""
    return sorted({found.shared_inbox for found in await of_session(session) if found.shared_inbox})


async def note(
    session: UUID, actor: str, host: str, booking: UUID | None, asked: Document, answer: str, now: datetime
) -> int:
    """Note what an actor asked and is answered; return the number of the answer."""
    rows = await Joined.raw(NOTE, session, actor, host, booking, json.dumps(asked), answer, now)
    return int(rows[0]["id"])


async def leave(session: UUID, actor: str, now: datetime) -> None:
    """Note that an actor gave back what it had."""
    await Joined.update({Joined.left_at: now}).where((Joined.session == session) & (Joined.actor == actor))


async def sweep(now: datetime) -> None:
    """Forget, seven days after a session, who had asked for a seat in it, and what they were answered."""
    limit = now - KEPT
    rows = await Joined.raw(FORGOTTEN, limit, limit)
    things = [answers_of(row["session"]) for row in rows]
    await owing.forget([*things, strangers()], before=limit)


def answers_of(session: UUID) -> str:
    """Return the address under which all answers to the joiners of a session are kept."""
    return f"{event_of(session)}/reponses"


def strangers() -> str:
    """Return the address under which answers about sessions that we do not know are kept."""
    return f"{node().actor}/reponses"


async def _found(condition: str, *values: Any) -> list[Joiner]:
    return [_joiner(row) for row in await Joined.raw(JOINERS.replace("{condition}", condition), *values)]


def _joiner(row: dict[str, Any]) -> Joiner:
    return Joiner(**{**row, "asked": json.loads(row["asked"])})
