"""What can be done to many sessions at once, and to one of them: each by the room's own action, with its own rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import Invalid
from server.workshops import reviewing, sessions
from server.workshops.queries import SessionView

ACTIONS = ("publish", "ask_review", "change", "cancel", "withdraw")
MOST_SEATS = 1000


@dataclass(frozen=True)
class Order:
    """One thing to do to each of many sessions; of a change, only what is given."""

    action: str
    room: UUID | None = None
    presenter: str = ""
    capacity: int | None = None
    reason: str = ""
    note: str = ""

    @property
    def changes(self) -> Mapping[str, Any]:
        """The fields that a change gives to each session."""
        given: dict[str, Any] = {"room": self.room, "presenter": self.presenter or None, "capacity": self.capacity}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def undoable(self) -> bool:
        """Whether it can be undone: people are told of a cancellation at once."""
        return self.action != "cancel"

    def check(self) -> "Order":
        """Return it; raises Invalid for something unknown, or a change of nothing."""
        if self.action not in ACTIONS:
            raise Invalid({"action": "bad_choice"})
        if self.action == "change" and not self.changes:
            raise Invalid({"action": "nothing_to_change"})
        if self.capacity is not None and not 0 <= self.capacity <= MOST_SEATS:
            raise Invalid({"capacity": "bad_number"})
        if len(self.presenter) > 120:
            raise Invalid({"presenter": "too_long"})
        return self


async def give(order: Order, session: SessionView, *, by: Person, now: datetime) -> None:
    """Do it to one session as it was seen; raises Invalid, Refused, Stale or NotFound."""
    seen = (session.version,)
    if order.action == "publish":
        await sessions.publish(session.id, by=by, now=now)
    elif order.action == "ask_review":
        await reviewing.ask_review(session.id, order.note, by=by, now=now)
    elif order.action == "change":
        await sessions.change_session(session.id, order.changes, by=by, now=now, seen=seen)
    elif order.action == "cancel":
        await sessions.cancel(session.id, order.reason, by=by, now=now)
    else:
        await _erase_draft(session, by, now)


async def _erase_draft(session: SessionView, by: Person, now: datetime) -> None:
    """Erase a draft; what is public is withdrawn one by one, from its own page. Raises Refused or NotFound."""
    if session.state != "draft":
        raise Invalid({"action": "only_drafts"})
    await sessions.withdraw(session.id, by=by, now=now)
