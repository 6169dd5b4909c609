"""What waits for somebody at the desk: each kind is told by the room that knows of it, and listed here.

To add one: give a module of a lower room a `TO_DO` (see `server.foundation.due`) and name it in `KINDS`, at its place
in the order of urgency. However many there are, they are counted in one statement.
"""

from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power, Role, allows
from server.accounts.rules import Person
from server.bookings import door_list
from server.calendars import subscriptions
from server.elsewhere import queries as elsewhere
from server.foundation import due
from server.foundation.due import Scope, Waiting
from server.hooks import queries as hooks
from server.notifications import elsewhere as told_elsewhere
from server.notifications import openings
from server.notifications import queries as messages
from server.partnerships import charter_queries, convention_queries
from server.planning import waiting as planning
from server.prints import queries as prints
from server.workshops import aidants_connect
from server.workshops.programme import Reach

KINDS = (
    told_elsewhere.TO_DO,
    openings.TO_DO,
    elsewhere.TO_DO,
    messages.TO_DO,
    planning.CLOSED,
    aidants_connect.TO_DO,
    planning.DRAFTS,
    door_list.TO_DO,
    subscriptions.TO_DO,
    hooks.TO_DO,
    prints.TO_DO,
    charter_queries.TO_DO,
    convention_queries.TO_DO,
)


async def waiting(person: Person, reach: Reach, now: datetime, *, whole: bool) -> list[Waiting]:
    """Return what waits in these libraries; `whole`: they are all of the person's, and what is of none counts too."""
    desk = [library.id for library in reach.desk]
    programmed = [library.id for library in reach.programmed]
    managed = [library.id for library in reach.seen if _manages(person, library.id)]
    return await due.waiting(KINDS, Scope(desk, programmed, whole and person.administrator, now, managed))


def _manages(person: Person, library: UUID) -> bool:
    """Tell whether a library is managed, from the roles that the guard has read."""
    held = Role.ADMINISTRATOR if person.administrator else (person.roles or {}).get(library, Role.NONE)
    return allows(held, Power.RUN_PARTNERSHIPS)
