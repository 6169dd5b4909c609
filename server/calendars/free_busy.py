"""When one of our people is busy, told to another network and heard from it: intervals, and nothing else."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ical_feeds import free_busy
from ical_feeds.fetch import Fetched, What, fetch
from ical_feeds.polling import Pace, Poll, next_at, paced
from server.foundation.database import DB
from server.foundation.http import door
from server.foundation.settings import settings
from server.resources import busy
from server.resources.busy import Claimed
from server.resources.people import LeaveView, MediatorView, leaves, people
from server.workshops.clashes import HOLDS

BACK, AHEAD = timedelta(days=1), timedelta(days=180)
A_DAY = timedelta(days=1)
AT_ONCE = 20
THEIRS = """
SELECT starts_at, ends_at, presenter, mediators FROM session
WHERE ends_at > {} AND starts_at < {} AND NOT practice AND (presenter <> '' OR {} = any(mediators))
  AND (state IN ('internal', 'published') OR state = 'draft' AND updated_at > {})
"""


async def calendar_of(person: MediatorView, token: str, now: datetime) -> bytes:
    """Return when somebody is busy here, from yesterday to six months ahead: sessions and leave, drafts that hold."""
    since, until = now - BACK, now + AHEAD
    known = await people()
    rows = await DB.rows(THEIRS, since, until, person.id, now - HOLDS)
    times = [
        (row["starts_at"], row["ends_at"])
        for row in rows
        if person.id in known.who(row["presenter"], row["mediators"]).known
    ]
    away = await leaves([person.id], since=since.date(), until=until.date())
    uid = busy.uid_of(token)
    return free_busy.write([*times, *_days(away)], uid=uid, since=since, until=until, now=now)


def _days(found: Iterable[LeaveView]) -> list[tuple[datetime, datetime]]:
    zone = ZoneInfo(settings().timezone)
    return [
        (datetime.combine(one.first_on, time(), zone), datetime.combine(one.last_on + A_DAY, time(), zone))
        for one in found
    ]


async def poll_due(now: datetime) -> int:
    """Read the free/busy addresses of others that are due, through the guarded door; return how many were."""
    claimed = await busy.claim(now, AT_ONCE)
    for one in claimed:
        await _settle(one, await fetch(door(), one.url, etag=one.etag, now=now), now)
    return len(claimed)


async def _settle(one: Claimed, fetched: Fetched, now: datetime) -> None:
    times, error = None, fetched.error
    if fetched.what is What.GOOD:
        try:
            times = free_busy.read(fetched.body)
        except free_busy.NoFreeBusy as fault:
            error = str(fault)
    poll = Poll(failed=bool(error), changed=times is not None, wait=fetched.wait)
    pace = paced(Pace(timedelta(seconds=one.period), one.failures), poll)
    await busy.settle(
        one.id,
        [(start, end) for start, end in times if end > now] if times is not None else None,
        error=error,
        etag=fetched.etag or one.etag,
        pace=(int(pace.period.total_seconds()), pace.failures),
        next_at=next_at(one.id, pace, poll, now),
        now=now,
    )
