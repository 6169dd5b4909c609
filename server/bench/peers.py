"""Inboxes of loopback: they take whatever is posted, at as little cost as can be."""

import asyncio
from typing import cast

TAKEN = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"
NOTHING_HERE = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"


class Inbox(asyncio.Protocol):
    """One connection: answers each request once its body is there."""

    def __init__(self) -> None:
        self._held = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # those of uvloop are none by name

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end].lower()
            _, _, rest = head.partition(b"content-length:")
            length = int(rest.split(b"\r\n", 1)[0] or 0)  # none: a GET
            if len(self._held) < end + 4 + length:
                return
            self._held = self._held[end + 4 + length :]
            if self._transport is not None:
                self._transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        """Return the whole answer to a request with these lines, in lower case."""
        return TAKEN


def serve(port: int, hosts: int) -> None:
    """Listen on one port of as many addresses of 127.0.0.0/8."""
    asyncio.run(_serve(port, addresses(hosts)))


def addresses(hosts: int) -> list[str]:
    """Return that many addresses of loopback."""
    return [f"127.0.{number // 200}.{number % 200 + 1}" for number in range(hosts)]


async def _serve(port: int, hosts: list[str]) -> None:
    listening = await asyncio.get_running_loop().create_server(Inbox, hosts, port)
    await listening.serve_forever()
