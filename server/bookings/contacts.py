"""How many bookings one e-mail or telephone number has: in a session, and to come in the whole network."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings.parties import Typed
from server.bookings.tables import Contact

# The dates of a course count for one, and what is for practice for nothing.
COUNTED = """
SELECT count(*) FILTER (WHERE b.session = {}) AS here,
  count(DISTINCT coalesce(b.course, b.id)) FILTER (WHERE s.starts_at > {} AND NOT s.practice
    AND ({}::uuid IS NULL OR b.course IS DISTINCT FROM {})) AS ahead
FROM contact c JOIN booking b ON b.id = c.booking JOIN session s ON s.id = b.session
WHERE b.state <> 'cancelled'
  AND (lower(c.email) = {} OR right(regexp_replace(c.phone, '[^0-9]', '', 'g'), 9) = {})
"""


@dataclass(frozen=True)
class Already:
    """The bookings of a contact that are not cancelled: `here`, in the session; `ahead`, to come anywhere."""

    here: int = 0
    ahead: int = 0


async def already(session: UUID, party: Typed, course: UUID | None, now: datetime) -> Already:
    """Return the bookings with the party's e-mail or telephone number; those of `course` count not among `ahead`."""
    if not party.email and not party.phone:
        return Already()
    digits = "".join(character for character in party.phone if character in "0123456789")[-9:]
    reached = (party.email.lower() or None, digits or None)
    return Already(**(await Contact.raw(COUNTED, session, now, course, course, *reached))[0])
