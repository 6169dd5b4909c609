"""A course at the desk: booked by a name, a look-alike asked about once, cancelled; and by programs."""

import pytest

from server.bookings import course_queries
from server.bookings.actions import Request, book
from server.bookings.tables import CourseBooking
from server.workshops.queries import session as session_view

pytestmark = pytest.mark.usefixtures("undone")


async def test_a_name_is_enough(signed_in, maker):
    series, sessions = await maker.course(3)
    page = await signed_in.get(f"/bureau/cycles/{series}")
    assert page.text.count('href="/bureau/seances/') >= len(sessions)
    answer = await signed_in.send_form(f"/bureau/cycles/{series}/inscriptions", name="Yvonne Kerbrat", key="k1")
    assert answer.status_code == 303
    shown = await signed_in.get(answer.headers["location"])
    assert "Yvonne Kerbrat est inscrit à tout le cycle" in shown.text
    (view,) = await course_queries.of_series(series)
    assert (view.state, len(view.kept()), view.party.channel) == ("confirmed", 3, "desk")


async def test_enter_pressed_twice_books_once(signed_in, maker):
    series, _ = await maker.course(2)
    for _ in range(2):
        answer = await signed_in.send_form(f"/bureau/cycles/{series}/inscriptions", name="Yvonne", key="k1")
        assert answer.status_code == 303
    assert await CourseBooking.count() == 1


async def test_a_look_alike_is_asked_about_then_booked(signed_in, maker):
    series, _ = await maker.course(2)
    address = f"/bureau/cycles/{series}/inscriptions"
    await signed_in.send_form(address, name="Hélène Le Goff", key="k1")
    asked = await signed_in.send_form(address, name="le goff helene", key="k2")
    assert "Une personne du même nom est déjà inscrite" in asked.text
    assert await CourseBooking.count() == 1
    await signed_in.send_form(address, name="le goff helene", key="k2", anyway="1")
    assert await CourseBooking.count() == 2


async def test_what_is_wrong_is_said_at_its_place(signed_in, maker):
    series, _ = await maker.course(2)
    answer = await signed_in.send_form(f"/bureau/cycles/{series}/inscriptions", name="", key="k1")
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


async def test_cancelled_after_a_question(signed_in, maker):
    series, _ = await maker.course(2)
    await signed_in.send_form(f"/bureau/cycles/{series}/inscriptions", name="Yvonne", key="k1")
    (view,) = await course_queries.of_series(series)
    address = f"/bureau/cycles/inscriptions/{view.id}/annuler"
    assert "Oui, annuler tout le cycle" in (await signed_in.get(address)).text
    assert (await course_queries.by_id(view.id)).state == "confirmed"
    await signed_in.send_form(address)
    assert (await course_queries.by_id(view.id)).state == "cancelled"


async def test_staff_of_another_library_see_nothing_of_it(browser, maker):
    series, _ = await maker.course(2)
    stranger = await maker.staff("desk", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(stranger))
        assert (await opened.get(f"/bureau/cycles/{series}")).status_code == 404
        answer = await opened.send_form(f"/bureau/cycles/{series}/inscriptions", name="Yvonne")
    assert answer.status_code == 404
    assert await CourseBooking.count() == 0


async def test_a_program_books_reads_and_cancels(program, maker):
    series, sessions = await maker.course(2)
    headers = {"idempotency-key": "once"}
    sent = {"name": "Louise Morvan", "people": 2, "email": "l@mel.example"}
    first = await program.post(f"/api/v1/series/{series}/bookings", json=sent, headers=headers)
    again = await program.post(f"/api/v1/series/{series}/bookings", json=sent, headers=headers)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    read = (await program.get(first.headers["location"])).json()
    assert (read["state"], [date["session"] for date in read["dates"]]) == (
        "confirmed",
        [str(session) for session in sessions],
    )
    assert {date["people"] for date in read["dates"]} == {2}
    assert (await program.delete(first.headers["location"])).status_code == 204
    assert (await program.get(first.headers["location"])).json()["state"] == "cancelled"


async def test_a_program_is_told_why_not(program, maker):
    series, _ = await maker.course(2, capacity=1, waiting_places=0)
    assert (await program.post(f"/api/v1/series/{series}/bookings", json={"name": "Ana"})).status_code == 201
    full = await program.post(f"/api/v1/series/{series}/bookings", json={"name": "Luc"})
    assert full.status_code == 409


async def test_why_a_course_waits(signed_in, maker, now):
    series, sessions = await maker.course(2, singles=True, capacity=1)
    await book(Request(sessions[1], "Déjà là", channel="desk"), by="staff:1", now=now)
    await signed_in.send_form(f"/bureau/cycles/{series}/inscriptions", name="Yvonne Kerbrat", key="k1")
    shown = (await signed_in.get(f"/bureau/cycles/{series}")).text.replace("&#39;", "'").replace("\u00a0", " ")
    assert "Le premier cycle qui attend est pour 1 personne. Il lui manque une place : mercredi 20 janvier." in shown
    alone = (await signed_in.get(f"/bureau/seances/{sessions[0]}")).text.replace("&#39;", "'").replace("\u00a0", " ")
    assert "Un cycle attend : il lui faut une place à chacune de ses dates, et il en manque." in alone


async def test_one_date_alone_is_passed_over_by_the_desk(browser, maker):
    series, sessions = await maker.course(2)
    library = (await session_view(sessions[0])).library_id
    async with browser() as desk:
        desk.sign_in_with(await maker.login(await maker.staff("desk", library)))
        page = await desk.get(f"/bureau/seances/{sessions[0]}")
        assert f"/bureau/cycles/{series}#inscrire" in page.text
        path = f"/bureau/seances/{sessions[0]}/inscriptions"
        assert (await desk.send_form(path, name="Yvonne Kerbrat", key="k1")).status_code == 422
        assert (await desk.send_form(path, name="Yvonne Kerbrat", key="k1", over="need")).status_code == 303
