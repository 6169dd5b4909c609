"""The programs of others that are told, how they are doing, and what they were told last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.due import Due
from server.foundation.errors import NotFound
from server.foundation.languages import N_
from server.hooks.tables import HookDelivery

HOOK = """
SELECT h.id, h.name, h.url, h.kinds, h.overlap_until, h.unseen, h.failing_since, h.disabled_at, h.disabled_why,
  h.made_at,
  (SELECT count(*) FROM hook_delivery d WHERE d.hook = h.id AND d.state = 'owed') AS owed,
  (SELECT max(tried_at) FROM hook_delivery d WHERE d.hook = h.id AND d.state = 'sent') AS told_at
FROM hook h
"""
MOST = 50


@dataclass(frozen=True)
class HookView:
    """An address that is told. `kinds`: what it is told of, nothing for all; `owed`: how many things wait for it.

    `unseen` is 0 once somebody has looked at its secret; `told_at` is when it last answered well.
    """

    id: UUID
    name: str
    url: str
    kinds: tuple[str, ...]
    overlap_until: datetime | None
    unseen: int
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: str
    made_at: datetime
    owed: int
    told_at: datetime | None


@dataclass(frozen=True)
class DeliveryView:
    """Something that was told, is owed or was given up; `status` is that of the last answer, 0 for none."""

    id: UUID
    kind: str
    subject: UUID
    body: str
    state: str
    attempts: int
    due_at: datetime
    status: int
    error: str
    took_ms: int
    tried_at: datetime | None
    created_at: datetime


def require_administrator(person: Person) -> None:
    """Raise NotFound for anybody else."""
    if not person.may_somewhere(Power.RUN_HOOKS):
        raise NotFound


async def hooks(person: Person) -> list[HookView]:
    """Return all hooks by name, for an administrator; raises NotFound."""
    require_administrator(person)
    return [_hook(row) for row in await DB.rows(HOOK + " ORDER BY h.name, h.id")]


async def hook(person: Person, hook_id: UUID) -> HookView:
    """Return one hook, for an administrator; raises NotFound."""
    require_administrator(person)
    rows = await DB.rows(HOOK + " WHERE h.id = {}", hook_id)
    if not rows:
        raise NotFound
    return _hook(rows[0])


TO_DO = Due(
    one=N_("%(num)s webhook ne répond plus : il est arrêté"),
    many=N_("%(num)s webhooks ne répondent plus : ils sont arrêtés"),
    url="/bureau/webhooks",
    value="SELECT count(*) FROM hook WHERE $4 AND disabled_why IN ('gone', 'failing')",
)


async def deliveries(hook_id: UUID, most: int = MOST) -> list[DeliveryView]:
    """Return what a hook was told or is owed, the latest first."""
    latest = HookDelivery.select().where(HookDelivery.hook == hook_id)
    rows = await latest.order_by(HookDelivery.created_at, HookDelivery.id, ascending=False).limit(most)
    return [DeliveryView(**{name: row[name] for name in DeliveryView.__dataclass_fields__}) for row in rows]


def _hook(row: dict[str, Any]) -> HookView:
    return HookView(**{**row, "kinds": tuple(row["kinds"].split())})
