"""Who hears of an owner's things, each inbox in the way that its server understands."""

from dataclasses import dataclass, fields
from typing import Self

from federation import peers
from federation.dialects import Way, way
from federation.node import Node
from federation.tables import run

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Receivers:
    """Inboxes by the way in which they hear (see `dialects.Way`); an inbox may stand in several."""

    told: frozenset[str] = NOBODY
    pointed: frozenset[str] = NOBODY
    once: frozenset[str] = NOBODY
    shown: frozenset[str] = NOBODY
    spoken: frozenset[str] = NOBODY

    @property
    def everybody(self) -> frozenset[str]:
        """All inboxes, whatever the way."""
        return self.told | self.pointed | self.once | self.shown | self.spoken

    def at(self, host: str) -> Self:
        """Return those of one server."""
        return type(self)(
            **{
                each.name: frozenset(inbox for inbox in getattr(self, each.name) if peers.host_of(inbox) == host)
                for each in fields(self)
            }
        )


async def of(node: Node, owner: str) -> Receivers:
    """Return who hears of the things of `owner`: its own followers and those of the instance."""
    rows = await run(
        "SELECT f.local_actor, coalesce(nullif(f.shared_inbox, ''), f.inbox) AS inbox, p.software"
        " FROM fed_follower f LEFT JOIN fed_peer p ON p.host = f.host"
        " WHERE f.state = 'accepted' AND f.local_actor = any({}::text[])",
        [owner, node.actor],
    )
    found: dict[str, set[str]] = {kind.value: set() for kind in Way}
    for row in rows:
        instance = row["local_actor"] == node.actor
        found[way(row["software"] or "", instance=instance, gancio=node.gancio)].add(row["inbox"])
    # Gancio refuses what it was told by somebody else before: the library, where both are followed.
    found["spoken"] -= found["told"]
    return Receivers(**{name: frozenset(inboxes) for name, inboxes in found.items()})
