"""The network as staff see it: whom we follow, who follows us, and how each one is doing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from federation import inbox
from federation.tables import Peer, run
from server.foundation.errors import NotFound
from server.sharing.rules import Health, Signs, health, is_skewed

# One line per actor that we follow, one for a host that only follows us; all that is counted is counted by host.
NETWORK = """
SELECT h.host, coalesce(f.actor, '') AS actor, coalesce(f.name, '') AS name, coalesce(f.state, '') AS state, f.asked_at,
  coalesce(w.followers, 0) AS followers, coalesce(p.software, '') AS software,
  coalesce(p.software_version, '') AS software_version, coalesce(p.territory, '') AS territory,
  coalesce(p.hub, false) AS hub,
  p.blocked_at, p.approved_at, p.heard_at, coalesce(p.scheme, '') AS scheme,
  coalesce(p.skew_seconds, 0) AS skew_seconds,
  p.last_success_at, p.last_failure_at, coalesce(p.last_error, '') AS last_error, p.opens_again_at, p.dead_at,
  coalesce(p.sync, '') AS sync, p.caught_up_at, p.compared_at, coalesce(p.compared, 0) AS compared,
  coalesce(p.drift, 0) AS drift, coalesce(p.compare_error, '') AS compare_error, p.their_cursor_at,
  CASE WHEN p.their_cursor_at IS NULL THEN NULL
    ELSE greatest(0, (SELECT coalesce(max(seq), 0) FROM fed_thing) - p.their_cursor) END AS lag,
  coalesce(d.owed, 0) AS owed, coalesce(d.parked, 0) AS parked, d.oldest_owed_at, coalesce(e.events, 0) AS events
FROM ({hosts}) h
LEFT JOIN fed_following f ON f.host = h.host
LEFT JOIN (SELECT host, count(*) AS followers FROM fed_follower GROUP BY host) w ON w.host = h.host
LEFT JOIN fed_peer p ON p.host = h.host
LEFT JOIN (
  SELECT host, count(*) FILTER (WHERE state = 'owed') AS owed, count(*) FILTER (WHERE state = 'parked') AS parked,
    min(created_at) FILTER (WHERE state = 'owed') AS oldest_owed_at
  FROM fed_delivery GROUP BY host
) d ON d.host = h.host
LEFT JOIN (
  SELECT sponsor, count(*) AS events FROM fed_remote_event
  WHERE tombstoned_at IS NULL AND coalesce(ends_at, starts_at) >= {{}} GROUP BY sponsor
) e ON e.sponsor = f.actor
ORDER BY 1, 2
"""
ALL = NETWORK.format(hosts="SELECT host FROM fed_following UNION SELECT host FROM fed_follower")
ONE = NETWORK.format(hosts="SELECT host FROM fed_peer WHERE host = {}")
BROUGHT = """
SELECT e.host, count(*) AS events, string_agg(DISTINCT coalesce(nullif(f.name, ''), f.host, ''), ', ') AS through
FROM fed_remote_event e LEFT JOIN fed_following f ON f.actor = e.sponsor
WHERE e.tombstoned_at IS NULL AND coalesce(e.ends_at, e.starts_at) >= {} GROUP BY e.host ORDER BY e.host
"""
TURNED_AWAY = """
SELECT r.host FROM fed_refusal r LEFT JOIN fed_peer p ON p.host = r.host
WHERE r.reason = {} AND r.host <> '' AND p.approved_at IS NULL AND p.blocked_at IS NULL
GROUP BY r.host ORDER BY max(r.at) DESC LIMIT {}
"""
MOST_TURNED_AWAY = 50


@dataclass(frozen=True)
class PeerView:
    """A peer: `state` is asked, accepted, refused, proposed (it asks to join us), empty when only they follow us.

    Times are aware. `lag` is how many of our changes it has not read, None when it has never read our feed; `compared`
    and `drift` are of `compared_at`, the last comparison. `health` is the one word for it all.
    """

    host: str
    actor: str
    name: str
    state: str
    asked_at: datetime | None
    followers: int
    software: str
    software_version: str
    territory: str
    hub: bool
    blocked_at: datetime | None
    approved_at: datetime | None
    heard_at: datetime | None
    skew_seconds: int
    scheme: str
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_error: str
    opens_again_at: datetime | None
    dead_at: datetime | None
    sync: str
    caught_up_at: datetime | None
    compared_at: datetime | None
    compared: int
    drift: int
    compare_error: str
    their_cursor_at: datetime | None
    lag: int | None
    owed: int
    parked: int
    oldest_owed_at: datetime | None
    events: int
    health: Health = Health.WELL

    @property
    def called(self) -> str:
        return self.name or self.host

    @property
    def signs(self) -> Signs:
        """What its health is judged by."""
        return Signs(
            state=self.state,
            blocked_at=self.blocked_at,
            dead_at=self.dead_at,
            opens_again_at=self.opens_again_at,
            parked=self.parked,
            oldest_owed_at=self.oldest_owed_at,
            sync=bool(self.sync),
            caught_up_at=self.caught_up_at,
            drift=self.drift,
            compare_error=self.compare_error,
            skew=timedelta(seconds=self.skew_seconds),
        )

    @property
    def skewed_minutes(self) -> int:
        """How many minutes its clock is ahead of ours (negative: behind), 0 when the two agree well enough."""
        return round(self.skew_seconds / 60) if is_skewed(timedelta(seconds=self.skew_seconds)) else 0


@dataclass(frozen=True)
class Brought:
    """A host whose sessions are in the agenda: how many to come, and through whom they come."""

    host: str
    events: int
    through: str


async def network(now: datetime) -> list[PeerView]:
    """Return all peers by host, in one query."""
    return [_view(row, now) for row in await run(ALL, now)]


async def peer(actor: str, now: datetime) -> PeerView:
    """Return the peer with this actor; raises NotFound."""
    found = next((view for view in await network(now) if view.actor == actor), None)
    if found is None:
        raise NotFound
    return found


async def at_host(host: str, now: datetime) -> list[PeerView]:
    """Return what is known of a host, once per actor of it that we follow, or once; raises NotFound."""
    found = [_view(row, now) for row in await run(ONE, host, now)]
    if not found:
        raise NotFound
    return found


async def blocked() -> list[str]:
    """Return the hosts that are blocked."""
    rows = await Peer.select(Peer.host).where(Peer.blocked_at.is_not_null()).order_by(Peer.host)
    return [row["host"] for row in rows]


async def approved() -> list[str]:
    """Return the hosts that an administrator let in."""
    rows = await Peer.select(Peer.host).where(Peer.approved_at.is_not_null()).order_by(Peer.host)
    return [row["host"] for row in rows]


async def turned_away() -> list[str]:
    """Return the hosts in whose name somebody was refused lately for lack of an approval; it may be a false name."""
    rows = await run(TURNED_AWAY, inbox.NOT_APPROVED, MOST_TURNED_AWAY)
    return [row["host"] for row in rows]


async def brought(now: datetime) -> list[Brought]:
    """Return the hosts that bring sessions into the agenda, and the peers that point at them."""
    return [Brought(**row) for row in await run(BROUGHT, now)]


def _view(row: dict[str, Any], now: datetime) -> PeerView:
    view = PeerView(**row)
    return replace(view, health=health(view.signs, now))
