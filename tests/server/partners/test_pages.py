"""A partner's link: sessions, a few screens to book, the slip, what comes back and what does not."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from server.bookings import actions as bookings
from server.bookings import queries
from server.bookings.tables import Attendance, Booking, Contact
from server.foundation.errors import Refused
from server.foundation.settings import settings
from server.partners import actions, erasure
from server.partners.rules import Sheet
from server.partners.tables import Prescription
from server.workshops.tables import Session
from tests.server.prints.reading import Paper


def words(text):
    """Return a page's text with plain spaces and apostrophes."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "'"))


async def returned(client, at):
    """Return what the partner's list says of its bookings, by name."""
    rows = re.findall(r'<tr role="row">(.*?)</tr>', (await client.get(at)).text, re.S)
    cells = {re.search(r"rowheader.*?>([^<>]+)</a>", row)[1]: row for row in rows if "rowheader" in row}
    return {name: words(re.search(r'data-label="Retour">([^<]*)<', row)[1]) for name, row in cells.items()}


async def test_a_link_shows_the_sessions_to_book_and_nothing_to_others(client, at, session, maker):
    elsewhere = await maker.session(await maker.library("autre"))
    answer = await client.get(at)
    assert answer.status_code == 200
    assert f"{at}/seances/{session}" in answer.text
    assert str(elsewhere) not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert (await client.get(f"{at}/seances/{elsewhere}")).status_code == 404
    assert (await client.get("/partenaires/aucun")).status_code == 404


async def test_three_screens_and_the_slip(client, at, session, prescribe):
    form = (await client.get(f"{at}/seances/{session}")).text
    assert 'name="consented"' in form
    answer = await prescribe(phone="06 12 34 56 78", helper="Ana Morel", accompanied="1", consented="1")
    assert answer.status_code == 303
    slip = await client.get(answer.headers["location"])
    booking, contact = await Booking.objects().first(), await Contact.objects().first()
    assert (booking.channel, booking.pool, booking.state) == ("partner", "partner", "confirmed")
    assert booking.people + booking.companions == 2
    assert (contact.name, contact.phone, contact.channel) == ("Jeanne Martin", "06 12 34 56 78", "call")
    assert contact.helper == "Ana Morel, Centre social des Tilleuls"
    for told in ("Jeanne Martin est inscrit", booking.reference, "mercredi 13 janvier", "02 99 00 00 00"):
        assert told in words(slip.text)
    assert "/reservations/" not in slip.text  # that page says what became of it


async def test_a_name_is_enough_and_enter_pressed_twice_books_once(client, at, session, prescribe):
    key = re.search(r'name="key" value="([^"]+)"', (await client.get(f"{at}/seances/{session}")).text)[1]
    sent = [await prescribe(key=key) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert await Booking.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"), [({"name": ""}, "name"), ({"phone": "12"}, "phone"), ({"contact": "call"}, "phone")]
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(prescribe, typed, field):
    answer = await prescribe(**{"helper": "Ana Morel", **typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="Ana Morel"' in answer.text
    assert await Booking.count() == 0


async def test_seats_kept_for_partners_are_for_them(client, maker, library, prescribe, at):
    kept = await maker.session(library, capacity=2, waiting_places=0, starts_in=timedelta(days=9))
    await Session.update({Session.kept_partner: 1}).where(Session.id == kept)
    web = bookings.Request(session=kept, name="Paul Riou", channel="web")
    await bookings.book(web, by="patron", now=maker.now)
    with pytest.raises(Refused):  # the other seat is kept
        await bookings.book(bookings.Request(session=kept, name="Luc Petit", channel="web"), by="patron", now=maker.now)
    assert "Il reste 1 place" in words((await client.get(f"{at}/seances/{kept}")).text + (await client.get(at)).text)
    assert (await prescribe(session=kept)).status_code == 303
    full = await prescribe("Louise Morvan", session=kept)
    assert full.status_code == 422
    assert "Il n'y a plus de place" in words(full.text)


async def test_who_waits_is_told_to_be_not_registered(client, maker, library, prescribe):
    full = await maker.session(library, capacity=1, waiting_places=1)
    await prescribe("Paul Riou", session=full)
    slip = await client.get((await prescribe(session=full)).headers["location"])
    assert "Jeanne Martin n'est PAS inscrit" in words(slip.text)
    assert "est inscrit</h1>" not in words(slip.text)


class TestReturnSlip:
    """What the partner learns later."""

    async def test_with_the_consent_each_state_and_without_nothing(self, client, at, prescribe, standing_clock, now):
        for name, consent in (("Anne Un", "1"), ("Brice Deux", ""), ("Chloé Trois", "1"), ("Denis Quatre", "1")):
            await prescribe(name, consented=consent)
        assert (await returned(client, at))["Brice Deux"].startswith("Rien")
        parties = {party.name: party.id for party in await queries.of_session(await _only_session())}
        await bookings.cancel(parties["Chloé Trois"], by="patron", now=now)
        standing_clock(now + timedelta(days=3))
        for name, state in (("Anne Un", "present"), ("Brice Deux", "present"), ("Denis Quatre", "absent")):
            await Attendance(
                booking=parties[name], state=state, present=int(state == "present"), recorded_at=now
            ).save()
        told = await returned(client, at)
        assert told["Anne Un"] == "Venu"
        assert told["Brice Deux"].startswith("Rien")
        assert told["Chloé Trois"] == "Annulé"
        assert told["Denis Quatre"] == "Pas venu"

    async def test_the_slip_without_consent_says_what_was_answered_and_no_more(self, client, prescribe, now):
        address = (await prescribe()).headers["location"]
        booking = await Booking.objects().first()
        await bookings.cancel(booking.id, by="patron", now=now)
        slip = words((await client.get(address)).text)
        assert "C'est ce que nous avons répondu" in slip
        assert "annulée" not in slip

    async def test_it_is_erased_with_the_contact(self, client, at, prescribe, now):
        await prescribe(consented="1")
        assert await erasure.erase_due(now) == 0
        assert await Prescription.count() == 1
        await Contact.delete(force=True)
        assert "Jeanne Martin" not in (await client.get(at)).text
        assert await erasure.erase_due(now) == 1
        assert await Prescription.count() == 0


async def _only_session():
    return (await Booking.select(Booking.session).first())["session"]


class TestCancelling:
    """POST …/rendez-vous/{booking}/annulation."""

    async def test_it_asks_first_then_gives_the_seat_back(self, client, at, prescribe, standing_clock, now):
        address = (await prescribe()).headers["location"]
        assert "Annuler l'inscription" in words((await client.get(f"{address}/annulation")).text)
        assert (await Booking.objects().first()).state == "confirmed"
        assert (await client.send_form(f"{address}/annulation")).headers["location"] == f"{at}?fait=annulation"
        booking = await Booking.objects().first()
        assert (booking.state, booking.cancelled_by) == ("cancelled", "partner")
        assert "L'inscription de Jeanne Martin est annulée" in words((await client.get(address)).text)

    async def test_not_once_it_has_started(self, client, prescribe, standing_clock, now):
        address = (await prescribe()).headers["location"]
        standing_clock(now + timedelta(days=2))
        answer = await client.send_form(f"{address}/annulation")
        assert answer.status_code == 422
        assert "Cette séance a déjà commencé" in words(answer.text)
        assert (await Booking.objects().first()).state == "confirmed"

    async def test_a_partner_sees_and_cancels_its_own_bookings_only(
        self, client, prescribe, session, library, administrator, now
    ):
        address = (await prescribe()).headers["location"]
        booked = address.rpartition("/")[2]
        desk = await bookings.book(bookings.Request(session, "Paul Riou", channel="desk"), by="staff:1", now=now)
        sheet = Sheet("Mairie annexe", (library,), now.date() + timedelta(days=9))
        _, token = await actions.make(sheet, by=administrator, now=now)
        assert "Jeanne Martin" not in (await client.get(f"/partenaires/{token}")).text
        for booking in (booked, desk.id):
            other = f"/partenaires/{token}/rendez-vous/{booking}"
            assert (await client.get(other)).status_code == 404
            assert (await client.send_form(f"{other}/annulation")).status_code == 404
        assert {row["state"] for row in await Booking.select(Booking.state)} == {"confirmed"}
        assert (await client.get(address)).status_code == 200


async def test_guesses_and_crowds_are_counted(client, prescribe, maker, library, standing_clock, now):
    answers = [(await client.get(f"/partenaires/essai{number}")).status_code for number in range(31)]
    assert answers == [404] * 30 + [429]
    large = await maker.session(library, capacity=100)
    for number in range(60):
        assert (await prescribe(f"Personne {number}", session=large)).status_code == 303
    assert (await prescribe("Une de trop", session=large)).status_code == 429
    standing_clock(now + timedelta(hours=2))
    assert (await prescribe("Une de trop", session=large)).status_code == 303


async def test_a_robot_that_fills_the_hidden_field_books_nothing(prescribe):
    answer = await prescribe(site="https://x.example")
    assert answer.status_code == 422
    assert await Booking.count() == 0


async def test_sms_is_a_way_to_warn_where_it_can_be_sent(client, at, session, prescribe, monkeypatch):
    path = f"{at}/seances/{session}"
    assert 'value="sms"' in (await client.get(path)).text
    booked = await prescribe(contact="sms", phone="06 12 34 56 78")
    assert booked.status_code == 303
    assert (await Contact.select(Contact.channel).first())["channel"] == "sms"
    known = replace(settings(), sms_url="")
    monkeypatch.setattr("server.partners.routes.settings", lambda: known)
    assert 'value="sms"' not in (await client.get(path)).text


async def test_the_sheet_of_prescription_says_what_the_person_lets_the_partner_know(client, at, prescribe, now):
    agreed = Paper((await client.get(await sheet_of(prescribe, "Anne Un", consented="1"))).content)
    assert (agreed.accessible, agreed.language, agreed.pages) == (True, "fr", 1)
    for said in ("Anne Un", "Centre social des Tilleuls", "mercredi 13 janvier", "est d'accord", "Inscrit"):
        assert said in agreed.text.replace("\u2019", "'")
    silent = Paper((await client.get(address := await sheet_of(prescribe, "Brice Deux"))).content)
    assert "n'a pas donné son accord" in silent.text.replace("\u2019", "'")
    other = address.replace(at.rpartition("/")[2], "x" * 26)
    assert (await client.get(other)).status_code == 404


async def sheet_of(prescribe, name, **typed):
    return (await prescribe(name, **typed)).headers["location"] + "/fiche.pdf"
