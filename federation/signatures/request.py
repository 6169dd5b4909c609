"""A request as it arrived, what its signature claims, and the two ways of refusing it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

Scheme = Literal["cavage", "rfc9421"]


class BadSignature(Exception):
    """A request that is refused: `reason` is one short word for the log, `status` the HTTP status to answer."""

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Unsigned(BadSignature):
    """A request that carries no signature at all."""

    def __init__(self) -> None:
        super().__init__("unsigned")


@dataclass(frozen=True)
class Request:
    """One request: `url` is the full public address, `headers` all header lines with lower-case names."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: bytes

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.headers:
            found.setdefault(name, []).append(value.strip(" \t"))
        return found

    def lines(self, name: str) -> Sequence[str]:
        """The values of all lines of one header, in order, without surrounding blanks."""
        return self._named.get(name, ())

    def only(self, name: str) -> str:
        """The value of a header that may stand at most once, or an empty string; raises `BadSignature`."""
        found = self.lines(name)
        if len(found) > 1:
            raise BadSignature(f"twice:{name}")
        return found[0] if found else ""


@dataclass(frozen=True)
class Claim:
    """What a signature claims before any key is known; `algorithm` is a lower-case label or empty.

    `covered` are the component names in order; `params` is the serialised `@signature-params` of RFC 9421.
    """

    key_id: str
    scheme: Scheme
    algorithm: str
    signature: bytes
    covered: tuple[str, ...]
    signed_at: datetime
    params: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of key id and signature, to recognise a request that is played again."""
        return hashlib.sha256(self.key_id.encode() + b"\n" + self.signature).hexdigest()
