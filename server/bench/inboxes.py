"""Activities verified, stored and answered by a web process, beside the bare commits of one connection."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import datetime

from federation import actors
from federation.signatures import keys, sign_cavage
from federation.tables import Received
from federation.wire import Actor
from federation.wire.context import ACTIVITY_JSON, PUBLIC
from server.bench import ground, instances
from server.bench.references import commits
from server.foundation import clock
from server.foundation.settings import settings
from server.sharing.node import node

CONNECTIONS = 24
# Less than a host may say in a minute.
OF_ONE_HOST = 100


@dataclass(frozen=True)
class Heard:
    """How many activities were answered 202 and stored, in how many seconds, beside `commits` per second.

    `cpu` is the time of a processor, in seconds, that the web process took for them.
    """

    count: int
    seconds: float
    cpu: float
    commits: float


async def hear(address: str, count: int, seconds: float) -> Heard:
    """Post signed activities of known actors to the inbox, over some connections at once."""
    requests = await _letters(count)
    port = int(settings().url.rpartition(":")[2])
    with instances.running("web") as processes:
        web = instances.family(processes)
        before = await commits(address, seconds)
        warm, rest = requests[: count // 10], requests[count // 10 :]
        await _post(port, warm)
        began, cpu = time.monotonic(), ground.cpu_seconds(*web)
        taken = await _post(port, rest)
        spent, cpu = time.monotonic() - began, ground.cpu_seconds(*web) - cpu
        after = await commits(address, seconds)
    if taken != len(rest) or await Received.count() != count:
        raise AssertionError(f"{len(rest) - taken} of {len(rest)} activities were refused")
    return Heard(taken, spent, cpu, (before + after) / 2)


async def _letters(count: int) -> list[bytes]:
    """Return whole requests, signed one by one by actors that the instance knows."""
    key, now = keys.generate(), clock.now()
    made = []
    for number in range(count):
        url = f"https://m{number // OF_ONE_HOST}.example"
        actor = f"{url}/ap/actor"
        if number % OF_ONE_HOST == 0:
            await known(actor, keys.public_pem(key), now)
        said = {"id": f"{url}/said/{number}", "type": "Announce", "actor": actor, "to": [PUBLIC]}
        body = json.dumps({**said, "object": f"{url}/events/{number}", "content": "x" * 1500}).encode()
        inbox = f"{node().url}/ap/inbox"
        key_id = f"{actor}#main-key"
        headers = sign_cavage("POST", inbox, {"Content-Type": ACTIVITY_JSON}, body, key_id=key_id, key=key, now=now)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        made.append(f"POST /ap/inbox HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return made


async def known(id: str, pem: str, now: datetime) -> str:
    """Make an actor of another server known with its key; return its id."""
    actor = Actor(
        id=id,
        type="Application",
        username="relay",
        name="Mesure",
        summary="",
        url=id,
        inbox=f"{id}/inbox",
        outbox=f"{id}/outbox",
        followers="",
        following="",
        upcoming="",
        shared_inbox="",
        key_id=f"{id}#main-key",
        public_pem=pem,
        attributed_to="",
        software="",
    )
    await actors.keep(actor, now=now)
    return id


async def _post(port: int, requests: list[bytes]) -> int:
    """Send all requests over some connections; return how many were answered 202."""
    waiting = list(reversed(requests))

    async def go_on() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = 0
        while waiting:
            writer.write(waiting.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            _, _, rest = head.lower().partition(b"content-length:")
            await reader.readexactly(int(rest.split(b"\r\n", 1)[0] or 0))
            taken += head.startswith(b"HTTP/1.1 202")
        writer.close()
        return taken

    return sum(await asyncio.gather(*(go_on() for _ in range(CONNECTIONS))))
