"""The questions of a booking, kept between pages."""

from datetime import timedelta

import pytest

from server.bookings import drafts
from server.bookings.drafts import answer, get
from server.bookings.queries import by_id
from server.bookings.tables import Booking, Draft
from server.bookings.targets import of_session
from server.foundation.errors import Gone, Invalid, NotFound, Refused
from server.foundation.ids import new_id


async def start(session, now):
    return await drafts.start(await of_session(session), now)


async def complete(token, *, language, now):
    kept = await get(token, now)
    return await drafts.complete(token, await of_session(kept.session), language=language, now=now)


pytestmark = pytest.mark.usefixtures("undone")


async def test_the_questions_one_after_the_other(make_session, now):
    session = await make_session()
    token = await start(session, now)
    assert (await get(token, now)).for_whom == ""
    await answer(token, {"for_whom": "two"}, now)
    await answer(token, {"name": "  Jeanne\nLe Goff ", "companion": "Luc"}, now)
    await answer(token, {"channel": "email", "ignored": "x"}, now)
    view = await answer(token, {"email": "jeanne@mel.example"}, now)
    assert (view.session, view.places, view.name, view.companion, view.channel, view.email) == (
        session, 2, "Jeanne Le Goff", "Luc", "email", "jeanne@mel.example",
    )  # fmt: skip
    booked = await complete(token, language="en", now=now)
    made = (await by_id(booked.id)).party
    assert (made.people, made.name, made.companion, made.email, made.language, made.channel) == (
        2, "Jeanne Le Goff", "Luc", "jeanne@mel.example", "en", "web",
    )  # fmt: skip


async def test_sent_twice_or_again_after_going_back(make_session, seats, now):
    session = await make_session()
    token = await start(session, now)
    await answer(token, {"for_whom": "self", "name": "Jeanne", "channel": "none"}, now)
    first = await complete(token, language="fr", now=now)
    await answer(token, {"name": "Quelqu'un d'autre"}, now)
    second = await complete(token, language="fr", now=now)
    assert (second.id, second.secret, second.repeated) == (first.id, first.secret, True)
    assert (await get(token, now)).booking == first.id
    assert await seats(session) == (8, 1, 5, 0)


async def test_the_answers_are_erased_once_booked(make_session, now):
    token = await start(await make_session(), now)
    await answer(token, {"for_whom": "self", "name": "Canari", "channel": "call", "phone": "0612345678"}, now)
    await complete(token, language="fr", now=now)
    row = await Draft.select().first()
    assert "Canari" not in str(row)
    assert "0612345678" not in str(row)


async def test_only_what_the_choices_need_is_booked(make_session, now):
    token = await start(await make_session(), now)
    await answer(token, {"for_whom": "two", "name": "Jeanne", "companion": "Luc", "channel": "email"}, now)
    await answer(token, {"email": "j@b.fr"}, now)
    await answer(token, {"for_whom": "other", "helper": "Sa fille", "channel": "call", "phone": "0612345678"}, now)
    made = (await by_id((await complete(token, language="fr", now=now)).id)).party
    assert (made.people, made.companion, made.helper, made.email, made.phone) == (1, "", "Sa fille", "", "0612345678")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"for_whom": "everybody"}, {"for_whom": "bad_choice"}),
        ({"for_whom": ""}, {"for_whom": "bad_choice"}),
        ({"name": " "}, {"name": "missing"}),
        ({"name": "x" * 121}, {"name": "too_long"}),
        ({"channel": "pigeon"}, {"channel": "bad_choice"}),
        ({"channel": ""}, {"channel": "bad_choice"}),
        ({"people": "7"}, {"people": "bad_choice"}),
        ({"laptops": "-1"}, {"laptops": "bad_choice"}),
        ({"first_time": "perhaps"}, {"first_time": "bad_choice"}),
        ({"email": "jeanne"}, {"email": "bad_email"}),
        ({"phone": "12", "name": ""}, {"phone": "bad_phone", "name": "missing"}),
    ],
)
async def test_a_wrong_answer_is_not_kept(make_session, now, values, wrong):
    token = await start(await make_session(), now)
    before = await answer(token, {"for_whom": "self", "name": "Jeanne"}, now)
    with pytest.raises(Invalid) as invalid:
        await answer(token, values, now)
    assert invalid.value.fields == wrong
    assert await get(token, now) == before


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"for_whom": "missing", "channel": "missing"}),
        ({"for_whom": "self", "channel": "none"}, {"name": "missing"}),
        ({"for_whom": "two", "name": "J", "channel": "none"}, {"companion": "missing"}),
        ({"for_whom": "other", "name": "J", "channel": "none"}, {"helper": "missing"}),
        ({"for_whom": "self", "name": "J", "channel": "email"}, {"email": "missing"}),
        ({"for_whom": "self", "name": "J", "channel": "call"}, {"phone": "missing"}),
    ],
)
async def test_what_misses_is_named(make_session, now, values, wrong):
    token = await start(await make_session(), now)
    await answer(token, values, now)
    with pytest.raises(Invalid) as invalid:
        await complete(token, language="fr", now=now)
    assert invalid.value.fields == wrong
    assert await Booking.count() == 0


async def test_a_refusal_keeps_the_answers(make_session, ask, now):
    session = await make_session(capacity=1, waiting_places=0)
    token = await start(session, now)
    answers = await answer(token, {"for_whom": "self", "name": "Jeanne", "channel": "none"}, now)
    await ask(session, "Plus rapide")
    with pytest.raises(Refused, match="session_full"):
        await complete(token, language="fr", now=now)
    assert await get(token, now) == answers


async def test_drafts_last_two_hours_from_the_last_answer(make_session, now):
    token = await start(await make_session(), now)
    later = now + timedelta(minutes=119)
    await answer(token, {"for_whom": "self"}, later)
    assert await drafts.sweep(later) == 0
    end = later + timedelta(hours=2)
    for ask_again in (get(token, end), answer(token, {"name": "J"}, end), complete(token, language="fr", now=end)):
        with pytest.raises(NotFound):
            await ask_again
    assert await drafts.sweep(end) == 1
    assert await Draft.count() == 0


async def test_the_token_itself_is_not_kept(make_session, now):
    token = await start(await make_session(), now)
    assert token not in str(await Draft.select())
    with pytest.raises(NotFound):
        await get(token[:-1], now)


@pytest.mark.parametrize(
    ("facts", "error"),
    [({"state": "draft"}, NotFound), ({"state": "withdrawn"}, Gone), ({"state": "cancelled"}, Refused)],
)
async def test_no_draft_where_one_cannot_book(make_session, now, facts, error):
    with pytest.raises(error):
        await start(await make_session(**facts), now)


async def test_no_draft_for_what_has_started_or_is_not_there(make_session, now):
    with pytest.raises(Refused, match="session_past"):
        await start(await make_session(starts_at=now), now)
    with pytest.raises(NotFound):
        await start(new_id(), now)
