"""Add and disable staff, sign in and out, give tokens."""

import asyncio
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts.rules import LOGIN_LASTS, TOKEN_LASTS, check_password
from server.accounts.tables import ApiToken, Login, Staff
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import digest, new_id, new_token
from server.foundation.limits import count, forget
from server.journal import actions as journal

HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)  # 64 MiB, 3 passes (OWASP ASVS 5.0, V11)
AT_ONCE = asyncio.Semaphore(2)  # each check takes 64 MiB and a third of a second of processor
# What is checked where no such account is, so that the answer takes as long: made by HASHER once and for all.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$YaOJJlfplos9Li81q7BePg$SGbbKJPRe8FQyWedP0FtyOxp/pVzbILODKkOYug32oI"


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
    if not name.strip():
        raise Invalid({"name": "missing"})
    check_password(password, address)
    hashed = await asyncio.to_thread(HASHER.hash, password)
    async with DB.transaction():
        if await Staff.exists().where(Staff.email == address):
            raise Invalid({"email": "email_taken"})
        staff = Staff(id=new_id(), email=address, name=name.strip()[:120], password=hashed, created_at=now)
        staff.administrator = administrator
        await staff.save()
        await journal.write("staff.added", staff.id, by=by, now=now, administrator=administrator)
    return staff.id


async def disable_staff(email: str, *, by: str, now: datetime) -> None:
    """Close an account: its logins and tokens stop at once; raises NotFound, or Refused for one's own account."""
    async with DB.transaction():
        staff = await Staff.objects().where(Staff.email == email.strip().lower()).first()
        if staff is None:
            raise NotFound
        if by == f"staff:{staff.id}":
            raise Refused("not_yourself")
        await Login.delete().where(Login.staff == staff.id)
        await ApiToken.delete().where(ApiToken.staff == staff.id)
        await Staff.update({Staff.disabled_at: now}).where(Staff.id == staff.id)
        await journal.write("staff.disabled", staff.id, by=by, now=now)


async def set_password(email: str, password: str, *, by: str, now: datetime) -> None:
    """Give an open account another password: its logins stop at once; raises Invalid or NotFound."""
    address = email.strip().lower()
    check_password(password, address)
    hashed = await asyncio.to_thread(HASHER.hash, password)
    async with DB.transaction():
        staff = await Staff.objects().where((Staff.email == address) & Staff.disabled_at.is_null()).first()
        if staff is None:
            raise NotFound
        await Login.delete().where(Login.staff == staff.id)
        await Staff.update({Staff.password: hashed}).where(Staff.id == staff.id)
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


async def open_login(staff: UUID, means: str, *, now: datetime) -> str:
    """Return the secret of a new login of a person who has shown who they are; raises Refused for a closed account.

    `means` is how they did: password, code, recovery, passkey or openid.
    """
    secret = new_token()
    async with DB.transaction():
        if not await Staff.exists().where((Staff.id == staff) & Staff.disabled_at.is_null()):
            raise Refused("sign_in_failed")
        await Login(
            digest=digest(secret), staff=staff, created_at=now, seen_at=now, expires_at=now + LOGIN_LASTS
        ).save()
        await journal.write("staff.signed_in", staff, by=f"staff:{staff}", now=now, means=means)
    return secret


async def sign_out(secret: str) -> None:
    """End a login."""
    await Login.delete().where(Login.digest == digest(secret))


async def give_token(email: str, *, by: str, now: datetime) -> str:
    """Return a new API token for this member of staff, shown this once; raises NotFound."""
    token = "agt_" + new_token()
    async with DB.transaction():
        staff = (
            await Staff.objects().where((Staff.email == email.strip().lower()) & Staff.disabled_at.is_null()).first()
        )
        if staff is None:
            raise NotFound
        made = ApiToken(id=new_id(), staff=staff.id, digest=digest(token), prefix=token[4:10], created_at=now)
        made.expires_at = now + TOKEN_LASTS
        await made.save()
        await journal.write("token.given", made.id, by=by, now=now)
    return token


async def sweep(now: datetime) -> None:
    """Remove logins and tokens that are over."""
    async with DB.transaction():
        await Login.delete().where(Login.expires_at <= now)
        await ApiToken.delete().where(ApiToken.expires_at <= now)
