"""What the booking asks where a session keeps such seats, and what its holder changes later."""

from dataclasses import replace

import pytest

from server.bookings.actions import Request, book
from server.bookings.queries import by_id, of_session
from server.bookings.tables import Booking, Draft
from server.foundation import settings as known
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


async def party_of(session):
    (party,) = await of_session(session)
    return party


async def test_several_people_with_a_number(walk, maker):
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="several")
    assert "Combien de personnes viennent" in page.words
    page = await walk(page, people="4")
    assert set(page.fields) - {"site"} == {"name"}
    page = await walk(await walk(page, name="Jeanne Martin"), channel="none")
    assert "4 places" in page.words
    await walk(page)
    assert (await party_of(session)).people == 4


@pytest.mark.parametrize("people", ["", "2", "7", "x"])
async def test_a_number_that_is_not_offered_is_asked_for_again(client, walk, maker, people):
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="several")
    answer = await client.send_form(page.address, people=people)
    assert answer.status_code == 422
    assert "Choisissez une des réponses." in answer.text


async def test_by_sms_only_the_number_is_asked_for(walk, maker):
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="self")
    page = await walk(page, name="Jeanne Martin")
    assert "Par SMS" in page.words
    page = await walk(page, channel="sms")
    assert set(page.fields) - {"site"} == {"phone"}
    page = await walk(page, phone="06 12 34 56 78")
    assert "Un SMS au 06 12 34 56 78" in page.words.replace("\xa0", " ")
    await walk(page)
    party = await party_of(session)
    assert (party.contact, party.phone, party.email) == ("sms", "06 12 34 56 78", "")


async def test_sms_is_not_offered_where_none_is_sent(walk, maker, monkeypatch):
    without = replace(known.settings(), sms_url="")
    monkeypatch.setattr("server.bookings.asking.settings", lambda: without)
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="self")
    page = await walk(page, name="Jeanne Martin")
    assert "Par téléphone" in page.words
    assert "Par SMS" not in page.words


async def test_questions_of_the_session_are_asked_and_kept(walk, maker):
    session = await maker.session()
    kept = {Session.kept_first: 2, Session.laptops: 3, Session.companions_count: False}
    await Session.update(kept).where(Session.id == session)
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="two")
    page = await walk(page, name="Jeanne Martin", companion="Luc Martin")
    assert set(page.fields) - {"site"} == {"first_time", "laptops", "companions"}
    page = await walk(page, first_time="yes", laptops="2", companions="1")
    page = await walk(page, channel="none")
    for told in ("C'est votre première fois.", "2 ordinateurs prêtés", "Une personne vous accompagne."):
        assert told in page.words
    await walk(page)
    party = await party_of(session)
    assert (party.people, party.companions, party.first_time, party.laptops) == (2, 1, True, 2)


async def test_a_question_left_out_is_said_at_its_place(client, walk, maker):
    session = await maker.session()
    await Session.update({Session.laptops: 3}).where(Session.id == session)
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="self")
    page = await walk(page, name="Jeanne Martin")
    answer = await client.send_form(page.address)
    assert answer.status_code == 422
    assert 'id="laptops-error"' in answer.text


async def test_sessions_that_keep_no_such_seats_ask_nothing_more(walk, maker):
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="self")
    page = await walk(page, name="Jeanne Martin")
    assert "Comment vous prévenir" in page.words


@pytest.fixture
async def ticket(maker, now):
    """A booking of one person by e-mail, in a session of two seats; its id, its address and its session."""
    session = await maker.session(capacity=2)
    asked = Request(session, "Jeanne Martin", email="j@mel.example", channel_of_contact="email", channel="desk")
    booked = await book(asked, by="staff:1", now=now)
    return booked.id, f"/reservations/{booked.secret}", session


async def test_how_to_be_warned_is_changed_from_the_ticket(walk, ticket):
    booking, address, _ = ticket
    page = await walk(f"{address}/prevenir")
    page = await walk(page, channel="call")
    page = await walk(page, phone="0612345678")
    assert page.address == address
    party = (await by_id(booking)).party
    assert (party.contact, party.phone) == ("call", "0612345678")
    await walk(await walk(f"{address}/prevenir"), channel="none")
    party = (await by_id(booking)).party
    assert (party.contact, party.phone, party.email) == ("none", "", "")


async def test_a_number_that_cannot_be_called_changes_nothing(client, ticket):
    booking, address, _ = ticket
    answer = await client.send_form(f"{address}/prevenir?comment=call", phone="12")
    assert answer.status_code == 422
    assert (await by_id(booking)).party.contact == "email"


async def test_people_are_added_while_seats_are_free(client, walk, maker, ticket, now):
    booking, address, session = ticket
    await walk(await walk(f"{address}/places"), people="2")
    assert (await by_id(booking)).party.people == 2
    await walk(await walk(f"{address}/places"), people="1")
    await book(Request(session, "Paul", channel="desk"), by="staff:1", now=now)
    answer = await client.send_form(f"{address}/places", people="2")
    assert answer.status_code == 422
    assert (await by_id(booking)).party.people == 1


async def test_another_session_is_booked_without_typing_anything_again(client, walk, maker, ticket):
    _, address, _ = ticket
    other = await maker.session()
    page = await walk(f"{address}/aussi")
    assert "Jeanne Martin" in page.words
    answer = await client.send_form(f"{address}/aussi", session=str(other))
    page = await walk(answer.headers["location"])
    assert page.address.endswith("/verification")
    await walk(page)
    party = await party_of(other)
    assert (party.name, party.contact, party.email) == ("Jeanne Martin", "email", "j@mel.example")


async def test_nothing_is_carried_to_what_is_no_session(client, ticket):
    _, address, _ = ticket
    assert (await client.send_form(f"{address}/aussi", session="x")).status_code == 404
    assert await Draft.count() == 0


async def test_once_cancelled_nothing_is_changed(client, walk, ticket):
    booking, address, _ = ticket
    await walk(await walk(f"{address}/annulation"))
    for path, sent in (("places", {"people": "2"}), ("prevenir", {"channel": "none"})):
        assert (await client.send_form(f"{address}/{path}", **sent)).status_code == 409
    row = await Booking.select(Booking.people).where(Booking.id == booking).first()
    assert row["people"] == 1
