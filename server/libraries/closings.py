"""The days on which a library is closed: kept, taken back, read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.libraries.rules import check_closing
from server.libraries.tables import Closing


@dataclass(frozen=True)
class ClosingView:
    """Days on which a library is closed, the last one included, and why."""

    id: UUID
    library: UUID
    first_on: date
    last_on: date
    reason: str

    def holds(self, day: date) -> bool:
        """Tell whether the library is closed on a local day."""
        return self.first_on <= day <= self.last_on


def _view(row: dict[str, object]) -> ClosingView:
    return ClosingView(**{name: row[name] for name in ClosingView.__dataclass_fields__})  # type: ignore[arg-type]


async def add_closing(
    library: UUID, first_on: date, last_on: date, reason: str, *, by: Person, now: datetime
) -> ClosingView:
    """Keep days on which a library is closed; raises Invalid or NotFound. A manager of it may.

    Sessions planned on these days stay as they are.
    """
    why = one_line(reason)
    check_closing(first_on, last_on, why)
    await require(by, library, Power.RUN_LIBRARY)
    async with DB.transaction():
        row = Closing(id=new_id(), library=library, first_on=first_on, last_on=last_on, reason=why, created_at=now)
        await row.save()
        days = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        await journal.write("closing.added", row.id, by=by.by, now=now, library=library, **days)
    return ClosingView(row.id, library, first_on, last_on, why)


async def remove_closing(closing: UUID, library: UUID, *, by: Person, now: datetime) -> ClosingView:
    """Take a closing of a library back, and return what it was; raises NotFound. A manager of it may."""
    await require(by, library, Power.RUN_LIBRARY)
    async with DB.transaction():
        gone = (
            await Closing.delete()
            .where((Closing.id == closing) & (Closing.library == library))
            .returning(*Closing.all_columns())
        )
        if not gone:
            raise NotFound
        days = {name: gone[0][name].isoformat() for name in ("first_on", "last_on")}
        await journal.write("closing.removed", closing, by=by.by, now=now, library=library, **days)
    return _view(gone[0])


async def closings_of(library: UUID, *, since: date) -> list[ClosingView]:
    """Return the closings of a library that are not over on a local day, by their first day."""
    return (await closings_in([library], since=since))[library]


async def closings_in(libraries: Collection[UUID], *, since: date) -> dict[UUID, list[ClosingView]]:
    """Return, for each of these libraries, the closings that are not over on a local day, by their first day."""
    rows = (
        await Closing.select()
        .where(Closing.library.is_in(list(libraries)) & (Closing.last_on >= since))
        .order_by(Closing.first_on, Closing.id)
    )
    found: dict[UUID, list[ClosingView]] = {library: [] for library in libraries}
    for row in rows:
        found[row["library"]].append(_view(row))
    return found
