"""Courses: made of sessions that exist and of new dates, by a form or by a program; published together."""

from datetime import timedelta
from uuid import UUID

import pytest

from server.workshops.series import Course, make_series, series_view
from server.workshops.tables import Series, Session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
async def town(maker):
    """A library, a workshop and three published sessions, one a week."""
    library, workshop = await maker.library(), await maker.workshop()
    sessions = [await maker.session(library, workshop, starts_in=timedelta(days=2, weeks=week)) for week in range(3)]
    return library, workshop, sessions


async def test_a_program_makes_a_course_and_reads_it_back(program, client, town):
    library, workshop, sessions = town
    given = {"title": "Premiers clics", "workshop": str(workshop), "library": str(library)}
    sent = {**given, "sessions": [str(session) for session in reversed(sessions)]}
    made = await program.post("/api/v1/series", json=sent)
    assert made.status_code == 201
    read = (await client.get(made.headers["location"])).json()
    assert [date["id"] for date in read["dates"]] == [str(session) for session in sessions]
    assert (read["title"], read["singles"], read["workshop"]) == ("Premiers clics", False, str(workshop))
    assert [one["id"] for one in (await client.get("/api/v1/series")).json()["items"]] == [read["id"]]
    assert (await client.get(f"/api/v1/series?library={library}")).json()["items"] != []


async def test_dates_are_added_as_drafts_then_published_together(program, client, town):
    library, workshop, _ = town
    dates = [{"starts_at": f"2027-02-0{day}T14:00:00", "ends_at": f"2027-02-0{day}T16:00:00"} for day in (1, 8)]
    sent = {"title": "Du neuf", "workshop": str(workshop), "library": str(library), "dates": dates, "capacity": 6}
    made = (await program.post("/api/v1/series", json=sent)).json()
    assert [(date["state"], date["capacity"]) for date in made["dates"]] == [("draft", 6)] * 2
    assert made["dates"][0]["starts_at"] == "2027-02-01T13:00:00Z"
    assert (await client.get(f"/api/v1/series/{made['id']}")).status_code == 404
    await program.post(f"/api/v1/series/{made['id']}/publication")
    read = (await client.get(f"/api/v1/series/{made['id']}")).json()
    assert {date["state"] for date in read["dates"]} == {"published"}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, 201),
        ({"title": ""}, 400),
        ({"title": "x" * 151}, 400),
        ({"sessions": 1}, 400),
        ({"sessions": 0}, 400),
        ({"workshop": "rien"}, 400),
        ({"strangers": True}, 404),
    ],
)
async def test_what_is_no_course_is_refused(program, town, more, status):
    library, workshop, sessions = town
    most = more.pop("sessions", 3)
    ids = [str(session) for session in sessions[:most]]
    ids += [str(UUID(int=7))] if more.pop("strangers", False) else []
    sent = {"title": "Premiers clics", "workshop": str(workshop), "library": str(library), "sessions": ids, **more}
    assert (await program.post("/api/v1/series", json=sent)).status_code == status
    assert await Series.count() == (status == 201)


async def test_a_session_is_of_one_course_and_a_course_of_one_workshop(program, maker, town):
    library, workshop, sessions = town
    other = await maker.session(library, await maker.workshop("Autre chose"))
    sent = {"title": "Mêlé", "workshop": str(workshop), "library": str(library)}
    mixed = await program.post("/api/v1/series", json={**sent, "sessions": [str(sessions[0]), str(other)]})
    assert mixed.status_code == 409
    first = await program.post("/api/v1/series", json={**sent, "sessions": [str(id) for id in sessions[:2]]})
    assert first.status_code == 201
    twice = await program.post("/api/v1/series", json={**sent, "sessions": [str(id) for id in sessions[1:]]})
    assert twice.status_code == 409
    row = await Session.select(Session.series).where(Session.id == sessions[2]).first()
    assert row["series"] is None


async def test_who_does_not_programme_there_makes_none(browser, maker, town):
    library, workshop, sessions = town
    desk = await maker.staff("desk", library)
    async with browser() as opened:
        opened.headers["authorization"] = f"Bearer {await maker.token(desk)}"
        sent = {"title": "Non", "workshop": str(workshop), "library": str(library)}
        answer = await opened.post("/api/v1/series", json={**sent, "sessions": [str(id) for id in sessions]})
    assert answer.status_code == 403
    assert await Series.count() == 0


async def test_made_by_the_form_of_sessions_and_of_new_days(signed_in, town):
    library, workshop, sessions = town
    ticked = {f"date_{session}": "1" for session in sessions[:2]}
    days = {"workshop": str(workshop), "library": str(library), "days": "2027-03-01\n2027-03-08", "start": "14:00"}
    seats = {"end": "16:00", "capacity": "8", "waiting_places": "0"}
    answer = await signed_in.send_form("/bureau/cycles/nouveau", title="Premiers clics", **ticked, **days, **seats)
    assert answer.status_code == 303
    made = await series_view(UUID(answer.headers["location"].rpartition("/")[2]))
    assert [date.state for date in made.dates] == ["published", "published", "draft", "draft"]
    assert [date.series_number for date in made.dates] == [1, 2, 3, 4]
    page = await signed_in.get(answer.headers["location"])
    assert "Publier les 2 séances en brouillon" in page.text
    await signed_in.send_form(f"{answer.headers['location']}/publier")
    assert {date.state for date in (await series_view(made.id)).dates} == {"published"}


async def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(signed_in, town):
    *_, sessions = town
    answer = await signed_in.send_form("/bureau/cycles/nouveau", title="Un", **{f"date_{sessions[0]}": "1"})
    assert answer.status_code == 422
    assert "Il faut au moins deux séances." in answer.text
    assert f'name="date_{sessions[0]}" value="1" checked' in answer.text
    assert await Series.count() == 0


async def test_its_title_is_changed_and_who_may_book_one_date(signed_in, maker, administrator, now, town):
    library, workshop, sessions = town
    made = await make_series(Course("Un nom"), workshop, library, sessions=sessions, by=administrator, now=now)
    assert "Un nom" in (await signed_in.get(f"/bureau/cycles/{made}/modifier")).text
    await signed_in.send_form(f"/bureau/cycles/{made}/modifier", title="Un autre nom", singles="1")
    after = await series_view(made)
    assert (after.title, after.singles) == ("Un autre nom", True)
    assert (await signed_in.send_form(f"/bureau/cycles/{made}/modifier", title="")).status_code == 422


async def test_it_is_in_the_list_until_its_last_date(signed_in, standing_clock, maker, now, town):
    series, _ = await maker.course(3, starts_in=timedelta(minutes=10))
    assert f"/bureau/cycles/{series}" in (await signed_in.get("/bureau/cycles")).text
    standing_clock(now + timedelta(minutes=20))
    assert f"/bureau/cycles/{series}" in (await signed_in.get("/bureau/cycles")).text
