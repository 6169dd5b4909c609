"""The contact of a Join: sealed while it waits, opened for its handler, in no body, fault or representation."""

from datetime import timedelta

import pytest

from federation import contacts, forgetting, inbox
from federation.heard import NOT_MINE, later
from federation.tables import Received, run
from tests.federation.fediverse import NOW

CANARY = {"name": "Zébulon Canari", "phone": "0612345678"}
EVERYTHING = "SELECT * FROM fed_received"


@pytest.fixture
def guest(peer):
    """The actor of one booking at another Agendathèque."""
    id = f"{peer.url}/ap/r/9f2b"
    peer.publish(id)
    return id


def join(ours, peer, actor, **fields):
    return peer.says("Join", f"{ours.node.url}/ap/evenements/1", actor, **fields)


async def kept():
    """All that is kept of what came in, as text; nothing is sealed or left in it."""
    rows = await run(EVERYTHING)
    return str(rows), [row["sealed"] != "" for row in rows]


@pytest.mark.parametrize("name", ["contact", "agt:contact", "https://agendatheque.example/ns#contact"])
async def test_it_is_sealed_opened_for_its_handler_and_forgotten(ours, peer, guest, name):
    given = []

    async def handler(node, heard, now):
        given.append(heard.contact)
        assert "Canari" not in repr(heard)
        return inbox.Outcome("processed")

    await ours.take(peer, join(ours, peer, guest, **{name: CANARY}))
    text, sealed = await kept()
    assert (sealed, "Canari" in text, "0612345678" in text) == ([True], False, False)
    await inbox.process_due(ours.node, {"Join": handler}, now=NOW)
    assert given == [CANARY]
    text, sealed = await kept()
    assert (sealed, "Canari" in text) == ([False], False)


async def test_it_is_not_even_sealed_of_who_is_no_guest(ours, peer):
    await ours.take(peer, join(ours, peer, peer.actor, contact=CANARY))
    text, sealed = await kept()
    assert (sealed, "Canari" in text) == ([False], False)


async def test_what_quotes_a_join_is_kept_without_it(ours, peer, guest):
    quoted = join(ours, peer, guest, contact=CANARY)
    for kind in ("Leave", "Undo", "Accept", "Reject"):
        await ours.take(peer, peer.says(kind, quoted, guest, contact=CANARY))
    text, sealed = await kept()
    assert (sealed, "Canari" in text) == ([False] * 4, False)


@pytest.mark.parametrize("contact", ["Zébulon Canari", ["Canari"], {"name": 3}, {"other": "Canari"}, {}, None])
async def test_what_cannot_be_read_is_left_out(ours, peer, guest, contact):
    await ours.take(peer, join(ours, peer, guest, contact=contact))
    text, sealed = await kept()
    assert (sealed, "Canari" in text) == ([False], False)


async def test_its_digest_tells_nothing_of_it(ours, peer, guest):
    said = join(ours, peer, guest, contact=CANARY)
    await ours.take(peer, said)
    await ours.take(peer, {**said, "contact": {**CANARY, "phone": "0600000000"}}, now=NOW + timedelta(seconds=1))
    assert len(await Received.select()) == 1
    await ours.take(peer, {**said, "to": [ours.actor]}, now=NOW + timedelta(seconds=2))
    assert len(await Received.select()) == 2


async def test_another_secret_opens_nothing(ours, peer, guest):
    await ours.take(peer, join(ours, peer, guest, contact=CANARY))
    sealed = (await Received.select(Received.sealed))[0]["sealed"]
    assert contacts.opened(ours.node, sealed) == CANARY
    assert contacts.opened(type(ours.node)(**{**vars(ours.node), "secret": b"x" * 32}), sealed) == {}


async def test_it_stays_sealed_while_the_join_is_tried_and_goes_when_it_is_given_up(ours, peer, guest):
    async def poison(node, heard, now):
        raise RuntimeError(f"poison {heard.contact}")

    await ours.take(peer, join(ours, peer, guest, contact=CANARY))
    for minute in range(8):
        await inbox.process_due(ours.node, {"Join": poison}, now=NOW + timedelta(minutes=minute))
        row = (await Received.select())[0]
        assert (row["sealed"] == "") == (row["state"] == "error")
        assert row["reason"] == "RuntimeError"
    assert row["state"] == "error"


async def test_what_must_wait_is_tried_again_and_is_no_fault(ours, peer):
    tries = []

    async def waits(node, heard, now):
        tries.append(now)
        return later("not yet") if len(tries) < 8 else inbox.Outcome("processed")

    await ours.take(peer, join(ours, peer, peer.actor))
    for minute in range(0, 200, 2):
        await inbox.process_due(ours.node, {"Join": waits}, now=NOW + timedelta(minutes=minute))
    assert [row["state"] for row in await Received.select()] == ["processed"]
    assert len(tries) == 8


async def test_who_has_nothing_to_say_leaves_the_reason_of_the_protocol(ours, peer):
    async def nothing(node, heard, now):
        return NOT_MINE

    told = await ours.hear(peer, peer.says("Undo", f"{peer.url}/x"), handlers={"Undo": nothing})
    assert told == ("ignored", f"undo:{peer.url}/x")
    assert (await ours.hear(peer, peer.says("Join", ours.actor), handlers={"Join": nothing}))[1].startswith("a kind")


async def test_bodies_of_bookings_go_a_day_after_they_are_treated(ours, peer):
    await ours.hear(peer, join(ours, peer, peer.actor))
    await ours.hear(peer, peer.says("Follow", ours.actor))
    await forgetting.sweep(NOW + timedelta(hours=24))
    assert all(row["body"] for row in await Received.select())
    await forgetting.sweep(NOW + timedelta(hours=24, seconds=1))
    assert {row["type"]: bool(row["body"]) for row in await Received.select()} == {"Join": False, "Follow": True}


async def test_a_join_asked_again_in_the_same_words_is_treated_again(ours, peer):
    heard = []

    async def handler(node, what, now):
        heard.append(what.activity.id)
        return inbox.Outcome("processed")

    said = join(ours, peer, peer.actor)
    for seconds in (0, 1, 60):
        await ours.take(peer, said, now=NOW + timedelta(seconds=seconds))
        await inbox.process_due(ours.node, {"Join": handler}, now=NOW + timedelta(seconds=seconds))
    assert heard == [said["id"]] * 2
    leave = said | {"type": "Leave"}
    assert await ours.hear(peer, leave, handlers={"Leave": handler}) == ("processed", "")
