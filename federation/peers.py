"""Other hosts: what they run, whether they are blocked, and that they are alive."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from federation import client, lookups
from federation.client import Reading
from federation.health import revive
from federation.node import Node
from federation.signatures.target import authority
from federation.tables import Peer, run
from federation.wire import nodeinfo
from federation.wire.nodeinfo import Links
from federation.wire.origin import same_origin

DESCRIBED_FOR = timedelta(days=7)
STALE = """
SELECT DISTINCT ON (f.host) f.host, f.inbox FROM fed_follower f JOIN fed_peer p ON p.host = f.host
WHERE p.described_at < {} AND NOT EXISTS (
  SELECT 1 FROM fed_lookup l WHERE l.kind = 'peer' AND split_part(l.url, '/', 3) = f.host)
ORDER BY f.host
"""
AGTHQ = nodeinfo.SOFTWARE


def host_of(address: str) -> str:
    """Return the host of a web address, with its port when it is not the default one."""
    return authority(address)


def root_of(address: str) -> str:
    """Return scheme and host of a web address, without a trailing slash."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


async def know(*hosts: str) -> None:
    """Make sure that there is a row for each of `hosts`."""
    known = "INSERT INTO fed_peer (host) SELECT unnest({}::text[]) ON CONFLICT (host) DO NOTHING"
    if hosts:
        await run(known, sorted(set(hosts)))


async def is_blocked(host: str) -> bool:
    """Tell whether a host or a domain above it is blocked."""
    sql = "SELECT 1 FROM fed_peer WHERE blocked_at IS NOT NULL AND host = any({}::text[])"
    return bool(await run(sql, with_domains(host)))


async def is_let_in(host: str) -> bool:
    """Tell whether a host may speak where only approved ones may: we follow it, or it or a domain above is approved."""
    sql = """
    SELECT 1 FROM fed_peer WHERE approved_at IS NOT NULL AND host = any({}::text[])
    UNION ALL SELECT 1 FROM fed_following WHERE host = {} AND state IN ('asked', 'accepted') LIMIT 1
    """
    return bool(await run(sql, with_domains(host), host))


def with_domains(*hosts: str) -> list[str]:
    """Return hosts and the domains above them, with and without their ports."""
    return [name for host in hosts for name in _domains(host)]


def _domains(host: str) -> list[str]:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    labels = name.split(".")
    return [host, *(".".join(labels[start:]) for start in range(len(labels)))]


async def software_of(host: str) -> str:
    """Return the software that a host says it runs, in lower case, or an empty text."""
    row = await Peer.select(Peer.software).where(Peer.host == host).first()
    return row["software"] if row else ""


async def is_hub(host: str) -> bool:
    """Tell whether a host says that it is a hub."""
    row = await Peer.select(Peer.hub).where(Peer.host == host).first()
    return bool(row and row["hub"])


async def links(node: Node, address: str, *, now: datetime) -> Links | None:
    """Return what the NodeInfo index of the server at `address` points to, or None when it has none."""
    found = await client.read_json(node, f"{root_of(address)}/.well-known/nodeinfo", now=now)
    return nodeinfo.read_links(found.document) if found.status == 200 and found.document else None


async def learn(node: Node, address: str, *, now: datetime) -> str:
    """Read what the server at `address` runs, unless that was done in the last seven days; return its software.

    It only selects what else is sent (FEP-0151): nothing that matters for security may depend on it.
    """
    host = host_of(address)
    if not await _is_described(host, now):
        await describe(node, address, now=now)
    return await software_of(host)


async def owe_description(address: str, *, now: datetime) -> None:
    """Owe the reading of what the server at `address` runs, unless it was read in the last seven days."""
    if not await _is_described(host_of(address), now):
        await lookups.owe("peer", f"{root_of(address)}/.well-known/nodeinfo", sponsor="", now=now)


async def owe_descriptions(now: datetime) -> None:
    """Owe the reading of what followers' servers run, where it was read more than seven days ago: hourly.

    One that has stopped saying it keeps what it said last.
    """
    for row in await run(STALE, now - DESCRIBED_FOR):
        await owe_description(row["inbox"], now=now)


async def describe(node: Node, address: str, *, now: datetime) -> Reading:
    """Read the NodeInfo of the server at `address` and keep what it runs; without a document nothing changes."""
    root = root_of(address)
    found = await client.read_json(node, f"{root}/.well-known/nodeinfo", now=now)
    if found.document is None:
        return found
    where = nodeinfo.read_links(found.document).nodeinfo
    # A link to another server would make it say what this one runs.
    if not same_origin(where, root):
        return Reading(found.status, found.url, error="no NodeInfo of its own")
    answer = await client.read_json(node, where, now=now)
    if answer.document is None or answer.status != 200:
        return Reading(answer.status, answer.url, error=answer.error)
    said = nodeinfo.read(answer.document)
    host = host_of(address)
    await know(host)
    values: dict[Any, Any] = {Peer.software: said.name, Peer.software_version: said.version, Peer.described_at: now}
    # A feed elsewhere would let it speak for another.
    values |= {Peer.sync: said.sync if same_origin(said.sync, root) else "", Peer.territory: said.territory}
    values |= {Peer.hub: said.hub and said.name == AGTHQ}
    await Peer.update(values).where(Peer.host == host)
    return answer


async def _is_described(host: str, now: datetime) -> bool:
    row = await Peer.select(Peer.described_at).where(Peer.host == host).first()
    return bool(row and row["described_at"] and now - row["described_at"] < DESCRIBED_FOR)


async def heard_from(host: str, *, skew: timedelta | None = None, now: datetime) -> None:
    """Note a verified request from `host`: it is alive, so what waits for it need not wait longer."""
    await know(host)
    was_down = await run(
        "SELECT 1 FROM fed_peer WHERE host = {} AND (opens_again_at IS NOT NULL OR dead_at IS NOT NULL)", host
    )
    values: dict[Any, Any] = {Peer.heard_at: now}
    values |= {} if skew is None else {Peer.skew_seconds: int(skew.total_seconds())}
    await Peer.update(values).where(Peer.host == host)
    if was_down:
        await revive(host, now=now)
