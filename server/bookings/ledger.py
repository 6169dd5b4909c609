"""Do the counts of a session, its bookings and the ledger of seats say the same."""

from uuid import UUID

from server.bookings.tables import SeatMove

# One statement, so that all is seen at one instant while bookings go on.
DIFFERENT = """
SELECT s.id FROM session s
LEFT JOIN (SELECT session, sum(delta) AS seats FROM seat_move GROUP BY session) m ON m.session = s.id
LEFT JOIN (
  SELECT session, sum(people) FILTER (WHERE state = 'confirmed') AS seated,
    sum(people) FILTER (WHERE state = 'waiting') AS waiting
  FROM booking GROUP BY session
) b ON b.session = s.id
WHERE s.taken <> coalesce(m.seats, 0) OR s.taken <> coalesce(b.seated, 0) OR s.waiting <> coalesce(b.waiting, 0)
ORDER BY s.id
"""


async def differing() -> list[UUID]:
    """Return the sessions on which the three do not agree."""
    return [row["id"] for row in await SeatMove.raw(DIFFERENT)]
