"""Things to do, told by the rooms that know of them: many kinds are counted in one statement."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB


def as_many(value: Any, _now: datetime) -> int:
    """Return a count as it was counted."""
    return int(value or 0)


@dataclass(frozen=True)
class Scope:
    """For whom things are counted: the libraries where they book people, those where they date sessions.

    `network`: whether what belongs to no library is theirs as well; `managed`: the libraries that they manage.
    """

    desk: Sequence[UUID]
    programmed: Sequence[UUID]
    network: bool
    now: datetime
    managed: Sequence[UUID] = ()


@dataclass(frozen=True)
class Due:
    """One kind of thing to do. `one` and `many` are its words, `%(num)s` for how many; `url`: where it is done.

    `value` is a query of one value in which $1 to $5 are those of a Scope in their order: a number, or JSON from which
    `count` tells how many there are at an instant, so that a rule stays where it is.
    """

    one: str
    many: str
    url: str
    value: str
    count: Callable[[Any, datetime], int] = as_many


@dataclass(frozen=True)
class Waiting:
    """A kind of thing to do, and how many there are: one at least."""

    due: Due
    count: int

    @property
    def words(self) -> str:
        return self.due.one if self.count == 1 else self.due.many


# All five are named, whether or not a kind looks at them, and of a known type wherever they are.
TYPES = {"$1": "$1::uuid[]", "$2": "$2::timestamptz", "$3": "$3::uuid[]", "$4": "$4::boolean", "$5": "$5::uuid[]"}
KNOWN = " AND ".join(f"{name} IS NOT NULL" for name in TYPES)


async def waiting(dues: Sequence[Due], scope: Scope) -> list[Waiting]:
    """Return those of the kinds of which there are any, in their order, in one statement."""
    asked = ", ".join(f"({due.value})::text AS value_{number}" for number, due in enumerate(dues))
    text = re.sub(r"\$[1-5]", lambda name: TYPES[name[0]], f"SELECT {asked} WHERE {KNOWN}")
    values = [list(scope.desk), scope.now, list(scope.programmed), scope.network, list(scope.managed)]
    (row,) = await DB.send(text, values)  # constants of the rooms
    told = [json.loads(value) if value else None for value in row.values()]
    found = [Waiting(due, due.count(value, scope.now)) for due, value in zip(dues, told, strict=True)]
    return [one for one in found if one.count]
