"""Undo one thing that was done to one session, as far as nobody has built on it."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import Refused
from server.workshops import queries, reviewing, sessions

CHANGED = ("room", "presenter", "capacity")


class Before(Protocol):
    """A session as it was: its plan, its workshop and its library."""

    @property
    def plan(self) -> sessions.Plan: ...
    @property
    def workshop(self) -> UUID: ...
    @property
    def library(self) -> UUID: ...


async def take_back(action: str, session: UUID, version: int, before: Before, *, by: Person, now: datetime) -> None:
    """Undo an action on a session, inside a transaction; raises Invalid, Refused, Stale or NotFound.

    What was published is withdrawn and becomes another draft, if nobody booked; what was erased is written again.
    """
    if action == "withdraw":
        await sessions.plan_session(before.workshop, before.library, before.plan, by=by, now=now)
    elif action == "ask_review":
        await reviewing.take_back(session, by=by, now=now)
    elif action == "change":
        former: dict[str, Any] = {name: getattr(before.plan, name) for name in CHANGED}
        await sessions.change_session(session, former, by=by, now=now, seen=(version,))
    else:
        await _unpublish(session, version, before, by, now)


async def _unpublish(session: UUID, version: int, before: Before, by: Person, now: datetime) -> None:
    found = await queries.session(session)
    if found.version != version:
        raise Refused("changed_meanwhile")
    if found.series_id is not None:
        raise Refused("undo_course")
    await sessions.withdraw(session, by=by, now=now)
    await sessions.plan_session(before.workshop, before.library, before.plan, by=by, now=now)
