"""Guests: the pseudonymous actors of bookings elsewhere; what they say, who may read them, and for how long."""

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from federation import actors, guests, keyring, signatures
from federation.routes import handlers
from federation.tables import Activity, Delivery, Guest, run, transaction
from federation.wire import actor as actor_shape
from tests.federation.conftest import HERE
from tests.federation.fediverse import NOW, Answer

GUEST = f"{HERE}/ap/r/9f2b7c0e5d1a4e60b3c8d47a21f0e596"
EVENT = "https://peer.example/ap/evenements/0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"
ENDS = NOW + timedelta(days=3)


@pytest.fixture
def wish(peer):
    return guests.Wish(GUEST, EVENT, peer.group, ENDS)


@pytest.fixture
async def known(ours, peer):
    """The owner of the event was read."""
    await actors.read(ours.node, peer.group, now=NOW)


@pytest.fixture
def join(ours, wish, known):
    async def said(name="", now=NOW):
        async with transaction():
            return await guests.join(ours.node, wish, name=name, now=now)

    return said


@pytest.fixture
def get(ours):
    """Ask our node for an address, as somebody else would."""

    async def asked(url, signer=None, key=None, at=NOW):
        app = Litestar(handlers(ours.node, lambda: at))
        headers = {"accept": "application/activity+json"}
        if signer:
            headers = signatures.sign_cavage("GET", url, headers, b"", key_id=f"{signer}#main-key", key=key, now=at)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HERE) as client:
            return await client.get(url, headers=headers)

    return asked


async def test_the_join_is_the_one_of_the_target_payload_and_is_signed_by_the_instance_key(ours, peer, net, join):
    assert await join()
    await ours.deliver()
    (said,) = net.told(peer.host, "Join")
    assert said == {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{GUEST}/join",
        "type": "Join",
        "actor": GUEST,
        "object": EVENT,
        "to": [peer.group],
    }
    _, _, headers = net.posted[-1]
    signer = await keyring.signer(ours.node, GUEST)
    assert signer.key_id == f"{GUEST}#main-key"
    assert f"{GUEST}#main-key" in headers.get("signature", "") + headers.get("signature-input", "")


async def test_bookings_pass_first_and_the_leave_stays_behind_its_join(ours, wish, join):
    await join()
    async with transaction():
        assert await guests.leave(ours.node, wish, now=NOW)
    rows = await Delivery.select(Delivery.kind, Delivery.lane, Delivery.thing).order_by(Delivery.id)
    assert [(row["kind"], row["lane"], row["thing"]) for row in rows] == [("Join", 0, GUEST), ("Leave", 0, GUEST)]


async def test_what_is_said_again_has_an_id_of_its_own_and_one_guest(ours, wish, join):
    for _ in range(3):
        await join()
    rows = await Activity.select(Activity.id).order_by(Activity.id)
    assert [row["id"] for row in rows] == [f"{GUEST}/join", f"{GUEST}/join-2", f"{GUEST}/join-3"]
    assert {guests.guest_of(ours.node, row["id"]) for row in rows} == {GUEST}
    assert await Guest.count() == 1


@pytest.mark.parametrize(
    "said",
    [GUEST, f"{GUEST}/outbox", "https://peer.example/ap/r/9f2b/join", f"{HERE}/ap/evenements/9f2b/join", "", "join"],
)
def test_nothing_else_is_taken_for_the_word_of_a_guest(ours, said):
    assert guests.guest_of(ours.node, said) == ""


async def test_nothing_is_owed_to_an_owner_that_nobody_knows(ours, peer, wish):
    async with transaction():
        assert not await guests.join(ours.node, wish, name="", now=NOW)
        assert not await guests.leave(ours.node, wish, now=NOW)
    assert not await Guest.exists()
    assert not await Delivery.exists()


async def test_anybody_with_the_address_reads_the_key_and_nobody_the_name(join, get, ours, other):
    await join("Jeanne")
    answer = await get(GUEST)
    assert answer.status_code == 200
    document = answer.json()
    assert document["name"] == guests.NAME
    assert "Jeanne" not in answer.text
    assert (document["discoverable"], document["indexable"]) == (False, False)
    assert "outbox" not in document
    read = actor_shape.read(document)
    held = await run("SELECT public_pem FROM fed_local_actor WHERE id = {}", ours.actor)
    assert (read.type, read.inbox, read.key_id) == ("Person", f"{HERE}/ap/inbox", f"{GUEST}#main-key")
    assert read.public_pem == held[0]["public_pem"]
    stranger = await get(GUEST, other.actor, other.keys[other.actor])
    assert (stranger.status_code, stranger.json()["name"]) == (200, guests.NAME)


async def test_the_server_that_it_speaks_to_reads_the_first_name(join, get, peer):
    await join("Jeanne")
    answer = await get(GUEST, peer.actor, peer.keys[peer.actor])
    assert (answer.status_code, answer.json()["name"]) == (200, "Jeanne")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Signature" in answer.headers["vary"]


async def test_a_forged_signature_reads_nothing(join, get, peer, other):
    await join("Jeanne")
    answer = await get(GUEST, peer.actor, other.keys[other.actor])
    assert answer.status_code == 401
    assert "Jeanne" not in answer.text


async def test_seven_days_after_the_event_it_is_gone_with_all_it_said(join, get, ours):
    await join("Jeanne")
    last, after = ENDS + timedelta(days=7) - timedelta(seconds=1), ENDS + timedelta(days=7)
    assert (await get(GUEST, at=last)).status_code == 200
    assert (await get(f"{GUEST}/join", at=last)).json()["type"] == "Join"
    for url in (GUEST, f"{GUEST}/join"):
        answer = await get(url, at=after)
        assert (answer.status_code, answer.json()["type"]) == (410, "Tombstone")
    await guests.sweep(last)
    assert (await Guest.select().first())["name"] == "Jeanne"
    await guests.sweep(after)
    assert (await Guest.select().first())["name"] == ""
    assert not await Activity.exists()
    assert not await Delivery.exists()


async def test_a_moved_event_keeps_its_guest_longer(join, get):
    await join()
    await guests.lasts_until(GUEST, ENDS + timedelta(days=30))
    assert (await get(GUEST, at=ENDS + timedelta(days=20))).status_code == 200


@pytest.mark.parametrize(
    "path", ["/ap/r/inconnu", "/ap/r/inconnu/join", "/ap/r/9f2b7c0e5d1a4e60b3c8d47a21f0e596/leave"]
)
async def test_what_is_not_there_is_not_found(join, get, path):
    await join()
    assert (await get(f"{HERE}{path}")).status_code == 404


async def test_a_contact_is_sent_with_each_try_and_kept_nowhere(ours, peer, net, join):
    async def contact_of(guest):
        return {"name": "Jeanne", "email": "jeanne@exemple.fr"} if guest == GUEST else None

    ours.node = replace(ours.node, contact_of=contact_of)
    net.answers[peer.host] = lambda said, headers: Answer(400, {}, json.dumps(said).encode())
    await join()
    await ours.deliver()
    knocks = net.told(peer.host, "Join")
    assert len(knocks) == 2
    for said in knocks:
        assert said["contact"] == {"name": "Jeanne", "email": "jeanne@exemple.fr"}
        assert said["@context"][1]["contact"] == "agt:contact"
    names = [row["name"] for row in await run("SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'fed_%'")]
    for name in names:
        rows = await run(f"SELECT row_to_json(t)::text AS text FROM {name} t")  # noqa: S608
        assert not [row for row in rows if "eanne" in row["text"]], name


@pytest.mark.parametrize(
    ("inbox", "sent"), [("https://peer.example/inbox", True), ("http://peer.example/inbox", False)]
)
async def test_a_contact_never_leaves_without_tls(ours, join, inbox, sent):
    async def contact_of(guest):
        return {"name": "Jeanne", "email": "jeanne@exemple.fr"}

    await join()
    text = json.dumps({"type": "Join", "actor": GUEST})
    said = await guests.with_contact(replace(ours.node, contact_of=contact_of), text, inbox)
    assert ("contact" in json.loads(said)) == sent
