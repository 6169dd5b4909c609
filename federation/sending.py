"""One delivery: sign, knock, and knock again with the other signature where that may help."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from federation import guests, keyring, owing, rules
from federation.keyring import Signer
from federation.knocking import Knock, first_scheme, knock
from federation.node import Answer, Node
from federation.wire.context import ACTIVITY_JSON

MOST_CACHED = 64

Row = dict[str, Any]


@dataclass
class Held:
    """A host that this process alone sends to, as long as its `lease` stands in the table.

    `well` ends when it is in trouble or the lease is lost: then nothing more is sent to it. `met` once it has answered.
    """

    host: str
    lease: UUID
    software: str
    scheme: str
    scheme_at: datetime | None
    opens_again_at: datetime | None
    well: bool = True
    met: bool = False


@dataclass(frozen=True)
class Tried:
    """What came of one delivery; `scheme` is the signature that was sent last, empty when we failed before."""

    status: int
    error: str
    scheme: str = ""
    not_before: datetime | None = None

    @property
    def troubled(self) -> bool:
        """Whether the host itself is in trouble, so that sending it more would not help."""
        silent = self.status == 0 or self.status >= 500 or self.status in (408, 425, 429)
        return silent and bool(self.scheme)


class Letters:
    """Sends deliveries; a text and a key are read once in the life of this object, even when many wait for them."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._texts: dict[str, bytes] = {}
        self._signers: dict[str, Signer] = {}
        self._reading = asyncio.Lock()

    async def send(self, held: Held, row: Row, now: datetime) -> Tried:
        """Send one delivery and return what came of it; marks the host as unwell when it is in trouble."""
        try:
            tried = await self._knock(held, row, now)
        except Exception as fault:
            return Tried(0, f"{type(fault).__name__}: {fault}".replace("\x00", "")[:500])
        if 200 <= tried.status < 300:
            held.scheme, held.scheme_at = tried.scheme, now
        held.well = held.well and not tried.troubled
        return tried

    async def _knock(self, held: Held, row: Row, now: datetime) -> Tried:
        body, signer = await self._text(row["activity"]), await self._signer(row["signer"])
        if row["kind"] == "Join":
            body = (await guests.with_contact(self._node, body.decode(), row["inbox"])).encode()
        first = first_scheme(scheme=held.scheme, scheme_at=held.scheme_at, software=held.software, now=now)
        post = Knock("POST", row["inbox"], {"Content-Type": ACTIVITY_JSON}, body, signer)
        answer, scheme = await knock(self._node, post, first, now)
        error = "" if 200 <= answer.status < 300 else answer.error or _quoted(row, answer)
        wait = rules.retry_after(answer.headers.get("retry-after", ""), now)
        return Tried(answer.status, error.replace("\x00", ""), scheme, wait)

    async def _text(self, activity: str) -> bytes:
        if activity in self._texts:
            return self._texts[activity]
        async with self._reading:
            if activity not in self._texts:
                text = await owing.document_of(activity)
                if text is None:
                    raise LookupError("the activity is not there any more")
                _make_room(self._texts)
                self._texts[activity] = text.encode()
            return self._texts[activity]

    async def _signer(self, actor: str) -> Signer:
        if actor in self._signers:
            return self._signers[actor]
        async with self._reading:
            if actor not in self._signers:
                signer = await keyring.signer(self._node, actor)
                if signer is None:
                    raise LookupError("the key of its signer is not there any more")
                _make_room(self._signers)
                self._signers[actor] = signer
            return self._signers[actor]


def _make_room(cache: dict[str, Any]) -> None:
    if len(cache) >= MOST_CACHED:
        cache.clear()


def _quoted(row: dict[str, Any], answer: Answer) -> str:
    """Return what a server says of its refusal; of a Join, which may carry a contact, only the status."""
    return f"status {answer.status}" if row["kind"] == "Join" else answer.body[:300].decode("utf-8", "replace")
