"""What a process remembers of feeds: bodies by their tag, and answers for as long as nothing was written anywhere.

Nothing here can be wrong: a tag is made of the content, and an answer counts only at the revision it was made at.
"""

import asyncio
import gzip
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

MOST_BYTES = 48_000_000
MOST_ANSWERS = 512
COMPRESSED_FROM = 1000  # octets
LEVEL = 6
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Packed:
    """A body and, where that is worth it, the same compressed."""

    plain: bytes
    gzip: bytes


@dataclass(frozen=True)
class Ready:
    """All of an answer but its body: good until `until` while the database stands at `revision`.

    `more` are the headers that come with the body only; both as they are sent.
    """

    revision: str
    until: datetime
    etag: str
    since: datetime
    headers: Headers
    more: Headers


class Memory:
    """The bodies and answers used last."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._bodies: OrderedDict[str, Packed] = OrderedDict()
        self._answers: OrderedDict[str, Ready] = OrderedDict()
        self._most = most_bytes
        self._size = 0

    def body(self, etag: str) -> Packed | None:
        """Return the body with this tag, if it is remembered."""
        found = self._bodies.get(etag)
        if found:
            self._bodies.move_to_end(etag)
        return found

    def knows(self, asked: str) -> bool:
        """Tell whether this question was answered before, however long ago."""
        return asked in self._answers

    def answer(self, asked: str, revision: str, now: datetime) -> Ready | None:
        """Return what was answered to the same question, if nothing can have changed since."""
        found = self._answers.get(asked)
        return found if found and revision and found.revision == revision and now < found.until else None

    def remember(self, asked: str, ready: Ready) -> None:
        """Keep an answer, if it was made at a revision."""
        if ready.revision:
            self._answers[asked] = ready
            self._answers.move_to_end(asked)
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)

    async def keep(self, etag: str, body: bytes) -> Packed:
        """Compress a body once, in a thread, and keep it."""
        small = await asyncio.to_thread(_compressed, body) if len(body) >= COMPRESSED_FROM else b""
        packed = Packed(body, small)
        before = self._bodies.pop(etag, None)
        self._bodies[etag] = packed
        self._size += _weight(packed) - (_weight(before) if before else 0)
        while self._size > self._most and len(self._bodies) > 1:
            self._size -= _weight(self._bodies.popitem(last=False)[1])
        return packed


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)  # without the time: two processes give the same bytes


def _weight(packed: Packed) -> int:
    return len(packed.plain) + len(packed.gzip)
