"""The addresses of our things: events with their parts, places, and what was said about them."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from federation import asking, peers
from federation.node import Node
from federation.serving import KEPT_BACK, PUBLIC, READ, VARY, answer, found
from federation.signatures import BadSignature
from federation.tables import Activity, Thing, run
from federation.wire import Document
from federation.wire.context import ACTIVITY_JSON, CONTEXT, PUBLIC_NAMES, STREAMS
from federation.wire.values import strings

EVENT = "/ap/evenements/{uuid:uuid}"
SAID = [
    f"{EVENT}/activites/{{said:str}}",
    f"{EVENT}/reponses/{{said:str}}",
    "/ap/annonces/{uuid:uuid}/{said:str}",
    "/ap/actor/activites/{said:str}",
    "/ap/bibliotheques/{name:str}/activites/{said:str}",
]
Asked = Request[Any, Any, Any]
Limit = Callable[[Asked], Awaitable[None]]

# The very place that was asked for, else the newest one: its id carries a version, and old ones are asked for too.
PLACE = """
SELECT document -> 'location' AS place FROM fed_thing
WHERE owner = {} AND deleted_at IS NULL AND document -> 'location' ->> 'id' LIKE {}
ORDER BY (document -> 'location' ->> 'id' = {}) DESC, seq DESC LIMIT 1
"""


def handlers(node: Node, clock: asking.Clock, limit: Limit | None) -> list[ControllerRouterHandler]:
    """Return the handlers of this module for one node; `limit` is called before a stranger makes us ask a server."""
    gate = asking.blocked_out(node, clock)
    return [*_events(node, gate), _place(node, gate), _note(node, gate), _activities(node, clock, limit)]


def _events(node: Node, gate: asking.Gate) -> list[ControllerRouterHandler]:
    @route(EVENT, http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def thing(request: Asked, uuid: FromPath[UUID]) -> Response[bytes]:
        """An event; 410 with its tombstone once it was withdrawn."""
        row = await _thing(node, uuid)
        if row is None:
            return found(None, request)
        document = json.loads(row["document"])
        if row["deleted_at"] is not None:
            return answer({"@context": STREAMS, **document}, ACTIVITY_JSON, 410, VARY)
        return found(document, request, updated=row["updated"])

    @route(f"{EVENT}/participants", http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def attendees(request: Asked, uuid: FromPath[UUID]) -> Response[bytes]:
        """How many take part; nobody may list them."""
        return found(await _part(node, uuid, "attendees"), request)

    @route(f"{EVENT}/organisateurs", http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def organizers(request: Asked, uuid: FromPath[UUID]) -> Response[bytes]:
        """Who organises."""
        return found(await _part(node, uuid, "organizers"), request)

    return [thing, attendees, organizers]


def _place(node: Node, gate: asking.Gate) -> ControllerRouterHandler:
    @route("/ap/lieux/{name:str}", http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def place(request: Asked, name: FromPath[str]) -> Response[bytes]:
        """A place, as the newest event that is held there tells it."""
        id = f"{node.url}/ap/lieux/{name}"
        version = request.query_params.get("v", "")
        rows = await run(PLACE, f"{node.url}/ap/bibliotheques/{name}", f"{_plain(id)}%", f"{id}?v={version}")
        return found({"@context": CONTEXT, **json.loads(rows[0]["place"])} if rows else None, request)

    return place


def _note(node: Node, gate: asking.Gate) -> ControllerRouterHandler:
    @route(f"{EVENT}/notes/{{version:int}}", http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate)
    async def note(request: Asked, uuid: FromPath[UUID], version: FromPath[int]) -> Response[bytes]:
        """What was said in words about an event: the object of its Create."""
        said = Activity.id == f"{node.url}/ap/evenements/{uuid}/activites/{version}-note"
        row = await Activity.select(Activity.document).where(said).first()
        return found({"@context": CONTEXT, **json.loads(row["document"])["object"]} if row else None, request)

    return note


def _activities(node: Node, clock: asking.Clock, limit: Limit | None) -> ControllerRouterHandler:
    @route(SAID, http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=asking.blocked_out(node, clock))
    async def activity(request: Asked) -> Response[bytes]:
        """Something one of our actors said: to all, or to a server that signs its question."""
        id = f"{node.url}{request.url.path}"
        row = await Activity.select(Activity.document).where(Activity.id == id).first()
        document = json.loads(row["document"]) if row else {}
        if document and not PUBLIC_NAMES.isdisjoint(strings(document.get("to"))):
            return found(document, request)
        try:
            asker = await asking.asker_of(node, request, now=clock(), ask=partial(limit, request) if limit else None)
        except BadSignature as fault:
            return asking.refused(fault)
        hosts = {peers.host_of(id) for id in strings(document.get("to"))}
        # To anybody else it does not exist: that somebody was answered is nobody's business.
        return found(document if asker and asker.host in hosts else None, request, headers=KEPT_BACK)

    return activity


async def _thing(node: Node, uuid: UUID) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await Thing.select().where(Thing.id == f"{node.url}/ap/evenements/{uuid}").first()
    return row


async def _part(node: Node, uuid: UUID, name: str) -> Document | None:
    row = await _thing(node, uuid)
    if row is None or row["deleted_at"] is not None:
        return None
    part = json.loads(row["document"]).get(name)
    return {"@context": STREAMS, **part} if isinstance(part, dict) else None


def _plain(text: str) -> str:
    """Return a text with what LIKE takes for a pattern escaped."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
