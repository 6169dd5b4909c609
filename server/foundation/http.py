"""The one outbound HTTP door: every request to another machine goes through it, and it judges addresses."""

import asyncio
import errno
import functools
import ipaddress
import re
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from server.foundation.addresses import forbidden
from server.foundation.settings import settings, version

NOTHING: Mapping[str, str] = MappingProxyType({})
CONNECT_SECONDS = 5
PORTS = frozenset({80, 443})
STRANGE = re.compile(r"[^!-~]|\\")
THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="names")


@dataclass(frozen=True)
class Answer:
    """What came back; `status` is 0 when nothing did, and `error` then says why in a few words."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str = ""


class Forbidden(OSError):
    """The address belongs to a network that a request must not reach."""


class Names:
    """What the resolver asks of a loop, in threads of its own: a name that hangs holds up nothing else."""

    async def getaddrinfo(self, host: str, port: int, **hints: Any) -> list[Any]:
        """Look a name up (`socket.getaddrinfo`)."""
        look_up = functools.partial(socket.getaddrinfo, host, port, **hints)
        return await asyncio.get_running_loop().run_in_executor(THREADS, look_up)

    async def getnameinfo(self, address: Any, flags: int = 0) -> tuple[str, str]:
        """Spell an address with its zone (`socket.getnameinfo`)."""
        return await asyncio.get_running_loop().run_in_executor(THREADS, socket.getnameinfo, address, flags)


class JudgingResolver(AbstractResolver):
    """Refuse a name as a whole when one of its addresses is forbidden (rebinding, mixed answers)."""

    def __init__(self, allow_private: bool) -> None:
        self._inner = aiohttp.ThreadedResolver(loop=cast(asyncio.AbstractEventLoop, Names()))
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not found:
            raise OSError(errno.ENOENT, f"{host} has no address")
        for entry in found:
            if not self._allow_private and forbidden(ipaddress.ip_address(entry["host"].split("%")[0])):
                raise Forbidden(errno.EACCES, f"{host} leads to a private address")
        return found

    async def close(self) -> None:
        await self._inner.close()


class Door:
    """A guarded HTTP client: no redirects, no cookies, no proxies, pinned and judged addresses, limits on all.

    One per process, opened in the event loop that uses it. Requests never raise for trouble of the network.
    """

    def __init__(self, *, allow_private: bool, agent: str) -> None:
        self._allow_private = allow_private
        self._agent = agent
        self._session: aiohttp.ClientSession | None = None

    def _socket(self, info: Any) -> socket.socket:
        family, kind, protocol, _, address = info
        if not self._allow_private and forbidden(ipaddress.ip_address(address[0].split("%")[0])):
            raise Forbidden(errno.EACCES, f"{address[0]} is a private address")
        return socket.socket(family, kind, protocol)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                socket_factory=self._socket,
                resolver=JudgingResolver(self._allow_private),
                limit=20,
                limit_per_host=2,
                ttl_dns_cache=60,
            )
            self._session = aiohttp.ClientSession(
                connector=connector, trust_env=False, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True
            )
        return self._session

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NOTHING,
        body: bytes = b"",
        limit: int = 1_048_576,
        seconds: float = 10.0,
    ) -> Answer:
        """Send one request; `limit` is in decompressed bytes, `seconds` the total time. Redirects are not followed."""
        if reason := self.refusal(url):
            return Answer(0, error=reason)
        wanted = {"User-Agent": self._agent, **headers}
        try:
            async with self._opened().request(
                method,
                URL(url, encoded=True),
                headers=wanted,
                data=body or None,
                timeout=_timeout(seconds),
                allow_redirects=False,
            ) as response:
                return await _read(response, limit)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return Answer(0, error=f"{type(error).__name__}: {error}"[:200])

    def refusal(self, url: str) -> str:
        """Return why `url` must not be asked for, or an empty text (RFC 3986; https only but for private networks)."""
        if STRANGE.search(url):
            return "the address holds characters that it must not"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return "the address cannot be read"
        if parts.scheme not in ({"https", "http"} if self._allow_private else {"https"}):
            return "only https addresses are asked"
        if parts.username is not None or parts.password is not None or not parts.hostname:
            return "the address must be a host without a user"
        return "" if self._allow_private else _public_refusal(parts.hostname, port)

    async def close(self) -> None:
        """Close the connections kept open."""
        if self._session is not None:
            await self._session.close()


@functools.lru_cache(maxsize=16)
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)


@functools.cache
def door() -> Door:
    """Return the door of this process, made from its settings."""
    own = settings()
    return Door(allow_private=own.allow_private_network, agent=f"Agendatheque/{version()} (+{own.url})")


@functools.cache
def inner_door() -> Door:
    """Return the door to a machine that the settings name and that may stand at a private address."""
    own = settings()
    return Door(allow_private=True, agent=f"Agendatheque/{version()} (+{own.url})")


def _public_refusal(hostname: str, port: int | None) -> str:
    if port is not None and port not in PORTS:
        return "only the usual ports are asked"
    try:
        return "a private address" if forbidden(ipaddress.ip_address(hostname)) else ""
    except ValueError:
        last = hostname.rstrip(".").rsplit(".", 1)[-1]
        return "not the name of a public host" if last.isdigit() or last.startswith("0x") or "." not in hostname else ""


async def _read(response: aiohttp.ClientResponse, limit: int) -> Answer:
    parts, size = [], 0
    async for part in response.content.iter_chunked(65_536):
        size += len(part)
        if size > limit:
            return Answer(0, error=f"the answer is longer than {limit} bytes")
        parts.append(part)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, headers, b"".join(parts))
