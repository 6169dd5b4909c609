"""The addresses of guests: who knows the token may read the key; the name is for the server that it speaks to."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from federation import asking, guests
from federation.node import Node
from federation.serving import KEPT_BACK, PUBLIC, READ, answer, found
from federation.signatures import BadSignature
from federation.tables import Activity, Guest
from federation.wire.context import ACTIVITY_JSON, STREAMS

Asked = Request[Any, Any, Any]
GUEST = f"{guests.PATH}{{token:str}}"


def handlers(
    node: Node, clock: asking.Clock, limit: Callable[[Asked], Awaitable[None]] | None
) -> list[ControllerRouterHandler]:
    """Return the handlers of guests and of what they said; both answer 410 once the guest is gone."""
    gate = asking.blocked_out(node, clock)

    @route(GUEST, http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def profile(request: Asked, token: FromPath[str]) -> Response[bytes]:
        """A guest; its first name, if it has one, only for a signed request of its own host."""
        row, now = await _row(node, token), clock()
        if row is None or row["gone_at"] <= now:
            return _missing(request, row)
        asker = None
        if row["name"]:
            try:
                asker = await asking.asker_of(node, request, now=now, ask=partial(limit, request) if limit else None)
            except BadSignature as fault:
                return asking.refused(fault)
        named = asker is not None and asker.host == row["host"]
        return found(await guests.document(node, row, named=named), request, headers=KEPT_BACK)

    @route(f"{GUEST}/{{said:str}}", http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def activity(request: Asked, token: FromPath[str], said: FromPath[str]) -> Response[bytes]:
        """The Join or the Leave of a guest."""
        row = await _row(node, token)
        if row is None or row["gone_at"] <= clock():
            return _missing(request, row)
        mine = (Activity.id == f"{row['id']}/{said}") & (Activity.thing == row["id"])
        kept = await Activity.select(Activity.document).where(mine).first()
        return found(json.loads(kept["document"]) if kept else None, request, headers=KEPT_BACK)

    return [profile, activity]


async def _row(node: Node, token: str) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await Guest.select().where(Guest.id == f"{node.url}{guests.PATH}{token}").first()
    return row


def _missing(request: Asked, row: dict[str, Any] | None) -> Response[bytes]:
    """Return 410 for a guest that had its time, 404 for one that never was."""
    if row is None:
        return found(None, request)
    return answer({"@context": STREAMS, "id": row["id"], "type": "Tombstone"}, ACTIVITY_JSON, 410, KEPT_BACK)
