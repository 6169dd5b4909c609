"""Since when a feed is as it is: the first time that its tag was seen is its Last-Modified, also after a deletion."""

from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from server.calendars.tables import FeedState

FORGOTTEN_AFTER = timedelta(days=60)
HELD = "SELECT since FROM feed_state WHERE key = {} AND etag = {} AND asked_on = {}"
# HTTP dates have whole seconds: two contents of one second would have one date.
SEEN = """
INSERT INTO feed_state (key, etag, since, asked_on) VALUES ({}, {}, {}, {})
ON CONFLICT (key) DO UPDATE SET etag = excluded.etag, asked_on = excluded.asked_on,
  since = CASE WHEN feed_state.etag = excluded.etag THEN feed_state.since
    ELSE greatest(excluded.since, feed_state.since + interval '1 second') END
RETURNING since
"""


async def since(address: str, etag: str, now: datetime) -> datetime:
    """Return when the feed at `address` (a path of ours with its query) first had this tag: now, if it never had."""
    key = UUID(bytes=blake2b(address.encode(), digest_size=16).digest())
    rows = await FeedState.raw(HELD, key, etag, now.date())
    rows = rows or await FeedState.raw(SEEN, key, etag, now, now.date())
    found: datetime = rows[0]["since"]
    return found


async def sweep(now: datetime) -> None:
    """Forget the feeds that nobody asks for any more."""
    await FeedState.delete().where(FeedState.asked_on < (now - FORGOTTEN_AFTER).date())
