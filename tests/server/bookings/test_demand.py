"""Wishes that could not be met: counted without names, and read by staff as the next session to open."""

import re
from datetime import timedelta

import pytest

from server.bookings import courses
from server.bookings.actions import Request, book
from server.bookings.tables import Contact, Demand
from server.bookings.unmet import unmet
from server.journal.tables import Entry
from server.workshops.queries import session as session_view

NAME = "Yvonne Canari"


def words(answer):
    return re.sub(r"\s+", " ", answer.text.replace("&#39;", "'").replace("\u00a0", " "))


@pytest.fixture
async def library(maker):
    return await maker.library("rennes", city="Rennes")


@pytest.fixture
async def full(maker, library, now):
    """A session of one seat and one waiting place, both taken."""
    workshop = await maker.workshop("Ma boîte aux lettres", themes=["email", "first_steps"])
    session = await maker.session(library, workshop, capacity=1, waiting_places=1)
    for name in ("Anne Un", "Brice Deux"):
        await book(Request(session, name), by="patron", now=now)
    return session


async def demands():
    rows = await Demand.select().order_by(Demand.at).order_by(Demand.id)
    return [(row["why"], row["channel"], row["people"], row["theme"], row["commune"]) for row in rows]


class TestDoors:
    """Who is turned away for want of a place is counted, at each door, once for each request."""

    async def test_at_the_desk(self, signed_in, full):
        for _ in range(2):
            sent = await signed_in.send_form(f"/bureau/seances/{full}/inscriptions", name=NAME, key="k", people="1")
            assert sent.status_code == 422
        assert await demands() == [("no_place", "desk", 1, "", "")]

    async def test_by_the_api(self, program, full):
        for key in ("a", "a", "b"):
            asked = {"name": NAME, "people": 1}
            headers = {"idempotency-key": key}
            answer = await program.post(f"/api/v1/sessions/{full}/bookings", json=asked, headers=headers)
            assert answer.status_code == 409
        assert await demands() == [("no_place", "api", 1, "", "")] * 2

    async def test_on_line_when_the_last_place_goes_meanwhile(self, client, maker, now):
        session = await maker.session(capacity=1, waiting_places=0)
        begun = await client.send_form(f"/seances/{session}/reservation", for_whom="self")
        path = begun.headers["location"].rsplit("/", 1)[0]
        await client.send_form(f"{path}/nom", name=NAME)
        await client.send_form(f"{path}/contact", channel="none")
        await book(Request(session, "Anne Un", channel="desk"), by="staff:1", now=now)
        for _ in range(2):
            assert (await client.send_form(f"{path}/verification")).status_code == 409
        assert await demands() == [("no_place", "web", 1, "", "")]

    async def test_what_is_refused_for_another_reason_is_not_counted(self, signed_in, full):
        sent = await signed_in.send_form(f"/bureau/seances/{full}/inscriptions", name=NAME, people="6")
        assert sent.status_code == 422
        sent = await signed_in.send_form(f"/bureau/seances/{full}/inscriptions", name="")
        assert sent.status_code == 422
        assert await demands() == []

    async def test_nobody_is_named(self, signed_in, full):
        await signed_in.send_form(f"/bureau/seances/{full}/inscriptions", name=NAME, phone="0612345678")
        kept = str(await Demand.select()) + str(await Entry.select()) + str(await Contact.select())
        assert "Canari" not in kept
        assert "0612345678" not in kept


class TestPublic:
    """GET and POST /seances/{id}/souhait."""

    async def test_a_wish_without_a_name(self, client, full):
        assert f"/seances/{full}/souhait" in (await client.get(f"/seances/{full}")).text
        asked = await client.get(f"/seances/{full}/souhait")
        assert 'name="name"' not in asked.text
        sent = await client.send_form(f"/seances/{full}/souhait", why="hours", commune="  Cesson ")
        assert "C'est noté, merci" in words(await client.get(sent.headers["location"]))
        assert await demands() == [("hours", "web", 1, "", "Cesson")]
        line = await Entry.objects().where(Entry.kind == "demand.noted").first()
        assert "Cesson" not in str(line.facts)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [({}, "why"), ({"why": "ailleurs"}, "why"), ({"why": "other", "commune": "x" * 101}, "commune"),
         ({"why": "other", "site": "http://robot.example"}, "why")],
    )  # fmt: skip
    async def test_what_cannot_be_noted_is_said(self, client, full, typed, field):
        sent = await client.send_form(f"/seances/{full}/souhait", **typed)
        assert sent.status_code == 422
        assert f'id="{field}-error"' in sent.text
        assert await demands() == []

    async def test_five_in_ten_minutes_from_one_address(self, client, full):
        for _ in range(5):
            assert (await client.send_form(f"/seances/{full}/souhait", why="other")).status_code == 303
        assert (await client.send_form(f"/seances/{full}/souhait", why="other")).status_code == 429


class TestStaff:
    """GET /bureau/demandes, GET and POST /bureau/demandes/nouvelle."""

    async def test_an_empty_page_teaches(self, signed_in, library):
        assert "Personne n'attend" in words(await signed_in.get("/bureau/demandes"))

    async def test_a_second_session_is_one_link_away(self, signed_in, full):
        await signed_in.send_form(f"/bureau/seances/{full}/inscriptions", name=NAME)
        page = words(await signed_in.get("/bureau/demandes"))
        assert "1 personne attend, 1 autre n'a pas trouvé de place" in page
        link = f"/bureau/seances/nouvelle?comme={full}"
        assert f'href="{link}"' in page
        form = (await signed_in.get(link)).text
        assert re.search(r'name="day"[^>]*value="2027-01-20"', form)  # the same day and hour, a week later
        assert "Yvonne" not in page

    async def test_figures_by_workshop_theme_and_commune(self, signed_in, client, full, library):
        await client.send_form(f"/seances/{full}/souhait", why="hours", commune="Cesson")
        noted = {"why": "other", "theme": "safety", "people": "3", "commune": "Bruz", "library": str(library)}
        sent = await signed_in.send_form("/bureau/demandes/nouvelle", **noted)
        page = words(await signed_in.get(sent.headers["location"]))
        assert "La demande est notée" in page
        rows = [re.findall(r">([^<>]+)</t[hd]>", row) for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", page)]
        assert ["Ma boîte aux lettres", "1", "0", "1", "0"] in rows
        for theme in ("Courrier électronique", "Premiers pas avec l'ordinateur"):
            assert [theme, "1", "0", "1", "0"] in rows
        assert ["Sécurité et arnaques", "0", "0", "0", "3"] in rows
        assert ["Bruz", "0", "0", "0", "3"] in rows
        assert ["Cesson", "0", "0", "1", "0"] in rows

    async def test_a_demand_about_a_session(self, signed_in, full, maker):
        await maker.library("autre")
        shown = (await signed_in.get(f"/bureau/demandes/nouvelle?seance={full}")).text
        assert f'name="session" value="{full}"' in shown
        library, workshop = [
            re.search(rf'id="{name}".*?value="([0-9a-f-]+)" selected', shown, re.S)[1]
            for name in ("library", "workshop")
        ]
        form = {"session": str(full), "library": library, "workshop": workshop, "why": "hours"}
        assert (await signed_in.send_form("/bureau/demandes/nouvelle", **form)).status_code == 303
        assert str((await Demand.objects().first()).session) == str(full)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [({"why": "hours"}, "theme"), ({"theme": "email"}, "why"),
         ({"theme": "email", "why": "hours", "people": "0"}, "people"),
         ({"theme": "poterie", "why": "hours"}, "theme"), ({"workshop": "x", "why": "hours"}, "workshop")],
    )  # fmt: skip
    async def test_what_cannot_be_noted_is_said(self, signed_in, library, typed, field):
        sent = await signed_in.send_form("/bureau/demandes/nouvelle", library=str(library), **typed)
        assert sent.status_code == 422
        assert f'id="{field}-error"' in sent.text
        assert await Demand.count() == 0

    async def test_each_sees_and_notes_in_their_own_libraries(self, browser, maker, full, library):
        reader, other = await maker.staff("reading", library), await maker.staff("desk", await maker.library("autre"))
        noted = {"why": "other", "theme": "safety", "library": str(library)}
        async with browser() as opened:
            opened.sign_in_with(await maker.login(reader))
            page = words(await opened.get("/bureau/demandes"))
            assert "1 personne attend" in page
            assert "/bureau/seances/nouvelle" not in page
            assert (await opened.get("/bureau/demandes/nouvelle")).status_code == 403
            assert (await opened.send_form("/bureau/demandes/nouvelle", **noted)).status_code == 403
        async with browser() as opened:
            opened.sign_in_with(await maker.login(other))
            assert "Ma boîte aux lettres" not in words(await opened.get("/bureau/demandes"))
            assert (await opened.send_form("/bureau/demandes/nouvelle", **noted)).status_code == 422
            assert (await opened.get(f"/bureau/demandes/nouvelle?seance={full}")).status_code == 404
        assert await Demand.count() == 0

    async def test_what_is_over_or_long_ago_is_not_counted(self, signed_in, full, standing_clock, now):
        await signed_in.send_form(f"/bureau/seances/{full}/inscriptions", name=NAME)
        secret_page = words(await signed_in.get("/bureau/demandes"))
        assert "Ouvrir une 2ᵉ séance" in secret_page
        await Demand.update({Demand.at: now - timedelta(days=184)}, force=True)
        await Demand.raw(
            "UPDATE session SET starts_at = {}, ends_at = {} WHERE id = {}", now, now + timedelta(hours=1), full
        )
        assert "Personne n'attend" in words(await signed_in.get("/bureau/demandes"))


async def test_who_waits_for_a_course_is_counted_once_with_the_course(signed_in, maker, now):
    series, sessions = await maker.course(3, singles=True, capacity=1)
    await book(Request(sessions[1], "Anne Un", channel="desk"), by="staff:1", now=now)
    await courses.book(series, Request(series, "Brice Deux", channel="desk"), by="staff:1", now=now)
    await book(Request(sessions[1], "Lise Trois", channel="desk"), by="staff:1", now=now)
    page = words(await signed_in.get("/bureau/demandes"))
    assert page.count("1 personne attend.") == 2  # for the course, and for one of its dates alone
    assert (f"/bureau/cycles/{series}" in page, page.count("Ouvrir un 2ᵉ cycle")) == (True, 1)
    library = (await session_view(sessions[0])).library_id
    (row,) = (await unmet([library], now)).workshops
    assert row.waiting == 2
