"""HTTP signatures as the fediverse has them (draft-cavage-http-signatures-12): reading a claim, and signing."""

import base64
import functools
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from federation.signatures.digest import decoded, digest
from federation.signatures.keys import PrivateKey
from federation.signatures.request import BadSignature, Claim, Request
from federation.signatures.target import authority, path, request_target
from federation.wire.context import ACTIVITY_JSON

MOST_COMPONENTS = 32
_PARAM = re.compile(r'\s*([A-Za-z]{1,32})=(?:"([^"\\]{0,4096})"|(\d{1,15}))\s*(,|\Z)')
_REQUIRED = ("(request-target)", "host", "date")


def claim(request: Request, now: datetime) -> Claim:
    """Read the one claim of a `Signature` header; raises `BadSignature` when it says less than we require.

    An end that it gives itself must be to come.
    """
    params = _params(request.only("signature"))
    covered = tuple(params.get("headers", "date").lower().split())
    _check_coverage(covered, with_body=bool(request.body))
    found = Claim(
        key_id=params.get("keyid", ""),
        scheme="cavage",
        algorithm=params.get("algorithm", "").lower(),
        signature=decoded(params.get("signature", "")),
        covered=covered,
        signed_at=date(request.only("date")),
    )
    bases(found, request)
    end = params.get("expires", "")
    if end.isdigit() and moment(int(end)) < now:
        raise BadSignature("expired")
    return found


def bases(claim: Claim, request: Request) -> list[bytes]:
    """The texts that may have been signed: implementations differ on whether the query is part of the target."""
    targets = dict.fromkeys([request_target(request.url), path(request.url)])
    return ["\n".join(_line(name, target, request) for name in claim.covered).encode() for target in targets]


def date(value: str) -> datetime:
    """An aware moment from an HTTP date; raises `BadSignature`, also for those that overflow the parser."""
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        raise BadSignature("date") from None


def moment(seconds: int) -> datetime:
    """An aware moment from Unix seconds; raises `BadSignature` beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadSignature("date") from None


def sign_cavage(
    method: str, url: str, headers: Mapping[str, str], body: bytes, *, key_id: str, key: PrivateKey, now: datetime
) -> dict[str, str]:
    """All headers to send, signed with `key`; a body gets its Digest, and a content type when it has none."""
    sent = {name.lower(): value for name, value in headers.items()}
    sent |= {"host": authority(url), "date": _http_date(int(now.timestamp()))}
    covered = list(_REQUIRED)
    if body:
        sent |= {"digest": digest(body), "content-type": sent.get("content-type", ACTIVITY_JSON)}
        covered += ["digest", "content-type"]
    target = f"{method.lower()} {request_target(url)}"
    text = "\n".join(f"{name}: {target if name == _REQUIRED[0] else sent[name]}" for name in covered)
    rsa = isinstance(key, RSAPrivateKey)
    value = base64.b64encode(signed(text.encode(), key)).decode()
    label, names = "rsa-sha256" if rsa else "hs2019", " ".join(covered)
    sent["signature"] = f'keyId="{key_id}",algorithm="{label}",headers="{names}",signature="{value}"'
    return {name.title(): value for name, value in sent.items()}


@functools.lru_cache(maxsize=2)
def _http_date(seconds: int) -> str:
    return format_datetime(moment(seconds), usegmt=True)


def signed(text: bytes, key: PrivateKey) -> bytes:
    """The signature of a text: RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519, as the key is."""
    return key.sign(text, PKCS1v15(), SHA256()) if isinstance(key, RSAPrivateKey) else key.sign(text)


def _params(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    while position < len(header):
        match = _PARAM.match(header, position)
        if not match:
            raise BadSignature("syntax")
        name = match[1].lower()
        if name in found:
            raise BadSignature("duplicate")
        found[name] = match[3] if match[2] is None else match[2]
        position = match.end()
    return found


def _check_coverage(covered: tuple[str, ...], *, with_body: bool) -> None:
    if len(covered) > MOST_COMPONENTS or len(set(covered)) != len(covered):
        raise BadSignature("covered_twice")
    # `(created)` and `(expires)` would let a signer go without a Date: refused, not ignored.
    if any(name.startswith("(") and name != "(request-target)" for name in covered):
        raise BadSignature("pseudo_header")
    for name in (*_REQUIRED, "digest") if with_body else _REQUIRED:
        if name not in covered:
            raise BadSignature(f"uncovered:{name}")


def _line(name: str, target: str, request: Request) -> str:
    if name == "(request-target)":
        return f"{name}: {request.method.lower()} {target}"
    values = request.lines(name)
    if not values:
        raise BadSignature(f"missing:{name}")
    return f"{name}: {', '.join(values)}"
