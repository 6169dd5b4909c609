"""Today on one page: who comes and what they need, what changed, what waits, in one library or in all."""

import re
from datetime import timedelta
from html import unescape

import pytest

from server.bookings.actions import Request, book
from server.bookings.tables import Need
from server.workshops import sessions

HOUR = timedelta(hours=1)


def words(text):
    """A page's text with plain spaces."""
    return unescape(re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")))


@pytest.fixture
async def pair(maker):
    """Two libraries, each with a session in three hours."""
    workshop, found = await maker.workshop("Photos"), {}
    for slug in ("rennes", "brest"):
        library = await maker.library(slug)
        found[slug] = await maker.session(library, workshop, starts_in=3 * HOUR, presenter=f"Ana de {slug}", laptops=2)
    return found


@pytest.fixture
def came(now):
    """Return a function that books for somebody with a need."""

    async def make(session, name, **more):
        booked = await book(Request(session=session, name=name, channel="desk", **more), by="system", now=now)
        await Need(booking=booked.id, words="Un fauteuil", delete_after=now.date()).save(None)
        return booked

    return make


async def test_who_comes_and_what_they_need_where_one_may_read_it(signed_in, browser, maker, pair, came):
    await came(pair["rennes"], "Anne Un", laptops=1, phone="0299001122", channel_of_contact="call")
    page = words((await signed_in.get("/bureau")).text)
    for told in (
        "avec Ana de rennes",
        "1 ordinateur à prêter",
        "Besoin de Anne Un : Un fauteuil",
        "02 99 00 11 22",
        "vient",
    ):
        assert told in page
    reader = browser()
    library = (await sessions.Session.select(sessions.Session.library).where(sessions.Session.id == pair["rennes"]))[0]
    reader.sign_in_with(await maker.login(await maker.staff("reading", library["library"])))
    seen = words((await reader.get("/bureau")).text)
    assert "Photos" in seen
    assert "Anne" not in seen
    assert "fauteuil" not in seen


async def test_one_library_or_all(signed_in, pair, came):
    await came(pair["rennes"], "Anne Un")
    await came(pair["brest"], "Brice Deux")
    every = (await signed_in.get("/bureau")).text
    assert "Anne Un" in every
    assert "Brice Deux" in every
    one = (await signed_in.get("/bureau?bibliotheque=brest")).text
    assert "Anne Un" not in one
    assert "Brice Deux" in one
    assert 'value="brest" selected' in one
    assert "Anne Un" in (await signed_in.get("/bureau?bibliotheque=nulle")).text


async def test_what_changed_since_yesterday_and_no_longer_ago(signed_in, maker, pair, came, standing_clock, now):
    await came(pair["rennes"], "Anne Un")
    await sessions.change_session(pair["brest"], {"presenter": "Yann"}, by=maker.by, now=now)
    told = words((await signed_in.get("/bureau")).text).partition("Ce qui a changé depuis hier")[2]
    assert "1 nouvelle inscription" in told
    assert "changée (qui anime)" in told
    assert "publiée" in told
    maker.now = now + timedelta(days=2)
    standing_clock(maker.now)
    signed_in.sign_in_with(await maker.login(maker.by))
    assert "Ce qui a changé" not in (await signed_in.get("/bureau")).text


async def test_a_draft_whose_day_is_near_waits_for_who_plans(signed_in, browser, maker):
    library = await maker.library("rennes")
    await maker.session(library, published=False)
    await maker.session(library, starts_in=timedelta(days=20), published=False)
    assert "1 brouillon à publier" in words((await signed_in.get("/bureau")).text)
    desk = browser()
    desk.sign_in_with(await maker.login(await maker.staff("desk", library)))
    assert "brouillon à publier" not in words((await desk.get("/bureau")).text)
