"""Equipment: what there is, where it is kept, what a session usually takes of it; and its changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.resources.rules import check_stock
from server.resources.tables import Stock

ALL = """
SELECT s.id, s.library, l.name AS library_name, s.name, s.kind, s.total, s.moves
FROM stock s JOIN library l ON l.id = s.library
"""


@dataclass(frozen=True)
class StockView:
    """Things of one kind, counted, kept in a library; what `moves` is a trolley, which other libraries may have too."""

    id: UUID
    library: UUID
    library_name: str
    name: str
    kind: str
    total: int
    moves: bool

    def serves(self, library: UUID) -> bool:
        """Tell whether a session of this library can have some of it."""
        return self.moves or self.library == library


Needs = list[tuple[UUID, int]]


async def all_stocks() -> list[StockView]:
    """Return all equipment, by library and name."""
    return [StockView(**row) for row in await DB.rows(ALL + "ORDER BY l.name, s.name, s.id")]


async def stock(which: UUID) -> StockView:
    """Return one stock; raises NotFound."""
    rows = await DB.rows(ALL + "WHERE s.id = {}", which)
    if not rows:
        raise NotFound
    return StockView(**rows[0])


async def stock_to_change(person: Person, which: UUID) -> StockView:
    """Return one stock for who manages its library; raises NotFound."""
    found = await stock(which)
    await require(person, found.library, Power.RUN_LIBRARY)
    return found


def usual(needs: Iterable[tuple[str, int]], stocks: Sequence[StockView], library: UUID) -> Needs:
    """Return which stock gives what a workshop needs in a library: what is kept there first, where there is enough."""
    found = []
    for kind, number in needs:
        there = [one for one in stocks if one.kind == kind and one.serves(library)]
        there.sort(key=lambda one: (one.total < number, one.moves))
        found += [(one.id, number) for one in there[:1]]
    return found


def check_served(needs: Iterable[tuple[UUID, int]], stocks: Sequence[StockView], library: UUID) -> None:
    """Raise Invalid unless each need is of a stock that the library can have, and of one thing at least."""
    known = {one.id for one in stocks if one.serves(library)}
    wrong = {}
    for which, number in needs:
        if which not in known:
            wrong[f"stock_{which}"] = "stock_elsewhere"
        elif not 1 <= number <= 1000:
            wrong[f"stock_{which}"] = "bad_number"
    if wrong:
        raise Invalid(wrong)


@dataclass(frozen=True)
class Kept:
    """What is kept of a stock."""

    name: str
    kind: str
    total: int
    moves: bool = False

    def checked(self) -> dict[str, Any]:
        """Return its columns; raises Invalid."""
        name = one_line(self.name)
        check_stock(name, self.kind, self.total)
        return {"name": name, "kind": self.kind, "total": self.total, "moves": self.moves}


async def add_stock(library: UUID, kept: Kept, *, by: Person, now: datetime) -> UUID:
    """Add equipment to a library and return its id; raises Invalid or NotFound. A manager of it may."""
    await require(by, library, Power.RUN_LIBRARY)
    values = kept.checked()
    async with DB.transaction():
        await _check_name(library, values["name"], None)
        row = Stock(id=new_id(), library=library, created_at=now, updated_at=now, **values)
        await row.save()
        await journal.write("stock.added", row.id, by=by.by, now=now, library=library, total=kept.total)
    return row.id


async def change_stock(which: UUID, kept: Kept, *, by: Person, now: datetime) -> None:
    """Change equipment; raises Invalid or NotFound. A manager of its library may. What is planned stays."""
    values = kept.checked()
    async with DB.transaction():
        held = await _held(which, by)
        await _check_name(held.library, values["name"], which)
        changed = sorted(name for name, value in values.items() if getattr(held, name) != value)
        if not changed:
            return
        told: dict[Any, Any] = {getattr(Stock, name): value for name, value in values.items()}
        await Stock.update({**told, Stock.updated_at: now}).where(Stock.id == which)
        await journal.write("stock.changed", which, by=by.by, now=now, library=held.library, changed=changed)


async def remove_stock(which: UUID, *, by: Person, now: datetime) -> None:
    """Take equipment out of the list; raises NotFound. The caller looks whether sessions to come need it."""
    async with DB.transaction():
        held = await _held(which, by)
        await Stock.delete().where(Stock.id == which)
        await journal.write("stock.removed", which, by=by.by, now=now, library=held.library)


async def _held(which: UUID, by: Person) -> Stock:
    held: Stock | None = await Stock.objects().where(Stock.id == which).lock_rows("UPDATE").first()
    if held is None:
        raise NotFound
    await require(by, held.library, Power.RUN_LIBRARY)
    return held


async def _check_name(library: UUID, name: str, but: UUID | None) -> None:
    rows = await DB.rows("SELECT id FROM stock WHERE library = {} AND name = {}", library, name)
    if any(row["id"] != but for row in rows):
        raise Invalid({"name": "stock_known"})
