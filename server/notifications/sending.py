"""Send what is owed by mail and by SMS: any number of workers, each message once, trouble kept beside it."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.openings import watcher
from server.bookings.queries import BookingView, by_id
from server.bookings.rules import check_open
from server.elsewhere.queries import by_id as request_by_id
from server.foundation.database import DB
from server.foundation.errors import Gone, NotFound, Refused
from server.foundation.ids import new_id
from server.notifications import asking, closings, news, planning, reminders, rules, together
from server.notifications.carriers import ByMail, BySms, Carrier, Handed
from server.notifications.deliveries import Outcome
from server.notifications.mail import Mailer
from server.notifications.news import News
from server.notifications.sms import Texter
from server.notifications.tables import Message
from server.workshops.changes import Place, changes, place_of

# The try is counted, and committed, before the work: what kills its worker is seen, and comes back when the lease ends.
CLAIM = """
WITH due AS (SELECT id FROM message WHERE state = 'owed' AND channel = {} AND due_at <= {}
  AND (locked_until IS NULL OR locked_until <= {}) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE message m SET locked_until = {}, lease = {}, attempts = attempts + 1
FROM due WHERE m.id = due.id
RETURNING m.id, m.booking, m.remote, m.watch, m.staff, m.closing, m.kind, m.attempts, m.lease, m.created_at
"""
ROUND_SECONDS = 30  # with the time limit of one message it stays well within a lease, which is counted from `now`
CHANCE = secrets.SystemRandom()
Row = dict[str, Any]


@dataclass(frozen=True)
class End:
    """How the treatment of a message ends: `sent`, `dropped`, `dead` and `unsure` are final, `owed` is for later.

    `parts` counts the SMS paid; `told` is when and where the party now knows that its session is. `also` are other
    messages that it said along, with their bookings: they end in the same way.
    """

    state: str
    error: str = ""
    unreachable: bool = False
    later: datetime | None = None
    parts: int = 0
    told: Place | None = None
    also: Mapping[UUID, BookingView] = field(default_factory=dict)


async def send_due(mailer: Mailer | None, now: datetime, limit: int = 100) -> int:
    """Send the mails owed, `limit` at most, and return how many were dealt with.

    Any number of workers may do so at once. A round ends early when no mail can be sent at all, or after half a minute.
    Without a mailer nothing is done, and what is owed waits.
    """
    return await _round(ByMail(mailer), now, limit) if mailer else 0


async def send_texts_due(texter: Texter | None, now: datetime, limit: int = 100) -> int:
    """Send the SMS owed, in the same way."""
    return await _round(BySms(texter), now, limit) if texter else 0


async def _round(carrier: Carrier, now: datetime, limit: int) -> int:
    done, loop = 0, asyncio.get_running_loop()
    began = loop.time()
    while done < limit and loop.time() - began < ROUND_SECONDS:
        lease = new_id()
        rows = await Message.raw(CLAIM, carrier.channel, now, now, now + rules.LEASE, lease)
        if not rows:
            break
        end = await _treat(carrier, rows[0], now)
        await _finish(rows[0], end, now)
        if end.unreachable:
            break
        done += 1
    return done


async def _treat(carrier: Carrier, row: Row, now: datetime) -> End:
    """Send one message, or say why not; a fault of ours is kept beside it and does not stop the others."""
    try:
        return await _teller(row)(carrier, row, now)
    except (NotFound, Gone):
        return End("dropped", "the contact is erased")
    except Exception as error:  # one bad row is marked and the next goes on; only the kind, as the text may name people
        state = "dead" if row["attempts"] >= rules.MOST_FAULTS else "owed"
        return End(state, f"fault while making the message: {type(error).__name__}")


def _teller(row: Row) -> Callable[[Carrier, Row, datetime], Awaitable[End]]:
    if row["staff"]:
        return _tell_staff
    return _tell_asker if row["remote"] else _tell_watcher if row["watch"] else _tell_party


async def _tell_staff(carrier: Carrier, row: Row, now: datetime) -> End:
    made = await closings.letter(row["id"], row["staff"], row["closing"], now)
    if made is None:
        return End("dropped", "there is nothing left to move")
    return _end(await carrier.tell_staff(made), row, now, None)


async def _tell_party(carrier: Carrier, row: Row, now: datetime) -> End:
    view = await by_id(row["booking"])
    heard = (await news.of([row["id"]]))[row["id"]]
    party = view.party
    reason = why_not(row["kind"], view, heard, now) or carrier.missing(party.email, party.phone, view.timezone)
    if reason:
        return End("dropped", reason)
    days_off = planning.days_off(view.session.postal_code, view.timezone)
    if row["kind"] in rules.BY_DAY and (day := reminders.not_before(now, view.timezone, days_off)):
        return End("owed", "it waits for the day", later=day)
    heard, also = await together.with_others(row, view, heard, carrier.channel, why_not, now)
    handed = await carrier.tell_party(row["id"], row["kind"], view, heard, now)
    return replace(_end(handed, row, now, place_of(view.session)), also=also)


async def _tell_asker(carrier: Carrier, row: Row, now: datetime) -> End:
    view = await request_by_id(row["remote"])
    reason = rules.request_stale(row["kind"], view.state, view.starts_at, now)
    reason = reason or carrier.missing(view.email, view.phone, view.timezone)
    if reason:
        return End("dropped", reason)
    return _end(await carrier.tell_asker(row["id"], row["kind"], view, now), row, now, None)


async def _tell_watcher(carrier: Carrier, row: Row, now: datetime) -> End:
    found = await watcher(row["watch"])
    try:
        check_open(found.session, now)
    except Refused as refusal:  # put off meanwhile, it will be told then; otherwise there is nothing to tell
        return End("owed" if refusal.reason == "opens_later" else "dropped", refusal.reason)
    if reason := carrier.missing(found.email, found.phone, found.session.timezone):
        return End("dropped", reason)
    return _end(await carrier.tell_watcher(row["id"], found, now), row, now, None)


def why_not(kind: str, view: BookingView, heard: News, now: datetime) -> str:
    """Return why a message about a booking is not worth sending, or an empty text."""
    if view.session.practice:
        return "nothing in it is real"
    reason = rules.stale(kind, rules.Facts(view.party.state, view.session.state, view.starts_at), now)
    if kind == "reconfirm" and not reason:
        return asking.why_not(heard.answered, view.starts_at, now)
    if kind == "reminder":
        return reason or reminders.stale(view.starts_at, heard.about, now)
    if reason or kind != "changed" or heard.told is None:
        return reason
    same = not changes(heard.told, place_of(view.session), view.timezone, view.party.language)
    return "all is as they were told" if same else ""


def _end(handed: Handed, row: Row, now: datetime, told: Place | None) -> End:
    outcome, detail = handed.delivery.outcome, handed.delivery.detail
    if outcome is Outcome.SENT:
        return End("sent", parts=handed.parts, told=told)
    if outcome is Outcome.UNSURE:
        return End("unsure", detail, parts=handed.parts)
    if outcome is Outcome.REFUSED or rules.given_up(row["created_at"], now):
        return End("dead", detail)
    return End("owed", detail, unreachable=outcome is Outcome.UNREACHABLE)


async def _finish(row: Row, end: End, now: datetime) -> None:
    """Write how it ended, and what it said along, unless the lease was lost to another worker meanwhile."""
    values: dict[Any, Any] = {Message.state: end.state, Message.last_error: end.error, Message.locked_until: None}
    if end.state == "owed":
        values[Message.due_at] = end.later or now + rules.wait(row["attempts"], CHANCE.random())
    else:
        values[Message.done_at] = now
    mine = (Message.state == "owed") & (Message.lease == row["lease"])
    async with DB.transaction():
        kept = (
            await Message.update({**values, Message.parts: end.parts})
            .where(mine & (Message.id == row["id"]))
            .returning(Message.id)
        )
        if not kept:
            return
        if end.also:
            await Message.update(values).where(mine & Message.id.is_in(list(end.also)))
        if end.told:
            await news.tell([row["booking"]], end.told, now, again=True)
            for view in end.also.values():
                await news.tell([view.party.id], place_of(view.session), now, again=True)
