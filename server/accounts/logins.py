"""Logins and API tokens, which belong to their owner: note, end, give, revoke."""

from datetime import datetime
from uuid import UUID

from server.accounts.rules import TOKEN_LASTS, device
from server.accounts.tables import ApiToken, Login, Staff
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import digest, new_id, new_token
from server.journal import actions as journal


async def note_device(secret: str, agent: str) -> None:
    """Keep with a new login which browser and system its `User-Agent` names."""
    await Login.update({Login.device: device(agent)}).where(Login.digest == digest(secret))


async def note_language(secret: str, language: str) -> None:
    """Keep the language in which somebody reads pages as they enter: mails to them are in it."""
    login = Login.select(Login.staff).where(Login.digest == digest(secret))
    await Staff.update({Staff.language: language}).where(Staff.id.is_in(login) & (Staff.language != language))


async def sign_out(secret: str) -> None:
    """End a login."""
    await Login.delete().where(Login.digest == digest(secret))


async def end_login(staff: UUID, login: UUID, *, by: str, now: datetime) -> None:
    """End one login of a person; raises NotFound for those of others."""
    async with DB.transaction():
        ended = await Login.delete().where((Login.handle == login) & (Login.staff == staff)).returning(Login.handle)
        if not ended:
            raise NotFound
        await journal.write("login.ended", staff, by=by, now=now, logins=1)


async def end_others(staff: UUID, but: str, *, by: str, now: datetime) -> int:
    """End all logins of a person but the one with the secret `but` ("" for none); return how many."""
    async with DB.transaction():
        ended = (
            await Login.delete().where((Login.staff == staff) & (Login.digest != digest(but))).returning(Login.handle)
        )
        if ended:
            await journal.write("login.ended", staff, by=by, now=now, logins=len(ended))
    return len(ended)


async def give_token(email: str, *, by: str, now: datetime) -> str:
    """Return a new API token for this member of staff, shown this once; raises NotFound."""
    token = "agt_" + new_token()
    async with DB.transaction():
        known = (Staff.email == email.strip().lower()) & Staff.disabled_at.is_null()
        staff = await Staff.select(Staff.id).where(known).first()
        if staff is None:
            raise NotFound
        made = ApiToken(id=new_id(), staff=staff["id"], digest=digest(token), prefix=token[4:10], created_at=now)
        made.expires_at = now + TOKEN_LASTS
        await made.save()
        await journal.write("token.given", made.id, by=by, now=now)
    return token


async def revoke_token(staff: UUID, token: UUID, *, by: str, now: datetime) -> None:
    """Stop a token of a person at once; raises NotFound for those of others."""
    async with DB.transaction():
        gone = await ApiToken.delete().where((ApiToken.id == token) & (ApiToken.staff == staff)).returning(ApiToken.id)
        if not gone:
            raise NotFound
        await journal.write("token.revoked", token, by=by, now=now)


async def sweep(now: datetime) -> None:
    """Remove logins and tokens that are over."""
    async with DB.transaction():
        await Login.delete().where(Login.expires_at <= now)
        await ApiToken.delete().where(ApiToken.expires_at <= now)
