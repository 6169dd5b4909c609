"""The sessions to practise with, for learners and for the desk; and the messages that would have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.bookings.queries import BookingView
from server.foundation.errors import NotFound
from server.notifications import texts, words
from server.practice.tables import PracticeMessage
from server.workshops.queries import SESSION, SessionView, public_session, session_for, session_view
from server.workshops.tables import Session


@dataclass(frozen=True)
class Shown:
    """A message that was not sent: how it would have come, to which address or number, what it says."""

    kind: str
    channel: str
    to: str
    subject: str
    text: str
    at: datetime


async def open_sessions(libraries: Iterable[UUID] | None = None) -> list[SessionView]:
    """Return the sessions to practise with, by library: of these, or of all."""
    wanted = None if libraries is None else list(libraries)
    rows = await Session.raw(
        SESSION + " WHERE s.practice AND ({}::uuid[] IS NULL OR s.library = any({}::uuid[])) ORDER BY l.name, s.id",
        wanted,
        wanted,
    )
    return [session_view(row) for row in rows]


async def open_session(session: UUID) -> SessionView:
    """Return a session to practise with; raises NotFound, for a real one too."""
    found = await public_session(session)
    if not found.practice:
        raise NotFound
    return found


async def session_at_desk(person: Person, session: UUID) -> SessionView:
    """Return a session to practise with, for someone who books people in its library; raises NotFound."""
    found = await session_for(person, session, Power.PRACTISE)
    if not found.practice:
        raise NotFound
    return found


async def messages(view: BookingView) -> list[Shown]:
    """Return what would have been sent about a booking, the newest first, worded as it would have been."""
    rows = (
        await PracticeMessage.select()
        .where(PracticeMessage.booking == view.party.id)
        .order_by(PracticeMessage.line, ascending=False)
    )
    return [_shown(row["kind"], row["channel"], row["created_at"], view) for row in rows]


def _shown(kind: str, channel: str, at: datetime, view: BookingView) -> Shown:
    if channel == "email":
        return Shown(kind, channel, view.party.email, words.subject(kind, view), words.mail(kind, view)[0], at)
    says = texts.of_booking(kind, view) if channel == "sms" else "\n\n".join(words.paragraphs(kind, view))
    return Shown(kind, channel, view.party.phone, "", says, at)
