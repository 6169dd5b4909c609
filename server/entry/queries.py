"""By what a person may enter, and how long ago they did."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.tables import Login, Staff
from server.entry.rules import ADMINISTRATOR, FRESH, must
from server.entry.tables import Duty, OutsideAccount, Passkey, RecoveryCode, SecondFactor
from server.foundation.errors import NotFound
from server.foundation.ids import digest
from server.libraries.tables import Membership


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey as its owner sees it; `used_at` is None for one never used."""

    id: UUID
    name: str
    synced: bool
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class SecondFactorView:
    """A second factor as its owner sees it; `left` is how many recovery codes are unused."""

    since: datetime
    left: int


@dataclass(frozen=True)
class OutsideRow:
    """An account at an OpenID provider, as its owner sees it."""

    id: UUID
    issuer: str
    created_at: datetime
    used_at: datetime


SHOWN = (Passkey.id, Passkey.name, Passkey.synced, Passkey.created_at, Passkey.used_at)


async def passkeys_of(staff: UUID) -> list[PasskeyRow]:
    """Return a person's passkeys, the oldest first."""
    rows = await Passkey.select(*SHOWN).where(Passkey.staff == staff).order_by(Passkey.created_at, Passkey.id)
    return [PasskeyRow(**row) for row in rows]


async def passkey_of(staff: UUID, passkey: UUID) -> PasskeyRow:
    """Return one passkey of a person; raises NotFound."""
    row = await Passkey.select(*SHOWN).where((Passkey.id == passkey) & (Passkey.staff == staff)).first()
    if row is None:
        raise NotFound
    return PasskeyRow(**row)


async def signed_in_lately(secret: str, now: datetime) -> bool:
    """Tell whether this login is young enough to change how its owner enters."""
    return bool(await Login.exists().where((Login.digest == digest(secret)) & (Login.created_at > now - FRESH)))


async def has_second_factor(staff: UUID) -> bool:
    """Tell whether a password alone does not let this person in."""
    return bool(await SecondFactor.exists().where(SecondFactor.staff == staff))


async def second_factor_of(staff: UUID) -> SecondFactorView | None:
    """Return a person's second factor, or None."""
    row = await SecondFactor.select(SecondFactor.created_at).where(SecondFactor.staff == staff).first()
    if row is None:
        return None
    left = await RecoveryCode.count().where((RecoveryCode.staff == staff) & RecoveryCode.used_at.is_null())
    return SecondFactorView(row["created_at"], left)


async def duties() -> frozenset[str]:
    """Return the roles that need a second factor beside a password."""
    return frozenset(row["role"] for row in await Duty.select(Duty.role))


async def needs_second_factor(staff: UUID) -> bool:
    """Tell whether one of this person's roles needs a second factor."""
    wanted = await duties()
    if not wanted:
        return False
    held = {row["role"] for row in await Membership.select(Membership.role).where(Membership.staff == staff)}
    if await Staff.exists().where((Staff.id == staff) & Staff.administrator.eq(True)):
        held.add(ADMINISTRATOR)
    return must(frozenset(held), wanted)


async def outside_accounts_of(staff: UUID) -> list[OutsideRow]:
    """Return a person's accounts at OpenID providers, the oldest first."""
    shown = (OutsideAccount.id, OutsideAccount.issuer, OutsideAccount.created_at, OutsideAccount.used_at)
    rows = await OutsideAccount.select(*shown).where(OutsideAccount.staff == staff).order_by(OutsideAccount.created_at)
    return [OutsideRow(**row) for row in rows]
