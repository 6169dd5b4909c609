"""Following others: from what a person typed to an actor, a Follow that is owed, and what was answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import uuid4

from federation import actors, client, lookups, mirror, owing, peers, rereading
from federation.actors import Known, Missing
from federation.node import Node
from federation.sync import catching_up
from federation.tables import Following, RemoteActor, run, transaction
from federation.wire import Malformed, activity, webfinger
from federation.wire.origin import origin, same_origin

LONGEST = 500
SECONDS = 15.0

# One that is followed or asked already stays so; one that once refused us has changed its mind.
PROPOSE = """
INSERT INTO fed_following (actor, local_actor, type, name, host, inbox, state, address, follow_id, asked_at)
VALUES ({}, {}, {}, {}, {}, {}, 'proposed', '', {}, {})
ON CONFLICT (actor, local_actor) DO UPDATE SET state = 'proposed', asked_at = EXCLUDED.asked_at
WHERE fed_following.state = 'refused'
"""
PROPOSED = "SELECT 1 FROM fed_following WHERE actor = {} AND local_actor = {} AND state = 'proposed' FOR UPDATE"


class FollowState(StrEnum):
    """What came of a wish to follow."""

    ASKED = "asked"
    ALREADY = "already"
    NOT_AN_ADDRESS = "not_an_address"
    OURSELVES = "ourselves"
    BLOCKED = "blocked"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class FollowOutcome:
    """What came of a wish to follow, and whom; `actor` and `name` are empty when nobody was found."""

    state: FollowState
    host: str = ""
    actor: str = ""
    name: str = ""

    @property
    def ok(self) -> bool:
        """Whether the actor is followed, or has been asked."""
        return self.state in (FollowState.ASKED, FollowState.ALREADY)


Note = Callable[[FollowOutcome], Awaitable[None]]


async def follow(node: Node, address: str, *, now: datetime, note: Note | None = None) -> FollowOutcome:
    """Follow, as the instance, the actor meant by `address`: a host, its home page, name@host or an actor's id.

    Asks the network for fifteen seconds at most: must not run in a transaction. A bare host is asked with the scheme of
    our own address. `note` is called with the outcome in the transaction that keeps it, last.
    """
    outcome, found = await _find(node, address, now)
    async with transaction():
        if found is not None and not await ask(node, found, address=address.strip()[:LONGEST], now=now):
            outcome = replace(outcome, state=FollowState.ALREADY)
        if note is not None:
            await note(outcome)
    return outcome


async def _find(node: Node, address: str, now: datetime) -> tuple[FollowOutcome, Known | None]:
    target = _meant(node, address)
    if target is None:
        return FollowOutcome(FollowState.NOT_AN_ADDRESS), None
    host = peers.host_of(target.root)
    if client.is_ours(node, target.root):
        return FollowOutcome(FollowState.OURSELVES, host), None
    if await peers.is_blocked(host):
        return FollowOutcome(FollowState.BLOCKED, host), None
    try:
        async with asyncio.timeout(SECONDS):
            found = await _found(node, target, now)
            if found is not None:
                await peers.learn(node, found.id, now=now)
    except TimeoutError:
        found = None
    if found is None:
        return FollowOutcome(FollowState.NOT_FOUND, host), None
    if await peers.is_blocked(found.host):
        return FollowOutcome(FollowState.BLOCKED, found.host), None
    return FollowOutcome(FollowState.ASKED, found.host, found.id, found.name), found


async def ask(node: Node, target: Known, *, address: str, now: datetime) -> bool:
    """Owe a Follow of `target` by the instance, in the caller's transaction; False when it is followed already.

    A follow that was refused, or not answered yet, is asked again.
    """
    rows = await run(
        "SELECT state FROM fed_following WHERE actor = {} AND local_actor = {} FOR UPDATE", target.id, node.actor
    )
    if rows and rows[0]["state"] == "accepted":
        return False
    said = activity.follow(id=f"{node.actor}/activites/{uuid4()}-follow", actor=node.actor, target=target.id)
    row = Following(
        actor=target.id,
        local_actor=node.actor,
        type=target.type,
        name=target.name,
        host=target.host,
        inbox=target.inbox,
        state="asked",
        address=address,
        follow_id=said["id"],
        asked_at=now,
    )
    changed = [
        Following.type,
        Following.name,
        Following.inbox,
        Following.state,
        Following.follow_id,
        Following.asked_at,
    ]
    await Following.insert(row).on_conflict(
        target=(Following.actor, Following.local_actor), action="DO UPDATE", values=changed
    )
    await owing.owe(said, [target.inbox], thing=target.id, public=False, now=now)
    return True


async def propose(node: Node, sender: Known, *, now: datetime) -> None:
    """Note that an instance which follows us may be followed, in the caller's transaction; it is asked nothing.

    It asks to be taken in by this hub, or it is a hub that invites us. Whoever runs this instance says yes (`take_in`)
    or no (`decline`); until then nothing of it is mirrored.
    """
    row = (sender.id, node.actor, sender.type, sender.name, sender.host, sender.inbox)
    await run(PROPOSE, *row, f"{node.actor}/activites/{uuid4()}-proposed", now)


async def take_in(node: Node, actor_id: str, *, now: datetime) -> bool:
    """Follow the instance that was proposed, in the caller's transaction; False when it is not, or not any more."""
    found = await actors.known(actor_id) if await run(PROPOSED, actor_id, node.actor) else None
    return found is not None and await ask(node, found, address="", now=now)


async def decline(node: Node, actor_id: str) -> bool:
    """Drop what was proposed, in the caller's transaction; it may ask again. False when there was nothing."""
    sql = "DELETE FROM fed_following WHERE actor = {} AND local_actor = {} AND state = 'proposed' RETURNING id"
    return bool(await run(sql, actor_id, node.actor))


async def unfollow(node: Node, actor_id: str, *, now: datetime) -> None:
    """Stop following an actor: owe the Undo and forget what it had brought, in the caller's transaction."""
    async with transaction():
        sql = "DELETE FROM fed_following WHERE actor = {} AND local_actor = {} RETURNING follow_id, inbox"
        for row in await run(sql, actor_id, node.actor):
            followed = activity.follow(id=row["follow_id"], actor=node.actor, target=actor_id)
            id = f"{node.actor}/activites/{uuid4()}-undo"
            said = activity.undo(followed, id=id, actor=node.actor, to=actor_id)
            await owing.owe(said, [row["inbox"]], thing=actor_id, public=False, now=now)
        await lookups.forget(actor_id)
        await mirror.forget_sponsor(actor_id)
        await rereading.owe_all(now)  # another may bring some of it as well


async def accepted(follow_id: str, by: str, *, now: datetime) -> bool:
    """Note that a follow of ours was accepted and owe the reading of what is there; False if it was not awaited."""
    sql = "UPDATE fed_following SET state = 'accepted', answered_at = {} WHERE follow_id = {} AND actor = {}"
    if not await run(f"{sql} AND state IN ('asked', 'refused') RETURNING id", now, follow_id, by):
        return False
    if await catching_up.owe(peers.host_of(by), now=now):
        return True
    row = await RemoteActor.select(RemoteActor.upcoming, RemoteActor.outbox).where(RemoteActor.id == by).first()
    backlog = (row["upcoming"] or row["outbox"]) if row else ""
    if backlog:
        await lookups.owe("collection", backlog, sponsor=by, now=now)
    return True


async def refused(follow_id: str, by: str, *, now: datetime) -> bool:
    """Note that a follow of ours was refused, even after it had been accepted; False if there is none."""
    sql = (
        "UPDATE fed_following SET state = 'refused', answered_at = {}"
        " WHERE follow_id = {} AND actor = {} AND state <> 'proposed' RETURNING id"
    )
    return bool(await run(sql, now, follow_id, by))


async def sponsor_of(actor: Known) -> str:
    """Return the followed actor for whom `actor` may put events in our mirror: itself, or its instance; or nothing."""
    rows = await run(
        "SELECT actor, type FROM fed_following WHERE state = 'accepted' AND (actor = {} OR host = {}) ORDER BY id",
        actor.id,
        actor.host,
    )
    itself = [row["actor"] for row in rows if row["actor"] == actor.id]
    instance = [row["actor"] for row in rows if row["type"] == "Application" and same_origin(row["actor"], actor.id)]
    return str(next(iter(itself + instance), ""))


@dataclass(frozen=True)
class Target:
    """What a typed address may mean: a server, and on it a name or an actor's id."""

    root: str
    username: str = ""
    actor: str = ""


def _meant(node: Node, address: str) -> Target | None:
    text = address.strip()
    scheme = urlsplit(node.url).scheme
    account = webfinger.account(text)
    if account:
        root = f"{scheme}://{account.host}"
        return Target(root, username=account.username) if origin(root) else None
    url = text if "://" in text else f"{scheme}://{text}"
    if origin(url) is None:
        return None
    root = peers.root_of(url)
    beyond = url.removeprefix(root).strip("/")
    return Target(root, actor=url if beyond else "")


async def _found(node: Node, target: Target, now: datetime) -> Known | None:
    if target.actor:
        return await _read(node, target.actor, now)
    if target.username:
        return await _by_name(node, target.root, f"acct:{target.username}@{peers.host_of(target.root)}", now)
    links = await peers.links(node, target.root, now=now)
    if links and same_origin(links.application, target.root):
        return await _read(node, links.application, now)
    return await _by_name(node, target.root, f"acct:relay@{peers.host_of(target.root)}", now)


async def _by_name(node: Node, root: str, resource: str, now: datetime) -> Known | None:
    answer = await client.read_json(node, f"{root}/.well-known/webfinger?resource={resource}", now=now)
    if answer.status != 200 or answer.document is None:
        return None
    try:
        return await _read(node, webfinger.read(answer.document), now)
    except Malformed:
        return None


async def _read(node: Node, id: str, now: datetime) -> Known | None:
    found = await actors.read(node, id, now=now, strictly=False)
    return None if isinstance(found, Missing) else found
