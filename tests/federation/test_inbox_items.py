"""Items of the inbox that are handed over, that make us fail or that stop the program: none holds the others up."""

from datetime import timedelta

from federation import inbox
from federation.tables import Received
from tests.federation.fediverse import NOW

MINUTE = timedelta(minutes=1)


async def test_a_kind_that_the_server_adds_is_handed_over(ours, peer):
    heard = []

    async def join(node, what, now):
        heard.append((what.activity.type, what.sender.id, now))
        return inbox.Outcome("processed")

    outcome = await ours.hear(peer, peer.says("Join", f"{ours.node.url}/ap/evenements/1"), handlers={"Join": join})
    assert outcome == ("processed", "")
    assert heard == [("Join", peer.actor, NOW)]


async def test_t102_a_poisoned_item_is_parked_after_five_tries_and_holds_nothing_up(ours, peer):
    async def poison(node, what, now):
        raise RuntimeError("poison")

    await ours.take(peer, peer.says("Join", f"{ours.node.url}/x"))
    await ours.take(peer, peer.says("Follow", ours.actor))
    for minute in range(10):
        await inbox.process_due(ours.node, {"Join": poison}, now=NOW + minute * MINUTE)
    rows = {row["type"]: row for row in await Received.select()}
    assert (rows["Join"]["state"], rows["Join"]["attempts"]) == ("error", 5)
    assert "poison" in rows["Join"]["reason"]
    assert rows["Follow"]["state"] == "processed"


async def test_t102_an_item_that_kills_the_process_is_parked_after_three_tries(ours, peer):
    async def killer(node, what, now):
        raise KeyboardInterrupt

    await ours.take(peer, peer.says("Join", f"{ours.node.url}/x"))
    for minute in range(6):
        try:
            await inbox.process_due(ours.node, {"Join": killer}, now=NOW + 2 * minute * MINUTE)
        except KeyboardInterrupt:
            continue
    row = (await Received.select())[0]
    assert (row["state"], row["reason"]) == ("error", "it stopped the program three times")
