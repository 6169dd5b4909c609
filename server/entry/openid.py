"""Enter by an OpenID provider: leave for it, come back from it, leave it when one leaves (OpenID Connect Core 1.0).

Nobody gets an account this way: the provider vouches for an e-mail that is known here, then for the same person.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from server.accounts import actions as accounts
from server.accounts.tables import EntryLink, Staff
from server.entry import openid_provider
from server.entry.openid_provider import Told
from server.entry.openid_rules import Expected, Provider, email_of, name_of, proof_of
from server.entry.rules import ERRAND_LASTS
from server.entry.tables import Errand, OutsideAccount, OutsideLogin
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import digest, new_id, new_token
from server.foundation.limits import count
from server.foundation.sealing import SealBroken, seal, unseal
from server.foundation.settings import OpenId, settings
from server.journal import actions as journal

BACK = "/bureau/connexion/openid/retour"
LEFT = "/bureau/connexion"
UNDER_WAY, ID_TOKEN = "openid errand", "openid id token"
TAKE = "DELETE FROM openid_errand WHERE digest = {} AND browser = {} AND expires_at > {} RETURNING kept"


@dataclass(frozen=True)
class Departure:
    """Where to send a browser, and the secret that it carries until it comes back."""

    address: str
    secret: str


@dataclass(frozen=True)
class Arrival:
    """The secret of a new login, and the page to go to."""

    secret: str
    back_to: str


def own_provider() -> OpenId:
    """Return the provider of the settings; raises NotFound where there is none."""
    own = settings().openid
    if own is None:
        raise NotFound
    return own


async def depart(back_to: str, *, again: bool, origin: str, now: datetime) -> Departure:
    """Return where to send a browser to show who its owner is; raises NotFound, Refused or TooMany.

    `again`: they are in already and are to show once more who they are; the provider is to ask them too.
    """
    own = own_provider()
    await count("openid-from", origin, most=100, seconds=3600, now=now)
    provider = await openid_provider.discover(own)
    state, secret, nonce, verifier = new_token(), new_token(), new_token(), secrets.token_urlsafe(48)
    errand = Errand(digest=digest(state), browser=digest(secret), expires_at=now + ERRAND_LASTS)
    errand.kept = seal(json.dumps([nonce, verifier, back_to]), UNDER_WAY, state)
    await errand.save()
    asked = {
        "response_type": "code",
        "client_id": own.client_id,
        "redirect_uri": settings().url + BACK,
        "scope": own.scope,
        "state": state,
        "nonce": nonce,
    }
    if again:
        asked["prompt"] = "login"
    if own.acr:
        asked["acr_values"] = " ".join(own.acr)
    if provider.proves_code:
        asked |= {"code_challenge": proof_of(verifier), "code_challenge_method": "S256"}
    between = "&" if "?" in provider.authorization else "?"
    return Departure(f"{provider.authorization}{between}{urlencode(asked)}", secret)


async def arrive(state: str, secret: str, code: str, issuer: str, *, origin: str, now: datetime) -> Arrival:
    """Return the login of who comes back with `code`; raises NotFound, Refused or TooMany.

    `state` and `secret` (of the browser's cookie) are good once, together. `issuer` is what the answer calls itself
    (RFC 9207), so that one provider's code is not taken to another.
    """
    own = own_provider()
    await count("sign-in-from", origin, most=100, seconds=3600, now=now)
    nonce, verifier, back_to = await _errand(state, secret, now)
    provider = await openid_provider.discover(own)
    if issuer != provider.issuer and (issuer or provider.names_itself):
        raise Refused("openid_refused")
    if not code:
        raise Refused("openid_given_up")
    expected = Expected(provider.issuer, own.client_id, nonce, own.acr)
    told = await openid_provider.exchange(own, provider, code, verifier, settings().url + BACK, expected, now)
    staff = await _whom(own, provider, told, now)
    login = await accounts.open_login(staff, "openid", now=now)
    await OutsideLogin(login=digest(login), id_token=seal(told.id_token, ID_TOKEN, digest(login).hex())).save()
    return Arrival(login, back_to)


async def _errand(state: str, secret: str, now: datetime) -> tuple[str, str, str]:
    rows = await DB.rows(TAKE, digest(state), digest(secret), now)
    try:
        nonce, verifier, back_to = json.loads(unseal(rows[0]["kept"], UNDER_WAY, state)) if rows else ("", "", "")
    except SealBroken:
        rows = []
    if not rows:
        raise Refused("openid_late")
    return nonce, verifier, back_to


async def _whom(own: OpenId, provider: Provider, told: Told, now: datetime) -> UUID:
    """Return whom the provider means: who entered so before, or whose e-mail it vouches for; raises Refused."""
    known = (OutsideAccount.issuer == provider.issuer) & (OutsideAccount.subject == told.subject)
    async with DB.transaction():
        rows = await OutsideAccount.update({OutsideAccount.used_at: now}).where(known).returning(OutsideAccount.staff)
        if rows:
            before: UUID = rows[0]["staff"]
            return before
        email = email_of(told.claims, trusted=own.trust_email)
        if not email:
            raise Refused("openid_no_email")
        open_account = (Staff.email == email) & Staff.disabled_at.is_null()
        staff = await Staff.select(Staff.id, Staff.name).where(open_account).first()
        if staff is None:
            raise Refused("openid_unknown")
        if not staff["name"]:  # invited, and here for the first time
            called = name_of(told.claims) or email.partition("@")[0]
            await Staff.update({Staff.name: called}).where(Staff.id == staff["id"])
        invited = (EntryLink.staff == staff["id"]) & (EntryLink.kind == "invitation")
        await EntryLink.delete().where(invited)  # answered: the link must not stay a way past codes set up later
        made = OutsideAccount(id=new_id(), staff=staff["id"], issuer=provider.issuer, subject=told.subject)
        made.created_at = made.used_at = now
        await made.save()
        await journal.write("outside_account.linked", staff["id"], by=f"staff:{staff['id']}", now=now)
    found: UUID = staff["id"]
    return found


async def farewell(login: str) -> str:
    """Return where to send a browser whose login ends, to end it at the provider too; empty where there is nothing.

    To be asked before the login ends (OpenID Connect RP-Initiated Logout 1.0). Raises nothing: one leaves here anyway.
    """
    own = settings().openid
    row = await OutsideLogin.select(OutsideLogin.id_token).where(OutsideLogin.login == digest(login)).first()
    if own is None or row is None:
        return ""
    try:
        token = unseal(row["id_token"], ID_TOKEN, digest(login).hex())
        provider = await openid_provider.discover(own)
    except (SealBroken, Refused):
        return ""
    asked = {"id_token_hint": token, "post_logout_redirect_uri": settings().url + LEFT, "state": new_token()}
    between = "&" if "?" in provider.end_session else "?"
    return f"{provider.end_session}{between}{urlencode(asked)}" if provider.end_session else ""


async def unlink(staff: UUID, account: UUID, *, by: str, now: datetime) -> None:
    """Forget whom the provider means by a subject; the next time the e-mail decides again. Raises NotFound."""
    async with DB.transaction():
        mine = (OutsideAccount.id == account) & (OutsideAccount.staff == staff)
        if not await OutsideAccount.delete().where(mine).returning(OutsideAccount.id):
            raise NotFound
        await journal.write("outside_account.unlinked", staff, by=by, now=now)
