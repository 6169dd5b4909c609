"""HTTP Message Signatures (RFC 9421): reading claims, the text that is signed, and signing."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import http_sf

from federation.signatures import target
from federation.signatures.cavage import moment, signed
from federation.signatures.digest import content_digest, no_duplicate
from federation.signatures.keys import PrivateKey
from federation.signatures.request import BadSignature, Claim, Request
from federation.wire.context import ACTIVITY_JSON

MOST_TRIED = 3
MOST_COMPONENTS = 32
LABEL = "sig1"

_PLACES = ({"@target-uri"}, {"@authority", "@path", "@query"})
_DERIVED: Mapping[str, Callable[[Request], str]] = {
    "@method": lambda request: request.method,
    "@target-uri": lambda request: request.url,
    "@authority": lambda request: target.authority(request.url),
    "@scheme": lambda request: request.url.partition(":")[0].lower(),
    "@request-target": lambda request: target.request_target(request.url),
    "@path": lambda request: target.path(request.url),
    "@query": lambda request: target.query(request.url),
}
_KNOWN_PARAMS = frozenset({"created", "expires", "keyid", "alg", "nonce", "tag"})


@dataclass(frozen=True)
class Wish:
    """What a receiver asks to find in a signature: components to cover, and a nonce or a tag to repeat."""

    components: tuple[str, ...]
    params: Mapping[str, str]


def claims(request: Request, now: datetime) -> list[Claim]:
    """Read the first three claims that say as much as we require; raises `BadSignature` when none does."""

    def enough(claim: Claim) -> None:
        _check_coverage(claim.covered, with_body=bool(request.body))
        base(claim, request)

    return collected(request, now, enough)


def collected(message: Request, now: datetime, enough: Callable[[Claim], None]) -> list[Claim]:
    """Read the first three claims of a message that `enough` lets pass; raises `BadSignature` when there is none."""
    inputs, values = _dictionary(message, "signature-input"), _dictionary(message, "signature")
    found: list[Claim] = []
    refusal = BadSignature("syntax")
    for label in list(inputs)[:MOST_TRIED]:
        try:
            claim = _claim(inputs[label], values.get(label), now)
            enough(claim)
        except BadSignature as why:
            refusal = why
        else:
            found.append(claim)
    if not found:
        raise refusal
    return found


def wish_of(header: str) -> Wish | None:
    """Read what an answer asks of a signature (Accept-Signature, RFC 9421 §5.1); None when it asks nothing we know."""
    try:
        asked: Any = http_sf.parse(header.encode(), tltype="dictionary", on_duplicate_key=no_duplicate)
        covered, params = _inner_list(next(iter(asked.values()), None))
    except (http_sf.StructuredFieldError, ValueError, BadSignature):
        return None
    known = tuple(name for name in covered if name in _DERIVED or not name.startswith("@"))
    return Wish(known, {name: params[name] for name in ("nonce", "tag") if type(params.get(name)) is str})


def base(claim: Claim, request: Request) -> bytes:
    """The text that was signed (RFC 9421 §2.5); raises `BadSignature` for a component that we do not know."""
    lines = [f'"{name}": {_component(name, request)}' for name in claim.covered]
    return "\n".join([*lines, f'"@signature-params": {claim.params}']).encode()


def sign_rfc9421(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    key_id: str,
    key: PrivateKey,
    now: datetime,
    wish: Wish | None = None,
) -> dict[str, str]:
    """All headers to send, signed with `key`; a body gets its Content-Digest, and a content type when it has none.

    `wish` is what the receiver asked to find in the signature, beside what we always say.
    """
    sent = {name.lower(): value for name, value in headers.items()} | {"host": target.authority(url)}
    covered = ["@method", "@target-uri"]
    if body:
        sent |= {"content-digest": content_digest(body), "content-type": sent.get("content-type", ACTIVITY_JSON)}
        covered.append("content-digest")
    told: dict[str, Any] = {"created": int(now.timestamp()), "keyid": key_id}
    if wish is not None:
        covered += [name for name in wish.components if name not in covered and (name[0] == "@" or name in sent)]
        told |= wish.params
    params = serialised(covered, told)
    unsigned = Claim(key_id, "rfc9421", "", b"", tuple(covered), now, params)
    text = base(unsigned, Request(method, url, list(sent.items()), body))
    sent["signature-input"] = f"{LABEL}={params}"
    sent["signature"] = f"{LABEL}=:{base64.b64encode(signed(text, key)).decode()}:"
    return {name.title(): value for name, value in sent.items()}


def _claim(member: Any, value: Any, now: datetime) -> Claim:
    covered, params = _inner_list(member)
    signature = value[0] if isinstance(value, tuple) else None
    if not isinstance(signature, bytes):
        raise BadSignature("label")
    found = Claim(
        key_id=_text(params, "keyid"),
        scheme="rfc9421",
        algorithm=_text(params, "alg").lower(),
        signature=signature,
        covered=covered,
        signed_at=moment(_seconds(params, "created")),
        params=serialised(covered, params),
    )
    if "expires" in params and moment(_seconds(params, "expires")) < now:
        raise BadSignature("expired")
    return found


def _dictionary(request: Request, name: str) -> dict[str, Any]:
    try:
        found = http_sf.parse(request.only(name).encode(), tltype="dictionary", on_duplicate_key=no_duplicate)
    except (http_sf.StructuredFieldError, ValueError):
        raise BadSignature("syntax") from None
    return found if isinstance(found, dict) else {}


def _inner_list(member: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    if not isinstance(member, tuple) or not isinstance(member[0], list):
        raise BadSignature("syntax")
    items, params = member
    # A parameter changes what a component means; those we do not know are refused, never ignored.
    if any(own for _, own in items) or not all(type(name) is str for name, _ in items):
        raise BadSignature("component")
    if not params.keys() <= _KNOWN_PARAMS:
        raise BadSignature("parameter")
    names = tuple(name for name, _ in items)
    if len(names) > MOST_COMPONENTS or len(set(names)) != len(names):
        raise BadSignature("covered_twice")
    return names, params


def _check_coverage(covered: tuple[str, ...], *, with_body: bool) -> None:
    present = set(covered)
    if "@method" not in present:
        raise BadSignature("uncovered:@method")
    if not any(place <= present for place in _PLACES):
        raise BadSignature("uncovered:@target-uri")
    if with_body and "content-digest" not in present:
        raise BadSignature("uncovered:content-digest")


def _component(name: str, request: Request) -> str:
    if name in _DERIVED:
        return _DERIVED[name](request)
    if name.startswith("@") or name != name.lower():
        raise BadSignature("component")
    values = request.lines(name)
    if not values:
        raise BadSignature(f"missing:{name}")
    return ", ".join(values)


def serialised(covered: tuple[str, ...] | list[str], params: Mapping[str, Any]) -> str:
    """The value of `@signature-params` (RFC 9421 §2.3)."""
    inner_list: Any = ([(name, {}) for name in covered], dict(params))
    try:
        return http_sf.ser([inner_list])
    except ValueError:
        raise BadSignature("syntax") from None


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name, "")
    if type(value) is not str:
        raise BadSignature("parameter")
    return value


def _seconds(params: Mapping[str, Any], name: str) -> int:
    value = params.get(name)
    if type(value) is not int:
        raise BadSignature(f"missing:{name}" if value is None else "parameter")
    return value
