"""The schema of the protocol: made by its migrations, found under its names."""

from federation.tables import Delivery, run


async def test_the_indexes_of_what_is_due_are_partial(undone):
    rows = await run("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'fed_delivery'")
    found = {row["indexname"]: row["indexdef"] for row in rows}
    assert "'owed'" in found["fed_delivery_due_ix"]


async def test_a_delivery_is_owed_unless_said_otherwise(undone, now):
    await Delivery(host="a.example", inbox="https://a.example/in", due_at=now, created_at=now).save()
    assert [row["state"] for row in await Delivery.select(Delivery.state)] == ["owed"]
