"""Peers for programs: list them, follow one, leave one."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.foundation import clock
from server.foundation.errors import Invalid
from server.sharing import actions, queries


class NewPeer(msgspec.Struct, forbid_unknown_fields=True):
    """The address of a peer or hub: a host, an https address or an actor."""

    url: str


class Peer(msgspec.Struct):
    """A peer. `state`: asked, accepted, refused, proposed (it asks to join us), empty when only they follow us.

    `health`: well, late, silent, unreachable, refusing, waited_for, different, skewed or blocked. `lag`: how many of
    our changes it has not read, null when it reads none. `parked`: messages given up. `compared` and `drift` are those
    of the last comparison, at `compared_at`.
    """

    host: str
    actor: str
    name: str
    state: str
    software: str
    followers: int
    events: int
    owed: int
    last_success_at: datetime | None
    last_error: str
    health: str
    heard_at: datetime | None
    dead_at: datetime | None
    opens_again_at: datetime | None
    lag: int | None
    parked: int
    compared_at: datetime | None
    compared: int
    drift: int
    skew_seconds: int
    scheme: str
    territory: str


def _peer(view: queries.PeerView) -> Peer:
    return Peer(**{name: getattr(view, name) for name in Peer.__struct_fields__})


@get("/peers")
async def peers() -> list[Peer]:
    """All peers of this instance."""
    return [_peer(view) for view in await queries.network(clock.now())]


@post("/peers", status_code=201)
async def follow(request: Request[Any, Any, Any], data: JSONBody[NewPeer]) -> Response[Peer]:
    """Follow a peer, or ask to join a hub; on a hub, take a member in."""
    now = clock.now()
    outcome = await actions.follow(data.url, by=person_of(request), now=now)
    if not outcome.ok:
        raise Invalid({"url": f"peer_{outcome.state}"})
    return Response(_peer(await queries.peer(outcome.actor, now)), status_code=201)


HANDLERS: list[ControllerRouterHandler] = [peers, follow]
