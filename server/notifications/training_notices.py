"""Who takes part in a training is written to when it moves, and when it is called off: owed as the journal tells it."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.foundation.languages import N_
from server.foundation.pages import render
from server.journal.readers import Line
from server.libraries.queries import by_id
from server.notifications import rules
from server.notifications.tables import StaffNotice
from server.trainings.queries import takes_part, taking_part
from server.workshops.professional import INTERNAL
from server.workshops.queries import SessionView, workshop
from server.workshops.queries import session as session_view

CHANGED, CALLED_OFF = "session.changed", "session.closed_to_staff"
SUBJECTS = {CHANGED: N_("Votre formation change"), CALLED_OFF: N_("Votre formation est annulée")}


async def hear(line: Line, now: datetime) -> None:
    """Owe a mail to each who takes part, but who did it; a later change before it leaves is told in the same mail."""
    if line.kind == CALLED_OFF and line.facts.get("staff"):
        await _owe(line, [UUID(one) for one in line.facts["staff"]], await _as_it_was(line), now)
    elif (
        line.kind == CHANGED
        and rules.tells(line.facts.get("changed", []))
        and (people := await taking_part(line.subject))
    ):
        starts_at = (await session_view(line.subject)).starts_at
        if before := line.facts.get("before", {}).get("starts_at"):
            starts_at = min(starts_at, datetime.fromisoformat(before))
        earlier = (
            (StaffNotice.session == line.subject) & (StaffNotice.kind == CHANGED) & StaffNotice.due_at.is_not_null()
        )
        await StaffNotice.delete().where(earlier & (StaffNotice.line < line.id))
        await _owe(line, people, {}, rules.quiet_until(line.at, starts_at))


async def _as_it_was(line: Line) -> dict[str, Any]:
    """Return what is told of a training that may be gone when the mail leaves."""
    held = await workshop(UUID(line.facts["workshop"]))
    zone = (await by_id(line.library)).timezone if line.library else ""
    return {"title": held.title, "zone": zone, **{name: line.facts[name] for name in ("starts_at", "ends_at")}}


async def _owe(line: Line, people: Iterable[UUID], facts: dict[str, Any], due_at: datetime) -> None:
    rows = [
        StaffNotice(
            id=new_id(),
            line=line.id,
            staff=one,
            kind=line.kind,
            session=line.subject,
            facts=json.dumps(facts),
            at=line.at,
            due_at=due_at,
        )
        for one in people
        if line.actor != f"staff:{one}"
    ]
    if rows:
        await StaffNotice.insert(*rows).on_conflict(target=(StaffNotice.line, StaffNotice.staff), action="DO NOTHING")


async def facts_of(row: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """Return what a mail says, from what is true now; None when there is nothing left to say."""
    if row["kind"] == CALLED_OFF:
        facts: dict[str, Any] = json.loads(row["facts"])
        return facts | {name: datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at")}
    try:
        session: SessionView = await session_view(row["session"])
    except NotFound:
        return None
    if session.state != INTERNAL or session.starts_at <= now or not await takes_part(session.id, row["staff"]):
        return None
    return {"session": session}


def text(kind: str, facts: dict[str, Any], language: str) -> str:
    """Return the words of a mail in one language."""
    name = "training_called_off" if kind == CALLED_OFF else "training_changed"
    return render(f"notifications/{name}.txt", language, **facts)
