"""Whether other hosts live: the circuit breaker, the days of failure after which one is dead, and its revival."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from federation import rules
from federation.rules import Breaker
from federation.sync import catching_up
from federation.tables import run

# What a dead host is not owed: it reads the feed of changes, or is told the latest state when it lives again.
NEWS_KINDS = ("Create", "Update", "Delete", "Announce", "Note")

FAILED = """
UPDATE fed_peer SET failures = {}, first_failure_at = {}, opens_again_at = {}, failing_days = {}, failed_on = {},
  dead_at = {}, last_failure_at = {}, last_error = {} WHERE host = {}
"""
# The oldest stays owed: it is the probe that finds out that the host lives again.
DROP = """
DELETE FROM fed_delivery WHERE host = {} AND state = 'owed' AND lane = 1 AND kind = any({}::text[])
AND id <> (SELECT min(id) FROM fed_delivery WHERE host = {} AND state = 'owed' AND lane = 1 AND kind = any({}::text[]))
"""
REVIVE = """
UPDATE fed_peer p SET failures = 0, first_failure_at = NULL, opens_again_at = NULL, failing_days = 0, failed_on = NULL,
  dead_at = NULL, sync_due_at = coalesce(was.dead_at, p.sync_due_at)
FROM (SELECT host, dead_at FROM fed_peer WHERE host = {}) was WHERE p.host = was.host RETURNING was.dead_at
"""
# Given up because the host was silent or in trouble for fourteen days, that is; what it refused stays parked.
UNPARK = """
UPDATE fed_delivery SET state = 'owed', attempts = 1
WHERE host = {} AND state = 'parked' AND (last_status IN (0, 408, 425, 429) OR last_status >= 500)
"""
HURRY = "UPDATE fed_delivery SET due_at = {} WHERE host = {} AND state = 'owed' AND due_at > {}"


@dataclass(frozen=True)
class Health:
    """How a host is doing: its breaker, the different days of failure since it last took something, its death."""

    host: str
    failures: int = 0
    first_failure_at: datetime | None = None
    opens_again_at: datetime | None = None
    failing_days: int = 0
    failed_on: date | None = None
    dead_at: datetime | None = None

    @property
    def down(self) -> bool:
        """Whether something is held back from it."""
        return self.opens_again_at is not None or self.dead_at is not None


async def failed(health: Health, error: str, not_before: datetime | None, *, now: datetime) -> Health:
    """Count a failure of a host, in the caller's transaction; on the seventh failing day news for it are dropped."""
    after = rules.breaker_after(
        Breaker(health.failures, health.first_failure_at, health.opens_again_at), ok=False, now=now
    )
    wish = min(not_before, now + rules.LONGEST_WISH) if not_before else None
    days = health.failing_days + (health.failed_on != now.date())
    dies = health.dead_at is None and days >= rules.DEADLY_DAYS
    found = replace(
        health,
        failures=after.failures,
        first_failure_at=after.since,
        opens_again_at=max(filter(None, (after.open_until, wish)), default=None),
        failing_days=days,
        failed_on=now.date(),
        dead_at=now if dies else health.dead_at,
    )
    breaker = (found.failures, found.first_failure_at, found.opens_again_at)
    await run(FAILED, *breaker, days, found.failed_on, found.dead_at, now, error, health.host)
    if dies:
        kinds = list(NEWS_KINDS)
        await run(DROP, health.host, kinds, health.host, kinds)
    return found


async def revive(host: str, *, now: datetime) -> None:
    """Close the circuit breaker of `host` and bring forward what is owed to it, in order, with what had been given up.

    When it was dead its feed is read at once, and a sync of what it missed of ours is due: a tick sees to it.
    """
    died = any(row["dead_at"] for row in await run(REVIVE, host))
    await run(UNPARK, host)
    await run(HURRY, now, host, now)
    if died:
        await catching_up.owe(host, now=now)
