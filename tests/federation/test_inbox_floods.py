"""Requests that nobody can verify: they make us ask another server a few times a minute, never without end."""

from datetime import timedelta

import httpx
import pytest
from litestar import Litestar, Request

from federation import forgetting, inbox, refusals, routes, senders
from federation.signatures import BadSignature
from federation.tables import Refusal
from tests.federation.fediverse import NOW, key_number

MINUTE = timedelta(minutes=1)
MOST = 30


async def strangers(ours, peer, numbers, now=NOW):
    """Give activities of actors that nobody published; return what was answered."""
    answers = []
    for number in numbers:
        actor = f"{peer.url}/x{number}"
        said = peer.says("Follow", ours.actor, actor)
        answers.append((await ours.take(peer, said, key=key_number(9), now=now)).status)
    return answers


async def test_a_host_named_by_strangers_is_asked_a_few_times_a_minute(ours, net, peer, other):
    assert await strangers(ours, peer, range(MOST + 5)) == [401] * MOST + [429] * 5
    assert (len(net.gets()), await Refusal.count()) == (MOST, MOST)
    assert (await ours.take(other, other.says("Follow", ours.actor))).status == 202
    assert await strangers(ours, peer, [99], NOW + MINUTE) == [401]


async def test_who_is_known_is_held_up_by_no_stranger(ours, peer):
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 202
    await strangers(ours, peer, range(MOST + 1))
    assert (await ours.take(peer, peer.says("Follow", ours.group))).status == 202


async def test_what_is_known_of_the_client_may_refuse_before_anything_is_asked(ours, net, peer, other):
    async def refuse():
        raise BadSignature("client", 429)

    await ours.take(other, other.says("Follow", ours.actor))
    asked = len(net.asked)
    for remote, status in ((peer, 429), (other, 202)):
        request = remote.signed(remote.says("Follow", ours.group), url=ours.inbox)
        assert (await inbox.receive(ours.node, request, NOW, ask=refuse)).status == status
    assert len(net.asked) == asked


@pytest.mark.parametrize("seen", [0, 1])
async def test_the_inbox_says_when_to_come_back(ours, peer, seen):
    clients = []

    async def limit(request: Request):
        clients.append(request.client.host)

    await strangers(ours, peer, range(MOST if not seen else 0))
    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW, limit), openapi_config=None)
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    transport = httpx.ASGITransport(app=app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url=ours.node.url) as web:
        answer = await web.post(ours.inbox, content=request.body, headers=dict(request.headers))
    assert (answer.status_code, answer.headers.get("retry-after")) == ((202, None) if seen else (429, "60"))
    assert clients == ["192.0.2.7"] * seen


async def test_the_log_of_refusals_is_kept_for_a_week(ours, peer):
    await strangers(ours, peer, [1])
    await forgetting.sweep(NOW + timedelta(days=6))
    assert await Refusal.count() == 1
    await forgetting.sweep(NOW + timedelta(days=8))
    assert await Refusal.count() == 0


async def test_what_is_refused_unread_fills_the_log_no_further_than_so_many_a_minute(ours, net, peer, monkeypatch):
    monkeypatch.setattr(refusals, "MOST_A_MINUTE", 3)
    for number in range(6):
        assert (await ours.take(peer, b"no json %d" % number, signer=peer.actor)).status == 400
    assert await Refusal.count() == 3
    # Whom we asked for nothing is noted all the same, or it would be asked again by the next lie.
    assert await strangers(ours, peer, [1, 1]) == [401, 401]
    assert (await Refusal.count(), len(net.gets())) == (4, 1)
    assert (await ours.take(peer, b"no json", signer=peer.actor, now=NOW + MINUTE)).status == 400
    assert await Refusal.count() == 5


async def test_a_host_makes_us_keep_so_many_new_actors_a_day(ours, net, peer, other, monkeypatch):
    monkeypatch.setattr(senders, "MOST_STRANGERS", 2)

    async def answered(remote, number, now=NOW):
        who = f"{remote.url}/u{number}"
        remote.publish(who)
        return (await ours.take(remote, remote.says("Follow", ours.actor, who), now=now)).status

    assert [await answered(peer, number) for number in (1, 2, 3)] == [202, 202, 429]
    assert [await answered(peer, 1, NOW + MINUTE), await answered(other, 3)] == [202, 202]
    assert await answered(peer, 3, NOW + timedelta(days=1, minutes=1)) == 202
