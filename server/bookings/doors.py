"""What keeps robots and guessers out of the public's forms: a trap, a pace, and counts of tries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection

from server.bookings.references import parse
from server.foundation import clock, limits
from server.foundation.errors import Refused
from server.foundation.settings import settings
from server.foundation.web import SAFE, refuse_foreign_forms
from server.foundation.words import fold

TRAP = "site"  # a field that people do not see, and robots fill
MOST_FORMS = {"most": 240, "seconds": 60}
MOST_MISSES = {"most": 30, "seconds": 60}
# A class of learners books together from one address; one contact does not in such numbers.
MOST_BOOKINGS = {"most": 40, "seconds": 600}
MOST_OF_CONTACT = {"most": 6, "seconds": 3600}
# What is booked in a session is bounded by its seats, as long as nobody books and cancels in turn.
MOST_CANCELLED = {"most": 60, "seconds": 600}
MOST_FINDS = {"most": 20, "seconds": 600}
MOST_OF_ONE = {"most": 20, "seconds": 3600}


def origin(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the network address of who asks, as the server or its trusted proxy tells it."""
    return request.client.host if request.client else "unknown"


def check_trap(form: Mapping[str, str]) -> None:
    """Refuse a form whose hidden field is filled."""
    if form.get(TRAP):
        raise Refused("trap_filled")


def too_quick(started_at: datetime | None, now: datetime) -> bool:
    """Tell whether all questions were answered quicker than anybody reads: they are asked once more, never refused."""
    return started_at is not None and (now - started_at).total_seconds() < settings().form_seconds


async def check_public_form(request: Request[Any, Any, Any]) -> None:
    """Refuse a form sent by another site, and count those of a network address (before_request hook of public pages).

    Whatever the form: those behind a secret link, a vote or an answer too. Raises TooMany beyond 240 in a minute.
    """
    refuse_foreign_forms(request)
    if request.method not in SAFE:
        await limits.count("form", origin(request), now=clock.now(), **MOST_FORMS)


async def count_miss(request: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Count an address with a secret that nobody has; raises TooMany beyond 30 in a minute."""
    await limits.count("miss", origin(request), now=clock.now(), **MOST_MISSES)


async def count_find(request: ASGIConnection[Any, Any, Any, Any], reference: str) -> None:
    """Count a look for a booking by its reference, which is no secret; raises TooMany for who tries names."""
    now = clock.now()
    await limits.count("find", origin(request), now=now, **MOST_FINDS)
    await limits.count("find-reference", parse(reference) or fold(reference), now=now, **MOST_OF_ONE)


async def count_booking(request: ASGIConnection[Any, Any, Any, Any], email: str, phone: str) -> None:
    """Count a booking asked for, by network address and by contact; raises TooMany."""
    now = clock.now()
    await limits.count("booking", origin(request), now=now, **MOST_BOOKINGS)
    if contact := fold(email) or "".join(character for character in phone if character in "0123456789")[-9:]:
        await limits.count("booking-contact", contact, now=now, **MOST_OF_CONTACT)


async def count_cancellation(session: UUID) -> None:
    """Count a cancellation by whoever has the link, by session: more would be a game with messages. Raises TooMany."""
    await limits.count("cancel-session", str(session), now=clock.now(), **MOST_CANCELLED)
