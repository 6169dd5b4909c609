"""A seat asked for, or given back, by an actor of another server: the same booking as at any other door."""

import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from federation import peers
from federation.handling import EARLY
from federation.heard import PROCESSED, Heard, Outcome, ignored, later
from federation.tables import run
from server.bookings.actions import Request, again, book_within, cancel
from server.bookings.demand import counted
from server.bookings.parties import name_fault, phone_fault
from server.bookings.seats import hold
from server.foundation.database import DB
from server.foundation.emails import email_fault
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import derived
from server.foundation.languages import SOURCE, translator
from server.foundation.settings import settings
from server.foundation.words import one_line
from server.sharing import joiners, replies
from server.sharing.joiners import Joiner
from server.sharing.replies import Reply
from server.sharing.words import GUEST
from server.workshops import queries as workshops
from server.workshops.queries import SessionView

LONGEST_NAME = 60
PATIENCE = timedelta(minutes=1)
UNDONE = "SELECT 1 FROM fed_received WHERE actor = {} AND type = 'Undo' AND reason = {}"


async def join(heard: Heard, session: UUID, now: datetime) -> Outcome:
    """Book for the sender, or tell it again what it has; it is always answered, in this very transaction."""
    if await run(UNDONE, heard.sender.id, EARLY + heard.activity.id):
        return ignored("taken back before it came")
    if heard.contact and await _undescribed(heard, now):
        return later("its server has not said yet what it runs")
    try:
        await hold(session, now)  # the row first: what one session is asked is judged one after the other
        seen = await workshops.session(session)
    except NotFound:
        seen = None
    if seen is None or seen.state == "draft" or seen.practice:
        await replies.turn_away(heard, now)
        return PROCESSED
    booking, reply = await _judge(seen, await joiners.joiner(session, heard.sender.id), heard, now)
    await replies.answer(seen, heard, booking, reply, now)
    return PROCESSED


async def leave(joiner: Joiner | None, now: datetime) -> Outcome:
    """Give back what an actor holds, in its own name; the stored row says what that is."""
    if joiner is None or joiner.booking is None or not joiner.holds:
        return ignored("no seat of theirs")
    return await give_back(joiner, joiner.booking, now)


async def give_back(joiner: Joiner, booking: UUID, now: datetime) -> Outcome:
    """Cancel what an actor holds, in its host's name; the first who waits gets the seat."""
    try:
        await cancel(booking, by=f"peer:{joiner.host}", now=now)
    except Refused:
        return ignored("the session has started")
    await joiners.leave(joiner.session, joiner.actor, now)
    return PROCESSED


async def free_seats_of_the_gone(now: datetime) -> int:
    """Give back the seats of actors whose server has said that they are gone; return how many there were.

    Each in a transaction of its own: two sessions held at once could wait for an action that holds the other.
    """
    found = await joiners.gone(now)
    for joiner in found:
        async with DB.transaction():
            if joiner.booking is not None:
                await give_back(joiner, joiner.booking, now)
    return len(found)


async def _undescribed(heard: Heard, now: datetime) -> bool:
    """Tell whether to wait a little for what the sender's server runs: a contact is taken of an Agendathèque only."""
    if now - heard.received_at > PATIENCE or await peers.software_of(heard.sender.host):
        return False
    await peers.owe_description(heard.sender.id, now=now)
    return True


async def _judge(session: SessionView, known: Joiner | None, heard: Heard, now: datetime) -> tuple[UUID | None, Reply]:
    """Return the sender's booking, if any, and what to answer: what it holds already, or what comes of asking."""
    if known is not None and known.booking is not None and known.holds:
        if session.state not in {"published", "postponed"}:
            return known.booking, replies.of_lost_session(session)
        return known.booking, replies.of_booked(await again(known.booking))
    if not settings().remote_seats:
        return None, Reply("Ignore")
    asked = await _request(session.id, heard)
    try:
        # Who asks again for a full session is one person turned away; nobody finds out who from what is kept.
        who = derived(settings().secret, "turned away", heard.sender.id)
        async with counted(asked, now, key=who), DB.transaction():
            booked = await book_within(asked, by=f"peer:{heard.sender.host}", now=now)
    except Refused as refusal:
        return None, replies.of_refusal(refusal)
    return booked.id, replies.of_booked(booked)


async def _request(session: UUID, heard: Heard) -> Request:
    given = heard.contact if await peers.software_of(heard.sender.host) == peers.AGTHQ else {}
    phone, email = one_line(given.get("phone", "")), one_line(given.get("email", ""))
    return Request(
        session=session,
        name=shown_name(given.get("name", "")) or shown_name(heard.sender.name) or translator(SOURCE).gettext(GUEST),
        phone="" if phone_fault(phone) else phone,
        email="" if not email or email_fault(email) else email,
        channel="peer",
        host=heard.sender.host,
    )


def shown_name(text: str) -> str:
    """Return a name that a stranger gave, short and without marks that change how text runs; empty if it is none."""
    plain = "".join(part for part in text if unicodedata.category(part) != "Cf")
    name = one_line(plain)[:LONGEST_NAME].strip()
    return "" if name_fault(name) else name
