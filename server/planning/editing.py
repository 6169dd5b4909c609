"""Change one session, this one and the following, or all that were planned together: bookings stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused, Stale
from server.planning.days import as_reasons, not_allowed
from server.planning.moving import plan_of
from server.planning.rules import Reason
from server.workshops import individual, local_time, rules
from server.workshops.conflicts import conflicts_in, conflicts_of, one_at_a_time, passed_over
from server.workshops.professional import INTERNAL
from server.workshops.queries import SessionView, sessions_by_ids
from server.workshops.sessions import PLACING, TOLD, change_session
from server.workshops.tables import Session

LOCKED = "SELECT id FROM session WHERE id = any({}) AND state IN ('draft', 'published') ORDER BY id FOR UPDATE"
MOST_DAYS = 3 * 366
FIELDS = ("room", "capacity", "waiting_places", "presenter", "note")


@dataclass(frozen=True)
class Edit:
    """What is changed in each session: so many days later, another local hour, another length, other fields by name."""

    by_days: int = 0
    start: time | None = None
    minutes: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> "Edit":
        """Return it; raises Invalid unless it changes something, by no more than three years, to a sensible length."""
        wrong = {} if abs(self.by_days) <= MOST_DAYS else {"day": "bad_date"}
        wrong |= {} if self.minutes is None or 5 <= self.minutes <= 24 * 60 else {"minutes": "bad_number"}
        if not wrong and not self:
            wrong = {"scope": "nothing_to_change"}
        if wrong:
            raise Invalid(wrong)
        return self

    def __bool__(self) -> bool:
        return bool(self.by_days or self.start is not None or self.minutes is not None or self.fields)


def changes_of(session: SessionView, edit: Edit) -> dict[str, Any]:
    """Return what an edit changes in a session, by field; nothing that is so already. Raises Invalid (hour skipped)."""
    zone = ZoneInfo(session.timezone)
    local = session.starts_at.astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(local.date() + timedelta(days=edit.by_days), edit.start or local.time())
    found: dict[str, Any] = dict(edit.fields)
    lasts = timedelta(minutes=edit.minutes) if edit.minutes is not None else session.ends_at - session.starts_at
    if wanted != local or edit.minutes is not None:
        found["starts_at"] = local_time.instant(wanted, session.timezone, "start")
        found["ends_at"] = found["starts_at"] + lasts
    if session.opens_at and edit.by_days:
        opens = session.opens_at.astimezone(zone).replace(tzinfo=None) + timedelta(days=edit.by_days)
        found["opens_at"] = local_time.instant(opens, session.timezone, "start")
    now_is = plan_of(session)
    return {name: value for name, value in found.items() if getattr(now_is, name) != value}


@dataclass(frozen=True)
class Foreseen:
    """What a change would do to a session: the fields changed, the people told, what is in its way."""

    session: SessionView
    changes: Mapping[str, Any]
    told: int = 0
    reasons: tuple[Reason, ...] = ()


async def foresee(sessions: Sequence[SessionView], edit: Edit, *, now: datetime) -> list[Foreseen]:
    """Return what an edit would do to each session, and change nothing."""
    found = [await _allowed(_foresee(session, edit)) for session in sessions]
    moving = [one for one in found if PLACING & set(one.changes)]
    if not moving:
        return found
    slots = [(one.session.library_id, one.session.timezone, _after(one).slot()) for one in moving]
    ways = await conflicts_in(slots, but={session.id for session in sessions}, now=now)
    conflicts = {one.session.id: as_reasons(way) for one, way in zip(moving, ways, strict=True)}
    return [
        Foreseen(one.session, one.changes, one.told, (*one.reasons, *conflicts.get(one.session.id, ())))
        for one in found
    ]


async def _allowed(one: Foreseen) -> Foreseen:
    """Return what a change would do, with why the kind of its workshop does not allow it."""
    if not one.session.kind or individual.FIELDS.isdisjoint(one.changes):
        return one
    (why,) = await not_allowed(one.session.workshop_id, one.session.library_id, [_after(one)])
    return replace(one, reasons=(*one.reasons, *why))


def _foresee(session: SessionView, edit: Edit) -> Foreseen:
    try:
        changes = changes_of(session, edit)
        after = _after(Foreseen(session, changes))
        after.check()
        rules.check_change(session.state, after.capacity, after.waiting_places, session.taken, session.waiting)
    except Invalid as error:
        return Foreseen(session, {}, 0, tuple(Reason(key, error.facts, final=True) for key in error.fields.values()))
    except Refused as error:
        return Foreseen(session, {}, 0, (Reason(error.reason, error.facts, final=True),))
    told = session.state in {"published", INTERNAL} and bool(TOLD & set(changes))
    return Foreseen(session, changes, session.taken + session.waiting if told else 0)


def _after(one: Foreseen) -> Any:
    known = plan_of(one.session)
    # Whom other words mean is looked up from these words.
    people: dict[str, Any] = {"mediators": []} if "presenter" in one.changes else {}
    return type(known)(**{**known.__dict__, **people, **one.changes})


def check_seen(sessions: Iterable[SessionView], seen: Mapping[UUID, int] | None) -> None:
    """Raise Stale unless each session still has the version that was seen; None: nobody said what was."""
    if seen is not None and any(seen.get(one.id) != one.version for one in sessions):
        raise Stale


async def change_all(
    sessions: Sequence[UUID],
    edit: Edit,
    *,
    by: Person,
    now: datetime,
    despite: str = "",
    seen: Mapping[UUID, int] | None = None,
) -> int:
    """Change all these sessions or none and return how many changed; raises Invalid, Refused, Stale or NotFound.

    Only what the edit names is changed: what somebody else changed meanwhile stays. `seen`: the version of each that
    the change was made from; another one now held is Stale.
    """
    edit.check()
    changed = 0
    async with DB.transaction():
        # All rows first: a second session must not be waited for while others wait for this transaction.
        locked = [row["id"] for row in await Session.raw(LOCKED, list(sessions))]
        await one_at_a_time()
        held = await sessions_by_ids(locked)
        check_seen(held.values(), seen)
        for session in sorted(held.values(), key=lambda one: (one.starts_at, one.id)):
            changes = changes_of(session, edit)
            changed += bool(changes)
            await change_session(session.id, changes, by=by, now=now, despite=despite, together=locked)
        await _check_among(locked, despite, now)
    return changed


async def _check_among(sessions: Sequence[UUID], despite: str, now: datetime) -> None:
    """Refuse that sessions changed together are in each other's way; raises Invalid or Refused."""
    held = await sessions_by_ids(sessions)
    for session in held.values():
        slot = plan_of(session).slot()
        (ways,) = await conflicts_of([slot], session.library_id, session.timezone, but=[session.id], now=now)
        passed_over([way for way in ways if not held.keys().isdisjoint(way.others)], despite)
