"""People who present, and the words of their sessions: added, renamed, hidden, taken out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.words import fold
from server.journal import actions as journal
from server.resources import mediators
from server.resources.mediators import Sheet
from server.resources.people import MediatorView, mediator, names_in, parts
from server.workshops.tables import Session

LONGEST = 120
NAMED = """
SELECT id, presenter, state, library FROM session WHERE presenter <> '' AND NOT practice AND ends_at >= {}
  AND state IN ('draft', 'internal', 'published') ORDER BY id FOR UPDATE
"""
THEIRS = """
SELECT id, presenter, state, library FROM session WHERE {} = any(mediators) AND state <> 'withdrawn'
ORDER BY id FOR UPDATE
"""
LINK = "UPDATE session SET mediators = array_append(mediators, {}) WHERE id = any({}::uuid[])"
UNLINK = "UPDATE session SET mediators = array_remove(mediators, {}) WHERE {} = any(mediators)"
REWORD = "UPDATE session SET presenter = {}, version = version + 1, updated_at = {} WHERE id = {}"


async def welcome(sheet: Sheet, *, by: Person, now: datetime) -> UUID:
    """Add somebody who presents, with the sessions to come that write their name; raises Invalid or NotFound."""
    async with DB.transaction():
        which = await mediators.add_mediator(sheet, by=by, now=now)
        added = await mediator(which)
        theirs = [row for row in await DB.rows(NAMED, now) if added.folded[0] in names_in(row["presenter"])]
        await DB.rows(LINK, which, [row["id"] for row in theirs])
        await _reword(theirs, added, by, now)
    return which


async def change(which: UUID, sheet: Sheet, *, by: Person, now: datetime) -> None:
    """Change somebody who presents, and what their sessions say of it; raises Invalid or NotFound."""
    async with DB.transaction():
        if await mediators.change_mediator(which, sheet, by=by, now=now):
            await _reword(await DB.rows(THEIRS, which), await mediator(which), by, now)


async def part_with(which: UUID, *, by: Person, now: datetime) -> None:
    """Take out somebody who presents; their sessions keep the name that the public reads. Raises NotFound."""
    async with DB.transaction():
        await mediators.remove_mediator(which, by=by, now=now)
        await DB.rows(UNLINK, which, which)


async def _reword(rows: Sequence[dict[str, Any]], view: MediatorView, by: Person, now: datetime) -> None:
    for row in rows:
        words = reworded(row["presenter"], view)
        if words == row["presenter"]:
            continue
        await Session.raw(REWORD, words, now, row["id"])
        facts: dict[str, Any] = {
            "changed": ["presenter"],
            "public": row["state"] not in {"draft", "internal"},
            "told": False,
        }
        await journal.write("session.changed", row["id"], by=by.by, now=now, library=row["library"], **facts)


def reworded(presenter: str, view: MediatorView) -> str:
    """Return who presents in the words of now: a name of before is that of now, and is left out if it is not shown."""
    written = parts(presenter)
    known = [fold(name) in view.folded for name in written]
    if view.shown and written and not any(known):
        return ", ".join([*written, view.name])[:LONGEST]
    own = [view.name] if view.shown else []
    if not written:
        return view.name if view.shown else ""
    said = [name if not theirs else (own.pop() if own else "") for name, theirs in zip(written, known, strict=True)]
    return ", ".join(name for name in said if name)[:LONGEST]
