"""Activities that come at the same time share a transaction, and nothing else."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from federation import admission, inbox, storing
from federation.admission import Speaker
from federation.storing import AGAIN, ANOTHER, Verified
from federation.tables import WORK, Peer, Received, Seen, run, wake
from federation.together import Together
from tests.federation.fediverse import NOW, Remote

DAY = timedelta(days=1)


def verified(number, **fields):
    made = {
        "activity": f"https://a.example/{number}",
        "digest": f"digest{number}",
        "type": "Create",
        "actor": "https://a.example/actor",
        "host": "a.example",
        "carrier": "a.example",
        "body": "{}",
        "sealed": "",
        "fingerprint": f"signature{number}",
        "skew": timedelta(seconds=3),
        "at": NOW,
    }
    return Verified(**made | fields)


async def test_each_of_many_requests_at_once_gets_its_own_answer(ours, net):
    remotes = [Remote(net, f"r{number}.example", number=1) for number in range(3)]
    for remote in remotes:
        await ours.take(remote, remote.says("Follow", ours.actor))
    good = [ours.take(remote, remote.says("Follow", ours.actor)) for remote in remotes * 4]
    late = remotes[0].signed(remotes[0].says("Follow", ours.actor), url=ours.inbox, now=NOW - DAY)
    receipts = await asyncio.gather(inbox.receive(ours.node, late, NOW), *good)
    assert [receipt.status for receipt in receipts] == [401] + [202] * 12
    assert await Received.count() == 15
    assert {row["heard_at"] for row in await Peer.select(Peer.heard_at)} == {NOW}


async def test_each_of_those_who_come_at_once_stands_as_it_would_alone(ours, net, monkeypatch):
    monkeypatch.setattr(admission, "MOST_A_MINUTE", 2)
    known, busy = Remote(net, "known.example"), Remote(net, "busy.example")
    for remote in (known, busy, busy):
        await ours.take(remote, remote.says("Follow", ours.actor))
    await Peer(host="example.net", blocked_at=NOW).save()
    speakers = [
        Speaker(known.actor, frozenset([known.host]), NOW),
        Speaker(busy.actor, frozenset([busy.host]), NOW),
        Speaker(known.group, frozenset([known.host, "under.example.net"]), NOW),
        Speaker(known.actor, frozenset([known.host]), NOW),
    ]
    together = await admission.look_up(speakers)
    assert together == [(await admission.look_up([speaker]))[0] for speaker in speakers]
    assert [(standing.blocked, standing.busy) for standing in together] == [
        (False, False),
        (False, True),
        (True, False),
        (False, False),
    ]
    assert [standing.actor and standing.actor.id for standing in together] == [
        known.actor,
        busy.actor,
        None,
        known.actor,
    ]


async def test_of_the_same_signature_body_or_id_only_the_first_counts(ours):
    batch = [
        verified(1),
        verified(2, fingerprint="signature1"),
        verified(1, fingerprint="another signature"),
        verified(1, digest="another body", fingerprint="s3"),
        verified(4, type="Update"),
        verified(4, type="Update", digest="newer", fingerprint="s5"),
    ]
    assert await storing.store(batch) == ["", AGAIN, AGAIN, ANOTHER, "", ""]
    rows = await Received.select(Received.activity, Received.body_hash, Received.state).order_by(Received.id)
    assert [(row["activity"][-1], row["body_hash"], row["state"]) for row in rows] == [
        ("1", "digest1", "received"),
        ("1", "another body", "ignored"),
        ("4", "digest4", "received"),
        ("4", "newer", "received"),
    ]
    assert await storing.store([verified(9, fingerprint="signature1"), verified(1, fingerprint="s9")]) == [AGAIN, AGAIN]
    assert await storing.store([verified(1, digest="third", fingerprint="s10")]) == [ANOTHER]


async def test_one_that_cannot_be_stored_hinders_no_other(ours):
    batch = [verified(1), verified(2, body="\x00"), verified(3)]
    results = await asyncio.gather(*(storing.together.do(item) for item in batch), return_exceptions=True)
    assert (results[0], results[2]) == ("", "")
    assert isinstance(results[1], Exception)
    assert await Received.count() == await Seen.count() == 2


async def test_the_workers_are_told_of_what_is_to_be_treated_and_of_nothing_else(ours):
    told = asyncio.Queue()
    listening = await asyncpg.connect(Received._meta.db.config["dsn"])
    await listening.add_listener(WORK, lambda connection, process, channel, what: told.put_nowait(what))
    await storing.store([verified(1)])
    assert await asyncio.wait_for(told.get(), 10) == "inbox"
    await storing.store([verified(1, fingerprint="again")])
    await storing.store([verified(1, digest="another body", fingerprint="another")])
    await wake("the end")
    assert await asyncio.wait_for(told.get(), 10) == "the end"
    await listening.close()


async def test_a_host_that_was_down_is_revived_by_a_batch(ours):
    await Peer(host="a.example", opens_again_at=NOW + DAY, dead_at=NOW - DAY).save()
    await storing.store([verified(1), verified(2, host="b.example", carrier="b.example")])
    rows = await run("SELECT host, dead_at, opens_again_at, skew_seconds FROM fed_peer ORDER BY host")
    assert [tuple(row.values()) for row in rows] == [("a.example", None, None, 3), ("b.example", None, None, 3)]


async def test_what_comes_during_one_call_is_done_in_the_next_and_who_leaves_hinders_nobody():
    calls, begun, going_on = [], asyncio.Event(), asyncio.Event()

    async def work(items):
        calls.append(list(items))
        begun.set()
        await going_on.wait()
        if "bad" in items:
            raise ValueError("bad")
        return [item.upper() for item in items]

    together = Together(work)
    first = asyncio.create_task(together.do("a"))
    await begun.wait()
    others = [asyncio.create_task(together.do(item)) for item in ("b", "bad", "c")]
    leaves = asyncio.create_task(together.do("d"))
    await asyncio.sleep(0)
    leaves.cancel()
    going_on.set()
    assert await first == "A"
    assert await asyncio.gather(others[0], others[2]) == ["B", "C"]
    with pytest.raises(ValueError, match="bad"):
        await others[1]
    assert calls[:2] == [["a"], ["b", "bad", "c", "d"]]
