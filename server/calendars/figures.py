"""How the calendars of others are doing, in figures."""

from server.calendars.tables import Subscription

COUNTED = """
SELECT count(*) AS calendars_followed, count(*) FILTER (WHERE error <> '' AND paused_at IS NULL) AS calendars_failing,
  count(*) FILTER (WHERE asked_at IS NOT NULL) AS calendars_asking,
  (SELECT count(*) FROM ical_event WHERE withdrawn_at IS NULL) AS imported_events
FROM ical_feed
"""


async def figures() -> dict[str, float]:
    """Return the numbers by name."""
    rows = await Subscription.raw(COUNTED)
    return {name: float(value) for name, value in rows[0].items()}
