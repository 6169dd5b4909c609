"""Messages at the desk: what became of each, what could not be sent, writing to all with a look before."""

import re
from datetime import timedelta

import pytest

from server.bookings.actions import Request, book
from server.bookings.tables import Contact
from server.journal.readers import follow
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.relay import hear
from server.notifications.sending import send_due, send_texts_due
from server.notifications.tables import Message
from tests.server.notifications.providers import Texter

CALL = {"channel_of_contact": "call", "phone": "0298111111"}
SMS = {"channel_of_contact": "sms", "phone": "0612345678"}
MAIL = {"channel_of_contact": "email", "email": "jeanne@mel.example"}


class Mailer:
    def __init__(self, *answers):
        self.answers = list(answers)

    async def send(self, letter):
        return self.answers.pop(0) if self.answers else Delivery(Outcome.SENT)


@pytest.fixture
async def session(maker, now):
    """A session with three parties, whose messages are owed."""
    made = await maker.session(starts_in=timedelta(days=9), capacity=3)
    for name, way in (("Jeanne Le Goff", MAIL), ("Ali Benali", SMS), ("Rose Martin", CALL)):
        await book(Request(made, name, channel="desk", **way), by="staff:1", now=now)
    while await follow("notifications", hear, now=now):
        pass
    return made


async def booking_named(name):
    return (await Contact.select().where(Contact.name == name).first())["booking"]


async def test_the_session_shows_what_became_of_each_message(session, signed_in, now):
    await send_due(Mailer(Delivery(Outcome.REFUSED, "550 unknown user")), now)
    await send_texts_due(Texter(), now)
    page = (await signed_in.get(f"/bureau/seances/{session}")).text
    assert f"/bureau/seances/{session}/messages" in page
    text = (await signed_in.get(f"/bureau/seances/{session}/messages")).text
    assert "En échec" in text
    assert "Le serveur a répondu : 550 unknown user" in text
    assert text.count("Parti") == 1
    assert text.count("Rappel") == 3
    assert "Réessayer" in text


async def test_one_booking_and_trying_again(session, signed_in, now):
    await send_due(Mailer(Delivery(Outcome.UNSURE, "no answer came")), now)
    booking = await booking_named("Jeanne Le Goff")
    address = f"/bureau/inscriptions/{booking}/messages"
    text = (await signed_in.get(address)).text
    assert "Peut-être parti" in text
    assert "Il n'est pas envoyé deux fois sans votre accord." in text.replace("&#39;", "'")
    (message,) = re.findall(r"/bureau/messages/([0-9a-f-]{36})/encore", text)
    answer = await signed_in.send_form(f"/bureau/messages/{message}/encore", back="booking")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert "Réessayer" not in (await signed_in.get(address)).text
    await send_due(Mailer(), now)
    row = await Message.select().where(Message.id == message).first()
    assert row["state"] == "sent"


async def test_all_that_could_not_be_sent(session, signed_in, now):
    assert "Tous les messages sont partis" in (await signed_in.get("/bureau/messages")).text
    await send_due(Mailer(Delivery(Outcome.REFUSED, "550 no")), now)
    await send_texts_due(Texter(Delivery(Outcome.REFUSED, "error=400")), now)
    text = (await signed_in.get("/bureau/messages")).text
    assert text.count("Réessayer") == 2
    assert "Jeanne Le Goff" in text
    assert "Ali Benali" in text
    assert "2 messages ne sont pas partis" in (await signed_in.get("/bureau")).text
    answer = await signed_in.send_form("/bureau/messages/encore")
    assert answer.headers["location"] == "/bureau/messages?fait=encore"
    assert "Tous les messages sont partis" in (await signed_in.get("/bureau/messages?fait=encore")).text
    again = await signed_in.send_form("/bureau/messages/encore")
    assert again.status_code == 303


async def test_what_has_perhaps_left_is_not_sent_again_with_the_rest(session, signed_in, now):
    await send_due(Mailer(Delivery(Outcome.UNSURE, "no answer came")), now)
    await send_texts_due(Texter(Delivery(Outcome.REFUSED, "error=400")), now)
    assert "Tout réessayer" not in (await signed_in.get("/bureau/messages")).text
    await signed_in.send_form("/bureau/messages/encore")
    rows = await Message.select().where(Message.kind == "confirmed")
    assert sorted((row["channel"], row["state"]) for row in rows) == [("email", "unsure"), ("sms", "owed")]


async def test_writing_to_all_after_a_look(session, signed_in, now):
    address = f"/bureau/seances/{session}/messages"
    look = await signed_in.send_form(address, audience="confirmed", text="Le tram est <b>coupé</b>.")
    assert look.status_code == 200
    assert "Le tram est &lt;b&gt;coupé&lt;/b&gt;." in look.text
    for words in ("Jeanne Le Goff", "Ali Benali", "Rose Martin", "1 SMS sera payé.", "À appeler", "02 98 11 11 11"):
        assert words in look.text.replace("\u00a0", " ")
    hidden = dict(re.findall(r'type="hidden" name="(audience|text|key|confirmed)" value="([^"]*)"', look.text))
    assert hidden["confirmed"] == "1"
    assert await Message.count().where(Message.kind == "broadcast") == 0
    for _ in range(2):
        sent = await signed_in.send_form(address, **{**hidden, "text": "Le tram est coupé."})
        assert sent.headers["location"] == f"{address}?fait=ecrit"
    assert await Message.count().where(Message.kind == "broadcast") == 3
    text = (await signed_in.get(f"{address}?fait=ecrit")).text
    assert "Le message part" in text
    assert "Le tram est coupé." in text


async def test_what_cannot_be_sent_is_said_and_kept(session, signed_in):
    address = f"/bureau/seances/{session}/messages"
    answer = await signed_in.send_form(address, audience="waiting", text="Bonjour à vous")
    assert answer.status_code == 422
    assert "Personne ne peut recevoir ce message" in answer.text
    assert "Bonjour à vous" in answer.text
    assert (await signed_in.send_form(address, audience="", text="")).status_code == 422


async def test_only_those_at_the_desk_of_the_library(session, maker, browser, now):
    other = await maker.staff("desk", await maker.library())
    booking = await booking_named("Jeanne Le Goff")
    await send_due(Mailer(Delivery(Outcome.REFUSED, "550 no")), now)
    async with browser() as opened:
        opened.sign_in_with(await maker.login(other))
        for address in (f"/bureau/seances/{session}/messages", f"/bureau/inscriptions/{booking}/messages"):
            assert (await opened.get(address)).status_code == 404
        assert (
            await opened.send_form(f"/bureau/seances/{session}/messages", audience="both", text="x")
        ).status_code == 404
        assert "Jeanne" not in (await opened.get("/bureau/messages")).text
        await opened.send_form("/bureau/messages/encore")
    assert await Message.count().where(Message.state == "dead") == 1
