"""The door of a session: presences by one tap, who came without a booking, the page of a ticket."""

import re
from datetime import timedelta

import pytest

from server.bookings.actions import Request, book, cancel
from server.bookings.tables import Attendance
from server.workshops import sessions

MINUTE = timedelta(minutes=1)


def words(text):
    """Return a page's text with plain spaces and without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("&#39;", "'"))


@pytest.fixture
async def session(maker, now):
    """A session of three seats that started half an hour ago."""
    return await maker.session(capacity=3, starts_at=now - 30 * MINUTE)


@pytest.fixture
def book_by_hand(now, session):
    async def booked(name, people=1, **more):
        asked = Request(session=more.pop("session", session), name=name, people=people, channel="desk", **more)
        return await book(asked, by="system", now=now - 60 * MINUTE)

    return booked


@pytest.fixture
def path(session):
    return f"/bureau/seances/{session}/presences"


async def states():
    return {row["booking"]: (row["state"], row["present"]) for row in await Attendance.select()}


async def test_one_tap_and_back_to_the_same_line(signed_in, path, book_by_hand):
    booked = await book_by_hand("Yvonne Le Goff", 2)
    text = (await signed_in.get(path)).text
    assert "Présences : non renseigné" in words(text)
    assert re.findall(r'name="answer" value="(\w+)" aria-pressed="(\w+)"', text) == [
        ("2", "false"), ("1", "false"), ("absent", "false"), ("excused", "false"),
    ]  # fmt: skip
    answer = await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="1")
    assert answer.headers["location"] == f"{path}#presence-{booked.id}"
    text = (await signed_in.get(path)).text
    assert f'id="presence-{booked.id}"' in text
    assert 'value="1" aria-pressed="true"' in text
    assert "1 présent · 1 absent" in words(text)
    await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="none")
    assert "Présences : non renseigné" in words((await signed_in.get(path)).text)


async def test_totals_are_shown_with_who_came_without_a_booking(signed_in, path, session, book_by_hand):
    booked = await book_by_hand("Yvonne Le Goff")
    await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="1")
    for name in ("", "Ali"):
        key = re.search(r'name="key" value="([^"]+)"', (await signed_in.get(path)).text)[1]
        answer = await signed_in.send_form(f"/bureau/seances/{session}/arrivees", key=key, name=name, people="1")
        assert answer.status_code == 303
    text = words((await signed_in.get(path)).text)
    assert "3 présents dont 2 sans inscription" in text
    assert "N° 2, Ali" in text


async def test_give_a_seat_of_who_is_absent(signed_in, path, session, book_by_hand):
    booked = await book_by_hand("Yvonne Le Goff", 3)
    await signed_in.send_form(f"/bureau/seances/{session}/arrivees", name="Ali", people="")
    assert "Donner la place" not in (await signed_in.get(path)).text
    await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="absent")
    text = (await signed_in.get(path)).text
    place = re.search(r'action="(/bureau/arrivees/[^"]+/place)"', text)[1]
    assert (await signed_in.send_form(place)).status_code == 303
    text = (await signed_in.get(path)).text
    assert "1 présent dont 1 sans inscription · 3 absents" in words(text)
    assert 'value="3" aria-pressed' not in text
    refused = await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="3")
    assert refused.status_code == 422
    assert "Sa place a été donnée" in words(refused.text)
    assert (await states())[booked.id] == ("absent", 0)
    depart = place.replace("/place", "/depart")
    await signed_in.send_form(depart)
    await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="3")
    assert "3 présents" in words((await signed_in.get(path)).text)


async def test_who_waited_and_came_is_added_by_one_tap_and_once(signed_in, path, session, book_by_hand):
    await book_by_hand("Yvonne Le Goff", 3)
    waits = await book_by_hand("Paul Morvan")
    assert waits.state == "waiting"
    form = re.search(r'<form[^>]*/arrivees">(?:(?!</form>).)*Paul Morvan', (await signed_in.get(path)).text, re.S)[0]
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    for _ in range(2):
        await signed_in.send_form(f"/bureau/seances/{session}/arrivees", **typed)
    assert (await signed_in.get(path)).text.count("<b>N° 1, Paul Morvan</b>") == 1


async def test_all_others_at_once(signed_in, path, session, book_by_hand):
    first, second = await book_by_hand("Yvonne"), await book_by_hand("Paul", 2)
    await signed_in.send_form(f"/bureau/inscriptions/{first.id}/presence", answer="excused")
    await signed_in.send_form(f"{path}/reste", answer="present")
    assert await states() == {first.id: ("excused", 0), second.id: ("present", 2)}
    assert "2 présents · 1 excusé" in words((await signed_in.get(path)).text)


@pytest.mark.parametrize("answer", ["", "9", "peut-être"])
async def test_an_answer_that_cannot_be_is_said_at_its_line(signed_in, book_by_hand, answer):
    booked = await book_by_hand("Yvonne")
    refused = await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer=answer)
    assert refused.status_code == 422
    assert f'href="#presence-{booked.id}"' in refused.text
    assert await states() == {}


async def test_the_square_of_a_ticket_leads_through_sign_in_to_one_tap(
    client, maker, administrator, password, book_by_hand
):
    booked = await book_by_hand("Yvonne Le Goff")
    address = f"/bureau/arrivee/{booked.reference.replace(' ', '-')}"
    asked = await client.get(address)
    assert asked.status_code == 303
    form = await client.get(asked.headers["location"])
    back = re.findall(r'name="retour" value="([^"]+)"', form.text)[-1]
    typed = {"email": await maker.email_of(administrator), "password": password, "retour": back}
    signed = await client.send_form("/bureau/connexion", **typed)
    assert signed.headers["location"] == address
    shown = await client.get(address)
    client.csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)[1]
    assert "Yvonne Le Goff" in shown.text
    answer = await client.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="1", **{"from": "ticket"})
    assert answer.headers["location"] == address
    assert 'value="1" aria-pressed="true"' in (await client.get(address)).text


async def test_a_ticket_that_is_not_good_says_why(signed_in, maker, now, session, book_by_hand):
    later = await maker.session(starts_in=timedelta(days=1))
    bookings = {
        "trop tôt": await book_by_hand("Yvonne", session=later),
        "liste d'attente": [await book_by_hand("Paul", 3), await book_by_hand("Anne")][1],
    }
    gone = await book_by_hand("Luc", session=later)
    await cancel(gone.id, by="staff:1", now=now)
    bookings["Cette inscription est annulée"] = gone
    for said, booked in bookings.items():
        text = (await signed_in.get(f"/bureau/arrivee/{booked.reference.replace(' ', '-')}")).text
        assert said in words(text)
        assert 'name="answer"' not in text
    assert (await signed_in.get("/bureau/arrivee/LUNE-1")).status_code == 404
    assert (await signed_in.get("/bureau/arrivee/n'importe quoi")).status_code == 404


async def test_before_the_day_there_is_nothing_to_press(signed_in, maker):
    session = await maker.session()
    text = (await signed_in.get(f"/bureau/seances/{session}/presences")).text
    assert "C'est trop tôt" in words(text)
    assert 'name="answer"' not in text
    refused = await signed_in.send_form(f"/bureau/seances/{session}/arrivees", name="Ali")
    assert refused.status_code == 422


async def test_only_the_desk_of_the_library(browser, maker, session, book_by_hand, path):
    booked = await book_by_hand("Yvonne")
    elsewhere = await maker.staff("desk", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(elsewhere))
        ticket = f"/bureau/arrivee/{booked.reference.replace(' ', '-')}"
        assert [(await opened.get(at)).status_code for at in (path, ticket)] == [404, 404]
        for at in (f"/bureau/inscriptions/{booked.id}/presence", f"{path}/reste", f"/bureau/seances/{session}/bilan"):
            assert (await opened.send_form(at, answer="absent")).status_code == 404
    assert await states() == {}


async def test_today_tells_which_sessions_are_over_and_not_recorded(signed_in, maker, now, book_by_hand):
    over = await maker.session(starts_at=now - 60 * MINUTE, lasts=61 * MINUTE)
    booked = await book_by_hand("Yvonne", 2, session=over)
    assert "à renseigner" not in (await signed_in.get("/bureau")).text
    await sessions.change_session(over, {"ends_at": now - MINUTE}, by=maker.by, now=now)
    text = (await signed_in.get("/bureau")).text
    assert "1 séance à renseigner" in words(text)
    listed = (await signed_in.get("/bureau/a-renseigner")).text
    assert f'href="/bureau/seances/{over}/presences"' in listed
    await signed_in.send_form(f"/bureau/inscriptions/{booked.id}/presence", answer="absent")
    assert "à renseigner" not in (await signed_in.get("/bureau")).text
