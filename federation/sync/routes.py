"""The addresses of the feed of changes and of its digests: signed questions, signed answers."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from federation import asking, keyring, peers
from federation.node import Node
from federation.peers import root_of
from federation.signatures import BadSignature, Unsigned, sign_answer
from federation.sync import serving
from federation.wire import Document
from federation.wire.decode import encode
from federation.wire.origin import origin

Asked = Request[Any, Any, Any]
Clock = Callable[[], datetime]
Limit = Callable[[Asked], Awaitable[None]]
Pace = Callable[[str], Awaitable[int]]
PEERS = {"access": "peer"}
ADDRESS = "/ap/sync"
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")
MOST = re.compile(r"[1-9][0-9]{0,2}\Z")


@dataclass(frozen=True)
class Desk:
    """Where peers are told: by one node, at the instant of its clock; `limit` may refuse to look for a key.

    `pace` says how many seconds a host that asks too often must wait.
    """

    node: Node
    clock: Clock
    limit: Limit | None
    pace: Pace | None

    async def answer(self, request: Asked, tell: Callable[[str, datetime], Awaitable[Document]]) -> Response[bytes]:
        """Tell a peer whose signature holds (`tell` is given its host), and sign what is told."""
        now = self.clock()
        try:
            ask = partial(self.limit, request) if self.limit else None
            asker = await asking.asker_of(self.node, request, now=now, ask=ask)
            if asker is None:
                raise Unsigned
        except BadSignature as fault:
            return await self._signed(problem(fault.status, fault.reason), now)
        if self.pace and (wait := await self.pace(asker.host)):
            return await self._signed(problem(429, "rate"), now, wait)
        await peers.heard_from(asker.host, now=now)
        return await self._signed(await tell(asker.host, now), now)

    async def changes(self, request: Asked) -> Response[bytes]:
        """Tell what has changed."""
        asked = request.query_params
        most = asked.get("limite", str(serving.MOST))

        async def tell(reader: str, now: datetime) -> Document:
            if not MOST.match(most) or int(most) > serving.MOST:
                return problem(400, f"limite is 1 to {serving.MOST}")
            cursor, whole = asked.get("depuis", ""), asked.get("complet") == "1"
            found = await serving.changes(self.node, reader, cursor, most=int(most), whole=whole, now=now)
            return problem(410, "unknown cursor: compare the digests") if found is None else found

        return await self.answer(request, tell)

    async def month(self, request: Asked, name: str) -> Response[bytes]:
        """Tell what a month holds: of ours or, on a hub, of the origin that is asked for."""

        relayed = request.query_params.get("origine")

        async def tell(reader: str, now: datetime) -> Document:
            if not MONTH.match(name):
                return problem(404, "a month is written 2027-01")
            if relayed is None:
                return await serving.month(name, now)
            if origin(relayed) is None or root_of(relayed) != relayed:
                return problem(400, "origine is a scheme and a host")
            return await serving.relayed_month(self.node, reader, relayed, name, now)

        return await self.answer(request, tell)

    async def _signed(self, document: Document, now: datetime, wait: int = 60) -> Response[bytes]:
        status = document.get("status", 200)
        kind = "application/json" if status == 200 else "application/problem+json"
        headers = {"content-type": kind, "cache-control": "no-store", "vary": "Signature, Signature-Input"}
        headers |= {"retry-after": str(wait)} if status == 429 else {}
        body = encode(document)
        signer = await keyring.signer(self.node, self.node.actor)
        if signer is not None:
            headers = sign_answer(status, headers, body, key_id=signer.key_id, key=signer.key, now=now)
        return Response(body, status_code=status, headers=headers)


def problem(status: int, detail: str) -> Document:
    """Return problem details (RFC 9457), from which the answer takes its status."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def handlers(
    node: Node, clock: Clock, limit: Limit | None = None, pace: Pace | None = None
) -> list[ControllerRouterHandler]:
    """Return the handlers for one node; `limit` is called before a request makes us ask another server for its key."""
    desk = Desk(node, clock, limit, pace)

    @get(f"{ADDRESS}/evenements", opt=PEERS, include_in_schema=False)
    async def changes(request: Asked) -> Response[bytes]:
        """What has changed since `depuis`, `limite` elements at most; with `complet=1` the documents as well."""
        return await desk.changes(request)

    @get(f"{ADDRESS}/empreintes", opt=PEERS, include_in_schema=False)
    async def digests(request: Asked) -> Response[bytes]:
        """The digest of each month."""
        return await desk.answer(request, partial(serving.months, node))

    @get(f"{ADDRESS}/empreintes/{{name:str}}", opt=PEERS, include_in_schema=False)
    async def month(request: Asked, name: FromPath[str]) -> Response[bytes]:
        """The list of one month; with `origine`, of what a hub relays of it."""
        return await desk.month(request, name)

    return [changes, digests, month]
