"""Digests of a body: the old `Digest` (RFC 3230) and `Content-Digest` (RFC 9530)."""

import base64
import binascii
import functools
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import http_sf

from federation.signatures.request import BadSignature, Request

_KNOWN = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def digest(body: bytes) -> str:
    """The value of a `Digest` header."""
    return f"SHA-256={_sha256(body)}"


def content_digest(body: bytes) -> str:
    """The value of a `Content-Digest` header."""
    return f"sha-256=:{_sha256(body)}:"


@functools.lru_cache(maxsize=8)
def _sha256(body: bytes) -> str:
    """One body goes to many inboxes."""
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def check_digests(request: Request) -> None:
    """Compare each digest that the request carries to its bytes; raises `BadSignature`.

    Whether one of them must be there, and signed, is a question of coverage, asked elsewhere.
    """
    old, new = request.only("digest"), request.only("content-digest")
    if old:
        _compare(_old(old), request.body)
    if new:
        _compare(_new(new), request.body)


def no_duplicate(name: str, where: str) -> None:
    """Refuse a name said twice in a structured field, of which parsers would keep the last."""
    raise BadSignature("duplicate")


def _compare(claimed: Iterator[tuple[str, bytes]], body: bytes) -> None:
    known = dict(_once(claimed))
    if not known:
        raise BadSignature("digest_algorithm")
    for name, value in known.items():
        if not hmac.compare_digest(_KNOWN[name](body).digest(), value):
            raise BadSignature("digest")


def _once(claimed: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    seen = set()
    for name, value in claimed:
        if name in seen:
            raise BadSignature("duplicate")
        seen.add(name)
        if name in _KNOWN:
            yield name, value


def _old(header: str) -> Iterator[tuple[str, bytes]]:
    for part in header.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals:
            raise BadSignature("digest_syntax")
        yield name.lower(), decoded(value) if name.lower() in _KNOWN else b""


def _new(header: str) -> Iterator[tuple[str, bytes]]:
    try:
        fields: Any = http_sf.parse(header.encode(), tltype="dictionary", on_duplicate_key=no_duplicate)
    except (http_sf.StructuredFieldError, ValueError):
        raise BadSignature("digest_syntax") from None
    for name, member in fields.items():
        value = member[0] if isinstance(member, tuple) else member
        if not isinstance(value, bytes):
            raise BadSignature("digest_syntax")
        yield name, value


def decoded(value: str) -> bytes:
    """Bytes from strict base64; raises `BadSignature`."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise BadSignature("base64") from None
