"""Forgets the actors of other servers that nothing here needs any more: who only passed by is no business of ours."""

from datetime import datetime, timedelta

from federation.tables import RemoteActor

KEPT = timedelta(days=60)
# An actor that is not there counts as gone (`joiners.gone`): whoever has something here must stay.
FORGET = """
DELETE FROM fed_remote_actor a WHERE a.fetched_at < {}
  AND NOT EXISTS (SELECT 1 FROM fed_received r WHERE r.actor = a.id)
  AND NOT EXISTS (SELECT 1 FROM fed_follower f WHERE f.actor = a.id)
  AND NOT EXISTS (SELECT 1 FROM fed_following f WHERE f.actor = a.id)
  AND NOT EXISTS (SELECT 1 FROM fed_remote_event e WHERE e.owner = a.id)
  AND NOT EXISTS (SELECT 1 FROM sharing_joined j WHERE j.actor = a.id)
  AND NOT EXISTS (SELECT 1 FROM remote_booking b WHERE b.owner = a.id)
"""


async def sweep(now: datetime) -> None:
    """Forget them two months after they were last read; who speaks to us again is read again."""
    await RemoteActor.raw(FORGET, now - KEPT)
