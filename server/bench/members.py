"""A hub that catches up: members of loopback serve feeds of changes, signed once, and the hub reads them all."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from federation import looking_up
from federation.signatures import keys, sign_answer
from federation.signatures.keys import PrivateKey
from federation.sync import catching_up
from federation.sync.serving import MOST_BYTES
from federation.tables import Following, Peer, RemoteEvent
from federation.wire import Document, Event
from federation.wire import event as shape
from federation.wire.decode import encode
from server.bench import peers
from server.bench.inboxes import known
from server.foundation import clock
from server.sharing.actions import open_instance
from server.sharing.node import node

LONGEST_SECONDS = 180.0


@dataclass(frozen=True)
class CaughtUp:
    """How many events of how many members the hub holds, and after how many seconds."""

    members: int
    events: int
    seconds: float


async def catch_up(members: int, events: int, port: int) -> CaughtUp:
    """Read the feeds of all members, each with as many events that the hub has not."""
    now, key = clock.now(), keys.generate()
    await open_instance(now=now)
    hosts = [f"{address}:{port}" for address in peers.addresses(members)]
    pages: dict[tuple[str, str], bytes] = {}
    for number, host in enumerate(hosts):
        actor = await known(f"http://{host}/ap/actor", keys.public_pem(key), now)
        await _followed(host, actor, now)
        for cursor, page in _feed(host, actor, number, events, now):
            pages[host, cursor] = _signed(page, f"{actor}#main-key", key, now)
    listening = await asyncio.get_running_loop().create_server(lambda: _Member(pages), peers.addresses(members), port)
    try:
        return CaughtUp(members, *await _read_all(hosts, members * events))
    finally:
        listening.close()


async def _read_all(hosts: list[str], wanted: int) -> tuple[int, float]:
    began = time.monotonic()
    for host in hosts:
        await catching_up.owe(host, now=clock.now())
    while await RemoteEvent.count() < wanted and time.monotonic() - began < LONGEST_SECONDS:
        await looking_up.look_up_due(node(), now=clock.now())
    return await RemoteEvent.count(), time.monotonic() - began


class _Member(peers.Inbox):
    """Answers each request with the page of the feed of the host that it names."""

    def __init__(self, pages: dict[tuple[str, str], bytes]) -> None:
        super().__init__()
        self._pages = pages

    def answer(self, head: bytes) -> bytes:
        host = head.partition(b"\r\nhost: ")[2].partition(b"\r\n")[0].decode()
        cursor = head.partition(b"?depuis=")[2].partition(b"&")[0].decode()
        return self._pages[host, cursor] if b"/changements" in head else peers.NOTHING_HERE


def _signed(page: dict[str, object], key_id: str, key: PrivateKey, now: datetime) -> bytes:
    body = encode(page)
    headers = sign_answer(200, {"content-type": "application/json"}, body, key_id=key_id, key=key, now=now)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body


async def _followed(host: str, actor: str, now: datetime) -> None:
    await Peer.insert(Peer(host=host, software="agendatheque", sync=f"http://{host}/ap/sync/changements"))
    parts: dict[str, Any] = {
        "actor": actor,
        "local_actor": node().actor,
        "type": "Application",
        "name": "",
        "host": host,
    }
    follow: dict[str, Any] = {
        "inbox": f"{actor}/inbox",
        "state": "accepted",
        "address": "",
        "follow_id": f"{node().actor}/{host}",
    }
    await Following.insert(Following(**parts, **follow, asked_at=now))


def _feed(host: str, actor: str, number: int, events: int, now: datetime) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the pages of a feed, no longer than those of an instance, each with the cursor that it is asked with."""
    elements: list[Document] = []
    cursor, size = "", 0
    for place in range(events):
        document = shape.write(_event(host, actor, number * events + place, now), f"{actor}/followers")
        size += len(encode(document))
        if size > MOST_BYTES:
            yield cursor, {"elements": elements, "curseur": str(place), "suite": True}
            elements, cursor, size = [], str(place), len(encode(document))
        age = {"seq": place + 1, "version": 1, "updated": document["updated"], "supprime": False}
        elements.append({"id": document["id"], **age, "empreinte": shape.digest(document), "objet": document})
    yield cursor, {"elements": elements, "curseur": str(events), "suite": False}


def _event(host: str, actor: str, number: int, now: datetime) -> Event:
    uuid = f"0192f3c1-0000-7000-8000-{number:012d}"
    starts_at = now + timedelta(days=1 + number % 90)
    return Event(
        id=f"http://{host}/ap/evenements/{uuid}",
        uuid=uuid,
        url=f"http://{host}/seances/{uuid}",
        owner=actor,
        name=f"Atelier {number}",
        summary="",
        content="<p>Apporter son téléphone.</p>",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        timezone="Europe/Paris",
        status="confirmed",
        place=None,
        online_url="",
        is_online=False,
        capacity=8,
        remaining=3,
        participants=5,
        join_mode="external",
        booking_url="",
        phone="",
        ics_url="",
        image_url="",
        image_alt="",
        tags=("Internet",),
        level="decouverte",
        audience=(),
        language="fr",
        published=now - timedelta(days=1),
        updated=now - timedelta(hours=1),
        version=1,
    )
