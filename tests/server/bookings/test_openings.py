"""« Prévenez-moi » : asked without an account, kept apart, erased."""

import re
from datetime import date, timedelta

import pytest

from server.bookings import erasure, relay
from server.bookings.tables import Watch
from server.journal.readers import follow
from server.workshops import sessions
from server.workshops.tables import Session

DAY = timedelta(days=1)


def words(answer):
    return re.sub(r"\s+", " ", answer.text.replace("&#39;", "'").replace("\u00a0", " "))


@pytest.fixture
async def session(maker, now):
    """A session in ten days; booking opens tomorrow."""
    return await maker.session(starts_in=10 * DAY, opens_at=now + DAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"email": "jeanne@exemple.fr"}, ("jeanne@exemple.fr", "")),
        ({"phone": "06 12 34 56 78"}, ("", "06 12 34 56 78")),
        ({"email": "jeanne@exemple.fr", "phone": "0612345678"}, ("jeanne@exemple.fr", "0612345678")),
    ],
)
async def test_one_way_of_reaching_is_enough_and_twice_is_once(client, session, typed, kept):
    path = f"/seances/{session}/prevenez-moi"
    shown = words(await client.get(path))
    assert "Les inscriptions par Internet ouvrent le mardi 12 janvier à 10 h." in shown
    for _ in range(2):
        sent = await client.send_form(path, **typed)
        assert sent.status_code == 303
    assert "Ce n'est pas une inscription" in words(await client.get(sent.headers["location"]))
    rows = await Watch.select()
    assert [(row["email"], row["phone"]) for row in rows] == [kept]
    assert rows[0]["delete_after"] == date(2027, 1, 21)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "email"),
        ({"email": "jeanne"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"phone": "0612345678", "site": "x"}, "email"),
    ],
)
async def test_what_cannot_be_used_is_said(client, session, typed, field):
    sent = await client.send_form(f"/seances/{session}/prevenez-moi", **typed)
    assert sent.status_code == 422
    assert f'id="{field}-error"' in sent.text
    assert await Watch.count() == 0


async def test_there_is_nothing_to_wait_for_once_it_is_open_or_over(client, maker, session, standing_clock, now):
    path = f"/seances/{session}/prevenez-moi"
    standing_clock(now + DAY)
    gone = await client.get(path)
    assert (gone.status_code, gone.headers["location"]) == (303, f"/seances/{session}")
    refused = await client.send_form(path, phone="0612345678")
    assert refused.status_code == 422
    assert "Les inscriptions sont déjà ouvertes." in words(refused)
    standing_clock(now + 10 * DAY)
    assert (await client.send_form(path, phone="0612345678")).status_code == 422
    assert await Watch.count() == 0


async def test_ten_in_ten_minutes_from_one_address(client, session):
    path = f"/seances/{session}/prevenez-moi"
    for number in range(10):
        assert (await client.send_form(path, phone=f"06123456{number:02}")).status_code == 303
    assert (await client.send_form(path, phone="0699999999")).status_code == 429
    assert await Watch.count() == 10


async def test_who_waits_is_erased_when_it_will_never_open_or_is_over(client, session, maker, administrator, now):
    other = await maker.session(starts_in=10 * DAY, opens_at=now + DAY)
    for id in (session, other):
        await client.send_form(f"/seances/{id}/prevenez-moi", phone="0612345678")
    await sessions.cancel(session, "", by=administrator, now=now)
    await erasure.erase_due(now)
    assert [row["session"] for row in await Watch.select(Watch.session)] == [other]
    await erasure.erase_due(now + 10 * DAY - timedelta(seconds=1))
    assert await Watch.count() == 1
    await erasure.erase_due(now + 10 * DAY)
    assert await Watch.count() == 0


async def test_a_session_put_off_keeps_those_who_wait_for_it(client, session, administrator, now):
    await client.send_form(f"/seances/{session}/prevenez-moi", phone="0612345678")
    row = await Session.select(Session.starts_at, Session.ends_at).where(Session.id == session).first()
    later = {name: at + 30 * DAY for name, at in row.items()}
    await sessions.change_session(session, later, by=administrator, now=now)
    await follow("bookings", relay.hear, now=now)
    assert (await Watch.select(Watch.delete_after).first())["delete_after"] == date(2027, 2, 20)
    await erasure.erase_due(now + 20 * DAY)
    assert await Watch.count() == 1
