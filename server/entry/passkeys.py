"""Passkeys (WebAuthn level 2): add one, sign in with it and nothing else, take it away."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import webauthn
from webauthn.helpers import (
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts import actions as accounts
from server.accounts.queries import StaffRow
from server.entry import challenges
from server.entry.rules import MOST_PASSKEYS, counter_fits, name_of, relying_party
from server.entry.tables import Passkey
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.limits import count
from server.foundation.settings import settings
from server.journal import actions as journal

T = TypeVar("T")
REQUIRED = UserVerificationRequirement.REQUIRED
MILLISECONDS = 300_000
MOST_ASKED = 600  # questions to one address in an hour: each sign-in page that is opened asks one


async def ask_to_add(member: StaffRow, *, now: datetime) -> str:
    """Return what to ask the browser in order to make a key, as JSON (PublicKeyCredentialCreationOptionsJSON).

    The key is found again without a name (discoverable) and opens only for its owner (finger, face or code).
    """
    known = await Passkey.select(Passkey.credential).where(Passkey.staff == member.id)
    options = webauthn.generate_registration_options(
        rp_id=relying_party(settings().url).id,
        rp_name=settings().name,
        user_id=member.id.bytes,
        user_name=member.email,
        user_display_name=member.name,
        challenge=await challenges.ask(member.id, now),
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row["credential"]) for row in known],
    )
    return options_to_json(options)


async def add(staff: UUID, name: str, answer: str, *, by: str, now: datetime) -> UUID:
    """Keep the key that a browser made (RegistrationResponseJSON); raises Invalid or Refused."""
    called = name_of(name)
    party = relying_party(settings().url)
    credential = _read(lambda: parse_registration_credential_json(answer))
    challenge = _read(lambda: parse_client_data_json(credential.response.client_data_json).challenge)
    if not await challenges.take(challenge, staff, now):
        raise Refused("passkey_late")
    made = _read(
        lambda: webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
    )
    async with DB.transaction():
        if await Passkey.count().where(Passkey.staff == staff) >= MOST_PASSKEYS:
            raise Refused("passkeys_many", most=MOST_PASSKEYS)
        if await Passkey.exists().where(Passkey.credential == made.credential_id):
            raise Refused("passkey_known")
        kept = Passkey(id=new_id(), staff=staff, credential=made.credential_id, created_at=now, name=called)
        kept.public_key, kept.uses = made.credential_public_key, made.sign_count
        kept.synced = made.credential_backed_up
        await kept.save()
        await journal.write("passkey.added", staff, by=by, now=now, passkey=kept.id)
    return kept.id


async def ask_to_sign_in(*, origin: str, now: datetime) -> str:
    """Return what to ask any browser, as JSON (PublicKeyCredentialRequestOptionsJSON); raises TooMany."""
    await count("passkey-asked", origin, most=MOST_ASKED, seconds=3600, now=now)
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(settings().url).id,
        challenge=await challenges.ask(None, now),
        timeout=MILLISECONDS,
        user_verification=REQUIRED,
    )
    return options_to_json(options)


async def sign_in(answer: str, *, origin: str, now: datetime) -> str:
    """Return the secret of a new login for whom this key belongs to (AuthenticationResponseJSON).

    Raises Refused or TooMany. A key that we do not know, one taken away and a bad signature get the same answer.
    """
    await count("sign-in-from", origin, most=100, seconds=3600, now=now)
    credential = _read(lambda: parse_authentication_credential_json(answer))
    challenge = _read(lambda: parse_client_data_json(credential.response.client_data_json).challenge)
    if not await challenges.take(challenge, None, now):
        raise Refused("passkey_late")
    key = await Passkey.objects().where(Passkey.credential == credential.raw_id).first()
    if key is None:
        raise Refused("passkey_refused")
    await _use(key, _signed(credential, challenge, key), now)
    return await accounts.open_login(key.staff, "passkey", now=now)


def _signed(credential: AuthenticationCredential, challenge: bytes, key: Passkey) -> int:
    """Return the device's counter if it signed, for us and with its owner there; raises Refused."""
    party, owner = relying_party(settings().url), credential.response.user_handle
    if owner is not None and owner != key.staff.bytes:
        raise Refused("passkey_refused")
    verified = _read(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=key.public_key,
            credential_current_sign_count=0,  # judged below, where a doubt is written down
            require_user_verification=True,
        )
    )
    return verified.new_sign_count


async def _use(key: Passkey, uses: int, now: datetime) -> None:
    """Write down that a key was used; a counter that goes back may be that of a copy: refused, and noted."""
    fits = False
    async with DB.transaction():
        row = await Passkey.select(Passkey.uses).where(Passkey.id == key.id).lock_rows("UPDATE").first()
        if row is None:
            raise Refused("passkey_refused")
        fits = counter_fits(row["uses"], uses)
        if fits:
            await Passkey.update({Passkey.uses: uses, Passkey.used_at: now}).where(Passkey.id == key.id)
        else:
            await journal.write("passkey.doubted", key.staff, by="system", now=now, passkey=key.id)
    if not fits:
        raise Refused("passkey_doubted")


async def remove(staff: UUID, passkey: UUID, *, by: str, now: datetime) -> None:
    """Take a key away: it opens nothing any more; raises NotFound."""
    async with DB.transaction():
        gone = await Passkey.delete().where((Passkey.id == passkey) & (Passkey.staff == staff)).returning(Passkey.id)
        if not gone:
            raise NotFound
        await journal.write("passkey.removed", staff, by=by, now=now, passkey=passkey)


def _read(part: Callable[[], T]) -> T:
    """Run a part of the library; whatever it finds wrong, and however it says so, is a refusal.

    What a stranger sends makes it raise its own errors, and those of the parsers underneath, without a common class.
    """
    try:
        return part()
    except Exception as error:
        raise Refused("passkey_refused") from error
