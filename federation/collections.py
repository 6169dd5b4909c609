"""The collections of our actors: outbox, events to come, counts of followers."""

import json
from datetime import datetime
from typing import Any

from federation.blocking import unseen
from federation.node import Node
from federation.tables import run
from federation.wire import Document, collection

PAGE = 50


async def outbox(actor: str, number: int | None) -> Document:
    """The public activities of an actor, newest first, by pages of 50; `number` None is the collection itself."""
    return await _paged(
        f"{actor}/outbox",
        number,
        "SELECT count(*) AS total FROM fed_activity WHERE public AND actor = {}",
        "SELECT document FROM fed_activity WHERE public AND actor = {}"
        " ORDER BY created_at DESC, id DESC LIMIT {} OFFSET {}",
        (actor,),
        order="ReverseChronological",
        of={"outboxOf": actor},
    )


async def upcoming(node: Node, actor: str, number: int | None, now: datetime) -> Document:
    """The events to come of an actor, soonest first; the instance's are those of all its libraries.

    A hub also lists the events of its members, by their ids only: they are read at their origin.
    """
    owned = "deleted_at IS NULL AND ends_at >= {} AND ({} OR owner = {})"
    ours = f"SELECT starts_at, id, document FROM fed_thing WHERE {owned}"  # noqa: S608  # constant texts
    values: tuple[Any, ...] = (now, actor == node.actor, actor)
    if node.hub and actor == node.actor:
        ours += (
            " UNION ALL SELECT starts_at, ap_id, NULL::json FROM fed_remote_event r"  # noqa: S608
            f" WHERE tombstoned_at IS NULL AND coalesce(ends_at, starts_at) >= {{}} AND NOT {unseen('r')}"
        )
        values = (*values, now)
    return await _paged(
        f"{actor}/evenements-a-venir",
        number,
        f"SELECT count(*) AS total FROM ({ours}) found",  # noqa: S608
        f"SELECT id, document FROM ({ours}) found ORDER BY starts_at, id LIMIT {{}} OFFSET {{}}",  # noqa: S608
        values,
        order="ForwardChronological",
    )


async def followers(actor: str) -> Document:
    """How many follow an actor; nobody may list them."""
    rows = await run("SELECT count(*) AS total FROM fed_follower WHERE local_actor = {}", actor)
    return collection.collection(f"{actor}/followers", rows[0]["total"], of={"followersOf": actor})


async def following(actor: str) -> Document:
    """How many an actor follows."""
    counted = "SELECT count(*) AS total FROM fed_following WHERE local_actor = {} AND state = 'accepted'"
    rows = await run(counted, actor)
    return collection.collection(f"{actor}/following", rows[0]["total"], of={"followingOf": actor})


async def _paged(
    id: str, number: int | None, counted: str, listed: str, values: tuple[Any, ...], **told: Any
) -> Document:
    """Return a collection, about which `told` is said too, or one of its pages."""
    total = (await run(counted, *values))[0]["total"]
    last = max(1, -(-total // PAGE))
    if number is None:
        return collection.collection(id, total, first=f"{id}?page=1", last=f"{id}?page={last}", **told)
    rows = await run(listed, *values, PAGE, PAGE * (number - 1))
    items = [json.loads(row["document"]) if row["document"] else row["id"] for row in rows]
    following_page = f"{id}?page={number + 1}" if number < last else ""
    previous = f"{id}?page={number - 1}" if number > 1 else ""
    return collection.page(f"{id}?page={number}", items, part_of=id, total=total, next=following_page, prev=previous)
