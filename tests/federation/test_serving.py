"""What our addresses answer beside the documents: validators, problems, places of each version."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from litestar import Litestar

from federation import outbox, peers, routes, signatures
from federation.tables import Peer
from tests.federation.fediverse import ACTIVITY, NOW, sample, uuid_of


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


async def test_who_holds_the_same_state_is_told_so(ours, web):
    what = event(ours)
    await say(ours, "create", what)
    first = await web.get(what.id)
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    assert changed == format_datetime(what.updated, usegmt=True)
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": changed},
    ):
        answer = await web.get(what.id, headers=headers)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag), headers
    await say(ours, "update", replace(what, name="Un autre nom"))
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": '"x"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Modified-Since": changed},
        {"If-Modified-Since": "yesterday"},
        {},
    ):
        answer = await web.get(what.id, headers=headers)
        assert (answer.status_code, answer.json()["name"]) == (200, "Un autre nom"), headers


async def test_actors_and_collections_have_a_tag_too(ours, web):
    for url in (ours.group, f"{ours.group}/outbox", f"{ours.actor}/evenements-a-venir?page=1"):
        first = await web.get(url)
        assert (await web.get(url, headers={"If-None-Match": first.headers["etag"]})).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ap/evenements/0192f3c1-0000-7000-8000-000000000404", 404),
        ("/ap/bibliotheques/nulle_part", 404),
        ("/.well-known/webfinger", 400),
        ("/.well-known/webfinger?resource=acct:personne@agenda.example.org", 404),
        ("/nodeinfo/1.0", 404),
    ],
)
async def test_what_is_wrong_is_told_as_a_problem(web, path, status):
    answer = await web.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    assert told["detail"]


async def test_a_refused_activity_is_told_as_a_problem(ours, web, peer):
    answer = await web.post("/ap/inbox", json=peer.says("Follow", ours.actor), headers={"Content-Type": ACTIVITY})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert (answer.json()["title"], answer.json()["status"]) == ("Unauthorized", 401)


async def test_a_tombstone_says_what_its_words_mean(ours, web):
    what = event(ours)
    await say(ours, "create", what)
    await say(ours, "delete", what)
    answer = await web.get(what.id)
    assert (answer.status_code, answer.json()["@context"]) == (410, "https://www.w3.org/ns/activitystreams")
    assert (await web.get(f"{what.id}/participants")).status_code == 404


async def test_a_place_is_found_by_its_version_or_as_it_is_now(ours, web):
    lieu = f"{ours.node.url}/ap/lieux/jean_mace"
    for number, name in ((1, "Avant travaux"), (2, "Après travaux")):
        what = event(ours, number)
        place = replace(what.place, id=f"{lieu}?v={number}", name=name)
        await say(ours, "create", replace(what, place=place))
    for address, name in (
        (f"{lieu}?v=1", "Avant travaux"),
        (f"{lieu}?v=2", "Après travaux"),
        (f"{lieu}?v=9", "Après travaux"),
        (lieu, "Après travaux"),
    ):
        assert (await web.get(address)).json()["name"] == name
    assert (await web.get(f"{ours.node.url}/ap/lieux/jean%25")).status_code == 404


async def test_a_library_is_found_by_every_name_it_has(ours, web):
    names = ("acct:jean_mace@agenda.example.org", "acct:jean-mace@agenda.example.org", ours.group)
    for resource in names:
        found = (await web.get("/.well-known/webfinger", params={"resource": resource})).json()
        assert (found["subject"], found["links"][-1]["href"]) == ("acct:jean_mace@agenda.example.org", ours.group)


async def test_the_description_names_the_feed_and_the_territory(ours, net, web, peer):
    found = (await web.get("/nodeinfo/2.1")).json()["metadata"]["agendatheque"]
    assert found["sync"] == f"{ours.node.url}/ap/sync/evenements"
    (link,) = (await web.get("/.well-known/host-meta.json")).json()["links"]
    assert link["rel"] == "lrdd"


@pytest.mark.parametrize(
    ("sync", "kept"), [("https://peer.example/ap/sync/evenements", True), ("https://evil.example/feed", False)]
)
async def test_the_feed_of_a_peer_is_its_own_or_none(ours, net, peer, sync, kept):
    described = {
        "software": {"name": "agendatheque", "version": "1"},
        "metadata": {"agendatheque": {"sync": sync, "territoire": "Finistère"}},
    }
    net.show(f"{peer.url}/nodeinfo/2.1", described, kind="application/json")
    await peers.learn(ours.node, peer.url, now=NOW + timedelta(days=8))
    row = await Peer.select().where(Peer.host == peer.host).first()
    assert (row["sync"], row["territory"]) == (sync if kept else "", "Finistère")


async def test_an_answer_is_shown_to_the_server_it_was_given_to(ours, net, web, peer, other):
    await ours.followed_by(peer)
    (accept,) = net.told(peer.host, "Accept")

    async def ask(remote):
        signed = signatures.sign_cavage(
            "GET", accept["id"], {}, b"", key_id=f"{remote.actor}#main-key", key=remote.keys[remote.actor], now=NOW
        )
        return await web.get(accept["id"], headers=signed)

    shown = await ask(peer)
    assert (shown.status_code, shown.json()["type"]) == (200, "Accept")
    assert shown.headers["cache-control"] == "private, no-store"
    assert (await ask(other)).status_code == 404
    assert (await web.get(accept["id"])).status_code == 404


async def test_what_was_said_to_all_is_shown_to_all(ours, web):
    what = event(ours)
    await say(ours, "create", what)
    for address in (f"{what.id}/activites/1-create", f"{ours.node.url}/ap/annonces/{what.uuid}/1"):
        assert (await web.get(address)).json()["id"] == address
