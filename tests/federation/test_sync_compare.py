"""Comparing with the origin: what differs is found and mended, what does not is counted, and the result is noted."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import mirror
from federation.sync import catching_up, changes, comparing
from federation.sync.changes import Copy
from federation.sync.comparing import Compared
from federation.sync.feed import Element
from federation.tables import Lookup, RemoteEvent, run
from tests.federation.fediverse import NOW, Answer, uuid_of
from tests.federation.feeds import Origin

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def origin(ours, peer):
    """The feed of an instance that we follow, with five events that we hold, in two months."""
    await ours.follows(peer)
    made = await Origin(peer).known()
    for number in range(5):
        month = "01" if number < 3 else "02"
        made.put(number, startTime=f"2027-{month}-12T14:00:00+01:00", endTime=f"2027-{month}-12T16:00:00+01:00")
    await changes.catch_up(ours.node, peer.host, now=NOW)
    assert await held() == made.living()
    return made


async def held():
    rows = await RemoteEvent.select(RemoteEvent.ap_id, RemoteEvent.digest).where(RemoteEvent.tombstoned_at.is_null())
    return {row["ap_id"]: row["digest"] for row in rows}


async def compare(ours, origin, now=NOW):
    origin.now = now
    return await comparing.compare(ours.node, origin.remote.host, now=now)


async def noted(origin):
    sql = "SELECT compared, drift, compared_at, compare_error FROM fed_peer WHERE host = {}"
    return tuple((await run(sql, origin.remote.host))[0].values())


def id_of(origin, number):
    return origin.remote.event(number)["id"]


async def test_nothing_differs(ours, net, origin):
    net.asked.clear()
    assert await compare(ours, origin) == Compared(origin.remote.host, 5, 0)
    assert await noted(origin) == (5, 0, NOW, "")
    assert [url.rpartition("/")[2].partition("?")[0] for url in net.gets()] == ["evenements", "empreintes"]


async def test_only_the_month_that_differs_is_listed_and_only_what_differs_is_fetched(ours, net, origin):
    await run("UPDATE fed_remote_event SET version = 0, digest = 'sha256:x' WHERE ap_id = {}", id_of(origin, 1))
    net.asked.clear()
    assert await compare(ours, origin) == Compared(origin.remote.host, 5, 1)
    assert await held() == origin.living()
    assert [url for url in net.gets() if "empreintes/" in url] == [f"{origin.remote.url}/ap/sync/empreintes/2027-01"]
    assert [url for url in net.gets() if "/ap/evenements/" in url] == [id_of(origin, 1)]
    assert (await compare(ours, origin)).drift == 0


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM fed_remote_event WHERE ap_id = {}",
        "UPDATE fed_remote_event SET tombstoned_at = '2027-01-11T09:00:00Z' WHERE ap_id = {}",
        "UPDATE fed_remote_event SET version = version + 7 WHERE ap_id = {}",
        "UPDATE fed_remote_event SET version = NULL WHERE ap_id = {}",
        "UPDATE fed_remote_event SET version = version + 7, digest = 'x', updated = '2028-01-01' WHERE ap_id = {}",
        "UPDATE fed_remote_event SET starts_at = starts_at + interval '60 days', version = 0 WHERE ap_id = {}",
    ],
)
async def test_every_damage_is_mended_by_the_word_of_the_origin(ours, origin, damage):
    before = await run("SELECT ap_id, version, updated, digest, starts_at FROM fed_remote_event ORDER BY 1")
    await run(damage, id_of(origin, 1))
    found = await compare(ours, origin)
    assert (found.drift, found.error) == (1, "")
    assert await run("SELECT ap_id, version, updated, digest, starts_at FROM fed_remote_event ORDER BY 1") == before
    assert await compare(ours, origin) == Compared(origin.remote.host, 5, 0)


async def test_what_is_late_is_read_first_and_is_no_difference(ours, origin):
    origin.put(1, name="Un autre titre")
    origin.delete(2)
    origin.put(9)
    assert await compare(ours, origin) == Compared(origin.remote.host, 5, 0)
    assert await held() == origin.living()


async def forget(origin, number):
    """Let the origin serve and list an event no more, as after the loss of its data."""
    return origin.things.pop(id_of(origin, number))


async def test_a_ghost_is_asked_for_410(ours, net, origin):
    await forget(origin, 1)
    net.show(id_of(origin, 1), {"id": id_of(origin, 1), "type": "Tombstone"}, status=410)
    assert await compare(ours, origin) == Compared(origin.remote.host, 4, 1)
    assert await held() == origin.living()


async def test_a_ghost_is_asked_for_404_twice_an_hour_apart(ours, net, origin):
    await forget(origin, 1)
    assert (await compare(ours, origin)).drift == 1
    await ours.look_up()
    assert id_of(origin, 1) in await held()
    await ours.look_up(NOW + HOUR)
    assert await held() == origin.living()
    assert (await compare(ours, origin, NOW + HOUR)).drift == 0


async def test_a_ghost_is_asked_for_200_and_kept(ours, net, origin, caplog):
    thing = await forget(origin, 1)
    net.show(id_of(origin, 1), thing["document"])
    assert (await compare(ours, origin)).drift == 1
    assert id_of(origin, 1) in await held()
    assert "does not list" in caplog.text


@pytest.mark.parametrize("status", [401, 403, 500, 503, 0])
async def test_a_ghost_is_asked_for_and_nothing_is_deleted_when_nobody_answers(ours, net, origin, status):
    await forget(origin, 1)
    net.show(id_of(origin, 1), {}, status=status)
    found = await compare(ours, origin)
    assert (found.drift, bool(found.error)) == (1, True)
    assert id_of(origin, 1) in await held()
    assert await Lookup.count().where(Lookup.kind == "event") == 1


async def test_a_deletion_that_was_lost(ours, origin):
    origin.delete(1)
    await run("UPDATE fed_peer SET cursor = '6'")
    origin.given = 6
    assert await compare(ours, origin) == Compared(origin.remote.host, 4, 1)
    assert await held() == origin.living()
    assert await compare(ours, origin) == Compared(origin.remote.host, 4, 0)


async def test_an_event_that_moved_to_another_month(ours, origin):
    origin.put(1, startTime="2027-02-20T14:00:00+01:00", endTime="2027-02-20T16:00:00+01:00")
    await run("UPDATE fed_peer SET cursor = '6'")
    origin.given = 6
    assert (await compare(ours, origin)).drift == 1
    assert await compare(ours, origin) == Compared(origin.remote.host, 5, 0)


async def test_an_origin_restored_from_a_backup_is_right_all_the_same(ours, peer, origin):
    backup, seq, given = dict(origin.things), origin.seq, origin.given
    origin.put(1, name="Perdu")
    origin.put(1, name="Perdu aussi")
    origin.put(7, name="Perdue")
    origin.delete(2)
    await changes.catch_up(ours.node, peer.host, now=NOW)
    origin.things, origin.seq, origin.given = backup, seq, given
    origin.put(1, name="Après la panne")
    # The lookups of what is owed do it all: the cursor is unknown, so everything is compared.
    await catching_up.owe(peer.host, now=NOW)
    for minute in (0, 1, 61, 62):
        origin.now = NOW + timedelta(minutes=minute)
        await ours.look_up(origin.now)
    assert await held() == origin.living()
    assert (await run("SELECT cursor FROM fed_peer WHERE host = {}", peer.host))[0]["cursor"] == str(origin.seq)
    assert await compare(ours, origin, origin.now) == Compared(peer.host, 5, 0)


@pytest.mark.parametrize("fault", ["silent", "unsigned", "no feed"])
async def test_a_comparison_that_cannot_be_made_says_so_and_keeps_the_last_result(ours, net, origin, fault):
    await compare(ours, origin)
    if fault == "silent":
        net.silent.add(origin.remote.host)
    if fault == "unsigned":
        net.servers[origin.remote.host] = lambda *_: Answer(200, {"content-type": "application/json"}, b"{}")
    if fault == "no feed":
        await run("UPDATE fed_following SET state = 'refused'")
    found = await compare(ours, origin, NOW + DAY)
    assert found.error
    compared, drift, at, error = await noted(origin)
    assert (compared, drift, at, bool(error)) == (5, 0, NOW, fault != "no feed")


async def test_events_brought_by_another_are_compared_as_well_and_those_of_others_are_not(ours, origin, other):
    await run("UPDATE fed_remote_event SET sponsor = 'https://hub.example/ap/actor'")
    await mirror.keep(ours.node, other.event(8), sponsor=origin.remote.actor, fresh=True, now=NOW)
    assert await compare(ours, origin) == Compared(origin.remote.host, 5, 0)


async def test_owed_to_a_worker(ours, origin):
    assert await comparing.owe(origin.remote.host, now=NOW)
    assert not await comparing.owe("elsewhere.example", now=NOW)
    await run("DELETE FROM fed_remote_event")
    await ours.look_up()
    assert await held() == origin.living()
    assert (await noted(origin))[1] == 5


IDS = [f"https://peer.example/ap/evenements/{uuid_of(number)}" for number in range(4)]
STATES = st.tuples(st.integers(1, 3), st.booleans())
SETS = st.dictionaries(st.sampled_from(IDS), STATES)


def copy(version, gone):
    return Copy(version, NOW, f"sha256:{version}", gone)


def element(id, version, gone):
    digest = "" if gone else f"sha256:{version}"
    return Element(id, 1, version, NOW, digest, gone, foreign=False, document=None)


@given(SETS, SETS)
def test_after_what_differs_is_mended_nothing_living_differs(theirs, ours):
    listed = [element(id, *state) for id, state in theirs.items()]
    copies = {id: copy(*state) for id, state in ours.items()}
    found = comparing.differences(listed, copies)
    mended = dict(ours)
    for mend in found.unlike + found.gone:
        mended[mend.id] = theirs[mend.id]
    for id in found.unlisted:
        del mended[id]
    assert {id for id, (_, gone) in mended.items() if not gone} == {id for id, (_, gone) in theirs.items() if not gone}
    assert all(mended[id] == theirs[id] for id in theirs if id in mended)
    again = comparing.differences(listed, {id: copy(*state) for id, state in mended.items()})
    assert (again.unlike, again.gone, again.unlisted) == ([], [], [])
