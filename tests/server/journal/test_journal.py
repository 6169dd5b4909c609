"""The journal: complete and in order for each reader, whatever happens to one line or one worker."""

import asyncio
import json
from datetime import timedelta

import pytest

from server.foundation.database import DB
from server.foundation.ids import new_id
from server.journal import actions, chain
from server.journal.readers import again, follow
from server.journal.tables import Entry, Failure


async def write(now, number):
    async with DB.transaction():
        await actions.write("thing.made", new_id(), by="system", now=now, number=number)


@pytest.mark.usefixtures("emptied")
async def test_a_reader_misses_nothing_of_many_writers(now):
    heard = []

    async def hear(line, _):
        heard.append(line.facts["number"])

    async def read():
        while len(heard) < 200:
            await follow("test", hear, now=now, most=7)

    await asyncio.wait_for(asyncio.gather(read(), *(write(now, number) for number in range(200))), 30)
    assert sorted(heard) == list(range(200))


@pytest.mark.usefixtures("emptied")
async def test_lines_stand_in_the_order_of_commits_and_nobody_waits_before(now):
    written, other_is_done, heard = asyncio.Event(), asyncio.Event(), []

    async def slow():
        async with DB.transaction():
            await actions.write("thing.made", new_id(), by="system", now=now, number=1)
            written.set()
            await other_is_done.wait()

    async def hear(line, _):
        heard.append(line.facts["number"])

    begun = asyncio.create_task(slow())
    await written.wait()
    await asyncio.wait_for(write(now, 2), 4)
    other_is_done.set()
    await begun
    await follow("test", hear, now=now)
    assert heard == [2, 1]
    assert await chain.first_broken() is None


@pytest.mark.usefixtures("undone")
async def test_a_bad_line_is_noted_and_the_next_go_on(now):
    for number in range(3):
        await write(now, number)
    heard = []

    async def hear(line, _):
        if line.facts["number"] == 1 and not forgiving:
            raise ValueError("one is bad")
        heard.append(line.facts["number"])

    forgiving = False
    assert await follow("test", hear, now=now) == 3
    assert heard == [0, 2]
    assert (await Failure.select(Failure.error).first())["error"] == "ValueError: one is bad"
    assert await again("test", hear, now=now) == 0
    forgiving = True
    assert await again("test", hear, now=now + timedelta(minutes=1)) == 1
    assert heard == [0, 2, 1]
    assert not await Failure.exists()


@pytest.mark.usefixtures("undone")
async def test_a_line_that_stays_bad_is_given_up_after_five_tries(now):
    await write(now, 1)

    async def hear(line, _):
        raise ValueError("never")

    await follow("test", hear, now=now)
    for day in range(1, 10):
        await again("test", hear, now=now + timedelta(days=day))
    row = await Failure.select().first()
    assert (row["attempts"], row["again_at"]) == (5, None)


@pytest.mark.usefixtures("emptied")
async def test_a_reader_that_dies_reads_the_same_lines_again(now):
    await write(now, 1)
    heard = []

    async def die(line, _):
        raise asyncio.CancelledError

    async def hear(line, _):
        heard.append(line.facts["number"])

    with pytest.raises(asyncio.CancelledError):
        await follow("test", die, now=now)
    assert await follow("test", hear, now=now) == 1
    assert heard == [1]


@pytest.mark.usefixtures("emptied")
async def test_two_workers_never_read_at_once(now):
    for number in range(20):
        await write(now, number)
    heard = []

    async def slowly(line, _):
        await asyncio.sleep(0.01)
        heard.append(line.facts["number"])

    counts = await asyncio.gather(*(follow("test", slowly, now=now) for _ in range(4)))
    assert sorted(counts) == [0, 0, 0, 20]
    assert heard == list(range(20))


@pytest.mark.usefixtures("undone")
async def test_each_line_is_chained_to_the_one_before(now):
    for number in range(3):
        await write(now, number)
    rows = await Entry.select().order_by(Entry.id)
    before = b""
    for row in rows:
        facts = json.dumps(json.loads(row["facts"]), ensure_ascii=False, sort_keys=True)
        told = actions.told_as(row["at"], row["actor"], row["kind"], row["subject"], facts)
        assert bytes(row["digest"]) == actions.chained(before, told)
        before = bytes(row["digest"])


@pytest.mark.usefixtures("undone")
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET actor = 'staff:x' WHERE id = {}",
        "UPDATE journal SET facts = '{{}}' WHERE id = {}",
        "UPDATE journal SET at = at + interval '1 second' WHERE id = {}",
        "DELETE FROM journal WHERE id = {} - 1",
    ],
)
async def test_the_first_line_that_was_changed_is_found(now, monkeypatch, damage):
    monkeypatch.setattr(chain, "PAGE", 2)
    for number in range(5):
        await write(now, number)
    ids = [row["id"] for row in await Entry.select(Entry.id).order_by(Entry.id)]
    assert await chain.first_broken() is None
    await Entry.raw(damage.replace("{}", str(ids[2])).replace("{" + str(ids[2]) + "}", "{{}}"))
    assert await chain.first_broken() == ids[2]
