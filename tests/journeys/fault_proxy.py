"""A proxy before an instance that loses, doubles, delays and cuts what other servers say to it, as its dice fall."""

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

# What only servers ask for; the pages and the API of an instance pass unharmed.
BETWEEN_SERVERS = (b"/ap/", b"/.well-known/", b"/nodeinfo/")
Done = TypeVar("Done")
SLOWEST_SECONDS = 1.5
PATIENCE_SECONDS = 30
LARGEST = 4 * 1024 * 1024
FATES = {
    "lost before": 0.15, "lost after": 0.15, "cut on the way": 0.05, "cut on the way back": 0.05,
    "twice": 0.10, "late": 0.20, "well": 0.30,
}  # fmt: skip


@dataclass
class FaultProxy:
    """Listens on `public`, passes to `inner`, and touches nothing but `Connection`, so that signatures stay right.

    `quiet` lets everything pass; `dead` answers nobody. `fates` counts what became of the requests of servers.
    """

    public: int
    inner: int
    dice: random.Random
    quiet: bool = True
    dead: bool = False
    fates: Counter[str] = field(default_factory=Counter)
    _late: set[asyncio.Task[bytes]] = field(default_factory=set)

    async def serve(self) -> asyncio.Server:
        """Start listening."""
        return await asyncio.start_server(self._take, "127.0.0.1", self.public, limit=LARGEST)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request of one connection, or not."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                request = await _read(reader)
                answer = await self._answer(request) if request else b""
                writer.write(answer)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def _answer(self, request: bytes) -> bytes:
        if self.quiet or not request.split(b" ", 2)[1].startswith(BETWEEN_SERVERS):
            return await self._pass(request)
        fate = "dead" if self.dead else self.dice.choices(list(FATES), list(FATES.values()))[0]
        self.fates[fate] += 1
        return await self._suffer(fate, request)

    async def _suffer(self, fate: str, request: bytes) -> bytes:
        """Return what is answered to a request with this fate: all, half or nothing."""
        match fate:
            case "dead" | "lost before":
                return b""
            case "cut on the way":
                return await self._pass(request[: len(request) // 2], wait=False)
            case "late":
                await asyncio.sleep(self.dice.uniform(0.05, SLOWEST_SECONDS))
            case "twice":
                self._again(request)
        answer = await self._pass(request)
        if fate == "lost after":
            return b""
        return answer[: len(answer) // 2] if fate == "cut on the way back" else answer

    def _again(self, request: bytes) -> None:
        async def later() -> bytes:
            await asyncio.sleep(self.dice.uniform(0.0, SLOWEST_SECONDS))
            with contextlib.suppress(OSError):
                return await self._pass(request)
            return b""

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _pass(self, request: bytes, *, wait: bool = True) -> bytes:
        """Hand the bytes to the instance; return all that it answers, nothing when it is not there."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.inner)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read() if wait else b""
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Read one HTTP/1.1 request (RFC 9112), told to close its connection; nothing when there is none."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    named = dict(line.lower().split(b":", 1) for line in lines[1:])
    body = b""
    if b"chunked" in named.get(b"transfer-encoding", b""):
        while not body.endswith(b"0\r\n\r\n"):
            body += await reader.readuntil(b"\r\n")
    elif length := int(named.get(b"content-length", b"0")):
        body = await reader.readexactly(length)
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


class Proxies:
    """Several proxies in a thread of their own."""

    def __init__(self, proxies: list[FaultProxy]) -> None:
        self.all = proxies
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._servers = [self._do(proxy.serve()) for proxy in self.all]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        """Stop listening, and hang up on whoever is still served."""
        for server in self._servers:
            server.close()
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def calm(self) -> None:
        """Let everything pass from now on."""
        for proxy in self.all:
            proxy.quiet, proxy.dead = True, False

    def rage(self) -> None:
        """Let the dice decide from now on."""
        for proxy in self.all:
            proxy.quiet = False

    @property
    def fates(self) -> Counter[str]:
        """What became of the requests so far."""
        return sum((proxy.fates for proxy in self.all), Counter())

    def _do(self, work: Coroutine[Any, Any, Done]) -> Done:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
