"""Do the counts of a session, its bookings with who came without one, and the ledger of seats say the same."""

from uuid import UUID

from server.bookings.tables import SeatMove

# One statement, so that all is seen at one instant while bookings go on.
DIFFERENT = """
SELECT s.id FROM session s
LEFT JOIN (SELECT session, sum(delta) AS seats FROM seat_move GROUP BY session) m ON m.session = s.id
LEFT JOIN (
  SELECT session, sum(people) FILTER (WHERE state IN ('confirmed', 'offered')) AS seated,
    sum(people) FILTER (WHERE state = 'waiting') AS waiting,
    sum(laptops) FILTER (WHERE state IN ('confirmed', 'offered')) AS laptops,
    sum(people) FILTER (WHERE state IN ('confirmed', 'offered') AND pool = 'desk') AS desk,
    sum(people) FILTER (WHERE state IN ('confirmed', 'offered') AND pool = 'partner') AS partner,
    sum(people) FILTER (WHERE state IN ('confirmed', 'offered') AND pool = 'peer') AS peer,
    sum(people) FILTER (WHERE state IN ('confirmed', 'offered') AND pool = 'first') AS first
  FROM booking GROUP BY session
) b ON b.session = s.id
LEFT JOIN (SELECT session, sum(added) AS added FROM arrival GROUP BY session) a ON a.session = s.id
WHERE s.taken <> coalesce(m.seats, 0) OR s.taken <> coalesce(b.seated, 0) + coalesce(a.added, 0)
  OR s.waiting <> coalesce(b.waiting, 0)
  OR s.laptops_taken <> coalesce(b.laptops, 0)
  OR (s.taken_desk, s.taken_partner, s.taken_peer, s.taken_first)
    <> (coalesce(b.desk, 0), coalesce(b.partner, 0), coalesce(b.peer, 0), coalesce(b.first, 0))
ORDER BY s.id
"""


async def differing() -> list[UUID]:
    """Return the sessions on which the three do not agree."""
    return [row["id"] for row in await SeatMove.raw(DIFFERENT)]
