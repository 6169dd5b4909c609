"""A receiver on this machine that answers as it is told to, and our hooks that call it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from server.foundation.http import Door
from server.hooks import actions, delivery
from server.hooks.relay import hear
from server.journal.readers import follow


@dataclass
class Receiver:
    """A program that is told: what it got, (headers, body) each, and what it answers next."""

    answers: list[bytes] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    stalls: bool = False
    url: str = ""

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head) if name}
        self.got.append((headers, await reader.readexactly(int(headers["content-length"]))))
        if self.stalls:
            await reader.read()
            return
        status = self.answers.pop(0) if self.answers else b"204 No Content"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.fixture
async def receiver():
    found = Receiver()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/recu"
    yield found
    server.close()


@pytest.fixture
async def door(monkeypatch):
    """A door that may reach this machine, for the deliveries and for the check of addresses."""
    opened = Door(allow_private=True, agent="test")
    monkeypatch.setattr(actions, "door", lambda: opened)
    yield opened
    await opened.close()


@pytest.fixture
def today():
    """The true hour: verifiers of others compare it with the time of the signature."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def told(door, today):
    """Return a function that reads the journal and tells what is owed, `after` the true hour: how many tries."""

    async def tell(after=timedelta(), at=None):
        moment = (at or today) + after
        while await follow("hooks", hear, now=moment):
            pass
        return await delivery.deliver_due(door, moment)

    return tell
