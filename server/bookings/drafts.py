"""A booking being made, one question a page: the answers are kept here, and the address holds only a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.bookings import rules
from server.bookings.actions import Booked, Request, again, book
from server.bookings.parties import CHECKS
from server.bookings.tables import Draft
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import digest, new_token
from server.foundation.words import one_line
from server.workshops.queries import public_session

LASTS = timedelta(hours=2)
WHOM = ("self", "two", "other")
ANSWERS = ("for_whom", "name", "companion", "helper", "channel", "email", "phone")
EMPTY: dict[str, Any] = dict.fromkeys(ANSWERS, "")


@dataclass(frozen=True)
class DraftView:
    """The answers so far; an empty text is a question not answered yet.

    `for_whom`: self, two, other. `channel`: email, call, none. `booking` is what came of it, once made.
    """

    session: UUID
    for_whom: str
    name: str
    companion: str
    helper: str
    channel: str
    email: str
    phone: str
    booking: UUID | None
    expires_at: datetime

    @property
    def people(self) -> int:
        return 2 if self.for_whom == "two" else 1


async def start(session: UUID, now: datetime) -> str:
    """Begin a booking and return its token; raises NotFound, Gone, or Refused when the session takes no booking."""
    found = await public_session(session)
    rules.check_open(found, now)
    token = new_token()
    await Draft(digest=digest(token), session=session, expires_at=now + LASTS, **EMPTY).save()
    return token


async def get(token: str, now: datetime) -> DraftView:
    """Return the answers so far; raises NotFound for an unknown or expired token."""
    row = await Draft.select(*DraftView.__dataclass_fields__).where(_good(token, now)).first()
    if row is None:
        raise NotFound
    return DraftView(**row)


async def answer(token: str, values: Mapping[str, str], now: datetime) -> DraftView:
    """Keep the answers among `values` (others are left alone) and return them all; raises Invalid or NotFound.

    An answer given is checked as far as it goes; `complete` judges the whole. Once booked, nothing changes any more.
    """
    given = {name: one_line(values[name]) for name in ANSWERS if name in values}
    if wrong := {name: reason for name, text in given.items() if (reason := _fault(name, text))}:
        raise Invalid(wrong)
    if given:
        columns: dict[Any, Any] = {getattr(Draft, name): text for name, text in given.items()}
        await Draft.update({**columns, Draft.expires_at: now + LASTS}).where(
            _good(token, now) & Draft.booking.is_null()
        )
    return await get(token, now)


def _fault(name: str, text: str) -> str:
    if name == "for_whom":
        return "" if text in WHOM else "bad_choice"
    if not text:
        return "missing"
    return CHECKS["contact" if name == "channel" else name](text)


async def complete(token: str, *, language: str, now: datetime) -> Booked:
    """Book what the answers say; raises Invalid, Refused or NotFound.

    The draft is the idempotency key: sent twice, or again after the back button, it gives the same booking. Its
    answers are erased as soon as the booking holds them.
    """
    async with DB.transaction():
        held = await Draft.select().where(_good(token, now)).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        if held["booking"] is not None:
            return await again(held["booking"])
        view = DraftView(**{name: value for name, value in held.items() if name != "digest"})
        booked = await book(_request(view, bytes(held["digest"]), language), by="patron", now=now)
        erased: dict[Any, Any] = {getattr(Draft, name): "" for name in ANSWERS}
        await Draft.update({**erased, Draft.booking: booked.id}).where(Draft.digest == held["digest"])
    return booked


def _request(draft: DraftView, key: bytes, language: str) -> Request:
    """Return the request that the answers make; only what the chosen answers need is passed on. Raises Invalid."""
    wrong = {}
    if draft.for_whom not in WHOM:
        wrong["for_whom"] = "missing"
    if draft.for_whom == "two" and not draft.companion:
        wrong["companion"] = "missing"
    if draft.for_whom == "other" and not draft.helper:
        wrong["helper"] = "missing"
    if not draft.channel:
        wrong["channel"] = "missing"
    if wrong:
        raise Invalid(wrong)
    return Request(
        session=draft.session,
        name=draft.name,
        people=draft.people,
        companion=draft.companion if draft.for_whom == "two" else "",
        helper=draft.helper if draft.for_whom == "other" else "",
        channel_of_contact=draft.channel,
        email=draft.email if draft.channel == "email" else "",
        phone=draft.phone if draft.channel == "call" else "",
        language=language,
        idempotency_key=f"draft:{key.hex()}",
    )


def _good(token: str, now: datetime) -> Any:
    return (Draft.digest == digest(token)) & (Draft.expires_at > now)


async def sweep(now: datetime) -> int:
    """Erase the drafts whose time is over; return how many."""
    rows = await Draft.delete().where(Draft.expires_at <= now).returning(Draft.session)
    return len(rows)
