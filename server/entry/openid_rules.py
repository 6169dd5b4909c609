"""What an OpenID provider must have said for us to believe it (OpenID Connect Core 1.0, RFC 7636, RFC 9207)."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from server.foundation.emails import email_fault

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")  # no shared key
CLOCKS_DIFFER = 60  # seconds
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, §2
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True)
class Provider:
    """What the provider says of itself (OpenID Connect Discovery 1.0); an address that it has not is empty."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    post_secret: bool
    proves_code: bool
    names_itself: bool


@dataclass(frozen=True)
class Expected:
    """What the token of one sign-in must say."""

    issuer: str
    client_id: str
    nonce: str
    acr: tuple[str, ...]


def provider_of(described: Any, issuer: str, *, one_host: bool) -> Provider | None:
    """Return the provider described, or None where the description is another's, or lacks what is needed.

    `one_host`: all its addresses are on the issuer's own host (asked of one at a private address).
    """
    if not isinstance(described, dict) or not isinstance(described.get("issuer"), str):
        return None
    addresses = {name: str(described.get(name) or "") for name in (*ENDPOINTS, *OPTIONAL)}
    if described["issuer"].rstrip("/") != issuer or not all(addresses[name] for name in ENDPOINTS):
        return None
    if one_host and {urlsplit(each).netloc for each in addresses.values() if each} != {urlsplit(issuer).netloc}:
        return None
    return Provider(
        issuer=described["issuer"],
        authorization=addresses["authorization_endpoint"],
        token=addresses["token_endpoint"],
        keys=addresses["jwks_uri"],
        userinfo=addresses["userinfo_endpoint"],
        end_session=addresses["end_session_endpoint"],
        post_secret="client_secret_post" in _listed(described, "token_endpoint_auth_methods_supported"),
        proves_code="S256" in _listed(described, "code_challenge_methods_supported"),
        names_itself=described.get("authorization_response_iss_parameter_supported") is True,
    )


def _listed(described: Mapping[str, Any], name: str) -> list[Any]:
    found = described.get(name)
    return found if isinstance(found, list) else []


def proof_of(verifier: str) -> str:
    """Return what is shown of a verifier before it is (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def token_fault(claims: Mapping[str, Any], expected: Expected, now: datetime) -> str:
    """Return what is wrong with a signed ID token in a word, or an empty text (OpenID Connect Core 1.0, §3.1.3.7)."""
    audience, subject = claims.get("aud"), claims.get("sub")
    audiences = audience if isinstance(audience, list) else [audience]
    at = now.timestamp()
    faults = {
        "iss": claims.get("iss") != expected.issuer,
        "aud": expected.client_id not in audiences,
        "azp": (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id,
        "exp": not _number(claims.get("exp")) or claims["exp"] <= at - CLOCKS_DIFFER,
        "iat": not _number(claims.get("iat")) or claims["iat"] > at + CLOCKS_DIFFER,
        "nonce": claims.get("nonce") != expected.nonce,
        "sub": not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT,
        "acr": bool(expected.acr) and claims.get("acr") not in expected.acr,
    }
    return next((name for name, wrong in faults.items() if wrong), "")


def userinfo_fault(claims: Mapping[str, Any], subject: str, *, signed: bool, expected: Expected) -> str:
    """Return what is wrong with what is told of a person, or an empty text (OpenID Connect Core 1.0, §5.3.4)."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    faults = {
        "sub": claims.get("sub") != subject,
        "iss": signed and claims.get("iss") != expected.issuer,
        "aud": signed and expected.client_id not in audiences,
    }
    return next((name for name, wrong in faults.items() if wrong), "")


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def email_of(claims: Mapping[str, Any], *, trusted: bool) -> str:
    """Return the e-mail in small letters if the provider stands for it, else an empty text.

    `trusted`: it stands for all e-mails, and need not say so (ProConnect); one that it calls unverified is not taken.
    """
    email, verified = claims.get("email"), claims.get("email_verified")
    stands = verified is True or (trusted and verified is None)
    address = email.strip().lower() if isinstance(email, str) and stands else ""
    return "" if email_fault(address) else address


def name_of(claims: Mapping[str, Any]) -> str:
    """Return the person's name as far as it is told; ProConnect says usual_name for family_name."""
    parts = [claims.get("given_name"), claims.get("usual_name") or claims.get("family_name")]
    told = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
    name = claims.get("name")
    return (told or (name.strip() if isinstance(name, str) else ""))[:120]
