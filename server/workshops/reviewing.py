"""Have a draft read again before it is published: ask, send back with a note, take back; who may publish where."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.journal import actions as journal
from server.libraries.queries import LibraryView, by_id, may
from server.workshops import rules
from server.workshops.sessions import locked
from server.workshops.tables import Session

LONGEST = 1000
KEPT = timedelta(days=180)
SWEEP = """
UPDATE session SET review_note = CASE WHEN review = 'stopped' THEN review_note ELSE '' END, review_by = '',
  review_erase_at = NULL WHERE review_erase_at <= {}
"""


async def may_publish(person: Person, library: LibraryView) -> bool:
    """Tell whether the person publishes by themselves here: where sessions are read again, who manages it does."""
    power = Power.RUN_LIBRARY if library.reviewed else Power.PUBLISH
    return await may(person, library.id, power) and await may(person, library.id, Power.PUBLISH)


async def require_publishing(person: Person, library: UUID) -> None:
    """Refuse who must have sessions of this library read again by somebody else before they are published."""
    if not await may_publish(person, await by_id(library)):
        raise Refused("review_needed")


async def ask_review(session: UUID, note: str, *, by: Person, now: datetime) -> None:
    """Ask that a draft be read again and published, with a word for whoever does; raises Invalid, Refused, NotFound."""
    async with DB.transaction():
        held = await _draft(session, note, by, now)
        await _put(held, "asked", note, by.by, now)
        await journal.write("session.review_asked", session, by=by.by, now=now, library=held.library)


async def take_back(session: UUID, *, by: Person, now: datetime) -> None:
    """Ask no more; raises Refused or NotFound."""
    async with DB.transaction():
        held = await _draft(session, "", by, now)
        if held.review != "asked":
            raise Refused("review_not_asked")
        await _put(held, "", "", "", now)
        await journal.write("session.review_taken_back", session, by=by.by, now=now, library=held.library)


async def send_back(session: UUID, note: str, *, by: Person, now: datetime) -> None:
    """Give a draft back to its author with a note that says why; raises Invalid, Refused or NotFound."""
    if not note.strip():
        raise Invalid({"note": "missing"})
    async with DB.transaction():
        held = await _draft(session, note, by, now)
        await require_publishing(by, held.library)
        if held.review != "asked":
            raise Refused("review_not_asked")
        await _put(held, "returned", note, held.review_by, now)
        await journal.write("session.review_returned", session, by=by.by, now=now, library=held.library)


async def _draft(session: UUID, note: str, by: Person, now: datetime) -> Session:
    """Return the locked row of a draft that the person may plan, and that is still to come; raises Invalid, Refused."""
    if len(note) > LONGEST:
        raise Invalid({"note": "too_long"})
    held = await locked(session, by)
    rules.check_publish(held.state, held.ends_at, now)
    return held


async def _put(held: Session, review: str, note: str, who: str, now: datetime) -> None:
    """Write the state of the review; what was to be published by itself no longer is.

    What was written, and who asked, is erased after six months, whatever became of the draft.
    """
    values: dict[Any, Any] = {Session.review: review, Session.review_note: note.strip(), Session.review_by: who}
    values |= {Session.publish_at: None, Session.publish_by: "", Session.updated_at: now}
    values[Session.review_erase_at] = now + KEPT if note.strip() or who else None
    await Session.update(values).where(Session.id == held.id)


async def sweep(now: datetime) -> None:
    """Erase what was written along with drafts six months ago; they still wait to be read again."""
    async with DB.transaction():
        await DB.rows(SWEEP, now)
