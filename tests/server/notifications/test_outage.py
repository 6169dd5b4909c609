"""Days of trouble, the clock moved: each message leaves once, or is shown with its reason; late reminders are put away.

By mail and by SMS, on servers of ours that are down, refuse, stall, or hang up once they have a whole message.
"""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from server.bookings.queries import by_id
from server.notifications import queries
from server.notifications.actions import try_all_again
from server.notifications.mail import SmtpMailer
from server.notifications.sending import send_due, send_texts_due
from server.notifications.sms import AppriseTexter
from server.notifications.tables import Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("emptied")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DOWN_MAIL = SmtpMailer("127.0.0.1", 1)
DOWN_SMS = AppriseTexter("json://127.0.0.1:1/{phone}")


async def pass_time(send, door, since, until, step=timedelta(minutes=30)):
    """Let a worker go round from one instant to another."""
    at = since
    while at <= until:
        while await send(door, at):
            pass
        at += step


@pytest.fixture
def book_many(make_session, ask, read_journal):
    """Return a function that books people into a session, by mail or by SMS, and lets the relay owe the messages."""

    async def made(starts_at, count, channel):
        session = await make_session(capacity=30, starts_at=starts_at)
        for number in range(count):
            way = {"email": f"p{number}@mel.example"} if channel == "email" else {"email": "", "phone": phone(number)}
            await ask(session, f"N{number}", channel_of_contact=channel, **way)
        await read_journal()
        return session

    return made


def phone(number):
    return f"06 12 34 56 {number:02d}"


async def ends():
    rows = await Message.select()
    return Counter((row["kind"], row["state"]) for row in rows)


@pytest.fixture(params=["email", "sms"])
def way(request, smtp, provider):
    """A channel with what sends on it, the door that is down, the door that works, and who got what."""
    if request.param == "email":
        works, got = SmtpMailer("127.0.0.1", smtp.port), lambda: [str(mail["Message-ID"]) for _, mail in smtp.got]
        return "email", send_due, DOWN_MAIL, works, got
    works = AppriseTexter(f"json://127.0.0.1:{provider.port}/?:to={{phone}}")
    return "sms", send_texts_due, DOWN_SMS, works, lambda: provider.got


async def test_down_for_nearly_three_days(way, book_many, now):
    channel, send, down, works, got = way
    await book_many(now + 3 * DAY, 3, channel)  # their reminder is due tomorrow
    await book_many(now + 9 * DAY, 3, channel)
    back = now + 3 * DAY - HOUR
    await pass_time(send, down, now, back)
    assert await ends() == {("confirmed", "owed"): 6, ("reminder", "owed"): 6}
    await pass_time(send, works, back, back + HOUR, timedelta(minutes=10))
    await pass_time(send, works, back + HOUR, now + 9 * DAY, HOUR)
    assert await ends() == {("confirmed", "sent"): 6, ("reminder", "dropped"): 3, ("reminder", "sent"): 3}
    late = await Message.select().where(Message.state == "dropped")
    assert {row["last_error"] for row in late} == {"it is too late for a reminder"}
    assert len(got()) == 9
    assert set(Counter(got()).values()) == {1}


async def test_down_for_longer_and_tried_again_by_staff(way, book_many, now):
    channel, send, down, works, got = way
    await book_many(now + 2 * DAY, 2, channel)
    later = await book_many(now + 9 * DAY, 3, channel)
    await pass_time(send, down, now, now + 3 * DAY + HOUR)
    # Of the first session, nothing is worth sending any more; of the second, each is shown with its reason.
    assert await ends() == {("confirmed", "dropped"): 2, ("confirmed", "dead"): 3, ("reminder", "owed"): 3}
    library = (await Session.select(Session.library).where(Session.id == later).first())["library"]
    shown = await queries.given_up([library], now + 4 * DAY)
    assert len(shown) == 3
    assert all("refused" in receipt.error or "Connect" in receipt.error for receipt in shown)
    for receipt in shown:  # no booking is undone by it
        assert (await by_id(receipt.booking)).party.state == "confirmed"
    await try_all_again([receipt.id for receipt in shown], by="staff:1", now=now + 4 * DAY)
    await pass_time(send, works, now + 4 * DAY, now + 9 * DAY, HOUR)
    assert await ends() == {("confirmed", "dropped"): 2, ("confirmed", "sent"): 3, ("reminder", "sent"): 3}
    assert len(got()) == 6
    assert set(Counter(got()).values()) == {1}


MAIL_TROUBLE = [
    (["450 busy", "421 later"], [], 0, "sent", ""),
    (["550 unknown"], [], 0, "dead", "550 unknown"),
    ([], ["452 full", "451 later"], 0, "sent", ""),
    ([], ["554 spam"], 0, "dead", "554 spam"),
    ([], [], 1, "unsure", "no answer came"),
]


@pytest.mark.parametrize(("answers", "data_answers", "hang_up", "state", "reason"), MAIL_TROUBLE)
async def test_a_mail_server_in_trouble(book_many, smtp, now, answers, data_answers, hang_up, state, reason):
    await book_many(now + 2 * DAY, 1, "email")
    smtp.answers, smtp.data_answers, smtp.hang_up = list(answers), list(data_answers), hang_up
    await pass_time(send_due, SmtpMailer("127.0.0.1", smtp.port), now, now + DAY)
    (row,) = await Message.select()
    assert row["state"] == state
    assert reason in row["last_error"]
    assert len(smtp.got) == (0 if state == "dead" else 1)


@pytest.mark.parametrize("stalls_at", ["RCPT", "DATA"])
async def test_a_mail_server_that_stalls(book_many, smtp, now, stalls_at):
    await book_many(now + 2 * DAY, 2, "email")
    real, stalled = getattr(smtp, f"handle_{stalls_at}"), []

    async def stall_once(*arguments):
        answer = await real(*arguments)
        if not stalled:
            stalled.append(1)
            await asyncio.sleep(1)
        return answer

    setattr(smtp, f"handle_{stalls_at}", stall_once)
    mailer = SmtpMailer("127.0.0.1", smtp.port, seconds=0.5)
    await pass_time(send_due, mailer, now, now + HOUR, timedelta(minutes=1))
    states = sorted(row["state"] for row in await Message.select())
    # What stalled before the mail was handed over is sent later; what stalled after it is not sent twice.
    assert states == (["sent", "sent"] if stalls_at == "RCPT" else ["sent", "unsure"])
    assert len(smtp.got) == len({str(mail["Message-ID"]) for _, mail in smtp.got}) == 2


SMS_TROUBLE = [
    ([503, 429], "sent", ""),
    ([401, 401], "sent", ""),
    ([400], "dead", "error=400"),
    (["hang up"], "unsure", "Remote end closed"),
    (["stall"], "unsure", "timed out"),
]


@pytest.mark.parametrize(("answers", "state", "reason"), SMS_TROUBLE)
async def test_a_provider_in_trouble(book_many, provider, now, answers, state, reason):
    await book_many(now + 2 * DAY, 1, "sms")
    provider.answers = list(answers)
    texter = AppriseTexter(f"json://127.0.0.1:{provider.port}/?:to={{phone}}&rto=0.5")
    await pass_time(send_texts_due, texter, now, now + DAY)
    (row,) = await Message.select()
    assert row["state"] == state
    assert reason in row["last_error"]
    assert (row["parts"] > 0) is (state in ("sent", "unsure"))
    assert len(provider.got) == (0 if state == "dead" else 1)
