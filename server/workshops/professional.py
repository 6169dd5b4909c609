"""Workshops for professionals: staff are trained in them, and no public list, feed or peer ever hears of them.

Their sessions are never published: they become `internal`, which is open to staff. All that is public asks for states
that it names, and this is none of them.
"""

from uuid import UUID

from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.workshops.rules import PROFESSIONAL

INTERNAL = "internal"
FOR_EVERYBODY = f"NOT ('{PROFESSIONAL}' = any(w.audiences))"
KIND = f"SELECT '{PROFESSIONAL}' = any(audiences) AS professional FROM workshop WHERE id = {{}}"  # noqa: S608
DATED = "SELECT EXISTS (SELECT FROM session WHERE workshop = {} AND state <> 'draft') AS dated"


async def opened(workshop: UUID) -> str:
    """Return the state of a session of this workshop once it is no draft any more."""
    rows = await DB.rows(KIND, workshop)
    return INTERNAL if rows and rows[0]["professional"] else "published"


async def check_turn(workshop: UUID, was: list[str], becomes: list[str]) -> None:
    """Raise Invalid when dates that people know of would change sides: public ones, or those open to staff."""
    if (PROFESSIONAL in was) != (PROFESSIONAL in becomes) and (await DB.rows(DATED, workshop))[0]["dated"]:
        raise Invalid({"audiences": "professional_dated"})
