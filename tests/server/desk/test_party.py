"""The sheet of a booking at the desk: its history, changing it, moving it, passing over a rule."""

import re
from datetime import timedelta

import pytest

from server.bookings import queries as bookings
from server.bookings.actions import Request, book
from server.journal.readers import follow
from server.notifications import relay
from server.notifications.calls import of_today
from server.workshops.queries import session as session_view


def words(text):
    """Return a page's text with plain spaces and apostrophes."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "'"))


@pytest.fixture
async def workshop(maker):
    """A workshop."""
    return await maker.workshop()


@pytest.fixture
async def library(maker):
    """A library."""
    return await maker.library("centre")


@pytest.fixture
async def session(maker, library, workshop):
    """A session of two seats and one waiting place, in two days."""
    return await maker.session(library, workshop, capacity=2, waiting_places=1)


@pytest.fixture
def booked(now, session, administrator):
    """Return a function that books by another door than a page."""

    async def made(name="Yvonne Le Goff", *, by=administrator.by, **more):
        asked = {"session": session, "name": name, "channel": "desk", **more}
        return await book(Request(**asked), by=by, now=now)

    return made


def sheet_of(party):
    return f"/bureau/inscriptions/{party.id}"


class TestSheet:
    """GET /bureau/inscriptions/{id}."""

    async def test_who_booked_is_said_to_staff_and_not_to_the_person(self, signed_in, client, booked):
        party = await booked(phone="0298000000", channel_of_contact="call")
        page = await signed_in.get(sheet_of(party))
        assert "à l'accueil, par Directrice" in words(page.text)
        assert party.reference in page.text
        assert page.headers["cache-control"] == "no-store"
        assert "Directrice" not in (await client.get(f"/reservations/{party.secret}")).text

    @pytest.mark.parametrize(
        ("door", "by", "said"),
        [
            ("web", "patron", "par la personne, sur Internet"),
            ("peer", "peer:ailleurs.example", "par l'agenda ailleurs.example"),
        ],
    )
    async def test_every_door_has_its_words(self, signed_in, booked, door, by, said):
        party = await booked(by=by, channel=door, host=by.partition(":")[2])
        assert said in words((await signed_in.get(sheet_of(party))).text)

    async def test_what_was_done_is_told_in_order(self, signed_in, booked):
        party = await booked()
        await signed_in.send_form(f"{sheet_of(party)}/modifier", name="Yvonne Le Goff", people="2")
        await signed_in.send_form(f"{sheet_of(party)}/annuler")
        page = words((await signed_in.get(sheet_of(party))).text)
        told = [page.index(deed) for deed in (">Inscrit</th>", "2 personnes au lieu de 1", ">Annulé</th>")]
        assert told == sorted(told)
        assert "/deplacer" not in page

    async def test_messages_have_their_receipts(self, signed_in, booked, now):
        party = await booked(email="y@exemple.fr", channel_of_contact="email")
        assert "Résultat" not in (await signed_in.get(sheet_of(party))).text
        await follow("notifications", relay.hear, now=now)
        page = words((await signed_in.get(sheet_of(party))).text)
        assert "Place réservée" in page
        assert "À envoyer" in page

    async def test_other_libraries_do_not_see_it(self, browser, maker, booked):
        party = await booked()
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("manager", await maker.library("port"))))
            for path in ("", "/modifier", "/deplacer", "/annuler"):
                assert (await opened.get(sheet_of(party) + path)).status_code == 404
            for path in ("/modifier", "/deplacer", "/annuler"):
                assert (await opened.send_form(sheet_of(party) + path, name="X", people="1")).status_code == 404
        assert (await bookings.by_id(party.id)).party.state == "confirmed"


class TestChange:
    """POST /bureau/inscriptions/{id}/modifier."""

    async def test_the_form_holds_what_is_known_and_keeps_what_is_typed(self, signed_in, booked):
        party = await booked(phone="0298000000", channel_of_contact="call")
        path = f"{sheet_of(party)}/modifier"
        assert 'value="0298000000"' in (await signed_in.get(path)).text
        answer = await signed_in.send_form(path, name="Yvonne Riou", phone="0298111111", people="2")
        assert answer.headers["location"] == f"{sheet_of(party)}?fait=modifiee"
        view = (await bookings.by_id(party.id)).party
        assert (view.name, view.phone, view.contact, view.people) == ("Yvonne Riou", "0298111111", "call", 2)
        wrong = await signed_in.send_form(path, name="", phone="12", people="2")
        assert wrong.status_code == 422
        assert 'id="name-error"' in wrong.text
        assert 'value="12"' in wrong.text

    async def test_no_room_to_grow_but_for_a_reason(self, signed_in, booked, session):
        party = await booked()
        await booked("Paul Riou")
        form = {"name": "Yvonne Le Goff", "people": "2"}
        full = await signed_in.send_form(f"{sheet_of(party)}/modifier", **form)
        assert full.status_code == 422
        assert "Il ne reste pas assez de places" in words(full.text)
        assert 'name="over"' in full.text
        assert (await signed_in.send_form(f"{sheet_of(party)}/modifier", **form, over="room")).status_code == 303
        found = await session_view(session)
        assert (found.capacity, found.taken) == (3, 3)
        assert "Il y a une place de plus dans la salle" in words((await signed_in.get(sheet_of(party))).text)


class TestMove:
    """POST /bureau/inscriptions/{id}/deplacer."""

    async def test_the_same_workshop_first_then_others(self, signed_in, maker, library, workshop, booked):
        party = await booked()
        near = await maker.session(library, await maker.workshop("Photos"), starts_in=timedelta(days=3))
        same = await maker.session(library, workshop, starts_in=timedelta(days=9))
        full = await maker.session(library, workshop, capacity=1, waiting_places=0, starts_in=timedelta(days=10))
        await booked("Luc Petit", session=full)
        page = (await signed_in.get(f"{sheet_of(party)}/deplacer")).text
        assert page.index(str(same)) < page.index(str(near))
        assert str(full) not in page

    async def test_the_person_keeps_the_reference_and_is_told(
        self, signed_in, maker, library, workshop, booked, session, now
    ):
        party = await booked(phone="0298000000", channel_of_contact="call")
        await follow("notifications", relay.hear, now=now)
        there = await maker.session(library, workshop, starts_in=timedelta(days=9))
        answer = await signed_in.send_form(f"{sheet_of(party)}/deplacer", session=str(there))
        assert answer.headers["location"] == f"{sheet_of(party)}?defaire=deplacement:{party.id}"
        view = await bookings.by_id(party.id)
        assert (view.session.id, view.party.reference) == (there, party.reference)
        await follow("notifications", relay.hear, now=now)
        call = (await of_today([library], now))[0]
        assert call.kind == "changed"
        assert any(
            "mercredi 20 janvier" in said and "mercredi 13 janvier" in said for said in map(words, call.script.says)
        )

    async def test_full_there_is_said_and_the_list_is_a_choice(
        self, signed_in, maker, library, workshop, booked, session
    ):
        party = await booked()
        there = await maker.session(library, workshop, capacity=1, waiting_places=2, starts_in=timedelta(days=9))
        await booked("Luc Petit", session=there)
        path = f"{sheet_of(party)}/deplacer"
        full = await signed_in.send_form(path, session=str(there))
        assert full.status_code == 422
        assert "Il n'y a plus de place à cette séance" in words(full.text)
        assert f'value="{there}" id="session" checked' in full.text
        assert (await bookings.by_id(party.id)).session.id == session
        assert (await signed_in.send_form(path, session=str(there), may_wait="1")).status_code == 303
        assert (await bookings.by_id(party.id)).party.state == "waiting"

    @pytest.mark.parametrize("typed", ["", "x", "0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"])
    async def test_what_is_no_session_moves_nothing(self, signed_in, booked, session, typed):
        party = await booked()
        assert (await signed_in.send_form(f"{sheet_of(party)}/deplacer", session=typed)).status_code in {404, 422}
        assert (await bookings.by_id(party.id)).session.id == session

    async def test_not_to_a_library_where_one_does_not_work(self, browser, maker, library, booked, session):
        party = await booked()
        there = await maker.session(await maker.library("port"))
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("desk", library)))
            path = f"{sheet_of(party)}/deplacer"
            assert str(there) not in (await opened.get(path)).text
            assert (await opened.send_form(path, session=str(there))).status_code == 404
        assert (await bookings.by_id(party.id)).session.id == session
