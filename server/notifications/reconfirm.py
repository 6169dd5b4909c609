"""Ask those who booked whether they are coming, some days before, and give away the seats of those who stay silent.

Nothing is planned ahead: each round looks at what is due now, so that a session that moved is asked about in its new
time, and what is late is not asked at all.
"""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings.seats import hold
from server.foundation.database import DB, wake
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import digest, new_id
from server.notifications import answers, asking, rules
from server.notifications.quiet_days import closed
from server.notifications.tables import Asked, AskingRule, Message

COMING = """
SELECT s.id, s.starts_at, l.timezone, l.postal_code, r.days, r.frees FROM asking_rule r
JOIN library l ON l.id = r.library JOIN session s ON s.library = r.library
WHERE r.days > 0 AND s.state = 'published' AND NOT s.practice AND s.starts_at > {}
  AND s.starts_at < {}::timestamptz + make_interval(days => r.days + 15)
ORDER BY s.starts_at, s.id
"""
# Who has a seat since before the moment of asking, and was not asked about this day.
PARTIES = """
SELECT b.id, c.channel AS contact, coalesce(c.email, '') AS email, coalesce(c.phone, '') AS phone
FROM booking b JOIN contact c ON c.booking = b.id LEFT JOIN asked a ON a.booking = b.id
WHERE b.session = {} AND b.state = 'confirmed' AND b.channel <> 'peer' AND b.updated_at < {}
  AND (a.booking IS NULL OR (a.starts_at AT TIME ZONE {})::date <> {}) ORDER BY b.joined
"""
SILENT = f"""
SELECT a.booking, a.answer_by, m.done_at, s.starts_at FROM asked a
JOIN booking b ON b.id = a.booking JOIN session s ON s.id = b.session JOIN library l ON l.id = s.library
JOIN message m ON m.booking = a.booking AND m.kind = 'reconfirm' AND m.state = 'sent' AND m.channel IN ('email', 'sms')
  AND m.created_at >= a.asked_at
WHERE a.answer = '' AND a.answer_by <= {{}} AND b.state = 'confirmed' AND s.state = 'published'
  AND s.starts_at > {{}} AND {answers.CURRENT}
ORDER BY a.answer_by, a.booking LIMIT 100
"""  # noqa: S608 (constants only)


async def ask_due(now: datetime) -> int:
    """Owe the questions whose moment has come, each once, and return how many parties are asked."""
    asked = 0
    for row in await AskingRule.raw(COMING, now, now):
        quiet = partial(closed, postal_code=row["postal_code"], zone=row["timezone"])
        moment = asking.ask_at(row["starts_at"], row["timezone"], row["days"], quiet)
        if asking.due(moment, row["starts_at"], now):
            asked += await _ask(row, moment, now)
    return asked


async def _ask(session: dict[str, Any], moment: datetime, now: datetime) -> int:
    """Ask the parties of a session; its row is held, so that two workers do not void an answer that came in between."""
    zone = session["timezone"]
    day = session["starts_at"].astimezone(ZoneInfo(zone)).date()
    look = (session["id"], moment, zone, day)
    if not await Asked.raw(PARTIES, *look):
        return 0
    async with DB.transaction():
        await hold(session["id"], now)
        rows = await Asked.raw(PARTIES, *look)
        ways = {row["id"]: rules.channel("reconfirm", row["contact"], row["email"], row["phone"]) for row in rows}
        told = {booking: way for booking, way in ways.items() if way}
        if told:
            await _note(list(told), session, now)
            await _owe(told, day, now)
    return len(told)


async def _note(bookings: list[UUID], session: dict[str, Any], now: datetime) -> None:
    """Keep that these parties are asked about the present start; what they answered about another day is void."""
    by = asking.answer_by(session["starts_at"], session["timezone"]) if session["frees"] else None
    facts: dict[str, Any] = {"starts_at": session["starts_at"], "asked_at": now, "answer_by": by}
    rows = [Asked(booking=booking, token_digest=digest(answers.token_of(booking)), **facts) for booking in bookings]
    written = [Asked.starts_at, Asked.asked_at, Asked.answer_by, Asked.answer, Asked.answered_by, Asked.answered_at]
    await Asked.insert(*rows).on_conflict(target=Asked.booking, action="DO UPDATE", values=written)


async def _owe(told: dict[UUID, str], day: date, now: datetime) -> None:
    rows = [
        Message(
            id=new_id(),
            booking=booking,
            kind="reconfirm",
            channel=channel,
            dedupe_key=f"reconfirm:{booking}:{day}",
            due_at=now,
            created_at=now,
        )
        for booking, channel in told.items()
    ]
    await Message.insert(*rows).on_conflict(target=Message.dedupe_key, action="DO NOTHING")
    await wake("messages")


async def free_due(now: datetime) -> int:
    """Give away the seats of those who were told to answer by now and did not; return how many parties lost theirs."""
    freed = 0
    for row in await Asked.raw(SILENT, now, now):
        if asking.silent(row["answer_by"], row["done_at"], row["starts_at"], now):
            try:
                freed += await answers.free_silent(row["booking"], now=now)
            except (NotFound, Gone):
                continue  # erased meanwhile: nobody is left to tell, and staff see who came
    return freed
