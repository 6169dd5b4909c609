"""What is asked for at any door, and how the session counts it."""

from dataclasses import dataclass
from uuid import UUID

from server.bookings import rules
from server.bookings.overriding import Over
from server.bookings.parties import Typed
from server.bookings.seats import Held
from server.foundation.languages import SOURCE


@dataclass(frozen=True)
class Request:
    """What is asked for. `channel_of_contact` says how to warn them: email, call, none.

    `people` take part; `companions` help or interpret, and take a seat only where the session says so. `laptops` are to
    be lent. `channel` is the door: web, desk, api, partner (`partner` says which) or peer (`host` is the other agenda).
    `domain` is what an Aidants Connect slot is for, if they say it: it is kept with such a slot only.

    `course` is the booking of a whole series that this one is part of. `over` passes over a rule, at the desk. `id` is
    the booking's, where it must be known before.
    """

    session: UUID
    name: str
    people: int = 1
    companion: str = ""
    helper: str = ""
    channel_of_contact: str = "none"
    email: str = ""
    phone: str = ""
    language: str = SOURCE
    channel: str = "web"
    host: str = ""
    idempotency_key: str | None = None
    companions: int = 0
    first_time: bool = False
    laptops: int = 0
    domain: str = ""
    partner: UUID | None = None
    course: UUID | None = None
    over: Over | None = None
    id: UUID | None = None


def seated(request: Request, held: Held) -> rules.Party:
    """Return the party as the session counts it: with its companions, or without."""
    people = request.people + (request.companions if held.seats.companions_count else 0)
    return rules.Party(rules.NEWCOMER, people, request.channel, request.first_time, request.laptops)


def typed(request: Request) -> Typed:
    """Return what was typed of a request, to be read."""
    return Typed(
        name=request.name,
        people=request.people,
        companion=request.companion,
        helper=request.helper,
        contact=request.channel_of_contact,
        email=request.email,
        phone=request.phone,
        companions=request.companions,
        laptops=request.laptops,
        domain=request.domain,
    )
