"""Take part in a training, leave it, note who came; close it to staff. Seats are counted while the session is held."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import require
from server.trainings.rules import check_enrol, check_note
from server.trainings.tables import TrainingSeat
from server.workshops.professional import INTERNAL
from server.workshops.tables import Session

KEPT = timedelta(days=365)
SWEEP = """
DELETE FROM training_seat t USING staff s WHERE s.id = t.staff AND s.disabled_at <= {}
"""


async def enrol(session: UUID, *, by: Person, now: datetime) -> None:
    """Give a member of staff a seat; asked twice, it is one seat. Raises Refused or NotFound."""
    async with DB.transaction():
        held = await _locked(session)
        if await TrainingSeat.exists().where((TrainingSeat.session == session) & (TrainingSeat.staff == by.id)):
            return
        taken = await TrainingSeat.count().where(TrainingSeat.session == session)
        check_enrol(held.state, held.starts_at, held.capacity, taken, now)
        seat = TrainingSeat(id=new_id(), session=session, staff=by.id, state="enrolled", created_at=now)
        await seat.save()
        await _count(session)
        await journal.write("training.enrolled", session, by=by.by, now=now, library=held.library)


async def leave(session: UUID, *, by: Person, now: datetime) -> None:
    """Give a seat back before the session begins; raises Refused or NotFound."""
    async with DB.transaction():
        held = await _locked(session)
        if held.starts_at <= now:
            raise Refused("training_begun")
        mine = (TrainingSeat.session == session) & (TrainingSeat.staff == by.id)
        if await TrainingSeat.delete().where(mine).returning(TrainingSeat.id):
            await _count(session)
            await journal.write("training.left", session, by=by.by, now=now, library=held.library)


async def note(session: UUID, present: Collection[UUID], *, by: Person, now: datetime) -> None:
    """Note who of the enrolled came, by their ids, as whoever plans sessions there; the others were absent.

    Raises Refused or NotFound.
    """
    async with DB.transaction():
        held = await _locked(session)
        await require(by, held.library, Power.PLAN)
        check_note(held.state, held.starts_at, now)
        seats = await TrainingSeat.select(TrainingSeat.id, TrainingSeat.staff).where(TrainingSeat.session == session)
        came = [row["id"] for row in seats if row["staff"] in present]
        for state, ids in (("present", came), ("absent", [row["id"] for row in seats if row["id"] not in came])):
            if ids:
                values: dict[Any, Any] = {TrainingSeat.state: state, TrainingSeat.noted_at: now}
                await TrainingSeat.update(values).where(TrainingSeat.id.is_in(ids))
        facts = {"present": len(came), "absent": len(seats) - len(came)}
        await journal.write("training.noted", session, by=by.by, now=now, library=held.library, **facts)


async def close(session: UUID, *, by: Person, now: datetime) -> None:
    """Make a training without anybody in it a draft again; raises Refused or NotFound."""
    async with DB.transaction():
        held = await _locked(session)
        await require(by, held.library, Power.PUBLISH)
        if held.state != INTERNAL:
            raise Refused("training_closed")
        if await TrainingSeat.exists().where(TrainingSeat.session == session):
            raise Refused("training_people")
        await _make_draft(session, now)
        await journal.write("session.closed_to_staff", session, by=by.by, now=now, library=held.library)


async def call_off(session: UUID, *, by: Person, now: datetime) -> None:
    """Make a training to come a draft again though people take part: all of them are told, and free.

    Raises Refused or NotFound.
    """
    async with DB.transaction():
        held = await _locked(session)
        await require(by, held.library, Power.PLAN)
        check_enrol(held.state, held.starts_at, 1, 0, now)
        gone = await TrainingSeat.delete().where(TrainingSeat.session == session).returning(TrainingSeat.staff)
        await _make_draft(session, now)
        facts: dict[str, Any] = {"workshop": str(held.workshop), "starts_at": held.starts_at.isoformat()}
        facts |= {"ends_at": held.ends_at.isoformat(), "staff": sorted(str(row["staff"]) for row in gone)}
        await journal.write("session.closed_to_staff", session, by=by.by, now=now, library=held.library, **facts)


async def _make_draft(session: UUID, now: datetime) -> None:
    values: dict[Any, Any] = {Session.state: "draft", Session.taken: 0, Session.updated_at: now}
    await Session.update(values).where(Session.id == session)


async def _count(session: UUID) -> None:
    """Write how many seats are taken beside the capacity, which cannot go below it then; the row is held."""
    taken = await TrainingSeat.count().where(TrainingSeat.session == session)
    await Session.update({Session.taken: taken}).where(Session.id == session)


async def _locked(session: UUID) -> Session:
    held = await Session.objects().where(Session.id == session).lock_rows("UPDATE").first()
    if held is None or held.practice:
        raise NotFound
    return held


async def sweep(now: datetime) -> None:
    """Forget what those were trained in whose account has been closed for a year."""
    await TrainingSeat.raw(SWEEP, now - KEPT)
