"""When sessions last became full, or stopped being full: what a calendar shows of seats, and so the time it shows.

Where seats are kept that the public cannot have, the last change of seats stands for it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.bookings.tables import SeatMove

TURNED = """
SELECT session, max(at) AS at FROM (
  SELECT m.session, m.at, sum(m.delta) OVER before_and_now >= s.capacity AS is_full,
    sum(m.delta) OVER before_and_now - m.delta >= s.capacity AS was_full,
    s.kept_partner + s.kept_peer > 0 AS any_kept
  FROM seat_move m JOIN session s ON s.id = m.session WHERE m.session = any({})
  WINDOW before_and_now AS (PARTITION BY m.session ORDER BY m.at, m.id ROWS UNBOUNDED PRECEDING)
) AS moves WHERE is_full <> was_full OR any_kept GROUP BY session
"""


async def turned_at(sessions: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when each of these sessions last became full or stopped being so; those that never did are left out."""
    rows = await SeatMove.raw(TURNED, list(sessions)) if sessions else []
    return {row["session"]: row["at"] for row in rows}
