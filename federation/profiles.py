"""Our actors' profiles: made once with their keys, kept up to date, and told to their followers when they change."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from federation import actors, keyring, owing
from federation.node import Node
from federation.tables import LocalActor, run
from federation.wire import actor as shape

FOLLOWERS = """
SELECT DISTINCT coalesce(nullif(shared_inbox, ''), inbox) AS inbox FROM fed_follower
WHERE local_actor = {} AND state = 'accepted'
"""


@dataclass(frozen=True)
class Profile:
    """What is told of one of our actors; `type` is Application or Group, `details` are rows of a table to show."""

    id: str
    type: str
    username: str
    name: str
    summary: str
    url: str
    attributed_to: str
    details: Mapping[str, str] = field(default_factory=dict)


async def ensure(node: Node, profile: Profile, *, now: datetime) -> None:
    """Make one of our actors with its keys, once; afterwards bring its profile up to date, and tell its followers.

    In the caller's transaction.
    """
    parts = asdict(profile)
    held = await LocalActor.select().where(LocalActor.id == profile.id).output(load_json=True).first()
    if held is None:
        made: dict[str, Any] = await keyring.make(node)
        row = LocalActor(**parts, **made, created_at=now, updated_at=now)
        await LocalActor.insert(row).on_conflict(target=LocalActor.id, action="DO NOTHING")
    elif any(held[part] != value for part, value in parts.items()):
        values: dict[Any, Any] = {getattr(LocalActor, part): value for part, value in parts.items()}
        await LocalActor.update({**values, LocalActor.updated_at: now}).where(LocalActor.id == profile.id)
        await tell(node, profile.id, name=f"{int(now.timestamp() * 1000)}", now=now)


async def tell(node: Node, actor: str, *, name: str, now: datetime, signer: str = "") -> None:
    """Owe an Update of an actor to its followers; `name` is what its id is told from others by, `signer` a key id."""
    profile = await actors.local(node, actor)
    if profile is None:
        raise LookupError(actor)
    said = shape.update(profile, id=f"{actor}/activites/{name}-update", at=now)
    inboxes = [row["inbox"] for row in await run(FOLLOWERS, actor)]
    await owing.owe(said, inboxes, thing=actor, public=False, now=now, signer=signer)
