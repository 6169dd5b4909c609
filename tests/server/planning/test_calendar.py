"""The calendar of staff: its days, what is in the way, its pages, and a session moved by a form."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest

from server.bookings.actions import Request, book
from server.libraries import closings
from server.planning import calendar
from server.planning.calendar import Closed, Dated
from server.workshops import queries

HOME = "/bureau/planning"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("view", "day", "first", "last", "before", "after"),
    [
        ("semaine", "2027-01-13", "2027-01-11", "2027-01-17", "2027-01-06", "2027-01-20"),
        ("semaine", "2028-02-29", "2028-02-28", "2028-03-05", "2028-02-22", "2028-03-07"),
        ("mois", "2027-02-10", "2027-02-01", "2027-02-28", "2027-01-01", "2027-03-01"),
        ("mois", "2027-05-31", "2027-04-26", "2027-06-06", "2027-04-01", "2027-06-01"),
        ("mois", "2026-12-31", "2026-11-30", "2027-01-03", "2026-11-01", "2027-01-01"),
        ("conflits", "2027-01-13", "2027-01-13", "2027-02-11", "2026-12-14", "2027-02-12"),
    ],
)
def test_the_days_of_a_view(view, day, first, last, before, after):
    days = calendar.days_of(view, date.fromisoformat(day))
    assert (str(days[0]), str(days[-1])) == (first, last)
    assert tuple(map(str, calendar.beside(view, date.fromisoformat(day)))) == (before, after)
    if view != "conflits":
        assert len(days) % 7 == 0


def dated(number, start, lasts=2.0, room=None, presenter="", library=1, **more):
    starts = datetime(2027, 1, 11, tzinfo=UTC) + start * HOUR
    given = {"state": "published", "holds": True, "away": False, "setup": 0, **more}
    return Dated(
        id=UUID(int=number), title="", starts_at=starts, ends_at=starts + lasts * HOUR, timezone="Europe/Paris",
        taken=0, capacity=8, waiting=0, presenter=presenter, library_id=UUID(int=library), library="",
        room_id=UUID(int=room) if room else None, room="", **given,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sessions", "ways"),
    [
        ([dated(1, 9, room=1), dated(2, 10, room=1)], {1: "room_taken", 2: "room_taken"}),
        ([dated(1, 9, room=1), dated(2, 11, room=1)], {}),
        ([dated(1, 9, room=1, setup=30), dated(2, 11, room=1, setup=30)], {1: "room_taken", 2: "room_taken"}),
        ([dated(1, 9, room=1), dated(2, 10, room=2)], {}),
        ([dated(1, 9), dated(2, 9)], {}),
        ([dated(1, 8, 10, room=1), dated(2, 9, 1, room=1), dated(3, 12, 1, room=1)],
         dict.fromkeys((1, 2, 3), "room_taken")),
        ([dated(1, 9, presenter="Ana et Yann"), dated(2, 10, presenter="yann, Zoé", library=2)],
         {1: "presenter_taken", 2: "presenter_taken"}),
        ([dated(1, 9, presenter="Ana"), dated(2, 11, presenter="Ana")], {}),
        ([dated(1, 9, room=1), dated(2, 10, room=1, state="cancelled", holds=False)], {}),
        ([dated(1, 33)], {1: "library_closed"}),
        ([dated(1, 33, away=True)], {}),
        ([dated(1, 33, library=2)], {}),
        ([dated(1, 20, 2.9)], {}),
        ([dated(1, 20, 4)], {1: "library_closed"}),
    ],
)  # fmt: skip
def test_what_is_in_the_way(sessions, ways):
    closed = [Closed(UUID(int=1), date(2027, 1, 12), date(2027, 1, 12), "Inventaire")]
    judged = calendar.judged(sessions, closed)
    assert {one.id.int: ", ".join(one.ways) for one in judged if one.ways} == ways


def words(text):
    """A page's text with plain spaces."""
    return unescape(re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")))


@pytest.fixture
async def place(maker):
    """A library with two rooms, and a workshop."""
    library = await maker.library("rennes")
    rooms = [await maker.room(library, name) for name in ("Salle 1", "Salle 2")]
    return library, rooms, await maker.workshop("Photos")


async def test_a_week_by_library_room_or_mediator_says_all_in_words(signed_in, maker, place, now):
    library, rooms, workshop = place
    full = await maker.session(library, workshop, capacity=1, room=rooms[0], presenter="Ana")
    await book(Request(session=full, name="Anne", channel="desk"), by="system", now=now)
    await maker.session(library, workshop, starts_in=3 * DAY, published=False, room=rooms[1], presenter="Yann")
    page = await signed_in.get(HOME)
    text = words(page.text)
    for told in ("Salle 1", "Salle 2", "10 h", "Photos", "Complet", "Brouillon", "mercredi 13 janvier"):
        assert told in text
    assert "no-store" in page.headers["cache-control"]
    assert 'role="columnheader"' in page.text
    assert f'href="/bureau/seances/{full}/deplacer"' in page.text
    by_mediator = words((await signed_in.get(f"{HOME}?par=mediateur")).text)
    assert ">Ana</th>" in by_mediator.replace(" <", "<")
    only = (await signed_in.get(f"{HOME}?salle={rooms[1]}")).text
    assert str(full) not in only
    assert "Brouillon" in only


@pytest.mark.parametrize("view", ["semaine", "mois", "conflits"])
async def test_previous_next_and_the_filters_kept(signed_in, place, view):
    text = unescape((await signed_in.get(f"{HOME}?vue={view}&jour=2027-01-20&mediateur=Ana%20%26%20Co&par=salle")).text)
    there = re.findall(r'data-touche="[pts]" href="([^"]+)"', text)
    assert len(there) == 3
    assert all("mediateur=Ana+%26+Co" in url and "par=salle" in url for url in there)
    assert there[1].count("jour=2027-01-11") == 1


async def test_a_month_is_made_of_whole_weeks(signed_in, maker, place, now):
    library, rooms, workshop = place
    for _ in range(8):
        await maker.session(library, workshop)
    text = words((await signed_in.get(f"{HOME}?vue=mois")).text)
    assert text.count('data-jour="') == 35
    assert "et 3 autres" in text
    assert "Jour de l'an" in text
    assert rooms


async def test_closings_and_conflicts_are_shown(signed_in, maker, place, now):
    library, rooms, workshop = place
    first = await maker.session(library, workshop, room=rooms[0])
    await closings.add_closing(library, date(2027, 1, 13), date(2027, 1, 14), "Inventaire", by=maker.by, now=now)
    week = words((await signed_in.get(HOME)).text)
    assert "Fermé" in week
    assert "Inventaire" in week
    assert "Attention : bibliothèque fermée" in week
    listed = (await signed_in.get(f"{HOME}?vue=conflits")).text
    assert f"/bureau/seances/{first}/deplacer" in listed
    assert "1 séance tombe un jour de fermeture" in words((await signed_in.get("/bureau")).text)


async def test_a_session_is_moved_by_the_form_and_what_is_in_the_way_is_told(signed_in, maker, place, now):
    library, rooms, workshop = place
    session = await maker.session(library, workshop, room=rooms[0], starts_in=2 * DAY)
    await maker.session(library, workshop, room=rooms[1], starts_in=3 * DAY)
    await book(Request(session=session, name="Anne", channel="desk"), by="system", now=now)
    page = (await signed_in.get(f"/bureau/seances/{session}/deplacer?jour=2027-01-14&salle={rooms[1]}")).text
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    fields["room"] = re.search(r'<option value="([^"]+)" selected', page)[1]
    assert (fields["day"], fields["room"]) == ("2027-01-14", str(rooms[1]))
    fields.pop("q", None)
    foreseen = await signed_in.send_form(f"/bureau/seances/{session}/ensemble", **fields)
    text = words(foreseen.text)
    assert "1 personne inscrite ou en attente sera prévenue" in text
    assert "est déjà prise" in text
    refused = await signed_in.send_form(f"/bureau/seances/{session}/ensemble/garder", **fields)
    assert refused.status_code == 422
    kept = await signed_in.send_form(f"/bureau/seances/{session}/ensemble/garder", **fields, despite="shared")
    assert kept.status_code == 303
    moved = await queries.session(session)
    assert (moved.room_id, moved.starts_at - now, moved.capacity) == (rooms[1], 3 * DAY, 8)


async def test_only_who_dates_sessions_moves_them(browser, maker, place):
    library, _, workshop = place
    session = await maker.session(library, workshop)
    for role, status in (("reading", 403), ("desk", 403), ("programming", 200)):
        opened = browser()
        opened.sign_in_with(await maker.login(await maker.staff(role, library)))
        assert (await opened.get(f"/bureau/seances/{session}/deplacer")).status_code == status
        shown = (await opened.get(HOME)).text
        assert str(session) in shown
        assert (f"/bureau/seances/{session}/deplacer" in shown) == (role == "programming")
    elsewhere = browser()
    elsewhere.sign_in_with(await maker.login(await maker.staff("manager", await maker.library("lyon"))))
    assert str(session) not in (await elsewhere.get(HOME)).text


@pytest.mark.parametrize(
    "asked", ["jour=2027-99-99", "jour=0001-01-01", "jour=9999-12-31", "vue=x", "par=x", "salle=x", "etat=x", "suite=x",
              "suite=999", "suite=9999999", "bibliotheque=nulle", "mediateur=%00", "vue=mois&jour=2099-12-31"],
)  # fmt: skip
async def test_an_address_that_says_nothing_sensible_is_a_page_all_the_same(signed_in, place, asked):
    assert (await signed_in.get(f"{HOME}?{asked}")).status_code == 200
