"""Trouble while sending: tried again, given up, left to others; nothing lost and nothing sent twice."""

import asyncio
import contextvars
from datetime import timedelta

import pytest

from server.bookings.queries import by_id
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.notifications import queries
from server.notifications.actions import try_again
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.mail import SmtpMailer
from server.notifications.rules import LEASE
from server.notifications.sending import CLAIM, send_due
from server.notifications.tables import Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("emptied")


async def messages():
    return await Message.select().order_by(Message.id)


async def test_trouble_for_now_is_tried_again_later(one, smtp, now, only):
    smtp.answers = ["450 busy", "450 busy"]
    mailer = SmtpMailer("127.0.0.1", smtp.port)
    await send_due(mailer, now)
    row = await only()
    assert (row["state"], row["attempts"], row["last_error"]) == ("owed", 1, "450 busy")
    assert now + timedelta(seconds=1) <= row["due_at"] <= now + timedelta(seconds=2)
    assert await send_due(mailer, now) == 0  # not before its time
    await send_due(mailer, now + timedelta(seconds=2))
    assert (await only())["attempts"] == 2
    await send_due(mailer, now + timedelta(minutes=1))
    row = await only()
    assert (row["state"], row["attempts"], row["last_error"]) == ("sent", 3, "")
    assert len(smtp.got) == 1


async def test_a_refusal_for_ever_is_dead_and_shown_without_the_address(one, smtp, now, only):
    smtp.answers = ["550 5.1.1 <jeanne@mel.example>: unknown"]
    await send_due(SmtpMailer("127.0.0.1", smtp.port), now)
    assert await send_due(SmtpMailer("127.0.0.1", smtp.port), now + timedelta(days=1)) == 0
    (receipt,) = await queries.of_booking(one.id)
    assert (receipt.state, receipt.error) == ("dead", "550 5.1.1 <…>: unknown")
    library = (await by_id(one.id)).session.library_id
    assert await queries.given_up([library], now) == [receipt]
    assert await queries.given_up([new_id()], now) == []
    await try_again(receipt.id, by="staff:1", now=now)
    await send_due(SmtpMailer("127.0.0.1", smtp.port), now)
    assert (await only())["state"] == "sent"
    with pytest.raises(NotFound):
        await try_again(receipt.id, by="staff:1", now=now)


async def test_a_server_that_hangs_up_on_a_mail_gets_it_again_only_if_staff_say_so(one, smtp, now, only):
    smtp.hang_up = 1
    mailer = SmtpMailer("127.0.0.1", smtp.port)
    assert await send_due(mailer, now) == 1
    row = await only()
    assert (row["state"], row["done_at"]) == ("unsure", now)
    assert "handed over, then no answer came" in row["last_error"]
    assert await send_due(mailer, now + timedelta(days=1)) == 0
    assert len(smtp.got) == 1
    library = (await by_id(one.id)).session.library_id
    assert [receipt.state for receipt in await queries.given_up([library], now)] == ["unsure"]
    await try_again(row["id"], by="staff:1", now=now)
    await send_due(mailer, now)
    assert (await only())["state"] == "sent"
    first, second = [got["Message-ID"] for _, got in smtp.got]
    assert first == second


async def test_a_round_ends_when_no_mail_can_be_sent(make_session, ask, read_journal, now, taking):
    session = await make_session()
    for number in range(5):
        await ask(session, f"N{number}")
    await read_journal()
    mailer = taking(Delivery(Outcome.SENT), Delivery(Outcome.UNREACHABLE, "down"))
    assert await send_due(mailer, now) == 1
    assert len(mailer.got) == 2
    assert sorted(row["attempts"] for row in await messages()) == [0, 0, 0, 1, 1]
    assert await send_due(mailer, now + timedelta(minutes=1)) == 4


async def test_three_days_of_trouble_and_it_is_given_up(one, now, taking, only):
    await Session.update({Session.starts_at: now + timedelta(days=9), Session.ends_at: now + timedelta(days=10)}).where(
        Session.id == (await by_id(one.id)).session.id
    )
    down = Delivery(Outcome.UNREACHABLE, "down")
    await send_due(taking(down), now + timedelta(days=3) - timedelta(seconds=1))
    assert (await only())["state"] == "owed"
    await send_due(taking(down), now + timedelta(days=3, hours=1))
    row = await only()
    assert (row["state"], row["last_error"]) == ("dead", "down")


async def test_without_a_mailer_everything_waits(one, now, only):
    assert await send_due(None, now) == 0
    assert (await only())["attempts"] == 0


async def test_a_worker_that_dies_leaves_its_mail_to_others(one, now, taking, only):
    class Killed(BaseException):
        pass

    class Dying(taking):
        async def send(self, letter):
            self.got.append(letter)
            raise Killed

    dying, other = Dying(), taking()
    with pytest.raises(Killed):
        await send_due(dying, now)
    row = await only()
    assert (row["state"], row["attempts"], row["locked_until"]) == ("owed", 1, now + LEASE)
    assert await send_due(other, now + LEASE - timedelta(seconds=1)) == 0
    assert await send_due(other, now + LEASE) == 1
    assert (await only())["attempts"] == 2
    assert dying.got[0]["Message-ID"] == other.got[0]["Message-ID"]


async def test_a_worker_that_lost_its_lease_writes_nothing(one, now, taking, only):
    class Slow(taking):
        async def send(self, letter):
            await send_due(other, now + LEASE)  # meanwhile the lease ended, and another worker sent it
            return Delivery(Outcome.REFUSED, "550 too late")

    other = taking()
    await send_due(Slow(), now)
    row = await only()
    assert (row["state"], row["last_error"], row["attempts"]) == ("sent", "", 2)


async def test_many_workers_send_each_mail_once(make_session, ask, read_journal, now, taking):
    session = await make_session(capacity=30)
    for number in range(30):
        await ask(session, f"N{number}", email=f"n{number}@mel.example")
    await read_journal()
    mailer = taking()
    counts = await asyncio.gather(*(send_due(mailer, now) for _ in range(6)))
    assert sum(counts) == 30
    assert len({letter["Message-ID"] for letter in mailer.got}) == len(mailer.got) == 30


async def test_the_limit_of_a_round(make_session, ask, read_journal, now, taking):
    session = await make_session()
    for number in range(3):
        await ask(session, f"N{number}")
    await read_journal()
    assert await send_due(taking(), now, limit=2) == 2
    assert await send_due(taking(), now, limit=2) == 1


async def test_a_claim_under_way_is_passed_over(make_session, ask, read_journal, now, taking):
    session = await make_session()
    for number in range(2):
        await ask(session, f"N{number}")
    await read_journal()
    mailer, outside = taking(), contextvars.copy_context()
    async with DB.transaction():
        (held,) = await Message.raw(CLAIM, "email", now, now, now + LEASE, new_id())
        other = asyncio.get_running_loop().create_task(send_due(mailer, now), context=outside)
        assert await asyncio.wait_for(other, 3) == 1
    assert str(held["id"]) not in str(mailer.got[0]["Message-ID"])
