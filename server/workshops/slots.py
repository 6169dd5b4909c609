"""When, where and with whom something is to take place, and what may be in its way: no database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

TIMES = frozenset({"starts_at", "ends_at"})
_PLACE = TIMES | {"place", "mode"}
_PERSON = _PLACE | {"presenter", "mediators"}
_THINGS = _PLACE | {"stocks", "stock_numbers"}
# What may be in the way, and the fields of a session on which that depends.
DEPENDS = {
    "room_taken": TIMES | {"room"},
    "room_held": TIMES | {"room"},
    "room_small": frozenset({"room", "capacity"}),
    "library_closed": _PLACE,
    **dict.fromkeys(
        (
            "presenter_taken",
            "mediator_not_here",
            "mediator_on_leave",
            "mediator_off_hours",
            "mediator_off_day",
            "mediator_elsewhere",
            "mediator_from",
            "mediator_to",
        ),
        _PERSON,
    ),
    **dict.fromkeys(("stock_short", "stock_away", "stock_from", "stock_to"), _THINGS),
}


@dataclass(frozen=True)
class Slot:
    """When and where something is to take place; `away` is outside the library, or on line (then nobody travels).

    `presenter` and `mediators` say with whom, `needs` with what equipment, `people` for how many.
    """

    starts_at: datetime
    ends_at: datetime
    room: UUID | None = None
    presenter: str = ""
    away: bool = False
    on_line: bool = False
    mediators: tuple[UUID, ...] = ()
    needs: tuple[tuple[UUID, int], ...] = ()
    people: int = 0


@dataclass(frozen=True)
class Conflict:
    """Why something cannot take place: the key of a refusal, what fills its sentence, and the sessions in its way."""

    reason: str
    facts: dict[str, Any] = field(default_factory=dict)
    others: tuple[UUID, ...] = ()

    def depends_on(self, changed: Collection[str]) -> bool:
        """Tell whether a change of these fields can have brought it about."""
        return not DEPENDS[self.reason].isdisjoint(changed)
