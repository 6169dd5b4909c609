"""Sessions to which one may also come without a booking: staff say so, pages, tickets and mails say the rule."""

import re
from datetime import UTC, datetime

import pytest

from server.bookings.actions import Request, book
from server.bookings.queries import by_id
from server.notifications import texts, words
from server.workshops.queries import session as session_view

RULE = "gardées jusqu'à 14 h 40"
OURS = "Nous gardons votre place jusqu'à 14 h 40"
STARTS = datetime(2027, 1, 20, 13, 30, tzinfo=UTC)


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("&#39;", "'"))


@pytest.mark.parametrize("drop_in", [True, False])
async def test_page_ticket_and_mail_say_until_when_a_seat_is_held(client, maker, now, drop_in):
    session = await maker.session(starts_at=STARTS, drop_in=drop_in)
    booked = await book(Request(session=session, name="Jeanne", channel="desk"), by="patron", now=now)
    assert (RULE in plain((await client.get(f"/seances/{session}")).text)) is drop_in
    assert (OURS in plain((await client.get(f"/reservations/{booked.secret}")).text)) is drop_in
    view = await by_id(booked.id)
    for text in (*words.mail("confirmed", view), *words.mail("reminder", view)):
        assert plain(text).count(OURS) == drop_in
    assert (OURS in plain(" ".join(words.paragraphs("reminder", view)))) is drop_in  # read aloud on the telephone
    assert ("place gardée jusqu'à 14 h 40" in texts.of_booking("reminder", view)) is drop_in


async def test_who_waits_for_a_seat_is_not_told_that_one_is_held(client, maker, now):
    session = await maker.session(starts_at=STARTS, drop_in=True, capacity=1)
    for name in ("Jeanne", "Paul"):
        booked = await book(Request(session=session, name=name, channel="desk"), by="patron", now=now)
    assert booked.state == "waiting"
    assert OURS not in plain((await client.get(f"/reservations/{booked.secret}")).text)
    assert not any(OURS in plain(text) for text in words.mail("waiting", await by_id(booked.id)))


async def test_the_form_keeps_it_and_takes_it_back(signed_in, maker):
    session = await maker.session()
    typed = {"day": "2027-01-20", "start": "14:30", "end": "16:30", "capacity": "8", "waiting_places": "4"}
    path = f"/bureau/seances/{session}/modifier"
    await signed_in.send_form(path, **typed, drop_in="1")
    assert (await session_view(session)).drop_in
    assert re.search(r'name="drop_in"[^>]* checked', (await signed_in.get(path)).text)
    await signed_in.send_form(path, **typed)
    assert not (await session_view(session)).drop_in
