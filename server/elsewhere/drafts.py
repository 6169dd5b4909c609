"""A request being made, one question a page: the answers are kept here, and the address holds only a token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.bookings.parties import CHECKS
from server.elsewhere.actions import Request, Snapshot, ask
from server.elsewhere.questions import REACHED_BY
from server.elsewhere.tables import RemoteDraft
from server.elsewhere.words import WHOM
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import digest, new_token
from server.foundation.words import one_line

LASTS = timedelta(hours=2)
CONSENTS = ("yes", "no")
ANSWERS = ("for_whom", "name", "helper", "channel", "email", "phone", "consent")
EMPTY: dict[str, Any] = dict.fromkeys(ANSWERS, "")


@dataclass(frozen=True)
class DraftView:
    """The answers so far; an empty text is a question not answered yet. `booking` is what came of it, once made.

    `for_whom`: self, other. `channel`: email, call, none. `consent`: yes, no. `takes_contact`: the organiser could.
    """

    event: str
    for_whom: str = ""
    name: str = ""
    helper: str = ""
    channel: str = ""
    email: str = ""
    phone: str = ""
    consent: str = ""
    booking: UUID | None = None
    started_at: datetime | None = None
    takes_contact: bool = False

    @property
    def companion(self) -> str:
        """Nobody: a request is for one person."""
        return ""


async def start(event: str, now: datetime) -> str:
    """Begin a request and return its token."""
    token = new_token()
    await RemoteDraft(digest=digest(token), event=event, expires_at=now + LASTS, started_at=now, **EMPTY).save()
    return token


async def get(token: str, now: datetime, *, takes_contact: bool) -> DraftView:
    """Return the answers so far; raises NotFound for an unknown or expired token."""
    row = await RemoteDraft.select().where(_good(token, now)).first()
    if row is None:
        raise NotFound
    return _view(row, takes_contact)


async def answer(token: str, values: Mapping[str, str], now: datetime, *, takes_contact: bool) -> DraftView:
    """Keep the answers among `values` (others are left alone) and return them all; raises Invalid or NotFound.

    Another way of being reached asks for the consent anew. Once sent, nothing changes any more.
    """
    given = {name: one_line(values[name]) for name in ANSWERS if name in values}
    if wrong := {name: reason for name, text in given.items() if (reason := _fault(name, text))}:
        raise Invalid(wrong)
    if given.keys() & {"channel", "email", "phone"}:
        given.setdefault("consent", "")
    if given:
        columns: dict[Any, Any] = {getattr(RemoteDraft, name): text for name, text in given.items()}
        open_still = _good(token, now) & RemoteDraft.booking.is_null()
        await RemoteDraft.update({**columns, RemoteDraft.expires_at: now + LASTS}).where(open_still)
    return await get(token, now, takes_contact=takes_contact)


def _fault(name: str, text: str) -> str:
    choices = {"for_whom": WHOM, "consent": CONSENTS}.get(name)
    if choices:
        return "" if text in choices else "bad_choice"
    if not text:
        return "missing"
    return CHECKS["contact" if name == "channel" else name](text)


async def complete(token: str, event: Snapshot, *, takes_contact: bool, language: str, now: datetime) -> UUID:
    """Ask for what the answers say and return the request; raises Invalid, Refused or NotFound.

    The draft is the idempotency key: sent twice, or again after the back button, it gives the same request. Its answers
    are erased as soon as the request holds them.
    """
    async with DB.transaction():
        held = await RemoteDraft.select().where(_good(token, now)).lock_rows("UPDATE").first()
        if held is None or held["event"] != event.event:
            raise NotFound
        if held["booking"] is not None:
            found: UUID = held["booking"]
            return found
        made = await ask(
            _request(_view(held, takes_contact), event, bytes(held["digest"]), language), by="patron", now=now
        )
        erased: dict[Any, Any] = {getattr(RemoteDraft, name): "" for name in ANSWERS}
        await RemoteDraft.update({**erased, RemoteDraft.booking: made}).where(RemoteDraft.digest == held["digest"])
    return made


def _request(draft: DraftView, event: Snapshot, key: bytes, language: str) -> Request:
    """Return the request that the answers make; only what the chosen answers need is passed on. Raises Invalid."""
    wrong = {name: "missing" for name in ("for_whom", "channel") if not getattr(draft, name)}
    if draft.for_whom == "other" and not draft.helper:
        wrong["helper"] = "missing"
    if wrong:
        raise Invalid(wrong)
    reached = REACHED_BY.get(draft.channel, ())
    return Request(
        snapshot=event,
        name=draft.name,
        helper=draft.helper if draft.for_whom == "other" else "",
        contact=draft.channel,
        email=draft.email if "email" in reached else "",
        phone=draft.phone if "phone" in reached else "",
        # Without a yes in so many words, and somebody to take it, nothing is given.
        shares_contact=draft.takes_contact and bool(reached) and draft.consent == "yes",
        language=language,
        idempotency_key=f"draft:{key.hex()}",
    )


def _view(row: Mapping[str, Any], takes_contact: bool) -> DraftView:
    values = {name: row[name] for name in ("event", "booking", "started_at", *ANSWERS)}
    return DraftView(**values, takes_contact=takes_contact)


def _good(token: str, now: datetime) -> Any:
    return (RemoteDraft.digest == digest(token)) & (RemoteDraft.expires_at > now)


async def sweep(now: datetime) -> int:
    """Erase the drafts whose time is over; return how many."""
    rows = await RemoteDraft.delete().where(RemoteDraft.expires_at <= now).returning(RemoteDraft.event)
    return len(rows)
