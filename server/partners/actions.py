"""Make a partner, change its sheet, give it another link, take its access back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import digest, new_id, new_token
from server.foundation.words import one_line
from server.journal import actions as journal
from server.partners import rules
from server.partners.access import managed, today
from server.partners.rules import Sheet
from server.partners.tables import Partner, PartnerLibrary


async def make(sheet: Sheet, *, by: Person, now: datetime) -> tuple[UUID, str]:
    """Add a partner; return its id, and the token of its link, which is told this once.

    Raises Invalid, or NotFound for a library that the person does not manage.
    """
    sheet = await _checked(sheet, by, now)
    token, partner = new_token(), new_id()
    async with DB.transaction():
        row = Partner(id=partner, name=sheet.name, digest=digest(token), until=sheet.until)
        row.created_at = row.updated_at = now
        await row.save()
        await _open(partner, sheet.libraries)
        await _note("partner.made", partner, by, now)
    return partner, token


async def change(partner: UUID, sheet: Sheet, *, by: Person, now: datetime) -> None:
    """Replace a partner's sheet; its link stays. Raises Invalid, Refused or NotFound."""
    sheet = await _checked(sheet, by, now)
    async with DB.transaction():
        await _held(partner, by)
        await _set(partner, {Partner.name: sheet.name, Partner.until: sheet.until}, now)
        await PartnerLibrary.delete().where(PartnerLibrary.partner == partner)
        await _open(partner, sheet.libraries)
        await _note("partner.changed", partner, by, now)


async def renew(partner: UUID, *, by: Person, now: datetime) -> str:
    """Give a partner another link and return its token, told this once; the old link stops. Raises as `change`."""
    token = new_token()
    async with DB.transaction():
        await _held(partner, by)
        await _set(partner, {Partner.digest: digest(token), Partner.revoked_at: None}, now)
        await _note("partner.renewed", partner, by, now)
    return token


async def revoke(partner: UUID, *, by: Person, now: datetime) -> None:
    """Take a partner's access back, at once; what it booked stays. Raises as `change`."""
    async with DB.transaction():
        if (await _held(partner, by)).revoked_at is not None:
            return
        await _set(partner, {Partner.revoked_at: now}, now)
        await _note("partner.revoked", partner, by, now)


async def _checked(sheet: Sheet, by: Person, now: datetime) -> Sheet:
    """Return a sheet whose libraries the person manages; raises Invalid or NotFound."""
    sheet = Sheet(one_line(sheet.name), tuple(dict.fromkeys(sheet.libraries)), sheet.until)
    rules.check_sheet(sheet, today(now))
    if not rules.may_change(await managed(by), sheet.libraries):
        raise NotFound
    return sheet


async def _held(partner: UUID, by: Person) -> Partner:
    """Return the locked row of a partner whose libraries the person manages; raises NotFound or Refused."""
    held = await Partner.objects().where(Partner.id == partner).lock_rows("NO KEY UPDATE").first()
    opened = await PartnerLibrary.select(PartnerLibrary.library).where(PartnerLibrary.partner == partner)
    libraries, own = {row["library"] for row in opened}, await managed(by)
    if held is None or not libraries & own:
        raise NotFound
    if not rules.may_change(own, libraries):
        raise Refused("not_all_yours")
    return held


async def _open(partner: UUID, libraries: tuple[UUID, ...]) -> None:
    await PartnerLibrary.insert(
        *[PartnerLibrary(id=new_id(), partner=partner, library=library) for library in libraries]
    )


async def _set(partner: UUID, values: dict[Any, Any], now: datetime) -> None:
    await Partner.update({**values, Partner.updated_at: now}).where(Partner.id == partner)


async def _note(kind: str, partner: UUID, by: Person, now: datetime) -> None:
    await journal.write(kind, partner, by=by.by, now=now)
