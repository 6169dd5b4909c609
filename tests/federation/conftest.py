"""Our node among others, all in memory but for PostgreSQL."""

from dataclasses import replace

import pytest

from federation import delivery, inbox, looking_up
from federation.node import Node
from federation.signatures import keys, multikey
from federation.tables import Follower, Following, LocalActor, Received, run
from tests.federation.fediverse import NOW, Net, Remote, ed25519_number, key_number

HERE = "https://agenda.example.org"
TABLES = "SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'fed_%' ORDER BY 1"
GROUP = f"{HERE}/ap/bibliotheques/jean_mace"


class Ours:
    """Our node with its two actors, and the few things that tests do with it."""

    def __init__(self, net):
        self.net = net
        self.node = Node(url=HERE, name="Nos médiathèques", version="0.1.0", hub=False, secret=b"s" * 32, door=net)
        self.group, self.actor, self.inbox = GROUP, self.node.actor, f"{HERE}/ap/inbox"

    def as_hub(self):
        self.node = replace(self.node, hub=True)
        return self

    async def take(self, remote, said, *, now=NOW, **forged):
        """Give an activity to our inbox."""
        request = remote.signed(said, **{"url": self.inbox, "now": now, **forged})
        return await inbox.receive(self.node, request, now)

    async def hear(self, remote, said, *, now=NOW, handlers=None, **forged):
        """Give an activity to our inbox, treat it and return what became of it."""
        receipt = await self.take(remote, said, now=now, **forged)
        assert receipt.status == 202, receipt
        await inbox.process_due(self.node, handlers or {}, now=now)
        rows = await run("SELECT state, reason FROM fed_received ORDER BY id DESC LIMIT 1")
        return rows[0]["state"], rows[0]["reason"]

    async def deliver(self, now=NOW):
        return await delivery.deliver_due(self.node, now=now)

    async def look_up(self, now=NOW):
        return await looking_up.look_up_due(self.node, now=now)

    async def followed_by(self, remote, *, who=None, ours=None, now=NOW):
        """Make an actor of another server our follower, the plain way; what its server runs is read too."""
        await self.hear(remote, remote.says("Follow", ours or self.actor, who or remote.actor), now=now)
        await self.look_up(now)
        await self.deliver(now)

    async def follows(self, remote, who=None):
        """Follow an actor as if it had been asked and accepted long ago."""
        id = who or remote.actor
        kind = "Application" if id == remote.actor else "Group"
        await Following.insert(
            Following(
                actor=id,
                local_actor=self.actor,
                type=kind,
                name="",
                host=remote.host,
                inbox=f"{id}/inbox",
                state="accepted",
                follow_id=f"{self.actor}/activites/{remote.host}-{kind}-follow",
                asked_at=NOW,
            )
        )

    async def followers(self):
        return sorted(row["actor"] for row in await Follower.select(Follower.actor))

    async def received(self):
        return await Received.select().order_by(Received.id)


@pytest.fixture
def net():
    """The network; what our node has sent on it keeps all rules of the lint."""
    made = Net()
    yield made
    assert made.findings == []


@pytest.fixture
async def committed(database):
    """Let the test commit for real, and forget what the protocol kept; quicker than emptying all tables."""
    yield
    names = [row["name"] for row in await database.run_ddl(TABLES)]
    parts = ", ".join(f"{name}_gone AS (DELETE FROM {name})" for name in names)  # noqa: S608
    await database.run_ddl(f"WITH {parts} SELECT 1")


@pytest.fixture
async def ours(net, committed):
    """Our node, with an instance actor and one library."""
    mine = [(f"{HERE}/ap/actor", "Application", "relay"), (GROUP, "Group", "jean_mace")]
    for number, (id, kind, name) in enumerate(mine):
        key = key_number(-1 - number)
        await LocalActor.insert(
            LocalActor(
                id=id,
                type=kind,
                username=name,
                name=name,
                url=f"{HERE}/",
                attributed_to="" if kind == "Application" else f"{HERE}/ap/actor",
                private_key=keys.seal(key, b"s" * 32),
                public_pem=keys.public_pem(key),
                ed25519_key=keys.seal(ed25519_number(-1 - number), b"s" * 32),
                ed25519_multibase=multikey.write(ed25519_number(-1 - number).public_key()),
                created_at=NOW,
                updated_at=NOW,
            )
        )
    return Ours(net)


@pytest.fixture
def peer(net):
    """Another Agendathèque."""
    return Remote(net)


@pytest.fixture
def other(net):
    """A server of another make."""
    return Remote(net, "mobilizon.example", software="mobilizon", number=2)


@pytest.fixture
async def snapshot(ours):
    """A function that returns everything kept, but for the refusal log."""

    async def take():
        names = [row["name"] for row in await run(TABLES) if row["name"] != "fed_refusal"]
        return {name: await run(f"SELECT * FROM {name} ORDER BY 1") for name in names}  # noqa: S608

    return take
