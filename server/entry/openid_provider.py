"""Speak with the OpenID provider of the settings, through the guarded door; nothing is kept between two calls."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from server.entry.openid_rules import ALGORITHMS, Expected, Provider, provider_of, token_fault, userinfo_fault
from server.foundation.errors import Refused
from server.foundation.http import Answer, Door, door, inner_door
from server.foundation.settings import OpenId

DISCOVERY = "/.well-known/openid-configuration"
LIMIT = 262_144  # bytes of any answer
TOKENS = ("id_token", "access_token")
KINDS = ("RSA", "EC", "OKP")


@dataclass(frozen=True)
class Told:
    """What the provider says: of whom (`subject`), what, and its signed word to show it when one leaves."""

    subject: str
    claims: Mapping[str, Any]
    id_token: str


def _door(own: OpenId) -> Door:
    return inner_door() if own.private else door()


async def _send(own: OpenId, method: str, url: str, **more: Any) -> Answer:
    answer = await _door(own).send(method, url, limit=LIMIT, **more)
    if answer.status != 200:
        raise Refused("openid_unreachable")
    return answer


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("openid_unreachable") from None


async def discover(own: OpenId) -> Provider:
    """Return what the provider says of itself; raises Refused."""
    answer = await _send(own, "GET", own.issuer + DISCOVERY)
    found = provider_of(_json(answer.body), own.issuer, one_host=own.private)
    if found is None:
        raise Refused("openid_unreachable")
    return found


async def exchange(
    own: OpenId, provider: Provider, code: str, verifier: str, back: str, expected: Expected, now: datetime
) -> Told:
    """Return what the provider says of who came back with `code`; raises Refused.

    Nothing is believed before its signature, issuer, audience, times, nonce and level are checked.
    """
    tokens = await _tokens(own, provider, code, verifier, back)
    keys = _keys(_json((await _send(own, "GET", provider.keys)).body))
    claims = _opened(tokens["id_token"], keys)
    if token_fault(claims, expected, now):
        raise Refused("openid_refused")
    more = await _userinfo(own, provider, tokens["access_token"], claims["sub"], keys, expected)
    return Told(claims["sub"], {**claims, **more}, tokens["id_token"])


async def _tokens(own: OpenId, provider: Provider, code: str, verifier: str, back: str) -> dict[str, str]:
    """Return the tokens that a code is worth, once (RFC 6749, §4.1.3, and §2.3.1 for the secret)."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    if not provider.proves_code:
        del asked["code_verifier"]
    if provider.post_secret:
        asked |= {"client_id": own.client_id, "client_secret": own.client_secret}
    else:
        known = f"{quote_plus(own.client_id)}:{quote_plus(own.client_secret)}"
        headers["authorization"] = f"Basic {base64.b64encode(known.encode()).decode()}"
    answer = await _door(own).send("POST", provider.token, headers=headers, body=urlencode(asked).encode(), limit=LIMIT)
    if answer.status in {400, 401}:
        raise Refused("openid_refused")
    given = _json(answer.body) if answer.status == 200 else None
    if not isinstance(given, dict) or not all(isinstance(given.get(each), str) for each in TOKENS):
        raise Refused("openid_unreachable")
    return given


def _keys(told: Any) -> jwk.KeySet:
    """Return the provider's keys that sign; raises Refused."""
    listed = told.get("keys") if isinstance(told, dict) else None
    fit = [
        each
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and each.get("kty") in KINDS and each.get("use", "sig") == "sig"
    ]
    try:
        return jwk.KeySet.import_key_set({"keys": fit})
    except (JoseError, ValueError, TypeError, KeyError):
        raise Refused("openid_unreachable") from None


def _opened(token: str, keys: jwk.KeySet) -> dict[str, Any]:
    """Return what a token says if one of these keys signed it; raises Refused."""
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError):
        raise Refused("openid_refused") from None


async def _userinfo(
    own: OpenId, provider: Provider, token: str, subject: str, keys: jwk.KeySet, expected: Expected
) -> dict[str, Any]:
    """Return what the provider tells of the person: as JSON, or signed (application/jwt), as ProConnect does."""
    if not provider.userinfo:
        return {}
    answer = await _send(own, "GET", provider.userinfo, headers={"authorization": f"Bearer {token}"})
    signed = answer.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/jwt"
    claims = _opened(answer.body.decode("ascii", "replace").strip(), keys) if signed else _json(answer.body)
    if not isinstance(claims, dict) or userinfo_fault(claims, subject, signed=signed, expected=expected):
        raise Refused("openid_refused")
    return claims
