"""What we know of those who speak to us, asked in one statement for all who come at the same time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from federation import peers
from federation.actors import Known
from federation.tables import run
from federation.together import Together

MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 300

_ACTOR = tuple(Known.__dataclass_fields__)
# The actors, each beside what holds for all hosts asked about; one row without an actor when none is known.
LOOK_UP = f"""
SELECT hosts.blocked, hosts.busy, {", ".join(f"a.{name}" for name in _ACTOR)}
FROM (SELECT
  ARRAY(SELECT host FROM fed_peer WHERE blocked_at IS NOT NULL AND host = any({{}}::text[])) AS blocked,
  ARRAY(SELECT host FROM fed_received WHERE host = any({{}}::text[]) AND received_at > {{}}
    GROUP BY host HAVING count(*) >= {{}}) AS busy) hosts
LEFT JOIN fed_remote_actor a ON a.id = any({{}}::text[])
"""  # noqa: S608  # names of our own columns


@dataclass(frozen=True)
class Speaker:
    """Who says something, by the address of the actor, and all hosts that are named with it: its own and the keys'."""

    actor: str
    hosts: frozenset[str]
    now: datetime

    @property
    def host(self) -> str:
        """The host of the actor."""
        return peers.host_of(self.actor)


@dataclass(frozen=True)
class Standing:
    """Whether one of the hosts is blocked, or the actor's said too much in the last minute; the actor, if known."""

    blocked: bool
    busy: bool
    actor: Known | None


async def look_up(speakers: Sequence[Speaker]) -> list[Standing]:
    """Return how each stands."""
    names = [peers.with_domains(*speaker.hosts) for speaker in speakers]
    since = min(speaker.now for speaker in speakers) - MINUTE
    hosts = {speaker.host for speaker in speakers}
    actors = {speaker.actor for speaker in speakers}
    every = {name for some in names for name in some}
    rows = await run(LOOK_UP, list(every), list(hosts), since, MOST_A_MINUTE, list(actors))
    blocked, busy = set(rows[0]["blocked"]), set(rows[0]["busy"])
    known = {row["id"]: _actor(row) for row in rows if row["id"] is not None}
    return [
        Standing(not blocked.isdisjoint(some), speaker.host in busy, known.get(speaker.actor))
        for speaker, some in zip(speakers, names, strict=True)
    ]


def _actor(row: dict[str, Any]) -> Known:
    return Known(**{name: row[name] for name in _ACTOR} | {"multikeys": json.loads(row["multikeys"])})


together = Together(look_up)
