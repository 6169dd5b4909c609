"""Actors: ours, with their keys, and those of others, read at their own address and at no other."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from federation import client, keyring, peers
from federation.node import Node
from federation.tables import LocalActor, RemoteActor, run
from federation.wire import Actor, Malformed
from federation.wire import actor as shape

REFETCH = timedelta(minutes=5)
SECONDS = 12.0
SOFTWARE = "Agendathèque"


class Missing(StrEnum):
    """Why an actor could not be read."""

    GONE = "actor:gone"
    NOT_FOUND = "actor:not_found"
    UNREACHABLE = "actor:unreachable"
    REFUSED = "actor:refused"


@dataclass(frozen=True)
class Known:
    """What we need of another server's actor."""

    id: str
    type: str
    name: str
    host: str
    inbox: str
    shared_inbox: str
    outbox: str
    upcoming: str
    attributed_to: str
    key_id: str
    public_pem: str
    multikeys: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_instance(self) -> bool:
        """Whether it stands for a whole server; a Service is a robot that anybody may run there."""
        return self.type == "Application"


_COLUMNS = [getattr(RemoteActor, name) for name in Known.__dataclass_fields__]


async def local(node: Node, id: str) -> Actor | None:
    """Return one of our actors as it is served, or None."""
    row = await LocalActor.select().where(LocalActor.id == id).output(load_json=True).first()
    if row is None:
        return None
    key_id = row["key_id"] or keyring.key_id(id)
    multikey = row["ed25519_multibase"]
    return Actor(
        id=id,
        type=row["type"],
        username=row["username"],
        name=row["name"],
        summary=row["summary"],
        url=row["url"],
        inbox=f"{id}/inbox",
        outbox=f"{id}/outbox",
        followers=f"{id}/followers",
        following=f"{id}/following",
        upcoming=f"{id}/evenements-a-venir",
        shared_inbox=f"{node.url}/ap/inbox",
        key_id=key_id,
        public_pem=row["public_pem"],
        attributed_to=row["attributed_to"],
        multikeys={keyring.multikey_id(key_id): multikey} if multikey else {},
        software=SOFTWARE,
        details=row["details"],
        icon=f"{node.url}/static/icone.png",
        image=f"{node.url}/static/banniere.png",
    )


async def known(id: str) -> Known | None:
    """Return another server's actor as it was last read, or None."""
    row = await RemoteActor.select(*_COLUMNS).where(RemoteActor.id == id).output(load_json=True).first()
    return Known(**row) if row else None


async def read(node: Node, id: str, *, now: datetime, strictly: bool = True) -> Known | Missing:
    """Read an actor at its id and keep it; the cache is touched only by what stands at that very address.

    The document must have the id that was asked; not `strictly`, it may name another one and is then read there. Its
    key, inbox and shared inbox must have the actor's origin (`wire.actor.read`).
    """
    try:
        async with asyncio.timeout(SECONDS):
            found = await client.fetch(node, id, now=now, strictly=strictly)
    except TimeoutError:
        return Missing.UNREACHABLE
    if found.status in client.GONE:
        return Missing.GONE if found.status == 410 else Missing.NOT_FOUND
    if found.document is None:
        return Missing.REFUSED if 200 <= found.status < 300 else Missing.UNREACHABLE
    try:
        actor = shape.read(found.document)
    except Malformed:
        return Missing.REFUSED
    return await keep(actor, now=now)


async def keep(actor: Actor, *, now: datetime) -> Known:
    """Store an actor that was read at its own id."""
    parts = {name: getattr(actor, name) for name in Known.__dataclass_fields__ if name != "host"}
    held = Known(**parts, host=peers.host_of(actor.id))
    row = RemoteActor(**vars(held), username=actor.username, url=actor.url, fetched_at=now)
    columns = [column for column in RemoteActor.all_columns() if column._meta.name not in ("id", "key_tried_at")]
    await RemoteActor.insert(row).on_conflict(target=RemoteActor.id, action="DO UPDATE", values=columns)
    return held


async def may_read_again(id: str, now: datetime) -> bool:
    """Take the one chance in five minutes to read an actor again because a signature did not fit its key."""
    rows = await run(
        "UPDATE fed_remote_actor SET key_tried_at = {} WHERE id = {}"
        " AND (key_tried_at IS NULL OR key_tried_at <= {}) RETURNING id",
        now,
        id,
        now - REFETCH,
    )
    return bool(rows)
