"""By what a person may enter, and how long ago they did."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.tables import Login
from server.entry.rules import FRESH
from server.entry.tables import Passkey
from server.foundation.errors import NotFound
from server.foundation.ids import digest


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey as its owner sees it; `used_at` is None for one never used."""

    id: UUID
    name: str
    synced: bool
    created_at: datetime
    used_at: datetime | None


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
