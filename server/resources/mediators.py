"""People who present: added, changed, taken out; and their leave, which is days and no reason."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import fold, one_line
from server.journal import actions as journal
from server.libraries.queries import libraries_for
from server.resources.fitness import check_status
from server.resources.people import MediatorView, mediator, parts, people
from server.resources.rules import check_leave, check_mediator, week
from server.resources.tables import Leave, Mediator, Workplace

LEAVE_KEPT = timedelta(days=30)
FORMER_NAMES = 10


@dataclass(frozen=True)
class Sheet:
    """What is kept of somebody who presents; `hours` are typed, of Monday to Sunday, or none at all.

    `staff` is their account, if they have one here. No `libraries`: they present in all of them. `status` is one of
    `fitness.STATUSES`, or empty; None leaves it as it was.
    """

    name: str
    shown: bool = True
    staff: UUID | None = None
    libraries: list[UUID] = field(default_factory=list)
    hours: list[str] = field(default_factory=list)
    status: str | None = None

    def checked(self) -> dict[str, Any]:
        """Return its columns; raises Invalid."""
        name = one_line(self.name)
        check_mediator(name)
        if len(parts(name)) != 1:
            raise Invalid({"name": "mediator_several"})
        check_status(self.status or "")
        told = {} if self.status is None else {"status": self.status}
        return {"name": name, "shown": self.shown, "staff": self.staff, "hours": week(self.hours), **told}


async def managed(by: Person) -> set[UUID]:
    """Return the libraries that a person manages."""
    return {library.id for library in await libraries_for(by, Power.RUN_LIBRARY)}


async def may_change(by: Person, view: MediatorView) -> bool:
    """Tell whether a person may change the sheet of somebody: who manages one of their libraries, or any if all."""
    return opens(by, await managed(by), view)


def opens(by: Person, own: Collection[UUID], view: MediatorView) -> bool:
    """Tell whether the sheet of somebody is for a person, who manages these libraries, to change."""
    return by.administrator or bool(set(own) & set(view.libraries) if view.libraries else own)


async def mediator_to_change(by: Person, which: UUID) -> MediatorView:
    """Return somebody for who may change their sheet; raises NotFound."""
    found = await mediator(which)
    if not await may_change(by, found):
        raise NotFound
    return found


async def mediator_of_leave(by: Person, which: UUID) -> MediatorView:
    """Return somebody for who may write down their leave: they themselves, or who may change them; raises NotFound."""
    found = await mediator(which)
    if found.staff != by.id and not await may_change(by, found):
        raise NotFound
    return found


async def add_mediator(sheet: Sheet, *, by: Person, now: datetime) -> UUID:
    """Add somebody who presents and return their id; raises Invalid or NotFound. A manager may, of their libraries."""
    values = sheet.checked()
    await _check_libraries(sheet.libraries, (), by)
    async with DB.transaction():
        await _check_free(values, None)
        row = Mediator(id=new_id(), folded=[fold(values["name"])], created_at=now, updated_at=now, **values)
        await row.save()
        await _place(row.id, sheet.libraries)
        await journal.write("mediator.added", row.id, by=by.by, now=now)
    return row.id


async def change_mediator(which: UUID, sheet: Sheet, *, by: Person, now: datetime) -> bool:
    """Change somebody who presents and return whether the public reads another name; raises Invalid or NotFound.

    Former names go on meaning them. The caller puts the words of their sessions right.
    """
    values = sheet.checked()
    async with DB.transaction():
        if await Mediator.objects().where(Mediator.id == which).lock_rows("UPDATE").first() is None:
            raise NotFound
        held = await mediator_to_change(by, which)
        await _check_libraries(sheet.libraries, held.libraries, by)
        await _check_free(values, which)
        now_folded = fold(values["name"])
        folded = [now_folded, *(name for name in held.folded if name != now_folded)][:FORMER_NAMES]
        told: dict[Any, Any] = {getattr(Mediator, name): value for name, value in values.items()}
        await Mediator.update({**told, Mediator.folded: folded, Mediator.updated_at: now}).where(Mediator.id == which)
        await Workplace.delete().where(Workplace.mediator == which)
        await _place(which, sheet.libraries)
        await journal.write("mediator.changed", which, by=by.by, now=now)
    return (held.name, held.shown) != (values["name"], values["shown"])


async def remove_mediator(which: UUID, *, by: Person, now: datetime) -> None:
    """Take somebody out, with their leave and addresses; sessions keep the name that they write. Raises NotFound."""
    async with DB.transaction():
        await mediator_to_change(by, which)
        await Mediator.delete().where(Mediator.id == which)
        await journal.write("mediator.removed", which, by=by.by, now=now)


async def _place(which: UUID, libraries: Collection[UUID]) -> None:
    rows = [Workplace(id=new_id(), mediator=which, library=library) for library in sorted(set(libraries))]
    if rows:
        await Workplace.insert(*rows)


async def _check_libraries(wanted: Collection[UUID], held: Collection[UUID], by: Person) -> None:
    """Raise Invalid for a library that was not there before and is not managed by who asks; nobody manages none."""
    own = await managed(by)
    if not by.administrator and (not own or set(wanted) - set(held) - own):
        raise Invalid({"libraries": "mediator_libraries"})
    if by.administrator and set(wanted) - own:
        raise Invalid({"libraries": "bad_choice"})


async def _check_free(values: dict[str, Any], but: UUID | None) -> None:
    """Raise Invalid when somebody else has the name now, or the account."""
    others = [one for one in (await people()).by_id.values() if one.id != but]
    if fold(values["name"]) in {one.folded[0] for one in others}:
        raise Invalid({"name": "mediator_known"})
    if values["staff"] is not None:
        if values["staff"] in {one.staff for one in others}:
            raise Invalid({"staff": "staff_taken"})
        if not await DB.rows("SELECT 1 FROM staff WHERE id = {}", values["staff"]):
            raise Invalid({"staff": "bad_choice"})


async def add_leave(which: UUID, first_on: date, last_on: date, *, by: Person, now: datetime) -> UUID:
    """Write down days on which somebody does not work; raises Invalid or NotFound. What is planned stays."""
    check_leave(first_on, last_on)
    async with DB.transaction():
        await mediator_of_leave(by, which)
        row = Leave(id=new_id(), mediator=which, first_on=first_on, last_on=last_on)
        await row.save()
        # The journal is kept: it does not hold when somebody was away.
        await journal.write("mediator.leave_added", which, by=by.by, now=now)
    return row.id


async def remove_leave(which: UUID, leave: UUID, *, by: Person, now: datetime) -> None:
    """Take a leave back; raises NotFound."""
    async with DB.transaction():
        await mediator_of_leave(by, which)
        gone = await Leave.delete().where((Leave.id == leave) & (Leave.mediator == which)).returning(Leave.id)
        if not gone:
            raise NotFound
        await journal.write("mediator.leave_removed", which, by=by.by, now=now)


async def sweep(now: datetime) -> None:
    """Erase leaves that ended a month ago."""
    await Leave.delete().where(Leave.last_on < (now - LEAVE_KEPT).date())
