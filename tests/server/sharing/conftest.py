"""Sessions of ours that actors of other servers join: the real inbox, without a network, in one undone transaction."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from federation import inbox
from federation.node import Node
from federation.tables import Activity, Delivery, run
from server.bookings.queries import of_session
from server.journal.readers import follow
from server.journal.tables import Failure
from server.sharing import relay
from server.sharing.actions import open_instance
from server.sharing.hearing import HANDLERS
from server.sharing.node import event_of, node
from tests.federation.fediverse import Net, Remote
from tests.server.conftest import Maker
from tests.server.sharing.brest import Brest

INBOX = "http://test.example/ap/inbox"
ANSWERS = ("Accept", "TentativeAccept", "Reject", "Ignore")
SECOND = timedelta(seconds=1)


@dataclass
class Here:
    """Our side: gives activities to the inbox and treats them, each a second after the one before."""

    node: Node
    net: Net
    maker: Maker
    now: datetime
    remotes: dict[str, Remote] = field(default_factory=dict)

    def remote(self, host: str = "brest.example", **more: Any) -> Remote:
        """Another server, an Agendathèque unless told otherwise."""
        if host not in self.remotes:
            self.remotes[host] = Remote(self.net, host, **more)
        return self.remotes[host]

    def actor(self, name: str = "jeanne", host: str = "brest.example", **fields: Any) -> str:
        """An actor of another server."""
        remote = self.remote(host)
        id = f"{remote.url}/users/{name}"
        if id not in remote.keys:
            remote.publish(id, username=name, **fields)
        return id

    def says(self, kind: str, what: Any, actor: str, **fields: Any) -> dict[str, Any]:
        """What an actor says of a session, or of a thing already on the wire."""
        about = event_of(what) if isinstance(what, UUID) else what
        return self.remote(actor.split("/")[2]).says(kind, about, actor, **fields)

    async def take(self, said: dict[str, Any], **forged: Any) -> inbox.Receipt:
        """Give an activity to the inbox."""
        self.now += SECOND
        remote = self.remote(said["actor"].split("/")[2])
        request = remote.signed(said, **{"url": INBOX, "now": self.now, **forged})
        return await inbox.receive(self.node, request, self.now)

    async def work(self) -> None:
        """Treat what was received, and read the journal."""
        await inbox.process_due(self.node, HANDLERS, now=self.now)
        await self.relay()

    async def relay(self) -> None:
        self.now += SECOND  # what it says comes after all that was said
        while await follow("sharing", relay.hear, now=self.now):
            pass
        assert not await Failure.exists()

    async def hear(self, said: dict[str, Any], **forged: Any) -> tuple[str, str]:
        """Give an activity to the inbox, treat it, and return what became of it."""
        receipt = await self.take(said, **forged)
        assert receipt.status == 202, receipt
        await inbox.process_due(self.node, HANDLERS, now=self.now)
        rows = await run("SELECT state, reason FROM fed_received ORDER BY received_at DESC, id DESC LIMIT 1")
        await self.relay()
        return rows[0]["state"], rows[0]["reason"]

    async def join(self, session: UUID, name: str = "jeanne", host: str = "brest.example", **fields: Any) -> str:
        """An actor joins; return its id."""
        actor = self.actor(name, host)
        assert await self.hear(self.says("Join", session, actor, **fields)) == ("processed", "")
        return actor

    async def answers(self, actor: str = "") -> list[dict[str, Any]]:
        """What we answered, to one actor or to all, in order."""
        rows = (
            await Activity.select(Activity.document)
            .where(Activity.type.is_in(list(ANSWERS)))
            .order_by(Activity.created_at)
        )
        said = [json.loads(row["document"]) for row in rows]
        return [one for one in said if actor in ("", *one["to"])]

    async def kinds(self, actor: str = "") -> list[str]:
        return [one["type"] for one in await self.answers(actor)]

    async def owed(self, kind: str) -> list[str]:
        """The inboxes that one kind of activity is owed to."""
        rows = await Delivery.select(Delivery.inbox).where(Delivery.kind == kind).order_by(Delivery.inbox)
        return [row["inbox"] for row in rows]

    async def states(self, session: UUID) -> list[str]:
        return [party.state for party in await of_session(session)]


@pytest.fixture
async def here(maker, now):
    net = Net()
    return Here(replace(node(), door=net), net, maker, now)


@pytest.fixture
async def brest(undone, now):
    """A peer that the protocol knows, and our own actor beside it."""
    await open_instance(now=now)
    return Brest(now)
