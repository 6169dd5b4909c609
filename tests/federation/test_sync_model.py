"""Whatever pushes are lost, repeated or out of order, one sync makes every copy equal to its origin, by digest."""

import random
from datetime import timedelta

import pytest

from federation import lookups
from federation.sync import changes, comparing
from federation.tables import RemoteEvent, run
from tests.federation.fediverse import NOW, Remote
from tests.federation.feeds import Origin

SECOND = timedelta(seconds=1)
SEEDS = range(20270111, 20270119)
EVENTS = 4
STEPS = 40
LOST, TWICE = 0.3, 0.2


class World:
    """An origin that changes its events, a hub that points at them, and what is on its way to us."""

    def __init__(self, ours, origin, hub, seed):
        self.ours, self.origin, self.hub = ours, origin, hub
        self.dice = random.Random(seed)
        self.way, self.now, self.history = [], NOW, []

    async def step(self):
        kinds = {"change": 6, "arrive": 8, "point": 1, "look": 1, "catch up": 1, "die": 1, "compare": 0.5}
        (kind,) = self.dice.choices(list(kinds), list(kinds.values()))
        self.now += SECOND
        self.origin.now = self.now
        self.history.append(kind)
        await getattr(self, "_" + kind.replace(" ", "_"))()

    async def _change(self):
        number, peer = self.dice.randrange(EVENTS), self.origin.remote
        held = self.origin.things.get(peer.event(number)["id"])
        if held and held["document"]["type"] == "Tombstone":
            return
        if held and self.dice.random() < 0.15:
            said = peer.says("Delete", self.origin.delete(number), actor=peer.group, seq=self.origin.seq)
        else:
            day = self.dice.randrange(12, 60)
            start = (NOW + timedelta(days=day)).isoformat()
            document = self.origin.put(number, name=f"Titre {self.origin.seq}", startTime=start)
            said = peer.says("Update" if held else "Create", document, actor=peer.group, seq=self.origin.seq)
        self.history.append((said["type"], number, self.origin.seq))
        copies = 0 if self.dice.random() < LOST else 2 if self.dice.random() < TWICE else 1
        # A repetition comes under its own id or under another one, as from a server that forgot what it sent.
        self.way += [(peer, said)] * min(copies, 1)
        self.way += [(peer, {**said, "id": self.dice.choice([said["id"], peer.next_id()])})] * (copies - 1)

    async def _point(self):
        number = self.dice.randrange(EVENTS)
        self.way.append((self.hub, self.hub.says("Announce", self.origin.remote.event(number)["id"])))

    async def _arrive(self):
        if self.way:
            sender, said = self.way.pop(self.dice.randrange(len(self.way)))
            self.history.append((said["type"], said.get("seq")))
            await self.ours.hear(sender, said, now=self.now)

    async def _look(self):
        await self.ours.look_up(self.now)

    async def _catch_up(self):
        await changes.catch_up(self.ours.node, self.origin.remote.host, now=self.now)

    async def _die(self):
        """A worker is killed between a page and its cursor."""
        moved, changes._move = changes._move, _killed
        try:
            await self._catch_up()
        except KeyboardInterrupt:
            pass
        finally:
            changes._move = moved

    async def _compare(self):
        await comparing.compare(self.ours.node, self.origin.remote.host, now=self.now)


async def _killed(*_):
    raise KeyboardInterrupt


async def held():
    rows = await RemoteEvent.select(RemoteEvent.ap_id, RemoteEvent.digest).where(RemoteEvent.tombstoned_at.is_null())
    return {row["ap_id"]: row["digest"] for row in rows}


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_order_repetition_and_loss_then_one_sync_gives_the_state_of_the_origin(ours, net, peer, seed):
    hub = Remote(net, "hub.example", number=5)
    await ours.follows(peer)
    await ours.follows(hub)
    world = World(ours, await Origin(peer).known(), hub, seed)
    for _ in range(STEPS):
        await world.step()
    found = await comparing.compare(ours.node, peer.host, now=world.now)
    told = f"seed {seed}: {world.history}"
    assert await held() == world.origin.living(), told
    assert found.error == "", told
    # What is still on its way, and what is still owed, changes nothing any more.
    for sender, said in world.dice.sample(world.way, len(world.way)):
        await ours.hear(sender, said, now=world.now)
    await ours.look_up(world.now)
    assert await held() == world.origin.living(), told
    again = await comparing.compare(ours.node, peer.host, now=world.now)
    assert (again.compared, again.drift, again.error) == (len(world.origin.living()), 0, ""), told


async def test_without_the_sync_copies_would_differ(ours, peer):
    await ours.follows(peer)
    origin = await Origin(peer).known()
    origin.put(1)
    assert await held() != origin.living()
    await run("UPDATE fed_peer SET sync = ''")
    await lookups.owe("event", origin.put(2)["id"], sponsor=peer.actor, now=NOW)
    await ours.look_up()
    assert len(await held()) == 1
