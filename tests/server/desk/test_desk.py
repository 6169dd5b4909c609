"""The desk: today, a session with its bookings, the quick booking, cancelling, calls, people."""

import re
from datetime import timedelta

import pytest

from server.bookings import queries as bookings
from server.journal.readers import follow
from server.notifications import calls, relay
from server.workshops import queries
from server.workshops import sessions as session_actions
from tests.server.desk.conftest import words

# It is ten o'clock in Paris.
STARTED = {"day": "2027-01-11", "start": "09:30", "end": "12:00", "capacity": "2", "waiting_places": "1"}


class TestQuickBooking:
    """POST /bureau/seances/{id}/inscriptions."""

    async def test_a_name_and_enter(self, signed_in, client, session):
        path = f"/bureau/seances/{session}"
        answer = await signed_in.send_form(f"{path}/inscriptions", name="Yvonne Le Goff")
        assert answer.status_code == 303
        shown = await signed_in.get(answer.headers["location"])
        party = (await bookings.of_session(session))[0]
        assert (party.name, party.contact, party.channel, party.state) == (
            "Yvonne Le Goff",
            "none",
            "desk",
            "confirmed",
        )
        assert "Yvonne Le Goff est inscrit" in words(shown.text)
        assert party.reference in shown.text
        ticket = re.search(r'href="(/reservations/[a-z2-7]+)"', shown.text)[1]
        assert party.reference in (await client.get(ticket)).text

    async def test_the_form_is_one_field_that_has_the_focus(self, signed_in, session):
        text = (await signed_in.get(f"/bureau/seances/{session}")).text
        form = re.search(r"<form[^>]*/inscriptions.*?</form>", text, re.S)[0]
        first = re.search(r'<input(?![^>]*type="hidden")[^>]*>', form)[0]
        assert 'name="name"' in first
        assert "autofocus" in first

    @pytest.mark.parametrize(
        ("typed", "contact"),
        [
            ({"phone": "0612345678"}, "call"),
            ({"email": "y@exemple.fr"}, "email"),
            ({"contact": "none", "phone": "0612345678"}, "none"),
        ],
    )
    async def test_everything_else_is_optional(self, signed_in, session, typed, contact):
        await signed_in.send_form(f"/bureau/seances/{session}/inscriptions", name="Yvonne Le Goff", people="2", **typed)
        party = (await bookings.of_session(session))[0]
        assert (party.contact, party.people) == (contact, 2)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [({"name": ""}, "name"), ({"name": "Yvonne", "phone": "12"}, "phone"),
         ({"name": "Yvonne", "email": "x"}, "email"),
         ({"name": "Yvonne", "people": "deux"}, "people"), ({"name": "Yvonne", "contact": "call"}, "phone")],
    )  # fmt: skip
    async def test_errors_keep_what_was_typed(self, signed_in, session, typed, field):
        answer = await signed_in.send_form(f"/bureau/seances/{session}/inscriptions", **typed)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert re.search(r"<title>Erreur\s:", answer.text)
        assert typed["name"] in answer.text
        assert await bookings.of_session(session) == []

    async def test_a_look_alike_is_asked_about_and_never_refused(self, signed_in, session, book_by_hand):
        first = await book_by_hand("Yvonne Le Goff")
        path = f"/bureau/seances/{session}/inscriptions"
        asked = await signed_in.send_form(path, name="le goff YVONNE", phone="0612345678")
        assert asked.status_code == 200
        assert "Une personne du même nom est déjà inscrite" in words(asked.text)
        assert first.reference in asked.text
        assert len(await bookings.of_session(session)) == 1
        form = re.search(r"<form(?:(?!</form>).)*Inscrire quand même", asked.text, re.S)[0]
        typed = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        assert (typed["name"], typed["phone"]) == ("le goff YVONNE", "0612345678")
        assert (await signed_in.send_form(path, **{**typed})).status_code == 303
        assert len(await bookings.of_session(session)) == 2

    async def test_enter_pressed_twice_books_once(self, signed_in, session):
        path = f"/bureau/seances/{session}"
        key = re.search(r'name="key" value="([^"]+)"', (await signed_in.get(path)).text)[1]
        sent = [await signed_in.send_form(f"{path}/inscriptions", name="Yvonne Le Goff", key=key) for _ in range(2)]
        assert sent[0].headers["location"] == sent[1].headers["location"]
        assert len(await bookings.of_session(session)) == 1

    async def test_full_then_waiting_then_refused(self, signed_in, session, book_by_hand):
        path = f"/bureau/seances/{session}"
        await book_by_hand("Anne Un", people=2)
        assert "Mettre sur la liste d" in (await signed_in.get(path)).text
        answer = await signed_in.send_form(f"{path}/inscriptions", name="Brice Deux")
        assert "n'est PAS inscrit" in words((await signed_in.get(answer.headers["location"])).text).replace(
            "&#39;", "'"
        )
        answer = await signed_in.send_form(f"{path}/inscriptions", name="Chloé Trois")
        assert answer.status_code == 422
        assert "Chloé Trois" in answer.text
        assert "est pleine aussi" in answer.text

    async def test_who_walks_in_is_booked_until_the_end(self, signed_in, session, standing_clock, now):
        path = f"/bureau/seances/{session}"
        await signed_in.send_form(f"{path}/modifier", **STARTED)
        shown = await signed_in.get(path)
        assert "/inscriptions" in shown.text
        for name in ("Anne Un", "Brice Deux"):
            assert (await signed_in.send_form(f"{path}/inscriptions", name=name)).status_code == 303
        full = await signed_in.send_form(f"{path}/inscriptions", name="Chloé Trois")  # the list takes nobody any more
        assert full.status_code == 422
        assert "Il n'y a plus de place" in words(full.text).replace("&#39;", "'")
        standing_clock(now + timedelta(hours=3))
        assert f"{path}/inscriptions" not in (await signed_in.get(path)).text
        assert (await signed_in.send_form(f"{path}/inscriptions", name="Trop Tard")).status_code == 422
        assert [party.state for party in await bookings.of_session(session)] == ["confirmed"] * 2


async def test_the_session_page_shows_who_comes(signed_in, session, book_by_hand):
    await book_by_hand("Anne <b>Un</b>", phone="0299001122", channel_of_contact="call", people=2)
    await book_by_hand("Brice Deux", email="b@exemple.fr", channel_of_contact="email")
    text = words((await signed_in.get(f"/bureau/seances/{session}")).text)
    assert "Anne &lt;b&gt;Un&lt;/b&gt;" in text
    assert "02 99 00 11 22" in text
    assert "mailto:b@exemple.fr" in text
    assert "2 sur 2" in text
    assert "Attend (1)" in text


async def test_cancelling_a_booking_asks_first_and_gives_the_seat(signed_in, session, book_by_hand):
    first = await book_by_hand("Anne Un", people=2)
    second = await book_by_hand("Brice Deux")
    path = f"/bureau/inscriptions/{first.id}/annuler"
    assert "la première personne qui attend" in words((await signed_in.get(path)).text)
    assert (await bookings.by_id(first.id)).party.state == "confirmed"
    assert (await signed_in.send_form(path)).status_code == 303
    assert (await bookings.by_id(first.id)).party.state == "cancelled"
    assert (await bookings.by_id(second.id)).party.state == "confirmed"


async def test_cancelling_a_session_says_who_will_be_told(signed_in, session, book_by_hand):
    await book_by_hand("Anne Un", phone="0299001122", channel_of_contact="call")
    await book_by_hand("Brice Deux", email="b@exemple.fr", channel_of_contact="email")
    await book_by_hand("Chloé Trois")
    path = f"/bureau/seances/{session}/annuler"
    text = words((await signed_in.get(path)).text)
    assert "3 inscriptions sont en cours" in text
    for sentence in ("1 sera prévenue par e-mail", "1 est à appeler", "1 n'a laissé aucun contact"):
        assert sentence in text
    assert (await queries.session(session)).state == "published"
    assert (await signed_in.send_form(path, reason="Panne d'électricité")).status_code == 303
    found = await queries.session(session)
    assert (found.state, found.cancel_reason) == ("cancelled", "Panne d'électricité")
    again = await signed_in.send_form(path, reason="Encore")
    assert again.status_code == 422
    assert 'value="Encore"' in again.text


class TestToday:
    """GET /bureau."""

    async def test_the_first_page_teaches(self, signed_in, maker):
        assert "Trois choses à faire" in (await signed_in.get("/bureau")).text
        await maker.library()
        assert "Rien dans les sept prochains jours" in (await signed_in.get("/bureau")).text

    async def test_today_is_the_day_of_the_library(self, signed_in, maker, now, standing_clock):
        reunion = await maker.library("saint-denis", timezone="Indian/Reunion")
        paris = await maker.library("rennes")
        workshop = await maker.workshop("Photos")
        late = now.replace(hour=21)  # in Réunion it is one in the morning, tomorrow
        there = await maker.session(reunion, workshop, starts_at=late)
        here = await maker.session(paris, workshop, starts_at=late)
        page = words((await signed_in.get("/bureau")).text).replace("&#39;", "'")
        tables = page.partition("Les séances d'aujourd'hui")[2]
        today, _, next_days = tables.partition("Les sept prochains jours")
        assert f"/bureau/seances/{here}" in today
        assert f"/bureau/seances/{there}" in next_days
        assert f"/bureau/seances/{there}" not in today

    async def test_a_week_ahead_and_no_more(self, signed_in, maker):
        library, workshop = await maker.library(), await maker.workshop()
        near = await maker.session(library, workshop, starts_in=timedelta(days=6))
        far = await maker.session(library, workshop, starts_in=timedelta(days=8))
        text, _, changed = (await signed_in.get("/bureau")).text.partition("Ce qui a changé depuis hier")
        assert str(near) in text
        assert str(far) not in text
        assert str(far) in changed

    async def test_calls_to_make_are_a_page_of_their_own(self, signed_in, session, book_by_hand, administrator, now):
        await book_by_hand("Anne Un", phone="0299001122", channel_of_contact="call")
        await session_actions.cancel(session, "Panne", by=administrator, now=now)
        await follow("notifications", relay.hear, now=now)
        text = words((await signed_in.get("/bureau")).text)
        assert "1 personne à appeler" in text
        assert 'href="/bureau/appels"' in text
        (call,) = await calls.of_today([(await queries.session(session)).library_id], now)
        await calls.record(call.message, "told", by="staff:7", now=now)
        assert "à appeler" not in (await signed_in.get("/bureau")).text


async def test_names_are_not_kept_by_caches(signed_in, session):
    for path in ("/bureau/personnes", f"/bureau/seances/{session}", "/bureau"):
        assert (await signed_in.get(path)).headers["cache-control"] == "no-store"
