"""Signatures of answers (RFC 9421 §2.2.9): what a server answered, bound to its status, its bytes and its key."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from federation.signatures import arithmetic, rfc9421
from federation.signatures.cavage import signed
from federation.signatures.digest import check_digests, content_digest
from federation.signatures.keys import PrivateKey
from federation.signatures.received import WINDOW
from federation.signatures.request import BadSignature, Claim, Request, Unsigned

COVERED = ("@status", "content-digest")


class Answered(Protocol):
    """What came back: the names of its headers in any case."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...


def sign_answer(
    status: int, headers: Mapping[str, str], body: bytes, *, key_id: str, key: PrivateKey, now: datetime
) -> dict[str, str]:
    """All headers to answer with, signed with `key`: those given, Content-Digest, Signature-Input and Signature."""
    sent = {name.lower(): value for name, value in headers.items()} | {"content-digest": content_digest(body)}
    params = rfc9421.serialised(COVERED, {"created": int(now.timestamp()), "keyid": key_id})
    claim = Claim(key_id, "rfc9421", "", b"", COVERED, now, params)
    value = base64.b64encode(signed(_base(claim, status, sent), key)).decode()
    return sent | {"signature-input": f"{rfc9421.LABEL}={params}", "signature": f"{rfc9421.LABEL}=:{value}:"}


def check_answer(answer: Answered, key_pem: str, *, now: datetime) -> str:
    """Return the id of the key under which an answer is signed by the key `key_pem`; raises `BadSignature`.

    It must cover status and body, and be of the last 65 minutes. Whose key that id names is for the caller to know.
    """
    headers = {name.lower(): value for name, value in answer.headers.items()}
    message = Request("", "", [(name.lower(), value) for name, value in answer.headers.items()], answer.body)
    if not message.only("signature-input"):
        raise Unsigned

    def enough(claim: Claim) -> None:
        for name in COVERED:
            if name not in claim.covered:
                raise BadSignature(f"uncovered:{name}")
        if abs(now - claim.signed_at) > WINDOW:
            raise BadSignature("time")
        arithmetic.check(claim, [_base(claim, answer.status, headers)], key_pem)

    claims = rfc9421.collected(message, now, enough)
    check_digests(message)
    return claims[0].key_id


def _base(claim: Claim, status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f'"{name}": {_component(name, status, headers)}' for name in claim.covered]
    return "\n".join([*lines, f'"@signature-params": {claim.params}']).encode()


def _component(name: str, status: int, headers: Mapping[str, str]) -> str:
    if name == "@status":
        return str(status)
    if name.startswith("@") or name != name.lower():
        raise BadSignature("component")
    if name not in headers:
        raise BadSignature(f"missing:{name}")
    return headers[name].strip(" \t")
