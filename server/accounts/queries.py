"""Who a cookie or a token belongs to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person, link_state
from server.accounts.tables import ApiToken, EntryLink, Login, Staff
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import digest
from server.journal import history

NOBODY = UUID(int=0)
SEEN_EVERY = timedelta(minutes=10)
# Asked at each request of a program.
HOLDER = """
SELECT t.id, t.used_at, s.id AS staff, s.name, s.administrator FROM api_token t JOIN staff s ON s.id = t.staff
WHERE t.digest = {} AND t.expires_at > {} AND s.disabled_at IS NULL
"""


@dataclass(frozen=True)
class StaffRow:
    """One line of the list of staff; who was invited has no name, and has not `joined`, until they come."""

    id: UUID
    email: str
    name: str
    administrator: bool
    disabled: bool
    joined: bool
    language: str = ""

    @property
    def called(self) -> str:
        return self.name or self.email


@dataclass(frozen=True)
class LinkRow:
    """The last link given to a member of staff, and what became of its mail: `sent_at`, or the `trouble` with it."""

    id: UUID
    kind: str
    state: str
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    trouble: str
    owed: bool


@dataclass(frozen=True)
class LoginRow:
    """A login as its owner sees it; `here` is the one that asks."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True)
class TokenRow:
    """A token as its owner sees it."""

    id: UUID
    prefix: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime


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
    """Return all staff by name, those who have not come yet first."""
    rows = await Staff.select().order_by(Staff.name, Staff.email)
    return [_staff(row) for row in rows]


async def logins_of(staff: UUID, secret: str, now: datetime) -> list[LoginRow]:
    """Return the logins of a person, the one seen last first; `secret` is that of the login that asks."""
    shown = (Login.handle.as_alias("id"), Login.device, Login.created_at, Login.seen_at, Login.digest)
    rows = await Login.select(*shown).where((Login.staff == staff) & (Login.expires_at > now))
    here = digest(secret)
    found = [LoginRow(**row, here=own == here) for row in rows for own in [row.pop("digest")]]
    return sorted(found, key=lambda login: (not login.here, -login.seen_at.timestamp(), login.id))


async def tokens_of(staff: UUID, now: datetime) -> list[TokenRow]:
    """Return the tokens of a person, the newest first."""
    shown = (ApiToken.id, ApiToken.prefix, ApiToken.created_at, ApiToken.used_at, ApiToken.expires_at)
    rows = await ApiToken.select(*shown).where((ApiToken.staff == staff) & (ApiToken.expires_at > now))
    return sorted((TokenRow(**row) for row in rows), key=lambda token: (token.created_at, token.id), reverse=True)


async def links_of(staff: list[UUID], now: datetime) -> dict[UUID, LinkRow]:
    """Return the last link given to each of these members of staff who had one."""
    rows = await EntryLink.select().where(EntryLink.staff.is_in(staff or [NOBODY])).order_by(EntryLink.created_at)
    return {row["staff"]: _link(row, now) for row in rows}


def _link(row: dict[str, Any], now: datetime) -> LinkRow:
    state, owed = link_state(row["used_at"], row["expires_at"], now), row["due_at"] is not None
    told = {name: row[name] for name in ("id", "kind", "created_at", "expires_at", "sent_at", "trouble")}
    return LinkRow(**told, state=state, owed=owed)


async def has_password(staff: UUID) -> bool:
    """Tell whether a person has chosen a password."""
    return bool(await Staff.exists().where((Staff.id == staff) & (Staff.password != "")))


def _staff(row: dict[str, Any]) -> StaffRow:
    return StaffRow(
        row["id"],
        row["email"],
        row["name"],
        row["administrator"],
        row["disabled_at"] is not None,
        row["joined_at"] is not None,
        row["language"],
    )


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
