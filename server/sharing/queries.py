"""The network as staff see it: whom we follow, who follows us, and how each one is doing."""

from dataclasses import dataclass
from datetime import datetime

from federation.tables import Following, Peer
from server.foundation.errors import NotFound

NETWORK = """
SELECT coalesce(f.host, w.host) AS host, coalesce(f.actor, '') AS actor, coalesce(f.name, '') AS name,
  coalesce(f.state, '') AS state, f.asked_at, coalesce(w.followers, 0) AS followers,
  coalesce(p.software, '') AS software, p.last_success_at, p.heard_at, p.opens_again_at,
  coalesce(p.last_error, '') AS last_error, coalesce(d.owed, 0) AS owed, coalesce(d.parked, 0) AS parked,
  coalesce(e.events, 0) AS events
FROM fed_following f
FULL JOIN (SELECT host, count(*) AS followers FROM fed_follower GROUP BY host) w ON w.host = f.host
LEFT JOIN fed_peer p ON p.host = coalesce(f.host, w.host)
LEFT JOIN (
  SELECT host, count(*) FILTER (WHERE state = 'owed') AS owed, count(*) FILTER (WHERE state = 'parked') AS parked
  FROM fed_delivery GROUP BY host
) d ON d.host = coalesce(f.host, w.host)
LEFT JOIN (
  SELECT sponsor, count(*) AS events FROM fed_remote_event
  WHERE tombstoned_at IS NULL AND coalesce(ends_at, starts_at) >= {} GROUP BY sponsor
) e ON e.sponsor = f.actor
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class PeerView:
    """A peer: `state` is asked, accepted, refused, proposed (it asks to join us), empty when only they follow us.

    Times are aware.
    """

    host: str
    actor: str
    name: str
    state: str
    asked_at: datetime | None
    followers: int
    software: str
    last_success_at: datetime | None
    heard_at: datetime | None
    opens_again_at: datetime | None
    last_error: str
    owed: int
    parked: int
    events: int

    @property
    def well(self) -> bool:
        return not self.last_error and not self.parked


async def network(now: datetime) -> list[PeerView]:
    """Return all peers by host, in one query."""
    return [PeerView(**row) for row in await Following.raw(NETWORK, now)]


async def peer(actor: str, now: datetime) -> PeerView:
    """Return the peer with this actor; raises NotFound."""
    found = next((view for view in await network(now) if view.actor == actor), None)
    if found is None:
        raise NotFound
    return found


async def blocked() -> list[str]:
    """Return the hosts that are blocked."""
    rows = await Peer.select(Peer.host).where(Peer.blocked_at.is_not_null()).order_by(Peer.host)
    return [row["host"] for row in rows]
