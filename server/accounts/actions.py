"""Add, name and disable staff, sign in and out."""

import asyncio
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts.powers import Power
from server.accounts.rules import LOGIN_LASTS, Person, check_name, check_password
from server.accounts.tables import ApiToken, EntryLink, Login, Staff
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import digest, new_id, new_token
from server.foundation.limits import count, forget
from server.journal import actions as journal

HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)  # 64 MiB, 3 passes (OWASP ASVS 5.0, V11)
AT_ONCE = asyncio.Semaphore(2)  # each check takes 64 MiB and a third of a second of processor
# What is checked where no such account is, so that the answer takes as long: made by HASHER once and for all.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$YaOJJlfplos9Li81q7BePg$SGbbKJPRe8FQyWedP0FtyOxp/pVzbILODKkOYug32oI"

# Held until the end of the transaction, in one order.
ADMINISTRATORS = """
SELECT id FROM staff WHERE administrator AND joined_at IS NOT NULL AND disabled_at IS NULL ORDER BY id FOR UPDATE
"""


async def hashed(password: str, email: str) -> str:
    """Return what is kept of a password; raises Invalid for one that may not be chosen."""
    check_password(password, email)
    return await asyncio.to_thread(HASHER.hash, password)


async def _verify(hashed: str, password: str) -> bool:
    async with AT_ONCE:
        try:
            return await asyncio.to_thread(HASHER.verify, hashed, password)
        except (VerificationError, InvalidHashError):
            return False


async def add_staff(email: str, name: str, password: str, *, administrator: bool, by: str, now: datetime) -> UUID:
    """Add a member of staff and return their id; raises Invalid."""
    address = email.strip().lower()
    if "@" not in address or len(address) > 254:
        raise Invalid({"email": "bad_email"})
    called = check_name(name)
    kept = await hashed(password, address)
    async with DB.transaction():
        if await Staff.exists().where(Staff.email == address):
            raise Invalid({"email": "email_taken"})
        staff = Staff(id=new_id(), email=address, name=called, password=kept, created_at=now)
        staff.administrator, staff.joined_at = administrator, now
        await staff.save()
        await journal.write("staff.added", staff.id, by=by, now=now, administrator=administrator)
    return staff.id


async def disable_staff(email: str, *, by: str, now: datetime) -> None:
    """Close an account: its links, logins and tokens stop at once.

    Raises NotFound, or Refused for one's own account and for that of the last person who administers.
    """
    async with DB.transaction():
        staff = await Staff.objects().where(Staff.email == email.strip().lower()).first()
        if staff is None:
            raise NotFound
        if by == f"staff:{staff.id}":
            raise Refused("not_yourself")
        await _keep_an_administrator(staff.id)
        await EntryLink.delete().where(EntryLink.staff == staff.id)
        await Login.delete().where(Login.staff == staff.id)
        await ApiToken.delete().where(ApiToken.staff == staff.id)
        await Staff.update({Staff.disabled_at: now}).where(Staff.id == staff.id)
        await journal.write("staff.disabled", staff.id, by=by, now=now)


async def _keep_an_administrator(leaving: UUID) -> None:
    """Refuse to go without anybody who administers; the rows are held, so that two cannot leave at once."""
    rows = await Staff.raw(ADMINISTRATORS)
    if [row["id"] for row in rows] == [leaving]:
        raise Refused("last_administrator")


async def name_administrator(staff: UUID, yes: bool, *, by: Person, now: datetime) -> None:
    """Let a member of staff administer the whole network, or no more; their logins end.

    Raises NotFound for who may not, Refused for the last person who administers.
    """
    if not by.may_somewhere(Power.RUN_ACCOUNTS):
        raise NotFound
    async with DB.transaction():
        held = await Staff.objects().where(Staff.id == staff).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        if held.administrator == yes:
            return
        if not yes:
            await _keep_an_administrator(staff)
        await Login.delete().where(Login.staff == staff)
        await Staff.update({Staff.administrator: yes}).where(Staff.id == staff)
        await journal.write(
            "staff.made_administrator" if yes else "staff.unmade_administrator", staff, by=by.by, now=now
        )


async def reopen_staff(staff: UUID, *, by: Person, now: datetime) -> None:
    """Open a closed account again, with the roles that it had; a link must be given too. Raises NotFound."""
    if not by.may_somewhere(Power.RUN_ACCOUNTS):
        raise NotFound
    async with DB.transaction():
        closed = (Staff.id == staff) & Staff.disabled_at.is_not_null()
        if not await Staff.update({Staff.disabled_at: None}).where(closed).returning(Staff.id):
            raise NotFound
        await journal.write("staff.reopened", staff, by=by.by, now=now)


async def rename(staff: UUID, name: str, *, by: str, now: datetime) -> None:
    """Change how a member of staff is called; raises Invalid."""
    called = check_name(name)
    async with DB.transaction():
        await Staff.update({Staff.name: called}).where(Staff.id == staff)
        await journal.write("staff.renamed", staff, by=by, now=now)


async def set_password(email: str, password: str, *, by: str, now: datetime) -> None:
    """Give an open account another password: its logins stop at once; raises Invalid or NotFound."""
    address = email.strip().lower()
    kept = await hashed(password, address)
    async with DB.transaction():
        staff = await Staff.objects().where((Staff.email == address) & Staff.disabled_at.is_null()).first()
        if staff is None:
            raise NotFound
        await Login.delete().where(Login.staff == staff.id)
        await Staff.update({Staff.password: kept}).where(Staff.id == staff.id)
        await journal.write("staff.password_set", staff.id, by=by, now=now)


async def verify(email: str, password: str, *, origin: str, now: datetime) -> UUID:
    """Return whose account this password opens; raises Refused or TooMany. `origin` is the client's address."""
    address = email.strip().lower()
    await count("sign-in", address, most=10, seconds=900, now=now)
    await count("sign-in-from", origin, most=100, seconds=3600, now=now)
    staff = await Staff.objects().where((Staff.email == address) & Staff.disabled_at.is_null()).first()
    known = await _verify(staff.password if staff else NOBODY, password[:1000])
    if staff is None or not known:
        raise Refused("sign_in_failed")
    await forget("sign-in", address)
    return staff.id


async def prove(email: str, password: str, *, origin: str, now: datetime) -> None:
    """Check the password in use of who is in already; raises Invalid at "current", or TooMany."""
    try:
        await verify(email, password, origin=origin, now=now)
    except Refused:
        raise Invalid({"current": "password_wrong"}) from None


async def open_login(staff: UUID, means: str, *, now: datetime) -> str:
    """Return the secret of a new login of a person who has shown who they are; raises Refused for a closed account.

    `means` is how they did: password, code, recovery, passkey, openid or invitation.
    """
    secret = new_token()
    async with DB.transaction():
        if not await Staff.exists().where((Staff.id == staff) & Staff.disabled_at.is_null()):
            raise Refused("sign_in_failed")
        await Login(
            digest=digest(secret),
            handle=new_id(),
            staff=staff,
            created_at=now,
            seen_at=now,
            expires_at=now + LOGIN_LASTS,
        ).save()
        await Staff.update({Staff.joined_at: now}).where((Staff.id == staff) & Staff.joined_at.is_null())
        await journal.write("staff.signed_in", staff, by=f"staff:{staff}", now=now, means=means)
    return secret
