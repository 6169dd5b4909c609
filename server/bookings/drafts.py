"""A booking being made, one question a page: the answers are kept here, and the address holds only a token."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.bookings import courses
from server.bookings.actions import Booked, Request, again, book_within
from server.bookings.parties import CHECKS, CONTACTS
from server.bookings.queries import PartyView
from server.bookings.rules import MOST_PEOPLE
from server.bookings.tables import Draft
from server.bookings.targets import Target
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import digest, new_id, new_token
from server.foundation.words import one_line
from server.workshops.domains import DOMAINS, UNSAID

LASTS = timedelta(hours=2)
WHOM = ("self", "two", "several", "other")
SEVERAL = 3  # the fewest
CHOICES = {
    "for_whom": WHOM,
    "people": tuple(str(number) for number in range(SEVERAL, MOST_PEOPLE + 1)),
    "first_time": ("yes", "no"),
    "laptops": tuple(str(number) for number in range(MOST_PEOPLE + 1)),
    "companions": ("1", "0"),
    "domain": (*DOMAINS, UNSAID),
    "channel": CONTACTS,
}
ANSWERS = (*CHOICES, "name", "companion", "helper", "email", "phone")
EMPTY: dict[str, Any] = dict.fromkeys(ANSWERS, "")
GOOD = "SELECT * FROM booking_draft WHERE digest = {} AND expires_at > {}"
ERASED = ", ".join(f"{name} = ''" for name in ANSWERS)
# The answers as they were, erased from now on for all others.
TAKEN = f"""
WITH held AS ({GOOD} FOR UPDATE), done AS (
  UPDATE booking_draft d SET booking = {{}}::uuid, {ERASED} FROM held
  WHERE d.digest = held.digest AND held.booking IS NULL
)
SELECT * FROM held
"""  # noqa: S608 (constants only)


@dataclass(frozen=True)
class DraftView:
    """The answers so far; an empty text is a question not answered yet.

    `session` is what is asked for, or the next date of the course `series`. `for_whom`: self, two, several (then
    `people` says how many), other. `channel`: sms, call, email, none. `needs` are the questions that the session adds.
    `booking` is what came of it, once made. `started_at` is None where most was known from the start.
    """

    session: UUID
    series: UUID | None = None
    for_whom: str = ""
    people: str = ""
    name: str = ""
    companion: str = ""
    helper: str = ""
    first_time: str = ""
    laptops: str = ""
    companions: str = ""
    domain: str = ""
    channel: str = ""
    email: str = ""
    phone: str = ""
    booking: UUID | None = None
    started_at: datetime | None = None
    needs: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """How many people take part."""
        return {"two": 2, "several": int(self.people or SEVERAL)}.get(self.for_whom, 1)

    @property
    def lent(self) -> int:
        """How many laptops are to be lent: no more than there are people, whatever was answered before."""
        return min(int(self.laptops or 0), self.places) if "laptops" in self.needs else 0

    @property
    def helped(self) -> int:
        """How many come along without taking part."""
        return int(self.companions or 0) if "companions" in self.needs else 0


async def start(target: Target, now: datetime, answers: Mapping[str, str] | None = None) -> str:
    """Begin a booking and return its token; some answers may be known. Raises Refused when no booking is taken."""
    target.check(now)
    token = new_token()
    series = target.series.id if target.series else None
    known = {**EMPTY, **(answers or {}), "started_at": None if answers else now}
    await Draft(digest=digest(token), session=target.next.id, series=series, expires_at=now + LASTS, **known).save()
    return token


async def get(token: str, now: datetime) -> DraftView:
    """Return the answers so far; raises NotFound for an unknown or expired token."""
    rows = await DB.rows(GOOD, digest(token), now)
    if not rows:
        raise NotFound
    return _view(rows[0])


def _view(row: Mapping[str, Any]) -> DraftView:
    return DraftView(**{name: row[name] for name in ("session", "series", "booking", "started_at", *ANSWERS)})


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
    if name in CHOICES:
        return "" if text in CHOICES[name] else "bad_choice"
    return CHECKS[name](text) if text else "missing"


async def complete(token: str, target: Target, *, language: str, now: datetime) -> Booked:
    """Book what the answers say; raises Invalid, Refused or NotFound.

    The draft is the idempotency key: sent twice, or again after the back button, it gives the same booking. Its
    answers are erased as soon as the booking holds them.
    """
    booking = new_id()
    async with DB.transaction():
        rows = await DB.rows(TAKEN, digest(token), now, booking)
        if not rows:
            raise NotFound
        held = rows[0]
        if held["booking"] is not None:
            return await (courses.again if held["series"] else again)(held["booking"])
        answers = replace(_view(held), needs=target.needs)
        asked = replace(request_of(answers, language, key=bytes(held["digest"])), id=booking)
        if target.series:
            return await courses.book(target.series.id, asked, by="patron", now=now)
        return await book_within(asked, by="patron", now=now)


def request_of(draft: DraftView, language: str, key: bytes = b"") -> Request:
    """Return the request that the answers make; only what the chosen answers need is passed on. Raises Invalid."""
    wanted = {"two": ("companion",), "other": ("helper",)}.get(draft.for_whom, ())
    missing = [name for name in ("for_whom", "channel", *wanted, *draft.needs) if not getattr(draft, name)]
    if missing:
        raise Invalid(dict.fromkeys(missing, "missing"))
    return Request(
        session=draft.session,
        name=draft.name,
        people=draft.places,
        companion=draft.companion if draft.for_whom == "two" else "",
        helper=draft.helper if draft.for_whom == "other" else "",
        first_time="first_time" in draft.needs and draft.first_time == "yes",
        laptops=draft.lent,
        companions=draft.helped,
        domain=draft.domain if "domain" in draft.needs and draft.domain != UNSAID else "",
        channel_of_contact=draft.channel,
        email=draft.email if draft.channel == "email" else "",
        phone=draft.phone if draft.channel in ("sms", "call") else "",
        language=language,
        idempotency_key=f"draft:{key.hex()}",
    )


def answers_of(party: PartyView) -> dict[str, str]:
    """Return the answers that a booking already gives, so that nobody types them again (WCAG 2.2, 3.3.7)."""
    whom = "other" if party.helper else "self"
    if party.people > 1 and not party.helper:
        whom = "two" if party.people == 2 else "several"
    told = {name: getattr(party, name) for name in ("name", "companion", "helper", "email", "phone")}
    return {
        **told,
        "for_whom": whom,
        "people": str(party.people) if whom == "several" else "",
        "channel": party.contact,
    }


def _good(token: str, now: datetime) -> Any:
    return (Draft.digest == digest(token)) & (Draft.expires_at > now)


async def sweep(now: datetime) -> int:
    """Erase the drafts whose time is over; return how many."""
    rows = await Draft.delete().where(Draft.expires_at <= now).returning(Draft.session)
    return len(rows)
