"""A learner books with the true four screens, reads the message, adds the date to a calendar, finds and cancels."""

import re

import pytest
from icalendar import Calendar

from server.notifications.tables import Message, ShownMail
from server.practice.tables import PracticeMessage
from server.workshops.queries import session as session_view
from tests.server.bookings.walking import Page

BANNER = "Entraînement : rien n'est réel."


@pytest.fixture
def walk(client):
    """Return a function that answers a page, sees that the banner is there, and goes where the answer leads."""

    async def go(page, **answers):
        if isinstance(page, str):
            answer = await client.get(page)
        else:
            answer = await client.send_form(page.address, **{**page.fields, **answers})
            if answer.status_code == 303:
                answer = await client.get(answer.headers["location"])
        assert BANNER in answer.text, answer.url
        return Page(answer)

    return go


async def learnt(walk, session, **contact):
    page = await walk(f"/seances/{session}/reservation")
    for answers in ({"for_whom": "self"}, {"name": "Jeanne Martin"}, *contact.values()):
        page = await walk(page, **answers)
    return await walk(page)


EMAIL = {"channel": {"channel": "email"}, "detail": {"email": "jeanne@mel.example"}}


async def test_the_whole_way_with_the_banner_on_each_page(client, walk, pair, catch_up):
    listed = await client.get("/entrainement")
    assert f"/seances/{pair.unreal}" in listed.text
    assert f"/seances/{pair.real}" not in listed.text
    await walk(f"/seances/{pair.unreal}")
    ticket = await learnt(walk, pair.unreal, **EMAIL)
    assert "Votre inscription est faite" in ticket.words
    await catch_up()
    message = await walk(next(link for link in ticket.links if link.startswith("/entrainement/messages/")))
    assert "Pour : jeanne@mel.example" in message.words
    assert "Votre place est réservée" in message.words
    calendar = Calendar.from_ical((await client.get(f"{ticket.address}.ics")).content)
    assert str(calendar.events[0]["SUMMARY"]).startswith("ENTRAÎNEMENT — ")
    question = await walk(f"{ticket.address}/annulation")
    gone = await walk(question)
    assert "Votre inscription est annulée" in gone.words
    await catch_up()
    assert "C'est annulé" in (await walk(message.address)).words


async def test_real_pages_have_no_banner(client, pair, learn):
    booked = await learn(pair.real)
    for path in (f"/seances/{pair.real}", f"/reservations/{booked.secret}", f"/seances/{pair.real}/reservation", "/"):
        assert BANNER not in (await client.get(path)).text
    assert (await client.get(f"/entrainement/messages/{booked.secret}")).status_code == 404
    assert (await client.get(f"/entrainement/{pair.real}/fiche")).status_code == 404


async def test_it_is_found_again_by_reference_and_name(client, pair, learn):
    booked = await learn(pair.unreal)
    answer = await client.send_form("/retrouver", reference=booked.reference, name="Martin")
    assert answer.headers["location"] == f"/reservations/{booked.secret}"


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ({"channel_of_contact": "none", "email": ""}, "Vous avez choisi de garder le papier"),
        ({"channel_of_contact": "call", "email": "", "phone": "0299000000"}, "On vous appelle seulement"),
        ({"channel_of_contact": "sms", "email": "", "phone": "0612345678"}, "place reservee|place réservée"),
    ],
)
async def test_each_way_of_being_warned_is_shown(client, pair, learn, catch_up, contact, said):
    booked = await learn(pair.unreal, **contact)
    await catch_up()
    assert re.search(said, (await client.get(f"/entrainement/messages/{booked.secret}")).text)


async def test_a_message_not_there_yet_is_said_to_come(client, pair, learn, catch_up):
    booked = await learn(pair.unreal)
    page = f"/entrainement/messages/{booked.secret}"
    assert "Le message arrive" in (await client.get(page)).text
    await catch_up()
    await catch_up()
    assert (await client.get(page)).text.count("Pour : jeanne@mel.example") == 1


async def test_nothing_is_owed_or_sent_but_for_what_is_real(pair, learn, catch_up):
    unreal, real = await learn(pair.unreal), await learn(pair.real)
    await learn(pair.unreal, "Paul Kerros", channel_of_contact="call", phone="0299000000")
    await catch_up()
    owed = await Message.select(Message.booking, Message.kind).order_by(Message.kind)
    assert [(row["booking"], row["kind"]) for row in owed] == [(real.id, "confirmed"), (real.id, "reminder")]
    assert [row["booking"] for row in await PracticeMessage.select(PracticeMessage.booking)] == [unreal.id]
    assert await ShownMail.count() == 0


async def test_a_class_behind_one_address_is_not_too_many(client, walk, pair):
    for number in range(12):
        page = await walk(f"/seances/{pair.unreal}/reservation")
        for answers in ({"for_whom": "self"}, {"name": f"Élève {number}"}, *EMAIL.values(), {}):
            page = await walk(page, **answers)
        assert page.status == 200
    assert (await session_view(pair.unreal)).taken == 12


async def test_a_class_keeps_nobody_from_booking_for_real(client, pair):
    def begin(session):
        return client.send_form(f"/seances/{session}/reservation", for_whom="self")

    assert {(await begin(pair.unreal)).status_code for _ in range(61)} == {303}
    assert (await begin(pair.real)).status_code == 303
    answers = [(await begin(pair.real)).status_code for _ in range(60)]
    assert answers[-1] == 429  # the limit of real bookings is there


async def test_the_sheet_is_printable_and_says_where_to_go(client, pair):
    sheet = await client.get(f"/entrainement/{pair.unreal}/fiche")
    assert sheet.status_code == 200
    assert "test.example/entrainement" in sheet.text
    assert "data-print" in sheet.text
    assert BANNER in sheet.text
