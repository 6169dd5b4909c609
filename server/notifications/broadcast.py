"""Staff write to the people of a session: the same words to each, by the way that each chose."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings.queries import BookingView, PartyView, concerned_by, secret_of
from server.bookings.seats import hold
from server.foundation.database import DB, wake
from server.foundation.errors import Invalid, Refused
from server.foundation.ids import new_id
from server.foundation.words import clean
from server.journal import actions as journal
from server.notifications import gsm7, texts
from server.notifications.news import News
from server.notifications.reach import Reach, reach, ways
from server.notifications.tables import Broadcast, Message
from server.workshops.queries import PUBLIC, SessionView
from server.workshops.queries import session as session_view

LONGEST = 600
AUDIENCES = {
    "confirmed": frozenset({"confirmed", "offered"}),
    "waiting": frozenset({"waiting"}),
    "both": frozenset({"confirmed", "offered", "waiting"}),
}
# The text goes with the last contact of its session; how many were told stays in the journal.
FORGET = """
UPDATE broadcast w SET text = '' WHERE text <> '' AND NOT EXISTS (
  SELECT FROM booking b JOIN contact c ON c.booking = b.id WHERE b.session = w.session) RETURNING w.id
"""


@dataclass(frozen=True)
class Preview:
    """Whom a text would reach and how; `parts` counts the SMS to pay, `sms` is one of them, or empty."""

    text: str
    reach: Reach
    parts: int
    sms: str


@dataclass(frozen=True)
class Written:
    """What was written to a session; the text is empty once erased."""

    id: UUID
    audience: str
    text: str
    created_at: datetime


def check(audience: str, text: str, session: SessionView, now: datetime) -> str:
    """Return the text as it is sent; raises Invalid, or Refused for a session that is over or never was."""
    written = clean(text).strip()
    wrong = {} if audience in AUDIENCES else {"audience": "bad_choice"}
    if not written or len(written) > LONGEST:
        wrong["text"] = "too_long" if written else "missing"
    if wrong:
        raise Invalid(wrong)
    if session.starts_at <= now:
        raise Refused("session_past")
    if session.state not in PUBLIC:
        raise Refused("session_not_open")
    return written


async def preview(session: SessionView, audience: str, text: str, now: datetime) -> Preview:
    """Return whom a text would reach; raises Invalid, or Refused when it would reach nobody."""
    written = check(audience, text, session, now)
    found = reach("broadcast", session, await _parties(session.id, audience))
    if not found:
        raise Refused("nobody_to_write_to")
    shown = [_sms(party, session, written) for party in found.sms]
    return Preview(written, found, sum(map(gsm7.segments, shown)), shown[0] if shown else "")


def _sms(party: PartyView, session: SessionView, text: str) -> str:
    return texts.of_booking("broadcast", BookingView(party, session, secret_of(party.id)), News(text=text))


async def _parties(session: UUID, audience: str) -> list[PartyView]:
    return [party for party in await concerned_by(session) if party.state in AUDIENCES[audience]]


async def write(session: UUID, audience: str, text: str, *, key: str, by: str, now: datetime) -> None:
    """Owe a text to the people of a session; with the same key it is owed once. Raises Invalid or Refused."""
    async with DB.transaction():
        await hold(session, now)
        view = await session_view(session)
        written = check(audience, text, view, now)
        broadcast = Broadcast(id=new_id(), session=session, audience=audience, text=written, key=key, created_at=now)
        kept = await Broadcast.insert(broadcast).on_conflict(target=Broadcast.key, action="DO NOTHING")
        if not kept:
            return
        rows = _messages(broadcast.id, ways("broadcast", view, await _parties(session, audience)), now)
        if not rows:
            raise Refused("nobody_to_write_to")
        await Message.insert(*rows)
        await wake("messages")
        counts = Counter(row.channel for row in rows)
        facts = {"broadcast": str(broadcast.id), "audience": audience, **counts}
        await journal.write("session.written_to", session, by=by, now=now, library=view.library_id, **facts)


def _messages(broadcast: UUID, found: list[tuple[PartyView, str | None]], now: datetime) -> list[Message]:
    return [
        Message(
            id=new_id(),
            booking=party.id,
            broadcast=broadcast,
            kind="broadcast",
            channel=channel,
            dedupe_key=f"broadcast:{broadcast}:{party.id}",
            due_at=now,
            created_at=now,
        )
        for party, channel in found
        if channel is not None
    ]


async def of_session(session: UUID) -> list[Written]:
    """Return what was written to a session, the latest first."""
    columns = (Broadcast.id, Broadcast.audience, Broadcast.text, Broadcast.created_at)
    rows = (
        await Broadcast.select(*columns)
        .where(Broadcast.session == session)
        .order_by(Broadcast.created_at, ascending=False)
    )
    return [Written(**row) for row in rows]


async def forget() -> int:
    """Erase the texts of sessions whose contacts are all erased; return how many."""
    return len(await Broadcast.raw(FORGET))
