"""Links that let one person in, once: to answer an invitation, or to choose another password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts import actions
from server.accounts.rules import LINK_LASTS, LINK_REMEMBERED, check_name, link_state
from server.accounts.tables import EntryLink, Login, Staff
from server.foundation.database import DB
from server.foundation.emails import email_fault
from server.foundation.errors import Gone, Invalid, NotFound, Refused
from server.foundation.ids import derived, digest, new_id
from server.foundation.limits import count
from server.foundation.settings import settings
from server.journal import actions as journal

PATHS = {"invitation": "invitation", "password": "mot-de-passe"}
NEVER_CAME = """
DELETE FROM staff s WHERE s.joined_at IS NULL AND s.disabled_at IS NULL AND s.created_at <= {}
  AND NOT EXISTS (SELECT FROM entry_link l WHERE l.staff = s.id AND l.expires_at > {})
"""


@dataclass(frozen=True)
class LinkView:
    """A link as the person who follows it sees it; `state` is open, used or expired."""

    id: UUID
    staff: UUID
    kind: str
    email: str
    name: str
    state: str


def secret_of(link: UUID) -> str:
    """Return the secret in a link, made again from its id: only its digest is kept."""
    return derived(settings().secret, "entry", str(link))


def address_of(kind: str, link: UUID) -> str:
    """Return the whole address of a link, to send or to copy."""
    return f"{settings().url}/bureau/connexion/{PATHS[kind]}/{secret_of(link)}"


async def invite(email: str, language: str, *, by: str, now: datetime) -> UUID:
    """Make an account for somebody who is to come, and owe them a link; return whose account it is.

    Who has an account already keeps it as it is; who was invited and has not come gets another link, the one before is
    void. Raises Invalid, or Refused for an account that was closed.
    """
    address = email.strip().lower()
    if not address or email_fault(address):
        raise Invalid({"email": "bad_email" if address else "missing"})
    async with DB.transaction():
        held = await Staff.objects().where(Staff.email == address).lock_rows("UPDATE").first()
        if held is not None and held.disabled_at:
            raise Refused("account_closed")
        if held is None:
            held = Staff(id=new_id(), email=address, name="", password="", created_at=now)
            await held.save()
            await journal.write("staff.invited", held.id, by=by, now=now)
        if held.joined_at is None:
            await give(held.id, "invitation", language, by=by, now=now)
    found: UUID = held.id
    return found


async def give(staff: UUID, kind: str, language: str, *, by: str, now: datetime) -> UUID:
    """Make a link and owe its mail where mail is set up; links of the same kind that the person had are void."""
    link = EntryLink(id=new_id(), staff=staff, kind=kind, language=language, created_at=now)
    link.digest, link.expires_at = digest(secret_of(link.id)), now + LINK_LASTS[kind]
    link.due_at = now if settings().mail_url else None
    async with DB.transaction():
        await EntryLink.delete().where((EntryLink.staff == staff) & (EntryLink.kind == kind))
        await link.save()
        await journal.write("staff.link_given", staff, by=by, now=now, means=kind)
    return UUID(str(link.id))


async def give_up(staff: UUID, *, by: str, now: datetime) -> None:
    """Take back the invitation of somebody who has not come: all that was kept of them goes; raises NotFound."""
    async with DB.transaction():
        gone = await Staff.delete().where((Staff.id == staff) & Staff.joined_at.is_null()).returning(Staff.id)
        if not gone:
            raise NotFound
        await journal.write("staff.uninvited", staff, by=by, now=now)


async def send_again(staff: UUID, kind: str, language: str, *, by: str, now: datetime) -> None:
    """Give another link: an invitation to who has not come yet, a password to who has. Raises NotFound."""
    row = await Staff.select(Staff.joined_at, Staff.disabled_at).where(Staff.id == staff).first()
    if row is None or row["disabled_at"] or (row["joined_at"] is None) != (kind == "invitation"):
        raise NotFound
    await give(staff, kind, language, by=by, now=now)


async def count_forgetting(email: str, *, origin: str, now: datetime) -> None:
    """Count that somebody asks for another password; raises TooMany. `origin` is the client's address."""
    await count("forgot", email.strip().lower(), most=3, seconds=3600, now=now)
    await count("forgot-from", origin, most=20, seconds=3600, now=now)


async def forgot(email: str, language: str, *, now: datetime) -> None:
    """Owe a link for another password, if there is such an account: to be done once the answer has left."""
    known = (Staff.email == email.strip().lower()) & Staff.disabled_at.is_null() & Staff.joined_at.is_not_null()
    row = await Staff.select(Staff.id).where(known).first()
    if row:
        await give(row["id"], "password", language, by="public", now=now)


async def followed(secret: str, kind: str, now: datetime) -> LinkView:
    """Return what a link opens, whatever it is worth; raises NotFound for one that never was, or is void."""
    held = await EntryLink.objects(EntryLink.staff).where(EntryLink.digest == digest(secret)).first()
    if held is None or held.kind != kind or held.staff.disabled_at:
        raise NotFound
    state = link_state(held.used_at, held.expires_at, now)
    return LinkView(held.id, held.staff.id, kind, held.staff.email, held.staff.name, state)


async def use(secret: str, kind: str, password: str | None, *, name: str = "", now: datetime) -> UUID:
    """Let in who follows a link: keep their password, and their name if they were invited; return who they are.

    Who was invited may choose none (None), and enter otherwise. The link is used up, and the logins that they had end.
    Raises NotFound, Gone for a link that is over, or Invalid.
    """
    view = await followed(secret, kind, now)
    invited = kind == "invitation"
    called = check_name(name) if invited else view.name
    kept = "" if invited and password is None else await actions.hashed(password or "", view.email)
    async with DB.transaction():
        opened = (EntryLink.id == view.id) & EntryLink.used_at.is_null() & (EntryLink.expires_at > now)
        if (
            not await EntryLink.update({EntryLink.used_at: now, EntryLink.due_at: None})
            .where(opened)
            .returning(EntryLink.id)
        ):
            raise Gone
        values: dict[Any, Any] = {Staff.name: called, Staff.password: kept} | (
            {Staff.joined_at: now} if invited else {}
        )
        await Staff.update(values).where(Staff.id == view.staff)
        await Login.delete().where(Login.staff == view.staff)
        done = "staff.joined" if invited else "staff.password_set"
        await journal.write(done, view.staff, by=f"staff:{view.staff}", now=now)
    return view.staff


async def sweep(now: datetime) -> None:
    """Erase links that are long over, and with them whoever was invited and never came."""
    past = now - LINK_REMEMBERED
    async with DB.transaction():
        await Staff.raw(NEVER_CAME, past, past)
        await EntryLink.delete().where(EntryLink.expires_at <= past)
