"""Date a session, change it, publish, cancel, withdraw it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.meanwhile import check
from server.journal import actions as journal
from server.libraries.queries import by_id, may, require
from server.libraries.tables import Room
from server.workshops import conflicts, individual, outfit, rules
from server.workshops.keeping import KEPT, check_laptops
from server.workshops.plan import Plan as Plan
from server.workshops.professional import INTERNAL, opened
from server.workshops.queries import PUBLIC
from server.workshops.tables import Session, Workshop

DATED = frozenset({"starts_at", "ends_at"})
# What may release kept seats at another time, or again.
RELEASING = frozenset({"starts_at", "release_hours", *KEPT})
# What may put a session in the way of another one.
PLACING = frozenset(conflicts.FIELDS)
TOLD = frozenset({"starts_at", "ends_at", "room", "place", "mode", "online_url"})


async def plan_session(
    workshop: UUID,
    library: UUID,
    plan: Plan,
    *,
    by: Person,
    now: datetime,
    despite: str = "",
    batch: UUID | None = None,
) -> UUID:
    """Add a draft session and return its id; raises Invalid, Refused or NotFound. The programming role is needed.

    What is in its way (room, presenter, closed library) is refused unless `despite` says why it is passed over.
    """
    plan.check()
    await require(by, library, Power.PLAN)
    async with DB.transaction():
        held = await Workshop.select(Workshop.library).where(Workshop.id == workshop).first()
        if held is None or held["library"] not in {None, library}:
            raise NotFound
        await _check_room(plan.room, library)
        plan = outfit.with_needs(await outfit.with_people(plan), await outfit.usual_needs(workshop, library))
        await outfit.check_needs_of(plan, library)
        await individual.check(workshop, library, plan)
        over = await in_the_way(plan, library, (), despite, now)
        session = Session(
            id=new_id(), workshop=workshop, library=library, created_at=now, updated_at=now, **asdict(plan)
        )
        session.batch = batch
        await session.save()
        await journal.write("session.planned", session.id, by=by.by, now=now, library=library)
        await conflicts.note(session.id, library, over, despite, by=by.by, now=now)
    return session.id


async def in_the_way(
    plan: Plan,
    library: UUID,
    but: Collection[UUID],
    despite: str,
    now: datetime,
    changed: Collection[str] = conflicts.FIELDS,
) -> list[conflicts.Conflict]:
    """Return the conflicts that are passed over, and keep others from planning meanwhile; raises Invalid, Refused.

    Of a session that changes, only those count that what is `changed` can bring about.
    """
    await conflicts.one_at_a_time()
    zone = (await by_id(library)).timezone
    (ways,) = await conflicts.conflicts_of([plan.slot()], library, zone, but=but, now=now)
    found = [way for way in ways if way.depends_on(changed)]
    conflicts.passed_over(found, despite)
    return found


async def _check_room(room: UUID | None, library: UUID) -> None:
    if room is not None and not await Room.exists().where((Room.id == room) & (Room.library == library)):
        raise Invalid({"room": "bad_choice"})


async def locked(session: UUID, by: Person, power: Power = Power.PLAN) -> Session:
    """Return the locked row of a session where the person has a power; raises NotFound."""
    held = await Session.objects().where(Session.id == session).lock_rows("UPDATE").first()
    if held is None or held.practice:
        raise NotFound
    await require(by, held.library, power)
    return held


async def plan_after(held: Session, changes: Plan | Mapping[str, Any]) -> Plan:
    """Return what a session becomes; who presents is looked up where that is told."""
    if isinstance(changes, Plan):
        own = list(zip(held.stocks, held.stock_numbers, strict=True))
        return outfit.with_needs(await outfit.with_people(changes), own)
    plan = Plan(**({field.name: getattr(held, field.name) for field in fields(Plan)} | dict(changes)))
    return await outfit.with_people(plan) if "presenter" in changes else plan


async def change_session(
    session: UUID,
    changes: Plan | Mapping[str, Any],
    *,
    by: Person,
    now: datetime,
    despite: str = "",
    together: Collection[UUID] = (),
    seen: Collection[int] | None = None,
) -> None:
    """Change a draft or published session; raises Invalid, Refused, Stale or NotFound.

    `seen`: the versions that the change was made from; another one now held is Stale.

    `changes` is a whole plan, or some of its fields by name: the others stay as they are once the row is locked. What
    comes in its way is refused unless `despite` says why it is passed over; those changed `together` with it do not.
    """
    async with DB.transaction():
        held = await locked(session, by)
        check(held.version, seen)
        plan = await plan_after(held, changes)
        plan.check()
        rules.check_change(held.state, plan.capacity, plan.waiting_places, held.taken, held.waiting)
        check_laptops(plan.laptops, held.laptops_taken)
        await _check_room(plan.room, held.library)
        changed = sorted(name for name, value in asdict(plan).items() if getattr(held, name) != value)
        if not changed:
            return
        placed = PLACING & set(changed)
        but = {session, *together}
        if not {"stocks", "stock_numbers", "laptops"}.isdisjoint(changed):
            await outfit.check_needs_of(plan, held.library)
        if not individual.FIELDS.isdisjoint(changed):
            await individual.check(held.workshop, held.library, plan)
        over = await in_the_way(plan, held.library, but, despite, now, placed) if placed else []
        await Session.update(_values_after(held, plan, set(changed), now)).where(Session.id == session)
        facts = _facts(held, plan, changed)
        await journal.write("session.changed", session, by=by.by, now=now, library=held.library, **facts)
        await conflicts.note(session, held.library, over, despite, by=by.by, now=now)


def _values_after(held: Session, plan: Plan, changed: Collection[str], now: datetime) -> dict[Any, Any]:
    """Return what is written of a session that gets this plan: what was public is told as moved."""
    values: dict[Any, Any] = {getattr(Session, name): value for name, value in asdict(plan).items()}
    values |= {Session.version: held.version + 1, Session.updated_at: now}
    public = held.state in PUBLIC
    if public and DATED & set(changed):
        values |= {Session.sequence: held.sequence + 1, Session.previous_starts_at: held.starts_at}
    if held.state == "postponed" and "starts_at" in changed:
        values[Session.state] = "published"
    if public and "mode" in changed:
        values[Session.previous_mode] = held.mode if plan.mode == "online" else ""
    if RELEASING & set(changed):
        values[Session.released_at] = None
    return values


def _facts(held: Session, plan: Plan, changed: list[str]) -> dict[str, Any]:
    """Return what the journal keeps of a change; of texts only that they changed, as they may name people."""
    public = held.state in PUBLIC
    before = {"starts_at": held.starts_at.isoformat(), "ends_at": held.ends_at.isoformat()}
    told = [name for name in changed if name == "mode" or not isinstance(getattr(plan, name), str)]
    was, becomes = ({name: getattr(of, name) for name in told} for of in (held, plan))
    facts = {"changed": changed, "public": public, "told": bool(public and TOLD & set(changed)), "before": before}
    return facts | {"was": was, "becomes": becomes}


async def publish(session: UUID, *, by: Person, now: datetime, despite: str = "") -> None:
    """Publish a draft; raises Invalid, Refused or NotFound. A draft of long ago may have lost its room meanwhile."""
    async with DB.transaction():
        held = await locked(session, by, Power.PUBLISH)
        if (await by_id(held.library)).reviewed and not await may(by, held.library, Power.RUN_LIBRARY):
            raise Refused("review_needed")
        rules.check_publish(held.state, held.ends_at, now)
        over = await way_open(held, despite, now)
        await make_public(held, by=by.by, now=now)
        await conflicts.note(session, held.library, over, despite, by=by.by, now=now)


async def way_open(held: Session, despite: str, now: datetime) -> list[conflicts.Conflict]:
    """Return what is passed over when a session takes place as it is; raises Invalid, Refused (see `in_the_way`)."""
    plan = await plan_after(held, {})
    await individual.check(held.workshop, held.library, plan)
    return await in_the_way(plan, held.library, {held.id}, despite, now)


async def make_public(held: Session, *, by: str, now: datetime, **facts: Any) -> None:
    """Write that a draft is published, inside the transaction that holds its row; `facts` go to the journal.

    A session for professionals is opened to staff instead.
    """
    state = await opened(held.workshop)
    values: dict[Any, Any] = {Session.state: state, Session.published_at: now, Session.updated_at: now}
    values |= {Session.version: held.version + 1, Session.publish_at: None, Session.publish_by: ""}
    values |= {Session.review: "", Session.review_note: "", Session.review_by: "", Session.review_erase_at: None}
    await Session.update(values).where(Session.id == held.id)
    kind = "session.opened_to_staff" if state == INTERNAL else "session.published"
    await journal.write(kind, held.id, by=by, now=now, library=held.library, **facts)


async def cancel(session: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """Cancel a published session: it stays visible as cancelled; raises Refused or NotFound."""
    async with DB.transaction():
        held = await locked(session, by)
        rules.check_cancel(held.state)
        await Session.update(
            {
                Session.state: "cancelled",
                Session.cancel_reason: reason.strip()[:300],
                Session.sequence: held.sequence + 1,
                Session.version: held.version + 1,
                Session.updated_at: now,
            }
        ).where(Session.id == session)
        await journal.write("session.cancelled", session, by=by.by, now=now, library=held.library)


async def withdraw(session: UUID, *, by: Person, now: datetime) -> None:
    """Take a session out of the agenda; raises Refused or NotFound.

    A draft is erased. What was public leaves a marker behind, so that peers and calendars learn that it is gone (410).
    """
    async with DB.transaction():
        held = await locked(session, by)
        rules.check_withdraw(held.state, held.taken, held.waiting)
        if held.state == "draft":
            await Session.delete().where(Session.id == session)
        else:
            values: dict[Any, Any] = {
                Session.state: "withdrawn",
                Session.version: held.version + 1,
                Session.updated_at: now,
            }
            await Session.update({**values, Session.sequence: held.sequence + 1}).where(Session.id == session)
        public = held.state != "draft"
        await journal.write("session.withdrawn", session, by=by.by, now=now, library=held.library, public=public)
