"""Saying again: the latest state of our things, owed once more to those who missed it or who ask for it."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from federation import keyring, outbox, owing, peers, receivers
from federation.blocking import hidden
from federation.node import Node
from federation.receivers import Receivers
from federation.tables import run, transaction
from federation.wire import Document, activity

MISSED = """
SELECT id, uuid, owner, document, version, updated, deleted_at, seq FROM fed_thing
WHERE CASE WHEN {} THEN deleted_at IS NULL AND ends_at >= {}
  ELSE id IN (SELECT thing FROM fed_activity WHERE public AND created_at >= {}) END
ORDER BY seq
"""
# Those with a feed are read by its timetable.
DUE = f"""
SELECT host, sync_due_at FROM fed_peer p
WHERE sync = '' AND sync_due_at <= {{}} AND NOT {hidden("p.host")} ORDER BY host
"""  # noqa: S608  # a condition of our own
# What was dropped when a host died had been owed for fourteen days at most, give or take a fifth.
LONGEST_OWED = timedelta(days=21)
ONE = "SELECT id, uuid, owner, document, version, updated, deleted_at, seq FROM fed_thing WHERE id = {}"
TOLD = "SELECT inbox FROM fed_sent WHERE thing = {} AND inbox = any({}::text[]) AND kind IN ('Create', 'Update')"

# What a hub points out of its members' events: the last Announce of each.
POINTED = """
SELECT DISTINCT ON (a.thing) a.thing, a.document FROM fed_activity a
WHERE a.actor = {} AND a.type = 'Announce' AND a.created_at >= {}
  AND NOT EXISTS (SELECT 1 FROM fed_thing t WHERE t.id = a.thing)
ORDER BY a.thing, a.created_at DESC
"""
# What was given up about it is older than what is owed now.
GIVEN_UP = "DELETE FROM fed_delivery WHERE thing = {} AND inbox = any({}::text[]) AND state = 'parked'"


async def replay(node: Node, host: str, *, since: datetime | None, now: datetime) -> int:
    """Owe to the followers at `host` the latest state of our things to come, or of what changed since `since`.

    One activity for each thing and inbox, whatever happened to it meanwhile. Returns how many are owed. Runs in the
    caller's transaction and waits there for its turn to speak, so that no change falls between.
    """
    await outbox.in_order()
    owed = 0
    there: dict[str, Receivers] = {}
    for row in await run(MISSED, since is None, now, since or now):
        if row["owner"] not in there:
            there[row["owner"]] = (await receivers.of(node, row["owner"])).at(host)
        owed += await _owe(node, row, there[row["owner"]], now)
    if since is not None and node.hub:
        owed += await _point_again(node, host, since, now)
    return owed


async def replay_due(node: Node, *, now: datetime) -> int:
    """Owe what they missed to hosts that live again and read no feed of ours; return to how many hosts.

    Hosts with a feed of their own are peers, and read ours from where they left it.
    """
    if not await run(DUE, now):
        return 0
    async with transaction():
        await outbox.in_order()
        hosts = await run(DUE + " FOR UPDATE", now)
        for row in hosts:
            await replay(node, row["host"], since=row["sync_due_at"] - LONGEST_OWED, now=now)
        await run("UPDATE fed_peer SET sync_due_at = NULL WHERE host = any({}::text[])", [row["host"] for row in hosts])
        return len(hosts)


async def send_again(node: Node, thing: str, *, now: datetime) -> int:
    """Owe the latest state of one of our things again to all who should have it; return to how many inboxes.

    Runs in the caller's transaction. Owes nothing for what is no thing of ours.
    """
    await outbox.in_order()
    rows = await run(ONE, thing)
    return await _owe(node, rows[0], await receivers.of(node, rows[0]["owner"]), now) if rows else 0


async def _owe(node: Node, row: dict[str, Any], to: Receivers, now: datetime) -> int:
    """Owe one thing in the way of each: whole, a first time as a Create; or its address to those who are pointed."""
    thing, everybody = row["id"], sorted(to.everybody)
    if not everybody:
        return 0
    await owing.supersede(thing, everybody, ["Create", "Update", "Announce"])
    await run(GIVEN_UP, thing, everybody)
    if row["deleted_at"]:
        ended = await _say(row, "delete", to.everybody - to.spoken, row["owner"], now)
        return ended + await _say(row, "delete", to.spoken, node.actor, now)
    had = {sent["inbox"] for sent in await run(TOLD, thing, everybody)}
    owed = await _say(row, "update", to.told & had, row["owner"], now)
    owed += await _say(row, "create", (to.told | to.once) - had, row["owner"], now)
    owed += await _say(row, "update", to.spoken & had, node.actor, now)
    owed += await _say(row, "create", to.spoken - had, node.actor, now)
    return owed + await _point(node, row, to.pointed | to.shown, now)


async def _say(row: dict[str, Any], kind: outbox.Kind, inboxes: Collection[str], actor: str, now: datetime) -> int:
    """Owe an activity with an id of its own: those who have heard the first one would not look at it again."""
    if not inboxes:
        return 0
    document: Document = json.loads(row["document"])
    whose = "" if actor == row["owner"] else "-relay"
    id, seq = f"{row['id']}/activites/{row['version']}-{kind}{whose}-{_stamp(now)}", row["seq"]
    if kind == "delete":
        said = activity.delete(document, id=id, actor=actor, cc=[f"{row['owner']}/followers"], seq=seq)
    else:
        say = activity.create if kind == "create" else activity.update
        said = say(document, id=id, actor=actor, at=row["updated"], seq=seq)
    return await owing.owe(said, inboxes, thing=row["id"], public=False, now=now)


async def _point(node: Node, row: dict[str, Any], inboxes: Collection[str], now: datetime) -> int:
    if not inboxes:
        return 0
    id = f"{node.url}/ap/annonces/{row['uuid']}/{row['version']}-{_stamp(now)}"
    said = activity.announce(row["id"], id=id, actor=node.actor, followers=f"{node.actor}/followers", at=now)
    said = await keyring.prove(node, said, now=now)
    return await owing.owe(said, inboxes, thing=row["id"], public=False, now=now)


async def _point_again(node: Node, host: str, since: datetime, now: datetime) -> int:
    owed = 0
    inboxes = (await receivers.of(node, node.actor)).at(host).everybody
    for row in await run(POINTED, node.actor, since):
        if peers.host_of(row["thing"]) != host:
            owed += await owing.owe(json.loads(row["document"]), inboxes, thing=row["thing"], public=True, now=now)
    return owed


def _stamp(now: datetime) -> int:
    """Milliseconds: two of these about one thing in one of them would share an id, and the second add nothing."""
    return int(now.timestamp() * 1000)
