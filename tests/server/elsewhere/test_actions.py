"""A request is kept once, answered by its organiser, given up for good; and its people are erased."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from server.bookings import actions as bookings
from server.bookings.tables import Booking
from server.elsewhere import actions, queries, silence
from server.elsewhere.erasure import erase_due
from server.elsewhere.rules import Answer
from server.elsewhere.tables import RemoteBooking, RemoteContact
from server.foundation.errors import Gone, Invalid, NotFound, Refused
from server.foundation.ids import new_id

pytestmark = pytest.mark.usefixtures("undone")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def test_a_request_begins_unconfirmed_with_a_reference_and_a_guest_of_its_own(ask, lines):
    one, two = await ask(), await ask("Ana Morel", email="ana@exemple.fr")
    views = [await queries.by_id(one), await queries.by_id(two)]
    assert {view.state for view in views} == {"asked"}
    assert len({view.reference for view in views}) == len({view.guest for view in views}) == 2
    assert all(re.fullmatch(r"http://test\.example/ap/r/[0-9a-f]{32}", view.guest) for view in views)
    assert (await queries.by_secret(queries.secret_of(one))).id == one
    assert await lines() == ["elsewhere.asked", "elsewhere.asked"]


async def test_the_same_key_is_the_same_request(ask, lines):
    first = await ask(idempotency_key="draft:1")
    assert await ask(idempotency_key="draft:1") == first
    assert await RemoteBooking.count() == 1
    assert await lines() == ["elsewhere.asked"]


async def test_the_same_person_with_the_same_contact_asks_once(ask, now):
    first = await ask()
    with pytest.raises(Refused, match="asked_already"):
        await ask("jeanne MARTIN", email="JEANNE@exemple.fr")
    await ask("Luc Martin")
    await ask(channel="desk")
    await actions.cancel(first, by="patron", now=now)


async def test_after_a_refusal_one_may_ask_again(ask, now):
    await actions.hear_answer(await ask(), Answer.NO, "", now=now)
    await ask()
    assert await RemoteBooking.count() == 2


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name": ""}, {"name"}),
        ({"email": "jeanne@"}, {"email"}),
        ({"contact": "call", "email": "", "phone": ""}, {"phone"}),
    ],
)
async def test_what_is_missing_is_said(ask, given, fields):
    with pytest.raises(Invalid) as refused:
        await ask(**given)
    assert set(refused.value.fields) == fields
    assert await RemoteBooking.count() == 0


async def test_nothing_is_asked_of_what_has_begun(ask, snapshot, now):
    with pytest.raises(Refused, match="session_past"):
        await ask(event=replace(snapshot, starts_at=now))


async def test_references_are_not_those_of_bookings_here(ask, maker, now):

    made = [await bookings.book(bookings.Request(await maker.session(), "Ana"), by="patron", now=now) for _ in range(3)]
    asked = await queries.by_id(await ask())
    assert asked.reference not in {booking.reference for booking in made}
    assert await Booking.count() == 3


async def test_yes_waiting_and_the_seat_that_comes_later(ask, state, lines, now):
    booking = await ask()
    assert not await actions.hear_answer(booking, Answer.WAIT, "Vous êtes 2e  sur la liste.", now=now)
    assert await state(booking) == "waiting"
    assert (await queries.by_id(booking)).told == "Vous êtes 2e sur la liste."
    assert not await actions.hear_answer(booking, Answer.WAIT, "Vous êtes 1er sur la liste.", now=now)
    assert (await queries.by_id(booking)).told == "Vous êtes 1er sur la liste."
    for _ in range(2):
        assert not await actions.hear_answer(booking, Answer.SEAT, "", now=now)
    assert await state(booking) == "confirmed"
    assert (await queries.by_id(booking)).told == ""
    assert await lines() == ["elsewhere.asked", "elsewhere.waited", "elsewhere.confirmed"]


async def test_given_up_is_final_and_a_late_yes_is_given_back(ask, state, lines, now):
    booking = await ask()
    for _ in range(2):
        await actions.cancel(booking, by="patron", now=now)
    assert await state(booking) == "cancelled"
    assert await actions.hear_answer(booking, Answer.SEAT, "", now=now)
    assert await state(booking) == "cancelled"
    assert not await actions.hear_answer(booking, Answer.NO, "", now=now)
    assert await lines() == ["elsewhere.asked", "elsewhere.cancelled"]


async def test_one_does_not_give_up_what_has_begun(ask, snapshot, state, now):
    booking = await ask()
    with pytest.raises(Refused, match="session_past"):
        await actions.cancel(booking, by="patron", now=snapshot.starts_at)
    assert await state(booking) == "asked"
    with pytest.raises(NotFound):
        await actions.cancel(new_id(), by="patron", now=now)


async def test_the_organiser_takes_a_seat_back(ask, state, now):
    booking = await ask()
    await actions.hear_answer(booking, Answer.SEAT, "", now=now)
    await actions.hear_answer(booking, Answer.NO, "La salle est trop petite.", now=now)
    view = await queries.by_id(booking)
    assert (view.state, view.cancelled_by, view.told) == ("cancelled", "organiser", "La salle est trop petite.")


async def test_no_name_and_no_contact_reach_the_journal(ask, now):
    booking = await ask("Zébulon Canari", email="zebulon@courriel.example", shares_contact=True)
    await actions.hear_answer(booking, Answer.SEAT, "Bienvenue Zébulon", now=now)
    rows = await RemoteBooking.raw("SELECT row_to_json(j)::text AS text FROM journal j WHERE kind LIKE 'elsewhere.%'")
    assert len(rows) == 2
    assert not [row for row in rows if "anari" in row["text"] or "bulon" in row["text"]]


@pytest.mark.parametrize(
    ("given", "leaves"),
    [
        ({"shares_contact": True}, {"name": "Jeanne", "email": "jeanne@exemple.fr"}),
        (
            {"shares_contact": True, "contact": "call", "email": "", "phone": "0299000000"},
            {"name": "Jeanne", "phone": "0299000000"},
        ),
        ({"shares_contact": True, "contact": "none", "email": ""}, None),
        ({}, None),
    ],
)
async def test_what_may_leave_is_what_was_agreed_and_only_while_it_is_asked(ask, given, leaves, now):
    booking = await ask(**given)
    guest = (await queries.by_id(booking)).guest
    assert await queries.contact_of(guest) == leaves
    await actions.hear_answer(booking, Answer.SEAT, "", now=now)
    assert await queries.contact_of(guest) is None
    assert await queries.contact_of("http://test.example/ap/r/other") is None


async def test_contacts_are_erased_thirty_days_after_the_event_and_the_request_stays(ask, snapshot):
    booking = await ask()
    last = snapshot.starts_at + 30 * DAY
    assert await erase_due(last) == 0
    assert await erase_due(last + DAY) == 1
    with pytest.raises(Gone):
        await queries.by_secret(queries.secret_of(booking))
    assert await RemoteBooking.count() == 1


async def test_a_moved_event_is_kept_with_its_people_for_the_new_date(ask, snapshot, lines, now):
    booking = await ask()
    later = replace(snapshot, starts_at=snapshot.starts_at + 7 * DAY, ends_at=snapshot.ends_at + 7 * DAY)
    for _ in range(2):
        await actions.move(booking, later, now=now)
    view = await queries.by_id(booking)
    assert (view.starts_at, view.state, view.name) == (later.starts_at, "asked", "Jeanne Martin")
    kept = await RemoteContact.select(RemoteContact.delete_after).first()
    assert kept["delete_after"] == (later.starts_at + 30 * DAY).date()
    assert await lines() == ["elsewhere.asked", "elsewhere.changed"]


async def test_an_event_called_off_ends_the_request_once(ask, state, lines, now):
    booking = await ask()
    for _ in range(2):
        await actions.call_off(booking, now=now)
    assert (await queries.by_id(booking)).cancelled_by == "organiser"
    assert await lines() == ["elsewhere.asked", "elsewhere.cancelled"]


async def test_silence_is_asked_again_then_called_what_it_is(ask, snapshot, lines, now):
    far = replace(snapshot, starts_at=now + 20 * DAY, ends_at=now + 20 * DAY + HOUR)
    booking = await ask(event=far)
    steps = [
        (23, 0, "asked"),
        (24, 1, "asked"),
        (30, 0, "asked"),
        (47, 0, "asked"),
        (48, 1, "silent"),
        (90, 0, "silent"),
    ]
    for hours, done, shown in steps:
        at = now + hours * HOUR
        assert await silence.tend(at) == done, hours
        assert (await queries.by_id(booking)).shown_state(at) == shown
    assert await lines() == ["elsewhere.asked", "elsewhere.asked", "elsewhere.unanswered"]
    assert not await actions.hear_answer(booking, Answer.SEAT, "", now=now + 100 * HOUR)
    assert (await queries.by_id(booking)).shown_state(now + 100 * HOUR) == "confirmed"


async def test_when_nobody_was_at_work_silence_is_said_at_once(ask, snapshot, lines, now):
    await ask(event=replace(snapshot, starts_at=now + 20 * DAY))
    assert await silence.tend(now + 60 * HOUR) == 1
    assert await lines() == ["elsewhere.asked", "elsewhere.unanswered"]


async def test_an_answer_ends_the_waiting(ask, now):
    await actions.hear_answer(await ask(), Answer.WAIT, "", now=now)
    assert await silence.tend(now + 48 * HOUR) == 0


@pytest.mark.parametrize(("typed", "found"), [("Martin", True), ("jeanne", True), ("Morel", False), ("", False)])
async def test_found_again_by_reference_and_name(ask, typed, found):
    booking = await ask()
    reference = (await queries.by_id(booking)).reference
    if found:
        assert (await queries.find(reference.lower(), typed)).id == booking
    else:
        with pytest.raises(NotFound):
            await queries.find(reference, typed)
