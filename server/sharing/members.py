"""The members of a hub: the instances of ours that it follows."""

from dataclasses import dataclass

from federation import peers
from federation.tables import run
from server.sharing.node import node

MEMBERS = """
SELECT f.host, f.actor, coalesce(nullif(f.name, ''), f.host) AS name FROM fed_following f
JOIN fed_peer p ON p.host = f.host
WHERE f.local_actor = {} AND f.state = 'accepted' AND p.software = {} AND p.blocked_at IS NULL ORDER BY f.host, f.actor
"""


@dataclass(frozen=True)
class MemberView:
    """A member: `url` is the address of its site, without a slash at its end."""

    host: str
    name: str
    url: str


async def members() -> list[MemberView]:
    """Return the members by host, each once; none where this is no hub, nor any that is blocked."""
    if not node().hub:
        return []
    rows = await run(MEMBERS, node().actor, peers.AGTHQ)
    found = {row["host"]: MemberView(row["host"], row["name"], peers.root_of(row["actor"])) for row in rows}
    return list(found.values())
