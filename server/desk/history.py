"""Who did what to a booking, and when, in words for staff: read from the journal, where no name is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.queries import names_of
from server.bookings.words import OVERRIDES
from server.desk.words import DONE, DOORS
from server.foundation.languages import translator
from server.journal import history
from server.journal.readers import Line
from server.partners.queries import name_of_booking

AT_THE_DESK = frozenset({"booking.confirmed", "booking.waited"})


@dataclass(frozen=True)
class Deed:
    """Something that was done to a booking: what in words, by whom in words, when."""

    at: datetime
    what: str
    who: str


async def of_booking(booking: UUID, language: str) -> list[Deed]:
    """Return what was done to a booking, the oldest first."""
    lines = [line for line in await history.of(booking) if line.kind in DONE]
    names = await names_of({line.actor for line in lines})
    partner = await name_of_booking(booking)
    return [Deed(line.at, _what(line, language), _who(line, names, partner, language)) for line in lines]


def _what(line: Line, language: str) -> str:
    facts: dict[str, Any] = {"people": 0, "before": 0, **line.facts}
    resized = line.kind == "booking.changed" and facts["people"] != facts["before"]
    said = DONE["booking.resized" if resized else line.kind]
    if line.kind == "booking.overridden":
        reason = OVERRIDES[facts["why"]]
        facts["why"] = translator(language).gettext(reason)
    return translator(language).gettext(said) % facts


def _who(line: Line, names: dict[str, str], partner: str, language: str) -> str:
    """Return who did it: a colleague by name, the person, a partner, another agenda, or the program itself."""
    door, _, rest = line.actor.partition(":")
    if door == "partner" and partner:
        return partner
    if door == "staff" and line.facts.get("channel") == "desk" and line.kind in AT_THE_DESK:
        door = "desk"
    said = DOORS.get(door, DOORS["system"])
    return translator(language).gettext(said) % {"name": names.get(line.actor, ""), "host": rest}
