"""Codes beside a password: those of an application on a telephone (RFC 6238), and ten on paper for when it is lost."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp

from server.accounts.queries import StaffRow
from server.accounts.tables import Login
from server.entry import queries
from server.entry.rules import (
    ALPHABET,
    PERIOD,
    PROPOSAL_LASTS,
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    bare,
    looks_like_code,
    on_paper,
)
from server.entry.tables import Passkey, RecoveryCode, SecondFactor
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import derived, digest, new_id
from server.foundation.limits import count, forget
from server.foundation.sealing import SealBroken, seal, unseal
from server.foundation.settings import settings
from server.journal import actions as journal

KEPT, PROPOSED = "second factor", "second factor, proposed"
# One UPDATE, so that two browsers with the same code do not both enter.
TAKE_STEP = "UPDATE second_factor SET last_step = {} WHERE staff = {} AND last_step < {} RETURNING staff"
TAKE_PAPER = "UPDATE recovery_code SET used_at = {} WHERE staff = {} AND digest = {} AND used_at IS NULL RETURNING id"
KEEP = """
INSERT INTO second_factor (staff, secret, last_step, created_at) VALUES ({}, {}, {}, {})
ON CONFLICT (staff) DO UPDATE
SET secret = EXCLUDED.secret, last_step = EXCLUDED.last_step, created_at = EXCLUDED.created_at
"""


@dataclass(frozen=True)
class Proposal:
    """A secret to put in an application. `sealed` comes back with the first code; `address` is what the square says."""

    sealed: str
    secret: str
    address: str


def propose(member: StaffRow, *, now: datetime) -> Proposal:
    """Return a fresh secret for this person; nothing is kept before a first code was right."""
    secret = pyotp.random_base32()
    sealed = seal(f"{secret} {now.isoformat()}", PROPOSED, str(member.id))
    return Proposal(sealed, secret, _address(secret, member))


def _address(secret: str, member: StaffRow) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name=settings().name)


def proposed(member: StaffRow, sealed: str, *, now: datetime) -> Proposal:
    """Return the proposal that a form brought back; raises Refused for one of somebody else, altered or too old."""
    try:
        secret, _, made = unseal(sealed, PROPOSED, str(member.id)).partition(" ")
    except SealBroken:
        raise Refused("proposal_late") from None
    if now - datetime.fromisoformat(made) > PROPOSAL_LASTS:
        raise Refused("proposal_late")
    return Proposal(sealed, secret, _address(secret, member))


async def set_up(staff: UUID, secret: str, typed: str, *, by: str, now: datetime) -> list[str]:
    """Keep the secret, as the first code is right, and return ten recovery codes, shown this once; raises Invalid."""
    step = step_of(secret, bare(typed), now)
    if step is None:
        raise Invalid({"code": "code_wrong"})
    async with DB.transaction():
        await DB.rows(KEEP, staff, seal(secret, KEPT, str(staff)), step, now)
        codes = await _fresh_codes(staff)
        await journal.write("second_factor.set_up", staff, by=by, now=now)
    return codes


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the period that a code is of: this one, the one before or after, as clocks differ (RFC 6238, §5.2)."""
    if not looks_like_code(code):
        return None
    made, current = pyotp.HOTP(secret), int(now.timestamp()) // PERIOD
    return next((step for step in (current, current - 1, current + 1) if made.verify(code, step)), None)


async def check(staff: UUID, typed: str, *, now: datetime) -> str:
    """Return by what a person passed, code or recovery; raises Refused or TooMany. Each code passes once."""
    await count("second-factor", str(staff), most=5, seconds=900, now=now)
    code = bare(typed)
    passed = await _of_telephone(staff, code, now) if looks_like_code(code) else await _of_paper(staff, code, now)
    if not passed:
        raise Refused("code_wrong")
    await forget("second-factor", str(staff))
    return "code" if looks_like_code(code) else "recovery"


async def _of_telephone(staff: UUID, code: str, now: datetime) -> bool:
    row = await SecondFactor.select(SecondFactor.secret).where(SecondFactor.staff == staff).first()
    if row is None:
        return False
    try:
        step = step_of(unseal(row["secret"], KEPT, str(staff)), code, now)
    except SealBroken:
        return False  # the secret of the house was changed: an administrator takes the second factor away
    return step is not None and bool(await DB.rows(TAKE_STEP, step, staff, step))


async def _of_paper(staff: UUID, code: str, now: datetime) -> bool:
    async with DB.transaction():
        taken = await DB.rows(TAKE_PAPER, now, staff, _kept(staff, code))
        if taken:
            await journal.write("recovery_code.used", staff, by=f"staff:{staff}", now=now)
    return bool(taken)


def _kept(staff: UUID, code: str) -> bytes:
    """Return what is kept in place of a recovery code: nothing without the secret of the house leads back to it."""
    return digest(derived(settings().secret, "recovery code", f"{staff}:{code}"))


async def _fresh_codes(staff: UUID) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    await RecoveryCode.delete().where(RecoveryCode.staff == staff)
    await RecoveryCode.insert(*[RecoveryCode(id=new_id(), staff=staff, digest=_kept(staff, code)) for code in codes])
    return [on_paper(code) for code in codes]


async def renew_codes(staff: UUID, *, by: str, now: datetime) -> list[str]:
    """Return ten new recovery codes; those before are good no more. Raises NotFound without a second factor."""
    async with DB.transaction():
        if not await SecondFactor.exists().where(SecondFactor.staff == staff):
            raise NotFound
        codes = await _fresh_codes(staff)
        await journal.write("recovery_codes.renewed", staff, by=by, now=now)
    return codes


async def remove(staff: UUID, *, by: str, now: datetime) -> None:
    """Enter without codes again; raises NotFound, or Refused where one's role needs them."""
    if await queries.needs_second_factor(staff):
        raise Refused("factor_due")
    async with DB.transaction():
        await _take_away(staff)
        await journal.write("second_factor.removed", staff, by=by, now=now)


async def _take_away(staff: UUID) -> None:
    gone = await SecondFactor.delete().where(SecondFactor.staff == staff).returning(SecondFactor.staff)
    if not gone:
        raise NotFound
    await RecoveryCode.delete().where(RecoveryCode.staff == staff)


async def reset(staff: UUID, *, passkeys: bool, by: str, now: datetime) -> None:
    """Take away somebody's codes, and their passkeys if those are lost too: their logins end, and they are told.

    Raises Refused where there is nothing to take away.
    """
    async with DB.transaction():
        codes = await SecondFactor.delete().where(SecondFactor.staff == staff).returning(SecondFactor.staff)
        await RecoveryCode.delete().where(RecoveryCode.staff == staff)
        keys = await Passkey.delete().where(Passkey.staff == staff).returning(Passkey.id) if passkeys else []
        if not codes and not keys:
            raise Refused("nothing_to_reset")
        await Login.delete().where(Login.staff == staff)
        await journal.write("second_factor.reset", staff, by=by, now=now, codes=bool(codes), passkeys=len(keys))
