"""The addresses of the protocol, asked as another server asks them."""

import json
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from federation import outbox, routes, signatures
from federation.tables import Following, RemoteEvent
from tests.federation.fediverse import NOW, sample, uuid_of

ACTIVITY = "application/activity+json; charset=utf-8"


@pytest.fixture
async def web(ours):
    """A client of our node's addresses."""
    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW), openapi_config=None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ours.node.url) as client:
        yield client


def event(ours, number=9, **fields):
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(number)}", ours.group, **fields)


async def say(ours, kind, what):
    await outbox.say(ours.node, kind=kind, event=what, now=NOW)


async def test_actors_are_readable_without_a_signature(ours, web):
    for id, kind in ((ours.actor, "Application"), (ours.group, "Group")):
        answer = await web.get(id)
        assert (answer.status_code, answer.headers["content-type"]) == (200, ACTIVITY)
        assert answer.headers["vary"] == "Accept, Signature, Signature-Input"
        found = answer.json()
        assert (found["id"], found["type"], found["publicKey"]["id"]) == (id, kind, f"{id}#main-key")
        assert found["endpoints"]["sharedInbox"] == ours.inbox
        assert "PRIVATE" not in answer.text
    assert (await web.get(f"{ours.node.url}/ap/bibliotheques/nulle_part")).status_code == 404


async def test_an_event_then_its_tombstone(ours, web):
    what = event(ours)
    assert (await web.get(what.id)).status_code == 404
    await say(ours, "create", what)
    answer = await web.get(what.id)
    assert (answer.status_code, answer.json()["type"]) == (200, "Event")
    assert (await web.get(f"{what.id}/participants")).json()["totalItems"] == 5
    assert (await web.get(f"{what.id}/organisateurs")).json()["items"] == [ours.group]
    assert (await web.get(f"{what.id}/activites/1-create")).json()["type"] == "Create"
    await say(ours, "delete", what)
    answer = await web.get(what.id)
    assert (answer.status_code, answer.json()["type"], answer.json()["formerType"]) == (410, "Tombstone", "Event")


async def test_answers_to_follows_are_served_to_nobody(ours, web, peer):
    await ours.hear(peer, peer.says("Follow", ours.actor))
    outbox_ = (await web.get(f"{ours.actor}/outbox?page=1")).json()
    assert outbox_["totalItems"] == 0


async def test_followers_are_counted_and_not_listed(ours, web, peer):
    await ours.followed_by(peer)
    await ours.follows(peer)
    await Following.update({Following.state: "accepted"}, force=True)
    for name in ("followers", "following"):
        found = (await web.get(f"{ours.actor}/{name}")).json()
        assert found["totalItems"] == 1
        assert found[f"{name}Of"] == ours.actor
        assert "orderedItems" not in found
        assert "first" not in found


async def test_events_to_come_soonest_first_by_pages_of_fifty(ours, web):
    for number in range(53):
        starts_at = NOW + timedelta(days=60 - number)
        await say(ours, "create", event(ours, number, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)))
    past = event(ours, 90, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))
    await say(ours, "create", past)
    for actor in (ours.actor, ours.group):
        url = f"{actor}/evenements-a-venir"
        whole = (await web.get(url)).json()
        assert (whole["totalItems"], whole["first"]) == (53, f"{url}?page=1")
        assert whole["orderType"] == "ForwardChronological"
        first = (await web.get(whole["first"])).json()
        second = (await web.get(first["next"])).json()
        items = first["orderedItems"] + second["orderedItems"]
        assert (len(first["orderedItems"]), len(items), "next" in second) == (50, 53, False)
        assert [item["startTime"] for item in items] == sorted(item["startTime"] for item in items)
        assert not any("@context" in item for item in items)


async def test_a_hub_names_the_events_of_others(ours, web, peer):
    await ours.follows(peer)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await say(ours, "create", event(ours))
    url = f"{ours.actor}/evenements-a-venir?page=1"
    assert len((await web.get(url)).json()["orderedItems"]) == 1
    hub = Litestar(route_handlers=routes.handlers(ours.as_hub().node, lambda: NOW), openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=hub)) as client:
        items = (await client.get(url)).json()["orderedItems"]
    assert sorted(item if isinstance(item, str) else item["id"] for item in items) == sorted(
        [event(ours).id, peer.event()["id"]]
    )
    assert peer.event()["id"] in items
    assert await RemoteEvent.count() == 1


async def test_outbox_is_newest_first(ours, web):
    await say(ours, "create", event(ours))
    await outbox.say(ours.node, kind="update", event=event(ours, status="cancelled"), now=NOW + timedelta(hours=1))
    found = (await web.get(f"{ours.group}/outbox?page=1")).json()
    assert [item["type"] for item in found["orderedItems"]] == ["Update", "Create"]
    announced = (await web.get(f"{ours.actor}/outbox?page=1")).json()
    assert [item["type"] for item in announced["orderedItems"]] == ["Announce", "Announce"]
    said = announced["orderedItems"][0]
    assert (await web.get(said["id"])).json()["object"] == event(ours).id


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999999", "1;drop"])
async def test_pages_that_are_none(ours, web, page):
    assert (await web.get(f"{ours.actor}/outbox", params={"page": page})).status_code == 400


@pytest.mark.parametrize(
    "resource",
    [
        "acct:jean_mace@agenda.example.org",
        "acct:JEAN_MACE@AGENDA.example.org",
        "https://agenda.example.org/ap/bibliotheques/jean_mace",
    ],
)
async def test_webfinger(ours, web, resource):
    answer = await web.get("/.well-known/webfinger", params={"resource": resource})
    assert answer.headers["content-type"].startswith("application/jrd+json")
    assert ours.group in [link["href"] for link in answer.json()["links"] if link["rel"] == "self"]


async def test_webfinger_of_the_instance_and_of_nobody(ours, web):
    async def finger(resource):
        return await web.get("/.well-known/webfinger", params={"resource": resource})

    relay = (await finger("acct:relay@agenda.example.org")).json()
    assert ours.actor in [link["href"] for link in relay["links"]]
    service = (await finger("https://agenda.example.org/")).json()
    assert service["links"][0]["rel"] == "https://www.w3.org/ns/activitystreams#Service"
    for nobody in ("acct:relay@other.example", "acct:x@agenda.example.org", "https://other.example/ap/actor", "é"):
        assert (await finger(nobody)).status_code == 404
    assert (await web.get("/.well-known/webfinger")).status_code == 400


async def test_nodeinfo_and_host_meta(ours, web):
    await say(ours, "create", event(ours))
    links = (await web.get("/.well-known/nodeinfo")).json()["links"]
    by_rel = {link["rel"]: link["href"] for link in links}
    assert by_rel["https://www.w3.org/ns/activitystreams#Application"] == ours.actor
    for version in ("2.0", "2.1"):
        found = (await web.get(by_rel[f"http://nodeinfo.diaspora.software/ns/schema/{version}"])).json()
        assert (found["version"], found["software"]["name"], found["usage"]["localPosts"]) == (
            version,
            "agendatheque",
            1,
        )
    assert (await web.get("/nodeinfo/1.0")).status_code == 404
    assert "webfinger?resource={uri}" in (await web.get("/.well-known/host-meta")).text


@pytest.mark.parametrize("place", ["/ap/inbox", "/ap/actor/inbox", "/ap/bibliotheques/jean_mace/inbox"])
@pytest.mark.parametrize("sign", [signatures.sign_cavage, signatures.sign_rfc9421], ids=["cavage", "rfc9421"])
async def test_inboxes_take_signed_activities(ours, web, peer, place, sign):
    url, body = f"{ours.node.url}{place}", json.dumps(peer.says("Follow", ours.actor)).encode()
    key_id, key = f"{peer.actor}#main-key", peer.keys[peer.actor]
    headers = sign("POST", url, {"Content-Type": ACTIVITY}, body, key_id=key_id, key=key, now=NOW)
    assert (await web.post(url, content=body, headers={"Content-Type": ACTIVITY})).status_code == 401
    assert (await web.post(url, content=body + b" ", headers=headers)).status_code == 401
    assert (await web.post(url, content=body, headers=headers)).status_code == 202


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x" * 1_048_577, {"content-type": ACTIVITY}, 413),
        (b"{}", {"content-type": "text/plain"}, 415),
        (b"{}", {"content-type": ACTIVITY, "content-encoding": "gzip"}, 415),
        (b"[" * 100_000, {"content-type": ACTIVITY}, 401),
        (b"\xff", {"content-type": ACTIVITY}, 401),
    ],
)
async def test_inboxes_never_answer_500(ours, web, body, headers, status):
    assert (await web.post(ours.inbox, content=body, headers=headers)).status_code == status


async def test_t49_malformed_bodies_that_are_well_signed(ours, web, peer):
    key_id, key = f"{peer.actor}#main-key", peer.keys[peer.actor]
    bombs = [b"[" * 100_000, b'{"a":NaN}', b'{"a":1e999}', b'{"id":"\\u0000"}', b'{"a":"\\ud800"}', b"\xef\xbb\xbf{}"]
    for body in [*bombs, b"9" * 5000, b"null", b'{"id":{}}']:
        headers = signatures.sign_cavage("POST", ours.inbox, {}, body, key_id=key_id, key=key, now=NOW)
        assert (await web.post(ours.inbox, content=body, headers=headers)).status_code == 400, body[:20]


async def test_get_addresses_answer_head(ours, web):
    for url in (ours.actor, f"{ours.actor}/outbox", "/.well-known/nodeinfo", "/nodeinfo/2.1"):
        assert (await web.head(url)).status_code == 200
