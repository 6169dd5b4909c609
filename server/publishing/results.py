"""What will come, and what came, of one thing done to many sessions, in words."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.foundation.languages import translator
from server.libraries.queries import rooms_of_all
from server.publishing import words
from server.publishing.bulk import UNDONE_WITHIN, Outcome, said
from server.publishing.orders import Order
from server.publishing.tables import Bulk, BulkLine
from server.workshops.professional import INTERNAL
from server.workshops.sessions import TOLD


@dataclass(frozen=True)
class Line:
    """What came of one session: done, undone, or why not."""

    session: UUID
    label: str
    done: bool
    undone: bool
    why: str


@dataclass(frozen=True)
class Result:
    """What was done, to which sessions, and until when it can be undone (None: it cannot, or was)."""

    action: str
    at: datetime
    lines: tuple[Line, ...]
    undone: bool
    undo_until: datetime | None

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)


async def foreseen(one: Outcome, order: Order, language: str) -> dict[str, Any]:
    """Return a session in words: what will happen or why not, and how many bookings will be told of it."""
    view, gettext = one.session, translator(language).gettext
    public = view.state in {"published", "postponed", INTERNAL}
    tells = order.action == "cancel" or (order.action == "change" and bool(TOLD & set(order.changes)))
    will = await _changes(one, order, language) if order.action == "change" else gettext(words.WILL[order.action])
    why = said(one.refusal, language) if one.refusal else ""
    told = view.taken + view.waiting if public and tells else 0
    return {"session": view, "will": will, "why": why, "told": told}


async def _changes(one: Outcome, order: Order, language: str) -> str:
    """Return what a change replaces: « salle : Salle 1, puis Salle 2 »."""
    gettext, view = translator(language).gettext, one.session
    names = {room.id: room.name for rooms in (await rooms_of_all()).values() for room in rooms}
    was = {"room": view.room, "presenter": view.presented_by, "capacity": str(view.capacity)}
    becomes = {"room": names.get(order.room, "") if order.room else "", "presenter": order.presenter}
    becomes |= {"capacity": str(order.capacity)}
    parts = [
        gettext(words.PASSED)
        % {"field": gettext(words.FIELDS[name]), "was": was[name] or gettext(words.NOTHING), "becomes": becomes[name]}
        for name in order.changes
    ]
    return ", ".join(parts)


async def of(key: UUID, person: Person, now: datetime, language: str) -> Result:
    """Return what came of something that this person did; raises NotFound."""
    row = await Bulk.select().where((Bulk.id == key) & (Bulk.staff == person.id)).first()
    if row is None:
        raise NotFound
    lines = await BulkLine.select().where(BulkLine.bulk == key).order_by(BulkLine.id)
    until = row["at"] + UNDONE_WITHIN
    open_still = Order(row["action"]).undoable and now < until and row["undone_at"] is None
    said_of = words.ACTIONS[row["action"]]
    left = any(line["done"] and not line["undone"] for line in lines)
    return Result(
        action=translator(language).gettext(said_of),
        at=row["at"],
        lines=tuple(_line(line) for line in lines),
        undone=row["undone_at"] is not None,
        undo_until=until if open_still and left else None,
    )


def _line(row: dict[str, Any]) -> Line:
    why = json.loads(row["facts"]).get("said", "") if row["reason"] or row["kept_reason"] else ""
    return Line(row["session"], row["label"], row["done"], row["undone"], why)
