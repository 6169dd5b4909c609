"""Sending what is owed: once, from what is true then, again after trouble, never after the session."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import by_id
from server.bookings.tables import Contact
from server.journal import actions as journal
from server.notifications import carriers
from server.notifications.actions import sweep
from server.notifications.mail import PageMailer, SmtpMailer
from server.notifications.sending import send_due
from server.notifications.tables import Message, ShownMail
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("emptied")


async def messages():
    return await Message.select().order_by(Message.id)


async def test_a_confirmation_arrives_with_its_calendar(one, smtp, now, only):
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
    session = (await by_id(one.id)).session.id
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


@pytest.mark.parametrize("then", ["cancelled", "started", "erased"])
async def test_what_is_no_longer_true_is_not_sent(one, now, then, taking, only):
    at = now
    if then == "cancelled":
        await cancel(one.id, by="patron", now=now)
    elif then == "started":
        at = now + timedelta(days=2)
    else:
        await Contact.delete().where(Contact.booking == one.id)
    mailer = taking()
    assert await send_due(mailer, at) == 1
    row = await only()
    assert row["state"] == "dropped"
    assert {"cancelled": "cancelled", "started": "started", "erased": "erased"}[then] in row["last_error"]
    assert mailer.got == []


async def test_who_was_waiting_and_got_a_seat_is_told_only_that(make_session, ask, read_journal, now, taking):
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    mailer = taking()
    await send_due(mailer, now)
    kinds = [(row["kind"], row["state"]) for row in await messages() if row["booking"] == second.id]
    assert kinds == [("waiting", "dropped"), ("promoted", "sent")]
    assert not any("inscrit" in str(letter["Subject"]) for letter in mailer.got)


async def test_a_fault_of_ours_stops_nobody_and_is_kept(make_session, ask, read_journal, now, monkeypatch, taking):
    session = await make_session()
    bad, good = await ask(session, "Mauvais"), await ask(session, "Bon")
    await read_journal()
    real = carriers.letter

    async def letter(message, kind, view, at, news):
        if view.party.id == bad.id:
            raise ValueError("canari@serin.example")
        return await real(message, kind, view, at, news)

    monkeypatch.setattr(carriers, "letter", letter)
    mailer, at = taking(), now
    for _ in range(6):
        await send_due(mailer, at)
        at += timedelta(minutes=2)
    states = {row["booking"]: (row["state"], row["attempts"], row["last_error"]) for row in await messages()}
    assert states[good.id] == ("sent", 1, "")
    assert states[bad.id] == ("dead", 5, "fault while making the message: ValueError")


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


async def test_a_mail_holds_one_link_and_it_changes_nothing(one, now, taking):
    """Mail scanners open all links with GET: there is none that cancels, only the booking's page and a telephone."""
    mailer = taking()
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
