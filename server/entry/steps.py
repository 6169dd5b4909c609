"""After a good password: straight in, or a code first; what is under way is kept for a browser and a few minutes."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from server.entry import queries
from server.entry.rules import HALFWAY_LASTS
from server.entry.tables import Challenge, Duty, Errand, Halfway
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import digest, new_token
from server.journal import actions as journal


class Step(Enum):
    """What follows a good password."""

    IN = "in"
    CODE = "code"
    SET_UP = "set_up"


async def after_password(staff: UUID) -> Step:
    """Return what this person does next: give a code, set codes up as their role needs them, or nothing more."""
    if await queries.has_second_factor(staff):
        return Step.CODE
    return Step.SET_UP if await queries.needs_second_factor(staff) else Step.IN


async def stop_halfway(staff: UUID, *, now: datetime) -> str:
    """Return a secret for the browser of a person who has still a step to make."""
    secret = new_token()
    await Halfway(digest=digest(secret), staff=staff, expires_at=now + HALFWAY_LASTS).save()
    return secret


async def halfway(secret: str, *, now: datetime) -> UUID:
    """Return who gave a good password in this browser lately; raises NotFound."""
    row = (
        await Halfway.select(Halfway.staff)
        .where((Halfway.digest == digest(secret)) & (Halfway.expires_at > now))
        .first()
    )
    if row is None:
        raise NotFound
    staff: UUID = row["staff"]
    return staff


async def go_on(secret: str) -> None:
    """Forget what was under way in this browser."""
    await Halfway.delete().where(Halfway.digest == digest(secret))


async def set_duties(roles: frozenset[str], *, by: str, subject: UUID, now: datetime) -> None:
    """Say which roles need a second factor beside a password, from the next sign-in on. `subject` is who says so."""
    async with DB.transaction():
        await Duty.delete(force=True)
        if roles:
            await Duty.insert(*[Duty(role=role, since=now) for role in sorted(roles)])
        await journal.write("second_factor.required", subject, by=by, now=now, roles=sorted(roles))


async def sweep(now: datetime) -> None:
    """Forget what was begun and is over."""
    async with DB.transaction():
        await Challenge.delete().where(Challenge.expires_at <= now)
        await Halfway.delete().where(Halfway.expires_at <= now)
        await Errand.delete().where(Errand.expires_at <= now)
