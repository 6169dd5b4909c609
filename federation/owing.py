"""Owing: an activity is kept and one delivery per distinct inbox is owed, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from federation import health, peers
from federation.tables import Activity, run, wake
from federation.wire import Document
from federation.wire.decode import encode

BOOKINGS, NEWS = 0, 1

# A delivery never leaves before an earlier one to the same inbox about the same thing. Behind one that has failed it is
# not due before it either; one on its way for the first time will be gone in a moment: then this one is due at once.
OWE = """
INSERT INTO fed_delivery
  (host, inbox, signer, activity, kind, thing, lane, due_at, attempts, last_error, last_status, state, created_at)
SELECT t.host, t.inbox, {}, {}, {}, {}, {},
  greatest({}, (SELECT max(e.due_at) FROM fed_delivery e
    WHERE e.state = 'owed' AND e.last_error <> '' AND e.inbox = t.inbox AND e.thing = {})),
  0, '', 0, 'owed', {}
FROM unnest({}::text[], {}::text[]) AS t(host, inbox) JOIN fed_peer p ON p.host = t.host
WHERE NOT ({} AND p.dead_at IS NOT NULL)
RETURNING 1 AS owed
"""

KEEP = """
INSERT INTO fed_activity (id, actor, type, thing, public, document, created_at) VALUES ({}, {}, {}, {}, {}, {}, {})
ON CONFLICT (id) DO NOTHING
"""

FORGET = """
WITH gone AS (DELETE FROM fed_activity WHERE thing = any({}::text[]) AND created_at < {} RETURNING id, thing),
  unsent AS (DELETE FROM fed_delivery d USING gone WHERE d.activity = gone.id)
DELETE FROM fed_sent s USING gone WHERE s.thing = gone.thing
"""


async def keep(document: Document, *, thing: str, public: bool, now: datetime) -> None:
    """Keep an activity of ours; `public` ones are listed and served to all."""
    text = encode(document).decode()
    await run(KEEP, document["id"], document["actor"], document["type"], thing, public, text, now)


async def owe(
    document: Document,
    inboxes: Iterable[str],
    *,
    thing: str,
    public: bool,
    now: datetime,
    lane: int = NEWS,
    signer: str = "",
) -> int:
    """Keep an activity and owe it to each of `inboxes` once; return to how many.

    `thing` is what it is about: deliveries to one inbox about one thing keep their order. `lane` BOOKINGS passes before
    NEWS. `signer` is the id of the key that signs, if not its actor's newest. A dead host is owed no news of our things
    (`replaying`). Runs in the caller's transaction, so that what is owed and its cause are kept or lost together.
    """
    await keep(document, thing=thing, public=public, now=now)
    distinct = sorted(set(inboxes))
    if not distinct:
        return 0
    hosts = [peers.host_of(inbox) for inbox in distinct]
    await peers.know(*hosts)
    id, kind, actor = document["id"], document["type"], document["actor"]
    spared = lane == NEWS and kind in health.NEWS_KINDS
    owed = await run(OWE, signer or actor, id, kind, thing, lane, now, thing, now, hosts, distinct, spared)
    await wake("delivery")
    return len(owed)


async def supersede(thing: str, inboxes: Iterable[str], kinds: list[str]) -> None:
    """Drop what nobody has tried yet to deliver about `thing`."""
    await run(
        "DELETE FROM fed_delivery WHERE thing = {} AND inbox = any({}::text[]) AND kind = any({}::text[])"
        " AND attempts = 0 AND state = 'owed'",
        thing,
        sorted(set(inboxes)),
        kinds,
    )


async def document_of(activity: str) -> str | None:
    """Return the text of an activity of ours as it is sent, or None."""
    row = await Activity.select(Activity.document).where(Activity.id == activity).first()
    return row["document"] if row else None


async def forget(things: Iterable[str], *, before: datetime) -> None:
    """Forget what was said of `things`, with what is still owed of it: for things that name people, in the end."""
    await run(FORGET, sorted(set(things)), before)
