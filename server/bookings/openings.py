"""Who asks to be told when booking opens on line: one way of reaching them, erased as soon as they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings.parties import CHECKS
from server.bookings.rules import check_open
from server.bookings.tables import Watch
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.workshops.queries import SessionView, sessions_by_ids

OVER = """
DELETE FROM opening_watch w USING session s WHERE s.id = w.session
  AND (w.delete_after < {} OR s.state <> 'published' OR s.starts_at <= {}) RETURNING w.id
"""


@dataclass(frozen=True)
class Watcher:
    """Somebody who waits for the opening of a session; they left an e-mail, a telephone number, or both."""

    id: UUID
    email: str
    phone: str
    language: str
    session: SessionView


async def watchers(ids: Sequence[UUID]) -> dict[UUID, Watcher]:
    """Return those who wait, in two queries; the erased ones are left out."""
    rows = await Watch.select().where(Watch.id.is_in(list(ids))) if ids else []
    sessions = await sessions_by_ids(row["session"] for row in rows)
    return {
        row["id"]: Watcher(row["id"], row["email"], row["phone"], row["language"], sessions[row["session"]])
        for row in rows
    }


async def watcher(id: UUID) -> Watcher:
    """Return one of them; raises NotFound."""
    found = await watchers([id])
    if id not in found:
        raise NotFound
    return found[id]


async def watch(session: SessionView, email: str, phone: str, *, language: str, now: datetime) -> None:
    """Keep one way of reaching somebody until booking opens; raises Invalid, or Refused once it is open or over.

    Asking twice is asking once.
    """
    check_not_yet(session, now)
    given = {"email": one_line(email), "phone": one_line(phone)}
    wrong = {name: fault for name, text in given.items() if (fault := CHECKS[name](text))}
    if not any(given.values()):
        wrong["email"] = "contact_missing"
    if wrong:
        raise Invalid(wrong)
    last_day = session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
    row = Watch(
        id=new_id(),
        session=session.id,
        email=given["email"],
        phone=given["phone"],
        language=language,
        created_at=now,
        delete_after=last_day,
    )
    await Watch.insert(row).on_conflict(target=(Watch.session, Watch.email, Watch.phone), action="DO NOTHING")


def check_not_yet(session: SessionView, now: datetime) -> None:
    """Refuse unless booking is still to open."""
    try:
        check_open(session, now)
    except Refused as refusal:
        if refusal.reason == "opens_later":
            return
        raise
    raise Refused("already_open")


async def sweep(now: datetime) -> int:
    """Erase those who wait for the opening of a session that is over, or will never open; return how many."""
    return len(await Watch.raw(OVER, now.date(), now))
