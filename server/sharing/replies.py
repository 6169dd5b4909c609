"""What a joiner is answered: yes, not yet, no, or nothing of the kind, to it alone and in words a person can read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from federation import owing
from federation.heard import Heard
from federation.wire import Document, activity
from server.bookings.actions import Booked
from server.bookings.words import REASONS
from server.foundation.errors import Refused
from server.foundation.languages import SOURCE, translator
from server.sharing import joiners, words
from server.sharing.joiners import Joiner
from server.sharing.node import actor_of, node
from server.workshops import queries as workshops
from server.workshops.queries import SessionView

LONGEST_AUDIENCE = 10


@dataclass(frozen=True)
class Reply:
    """An answer to a Join, with the words for the person."""

    kind: Literal["Accept", "TentativeAccept", "Reject", "Ignore"]
    summary: str = ""


YES = Reply("Accept")


def of_booked(booked: Booked) -> Reply:
    """Return the answer that a booking deserves as it is now."""
    if booked.state == "confirmed":
        return YES
    if booked.state == "waiting":
        return Reply("TentativeAccept", _say(words.WAITING, rank=booked.position))
    return Reply("Reject", _say(words.CANCELLED))


def of_refusal(refusal: Refused) -> Reply:
    """Return the no of a rule; what has no words of its own is said as a session that cannot be booked."""
    if refusal.reason == "session_full":
        return Reply("Reject", _say(words.FULL))
    known = REASONS.get(refusal.reason, REASONS["session_not_open"])
    return Reply("Reject", _say(known, **refusal.facts))


def of_cancelled_booking() -> Reply:
    """Return what is said when the library has cancelled a booking."""
    return Reply("Reject", _say(words.CANCELLED))


def of_lost_session(session: SessionView) -> Reply:
    """Return what is said when a session is cancelled or withdrawn."""
    if session.state == "cancelled":
        return Reply("Reject", _say(words.CALLED_OFF, why=session.cancel_reason).strip())
    return Reply("Reject", _say(words.WITHDRAWN))


async def answer(session: SessionView, heard: Heard, booking: UUID | None, reply: Reply, now: datetime) -> None:
    """Owe the answer to a Join or RSVP just heard, in the library's name, and note it."""
    sender = heard.sender
    await _owe(session, sender.id, sender.host, booking, asked(heard), sender.inbox, reply, now)


async def tell(joiner: Joiner, reply: Reply, now: datetime) -> None:
    """Owe an actor one more answer to what it once asked, because things have changed here."""
    if joiner.inbox is None:
        return
    session = await workshops.session(joiner.session)
    await _owe(session, joiner.actor, joiner.host, joiner.booking, joiner.asked, joiner.inbox, reply, now)


async def turn_away(heard: Heard, now: datetime) -> None:
    """Refuse a Join of a session that nobody may see, in the instance's name: no library is named."""
    here, sender = node(), heard.sender
    id = f"{here.actor}/activites/{uuid4()}-reject"
    why = _say(REASONS["session_not_open"])
    said = activity.reject(asked(heard), id=id, actor=here.actor, to=sender.id, summary=why)
    thing = joiners.strangers()
    await owing.owe(said, [sender.inbox], thing=thing, public=False, now=now, lane=owing.BOOKINGS)


def asked(heard: Heard) -> Document:
    """Return a Join as answers quote it: the verified sender's, about the event by its id."""
    said = heard.activity
    quoted = activity.quoted(said.raw) | {"actor": heard.sender.id, "object": said.object_id}
    quoted.pop("to", None)
    return quoted | ({"to": list(said.to)} if 0 < len(said.to) <= LONGEST_AUDIENCE else {})


async def _owe(
    session: SessionView,
    actor: str,
    host: str,
    booking: UUID | None,
    quoted: Document,
    inbox: str,
    reply: Reply,
    now: datetime,
) -> None:
    number = await joiners.note(session.id, actor, host, booking, quoted, reply.kind, now)
    thing = joiners.answers_of(session.id)
    group = actor_of(session.library_slug)
    said = _said(reply, quoted, f"{thing}/{number}-{reply.kind.lower()}", group, actor)
    await owing.owe(said, [inbox], thing=thing, public=False, now=now, lane=owing.BOOKINGS)


def _said(reply: Reply, quoted: Document, id: str, actor: str, to: str) -> Document:
    if reply.kind == "Accept":
        return activity.accept(quoted, id=id, actor=actor, to=to)
    if reply.kind == "Ignore":
        return activity.ignore(quoted, id=id, actor=actor, to=to)
    say = activity.reject if reply.kind == "Reject" else activity.tentatively_accept
    return say(quoted, id=id, actor=actor, to=to, summary=reply.summary)


def _say(text: str, **facts: object) -> str:
    return translator(SOURCE).gettext(text) % facts
