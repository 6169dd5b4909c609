"""The schema of the protocol: made by its migrations, found under its names."""

import pytest

from federation.tables import Delivery, run

UUID = "'0192f3c1-0000-7000-8000-000000000001'"


async def test_the_indexes_of_what_is_due_are_partial(undone):
    rows = await run("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'fed_delivery'")
    found = {row["indexname"]: row["indexdef"] for row in rows}
    assert "'owed'" in found["fed_delivery_due_ix"]


async def test_a_delivery_is_owed_unless_said_otherwise(undone, now):
    await Delivery(host="a.example", inbox="https://a.example/in", due_at=now, created_at=now).save()
    assert [row["state"] for row in await Delivery.select(Delivery.state)] == ["owed"]


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (f"SELECT 1 FROM fed_remote_event WHERE uuid IS NULL AND md5(ap_id)::uuid = {UUID}", "nameless"),  # noqa: S608
        ("SELECT max(greatest(fetched_at, tombstoned_at)) FROM fed_remote_event", "changed"),
        ("DELETE FROM fed_remote_event WHERE sponsor = 'https://a.example/actor'", "sponsor"),
    ],
)
async def test_what_pages_ask_of_the_mirror_reads_no_more_than_an_index(undone, question, index):
    await run("SET LOCAL enable_seqscan = off")
    plan = "\n".join(row["QUERY PLAN"] for row in await run(f"EXPLAIN {question}"))
    assert f"fed_remote_event_{index}_ix" in plan, plan
