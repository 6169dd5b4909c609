"""An SMS provider on this machine that does as told: it takes, refuses, stalls or hangs up."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from server.notifications.deliveries import Delivery, Outcome

STALL_SECONDS = 2


class Texter:
    """A door for SMS that gives the answers it is told, then takes everything."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.got = []

    async def send(self, phone, text):
        self.got.append((phone, text))
        return self.answers.pop(0) if self.answers else Delivery(Outcome.SENT)


@dataclass
class Provider:
    """Answers by HTTP what `answers` say in turn (a status, "hang up" or "stall"), then 200.

    `got` holds (number, text) of what arrived whole and was not refused with a status.
    """

    port: int = 0
    answers: list = field(default_factory=list)
    got: list = field(default_factory=list)
    asked: int = 0

    async def serve(self, reader, writer):
        try:
            body = await self._read(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, str) or answer == 200:
            self.got.append((body.get("to", ""), body["message"]))
        if answer == "stall":
            await asyncio.sleep(STALL_SECONDS)
        elif answer != "hang up":
            writer.write(f"HTTP/1.1 {answer} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()

    async def _read(self, reader):
        head = await reader.readuntil(b"\r\n\r\n")
        (length,) = [
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        ]
        return json.loads(await reader.readexactly(length))


@asynccontextmanager
async def providing():
    """Yield a Provider that listens on a free port of this machine."""
    kept = Provider()
    listener = await asyncio.start_server(kept.serve, "127.0.0.1", 0)
    kept.port = listener.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        listener.close()
