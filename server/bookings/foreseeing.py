"""What would become of a booking if it were made now: said on the check page, before the button is pressed."""

from dataclasses import dataclass
from datetime import datetime

from server.bookings import actions, courses, queries
from server.bookings.rules import Outcome
from server.bookings.targets import Target


@dataclass(frozen=True)
class Foreseen:
    """Whether the party would wait, and then at which rank, 1 for the next."""

    waits: bool
    position: int


async def foresee(target: Target, request: actions.Request, now: datetime) -> Foreseen:
    """Return what would become of a request for this target; raises Refused or Invalid."""
    if target.series:
        outcome = await courses.foresee(target.series.id, request, now)
    else:
        outcome = await actions.foresee(request, now)
    position = await queries.next_position([date.id for date in target.dates])
    return Foreseen(outcome is Outcome.WAITING, position)
