"""What surrounds the protocol on one instance: its name, its secret and its guarded door to the network."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit


class Answer(Protocol):
    """What came back from another server; `status` 0 with `error` set means that nothing came back."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...

    @property
    def error(self) -> str: ...


class Door(Protocol):
    """The guarded HTTP client: it never follows a redirect and never raises for network trouble."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = ...,
        body: bytes = ...,
        limit: int = ...,
        seconds: float = ...,
    ) -> Answer: ...


# Returns what a guest of ours agreed to give of itself, or None.
ContactOf = Callable[[str], Awaitable[Mapping[str, str] | None]]


@dataclass(frozen=True)
class Node:
    """One instance. `url` has no trailing slash and every id starts with it; `secret` is 32 bytes.

    `allow_list`: only hosts that an administrator let in are heard. `gancio`: Gancio servers that follow the instance
    are told by it. `territory` is said in NodeInfo. The night of
    `timezone` (IANA) is when comparisons are made. `contact_of` is asked when the Join of a guest is sent.
    """

    url: str
    name: str
    version: str
    hub: bool
    secret: bytes
    door: Door
    allow_list: bool = False
    gancio: bool = False
    territory: str = ""
    timezone: str = "Europe/Paris"
    contact_of: ContactOf | None = None

    @property
    def host(self) -> str:
        """The public host, with its port when it is not the default one."""
        return urlsplit(self.url).netloc

    @property
    def actor(self) -> str:
        """The id of the instance actor."""
        return f"{self.url}/ap/actor"
