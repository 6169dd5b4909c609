"""Do one thing to many sessions, say what came of each, undo it for a day.

Each session has a transaction of its own: one that cannot be does not hold the others back, and each is said.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.reasons import sentence
from server.foundation.spoken import when
from server.planning.moving import plan_of
from server.publishing.orders import Order, give
from server.publishing.tables import Bulk, BulkLine
from server.publishing.undoing import take_back
from server.workshops.queries import SessionView, session
from server.workshops.sessions import Plan

UNDONE_WITHIN = timedelta(days=1)
KEPT = timedelta(days=2)
MOST = 300


class Rehearsed(Exception):
    """Nothing is written: it was only tried."""


@dataclass(frozen=True)
class Outcome:
    """What would come of one session: nothing in its way, or the refusal."""

    session: SessionView
    refusal: Refused | None = None


@dataclass(frozen=True)
class Kept:
    """What `before` holds of a session: its plan as it was, and whose it is."""

    plan: Plan
    workshop: UUID
    library: UUID


async def rehearse(order: Order, sessions: Sequence[SessionView], *, by: Person, now: datetime) -> list[Outcome]:
    """Return what would come of each session: it is done, and undone at once."""
    return [Outcome(one, await _tried(order, one, by, now)) for one in sessions]


async def _tried(order: Order, one: SessionView, by: Person, now: datetime) -> Refused | None:
    try:
        async with DB.transaction():
            await give(order, one, by=by, now=now)
            raise Rehearsed
    except Rehearsed:
        return None
    except Refused as refusal:
        return refusal
    except NotFound:
        return Refused("not_yours")


async def carry_out(
    key: UUID, order: Order, sessions: Sequence[SessionView], *, by: Person, now: datetime, language: str
) -> UUID:
    """Do it to each session, and return the key under which what came of it stands; a second time does nothing."""
    if len(sessions) > MOST:
        raise Invalid({"action": "too_many_ticked"})
    if not await _begin(key, order, sessions, by, now, language):
        return key
    for one in sessions:
        try:
            async with DB.transaction():
                await give(order, one, by=by, now=now)
                await _done(key, one)
        except (Refused, NotFound) as error:
            refusal = error if isinstance(error, Refused) else Refused("not_yours")
            facts = msgspec.json.encode({"said": said(refusal, language)}).decode()
            await BulkLine.update({BulkLine.reason: refusal.reason[:40], BulkLine.facts: facts}).where(
                (BulkLine.bulk == key) & (BulkLine.session == one.id)
            )
    return key


def said(refusal: Refused, language: str) -> str:
    """Return why something was not done, in words."""
    if isinstance(refusal, Invalid):
        return " ".join(sentence(reason, language, **refusal.facts) for reason in refusal.fields.values())
    return sentence(refusal.reason, language, **refusal.facts)


async def _begin(
    key: UUID, order: Order, sessions: Sequence[SessionView], by: Person, now: datetime, language: str
) -> bool:
    """Write down what is about to be done; False when this was sent already."""
    async with DB.transaction():
        row = Bulk(id=key, staff=by.id, action=order.action, at=now)
        if not await Bulk.insert(row).on_conflict(action="DO NOTHING").returning(Bulk.id):
            return False
        await BulkLine.insert(*(_line(key, one, language) for one in sessions))
    return True


def _line(key: UUID, one: SessionView, language: str) -> BulkLine:
    kept = Kept(plan_of(one), one.workshop_id, one.library_id)
    return BulkLine(
        id=new_id(),
        bulk=key,
        session=one.id,
        label=f"{one.title}, {when(one.starts_at, one.ends_at, one.timezone, language)}, {one.library}",
        reason="not_reached",
        before=msgspec.json.encode(asdict(kept)).decode(),
    )


async def _done(key: UUID, one: SessionView) -> None:
    """Note that it is done, with the version that it made: another one is not undone."""
    try:
        version = (await session(one.id)).version
    except NotFound:  # a draft that was erased
        version = one.version
    await BulkLine.update({BulkLine.done: True, BulkLine.reason: "", BulkLine.version: version}).where(
        (BulkLine.bulk == key) & (BulkLine.session == one.id)
    )


async def undo(key: UUID, *, by: Person, now: datetime, language: str) -> None:
    """Undo what can be, session by session, and say why the others are not; raises Refused or NotFound.

    Only who did it may, for a day, and not what people were told of.
    """
    bulk = await Bulk.select().where((Bulk.id == key) & (Bulk.staff == by.id)).first()
    if bulk is None:
        raise NotFound
    if not Order(bulk["action"]).undoable or now - bulk["at"] >= UNDONE_WITHIN:
        raise Refused("undo_too_late")
    lines = await BulkLine.select(BulkLine.id).where((BulkLine.bulk == key) & BulkLine.done.eq(True))
    for line in lines:
        await _undo(line["id"], bulk["action"], by, now, language)
    await Bulk.update({Bulk.undone_at: now}).where(Bulk.id == key)


async def _undo(line: UUID, action: str, by: Person, now: datetime, language: str) -> None:
    try:
        async with DB.transaction():
            held = await BulkLine.objects().where(BulkLine.id == line).lock_rows("UPDATE").first()
            if held is None or held.undone:
                return
            kept = msgspec.json.decode(held.before, type=Kept)
            await take_back(action, held.session, held.version, kept, by=by, now=now)
            await BulkLine.update({BulkLine.undone: True, BulkLine.kept_reason: ""}).where(BulkLine.id == line)
    except (Refused, NotFound) as error:
        refusal = error if isinstance(error, Refused) else Refused("not_yours")
        facts = msgspec.json.encode({"said": said(refusal, language)}).decode()
        await BulkLine.update({BulkLine.kept_reason: refusal.reason[:40], BulkLine.facts: facts}).where(
            BulkLine.id == line
        )


async def sweep(now: datetime) -> None:
    """Forget what was done so long ago that it is no longer undone."""
    await Bulk.delete().where(Bulk.at < now - KEPT)
