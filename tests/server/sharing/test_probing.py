"""A peer is looked at step by step, through the one door, and so are we."""

from dataclasses import replace

import pytest

from federation.tables import Delivery, LocalActor
from server.sharing import probing
from server.sharing.actions import block
from server.sharing.node import node

HOST = "brest.example"


@pytest.fixture
def says(here, brest, now):
    """What is said of the peer, in order, and which of it is bad."""

    async def look(host=HOST):
        found = await probing.examine(here.node, host, scheme="https", now=now)
        return [finding.says for finding in found], [finding.says for finding in found if not finding.well]

    return look


async def test_a_peer_that_is_well(here, brest, says, now):
    here.remote()
    await brest.is_known(last_success_at=now)
    said, bad = await says()
    assert bad == []
    assert [each.split()[-1] for each in said] == ["here", "answers", "actor", "time", "read", "send"]


async def test_a_host_that_nobody_knows_and_that_does_not_answer(here, says):
    here.net.silent.add("nulle-part.example")
    said, bad = await says("nulle-part.example")
    assert said == bad == ["it cannot be reached: silence"]


async def test_what_its_inbox_last_said_is_told(here, brest, says, now):
    here.remote()
    row = {"host": HOST, "inbox": "x", "signer": "s", "activity": "a", "kind": "Update", "thing": "t", "due_at": now}
    await Delivery(last_status=422, last_error="no name", created_at=now, **row).save()
    assert (await says())[1] == ["its inbox refuses what we say (status 422): no name"]


async def test_a_server_whose_actor_is_gone(here, says):
    remote = here.remote()
    here.net.pages.pop(remote.actor)
    _, bad = await says()
    assert [each[:22] for each in bad] == ["its actor is not there"]


async def test_a_blocked_host_is_not_asked(here, brest, says, administrator, now):
    here.remote()
    await block(HOST, by=administrator, now=now)
    asked = len(here.net.asked)
    assert await says() == (["we block it"], ["we block it"])
    assert len(here.net.asked) == asked


@pytest.mark.parametrize(("key", "well"), [("ours", True), ("another", False)])
async def test_we_see_ourselves_as_others_do(here, brest, key, well):
    row = await LocalActor.select(LocalActor.public_pem).where(LocalActor.id == node().actor).first()
    pem = row["public_pem"] if key == "ours" else "another"
    here.net.show(node().actor, {"id": node().actor, "publicKey": {"publicKeyPem": pem}})
    found = await probing.examine_ourselves(here.node, private=True)
    assert [finding.well for finding in found] == [True, True, well]


async def test_we_are_not_there(here, brest):
    elsewhere = replace(here.node, url="https://nulle-part.example")
    found = await probing.examine_ourselves(elsewhere, private=False)
    assert [finding.well for finding in found] == [True, False]
