"""What was done at the desk a minute ago, taken back by whoever did it, through the action that does the contrary."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.rules import Person
from server.bookings import actions as bookings
from server.bookings import arrivals, attendance, demand, moving
from server.elsewhere import actions as elsewhere
from server.foundation.errors import NotFound, Refused
from server.journal import history
from server.journal.readers import Line
from server.notifications import actions as notifications
from server.prints import actions as prints
from server.workshops import programme

# A little more than what is promised: somebody has to press the button.
TIME = timedelta(seconds=75)
Reverse = Callable[[list[Line], str, datetime], Awaitable[str]]


@dataclass(frozen=True)
class Deed:
    """Something that may be taken back: the lines that it wrote, and what does the contrary.

    `about` is the field of the line in which its subject stands, where that is not the subject of the line itself.
    What pages say of it stands in `templates/layout/bureau.html`.
    """

    kinds: frozenset[str]
    reverse: Reverse
    about: str = ""


async def _booked(lines: list[Line], by: str, now: datetime) -> str:
    await bookings.cancel(lines[0].subject, by=by, now=now)
    return f"/bureau/inscriptions/{lines[0].subject}"


async def _moved(lines: list[Line], by: str, now: datetime) -> str:
    await moving.move_to(lines[0].subject, UUID(lines[0].facts["from"]), may_wait=True, by=by, now=now)
    return f"/bureau/inscriptions/{lines[0].subject}"


async def _recorded(lines: list[Line], by: str, now: datetime) -> str:
    for line in (line for line in lines if line.at == lines[0].at):
        await attendance.record(line.subject, "none", by=by, now=now)
    return f"/bureau/seances/{lines[0].facts['session']}/presences"


async def _left(lines: list[Line], by: str, now: datetime) -> str:
    await arrivals.come_back(lines[0].subject, by=by, now=now)
    return f"/bureau/seances/{lines[0].facts['session']}/presences#arrivees"


async def _told(lines: list[Line], by: str, now: datetime) -> str:
    await notifications.not_done(lines[0].subject, by=by, now=now)
    return "/bureau/prevenir"


async def _called(lines: list[Line], by: str, now: datetime) -> str:
    await elsewhere.take_call_back(lines[0].subject, by=by, now=now)
    return "/bureau/prevenir"


async def _destroyed(lines: list[Line], by: str, now: datetime) -> str:
    await prints.not_destroyed(lines[0].subject, by=by, now=now)
    return "/bureau/feuilles"


async def _noted(lines: list[Line], by: str, now: datetime) -> str:
    await demand.take_back(lines[0].subject, by=by, now=now)
    return "/bureau/demandes"


DEEDS = {
    "inscription": Deed(frozenset({"booking.confirmed", "booking.waited"}), _booked),
    "deplacement": Deed(frozenset({"booking.moved"}), _moved),
    "reste": Deed(frozenset({"attendance.recorded"}), _recorded, "session"),
    "depart": Deed(frozenset({"arrival.left"}), _left),
    "dit": Deed(frozenset({"call.made"}), _told),
    "appel": Deed(frozenset({"elsewhere.called"}), _called),
    "feuille": Deed(frozenset({"sheet.destroyed"}), _destroyed),
    "demande": Deed(frozenset({"demand.noted"}), _noted),
}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def undo(mark: str, *, by: Person, now: datetime) -> str:
    """Take back what this person did a minute ago, and return the page to go to; raises NotFound or Refused.

    The journal tells whether it was this person and when; nothing else may have become of it since.
    """
    kind, _, text = mark.partition(":")
    deed, subject = DEEDS.get(kind), _id(text)
    if deed is None or subject is None:
        raise NotFound
    lines = await history.lately(by.by, deed.kinds, now - TIME)
    mine = [line for line in lines if str(subject) == (line.facts.get(deed.about) if deed.about else str(line.subject))]
    if not mine:
        raise Refused("too_late_to_undo")
    if mine[0].library is not None:
        await programme.require_desk(by, mine[0].library)
    elif not await programme.may_book_somewhere(by):
        raise NotFound
    return await deed.reverse(mine, by.by, now)
