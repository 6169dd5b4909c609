"""The quick booking beyond a name: all that may be added, passing over a rule, the next seats, the switchboard."""

import re
from datetime import timedelta

import pytest

from server.bookings import queries as bookings
from server.bookings.actions import Request, book
from server.workshops.queries import session as session_view


def words(text):
    """Return a page's text with plain spaces and apostrophes."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "'"))


@pytest.fixture
async def library(maker):
    """A library."""
    return await maker.library("centre", name="Médiathèque du Centre")


@pytest.fixture
async def session(maker, library):
    """A session of two seats and no waiting place, in two days."""
    return await maker.session(library, capacity=2, waiting_places=0)


@pytest.fixture
def send(signed_in, session):
    """Return a function that sends the quick form."""

    async def sent(name="Yvonne Le Goff", *, by=signed_in, **typed):
        return await by.send_form(f"/bureau/seances/{session}/inscriptions", name=name, **typed)

    return sent


async def test_all_that_may_be_added_is_kept(send, session):
    more = {"phone": "0612345678", "contact": "none", "people": "1", "companions": "1", "helper": "Ana Morel"}
    assert (await send(**more, first_time="1")).status_code == 303
    party = (await bookings.of_session(session))[0]
    assert (party.phone, party.contact, party.helper) == ("0612345678", "none", "Ana Morel")
    assert party.people + party.companions == 2
    assert party.first_time


async def test_the_answer_has_the_focus_and_the_next_name_is_close(signed_in, send):
    page = (await signed_in.get((await send()).headers["location"])).text
    shown = re.search(r'<section[^>]*role="status"[^>]*>', page)[0]
    assert "autofocus" in shown
    assert page.count("autofocus") == 1
    between = page[page.index(shown) : page.index('id="name"')]
    assert between.count("<a ") <= 2


@pytest.mark.parametrize(("typed", "opened"), [({"phone": "12"}, True), ({"people": "0"}, True), ({"name": ""}, False)])
async def test_the_fold_opens_on_what_is_wrong(send, typed, opened):
    page = (await send(**{"name": "Y", **typed})).text
    fold = re.search(r"<details( open)?>\s*<summary>Ajouter un contact", page)
    assert bool(fold[1]) is opened


class TestPassingOver:
    """A reason chosen from a list."""

    async def _full(self, send):
        await send("Anne Un", people="2")

    async def test_a_full_session_takes_one_more_for_a_reason(self, signed_in, send, session):
        await self._full(send)
        refused = await send()
        assert refused.status_code == 422
        assert 'name="over"' in refused.text
        assert (await send(over="parce que")).status_code == 422
        assert (await send(over="need")).status_code == 303
        found = await session_view(session)
        assert (found.capacity, found.taken) == (3, 3)

    async def test_who_may_not_change_the_session_adds_no_seat(self, browser, maker, library, send, session):
        await self._full(send)
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("desk", library)))
            refused = await send(by=opened)
            assert refused.status_code == 422
            assert 'name="over"' not in refused.text
            assert (await send(by=opened, over="need")).status_code == 422
        assert (await session_view(session)).capacity == 2

    async def test_a_shared_telephone_is_passed_over_by_the_desk(self, browser, maker, library, send, now):
        for number in range(10):
            asked = Request(await maker.session(library), f"Personne {number}", phone="0298000000", channel="desk")
            await book(asked, by="system", now=now)
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("desk", library)))
            refused = await send(by=opened, phone="0298000000")
            assert "Il y a déjà 10 inscriptions à venir" in words(refused.text)
            assert (await send(by=opened, phone="0298000000", over="shared")).status_code == 303


class TestNextSeats:
    """The desk's first page, and what the switchboard reads out."""

    async def test_sessions_with_a_seat_to_give_come_first(self, signed_in, maker, library, send, session):
        kept = await maker.session(library, capacity=1, starts_in=timedelta(days=3))
        page = (await signed_in.get("/bureau")).text
        listed = page[page.index('id="inscrire"') : page.index("</section>", page.index('id="inscrire"'))]
        assert "autofocus" in page[page.index('id="inscrire"') :][:60]
        assert listed.index(str(session)) < listed.index(str(kept))
        await send(people="2")
        again = (await signed_in.get("/bureau")).text
        assert str(session) not in again[again.index('id="inscrire"') :].partition("</section>")[0]

    async def test_the_script_of_the_week(self, signed_in, maker, library, send):
        later = await maker.session(library, await maker.workshop("Mes photos"), starts_in=timedelta(days=20))
        page = words((await signed_in.get("/bureau/standard")).text)
        for told in ("Bonjour, vous êtes à", "mercredi 13 janvier, de 10 h à 12 h", "Il reste 2 places."):
            assert told in page
        assert "Mes photos" not in page
        await send(people="2")
        page = words((await signed_in.get("/bureau/standard")).text)
        assert "Il n'y a plus de place." in page
        assert f"/bureau/seances/{later}" in page
        assert "Mes photos" in page.partition("La semaine")[0]

    async def test_it_is_for_those_who_work_somewhere(self, browser, maker):
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff()))
            assert (await opened.get("/bureau/standard")).status_code == 403
