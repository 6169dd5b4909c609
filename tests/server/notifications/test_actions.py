"""Sending what is owed: once, from what is true then, again after trouble, never after the session."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest

from server.bookings.actions import cancel
from server.bookings.tables import Contact
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.journal.tables import Entry
from server.notifications import actions, queries
from server.notifications.actions import done, send_due, sweep, try_again
from server.notifications.mail import Delivery, PageMailer, SmtpMailer
from server.notifications.rules import LEASE, Outcome
from server.notifications.tables import Message, ShownMail
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("emptied")
CALL = {"channel_of_contact": "call", "email": "", "phone": "06 12 34 56 78"}


class Mailer:
    """Answers what it is told, then takes everything."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.got = []

    async def send(self, letter):
        self.got.append(letter)
        return self.answers.pop(0) if self.answers else Delivery(Outcome.SENT)


async def messages():
    return await Message.select().order_by(Message.id)


async def only():
    rows = await messages()
    assert len(rows) == 1
    return rows[0]


@pytest.fixture
async def one(make_session, ask, read_journal):
    """One confirmed booking whose mail is owed."""
    booked = await ask(await make_session())
    await read_journal()
    return booked


async def test_a_confirmation_arrives_with_its_calendar(one, smtp, now):
    mailer = SmtpMailer("127.0.0.1", smtp.port)
    assert await send_due(mailer, now) == 1
    assert await send_due(mailer, now) == 0
    ((envelope, got),) = smtp.got
    assert envelope.rcpt_tos == ["jeanne@mel.example"]
    row = await only()
    assert (row["state"], row["attempts"], row["done_at"], row["locked_until"]) == ("sent", 1, now, None)
    assert got["Message-ID"] == f"<{row['id']}@test.example>"
    assert got["Subject"] == "Votre place est réservée : Ma boîte aux lettres, mercredi 13 janvier"
    assert got["From"].addresses[0].display_name == "Médiathèque du Port"
    assert (got["Reply-To"], got["Auto-Submitted"], got["Content-Language"]) == (
        "port@biblio.example", "auto-generated", "fr",
    )  # fmt: skip
    check_structure(got, one, "REQUEST", "CONFIRMED", "ACCEPTED")


def check_structure(got: EmailMessage, booked, method, status, answer):
    """Check what calendars.md asks of an invitation by mail (RFC 5546, 6047)."""
    assert got.get_content_type() == "multipart/mixed"
    alternative, attached = got.iter_parts()
    plain, html, calendar = alternative.iter_parts()
    assert [part.get_content_type() for part in (alternative, plain, html, calendar, attached)] == [
        "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    body = calendar.get_payload(decode=True)
    assert body == attached.get_payload(decode=True)
    assert body.count(b"\r\n") == body.count(b"\n")
    assert calendar["Content-Type"].params["method"] == method
    lines = body.replace(b"\r\n ", b"").decode().split("\r\n")
    for line in (f"METHOD:{method}", f"UID:{booked.id}", f"STATUS:{status}"):
        assert line in lines
    attendees = [line for line in lines if line.startswith("ATTENDEE")]
    assert len(attendees) == 1
    assert f"PARTSTAT={answer};RSVP=FALSE:mailto:jeanne@mel.example" in attendees[0]
    assert any(line.startswith("ORGANIZER") and line.endswith("mailto:port@biblio.example") for line in lines)
    assert attached.get_filename() == "reservation.ics"
    assert booked.secret in plain.get_content()


async def test_each_kind_has_its_calendar(make_session, ask, read_journal, smtp, now):
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    mailer = SmtpMailer("127.0.0.1", smtp.port)
    await read_journal()
    await send_due(mailer, now)
    await cancel(first.id, by="patron", now=now + timedelta(minutes=1))
    await read_journal()
    await send_due(mailer, now)
    mails = [got for _, got in smtp.got]
    check_structure(mails[1], second, "REQUEST", "TENTATIVE", "TENTATIVE")
    check_structure(mails[2], first, "CANCEL", "CANCELLED", "ACCEPTED")
    check_structure(mails[3], second, "REQUEST", "CONFIRMED", "ACCEPTED")
    assert [sequence(mail) for mail in mails] == [0, 0, 1, 1]


def sequence(mail):
    body = next(part for part in mail.walk() if part.get_content_type() == "text/calendar").get_payload(decode=True)
    return int(body.partition(b"SEQUENCE:")[2].partition(b"\r\n")[0])


async def test_a_session_called_off(one, smtp, read_journal, now):
    session = (await queries.by_id(one.id)).session.id
    await Session.update({Session.state: "cancelled", Session.sequence: 1}).where(Session.id == session)
    await journal.write("session.cancelled", session, by="staff:1", now=now)
    await read_journal()
    await send_due(SmtpMailer("127.0.0.1", smtp.port), now)
    assert [(row["kind"], row["state"]) for row in await messages()] == [
        ("confirmed", "dropped"),
        ("called_off", "sent"),
    ]
    ((_, got),) = smtp.got
    check_structure(got, one, "CANCEL", "CANCELLED", "ACCEPTED")
    assert sequence(got) == 1


async def test_trouble_for_now_is_tried_again_later(one, smtp, now):
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


async def test_a_refusal_for_ever_is_dead_and_shown_without_the_address(one, smtp, now):
    smtp.answers = ["550 5.1.1 <jeanne@mel.example>: unknown"]
    await send_due(SmtpMailer("127.0.0.1", smtp.port), now)
    assert await send_due(SmtpMailer("127.0.0.1", smtp.port), now + timedelta(days=1)) == 0
    (receipt,) = await queries.of_booking(one.id)
    assert (receipt.state, receipt.error) == ("dead", "550 5.1.1 <…>: unknown")
    library = (await queries.by_id(one.id)).session.library_id
    assert await queries.given_up([library], now) == [receipt]
    assert await queries.given_up([new_id()], now) == []
    await try_again(receipt.id, by="staff:1", now=now)
    await send_due(SmtpMailer("127.0.0.1", smtp.port), now)
    assert (await only())["state"] == "sent"
    with pytest.raises(NotFound):
        await try_again(receipt.id, by="staff:1", now=now)


async def test_a_server_that_hangs_up_gets_the_same_mail_again(one, smtp, now):
    smtp.hang_up = 1
    mailer = SmtpMailer("127.0.0.1", smtp.port)
    assert await send_due(mailer, now) == 0
    assert (await only())["state"] == "owed"
    await send_due(mailer, now + timedelta(minutes=1))
    assert (await only())["state"] == "sent"
    first, second = [got["Message-ID"] for _, got in smtp.got]
    assert first == second


async def test_a_round_ends_when_no_mail_can_be_sent(make_session, ask, read_journal, now):
    session = await make_session()
    for number in range(5):
        await ask(session, f"N{number}")
    await read_journal()
    mailer = Mailer(Delivery(Outcome.SENT), Delivery(Outcome.UNREACHABLE, "down"))
    assert await send_due(mailer, now) == 1
    assert len(mailer.got) == 2
    assert sorted(row["attempts"] for row in await messages()) == [0, 0, 0, 1, 1]
    assert await send_due(mailer, now + timedelta(minutes=1)) == 4


async def test_three_days_of_trouble_and_it_is_given_up(one, now):
    await Session.update({Session.starts_at: now + timedelta(days=9), Session.ends_at: now + timedelta(days=10)}).where(
        Session.id == (await queries.by_id(one.id)).session.id
    )
    down = Delivery(Outcome.UNREACHABLE, "down")
    await send_due(Mailer(down), now + timedelta(days=3) - timedelta(seconds=1))
    assert (await only())["state"] == "owed"
    await send_due(Mailer(down), now + timedelta(days=3, hours=1))
    row = await only()
    assert (row["state"], row["last_error"]) == ("dead", "down")


async def test_without_a_mailer_everything_waits(one, now):
    assert await send_due(None, now) == 0
    assert (await only())["attempts"] == 0


async def test_a_worker_that_dies_leaves_its_mail_to_others(one, now):
    class Killed(BaseException):
        pass

    class Dying(Mailer):
        async def send(self, letter):
            self.got.append(letter)
            raise Killed

    dying, other = Dying(), Mailer()
    with pytest.raises(Killed):
        await send_due(dying, now)
    row = await only()
    assert (row["state"], row["attempts"], row["locked_until"]) == ("owed", 1, now + LEASE)
    assert await send_due(other, now + LEASE - timedelta(seconds=1)) == 0
    assert await send_due(other, now + LEASE) == 1
    assert (await only())["attempts"] == 2
    assert dying.got[0]["Message-ID"] == other.got[0]["Message-ID"]


async def test_a_worker_that_lost_its_lease_writes_nothing(one, now):
    class Slow(Mailer):
        async def send(self, letter):
            await send_due(other, now + LEASE)  # meanwhile the lease ended, and another worker sent it
            return Delivery(Outcome.REFUSED, "550 too late")

    other = Mailer()
    await send_due(Slow(), now)
    row = await only()
    assert (row["state"], row["last_error"], row["attempts"]) == ("sent", "", 2)


async def test_many_workers_send_each_mail_once(make_session, ask, read_journal, now):
    session = await make_session(capacity=30)
    for number in range(30):
        await ask(session, f"N{number}")
    await read_journal()
    mailer = Mailer()
    counts = await asyncio.gather(*(send_due(mailer, now) for _ in range(6)))
    assert sum(counts) == 30
    assert len({letter["Message-ID"] for letter in mailer.got}) == len(mailer.got) == 30


async def test_the_limit_of_a_round(make_session, ask, read_journal, now):
    session = await make_session()
    for number in range(3):
        await ask(session, f"N{number}")
    await read_journal()
    assert await send_due(Mailer(), now, limit=2) == 2
    assert await send_due(Mailer(), now, limit=2) == 1


@pytest.mark.parametrize("then", ["cancelled", "started", "erased"])
async def test_what_is_no_longer_true_is_not_sent(one, now, then):
    at = now
    if then == "cancelled":
        await cancel(one.id, by="patron", now=now)
    elif then == "started":
        at = now + timedelta(days=2)
    else:
        await Contact.delete().where(Contact.booking == one.id)
    mailer = Mailer()
    assert await send_due(mailer, at) == 1
    row = await only()
    assert row["state"] == "dropped"
    assert {"cancelled": "cancelled", "started": "started", "erased": "erased"}[then] in row["last_error"]
    assert mailer.got == []


async def test_who_was_waiting_and_got_a_seat_is_told_only_that(make_session, ask, read_journal, now):
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    mailer = Mailer()
    await send_due(mailer, now)
    kinds = [(row["kind"], row["state"]) for row in await messages() if row["booking"] == second.id]
    assert kinds == [("waiting", "dropped"), ("promoted", "sent")]
    assert not any("inscrit" in str(letter["Subject"]) for letter in mailer.got)


async def test_a_fault_of_ours_stops_nobody_and_is_kept(make_session, ask, read_journal, now, monkeypatch):
    session = await make_session()
    bad, good = await ask(session, "Mauvais"), await ask(session, "Bon")
    await read_journal()
    real = actions.letter

    async def letter(message, kind, view, at):
        if view.party.id == bad.id:
            raise ValueError("canari@serin.example")
        return await real(message, kind, view, at)

    monkeypatch.setattr(actions, "letter", letter)
    mailer, at = Mailer(), now
    for _ in range(6):
        await send_due(mailer, at)
        at += timedelta(minutes=2)
    states = {row["booking"]: (row["state"], row["attempts"], row["last_error"]) for row in await messages()}
    assert states[good.id] == ("sent", 1, "")
    assert states[bad.id] == ("dead", 5, "fault while making the mail: ValueError")


async def test_headers_cannot_be_injected(make_session, ask, read_journal, smtp, now):
    session = await make_session(title="Titre\r\nBcc: tous@mel.example\r\n\r\nCorps")
    await ask(session, "Jeanne\r\nBcc: tous@mel.example", companion="x\nTo: y@z.example")
    await read_journal()
    await send_due(SmtpMailer("127.0.0.1", smtp.port), now)
    ((envelope, got),) = smtp.got
    assert envelope.rcpt_tos == ["jeanne@mel.example"]
    assert [got.get_all(name) for name in ("To", "Bcc", "Cc")] == [["jeanne@mel.example"], None, None]
    assert got["Subject"].startswith("Votre place est réservée : Titre Bcc: tous@mel.example Corps")
    calendar = next(part for part in got.walk() if part.get_content_type() == "text/calendar").get_payload(decode=True)
    assert calendar.count(b"BEGIN:VEVENT") == calendar.count(b"ATTENDEE") == 1


async def test_a_mail_holds_one_link_and_it_changes_nothing(one, now):
    """Mail scanners open all links with GET: there is none that cancels, only the booking's page and a telephone."""
    mailer = Mailer()
    await send_due(mailer, now)
    html = mailer.got[0].get_body(("html",)).get_content()
    assert html.count("href=") == 2
    assert f'href="http://test.example/reservations/{one.secret}"' in html
    assert 'href="tel:' in html


async def test_the_demonstration_shows_mails(one, now):
    await send_due(PageMailer(), now)
    assert await ShownMail.count() == 1
    await sweep(now + timedelta(days=7))
    assert await ShownMail.count() == 1
    await sweep(now + timedelta(days=7, seconds=1))
    assert await ShownMail.count() == 0


@pytest.fixture
async def promoted(make_session, ask, read_journal, now):
    """Somebody to call: a seat became free for them."""
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Jeanne Le Goff", **CALL)
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    return second


async def test_the_list_of_calls(promoted, now):
    library = (await queries.by_id(promoted.id)).session.library_id
    (call,) = await queries.calls([library], now)
    assert (call.kind, call.phone, call.booking.party.name) == ("promoted", "06 12 34 56 78", "Jeanne Le Goff")
    assert "une place s'est libérée" in call.says[0]
    assert await queries.calls([new_id()], now) == []
    assert await queries.booking_of(call.message) == promoted.id
    mailer = Mailer()
    await send_due(mailer, now)
    assert all(letter["To"] != "" and "Goff" not in str(letter) for letter in mailer.got)  # a call is never mailed
    await done(call.message, by="staff:7", now=now)
    await done(call.message, by="staff:8", now=now)
    assert await queries.calls([library], now) == []
    lines = await Entry.select().where(Entry.kind == "call.made")
    assert [(row["actor"], row["subject"]) for row in lines] == [("staff:7", call.message)]
    assert (await queries.of_booking(promoted.id))[-1].state == "sent"


@pytest.mark.parametrize("then", ["cancelled", "started", "erased"])
async def test_calls_no_longer_worth_making(promoted, now, then):
    library, at = (await queries.by_id(promoted.id)).session.library_id, now
    if then == "cancelled":
        await cancel(promoted.id, by="patron", now=now)
    elif then == "started":
        at = now + timedelta(days=2)
    else:
        await Contact.delete().where(Contact.booking == promoted.id)
    assert await queries.calls([library], at) == []
    assert await sweep(now + timedelta(days=2)) == 1
    assert (await queries.of_booking(promoted.id))[-1].state == "dropped"


async def test_only_calls_can_be_marked_as_made(one, now):
    for message in (new_id(), (await only())["id"]):
        with pytest.raises(NotFound):
            await done(message, by="staff:1", now=now)
    assert (await only())["state"] == "owed"
    with pytest.raises(NotFound):
        await queries.booking_of(new_id())
