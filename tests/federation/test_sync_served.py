"""Our feed of changes and digests, asked as another instance asks them."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from federation import blocking, outbox, routes
from federation.signatures import BadSignature, check_answer, keys
from federation.tables import Peer, RemoteEvent, run, transaction
from federation.wire import event as shape
from tests.federation.fediverse import NOW, Answer, Remote, key_number, sample, uuid_of
from tests.federation.readers import DIGESTS, FEED, Reader

DAY = timedelta(days=1)


@pytest.fixture
async def reader(ours, peer):
    """A peer of ours, with a client of our node's addresses."""
    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW), openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ours.node.url) as client:
        yield Reader(client, peer, ours.node.url)


def event(ours, number=9, **fields):
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(number)}", ours.group, **fields)


async def say(ours, kind, what, now=NOW):
    await outbox.say(ours.node, kind=kind, event=what, now=now)


async def test_what_has_changed_in_its_latest_state(ours, reader):
    for number in (1, 2, 3):
        await say(ours, "create", event(ours, number))
    await say(ours, "update", event(ours, 1, name="Un autre titre"))
    await say(ours, "delete", event(ours, 2))
    found = await reader.read(FEED)
    assert (found["curseur"], found["suite"]) == ("5", False)
    listed = [(item["seq"], item["id"][-2:], item["version"], item["supprime"]) for item in found["elements"]]
    assert listed == [(3, "03", 1, False), (4, "01", 2, False), (5, "02", 2, True)]
    served = (await reader.client.get(event(ours, 1).id)).json()
    assert found["elements"][1]["empreinte"] == shape.digest(served)
    assert found["elements"][1]["updated"] == served["updated"]
    assert "empreinte" not in found["elements"][2]
    assert all("objet" not in item for item in found["elements"])


async def test_an_allow_list_closes_the_ears_and_not_what_is_public(ours, peer):
    ours.node = replace(ours.node, allow_list=True)
    await say(ours, "create", event(ours))
    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW), openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ours.node.url) as client:
        assert len((await Reader(client, peer, ours.node.url).read(FEED))["elements"]) == 1
        assert (await client.get(event(ours).id)).status_code == 200
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 403


async def test_pages_and_where_one_left_off(ours, reader):
    for number in range(5):
        await say(ours, "create", event(ours, number))
    cursor, sizes = "", []
    for _ in range(3):
        found = await reader.read(f"{FEED}?depuis={cursor}&limite=2")
        cursor = found["curseur"]
        sizes.append((len(found["elements"]), found["suite"]))
    assert sizes == [(2, True), (2, True), (1, False)]
    assert (await reader.read(f"{FEED}?depuis={cursor}"))["elements"] == []
    row = await Peer.select().where(Peer.host == reader.remote.host).first()
    assert (row["their_cursor"], row["their_cursor_at"]) == (5, NOW)


async def test_the_documents_themselves_on_demand(ours, reader):
    await say(ours, "create", event(ours))
    (item,) = (await reader.read(f"{FEED}?complet=1"))["elements"]
    assert item["objet"] == (await reader.client.get(event(ours).id)).json()


async def test_pages_of_documents_stay_small(ours, reader):
    text = f"<p>{'Apporter son téléphone. ' * 300}</p>"
    for number in range(80):
        await say(ours, "create", event(ours, number, content=text))
    answer = await reader.ask(f"{FEED}?complet=1")
    assert len(answer.content) < 1_000_000
    assert answer.json()["suite"]
    assert (await reader.read(FEED))["suite"] is False


@pytest.mark.parametrize(
    ("limite", "status"), [("0", 400), ("501", 400), ("-1", 400), ("x", 400), ("500", 200), ("1", 200)]
)
async def test_how_many_at_once(reader, limite, status):
    answer = await reader.ask(f"{FEED}?limite={limite}")
    assert answer.status_code == status
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize("cursor", ["x", "1.5", "-1", "3", "1-999999999", "9" * 30, "0x1", "%00"])
async def test_an_unknown_cursor_is_gone(ours, reader, cursor):
    for number in (1, 2):
        await say(ours, "create", event(ours, number))
    await reader.read(FEED)
    answer = await reader.ask(f"{FEED}?depuis={cursor}")
    assert (answer.status_code, answer.headers["content-type"]) == (410, "application/problem+json")
    assert (await reader.ask(f"{FEED}?depuis=2")).status_code == 200


async def test_a_cursor_of_a_life_that_was_lost_is_unknown_even_when_numbers_have_caught_up(ours, reader):
    await say(ours, "create", event(ours, 1))
    await reader.read(FEED)
    backup = await run("SELECT * FROM fed_peer"), await run("SELECT id FROM fed_thing")
    await say(ours, "create", event(ours, 2))
    cursor = (await reader.read(FEED))["curseur"]
    # Restored from the backup, then other things are said.
    await run("DELETE FROM fed_thing WHERE id <> {}", backup[1][0]["id"])
    await run("UPDATE fed_peer SET their_cursor = {}", backup[0][0]["their_cursor"])
    for number in (3, 4):
        await say(ours, "create", event(ours, number))
    assert (await reader.ask(f"{FEED}?depuis={cursor}")).status_code == 410
    fresh = (await reader.read(DIGESTS))["curseur"]
    assert (await reader.read(f"{FEED}?depuis={fresh}"))["elements"] == []


async def test_deletions_are_listed_for_400_days_and_who_missed_one_compares(ours, reader):
    for number in (1, 2):
        await say(ours, "create", event(ours, number))
    cursor = (await reader.read(FEED))["curseur"]
    await say(ours, "delete", event(ours, 1))
    for days, listed, status in ((399, 2, 200), (401, 1, 410)):
        await run("UPDATE fed_thing SET deleted_at = {} WHERE deleted_at IS NOT NULL", NOW - days * DAY)
        assert len((await reader.read(FEED))["elements"]) == listed
        assert (await reader.ask(f"{FEED}?depuis={cursor}")).status_code == status


async def test_digests_of_months_and_the_list_of_one(ours, reader):
    starts = {1: NOW + DAY, 2: NOW + 2 * DAY, 3: NOW + 40 * DAY, 4: NOW + 3 * DAY}
    for number, starts_at in starts.items():
        await say(ours, "create", event(ours, number, starts_at=starts_at, ends_at=starts_at + DAY / 24))
    await say(ours, "delete", event(ours, 4, starts_at=starts[4], ends_at=starts[4] + DAY / 24))
    found = await reader.read(DIGESTS)

    def mark(number, version, gone):
        return int(hashlib.sha256(f"{event(ours, number).id}|{version}|{gone}".encode()).hexdigest(), 16)

    january = f"{mark(1, 1, 0) ^ mark(2, 1, 0) ^ mark(4, 2, 1):064x}"
    february = f"{mark(3, 1, 0):064x}"
    assert found["seaux"] == [
        {"mois": "2027-01", "nombre": 3, "empreinte": january},
        {"mois": "2027-02", "nombre": 1, "empreinte": february},
    ]
    assert (found["curseur"], found["genere"]) == ("5", "2027-01-11T09:00:00Z")
    listed = (await reader.read(f"{DIGESTS}/2027-01"))["elements"]
    assert [(item["id"][-1], item["supprime"]) for item in listed] == [("1", False), ("2", False), ("4", True)]
    assert (await reader.read(f"{DIGESTS}/2031-01"))["elements"] == []
    assert (await reader.ask(f"{DIGESTS}/2027-13")).status_code == 404


@pytest.mark.parametrize("path", [FEED, DIGESTS, f"{DIGESTS}/2027-01"])
async def test_only_peers_that_sign_are_told_and_the_answer_is_signed(ours, net, reader, path):
    await say(ours, "create", event(ours))
    assert (await reader.ask(path, signed=False)).status_code == 401
    assert (await reader.ask(path, now=NOW - DAY)).status_code == 401
    answer = await reader.ask(path)
    pem = (await reader.client.get(ours.actor)).json()["publicKey"]["publicKeyPem"]
    told = Answer(answer.status_code, dict(answer.headers), answer.content)
    assert check_answer(told, pem, now=NOW) == f"{ours.actor}#main-key"
    for forged in (replace(told, body=told.body + b" "), replace(told, status=410)):
        with pytest.raises(BadSignature):
            check_answer(forged, pem, now=NOW)
    with pytest.raises(BadSignature):
        check_answer(told, keys.public_pem(key_number(50)), now=NOW)
    await blocking.block(reader.remote.host, now=NOW)
    assert (await reader.ask(path)).status_code == 403


async def test_nobody_sees_a_place_while_a_smaller_one_is_still_to_come(ours, reader):
    said, go = asyncio.Event(), asyncio.Event()

    async def slowly():
        async with transaction():
            await say(ours, "create", event(ours, 1))
            said.set()
            await go.wait()

    first = asyncio.create_task(slowly())
    await said.wait()
    second = asyncio.create_task(say(ours, "create", event(ours, 2)))
    done, _ = await asyncio.wait([second], timeout=0.3)
    assert not done
    assert (await reader.read(FEED))["elements"] == []
    go.set()
    await asyncio.gather(first, second)
    assert [(item["seq"], item["id"][-1]) for item in (await reader.read(FEED))["elements"]] == [(1, "1"), (2, "2")]


@pytest.fixture
async def third(ours, net):
    """An event of somebody else, in the mirror of a hub."""
    remote = Remote(net, "third.example", number=5)
    ours.as_hub()
    await ours.follows(remote)
    await ours.hear(remote, remote.says("Create", remote.event(), actor=remote.group))
    return remote


async def test_a_hub_lists_the_events_of_others_by_where_they_are(ours, net, peer, third):
    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW), openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ours.node.url) as client:
        reader, member = Reader(client, peer, ours.node.url), Reader(client, third, ours.node.url)
        await say(ours, "create", event(ours))
        found = await reader.read(f"{FEED}?complet=1")
        own, other = found["elements"]
        assert own["objet"]["id"] == event(ours).id
        assert other == {
            "id": third.event()["id"],
            "origine": third.url,
            "updated": third.event()["updated"],
            "version": 1,
            "supprime": False,
        }
        cursor = found["curseur"]
        assert (await reader.read(f"{FEED}?depuis={cursor}"))["elements"] == []
        # A member is not told of its own.
        assert [item["id"] for item in (await member.read(FEED))["elements"]] == [event(ours).id]
        await ours.hear(third, third.says("Delete", third.event()["id"], actor=third.group))
        (item,) = (await reader.read(f"{FEED}?depuis={cursor}"))["elements"]
        assert (item["id"], item["supprime"]) == (third.event()["id"], True)
        # Nothing is said of a host that is blocked, and these digests are of our own alone.
        await run("UPDATE fed_remote_event SET tombstoned_at = NULL, seq = NULL")
        await run("UPDATE fed_peer SET blocked_at = {} WHERE host = {}", NOW, third.host)
        assert [item["id"] for item in (await reader.read(FEED))["elements"]] == [event(ours).id]
        assert [bucket["nombre"] for bucket in (await reader.read(DIGESTS))["seaux"]] == [1]
        assert await RemoteEvent.count() == 1


async def test_a_hub_has_digests_of_others_by_origin(ours, net, peer, third):
    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW), openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ours.node.url) as client:
        reader, member = Reader(client, peer, ours.node.url), Reader(client, third, ours.node.url)
        id, updated = third.event()["id"], third.event()["updated"]
        month = f"{DIGESTS}/2027-01?origine={third.url}"
        for version, mark in ((1, "1"), (None, updated)):
            await run("UPDATE fed_remote_event SET version = {}", version)
            digest = hashlib.sha256(f"{id}|{mark}|0".encode()).hexdigest()
            (told,) = (await reader.read(DIGESTS))["tiers"]
            assert told == {"origine": third.url, "mois": "2027-01", "nombre": 1, "empreinte": digest}
            (item,) = (await reader.read(month))["elements"]
            known = {} if version is None else {"version": version}
            assert item == {"id": id, "origine": third.url, "updated": updated, "supprime": False, **known}
        assert (await reader.read(month.replace("2027-01", "2027-02")))["elements"] == []
        for wrong in ("x", f"{third.url}/ap", "https://a@b.example", ""):
            assert (await reader.ask(f"{DIGESTS}/2027-01?origine={wrong}")).status_code == 400
        # A member is not told of its own, nor anybody of what is gone, over or blocked.
        assert ((await member.read(DIGESTS))["tiers"], (await member.read(month))["elements"]) == ([], [])
        for hidden in (
            "UPDATE fed_remote_event SET tombstoned_at = starts_at",
            "UPDATE fed_remote_event SET tombstoned_at = NULL, starts_at = '2026-12-31T12:00:00Z'",
            "UPDATE fed_remote_event SET starts_at = '2027-01-12T13:00:00Z'",
        ):
            await run(hidden)
            blocked = NOW if "12T13" in hidden else None
            assert bool((await reader.read(DIGESTS))["tiers"]) is (blocked is not None)
            await run("UPDATE fed_peer SET blocked_at = {} WHERE host = {}", blocked, third.host)
            assert ((await reader.read(DIGESTS))["tiers"], (await reader.read(month))["elements"]) == ([], [])


async def test_who_is_no_hub_says_nothing_of_others(ours, reader):
    assert "tiers" not in await reader.read(DIGESTS)
    assert (await reader.read(f"{DIGESTS}/2027-01?origine=https://third.example"))["elements"] == []
