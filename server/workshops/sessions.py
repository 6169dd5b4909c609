"""Date a session, change it, publish, cancel, withdraw it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.clock import aware
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.meanwhile import check
from server.journal import actions as journal
from server.libraries.queries import by_id, require
from server.libraries.tables import Room
from server.workshops import conflicts, rules
from server.workshops.conflicts import Slot
from server.workshops.keeping import KEPT, check_laptops, check_seats
from server.workshops.tables import Session, Workshop
from server.workshops.windows import check_windows

DATED = frozenset({"starts_at", "ends_at"})
# What may release kept seats at another time, or again.
RELEASING = frozenset({"starts_at", "release_hours", *KEPT})
# What may put a session in the way of another one.
PLACING = frozenset({"starts_at", "ends_at", "room", "presenter", "place", "mode"})
TOLD = frozenset({"starts_at", "ends_at", "room", "place", "mode", "online_url"})


@dataclass(frozen=True)
class Plan:
    """When and where a session is, and for how many; instants are aware."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    waiting_places: int = 0
    room: UUID | None = None
    mode: str = "on_site"
    online_url: str = ""
    place: str = ""
    presenter: str = ""
    note: str = ""
    pass_accepted: bool = False
    opens_at: datetime | None = None
    closes_hours: int = 0
    offer_hours: int = 0
    drop_in: bool = False
    kept_desk: int = 0
    kept_partner: int = 0
    kept_peer: int = 0
    kept_first: int = 0
    release_hours: int = 48
    laptops: int | None = None
    companions_count: bool = True

    def slot(self) -> Slot:
        """Return when and where it takes place, to look for what is in its way."""
        away = bool(self.place) or self.mode == "online"
        return Slot(self.starts_at, self.ends_at, self.room, self.presenter, away)

    def check(self) -> None:
        dates = rules.Dates(aware(self.starts_at), aware(self.ends_at))
        rules.check_session(dates, self.capacity, self.waiting_places, self.mode, self.online_url)
        opens_at = aware(self.opens_at) if self.opens_at else None
        check_windows(self.starts_at, opens_at, self.closes_hours, self.offer_hours)
        kept = {name: getattr(self, name) for name in KEPT}
        check_seats(self.capacity, kept, self.release_hours, self.laptops)
        texts = {"online_url": (self.online_url, 500), "place": (self.place, 300), "presenter": (self.presenter, 120)}
        rules.check_lengths(texts)


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
        over = await _in_the_way(plan, library, (), despite, now)
        session = Session(
            id=new_id(), workshop=workshop, library=library, created_at=now, updated_at=now, **asdict(plan)
        )
        session.batch = batch
        await session.save()
        await journal.write("session.planned", session.id, by=by.by, now=now, library=library)
        await conflicts.note(session.id, library, over, despite, by=by.by, now=now)
    return session.id


async def _in_the_way(
    plan: Plan, library: UUID, but: Collection[UUID], despite: str, now: datetime
) -> list[conflicts.Conflict]:
    """Return the conflicts that are passed over, and keep others from planning meanwhile; raises Invalid, Refused."""
    await conflicts.one_at_a_time()
    zone = (await by_id(library)).timezone
    (found,) = await conflicts.conflicts_of([plan.slot()], library, zone, but=but, now=now)
    conflicts.passed_over(found, despite)
    return found


async def _check_room(room: UUID | None, library: UUID) -> None:
    if room is not None and not await Room.exists().where((Room.id == room) & (Room.library == library)):
        raise Invalid({"room": "bad_choice"})


async def _locked(session: UUID, by: Person, power: Power = Power.PLAN) -> Session:
    """Return the locked row of a session where the person has a power; raises NotFound."""
    held = await Session.objects().where(Session.id == session).lock_rows("UPDATE").first()
    if held is None or held.practice:
        raise NotFound
    await require(by, held.library, power)
    return held


def _plan_after(held: Session, changes: Plan | Mapping[str, Any]) -> Plan:
    if isinstance(changes, Plan):
        return changes
    return Plan(**({field.name: getattr(held, field.name) for field in fields(Plan)} | dict(changes)))


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
        held = await _locked(session, by)
        check(held.version, seen)
        plan = _plan_after(held, changes)
        plan.check()
        rules.check_change(held.state, plan.capacity, plan.waiting_places, held.taken, held.waiting)
        check_laptops(plan.laptops, held.laptops_taken)
        await _check_room(plan.room, held.library)
        changed = sorted(name for name, value in asdict(plan).items() if getattr(held, name) != value)
        if not changed:
            return
        placed = PLACING & set(changed)
        but = {session, *together}
        over = await _in_the_way(plan, held.library, but, despite, now) if placed else []
        before = {"starts_at": held.starts_at.isoformat(), "ends_at": held.ends_at.isoformat()}
        moved = held.state == "published" and DATED & set(changed)
        values: dict[Any, Any] = {getattr(Session, name): value for name, value in asdict(plan).items()}
        values |= {Session.version: held.version + 1, Session.updated_at: now}
        if moved:
            values |= {Session.sequence: held.sequence + 1, Session.previous_starts_at: held.starts_at}
        if RELEASING & set(changed):
            values |= {Session.released_at: None}
        await Session.update(values).where(Session.id == session)
        public = held.state == "published"
        facts = {"changed": changed, "public": public, "told": bool(public and TOLD & set(changed)), "before": before}
        await journal.write("session.changed", session, by=by.by, now=now, library=held.library, **facts)
        await conflicts.note(session, held.library, over, despite, by=by.by, now=now)


async def publish(session: UUID, *, by: Person, now: datetime, despite: str = "") -> None:
    """Publish a draft; raises Invalid, Refused or NotFound. A draft of long ago may have lost its room meanwhile."""
    async with DB.transaction():
        held = await _locked(session, by, Power.PUBLISH)
        rules.check_publish(held.state, held.ends_at, now)
        over = await _in_the_way(_plan_after(held, {}), held.library, {session}, despite, now)
        await Session.update(
            {
                Session.state: "published",
                Session.published_at: now,
                Session.version: held.version + 1,
                Session.updated_at: now,
            }
        ).where(Session.id == session)
        await journal.write("session.published", session, by=by.by, now=now, library=held.library)
        await conflicts.note(session, held.library, over, despite, by=by.by, now=now)


async def cancel(session: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """Cancel a published session: it stays visible as cancelled; raises Refused or NotFound."""
    async with DB.transaction():
        held = await _locked(session, by)
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
        held = await _locked(session, by)
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
