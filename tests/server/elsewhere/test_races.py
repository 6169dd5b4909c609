"""Two tabs, two presses, two answers at once: one request, one outcome."""

import asyncio

import pytest

from server.elsewhere import actions, queries
from server.elsewhere.rules import Answer
from server.elsewhere.tables import RemoteBooking, RemoteContact
from server.journal.tables import Entry

pytestmark = pytest.mark.usefixtures("emptied")


async def test_ten_sendings_of_one_form_are_one_request(ask):
    made = await asyncio.gather(*[ask(idempotency_key="draft:1") for _ in range(10)])
    assert len(set(made)) == 1
    assert await RemoteBooking.count() == await RemoteContact.count() == await Entry.count() == 1


async def test_an_answer_and_a_cancellation_at_once_end_cancelled(ask, now):
    for number in range(5):
        booking = await ask(f"Jeanne {number}")
        heard, _ = await asyncio.gather(
            actions.hear_answer(booking, Answer.SEAT, "", now=now), actions.cancel(booking, by="patron", now=now)
        )
        kinds = [row["kind"] for row in await Entry.select().where(Entry.subject == booking).order_by(Entry.id)]
        assert (await queries.by_id(booking)).state == "cancelled"
        # The seat is given back: by the answer that came too late, or by the cancellation that came after it.
        assert heard == ("elsewhere.confirmed" not in kinds)
        assert kinds[-1] == "elsewhere.cancelled"
