"""The addresses of the protocol as Litestar handlers: inboxes, actors, their collections, things and activities."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, post, route
from litestar.exceptions import ClientException
from litestar.types import ControllerRouterHandler

from federation import actors, asking, collections, discovery, guest_routes, inbox, things
from federation.node import Node
from federation.serving import PUBLIC, READ, answer, found
from federation.signatures import BadSignature
from federation.sync import routes as sync
from federation.wire import Document
from federation.wire import actor as actor_shape

Clock = Callable[[], datetime]
Limit = Callable[[Request[Any, Any, Any]], Awaitable[None]]
BODY_LIMIT = 1_048_576
NAME = re.compile(r"[a-z0-9_]{1,64}\Z")
Lists = Callable[[str, int | None], Awaitable[Document]]


def handlers(
    node: Node, clock: Clock, limit: Limit | None = None, pace: sync.Pace | None = None
) -> list[ControllerRouterHandler]:
    """Return all handlers of the protocol for one node; `clock` returns the present instant, aware.

    `limit` is called before a request at an inbox makes us ask another server; it may raise to refuse. `pace` is told
    the host of each reading of the feed of changes, and answers the seconds that it must wait, 0 for none.
    """
    library = "/ap/bibliotheques/{name:str}"
    return [
        *_inboxes(node, clock, limit),
        *_actor(node, clock, "/ap/actor", ""),
        *_actor(node, clock, library, f"{node.url}/ap/bibliotheques/"),
        *things.handlers(node, clock, limit),
        *guest_routes.handlers(node, clock, limit),
        *sync.handlers(node, clock, limit, pace),
        *discovery.handlers(node),
    ]


def _inboxes(node: Node, clock: Clock, limit: Limit | None) -> list[ControllerRouterHandler]:
    @post(
        ["/ap/inbox", "/ap/actor/inbox", "/ap/bibliotheques/{name:str}/inbox"],
        opt={"access": "peer"},
        status_code=202,
        request_max_body_size=BODY_LIMIT,
        include_in_schema=False,
    )
    async def receive(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Take an activity: verified, stored, answered; treated later."""
        signed = asking.as_signed(node, request, await request.body())
        ask = partial(limit, request) if limit else None
        receipt = await inbox.receive(node, signed, clock(), ask=ask)
        if receipt.status != 202:
            return asking.refused(BadSignature(receipt.reason, receipt.status))
        return answer({}, "application/json", 202, {"cache-control": "no-store"})

    return [receive]


def _actor(node: Node, clock: Clock, path: str, prefix: str) -> list[ControllerRouterHandler]:
    """Return the handlers of the instance actor, or of the libraries' actors when `prefix` is where their ids begin."""

    gate = asking.blocked_out(node, clock)

    def id_of(request: Request[Any, Any, Any]) -> str:
        return f"{prefix}{request.path_params['name']}" if prefix else node.actor

    # The instance is readable by all, whoever signs: two servers that both ask who is there would wait for ever.
    @route(path, http_method=READ, opt=PUBLIC, include_in_schema=False, before_request=gate if prefix else None)
    async def profile(request: Request[Any, Any, Any]) -> Response[bytes]:
        """The actor; readable without a signature."""
        actor = await actors.local(node, id_of(request))
        return found(actor_shape.write(actor) if actor else None, request)

    def listing(name: str, lists: Lists) -> ControllerRouterHandler:
        called = f"{path} {name}"

        @route(
            f"{path}/{name}", http_method=READ, opt=PUBLIC, include_in_schema=False, name=called, before_request=gate
        )
        async def listed(request: Request[Any, Any, Any]) -> Response[bytes]:
            actor = id_of(request)
            known = await actors.local(node, actor)
            return found(await lists(actor, _page(request)) if known else None, request)

        return listed

    return [
        profile,
        listing("outbox", lambda actor, page: collections.outbox(actor, page)),
        listing("evenements-a-venir", lambda actor, page: collections.upcoming(node, actor, page, clock())),
        listing("followers", lambda actor, _: collections.followers(actor)),
        listing("following", lambda actor, _: collections.following(actor)),
    ]


def _page(request: Request[Any, Any, Any]) -> int | None:
    """Return the number of the page asked for, or None; raises ClientException (400) for what is no page."""
    text = request.query_params.get("page")
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise ClientException("no such page")
    return int(text)
