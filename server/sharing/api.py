"""Peers for programs: list them, follow one, compare with one, say everything to one again."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.problems import answers
from server.sharing import actions, mending, queries


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


class Comparison(msgspec.Struct):
    """A comparison that is owed; what it finds will stand in `compared`, `drift` and `compared_at` of the peer."""

    host: str


class Replay(msgspec.Struct):
    """How many messages were owed to the followers at a host."""

    host: str
    owed: int


def _peer(view: queries.PeerView) -> Peer:
    return Peer(**{name: getattr(view, name) for name in Peer.__struct_fields__})


@get("/peers", opt={"power": Power.LOOK})
async def peers() -> list[Peer]:
    """All peers of this instance."""
    return [_peer(view) for view in await queries.network(clock.now())]


@post("/peers", opt={"power": Power.RUN_NETWORK}, status_code=201)
async def follow(request: Request[Any, Any, Any], data: JSONBody[NewPeer]) -> Response[Peer]:
    """Follow a peer, or ask to join a hub; on a hub, take a member in."""
    now = clock.now()
    outcome = await actions.follow(data.url, by=person_of(request), now=now)
    if not outcome.ok:
        raise Invalid({"url": f"peer_{outcome.state}"})
    return Response(_peer(await queries.peer(outcome.actor, now)), status_code=201)


@post(
    "/peers/{host:str}/comparison", opt={"power": Power.RUN_NETWORK}, status_code=202, responses=answers(401, 404, 409)
)
async def compare(request: Request[Any, Any, Any], host: FromPath[str]) -> Comparison:
    """Compare what we hold of a peer with what it has, soon. 409 when it has no feed of changes that we follow."""
    now = clock.now()
    actions.require_administrator(person_of(request))
    await queries.at_host(host, now)
    if not await mending.compare(host, by=person_of(request), now=now):
        raise Refused("peer_without_feed")
    return Comparison(host)


@post("/peers/{host:str}/replay", opt={"power": Power.RUN_NETWORK}, status_code=202, responses=answers(401, 404))
async def replay(request: Request[Any, Any, Any], host: FromPath[str]) -> Replay:
    """Say the latest state of each of our sessions to come again to the followers at a host."""
    now = clock.now()
    actions.require_administrator(person_of(request))
    await queries.at_host(host, now)
    return Replay(host, await mending.replay(host, by=person_of(request), now=now))


HANDLERS: list[ControllerRouterHandler] = [peers, follow, compare, replay]
