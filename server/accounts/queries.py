"""Who a cookie or a token belongs to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.accounts.tables import ApiToken, Login, Staff
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import digest
from server.journal import history

SEEN_EVERY = timedelta(minutes=10)
# Asked at each request of a program.
HOLDER = """
SELECT t.id, t.used_at, s.id AS staff, s.name, s.administrator FROM api_token t JOIN staff s ON s.id = t.staff
WHERE t.digest = {} AND t.expires_at > {} AND s.disabled_at IS NULL
"""


@dataclass(frozen=True)
class StaffRow:
    """One line of the list of staff."""

    id: UUID
    email: str
    name: str
    administrator: bool
    disabled: bool


async def signed_in(secret: str, now: datetime) -> Person | None:
    """Return whom the cookie's secret belongs to, or None."""
    row = (
        await Login.select(Login.digest, Login.seen_at, Login.staff.id, Login.staff.name, Login.staff.administrator)
        .where((Login.digest == digest(secret)) & (Login.expires_at > now) & Login.staff.disabled_at.is_null())
        .first()
    )
    if row is None:
        return None
    if now - row["seen_at"] > SEEN_EVERY:
        await Login.update({Login.seen_at: now}).where(Login.digest == row["digest"])
    return Person(row["staff.id"], row["staff.name"], row["staff.administrator"], f"staff:{row['staff.id']}")


async def holder_of(token: str, now: datetime) -> Person | None:
    """Return whose API token this is, or None."""
    rows = await DB.rows(HOLDER, digest(token), now)
    if not rows:
        return None
    row = rows[0]
    if row["used_at"] is None or now - row["used_at"] > SEEN_EVERY:
        await ApiToken.update({ApiToken.used_at: now}).where(ApiToken.id == row["id"])
    return Person(row["staff"], row["name"], row["administrator"], f"token:{row['id']}")


async def all_staff() -> list[StaffRow]:
    """Return all staff by name."""
    rows = await Staff.select().order_by(Staff.name)
    return [_staff(row) for row in rows]


def _staff(row: dict[str, Any]) -> StaffRow:
    return StaffRow(row["id"], row["email"], row["name"], row["administrator"], row["disabled_at"] is not None)


async def names_of(actors: set[str]) -> dict[str, str]:
    """Return the names of those among the journal's actors who are staff, or programs of theirs."""
    staff, tokens = (
        {UUID(actor[len(door) :]) for actor in actors if actor.startswith(door)} for door in ("staff:", "token:")
    )
    known: dict[str, str] = {}
    if staff:
        rows = await Staff.select(Staff.id, Staff.name).where(Staff.id.is_in(list(staff)))
        known |= {f"staff:{row['id']}": row["name"] for row in rows}
    if tokens:
        rows = await ApiToken.select(ApiToken.id, ApiToken.staff.name).where(ApiToken.id.is_in(list(tokens)))
        known |= {f"token:{row['id']}": row["staff.name"] for row in rows}
    return known


async def last_hand(subject: UUID, kind: str) -> str:
    """Return the name of who last did this to a thing, by the journal; empty for nobody among the staff."""
    actor = await history.last_actor(subject, kind)
    return (await names_of({actor})).get(actor, "")


async def id_of(email: str) -> UUID | None:
    """Return the id of the member of staff with this e-mail."""
    row = await Staff.select(Staff.id).where(Staff.email == email.strip().lower()).first()
    return row["id"] if row else None


async def member(staff: UUID) -> StaffRow:
    """Return one member of staff; raises NotFound."""
    row = await Staff.select().where(Staff.id == staff).first()
    if row is None:
        raise NotFound
    return _staff(row)
