"""Owe something to the addresses that are told of its kind, in the transaction of who calls."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB, wake
from server.foundation.ids import new_id
from server.hooks.rules import SEATS
from server.hooks.tables import Hook, HookDelivery
from server.workshops.queries import SessionView

LISTENING = "SELECT id FROM hook WHERE disabled_at IS NULL AND (kinds = '' OR {} = any(string_to_array(kinds, ' ')))"
# What is owed and was never sent says what is true now; what is under way is told once more.
REPLACED = """
UPDATE hook_delivery SET body = {} WHERE hook = {} AND kind = {} AND subject = {} AND state = 'owed' AND attempts = 0
RETURNING id
"""


def of_session(view: SessionView) -> dict[str, Any]:
    """Return what is told of a session: what anybody may read, and numbers of people."""
    return {
        "id": str(view.id),
        "version": view.version,
        "state": view.state,
        "title": view.title,
        "workshop": str(view.workshop_id),
        "library": str(view.library_id),
        "library_name": view.library,
        "starts_at": view.starts_at.isoformat(),
        "ends_at": view.ends_at.isoformat(),
        "timezone": view.timezone,
        **seats_of(view),
        "updated_at": view.updated_at.isoformat(),
    }


def seats_of(view: SessionView) -> dict[str, int]:
    """Return the numbers of seats and of people of a session."""
    return {
        "capacity": view.capacity,
        "taken": view.taken,
        "waiting_places": view.waiting_places,
        "waiting": view.waiting,
    }


async def owe(kind: str, subject: UUID, data: dict[str, Any], *, now: datetime) -> None:
    """Owe one delivery to each hook that is told of `kind`; `data` holds no personal data."""
    hooks = [row["id"] for row in await DB.rows(LISTENING, kind)]
    for hook in hooks:
        await owe_to(hook, kind, subject, data, now=now)
    if hooks:
        await wake("hooks")


async def owe_to(hook: UUID, kind: str, subject: UUID, data: dict[str, Any], *, now: datetime) -> None:
    """Owe one delivery to one hook, whatever it wishes to hear."""
    body = json.dumps({"type": kind, "timestamp": now.isoformat(), "data": data}, ensure_ascii=False)
    if kind == SEATS and await DB.rows(REPLACED, body, hook, kind, subject):
        return
    row = HookDelivery(id=new_id(), hook=hook, kind=kind, subject=subject, body=body, error="")
    row.due_at = row.created_at = now
    await row.save()


async def any_hook() -> bool:
    """Tell whether anybody is told of anything."""
    return await Hook.exists().where(Hook.disabled_at.is_null())
